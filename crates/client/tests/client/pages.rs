//! Pages and items.

use std::pin::Pin;

use alicloud_client::ErrorKind;
use alicloud_client::paginate::{next_number, next_offset, next_token};
use futures_core::Stream;

use crate::operations::Describe;
use crate::script::{Reply, Script, answer, error, parameter};

fn page(ids: &[&str], next: &str) -> Reply {
    let items: Vec<_> = ids.iter().map(|id| serde_json::json!({"DBInstanceId": id})).collect();
    answer(200, &serde_json::json!({"RequestId": "1", "NextToken": next, "Items": {"DBInstance": items}}).to_string())
}

fn three_pages() -> Script {
    Script::new([page(&["a", "b"], "2"), page(&[], "3"), page(&["c"], "")])
}

#[tokio::test]
async fn all_items_of_all_pages() {
    let script = three_pages();
    let items = script.client().pages(Describe::default()).items().collect().await.unwrap();
    let ids: Vec<_> = items.iter().map(|item| item.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    let tokens: Vec<_> = script.requests().iter().map(|request| parameter(request, "NextToken")).collect();
    assert_eq!(tokens, [None, Some("2".to_owned()), Some("3".to_owned())]);

    let mut stream = three_pages().client().pages(Describe::default());
    let mut pages = 0;
    while let Some(page) = std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        page.unwrap();
        pages += 1;
    }
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn limits_bound_what_is_asked_for() {
    for (items, pages, requests) in
        [(0, u64::MAX, 0), (1, u64::MAX, 1), (2, u64::MAX, 1), (3, u64::MAX, 3), (9, 1, 1), (9, 0, 0)]
    {
        let script = three_pages();
        let found = script
            .client()
            .pages(Describe::default())
            .max_pages(pages)
            .items()
            .max_items(items)
            .collect()
            .await
            .unwrap();
        assert!(found.len() as u64 <= items);
        assert_eq!(script.requests().len(), requests, "{items} items, {pages} pages");
    }
}

#[tokio::test]
async fn a_circle_of_tokens_ends_with_an_error() {
    let script = Script::new([page(&["a"], "2"), page(&["b"], "3"), page(&["c"], "2")]);
    let client = script.client();
    let mut items = client.pages(Describe::default()).items();
    let mut seen = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => seen += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((seen, error.kind()), (3, ErrorKind::UnreachableState));
    assert!(items.next().await.is_none());
    // The token that was sent is no new page.
    let script = Script::new([page(&["a"], "2"), page(&["b"], "2")]);
    assert_eq!(script.client().pages(Describe::default()).items().collect().await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_error_ends_the_pages_and_a_dropped_step_loses_nothing() {
    let script = Script::new([page(&["a"], "2"), error(403, "Forbidden")]);
    let mut pages = script.client().pages(Describe::default());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().unwrap_err().is_access_denied());
    assert!(pages.next().await.is_none());

    let script = three_pages();
    let mut pages = script.client().pages(Describe::default());
    // Polled once, then dropped: the request goes on.
    tokio::select! {
        biased;
        _ = pages.next() => panic!("an answer takes more than one poll"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(pages.next().await.unwrap().unwrap().items.list.len(), 2);
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn where_the_next_page_is() {
    // Number, size, returned, total.
    let numbers = [
        ((None, None, 0, None), None),
        ((None, None, 5, None), Some(2)),
        ((Some(1), Some(30), 30, Some(70)), Some(2)),
        ((Some(2), Some(30), 30, Some(70)), Some(3)),
        ((Some(3), Some(30), 10, Some(70)), None),
        ((Some(1), Some(30), 30, Some(30)), None),
        ((Some(1), Some(30), 30, None), Some(2)),
        ((Some(1), Some(30), 29, None), None),
        ((Some(1), None, 30, Some(70)), Some(2)),
        ((Some(1), Some(0), 30, Some(70)), Some(2)),
        // The service allows 100 items a page, whatever is asked for.
        ((Some(1), Some(1000), 100, Some(500)), Some(2)),
        ((Some(4), Some(1000), 100, Some(500)), Some(5)),
        ((Some(5), Some(1000), 100, Some(500)), None),
        ((Some(4), Some(150), 100, Some(500)), Some(5)),
        ((Some(5), Some(150), 100, Some(500)), None),
        ((Some(i64::MAX), Some(i64::MAX), usize::MAX, Some(i64::MAX)), None),
    ];
    for ((number, size, returned, total), expected) in numbers {
        assert_eq!(next_number(number, size, returned, total), expected, "{number:?} {size:?} {returned} {total:?}");
    }
    for ((sent, received), expected) in [
        ((None, None), None),
        ((None, Some("")), None),
        ((Some("a"), Some("a")), None),
        ((Some("a"), Some("b")), Some("b")),
    ] {
        assert_eq!(next_token(sent, received).as_deref(), expected);
    }
    for ((offset, returned, total), expected) in [
        ((None, 10, Some(25)), Some(10)),
        ((Some(20), 5, Some(25)), None),
        ((Some(20), 0, None), None),
        ((Some(-5), 3, None), Some(3)),
    ] {
        assert_eq!(next_offset(offset, returned, total), expected);
    }
}
