//! Documentation pages become entries: every kind of page and of table, and the two pages with which the project began.
//!
//! `tests/pages/CASE` is a page; `entry.snap` is the entry, followed by what could not be placed.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;

use std::path::PathBuf;

use alicloud_codegen::diagnostic::SourceText;
use alicloud_codegen::import::page::{self, PageOptions};
use alicloud_codegen::spec::to_text;
use cases::{assert_together, cases};
use serde_json::Value;

#[test]
fn every_kind_of_page() {
    for case in cases("pages", 114) {
        let file = case.input("page");
        let name = format!("{}.{}", case.name, file.extension().unwrap().to_str().unwrap());
        let source = SourceText::new(name, std::fs::read_to_string(file).unwrap());
        let page = page::read(&source, None, false);
        let told = [("name", page.name), ("product", page.product), ("version", page.version)];
        let told: Vec<String> =
            told.iter().map(|(what, value)| format!("{what}: {}", value.as_deref().unwrap_or("not told"))).collect();
        case.assert("entry", &format!("{}\n\n{}\n{}\n", told.join("\n"), to_text(&page.entry), page.problems));
    }
}

/// What an entry was made of is no second witness.
#[test]
fn a_page_that_is_imported_again_changes_nothing() {
    // The first page decides the style of the product, so one without a path has to be the first.
    let files: Vec<PathBuf> = cases("pages", 114).iter().rev().map(|case| case.input("page")).collect();
    for onto in [false, true] {
        let spec = tempfile::tempdir().unwrap();
        let plain = PageOptions {
            spec: spec.path(),
            descriptions: false,
            onto: false,
            product: Some("Library"),
            version: Some("2020-01-02"),
        };
        let first = page::import(&files, plain);
        // The product and the names that are pinned have a file each.
        assert_eq!((first.created.len(), first.problems.errors()), (files.len() + 2, 0), "{}", first.problems);
        let options = PageOptions { onto, ..plain };
        let second = page::import(&files, options);
        let changed = if onto { second.changed.len() } else { 0 };
        assert_eq!((second.changed.len(), second.unchanged), (changed, files.len() - changed), "{:?}", second.changed);
        let third = page::import(&files, options);
        assert_eq!((third.changed.len(), third.unchanged), (0, files.len()), "{onto}: {:?}", third.changed);
    }
}

#[test]
fn pages_that_are_cut_or_shuffled_are_read_all_the_same() {
    for case in cases("pages", 114) {
        let file = case.input("page");
        let text = std::fs::read_to_string(file).unwrap();
        let cuts = text.char_indices().map(|(at, _)| text.split_at(at)).step_by(89);
        let cut = cuts.flat_map(|(before, after)| [before.to_owned(), after.to_owned()]);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        let reversed = lines.join("\n");
        lines.sort_unstable();
        for text in
            cut.chain([reversed, lines.concat(), lines.join("\n"), text.replace(' ', "|"), text.replace('\n', "")])
        {
            let _ = page::read(&SourceText::new("page", text), None, true);
        }
    }
}

/// Files of other systems end their lines otherwise, and it is the same page.
#[test]
fn line_ends_do_not_matter() {
    for case in cases("pages", 114) {
        let text = std::fs::read_to_string(case.input("page")).unwrap();
        let read = |text: String| {
            let page = page::read(&SourceText::new("page", text), None, true);
            (
                page.name,
                to_text(&page.entry),
                page.problems.iter().map(|problem| problem.message().to_owned()).collect(),
            )
        };
        let expected: (_, _, Vec<String>) = read(text.clone());
        for end in ["\r\n", "\r"] {
            assert_eq!(read(text.replace('\n', end)), expected, "{} with {end:?}", case.name);
        }
    }
}

#[test]
fn sentences_are_kept_on_request_only() {
    let source = SourceText::new(
        "page.md",
        "# GetBook\n\nA sentence.\n\n## Request parameters\n\n|Name|Type|Description|\n|--|--|--|\n|Id|String|Another.|\n",
    );
    let without = to_text(&page::read(&source, None, false).entry);
    let with = to_text(&page::read(&source, None, true).entry);
    assert!(!without.contains("sentence") && !without.contains("Another"), "{without}");
    assert!(with.contains("A sentence.") && with.contains("Another."), "{with}");
}

/// `tests/spec_pages/OPERATION` is a page in the layout of one of the first two documents, in words of our own.
#[test]
fn pages_give_the_entries_of_the_spec() {
    for case in cases("spec_pages", 2) {
        let source = SourceText::new("page", std::fs::read_to_string(case.input("page")).unwrap());
        let page = page::read(&source, None, false);
        assert_eq!(page.name.as_deref(), Some(case.name.as_str()));
        assert_eq!(page.problems.to_string(), "", "everything on the page has a place");
        // The older page has neither; the entry has them from newer documents, as its `x-source` says.
        let elsewhere: &[&str] = if page.entry.error_codes.is_empty() { &["errorCodes", "ramActions"] } else { &[] };
        let entry = format!("../spec/rds/2014-08-15/{}.json", case.name);
        let entry: Value = serde_json::from_str(&std::fs::read_to_string(entry).unwrap()).unwrap();
        let read = serde_json::to_value(&page.entry).unwrap();
        assert_eq!(facts(&read, &[]), facts(&entry, elsewhere), "{}", case.name);
        // What a page says of its date is that of one of the documents that the entry is made of.
        let updated = read["x-source"][0].get("updated");
        let sources = entry["x-source"].as_array().unwrap();
        assert!(sources.iter().any(|source| source.get("updated") == updated), "{}: {updated:?}", case.name);
    }
}

/// An entry without wording, and without what comes from other documents than the page.
fn facts(entry: &Value, elsewhere: &[&str]) -> Value {
    let others =
        ["methods", "schemes", "security", "operationType", "x-source", "x-page", "x-rate-limit", "x-differences"];
    let wording = ["title", "summary", "description", "enumValueTitles"];
    match entry {
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, _)| {
                let name = name.as_str();
                !others.contains(&name) && !wording.contains(&name) && !elsewhere.contains(&name)
            });
            Value::Object(kept.map(|(name, value)| (name.clone(), facts(value, &[]))).collect())
        }
        Value::Array(items) => items.iter().map(|item| facts(item, &[])).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_page_is_merged_onto_metadata() {
    let spec = tempfile::tempdir().unwrap();
    let folder = spec.path().join("library/2020-01-02");
    std::fs::create_dir_all(&folder).unwrap();
    let metadata = r#"{
        "summary": "Ours.",
        "methods": ["get"],
        "security": [{"AK": []}],
        "parameters": [
            {"name": "Id", "in": "path", "schema": {"type": "integer", "format": "int64", "required": false}},
            {"name": "Extra", "in": "query", "schema": {"type": "string"}}
        ],
        "responses": {"200": {"schema": {"type": "object", "properties": {"RequestId": {"type": "string"}}}}},
        "errorCodes": {"404": [{"errorCode": "Gone", "errorMessage": "Old.", "description": "Our remedy."}]}
    }"#;
    std::fs::write(folder.join("GetBook.json"), metadata).unwrap();
    std::fs::write(folder.join("product.json"), r#"{"info": {"product": "Library", "version": "2020-01-02"}}"#)
        .unwrap();
    let file = spec.path().join("page.md");
    std::fs::write(
        &file,
        "# GetBook\n\nTheirs.\n\n## Request parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n\
         |Id|String|Yes|Valid values: **a** and **b**.|\n|Other|String|No|Only here.|\n\n\
         ## Response parameters\n\n|Name|Type|Description|\n|--|--|--|\n|RequestId|String|Theirs.|\n|Page|Integer|Theirs.|\n\n\
         ## Error codes\n\n|HttpCode|Error code|Error message|\n|--|--|--|\n|404|Gone|New.|\n",
    )
    .unwrap();
    let options =
        PageOptions { spec: spec.path(), descriptions: false, onto: true, product: Some("Library"), version: None };
    let summary = page::import(std::slice::from_ref(&file), options);
    assert_eq!(summary.problems.errors(), 0, "{}", summary.problems);
    assert_together("pages", "merged_onto_metadata", &std::fs::read_to_string(folder.join("GetBook.json")).unwrap());
    let again = page::import(&[file], options);
    assert_eq!((again.changed.len(), again.unchanged), (0, 1), "{}", again.problems);
}

/// Old pages of products that are called by paths have titles in words: the operation with that method and path is theirs.
#[test]
fn a_page_without_a_name_is_that_of_its_path() {
    let page = include_str!("pages/english_request_information/page.md").replace("# DescribeRoom ", "# View a room ");
    for (path, method, found) in [
        ("/rooms/{RoomId}", "get", true),
        ("/rooms/[RoomId]", "get", true),
        ("/rooms/{RoomId}", "delete", false),
        ("/rooms/{RoomId}/chairs", "get", false),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let folder = spec.path().join("library/2020-01-02");
        std::fs::create_dir_all(&folder).unwrap();
        let entry = format!(
            r#"{{"methods": ["{method}"], "path": "{path}", "security": [{{"AK": []}}], "parameters": [{{"name": "RoomId", "in": "path",
                "schema": {{"type": "string", "required": true}}}}], "responses": {{}}}}"#
        );
        std::fs::write(folder.join("GetRoom.json"), entry).unwrap();
        std::fs::write(folder.join("product.json"), r#"{"info": {"product": "Library", "version": "2020-01-02"}}"#)
            .unwrap();
        let file = spec.path().join("page.md");
        std::fs::write(&file, &page).unwrap();
        let options =
            PageOptions { spec: spec.path(), descriptions: false, onto: true, product: Some("Library"), version: None };
        let summary = page::import(&[file], options);
        let text = summary.problems.to_string();
        assert_eq!(summary.problems.errors() == 0, found, "{path}: {text}");
        assert_eq!(text.contains("`GetRoom` is called with the same method and path"), found, "{path}: {text}");
        // What is missing is told at the title.
        assert!(found || text.contains("page.md:1:1") && text.contains("the path `/rooms/{room_id}`"), "{text}");
    }
}

/// Pages of other subjects show requests, too.
#[test]
fn a_page_of_another_subject_is_refused() {
    let parameters =
        "## Request parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n|Id|String|Yes|Its id.|\n";
    let request = "## Examples\n\n```\nhttps://library.aliyuncs.com/?Action=GetBook\n&Format=JSON\n```\n";
    let no_tables = "neither a table of request parameters nor one of response parameters";
    for (page, problem) in [
        (format!("# Common parameters\n\nEvery request has these.\n\n{request}"), no_tables),
        ("# Overview\n\nWhat a library is.\n".to_owned(), no_tables),
        (format!("# Common parameters\n\n{parameters}\n{request}"), "only a sample request contains"),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let options = PageOptions {
            spec: spec.path(),
            descriptions: false,
            onto: false,
            product: Some("Library"),
            version: Some("2020-01-02"),
        };
        let import = |name: &str, text: &str| {
            let file = spec.path().join(name);
            std::fs::write(&file, text).unwrap();
            page::import(&[file], options)
        };
        assert_eq!(import("book.md", &format!("# GetBook\n\n{parameters}")).created.len(), 2);
        let entry = spec.path().join("library/2020-01-02/GetBook.json");
        let before = std::fs::read_to_string(&entry).unwrap();
        let summary = import("other.md", &page);
        assert!(
            summary.problems.errors() > 0 && summary.problems.to_string().contains(problem),
            "{}",
            summary.problems
        );
        assert_eq!((summary.created.len(), summary.changed.len()), (0, 0), "{page}");
        assert_eq!(std::fs::read_to_string(&entry).unwrap(), before);
    }
}

/// What would be lost is an error with its line, and nothing is written.
#[test]
fn a_page_of_which_something_would_be_lost_is_refused() {
    let marks = |mark: &str, count: usize| -> String {
        (0..count).map(|level| format!("|{}F{level}|Object|x|\n", mark.repeat(level))).collect()
    };
    let rows = |count: usize, kind: &str| -> String { (0..count).map(|row| format!("|F{row}|{kind}|x|\n")).collect() };
    let header = "# ListThings\n\n## Response parameters\n\n|Name|Type|Description|\n|--|--|--|\n";
    let table = "|Name|Type|\n|--|--|\n|A|String|\n\n";
    let too_deep = "more than 32 objects would be in each other from this row on";
    let too_many = "there are more than 500 tables or 50000 rows of parameters up to here";
    for (page, line, problem) in [
        (format!("{header}{}", marks("└", 3000)), 39, too_deep),
        (format!("{header}{}", marks(">", 40)), 39, too_deep),
        // By guess: nothing shows where an object ends.
        (format!("{header}{}", rows(60, "Object")), 38, too_deep),
        (format!("{header}{}", rows(50_001, "String")), 5, too_many),
        (format!("# ListThings\n\n## Response parameters\n\n{}", table.repeat(501)), 2005, too_many),
        (
            format!("# ListThings\n\n## Request parameters\n\n|Name|Type|\n|--|--|\n|A.N{}|String|\n", ".B".repeat(3000)),
            7,
            "`A` has more than 32 levels in each other",
        ),
        (
            "# ListThings\n\n## Request parameters\n\n|Type|Required|Description|\n|--|--|--|\n|String|Yes|A.|\n".to_owned(),
            5,
            "this table of parameters would be lost: no column holds names",
        ),
        (
            "# SetColor\n\n## Parameters\n\n|Parameter|Description|\n|--|--|\n|Color|A color.|\n".to_owned(),
            0,
            "the page does not describe an operation: nothing in it says so, and its tables have no types",
        ),
        (
            "# Overview\n\n## Parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n|Color|String|No|A color.|\n"
                .to_owned(),
            0,
            "the page does not contain the name of its operation",
        ),
        (
            "# BookShelf\n\n## Parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n|Color|String|No|A color.|\n"
                .to_owned(),
            0,
            "the page does not contain the name of its operation",
        ),
        (
            "# Parameters of all requests\n\n## Request parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n\
             |AccessKeyId|String|Yes|A.|\n|Signature|String|Yes|A.|\n|SignatureNonce|String|Yes|A.|\n\
             |Timestamp|String|Yes|A.|\n\n## Examples\n\n```\nhttps://library.aliyuncs.com/?Action=GetBook\n```\n"
                .to_owned(),
            0,
            "the page does not contain the name of its operation",
        ),
        (
            "# LIBRARY::Room::Shelf\n\n## Response parameters\n\n|Name|Type|\n|--|--|\n|Color|String|\n".to_owned(),
            0,
            "the page does not contain the name of its operation",
        ),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let file = spec.path().join("page.md");
        std::fs::write(&file, &page).unwrap();
        let options = PageOptions {
            spec: spec.path(),
            descriptions: false,
            onto: false,
            product: Some("Library"),
            version: Some("2020-01-02"),
        };
        let summary = page::import(&[file], options);
        let text = format!("{:#}", summary.problems);
        assert!(summary.problems.errors() > 0 && text.contains(problem), "{text}");
        assert!(line == 0 || text.contains(&format!("page.md:{line}:")), "{line}: {text}");
        assert!(summary.created.is_empty(), "{text}");
    }
}

/// Four times as much takes four times as long, not sixteen times.
#[test]
fn a_long_page_takes_no_longer_than_its_length() {
    let header = "# ListThings\n\n## Response parameters\n\n|Name|Type|Description|\n|--|--|--|\n";
    type Page = fn(usize) -> String;
    let pages: [(&str, Page); 20] = [
        ("rows", |count| (0..count).map(|row| format!("|F{row}|String|x|\n")).collect()),
        ("rows of few names", |count| (0..count).map(|row| format!("|F{}|String|x|\n", row % 50)).collect()),
        ("each name twice", |count| (0..count).map(|row| format!("|F{}|String|x|\n", row % (count / 2))).collect()),
        ("HTML tables that do not end", |count| "x <table\n".repeat(count)),
        ("fences that do not end", |count| "|F|String|x ```\n".repeat(count)),
        ("a cell that does not end", |count| format!("|F|String|{}", "x\n".repeat(count))),
        ("labels under conditions", |count| format!("|F|Integer|{}|\n", "if default: ".repeat(20 * count))),
        ("limits that are given again", |count| format!("|F|Integer|{}|\n", "Maximum value: 1 ".repeat(20 * count))),
        ("ranges of special cases", |count| {
            format!("|F|Integer|Valid values: 1 to 5. {}|\n", "For a, 1 to 3, ".repeat(20 * count))
        }),
        ("valid values", |count| {
            let values: Vec<String> = (0..5 * count).map(|value| format!("v{value}")).collect();
            format!("|F|String|Valid values: {}.|\n", values.join(", "))
        }),
        ("intervals that do not end", |count| format!("|F|Integer|1{}|\n", "(".repeat(100 * count))),
        ("lists of values that are none", |count| {
            format!("|F|String|Valid values:<br>a<br>b<br>{}|\n", "x. Valid values:<br>".repeat(count))
        }),
        ("errors", |count| {
            let rows: String = (0..count).map(|row| format!("|404|E{row}|x|\n")).collect();
            format!("|F|String|x|\n\n## Error codes\n\n|HTTP status code|Error code|Error message|\n|--|--|--|\n{rows}")
        }),
        ("a sample", |count| {
            let keys: String = (0..count).map(|key| format!("\"K{key}\": 1,\n")).collect();
            format!("|F|String|x|\n\n## Examples\n\n```\n{{\n{keys}}}\n```\n")
        }),
        ("a sample of something else", |count| {
            let rows: String = (0..count).map(|row| format!("|F{row}|String|x|\n")).collect();
            let keys: String = (0..count).map(|key| format!("\"K{key}\": {{\"L\": 1}},\n")).collect();
            format!("{rows}\n## Examples\n\n```\n{{\n{keys}}}\n```\n")
        }),
        ("a request of other parameters", |count| {
            let rows: String = (0..count).map(|row| format!("|F{row}|String|Yes|x|\n")).collect();
            let pairs: String = (0..count).map(|row| format!("&G{row}.1.A=1\n")).collect();
            let table = format!("|Name|Type|Required|Description|\n|--|--|--|--|\n{rows}");
            format!(
                "|F|String|x|\n\n## Request parameters\n\n{table}\n## Examples\n\n```\nhttp://x/?Action=A\n{pairs}```\n"
            )
        }),
        ("a body that no table lists", |count| {
            let keys: String = (0..count).map(|key| format!("\"K{key}\": 1,\n")).collect();
            format!("|F|String|x|\n\n## Examples\n\nRequest\n\n```\nPOST /a HTTP/1.1\n\n{{\n{keys}}}\n```\n")
        }),
        ("types that are in each other", |count| {
            let rows: String = (0..count).map(|row| format!("|F{row}|Array of T|x|\n")).collect();
            format!("{rows}\nT\n\n|Name|Type|Description|\n|--|--|--|\n|A|T|x|\n|B|Array of T|x|\n")
        }),
        ("bars alone", |count| "|\n".repeat(count)),
        ("a sample that is nested", |count| {
            format!("|F|String|x|\n\n## Examples\n\n```\n{}\n```\n", "{\"F\":".repeat(count))
        }),
    ];
    for (name, rows) in pages {
        assert_linear(name, |count| format!("{header}{}", rows(count)));
    }
}

/// The same of texts without marks.
#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    type Text = fn(usize) -> String;
    let texts: [(&str, Text); 7] = [
        ("paragraphs", |count| (0..count).map(|row| format!("F{row}\n\nstring\n\nNo\n\nA.\n\nx\n\n")).collect()),
        ("paragraphs that are headers", |count| "Parameter\n\nType\n\nRequired\n\n".repeat(count)),
        ("rows with bars", |count| (0..count).map(|row| format!("F{row} | string |\nNo | A. | x |\n")).collect()),
        ("rows with bars that do not end", |count| "F | string |\n".repeat(count)),
        ("rows with tabs", |count| (0..count).map(|row| format!("F{row}\tstring\tNo\tA.\nB.\tx\n")).collect()),
        ("rows with tabs that do not end", |count| "F\tstring\n".repeat(count)),
        ("blank lines", |count| format!("FstringNo\n\nA.\n{}\nGstringNo\n", "\n".repeat(20 * count))),
    ];
    for (name, rows) in texts {
        let header = if name.contains("bars") {
            "Parameter | Type | Required | Description | Example |\n---|---|---|---|---|\n"
        } else if name.contains("tabs") {
            "Parameter\tType\tRequired\tDescription\tExample\n"
        } else if name.contains("lines") {
            "ParameterTypeRequiredDescriptionExample\n"
        } else {
            "Parameter\n\nType\n\nRequired\n\nDescription\n\nExample\n\n"
        };
        assert_linear(name, |count| format!("GetThing\n\nRequest parameters\n\n{header}{}", rows(count)));
    }
}

/// Reads pages of 1,000 and of 4,000 lines.
fn assert_linear(name: &str, page: impl Fn(usize) -> String) {
    let time = |count: usize| {
        let source = SourceText::new("page.md", page(count));
        let begin = std::time::Instant::now();
        let page = page::read(&source, None, false);
        let text = format!("{:#}", page.problems);
        (begin.elapsed(), text.len())
    };
    // Other tests run at the same time: what is slow three times is slow.
    let measured: Vec<_> = (0..3)
        .map(|_| (time(1_000).0, time(4_000).0))
        .take_while(|(short, long)| *long >= *short * 9 + std::time::Duration::from_millis(100))
        .collect();
    assert!(measured.len() < 3, "{name}: for 1,000 lines and for 4,000: {measured:?}");
}

#[test]
fn what_a_page_does_not_tell_is_asked_for() {
    let cases = [
        (
            "# Some words about books\n\n## Request parameters\n",
            None,
            "the page does not contain the name of its operation",
        ),
        ("# GetBook\n", None, "the page does not contain its product"),
        ("# GetBook\n", Some("Library"), "the page does not contain the version of the API"),
    ];
    for (text, product, problem) in cases {
        let spec = tempfile::tempdir().unwrap();
        let file = spec.path().join("page.md");
        std::fs::write(&file, text).unwrap();
        let summary = page::import(
            &[file],
            PageOptions { spec: spec.path(), descriptions: false, onto: false, product, version: None },
        );
        assert!(summary.problems.to_string().contains(problem), "{}", summary.problems);
        assert!(summary.created.is_empty());
    }
}

/// A title of several words names an operation if it begins as the names of operations do.
#[test]
fn a_title_begins_with_a_verb() {
    for (title, is_name) in [
        ("CreateKey", true),
        ("DescribeShelves", true),
        ("BatchGetShelves", true),
        ("PreCheckShelf", true),
        ("HotModifyShelf", true),
        ("RevertShelf", true),
        ("describeShelf", true),
        ("Create", false),
        ("CreatingKeys", false),
        ("BatchShelves", false),
        ("OrderStatus", false),
        ("CallSetType", false),
        ("CapacityUnit", false),
        ("AutoShelf", false),
    ] {
        let page = format!("# {title}\n\n## Request parameters\n\n|Name|Type|Required|\n|--|--|--|\n|Id|String|Yes|\n");
        let read = page::read(&SourceText::new("page.md", page), None, false);
        assert_eq!(read.name.as_deref(), is_name.then_some(title), "{title}");
    }
}
