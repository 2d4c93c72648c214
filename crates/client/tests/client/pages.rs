//! Tests of pages and items.

mod by_number;
mod positions;

use std::pin::Pin;

use alicloud_client::paginate::Paginate;
use alicloud_client::{Client, ErrorKind};
use futures_core::Stream;
use serde_json::{Value, json};

use crate::operations::{Describe, List, ListByOffset, ListByText, ListEitherWay};
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
async fn an_error_ends_the_pages_and_a_dropped_step_loses_nothing() {
    let script = Script::new([page(&["a"], "2"), error(403, "Forbidden")]);
    let mut pages = script.client().pages(Describe::default());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().unwrap_err().is_access_denied());
    assert!(pages.next().await.is_none());

    let script = three_pages();
    let mut pages = script.client().pages(Describe::default());
    // The future is polled once and dropped; the request continues.
    tokio::select! {
        biased;
        _ = pages.next() => panic!("a response takes more than one poll"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(pages.next().await.unwrap().unwrap().items.list.len(), 2);
    assert_eq!(script.requests().len(), 1);
}

/// A page with the items `from` to `to`, and other fields of the response.
fn listed(from: u32, to: u32, others: &Value) -> Value {
    let mut page =
        json!({"RequestId": "1", "Names": (from..to).map(|number| format!("item-{number}")).collect::<Vec<_>>()});
    for (name, value) in others.as_object().expect("an object") {
        page[name] = value.clone();
    }
    page
}

/// Pages of `size` items, `count` in total, each with the fields that `others` returns for its number (from 1).
fn sliced(count: u32, size: u32, others: impl Fn(u32) -> Value) -> Vec<Value> {
    let pages = count.div_ceil(size);
    (0..pages).map(|page| listed(page * size, count.min((page + 1) * size), &others(page + 1))).collect()
}

/// Collects all items, or those before an error with the kind and message of the error.
async fn walk<O: Paginate<Item = String>>(client: Client, operation: O) -> (Vec<String>, Option<(ErrorKind, String)>) {
    let mut items = client.pages(operation).items();
    let mut given = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => given.push(item),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error ends the items");
                return (given, Some((error.kind(), error.to_string())));
            }
        }
    }
    assert_eq!(items.position(), None, "a walk that is at its end has no position");
    (given, None)
}

/// The service returns `pages` in order, and repeats the last one. `asked` is what each request has to ask for, `items`
/// the expected number of items, `fails` a part of the expected error at the end.
struct Case {
    name: &'static str,
    pages: Vec<Value>,
    asked: Vec<&'static str>,
    items: usize,
    fails: Option<&'static str>,
}

const REPEATED_ITEMS: &str = "returned a page that it has returned before";
const REPEATED_TOKEN: &str = "returned the position of a page that it has returned before";

async fn check<O: Paginate<Item = String>>(operation: O, parameter_name: &str, case: Case) {
    let Case { name, pages, asked, items, fails } = case;
    let expected: Vec<String> = pages
        .iter()
        .flat_map(|page| page["Names"].as_array().expect("a list"))
        .map(|item| item.as_str().unwrap().to_owned())
        .cycle()
        .take(items)
        .collect();
    let script = Script::new(pages.iter().map(|page| answer(200, &page.to_string())));
    let (given, failed) = walk(script.client(), operation).await;
    let sent: Vec<_> =
        script.requests().iter().map(|request| parameter(request, parameter_name).unwrap_or("-".to_owned())).collect();
    assert_eq!(sent, asked, "{name}: requests; {failed:?}");
    assert_eq!(given, expected, "{name}: items");
    match (fails, failed) {
        (None, None) => {}
        (Some(part), Some((ErrorKind::UnreachableState, message))) if message.contains(part) => {}
        (expected, failed) => panic!("{name}: {failed:?}, expected {expected:?}"),
    }
}

#[tokio::test]
async fn pages_by_token() {
    let token = |from, to, token: Value| listed(from, to, &json!({"NextToken": token}));
    let mut cases = vec![
        Case {
            name: "an empty page is not the last one",
            pages: vec![token(0, 2, json!("b")), token(0, 0, json!("c")), token(2, 3, Value::Null)],
            asked: vec!["-", "b", "c"],
            items: 3,
            fails: None,
        },
        Case {
            name: "the token that was sent comes back",
            pages: vec![token(0, 2, json!("b")), token(2, 4, json!("b"))],
            asked: vec!["-", "b"],
            items: 4,
            fails: Some(REPEATED_TOKEN),
        },
        Case {
            name: "a circle of tokens",
            pages: vec![token(0, 1, json!("b")), token(1, 2, json!("c")), token(2, 3, json!("b"))],
            asked: vec!["-", "b", "c"],
            items: 3,
            fails: Some(REPEATED_TOKEN),
        },
        Case {
            name: "new tokens, but always the same items",
            pages: (0..9).map(|page| token(0, 2, json!(format!("t{page}")))).collect(),
            asked: vec!["-", "t0", "t1", "t2"],
            items: 6,
            fails: Some(REPEATED_ITEMS),
        },
        Case {
            name: "a total does not end pages by token",
            pages: vec![
                listed(0, 2, &json!({"NextToken": "b", "TotalRecordCount": 2})),
                listed(2, 4, &json!({"TotalRecordCount": 2})),
            ],
            asked: vec!["-", "b"],
            items: 4,
            fails: None,
        },
    ];
    let announced = |from, to| listed(from, to, &json!({"NextToken": "b", "TotalRecordCount": 4}));
    cases.push(Case {
        name: "an error that came as a success, before the total",
        pages: vec![announced(0, 2), listed(0, 0, &json!({"Code": "Throttling"}))],
        asked: vec!["-", "b"],
        items: 2,
        fails: Some("only 2 of the 4 announced items were received"),
    });
    cases.push(Case {
        name: "an empty last page after all that were announced",
        pages: vec![announced(0, 4), listed(0, 0, &json!({}))],
        asked: vec!["-", "b"],
        items: 4,
        fails: None,
    });
    let tokens: Vec<&'static str> = (0..1000).map(|page| &*format!("t{page}").leak()).collect();
    cases.push(Case {
        name: "new tokens, but never an item",
        pages: (0..1010).map(|page| token(0, 0, json!(format!("t{page}")))).collect(),
        asked: [&["-"], &tokens[..]].concat(),
        items: 0,
        fails: Some("1001 consecutive pages without items"),
    });
    for last in [json!(""), json!("null"), json!("0"), json!(0), json!(" "), Value::Null] {
        cases.push(Case {
            name: "how a last page is told",
            pages: vec![token(0, 2, json!("b")), token(2, 3, last)],
            asked: vec!["-", "b"],
            items: 3,
            fails: None,
        });
    }
    for case in cases {
        check(ListEitherWay::default(), "NextToken", case).await;
    }
}

/// The first request has a token, so the number of items before that page is unknown, and a total does not determine
/// the end.
#[tokio::test]
async fn pages_by_token_from_the_middle() {
    let announced = |from, to| listed(from, to, &json!({"NextToken": "c", "TotalRecordCount": 10}));
    let cases = [
        (
            Some("b"),
            Case {
                name: "the rest of a list, and an empty page at its end",
                pages: vec![announced(6, 10), listed(0, 0, &json!({}))],
                asked: vec!["b", "c"],
                items: 4,
                fails: None,
            },
        ),
        (
            Some("b"),
            Case {
                name: "an empty page at once",
                pages: vec![listed(0, 0, &json!({}))],
                asked: vec!["b"],
                items: 0,
                fails: None,
            },
        ),
        (
            Some("b"),
            Case {
                name: "the token that was given comes back",
                pages: vec![listed(0, 2, &json!({"NextToken": "b"}))],
                asked: vec!["b"],
                items: 2,
                fails: Some(REPEATED_TOKEN),
            },
        ),
        (
            Some(""),
            Case {
                name: "an empty token is none: the pages are counted",
                pages: sliced(5, 2, |page| json!({"PageNumber": page, "TotalRecordCount": 5})),
                asked: vec!["", "", ""],
                items: 5,
                fails: None,
            },
        ),
        (
            None,
            Case {
                name: "from the beginning, the total is believed",
                pages: vec![announced(0, 4), listed(0, 0, &json!({}))],
                asked: vec!["-", "c"],
                items: 4,
                fails: Some("only 4 of the 10 announced items were received"),
            },
        ),
    ];
    for (token, case) in cases {
        let operation = ListEitherWay { next: token.map(str::to_owned), ..ListEitherWay::default() };
        check(operation, "NextToken", case).await;
    }
    // With pages by number, the number of items before the first page is an estimate.
    let case = Case {
        name: "from page 3, and nothing of a page at the end",
        pages: vec![listed(60, 70, &json!({"TotalRecordCount": 70})), listed(0, 0, &json!({}))],
        asked: vec!["3", "4"],
        items: 10,
        fails: None,
    };
    check(List { number: Some(3), ..List::default() }, "PageNumber", case).await;
}

/// Parameters that are documented as strings, as in `DescribeVSwitchList` of RDS.
#[tokio::test]
async fn pages_by_number_in_a_string() {
    let total = |_: u32| json!({"TotalRecordCount": "5"});
    let of = |number: Option<&str>, size: Option<&str>| ListByText {
        number: number.map(str::to_owned),
        size: size.map(str::to_owned),
    };
    let ends = |name, pages, asked, items| Case { name, pages, asked, items, fails: None };
    let cases = [
        (of(None, None), ends("nothing is set", sliced(5, 2, total), vec!["-", "2", "3"], 5)),
        (of(Some("1"), Some("2")), ends("number and size", sliced(5, 2, total), vec!["1", "2", "3"], 5)),
        (of(Some(" 01 "), Some("x")), ends("padded, and no size", sliced(5, 2, total), vec![" 01 ", "2", "3"], 5)),
        (of(Some(""), None), ends("an empty number is none", sliced(5, 2, total), vec!["", "2", "3"], 5)),
        (
            of(Some("2"), Some("2")),
            ends("from page 2", vec![listed(2, 4, &total(2)), listed(4, 5, &total(3))], vec!["2", "3"], 3),
        ),
        (
            of(Some("2"), Some("100")),
            ends(
                "from page 2, where 50 are allowed",
                sliced(100, 50, |_| json!({"TotalRecordCount": 150})),
                vec!["2", "3"],
                100,
            ),
        ),
        (
            of(Some("last"), None),
            Case {
                name: "a position that is no number",
                pages: vec![listed(0, 2, &total(1))],
                asked: vec!["last"],
                items: 2,
                fails: Some("is not a number"),
            },
        ),
        (
            of(Some("9223372036854775807"), None),
            Case {
                name: "a number that does not fit",
                pages: vec![listed(0, 2, &json!({}))],
                asked: vec!["9223372036854775807"],
                items: 2,
                fails: Some("does not fit into its parameter"),
            },
        ),
    ];
    for (operation, case) in cases {
        check(operation, "PageNumber", case).await;
    }
}

#[tokio::test]
async fn pages_by_token_or_by_number() {
    let ends = |name, pages, asked, items| Case { name, pages, asked, items, fails: None };
    let from = |number| ListEitherWay { number: Some(number), ..ListEitherWay::default() };
    let numbered = |total: Value| {
        let mut pages = sliced(75, 30, |page| json!({"PageNumber": page, "TotalRecordCount": total.clone()}));
        pages.push(listed(0, 0, &json!({"PageNumber": 4, "TotalRecordCount": total})));
        (ListEitherWay::default(), ends("the response counts pages", pages, vec!["-", "2", "3", "4"], 75))
    };
    let cases = [
        numbered(Value::Null),
        numbered(json!(0)),
        numbered(json!(-1)),
        numbered(json!(12)),
        numbered(json!("many")),
        (
            ListEitherWay::default(),
            ends(
                "a page number below zero counts nothing",
                vec![listed(0, 2, &json!({"PageNumber": -1}))],
                vec!["-"],
                2,
            ),
        ),
        (
            ListEitherWay::default(),
            ends(
                "a total leads on by number",
                sliced(5, 2, |_| json!({"TotalRecordCount": 5})),
                vec!["-", "2", "3"],
                5,
            ),
        ),
        (
            ListEitherWay::default(),
            ends("neither token nor total: the only page", vec![listed(0, 2, &json!({}))], vec!["-"], 2),
        ),
        (
            from(1),
            ends(
                "who counts pages goes on to an empty one",
                vec![listed(0, 2, &json!({})), listed(2, 4, &json!({})), listed(0, 0, &json!({}))],
                vec!["1", "2", "3"],
                4,
            ),
        ),
    ];
    for (operation, case) in cases {
        check(operation, "PageNumber", case).await;
    }
}

#[tokio::test]
async fn pages_by_offset() {
    let total = |_: u32| json!({"TotalRecordCount": "25"});
    let from = |offset| ListByOffset { offset: Some(offset) };
    let ends = |name, pages, asked, items| Case { name, pages, asked, items, fails: None };
    let cases = [
        (ListByOffset::default(), ends("a total", sliced(25, 10, total), vec!["-", "10", "20"], 25)),
        (from(-5), ends("an offset below zero", sliced(25, 10, total), vec!["-5", "10", "20"], 25)),
        (from(20), ends("from the last page", vec![listed(20, 25, &total(1))], vec!["20"], 5)),
        (
            ListByOffset::default(),
            ends(
                "no total",
                vec![listed(0, 10, &json!({})), listed(10, 12, &json!({})), listed(0, 0, &json!({}))],
                vec!["-", "10", "12"],
                12,
            ),
        ),
        (
            ListByOffset::default(),
            Case {
                name: "the offset is ignored",
                pages: vec![listed(0, 10, &total(1))],
                asked: vec!["-", "10"],
                items: 10,
                fails: Some(REPEATED_ITEMS),
            },
        ),
        (
            from(i64::MAX),
            Case {
                name: "an offset beyond any number",
                pages: vec![listed(0, 10, &json!({}))],
                asked: vec!["9223372036854775807"],
                items: 10,
                fails: Some("does not fit into its parameter"),
            },
        ),
    ];
    for (operation, case) in cases {
        check(operation, "Offset", case).await;
    }
}
