//! Tests of stored positions, and of walks that continue from them.

use alicloud_client::ErrorKind;
use alicloud_client::paginate::{Paginate, Position};
use serde_json::{Value, json};

use super::sliced;
use crate::operations::{List, ListByOffset, ListEitherWay};
use crate::script::{Script, answer, error};

/// Walks in steps, each with a new client that gets the position of the previous step as a string.
async fn walk_in_steps<O: Paginate<Item = String>>(operation: O, pages: Vec<Value>, step: u64) -> Vec<String> {
    let mut given = Vec::new();
    let mut kept: Option<String> = None;
    let mut next_page = 0;
    loop {
        // The service has the page of the position and the following ones.
        let script = Script::new(pages[next_page..].iter().map(|page| answer(200, &page.to_string())));
        let mut walk = script.client().pages(operation.clone());
        if let Some(kept) = &kept {
            walk = walk.resume_from(&kept.parse().unwrap());
        }
        let mut items = walk.items().max_items(step);
        while let Some(item) = items.next().await {
            given.push(item.unwrap());
        }
        let Some(position) = items.position() else { return given };
        next_page += script.requests().len() - usize::from(position.to_string().contains("given="));
        kept = Some(position.to_string());
    }
}

#[tokio::test]
async fn a_walk_goes_on_from_a_position_that_was_kept() {
    let by_number = || sliced(10, 3, |page| json!({"TotalRecordCount": 10, "PageNumber": page}));
    let by_token =
        || sliced(10, 3, |page| if page == 4 { json!({}) } else { json!({"NextToken": format!("t;={page}")}) });
    let all: Vec<String> = (0..10).map(|number| format!("item-{number}")).collect();
    for step in 1..=11 {
        let number = walk_in_steps(List { size: Some(3), ..List::default() }, by_number(), step).await;
        assert_eq!(number, all, "by number, {step} items at a time");
        assert_eq!(
            walk_in_steps(ListEitherWay::default(), by_token(), step).await,
            all,
            "by token, {step} items at a time"
        );
        assert_eq!(walk_in_steps(ListByOffset::default(), by_number(), step).await, all, "by offset, {step} at a time");
    }
}

#[tokio::test]
async fn a_page_that_failed_or_was_not_asked_for_is_the_position() {
    let replies = |pages: &[Value]| pages.iter().map(|page| answer(200, &page.to_string())).collect::<Vec<_>>();
    let pages = sliced(10, 3, |_| json!({"TotalRecordCount": 10}));
    let operation = || List { size: Some(3), ..List::default() };

    let mut with_error = replies(&pages[..2]);
    with_error.push(error(403, "Forbidden"));
    let script = Script::new(with_error);
    let mut walk = script.client().pages(operation());
    assert_eq!(walk.position().unwrap().to_string(), "ListThings");
    let mut given = Vec::new();
    while let Some(Ok(page)) = walk.next().await {
        given.extend(page.names);
    }
    assert_eq!(walk.position().unwrap().to_string(), "ListThings;seen=6;total=10;number=3");

    let script = Script::new(replies(&pages[2..]));
    let mut walk = script.client().pages(operation()).resume_from(&walk.position().unwrap()).max_pages(1);
    given.extend(walk.next().await.unwrap().unwrap().names);
    assert!(walk.next().await.is_none());
    assert_eq!(walk.position().unwrap().to_string(), "ListThings;seen=9;total=10;number=4");

    let script = Script::new(replies(&pages[3..]));
    let mut walk = script.client().pages(operation()).resume_from(&walk.position().unwrap());
    given.extend(walk.next().await.unwrap().unwrap().names);
    assert!(walk.next().await.is_none() && walk.position().is_none());
    assert_eq!(script.requests().len(), 1, "the total counts the items before the position");
    assert_eq!(given, (0..10).map(|number| format!("item-{number}")).collect::<Vec<_>>());

    // A page that is refused because it is repeated is also the position.
    let script = Script::new(replies(&pages[..1]));
    let mut items = script.client().pages(operation()).items();
    while let Some(Ok(_)) = items.next().await {}
    assert_eq!(items.position().unwrap().to_string(), "ListThings;seen=3;total=10;number=2");
}

#[tokio::test]
async fn a_long_token_is_kept_and_not_shown_whole() {
    let token = format!("t\u{1b}\n{}", "x".repeat(1 << 20));
    let page = json!({"RequestId": "1", "Names": ["a"], "NextToken": token});
    let script = Script::new([answer(200, &page.to_string())]);
    let mut pages = script.client().pages(ListEitherWay::default());
    let error = loop {
        if let Err(error) = pages.next().await.unwrap() {
            break error;
        }
    };
    let shown = error.to_string();
    assert!(shown.len() < 1000 && shown.contains("bytes left out"), "{}", shown.len());
    assert!(!shown.contains(['\u{1b}', '\n']) && format!("{error:?}").len() < 2000, "{shown:?}");
    assert!(pages.position().unwrap().to_string().ends_with(&token));
}

#[tokio::test]
async fn positions_that_are_none() {
    for text in [
        "",
        ";number=1",
        "List Things",
        "ListThings;number",
        "ListThings;number=x",
        "ListThings;seen=-1",
        "X;total=",
        "X;y=1",
    ] {
        let error = text.parse::<Position>().unwrap_err();
        assert!(error.to_string().starts_with("not a valid position: "), "{text}: {error}");
    }
    for text in ["Other;number=2", "ListThings;token=x", "ListByOffset;token=x"] {
        let position: Position = text.parse().unwrap();
        let script = Script::new([answer(200, "{}")]);
        let client = script.client();
        let failed = if position.operation() == "ListByOffset" {
            client.pages(ListByOffset::default()).resume_from(&position).items().next().await
        } else {
            client.pages(List::default()).resume_from(&position).items().next().await
        };
        let error = failed.unwrap().unwrap_err();
        assert_eq!((error.kind(), script.requests().len()), (ErrorKind::InvalidInput, 0), "{text}: {error}");
    }
}

/// A walk that was interrupted before an empty page ends in the same way as without the interruption.
#[tokio::test]
async fn an_empty_page_after_a_position() {
    let nothing = || json!({"RequestId": "1"});
    let empty = |total: u32| json!({"RequestId": "1", "Names": [], "TotalRecordCount": total});
    // The pages before, the page of the position, and a part of the error.
    let announced = || sliced(9, 3, |_| json!({"TotalRecordCount": "10"}))[..2].to_vec();
    let by_token = |total: Value| {
        sliced(6, 3, move |page| json!({"NextToken": format!("t{page}"), "TotalRecordCount": total.clone()}))
    };
    let missing = Some("only 6 of the 10 announced items were received");
    let cases = [
        ("nothing of a page, before the total", Way::Number, announced(), nothing(), missing),
        ("empty, with the total that was announced", Way::Number, announced(), empty(10), None),
        ("empty, with a smaller total", Way::Number, announced(), empty(6), None),
        ("no total at all", Way::Number, sliced(6, 3, |_| json!({})), nothing(), None),
        ("by token, nothing of a page", Way::Token, by_token(json!(10)), nothing(), missing),
        ("by token, after all that were announced", Way::Token, by_token(json!(6)), nothing(), None),
        ("by token, without a total", Way::Token, by_token(Value::Null), nothing(), None),
        ("by offset, nothing of a page", Way::Offset, announced(), nothing(), missing),
    ];
    for (name, way, before, page, fails) in cases {
        let replies = |pages: &[Value]| pages.iter().map(|page| answer(200, &page.to_string())).collect::<Vec<_>>();
        for is_interrupted in [false, true] {
            let mut failed = Ok(());
            let last = [page.clone()];
            if is_interrupted {
                let script = Script::new(replies(&before));
                let position = way.walk(&script, None, before.len() as u64, &mut failed).await;
                // As in a later program, which has only the string.
                let position: Position = position.unwrap().to_string().parse().unwrap();
                way.walk(&Script::new(replies(&last)), Some(&position), u64::MAX, &mut failed).await;
            } else {
                let script = Script::new(replies(&[&before[..], &last].concat()));
                way.walk(&script, None, u64::MAX, &mut failed).await;
            }
            match (fails, failed) {
                (None, Ok(())) => {}
                (Some(part), Err(message)) if message.contains(part) => {}
                (_, failed) => panic!("{name}, interrupted: {is_interrupted}: {failed:?}, expected {fails:?}"),
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Way {
    Number,
    Token,
    Offset,
}

impl Way {
    /// Walks over this many pages and returns the position afterwards.
    async fn walk(
        self,
        script: &Script,
        from: Option<&Position>,
        pages: u64,
        failed: &mut Result<(), String>,
    ) -> Option<Position> {
        match self {
            Self::Number => walk_pages(script, List { size: Some(3), ..List::default() }, from, pages, failed).await,
            Self::Token => walk_pages(script, ListEitherWay::default(), from, pages, failed).await,
            Self::Offset => walk_pages(script, ListByOffset::default(), from, pages, failed).await,
        }
    }
}

async fn walk_pages<O: Paginate<Item = String>>(
    script: &Script,
    operation: O,
    from: Option<&Position>,
    pages: u64,
    failed: &mut Result<(), String>,
) -> Option<Position> {
    let mut walk = script.client().pages(operation).max_pages(pages);
    if let Some(position) = from {
        walk = walk.resume_from(position);
    }
    while let Some(page) = walk.next().await {
        if let Err(error) = page {
            *failed = Err(error.to_string());
        }
    }
    walk.position()
}
