//! Tests of pages by number: the position of the next page, and the end of the list.

use serde_json::{Value, json};

use super::{Case, REPEATED_ITEMS, check, listed, sliced};
use crate::operations::List;

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
                vec![listed(0, 30, &json!({"TotalRecordCount": 90})), listed(0, 0, &json!({"TotalRecordCount": 90}))],
                up_to(2),
                30,
            ),
        ),
        (
            size(30),
            fails(
                "an error that came as a success, before the total",
                vec![listed(0, 30, &json!({"TotalRecordCount": 90})), listed(0, 0, &json!({"Code": "Throttling"}))],
                up_to(2),
                30,
                "only 30 of the 90 announced items were received",
            ),
        ),
        (
            size(30),
            fails(
                "a page with neither items nor a total, after two that had both",
                then(sliced(60, 30, total(json!("90"))), listed(0, 0, &json!({"TotalRecordCount": null}))),
                up_to(3),
                60,
                "only 60 of the 90 announced items were received",
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
                vec![listed(60, 70, &json!({"TotalRecordCount": 70})), listed(0, 0, &json!({"TotalRecordCount": 70}))],
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
                "does not fit into its parameter",
            ),
        ),
    ];
    for (operation, case) in cases {
        check(operation, "PageNumber", case).await;
    }
}
