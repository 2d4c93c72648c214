//! What `import page` reports and refuses, over a new entry and over one that is there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use alicloud_codegen::import::metadata::{self, MetadataOptions as Metadata};
use alicloud_codegen::import::page::{self, PageOptions};

/// What a page contains that no entry may contain is left out with a warning; a page that `check` would refuse all the same is not written.
#[test]
fn an_entry_that_check_would_refuse_is_not_written() {
    let page = |rows: &str| {
        format!(
            "# GetBook\n\n## Request parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n{rows}\n\
             ## Response parameters\n\n|Name|Type|Description|\n|--|--|--|\n|RequestId|String|x|\n"
        )
    };
    let good = page("|Id|String|Yes|Its id.|\n");
    let many: String = (0..2001).map(|row| format!("|F{row}|String|No|x|\n")).collect();
    let errors = "\n## Error codes\n\n|HttpCode|Error code|Error message|\n|--|--|--|\n";
    let broken_cells = "<table><tr><td>Name</td><td>Type</td><td>Required</td></tr><tr><td>I\nd</td><td>String</td><td>No</td></tr></table>";
    let cleaned = "control characters, direction marks, or line breaks in a name";
    for (text, problem, is_written) in [
        (page("|I\0d|String|Yes|Its id.|\n"), cleaned, true),
        (page("|I\u{feff}d|String|Yes|Its id.|\n"), cleaned, true),
        (page("|I&#10;d|String|Yes|Its id.|\n"), "", true),
        (
            good.replace("|Id|String|Yes|Its id.|\n", "")
                .replace("|Name|Type|Required|Description|\n|--|--|--|--|\n", broken_cells),
            "",
            true,
        ),
        (format!("{good}{errors}|404|No\u{feff}Book|x|\n"), cleaned, true),
        (page(&many), "`GetBook` is not imported: the operation is too large: it has 2001 parameters", false),
        (page("|I\u{feff}d|String|Yes|Its id.|\n|Id|String|Yes|Its id.|\n"), "", true),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let options = PageOptions {
            spec: spec.path(),
            descriptions: false,
            onto: false,
            product: Some("Library"),
            version: Some("2020-01-02"),
        };
        let import = |text: &str| {
            let file = spec.path().join("page.md");
            std::fs::write(&file, text).unwrap();
            page::import(&[file], options)
        };
        let folder = spec.path().join("library/2020-01-02");
        for before in [None, Some(good.as_str())] {
            before.map(import);
            let entry = || std::fs::read_to_string(folder.join("GetBook.json")).ok();
            let old = entry();
            let summary = import(&text);
            let said = format!("{:#}", summary.problems);
            assert_eq!(summary.problems.errors() == 0, is_written, "{said}");
            assert!(said.contains(problem), "{said}");
            assert!(is_written || entry() == old, "{said}");
            let checked = folder.is_dir().then(|| alicloud_codegen::spec::load(&folder));
            assert!(checked.is_none_or(|checked| checked.is_ok()), "{said}");
        }
    }
}

/// What a page has of another opinion than the metadata, or would lose, is shown where the command is run and not only in the entry.
#[test]
fn differences_from_the_metadata_are_reported() {
    let spec = tempfile::tempdir().unwrap();
    let folder = spec.path().join("library/2020-01-02");
    std::fs::create_dir_all(&folder).unwrap();
    let entry = r#"{"methods": ["get"], "security": [{"AK": []}], "parameters": [
        {"name": "Id", "in": "query", "schema": {"type": "integer", "format": "int64", "required": false}}], "responses": {"200": {
        "schema": {"type": "object", "properties": {"RequestId": {"type": "string"}}}}}}"#;
    std::fs::write(folder.join("GetBook.json"), entry).unwrap();
    let product = r#"{"info": {"style": "RPC", "product": "Library", "version": "2020-01-02"}}"#;
    std::fs::write(folder.join("product.json"), product).unwrap();
    let file = spec.path().join("page.md");
    let page = "# GetBook\n\n## Request parameters\n\n|Name|Type|Required|\n|--|--|--|\n|Id|Long|Yes|\n|Other|String|No|\n\n\
                ## Response parameters\n\n|Name|Type|\n|--|--|\n|RequestId|String|\n|Page|Integer|\n";
    std::fs::write(&file, page).unwrap();
    let options =
        PageOptions { spec: spec.path(), descriptions: false, onto: true, product: Some("Library"), version: None };
    // The second time nothing is new in the entry.
    for _ in 0..2 {
        let summary = page::import(std::slice::from_ref(&file), options);
        let said = format!("{:#}", summary.problems);
        for difference in [
            "The page lists the parameter Other, which the metadata does not have; it was left out",
            "The page lists Page in the response, which the metadata does not have; it was left out",
            "The page has the parameter Id as required, the metadata as optional",
        ] {
            assert_eq!(said.matches(&format!("GetBook: {difference}")).count(), 1, "{difference}: {said}");
            let written = std::fs::read_to_string(folder.join("GetBook.json")).unwrap();
            assert!(written.contains(difference), "{written}");
        }
        assert_eq!(summary.problems.errors(), 0, "{said}");
    }
}

/// A file in another encoding is an error that says where, and which program converts it.
#[test]
fn a_page_in_another_encoding_is_refused_with_its_remedy() {
    let text = "# GetBook\n\n## Request parameters\n";
    let utf16 = |mark: &[u16], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let gbk = [text.as_bytes(), b"\xc7\xeb\xc7\xf3\n"].concat();
    for (name, bytes, position, encoding) in [
        ("GBK", gbk, text.len(), "GB18030"),
        ("UTF-16 with a mark", utf16(&[0xfeff], u16::to_le_bytes), 0, "UTF-16"),
        ("UTF-16 with a mark, big", utf16(&[0xfeff], u16::to_be_bytes), 0, "UTF-16"),
        ("UTF-16 without a mark", utf16(&[], u16::to_le_bytes), 1, "UTF-16LE"),
        ("UTF-16 without a mark, big", utf16(&[], u16::to_be_bytes), 0, "UTF-16BE"),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let file = spec.path().join("page.md");
        std::fs::write(&file, &bytes).unwrap();
        let options = PageOptions { spec: spec.path(), descriptions: false, onto: false, product: None, version: None };
        let page = page::import(std::slice::from_ref(&file), options);
        let metadata = Metadata { spec: spec.path(), descriptions: false, prune: false };
        for summary in [page, metadata::import(std::slice::from_ref(&file), metadata)] {
            let said = format!("{:#}", summary.problems);
            assert_eq!(summary.problems.errors(), 1, "{name}: {said}");
            assert!(said.contains(&format!("the file is not UTF-8: byte {position} ")), "{name}: {said}");
            assert!(said.contains(&format!("`iconv -f {encoding} -t UTF-8`")), "{name}: {said}");
        }
    }
}

/// A response of which the page says nothing is a gap in the entry.
#[test]
fn a_page_that_does_not_describe_the_response_says_so() {
    let request = "# GetBook\n\n## Request parameters\n\n|Name|Type|Required|\n|--|--|--|\n|Id|String|Yes|\n";
    let response = "\n## Response parameters\n\n|Name|Type|\n|--|--|\n|RequestId|String|\n|Title|String|\n";
    let sample = "\n## Examples\n\nResponse\n\n```\n{\"RequestId\": \"1\", \"Title\": \"x\"}\n```\n";
    let gap = "no table and no sample of this page describes the response";
    for (page, has_gap) in [
        (request.to_owned(), true),
        (format!("{request}{response}"), false),
        // There is another warning for that.
        (format!("{request}{sample}"), false),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let options = PageOptions {
            spec: spec.path(),
            descriptions: false,
            onto: false,
            product: Some("Library"),
            version: Some("2020-01-02"),
        };
        let import = |text: &str| {
            let file = spec.path().join("page.md");
            std::fs::write(&file, text).unwrap();
            page::import(&[file], options)
        };
        for before in [None, Some(format!("{request}{response}"))] {
            before.as_deref().map(import);
            let summary = import(&page);
            let said = format!("{:#}", summary.problems);
            assert_eq!(said.contains(gap), has_gap, "{said}");
            assert!(!has_gap || said.contains("page.md:1:"), "{said}");
            assert_eq!(summary.problems.errors(), 0, "{said}");
        }
    }
}

/// A page of which something would be lost is refused, and nothing is written. Each of these is a table or row that Markdown
/// allows, or a second operation.
#[test]
fn a_page_of_which_something_would_be_lost_is_refused() {
    const PARAMETERS: &str =
        "| Name | Type | Required | Description |\n|---|---|---|---|\n| ShelfId | String | Yes | The shelf. |\n";
    const RESPONSE: &str = "| Name | Type | Description |\n|---|---|---|\n| RequestId | String | The request. |\n";
    let page = |parameters: &str, response: &str| {
        format!("# GetShelf\n\n## Request parameters\n\n{parameters}\n## Response parameters\n\n{response}")
    };
    let text = |row: &str| {
        format!(
            "GetShelf\n\nRequest parameters\n\nParameterTypeRequiredDescriptionExample\nShelfIdstringYes\n\nThe shelf.\n\ns-1\n\
             {row}No\n\nThe width.\n\n1.5\n\nResponse parameters\n\nParameterTypeDescriptionExample\nRequestIdstring\n\n\
             The request.\n\n65BDA532\nKindstring\nDepthinteger\n\nThe depth.\n\n3\n"
        )
    };
    let without_bars = "Name | Type | Required | Description\n---|---|---|---\nShelfId | String | Yes | The shelf.\n";
    let quoted: String = PARAMETERS.lines().map(|line| format!("> {line}\n")).collect();
    let listed: String = PARAMETERS
        .lines()
        .enumerate()
        .map(|(index, line)| format!("{}{line}\n", if index == 0 { "- " } else { "  " }))
        .collect();
    let second = format!("{RESPONSE}\n# PutShelf\n\n## Request parameters\n\n{PARAMETERS}");
    for (name, page, message) in [
        ("a whole page", page(PARAMETERS, RESPONSE), None),
        ("parameters without outer bars", page(without_bars, RESPONSE), Some("this table would be lost")),
        ("a quoted table", page(&quoted, RESPONSE), Some("this table would be lost")),
        ("a table in a list", page(&listed, RESPONSE), Some("this table would be lost")),
        (
            "a last row without bars",
            page(PARAMETERS, &format!("{RESPONSE}Width | Integer | The width.\n")),
            Some("this row would be lost"),
        ),
        (
            "errors without outer bars",
            page(
                PARAMETERS,
                &format!(
                    "{RESPONSE}\n## Error codes\n\nStatus | Error code | Message\n---|---|---\n404 | Gone | It is gone.\n"
                ),
            ),
            Some("this table would be lost"),
        ),
        ("two operations", page(PARAMETERS, &second), Some("another operation begins here: `PutShelf`")),
        (
            "a row within an open block of code",
            page(
                &format!(
                    "{PARAMETERS}| Colours | Array | No | see\n\n```\nred\n |\n| Depth | Integer | No | The depth. |\n"
                ),
                RESPONSE,
            ),
            Some("rows of a table below it would be lost"),
        ),
        (
            "a table within a cell",
            page(
                "<table>\n<tr><th>Parameter</th><th>Type</th><th>Required</th></tr>\n\
                  <tr><td>ShelfId</td><td>String</td><td>Yes <table><tr><td>x</td></tr></table></td></tr>\n</table>\n",
                RESPONSE,
            ),
            Some("it is within a cell of another table"),
        ),
        (
            "an HTML table without its end",
            page(
                PARAMETERS,
                "<table><tr><th>Parameter</th><th>Type</th></tr>\n<tr><td>RequestId</td><td>String</td></tr>\n",
            ),
            Some("this row of an HTML table would be lost"),
        ),
        (
            "an HTML table",
            page(
                PARAMETERS,
                "<table>\n<tr><th>Parameter</th><th>Type</th></tr>\n<tr><td>RequestId</td><td>String</td></tr>\n</table>\n",
            ),
            None,
        ),
        (
            "a table without a header",
            page("| ShelfId | String | Yes | The shelf. |\n", RESPONSE),
            Some("this table would be lost: it has no header"),
        ),
        ("prose after a table", page(PARAMETERS, &format!("{RESPONSE}The width is in metres.\n")), None),
        (
            "a table of something else",
            page(PARAMETERS, &format!("{RESPONSE}\n## Description\n\nShelf | Colour\n---|---\nA | red\n")),
            None,
        ),
        (
            "a list of parameters",
            page("- `ShelfId` (String, required): The shelf.\n", RESPONSE),
            Some("this list would be lost: `ShelfId` is a parameter outside of a table"),
        ),
        (
            "a list without types",
            page(PARAMETERS, "1. RequestId: The request.\n2. Width: The width.\n"),
            Some("this list would be lost: `RequestId` is a parameter"),
        ),
        (
            "an HTML list on one line",
            page("<UL><LI>ShelfId: String</LI><LI>Width: Integer</LI></UL>\n", RESPONSE),
            Some("this list would be lost: `ShelfId` is a parameter"),
        ),
        (
            "a parameter in a paragraph",
            page("**ShelfId** (String): The shelf.\n", RESPONSE),
            Some("this list would be lost: `ShelfId` is a parameter"),
        ),
        (
            "tabs in place of bars",
            page("Name\tType\tRequired\nShelfId\tString\tYes\n", RESPONSE),
            Some("its cells are not separated by `|`"),
        ),
        (
            "a list beside a table",
            page(PARAMETERS, &format!("{RESPONSE}\nAnd also:\n\n* **Width**: Integer. The width.\n")),
            Some("this list would be lost: `Width` is a parameter"),
        ),
        (
            "a definition list",
            page(&format!("{PARAMETERS}\nWidth\n:   Integer. The width.\n"), RESPONSE),
            Some("this list would be lost: `Width` is a parameter"),
        ),
        (
            "a definition list with a blank line and without types",
            page(PARAMETERS, &format!("{RESPONSE}\nWidth\n\n: The width.\n")),
            Some("this list would be lost: `Width` is a parameter"),
        ),
        (
            "a definition list in HTML",
            page(&format!("{PARAMETERS}\n<dl><dt>Width</dt><dd>The width.</dd></dl>\n"), RESPONSE),
            Some("this list would be lost: `Width` is a parameter"),
        ),
        (
            "a table with spaces in place of bars",
            page("Name     Type    Required\n-------  ------  --------\nShelfId  String  Yes\n", RESPONSE),
            Some("its cells are not separated by `|`"),
        ),
        (
            "a drawn table",
            page(
                "+---------+--------+----------+\n| Name    | Type   | Required |\n+=========+========+==========+\n\
                  | ShelfId | String | Yes      |\n+---------+--------+----------+\n",
                RESPONSE,
            ),
            None,
        ),
        (
            "a list of errors",
            page(PARAMETERS, &format!("{RESPONSE}\n## Error codes\n\n- `Shelf.NotFound`: There is none.\n")),
            Some("this list would be lost: `Shelf.NotFound` is an error outside of a table"),
        ),
        (
            "a list in text",
            "GetShelf\n\nRequest parameters\n\n• ShelfId: String, required. The shelf.\n\nResponse parameters\n"
                .to_owned(),
            Some("this list would be lost: `ShelfId` is a parameter"),
        ),
        (
            "notes and valid values beside tables",
            page(
                &format!("{PARAMETERS}\n- **on**: It is on.\n- Note: any string is allowed.\n"),
                &format!("{RESPONSE}\n* RequestId: see above.\n"),
            ),
            None,
        ),
        (
            "bars of full width",
            page("｜Name｜Type｜Required｜Description｜\n｜--｜--｜--｜--｜\n｜ShelfId｜String｜Yes｜x｜\n", RESPONSE),
            Some("its cells are not separated by `|`"),
        ),
        (
            "a row with bars of full width",
            page(PARAMETERS, &format!("{RESPONSE}｜Width｜Integer｜The width.｜\n")),
            Some("its cells are not separated by `|`"),
        ),
        (
            "bars of a drawn box",
            page("│ Name    │ Type   │ Required │\n│ ShelfId │ String │ Yes      │\n", RESPONSE),
            Some("its cells are not separated by `|`"),
        ),
        ("navigation with bars of full width", page(PARAMETERS, &format!("{RESPONSE}\n\nHome｜API｜Shelf\n")), None),
        ("text with a type that is not known", text("Widthdecimal"), Some("this row would be lost")),
        ("text with known types", text("Widthfloat"), None),
    ] {
        let spec = tempfile::tempdir().unwrap();
        let file = spec.path().join("page.md");
        std::fs::write(&file, page).unwrap();
        let options = PageOptions {
            spec: spec.path(),
            descriptions: false,
            onto: false,
            product: Some("Library"),
            version: Some("2020-01-02"),
        };
        let summary = page::import(std::slice::from_ref(&file), options);
        let said = format!("{:#}", summary.problems);
        assert_eq!(summary.problems.errors() > 0, message.is_some(), "{name}: {said}");
        assert!(said.contains(message.unwrap_or_default()), "{name}: {said}");
        assert_eq!(summary.created.is_empty(), message.is_some(), "{name}: {:?}", summary.created);
    }
}
