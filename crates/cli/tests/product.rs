//! `alicloud product`: descriptions that a user adds, and what knows them afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[allow(dead_code, reason = "only the test of fetching uses what servers do wrong")]
#[path = "../../../codegen/tests/served/mod.rs"]
mod served;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use served::{LIST, Served, Server, metadata};

/// A user with a home folder of its own.
struct User {
    home: tempfile::TempDir,
}

/// What a command printed.
struct Printed {
    code: i32,
    out: String,
    err: String,
}

impl User {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, words: &str) -> Printed {
        self.run_with(words, &[])
    }

    /// Runs `alicloud` with these words and this standard input.
    fn run_from(&self, words: &str, input: &str) -> Printed {
        let input = fs::File::open(self.file("input", input)).unwrap();
        self.printed(self.command(words).stdin(input))
    }

    /// Runs `alicloud` with these words; `~/` stands for the home folder.
    fn run_with(&self, words: &str, variables: &[(&str, &str)]) -> Printed {
        self.printed(self.command(words).envs(variables.iter().copied()))
    }

    fn command(&self, words: &str) -> Command {
        let home = self.home.path().to_str().unwrap();
        let words = words.split_whitespace().map(|word| word.replace("~/", &format!("{home}/")));
        let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud"));
        command.args(words).env_clear().env("HOME", home).env("ALICLOUD_DATA_DIR", self.data());
        command
            .env("ALICLOUD_CACHE_DIR", self.home.path().join("cache"))
            .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
        command
    }

    fn printed(&self, command: &mut Command) -> Printed {
        let home = self.home.path().to_str().unwrap();
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(home, "~");
        Printed { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Everything below the data folder.
    fn installed(&self) -> Vec<String> {
        let (mut found, mut open) = (Vec::new(), vec![self.data()]);
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                found.push(path.strip_prefix(self.data()).unwrap().display().to_string());
                if path.is_dir() {
                    open.push(path);
                }
            }
        }
        found.sort();
        found
    }
}

#[track_caller]
fn assert_printed(printed: &Printed, code: i32, out: &[&str], err: &[&str]) {
    for (text, parts) in [(&printed.out, out), (&printed.err, err)] {
        for part in parts {
            assert!(text.contains(part), "{part}\n{}\n{}", printed.out, printed.err);
        }
        assert!(!(parts.is_empty() && !text.is_empty() && code == 0), "{}\n{}", printed.out, printed.err);
    }
    assert_eq!(printed.code, code, "{}\n{}", printed.out, printed.err);
}

#[test]
fn every_command_knows_a_product_at_once() {
    let user = User::new();
    assert_printed(&user.run("product list"), 0, &["no description was added"], &[]);
    let unknown = user.run("library ListBooks --emulator --region cn-hangzhou");
    assert_printed(&unknown, 2, &[], &["'library'", "alicloud product fetch library"]);
    user.file("api-docs.json", &metadata("Library", "2020-01-02"));
    let added = user.run("product add ~/api-docs.json");
    assert_printed(
        &added,
        0,
        &[
            "added Library 2020-01-02: 2 operations",
            "~/data/products/library/2020-01-02",
            "next: alicloud list library",
        ],
        &[],
    );
    for (words, out) in [
        ("product list", &["library  2020-01-02        2 operations"][..]),
        ("list", &["library          2020-01-02", "rds              2014-08-15", "resourcemanager  2020-03-31"]),
        ("list library", &["GetBook", "ListBooks"]),
        ("help library GetBook", &["--Isbn", "978-1"]),
        ("complete -- li", &["library", "list"]),
        ("complete -- library List", &["ListBooks"]),
        ("complete -- library GetBook --I", &["--Isbn"]),
        ("search shelf", &["library ListBooks", "[parameter Shelf]"]),
        ("library list-books --emulator --region cn-hangzhou", &["\"Title\": \"Rust\""]),
        ("library GetBook --Isbn 1 --emulator --region cn-hangzhou", &["\"RequestId\""]),
        ("emulator coverage library", &["| Library | 2020-01-02 |"]),
        // What is built in is there as before.
        ("rds DescribeDBInstances --emulator --region cn-hangzhou", &["\"TotalRecordCount\""]),
    ] {
        assert_printed(&user.run(words), 0, out, &[]);
    }
    // Also what is wrong with a call.
    assert_printed(&user.run("library GetBook --emulator --region cn-hangzhou"), 2, &[], &["Isbn"]);
    assert_printed(&user.run("library GetShelf"), 2, &[], &["GetShelf", "alicloud list library"]);
    assert_printed(&user.run("librari GetBook"), 2, &[], &["library"]);
    // And it is gone at once.
    assert_printed(&user.run("product remove LIBRARY"), 0, &["removed library 2020-01-02"], &[]);
    assert_eq!(user.installed(), ["products"]);
    assert_printed(&user.run("list library"), 2, &[], &["'library'"]);
}

/// An operation whose body and response are XML: its fields are flags as for JSON, or the whole document is `--body`.
#[test]
fn bodies_and_responses_of_xml() {
    let user = User::new();
    let job = r#"{"type": "object", "properties": {"Name": {"type": "string", "required": true}, "Secret": {"type": "string"},
        "Rule": {"type": "array", "items": {"type": "string"}}}}"#;
    let operation = |method: &str, more: &str| {
        format!(
            r#"{{"path": "/job", "methods": ["{method}"], "schemes": ["https"], "security": [{{"AK": []}}],
            "consumes": ["application/xml"], "produces": ["application/xml"], {more}}}"#
        )
    };
    let body = format!(
        r#""parameters": [{{"name": "body", "in": "body", "style": "xml",
        "schema": {{"type": "object", "properties": {{"ImportJob": {job}}}}}}}], "responses": {{}}"#
    );
    let response =
        format!(r#""responses": {{"200": {{"schema": {{"type": "object", "properties": {{"ImportJob": {job}}}}}}}}}"#);
    let (create, get) = (operation("post", &body), operation("get", &response));
    let text = format!(
        r#"{{"version": "1.0", "info": {{"style": "ROA", "product": "Migration", "version": "2024-06-26"}},
        "apis": {{"CreateJob": {create}, "GetJob": {get}}}}}"#
    );
    user.file("api-docs.json", &text);
    assert_eq!(user.run("product add ~/api-docs.json").code, 0);
    let document = "<ImportJob><Name>a&amp;b</Name><Secret>***</Secret><Rule>x</Rule><Rule>y</Rule></ImportJob>";
    for value in [
        r#"--ImportJob {"Name":"a&b","Secret":"hush","Rule":["x","y"]}"#,
        "--ImportJob.Name a&b --ImportJob.Secret hush --ImportJob.Rule.1 x --ImportJob.Rule.2 y",
        "--body <ImportJob><Name>a&amp;b</Name><Secret>hush</Secret><Rule>x</Rule><Rule>y</Rule></ImportJob>",
    ] {
        let call = format!("migration CreateJob --region cn-hangzhou --endpoint http://127.0.0.1:1 --dry-run {value}");
        let printed = user.run(&call);
        let out = [document, "content-type: application/xml\n", "accept: application/xml\n"];
        assert_printed(&printed, 0, &out, &["it was not sent"]);
        assert!(!printed.out.contains("hush"), "{}", printed.out);
    }
    for (words, code, out, err) in [
        ("CreateJob --ImportJob.Name a", 0, "<CreateJobResponse><RequestId>", ""),
        ("CreateJob --body <ImportJob><Name>a</Name></ImportJob>", 0, "<CreateJobResponse>", ""),
        ("CreateJob --body <ImportJob><Name>a</ImportJob>", 1, "", "InvalidImportJob"),
        ("CreateJob --body <ImportJob></ImportJob>", 1, "", "MissingImportJob.Name"),
        ("GetJob", 0, "<ImportJob><Name></Name><Secret></Secret><Rule></Rule></ImportJob>", ""),
    ] {
        let printed = user.run(&format!("migration {words} --emulator --region cn-hangzhou"));
        assert_printed(&printed, code, &[out], &[err]);
    }
}

/// A label in front of the host, a query in the path, and a wildcard, by name and by path.
#[test]
fn parameters_are_sent_wherever_they_belong() {
    const LOCATIONS: &str = include_str!("../../../codegen/tests/shapes/locations/api-docs.json");
    const INDEX: &[&str] = &["GET https://p1.logs.example/logstores/l/index?keys=k&type=histogram"];
    let user = User::new();
    user.file("api-docs.json", LOCATIONS);
    assert_printed(&user.run("product add ~/api-docs.json"), 0, &["added Locations 2020-01-01: 6 operations"], &[]);
    let cases: &[(&str, i32, &[&str], &str)] = &[
        ("GetIndex --project p1 --logstore l --keys k", 0, INDEX, ""),
        ("GET /logstores/l/index?type=histogram&keys=k --project p1", 0, INDEX, ""),
        ("GET /logstores/l/index?keys=k&type=histogram --project P1", 0, INDEX, ""),
        ("GetIndex --logstore l", 2, &[], "project"),
        ("GetIndex --project p.1 --logstore l", 2, &[], "project is part of the host name"),
        (
            "SplitShard --project p1 --logstore l --shard 7 --endpoint http://127.0.0.1:8080",
            0,
            &["POST http://127.0.0.1:8080/logstores/l/shards/7?action=split", "host: p1.localhost:8080"],
            "",
        ),
        ("POST /logstores/l/shards/7?action=merge --project p1", 0, &["x-acs-action: MergeShard"], ""),
        ("POST /logstores/l/shards/7?action=copy --project p1", 2, &[], "no operation of Locations"),
        ("GetResource --requestPath /providers/a/products/b/resources/c/d", 0, &["resources/c/d"], ""),
        ("GET /providers/a/products/b/resources/c/d", 0, &["resources/c/d", "x-acs-action: GetResource"], ""),
        ("GetResource --requestPath /providers/a", 2, &[], "does not match the path"),
    ];
    for (words, code, out, err) in cases {
        let endpoint = if words.contains("--endpoint") { "" } else { "--endpoint https://logs.example" };
        let printed = user.run(&format!("locations {words} {endpoint} --dry-run"));
        assert_eq!(printed.code, *code, "{words}: {}{}", printed.out, printed.err);
        for part in *out {
            assert!(printed.out.contains(part), "{words}: {part}: {}", printed.out);
        }
        assert!(printed.err.contains(err), "{words}: {}", printed.err);
    }
    let sent = user.run("locations SplitShard --project p1 --logstore l --shard 7 --emulator");
    assert_printed(&sent, 0, &["RequestId"], &[]);
}

/// The metadata of an operation with two files in its form, one behind a reference and one that is a secret.
const FILES: &str = r##"{"version": "1.0", "info": {"style": "ROA", "product": "Files", "version": "2020-01-01"}, "components": {
    "schemas": {"File": {"type": "string", "format": "binary"}}}, "apis": {
    "PutFile": {"path": "/file", "methods": ["post"], "schemes": ["https"], "security": [{"AK": []}],
        "consumes": ["multipart/form-data"], "parameters": [
            {"name": "name", "in": "query", "schema": {"type": "string", "required": true}},
            {"name": "upload", "in": "formData", "schema": {"$ref": "#/components/schemas/File"}},
            {"name": "KeyFile", "in": "formData", "schema": {"type": "string", "format": "binary", "x-secret": true}},
            {"name": "note", "in": "formData", "schema": {"type": "string"}}],
        "responses": {"200": {"schema": {"type": "object", "properties": {"RequestId": {"type": "string"}}}}}}}}"##;

/// Only an option of the command line names a file; everything else has its content.
#[test]
fn files_of_forms() {
    let user = User::new();
    user.file("api-docs.json", FILES);
    user.file("a.txt", "some content");
    user.file("@a.txt", "other content");
    user.file("a.bin", "bytes");
    fs::write(user.home.path().join("a.bin"), [0x66, 0xff]).unwrap();
    user.file("empty.txt", "");
    let path = user.home.path().join("a.txt").to_str().unwrap().to_owned();
    let named = format!("@{path}");
    user.file("input.json", &format!("{{\"name\": \"n\", \"upload\": \"{named}\"}}"));
    // There is no such file, which nobody notices.
    user.file("rows.csv", "name,upload\nn,@missing.txt\n");
    user.file("rows.jsonl", "{\"product\": \"files\", \"operation\": \"PutFile\", \"parameters\": {\"name\": \"n\", \"upload\": \"@missing.txt\"}}\n");
    assert_eq!(user.run("product add ~/api-docs.json").code, 0);
    let variables = [("CONTENT", named.as_str())];
    let at = "--region cn-hangzhou --endpoint http://127.0.0.1:1";
    let is_sent = ["name=\"upload\"; filename=\"file\"", "@~/a.txt"];
    let a = ["name=\"upload\"; filename=\"a.txt\"", "some content"];
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("--upload @~/a.txt", &a, &[]),
        ("--Upload @~/a.txt", &a, &[]),
        ("--upload-FILE ~/a.txt", &a, &[]),
        ("--upload-FILE ~/@a.txt", &["filename=\"@a.txt\"", "other content"], &[]),
        ("--upload @~/empty.txt", &["filename=\"empty.txt\"\r\nContent-Type"], &[]),
        ("--upload typed", &["filename=\"file\"", "typed"], &["@"]),
        ("--upload @@typed", &["filename=\"file\"", "\r\n@typed"], &["@@"]),
        ("--upload-ENV CONTENT", &is_sent, &["some content"]),
        ("POST /file?name=n&upload=@~/a.txt", &is_sent, &["some content"]),
        ("--input ~/input.json", &is_sent, &["some content"]),
        // A secret is hidden, and so is what repeats it.
        ("--KeyFile @~/a.txt --note some", &["name=\"KeyFile\"; filename=\"a.txt\"", "***"], &["some content"]),
        ("--key-file @~/a.bin", &["***"], &["\u{fffd}"]),
        ("--upload @~/a.bin", &["bytes that are not UTF-8)"], &["Bytes("]),
    ];
    for (words, out, hidden) in cases {
        let call = match words.get(..4) {
            Some("POST") => "",
            _ if words.contains("--input") => "PutFile",
            _ => "PutFile --name n",
        };
        for format in ["", "=json"] {
            let words = format!("files {call} {words} {at} --dry-run{format}");
            let printed = user.run_with(&words, &variables);
            assert_eq!(printed.code, 0, "{words}: {}", printed.err);
            let plain = |text: &str| {
                text.replace("\\u{d}", "")
                    .replace("\\r", "")
                    .replace('\r', "")
                    .replace("\\n", "\n")
                    .replace("\\\"", "\"")
            };
            let text = plain(&printed.out);
            for part in out.iter().chain(&["multipart/form-data; boundary=boundary"]) {
                assert!(text.contains(&plain(part)), "{words}: no {part:?}: {text}");
            }
            for part in *hidden {
                assert!(!text.contains(part), "{words}: {part:?}: {text}");
            }
        }
    }
    let refused = [
        ("--upload @~/b.txt", "--upload: the file \"~/b.txt\" cannot be read"),
        ("--upload @~/a.txt --upload @~/a.txt", "given 2 times"),
        ("--upload=", "the value is empty"),
        ("--upload @~/a.txt --method GET --force", "upload is a file, and a request with this method has no body"),
        ("--upload @~/a.txt --method HEAD --force", "upload is a file, and a request with this method has no body"),
        ("--upload @~/a.bin --dry-run=curl", "the body is not UTF-8"),
    ];
    for (words, message) in refused {
        assert_printed(&user.run(&format!("files PutFile --name n {words} {at}")), 2, &[], &[message]);
    }
    let printed = user.run(&format!("files PutFile --name n --note x --method GET --force {at} --dry-run"));
    assert_printed(&printed, 0, &["GET http", "note=x"], &["it was not sent"]);
    assert!(!printed.out.contains("multipart"), "{}", printed.out);
    for file in ["rows.csv", "rows.jsonl"] {
        let operation = if file.ends_with("csv") { "files PutFile" } else { "" };
        let printed = user.run(&format!("batch ~/{file} {operation} {at} --dry-run"));
        assert_eq!(printed.code, 0, "{file}: {}{}", printed.out, printed.err);
    }
    for style in ["ROA", "RPC"] {
        let user = User::new();
        user.file("api-docs.json", &FILES.replace("ROA", style));
        user.file("a.txt", "some content");
        assert_eq!(user.run("product add ~/api-docs.json").code, 0);
        for signature in ["acs3", "v1"] {
            let words = "files PutFile --name n --upload-FILE ~/a.txt --emulator --region cn-hangzhou";
            assert_printed(&user.run(&format!("{words} --signature {signature}")), 0, &["RequestId"], &[]);
        }
    }
    assert_printed(&user.run("help files PutFile"), 0, &["--upload <FILE>"], &[]);
}

/// `-` is standard input.
#[test]
fn a_file_of_a_form_is_read_from_standard_input() {
    let user = User::new();
    user.file("api-docs.json", FILES);
    assert_eq!(user.run("product add ~/api-docs.json").code, 0);
    for option in ["--upload @-", "--upload-FILE -", "--upload-FD 0"] {
        let words =
            format!("files PutFile --name n {option} --region cn-hangzhou --endpoint http://127.0.0.1:1 --dry-run");
        let printed = user.run_from(&words, "typed");
        assert_printed(&printed, 0, &["name=\"upload\"; filename=\"file\"", "typed"], &["it was not sent"]);
    }
}

#[test]
fn folders_versions_and_what_is_called_without_one() {
    let user = User::new();
    for version in ["2020-01-02", "2024-05-06"] {
        user.file(&format!("metadata/{version}/api-docs.json"), &metadata("Library", version));
    }
    let added = user.run("product add ~/metadata");
    assert_printed(
        &added,
        0,
        &["added Library 2020-01-02", "added Library 2024-05-06"],
        &["note: without --api-version, the newest version that was added is called: 2024-05-06"],
    );
    assert_printed(&user.run("product add ~/metadata/2020-01-02"), 0, &["renewed Library 2020-01-02"], &["2024-05-06"]);
    let sent = |words: &str| user.run(&format!("library ListBooks --dry-run --region cn-hangzhou {words}")).out;
    assert!(sent("").contains("2024-05-06") && sent("--version 2020-01-02").contains("2020-01-02"), "{}", sent(""));
    assert_printed(
        &user.run("library ListBooks --api-version 2021-01-01"),
        2,
        &[],
        &["there is 2020-01-02, 2024-05-06"],
    );
    assert_printed(
        &user.run("product remove library"),
        2,
        &[],
        &["in several versions: name one with --api-version (2020-01-02, 2024-05-06)"],
    );
    assert_printed(
        &user.run("product remove library --api-version 2021-01-01"),
        2,
        &[],
        &["there is 2020-01-02, 2024-05-06"],
    );
    assert_printed(
        &user.run("product remove library --api-version 2024-05-06"),
        0,
        &["removed library 2024-05-06"],
        &[],
    );
    assert_printed(
        &user.run("product remove libary"),
        2,
        &[],
        &["no description of libary was added; did you mean library?"],
    );
    assert!(sent("").contains("2020-01-02"), "{}", sent(""));
}

#[test]
fn a_description_that_is_built_in_is_replaced_only_with_a_message() {
    let user = User::new();
    let file = user.file("api-docs.json", &metadata("Sts", "2015-04-01"));
    let added = user.run("product add ~/api-docs.json");
    assert_printed(
        &added,
        0,
        &["added Sts 2015-04-01"],
        &[
            "note: it is used in place of the built-in description of Sts 2015-04-01; 'alicloud product remove sts' brings that back",
        ],
    );
    assert_printed(&user.run("product list"), 0, &["in place of the built-in description"], &[]);
    assert_printed(&user.run("list sts"), 0, &["ListBooks"], &[]);
    assert_printed(&user.run("product remove sts"), 0, &["removed"], &[]);
    assert_printed(&user.run("list sts"), 0, &["AssumeRole"], &[]);
    // Another version is beside it, and existing scripts call what they called.
    fs::write(file, metadata("Sts", "2099-01-01")).unwrap();
    let added = user.run("product add ~/api-docs.json");
    assert_printed(
        &added,
        0,
        &["added Sts 2099-01-01"],
        &["note: Sts 2015-04-01 is built in and is still what is called without --api-version 2099-01-01"],
    );
    assert_printed(&user.run("sts GetCallerIdentity --emulator --region cn-hangzhou"), 0, &["\"AccountId\""], &[]);
    assert_printed(
        &user.run("sts ListBooks --api-version 2099-01-01 --emulator --region cn-hangzhou"),
        0,
        &["\"Title\""],
        &[],
    );
}

/// Whatever is wrong with a description, nothing is added and nothing is left.
#[test]
fn what_cannot_be_used_is_refused() {
    let user = User::new();
    let whole = metadata("Library", "2020-01-02");
    for (name, text, expected) in [
        ("empty/x.txt", String::new(), "there is no product"),
        ("not.json", "{".to_owned(), "~/not.json:1:"),
        ("page.json", "<html>".to_owned(), "~/page.json:1:"),
        ("list.json", "[]".to_owned(), "~/list.json"),
        ("up.json", whole.replace("\"Library\"", "\"../up\""), "'../up' cannot be a product code"),
        ("own.json", whole.replace("\"Library\"", "\"Batch\""), "'alicloud batch' is a command of this program"),
        ("version.json", whole.replace("2020-01-02", "../2020"), "'../2020' cannot be an API version"),
        (
            "nothing.json",
            whole.replace("\"https\"", "\"wss\""),
            "no operation can be called (GetBook: it speaks over a websocket",
        ),
        ("folder/product.json", "{\"info\": 1}".to_owned(), "~/folder/product.json:1:"),
    ] {
        user.file(name, &text);
        let path = name.split_once('/').map_or(name, |(folder, _)| folder);
        let printed = user.run(&format!("product add ~/{path}"));
        assert_printed(&printed, 2, &[], &[expected]);
        assert!(!printed.err.contains(".incoming"), "{}", printed.err);
        assert_eq!(user.installed(), [] as [String; 0], "{name}");
    }
    assert_printed(&user.run("product add ~/absent"), 2, &[], &["~/absent cannot be read"]);
    // One of two is not valid, or both are the same.
    user.file("two/a/api-docs.json", &whole);
    user.file("two/b/api-docs.json", "{}");
    assert_printed(&user.run("product add ~/two"), 2, &[], &["~/two/b/api-docs.json"]);
    user.file("two/b/api-docs.json", &whole);
    assert_printed(&user.run("product add ~/two"), 2, &[], &["~/two has Library 2020-01-02 twice"]);
    assert_eq!(user.installed(), [] as [String; 0]);
    // The second one of two cannot be put in its place: the first one is not there either.
    user.file("both/a/api-docs.json", &whole);
    user.file("both/b/api-docs.json", &metadata("Zoo", "2020-01-02"));
    user.file("data/products/zoo", "");
    assert_printed(&user.run("product add ~/both"), 2, &[], &["zoo/2020-01-02 cannot be written"]);
    assert_printed(&user.run("list library"), 2, &[], &["'library'"]);
    fs::remove_file(user.data().join("products/zoo")).unwrap();
    // What was added and damaged later is named with what to do; other products are not affected.
    assert_printed(&user.run("product add ~/two/a"), 0, &["added Library"], &[]);
    fs::write(user.data().join("products/library/2020-01-02/api-docs.json"), "{").unwrap();
    assert_printed(
        &user.run("library ListBooks"),
        3,
        &[],
        &["cannot be used", "alicloud product remove library --api-version 2020-01-02"],
    );
    assert_printed(&user.run("list rds"), 0, &["DescribeDBInstances"], &[]);
    assert_printed(&user.run("product list"), 0, &["cannot be used; add it again"], &[]);
    assert_printed(&user.run("product add ~/two/a"), 0, &["renewed Library"], &[]);
    assert_printed(&user.run("list library"), 0, &["ListBooks"], &[]);
    // The data folder cannot be written.
    fs::write(user.home.path().join("file"), "").unwrap();
    let file = user.home.path().join("file");
    let refused = user.run_with("product add ~/two/a", &[("ALICLOUD_DATA_DIR", file.to_str().unwrap())]);
    assert_printed(&refused, 2, &[], &["cannot be written"]);
}

#[test]
fn the_vendors_metadata_is_fetched() {
    let server = Server::start([
        ("products.json", Served::Text(LIST.to_owned())),
        ("products/Library/versions/2020-01-02/api-docs.json", Served::Text(metadata("Library", "2020-01-02"))),
        ("products/Library/versions/2024-05-06/api-docs.json", Served::Text(metadata("Library", "2024-05-06"))),
    ]);
    let user = User::new();
    let base = [("ALICLOUD_METADATA_URL", server.base.as_str())];
    assert_printed(&user.run_with("product fetch libary", &base), 2, &[], &["did you mean Library"]);
    server.set("products/Libro/versions/2020-01-02/api-docs.json", Served::Status("502 Bad Gateway"));
    assert_printed(&user.run_with("product fetch Libro", &base), 4, &[], &["the server returned 502", "--offline"]);
    assert_eq!(user.installed(), [] as [String; 0]);
    assert_printed(&user.run_with("product fetch library", &base), 0, &["added Library 2020-01-02"], &[]);
    assert_printed(&user.run("library ListBooks --emulator --region cn-hangzhou"), 0, &["Rust"], &[]);
    let newer = user.run(&format!("product fetch Library --version 2024-05-06 --metadata-url {}", server.base));
    assert_printed(&newer, 0, &["added Library 2024-05-06"], &["note: without --api-version"]);
    // The flag counts, whatever the variable says.
    let elsewhere = [("ALICLOUD_METADATA_URL", "http://127.0.0.1:1")];
    let fetch = format!("product fetch library --metadata-url {}", server.base);
    assert_printed(&user.run_with(&fetch, &elsewhere), 0, &["renewed Library 2020-01-02"], &["note:"]);
    server.requests();
    assert_printed(
        &user.run_with("product fetch library --offline", &base),
        0,
        &["renewed Library 2020-01-02"],
        &["note:"],
    );
    // Also for what is not there yet.
    let absent = user.run_with("product fetch Libro --offline", &base);
    assert!(absent.code != 0 && absent.err.contains("there is no copy of"), "{}", absent.err);
    assert_eq!(server.requests(), [] as [&str; 0]);
}

/// The folder of the data is the system's, and a relative one of the specification is ignored.
#[test]
#[cfg(all(unix, not(target_vendor = "apple")))]
fn the_data_folder_is_found() {
    let user = User::new();
    user.file("api-docs.json", &metadata("Library", "2020-01-02"));
    for (variables, folder) in [
        (vec![("ALICLOUD_DATA_DIR", "")], ".local/share/alicloud"),
        (vec![("ALICLOUD_DATA_DIR", ""), ("XDG_DATA_HOME", "relative")], ".local/share/alicloud"),
    ] {
        let added = user.run_with("product add ~/api-docs.json", &variables);
        assert_printed(&added, 0, &[&format!("~/{folder}/products/library/2020-01-02")], &[]);
        assert!(Path::new(&user.home.path().join(folder)).is_dir());
        assert_printed(&user.run_with("product remove library", &variables), 0, &["removed"], &[]);
    }
    let none = user.run_with("product add ~/api-docs.json", &[("ALICLOUD_DATA_DIR", ""), ("HOME", "")]);
    assert_printed(&none, 2, &[], &["name one in ALICLOUD_DATA_DIR"]);
}
