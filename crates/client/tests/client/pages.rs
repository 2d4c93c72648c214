//! Pages and items.

use std::pin::Pin;

use alicloud_client::paginate::{Paginate, Position};
use alicloud_client::{Client, ErrorKind};
use futures_core::Stream;
use serde_json::{Value, json};

use crate::operations::{Describe, List, ListByOffset, ListEitherWay};
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
    // Polled once, then dropped: the request goes on.
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

/// Pages of `size` items, of `count` in all, each with the fields that `others` makes for its number (from 1).
fn sliced(count: u32, size: u32, others: impl Fn(u32) -> Value) -> Vec<Value> {
    let pages = count.div_ceil(size);
    (0..pages).map(|page| listed(page * size, count.min((page + 1) * size), &others(page + 1))).collect()
}

/// Gives all items, or those before an error with its kind and message.
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

/// The service returns `pages` in order, and the last one for ever. `asked` is what each request has to ask for, `items` how many items
/// have to come, `fails` a part of the error at the end.
struct Case {
    name: &'static str,
    pages: Vec<Value>,
    asked: Vec<&'static str>,
    items: usize,
    fails: Option<&'static str>,
}

const REPEATED_ITEMS: &str = "returned a page that it has returned before";
const REPEATED_TOKEN: &str = "names a page that it has returned before";

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
async fn pages_by_number() {
    let total = |total: Value| move |_: u32| json!({"TotalRecordCount": total.clone()});
    let nothing = |_: u32| json!({});
    let empty = || listed(0, 0, &json!({}));
    let numbers: Vec<&'static str> = (1..=23).map(|number| &*number.to_string().leak()).collect();
    let up_to = |last: usize| [&["-"], &numbers[1..last]].concat();
    let size = |size| List { size: Some(size), ..List::default() };
    let from = |number| List { number: Some(number), ..List::default() };
    let both = |number, size| List { number: Some(number), size: Some(size) };
    let ends = |name, pages, asked, items| Case { name, pages, asked, items, fails: None };
    let fails = |name, pages, asked, items, part| Case { name, pages, asked, items, fails: Some(part) };
    let then = |mut pages: Vec<Value>, page: Value| {
        pages.push(page);
        pages
    };
    let cases = [
        (size(30), ends("full pages", sliced(70, 30, total(json!(70))), up_to(3), 70)),
        (size(30), ends("the total is a string", sliced(70, 30, total(json!("70"))), up_to(3), 70)),
        (size(30), ends("the total is padded", sliced(70, 30, total(json!(" 70 "))), up_to(3), 70)),
        (size(30), ends("the total has a fraction", sliced(70, 30, total(json!(70.0))), up_to(3), 70)),
        (size(30), ends("the last page is full", sliced(60, 30, total(json!(60))), up_to(2), 60)),
        (size(30), ends("one page", sliced(7, 30, total(json!(7))), up_to(1), 7)),
        (size(30), ends("nothing at all", vec![listed(0, 0, &json!({"TotalRecordCount": 0}))], up_to(1), 0)),
        (size(100), ends("the service allows 50, of 150", sliced(150, 50, total(json!(150))), up_to(3), 150)),
        (size(100), ends("the service allows 50, of 1150", sliced(1150, 50, total(json!(1150))), up_to(23), 1150)),
        (size(100), ends("the service allows 50, of 200", sliced(200, 50, total(json!("200"))), up_to(4), 200)),
        (List::default(), ends("no page size is asked for", sliced(70, 30, total(json!(70))), up_to(3), 70)),
        (size(0), ends("a page size of zero", sliced(70, 30, total(json!(70))), up_to(3), 70)),
        (size(30), ends("no total: an empty page ends it", then(sliced(42, 30, nothing), empty()), up_to(3), 42)),
        (
            size(100),
            ends("no total, and the service allows 50", then(sliced(120, 50, nothing), empty()), up_to(4), 120),
        ),
        (
            size(30),
            ends(
                "no total, and a filter thins a page out",
                vec![listed(0, 30, &json!({})), listed(30, 33, &json!({})), listed(33, 63, &json!({})), empty()],
                up_to(4),
                63,
            ),
        ),
        (
            size(30),
            ends("a total that is no number", then(sliced(42, 30, total(json!("many"))), empty()), up_to(3), 42),
        ),
        (
            size(30),
            ends("a total of zero counts nothing", then(sliced(42, 30, total(json!(0))), empty()), up_to(3), 42),
        ),
        (size(30), ends("a total below zero", then(sliced(42, 30, total(json!(-1))), empty()), up_to(3), 42)),
        (size(30), ends("a total that is too small", then(sliced(42, 30, total(json!(12))), empty()), up_to(3), 42)),
        (
            size(30),
            ends(
                "a total beyond any number",
                then(sliced(42, 30, total(json!("99999999999999999999"))), empty()),
                up_to(3),
                42,
            ),
        ),
        (
            size(30),
            ends(
                "the total grows",
                sliced(90, 30, |page| json!({"TotalRecordCount": if page == 1 { 60 } else { 90 }})),
                up_to(3),
                90,
            ),
        ),
        (
            size(30),
            ends(
                "the total shrinks",
                sliced(60, 30, |page| json!({"TotalRecordCount": if page == 1 { 90 } else { 50 }})),
                up_to(2),
                60,
            ),
        ),
        (
            size(30),
            ends(
                "the total comes once",
                sliced(60, 30, |page| if page == 1 { json!({"TotalRecordCount": 60}) } else { json!({}) }),
                up_to(2),
                60,
            ),
        ),
        (
            size(30),
            ends(
                "an empty page before the total",
                vec![listed(0, 30, &json!({"TotalRecordCount": 90})), empty()],
                up_to(2),
                30,
            ),
        ),
        (
            size(30),
            fails(
                "the service repeats its only page",
                vec![listed(0, 30, &json!({"TotalRecordCount": "100000"}))],
                up_to(2),
                30,
                REPEATED_ITEMS,
            ),
        ),
        (size(30), fails("repeated, without a total", vec![listed(0, 2, &json!({}))], up_to(2), 2, REPEATED_ITEMS)),
        (
            List::default(),
            fails(
                "repeated, and the response says that it is page 1",
                vec![listed(0, 2, &json!({"PageNumber": "1", "TotalRecordCount": 9}))],
                up_to(2),
                2,
                REPEATED_ITEMS,
            ),
        ),
        (
            size(30),
            fails(
                "the first page comes again",
                vec![listed(0, 30, &json!({})), listed(30, 60, &json!({})), listed(0, 30, &json!({}))],
                up_to(3),
                60,
                REPEATED_ITEMS,
            ),
        ),
        (
            size(2),
            ends(
                "other pages may hold the same items",
                (1..=3).map(|page| listed(0, 2, &json!({"PageNumber": page, "TotalRecordCount": 6}))).collect(),
                up_to(3),
                6,
            ),
        ),
        (
            size(2),
            fails(
                "but not for ever",
                (1..=9).map(|page| listed(0, 2, &json!({"PageNumber": page, "TotalRecordCount": 100_000}))).collect(),
                up_to(4),
                6,
                REPEATED_ITEMS,
            ),
        ),
        (
            both(2, 100),
            ends("from page 2, where 50 are allowed", sliced(100, 50, total(json!(150))), vec!["2", "3"], 100),
        ),
        (
            both(3, 30),
            ends(
                "from the last page",
                vec![listed(60, 70, &json!({"TotalRecordCount": 70})), empty()],
                vec!["3", "4"],
                10,
            ),
        ),
        (
            from(3),
            ends(
                "from the last page, of a size that is reported",
                vec![listed(60, 70, &json!({"TotalRecordCount": 70, "PageSize": 30, "PageNumber": 3}))],
                vec!["3"],
                10,
            ),
        ),
        (
            both(2, 100),
            ends(
                "the page size that was asked for comes back, but not as many items",
                sliced(100, 50, |_| json!({"TotalRecordCount": 150, "PageSize": 100})),
                vec!["2", "3"],
                100,
            ),
        ),
        (both(0, 2), ends("pages are counted from zero", sliced(5, 2, total(json!(5))), vec!["0", "1", "2"], 5)),
        (
            size(2),
            ends(
                "the response says that its first page is zero",
                sliced(5, 2, |page| json!({"PageNumber": page - 1, "TotalRecordCount": 5})),
                vec!["-", "1", "2"],
                5,
            ),
        ),
        (
            from(i64::MAX),
            fails(
                "a number that does not fit",
                vec![listed(0, 2, &json!({}))],
                vec!["9223372036854775807"],
                2,
                "cannot hold",
            ),
        ),
    ];
    for (operation, case) in cases {
        check(operation, "PageNumber", case).await;
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
    let tokens: Vec<&'static str> = (0..1000).map(|page| &*format!("t{page}").leak()).collect();
    cases.push(Case {
        name: "new tokens, but never an item",
        pages: (0..1010).map(|page| token(0, 0, json!(format!("t{page}")))).collect(),
        asked: [&["-"], &tokens[..]].concat(),
        items: 0,
        fails: Some("1001 pages without an item in a row"),
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

#[tokio::test]
async fn pages_by_token_or_by_number() {
    let ends = |name, pages, asked, items| Case { name, pages, asked, items, fails: None };
    let from = |number| ListEitherWay { number: Some(number), ..ListEitherWay::default() };
    let cases = [
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
                fails: Some("cannot hold"),
            },
        ),
    ];
    for (operation, case) in cases {
        check(operation, "Offset", case).await;
    }
}

/// Walks in steps, each by a client of its own that has the position of the step before as a string.
async fn walk_in_steps<O: Paginate<Item = String>>(operation: O, pages: Vec<Value>, step: u64) -> Vec<String> {
    let mut given = Vec::new();
    let mut kept: Option<String> = None;
    let mut next_page = 0;
    loop {
        // The service has the page of the position, and what follows.
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
    assert_eq!(walk.position().unwrap().to_string(), "ListThings;seen=6;number=3");

    let script = Script::new(replies(&pages[2..]));
    let mut walk = script.client().pages(operation()).resume_from(&walk.position().unwrap()).max_pages(1);
    given.extend(walk.next().await.unwrap().unwrap().names);
    assert!(walk.next().await.is_none());
    assert_eq!(walk.position().unwrap().to_string(), "ListThings;seen=9;number=4");

    let script = Script::new(replies(&pages[3..]));
    let mut walk = script.client().pages(operation()).resume_from(&walk.position().unwrap());
    given.extend(walk.next().await.unwrap().unwrap().names);
    assert!(walk.next().await.is_none() && walk.position().is_none());
    assert_eq!(script.requests().len(), 1, "the total counts the items before the position");
    assert_eq!(given, (0..10).map(|number| format!("item-{number}")).collect::<Vec<_>>());

    // A page that is refused because it came before is the position, too.
    let script = Script::new(replies(&pages[..1]));
    let mut items = script.client().pages(operation()).items();
    while let Some(Ok(_)) = items.next().await {}
    assert_eq!(items.position().unwrap().to_string(), "ListThings;seen=3;number=2");
}

#[tokio::test]
async fn positions_that_are_none() {
    for text in
        ["", ";number=1", "List Things", "ListThings;number", "ListThings;number=x", "ListThings;seen=-1", "X;y=1"]
    {
        let error = text.parse::<Position>().unwrap_err();
        assert!(error.to_string().starts_with("not a position of pages: "), "{text}: {error}");
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
