//! Metadata that is fetched from a server, which is on loopback here.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod served;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use alicloud_codegen::fetch::{self, FetchError, FetchOptions, Fetched, Freshness, cache_folder};
use served::{LIST, Served, Server, metadata};

const DOCS: &str = "products/Library/versions/2020-01-02/api-docs.json";
const NEWER: &str = "products/Library/versions/2024-05-06/api-docs.json";
const SHELF: &str = "products/R-shelf/versions/2022-01-01/api-docs.json";

/// The vendor's folder.
fn library() -> Server {
    Server::start([
        ("products.json", Served::Text(LIST.to_owned())),
        (DOCS, Served::Text(metadata("Library", "2020-01-02"))),
        (NEWER, Served::Text(metadata("Library", "2024-05-06"))),
        (SHELF, Served::Text(metadata("R-shelf", "2022-01-01"))),
    ])
}

fn run(product: &str, version: Option<&str>, options: &FetchOptions) -> Result<Fetched, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(fetch::product(product, version, options))
}

fn cache() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn a_product_is_found_in_every_spelling_with_its_default_version() {
    let (server, cache) = (library(), cache());
    let options = FetchOptions::new(&server.base, cache.path());
    for (asked, version, found, requests) in [
        ("Library", None, "Library 2020-01-02", vec!["products.json", DOCS]),
        ("library", None, "Library 2020-01-02", vec![]),
        ("Library", Some("2024-05-06"), "Library 2024-05-06", vec![NEWER]),
        // No version is the default: the newest one.
        ("rshelf", None, "R-shelf 2022-01-01", vec![SHELF]),
    ] {
        let fetched = run(asked, version, &options).unwrap_or_else(|problems| panic!("{asked}: {problems}"));
        assert_eq!(format!("{} {}", fetched.product, fetched.version), found);
        assert_eq!(
            fetched.url,
            format!("{}/products/{}/versions/{}/api-docs.json", server.base, fetched.product, fetched.version)
        );
        let text = fs::read_to_string(&fetched.file).expect("a copy");
        assert_eq!(text, metadata(&fetched.product, &fetched.version));
        // Without validators, a copy is used for a day.
        assert_eq!(server.requests(), requests, "{asked} {version:?}");
    }
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let (server, cache) = (library(), cache());
    let options = FetchOptions::new(&server.base, cache.path());
    for (asked, version, expected) in [
        ("Libary", None, vec!["there is no product Libary", "did you mean Library, Libro?"]),
        ("bookshop", None, vec!["did you mean Libro?"]),
        ("Zebra", Some("2020-01-02"), vec!["there is no product Zebra", "the codes of all 5 products"]),
        // Two products have this code in other spellings.
        ("bookcase", None, vec!["there is no product bookcase", "did you mean Book-case, Bookcase?"]),
        (
            "Library",
            Some("2019-01-01"),
            vec!["has no API version 2019-01-01", "2020-01-02, 2024-05-06 (default 2020-01-02)"],
        ),
        ("Libro", None, vec!["the list of products has Libro 2020-01-02", "404"]),
        ("../etc", None, vec!["is not the name of a product"]),
        ("a/../../etc", None, vec!["is not the name of a product"]),
        (".hidden", None, vec!["is not the name of a product"]),
        ("-option", None, vec!["is not the name of a product"]),
        ("a.", None, vec!["is not the name of a product"]),
        ("a?b", None, vec!["is not the name of a product"]),
        ("Library", Some("../x"), vec!["is not the name of an API version"]),
        ("Library", Some("2020/../x"), vec!["is not the name of an API version"]),
        ("nul", None, vec!["is not the name of a product"]),
        ("Odd", None, vec!["there is no product Odd"]),
    ] {
        let problems = run(asked, version, &options).expect_err(asked).to_string();
        for part in expected {
            assert!(problems.contains(part), "{asked}: {problems}");
        }
    }
}

/// Each is refused with its reason, and leaves no copy.
#[test]
fn what_a_server_does_wrong_is_refused_and_not_kept() {
    let whole = metadata("Library", "2020-01-02");
    let (half, other) = (whole.chars().take(whole.len() / 2).collect::<String>(), metadata("Other", "2020-01-02"));
    let newer = metadata("Library", "2020-01-03");
    for (served, expected) in [
        (Served::Slow, "it was not complete after 0.5 seconds"),
        (Served::Endless, "has more than 100000 bytes"),
        (Served::Text(" ".repeat(100_001)), "has more than 100000 bytes"),
        (Served::Truncated(whole.clone()), "cannot be fetched"),
        (Served::Text(half), "the JSON ends too early"),
        (Served::Text("{} {}".to_owned()), "it is not JSON"),
        (Served::Text("[".repeat(90_000)), "it is not JSON: recursion limit"),
        (Served::Text("\u{feff}\n <!DOCTYPE html>".to_owned()), "it is a page in HTML or XML"),
        (Served::Text(r#"{"code": "NotFound"}"#.to_owned()), "it has no `apis`"),
        (Served::Text(r#"{"apis": {}}"#.to_owned()), "its `info` names no product"),
        (Served::Text(other), "names another product or version than Library 2020-01-02"),
        (Served::Text(newer), "names another product or version than Library 2020-01-02"),
        (Served::Status("500 Internal Server Error"), "the server returned 500"),
        (Served::Status("403 Forbidden"), "the server returned 403"),
        (Served::Status("304 Not Modified"), "which was not asked for"),
        (Served::Status("204 No Content"), "the server returned 204"),
        (Served::Redirect(format!("{{base}}/{DOCS}")), "redirected more than 5 times"),
        (Served::Closed, "cannot be fetched"),
    ] {
        let (server, cache) = (library(), cache());
        server.set(DOCS, served.clone());
        let mut options = FetchOptions::new(&server.base, cache.path());
        options.most_bytes = 100_000;
        options.timeout = Duration::from_millis(500);
        let started = Instant::now();
        let problems = run("Library", Some("2020-01-02"), &options).expect_err(expected);
        assert!(matches!(problems, FetchError::Network(_)), "{expected}: {problems:?}");
        let problems = problems.to_string();
        assert!(problems.contains(expected), "{expected}: {problems}");
        assert!(started.elapsed() < Duration::from_secs(10), "{expected}");
        assert_eq!(files(cache.path()), [] as [PathBuf; 0], "{expected}");
    }
    for (list, expected) in [
        (Served::Text("{}".to_owned()), "it is not a list of products"),
        (Served::Text("[1, {}]".to_owned()), "it lists no product"),
        (Served::Status("404 Not Found"), "the list of products, which names the default versions, is not there"),
    ] {
        let (server, cache) = (library(), cache());
        server.set("products.json", list);
        let problems = run("Library", None, &FetchOptions::new(&server.base, cache.path())).expect_err(expected);
        assert!(problems.to_string().contains(expected), "{expected}: {problems}");
    }
}

#[test]
fn redirections_are_followed_and_the_other_name_of_the_list_is_known() {
    for (absent, redirections, is_followed) in
        [("404 Not Found", 1, true), ("410 Gone", 1, true), ("404 Not Found", 5, true), ("404 Not Found", 6, false)]
    {
        let (server, cache) = (library(), cache());
        server.set("products.json", Served::Status(absent));
        server.set("products", Served::Text(LIST.to_owned()));
        let mut requests = vec!["products.json".to_owned(), "products".to_owned(), DOCS.to_owned()];
        for number in 1..=redirections {
            let (from, to) = (requests.last().expect("one").clone(), format!("elsewhere/{number}"));
            server.set(&from, Served::Redirect(format!("{{base}}/{to}")));
            requests.push(to);
        }
        server.set(requests.last().expect("one"), Served::Text(metadata("Library", "2020-01-02")));
        let fetched = run("Library", None, &FetchOptions::new(&server.base, cache.path()));
        if !is_followed {
            // The last one is not asked for.
            requests.pop();
        }
        assert_eq!(fetched.ok().map(|fetched| fetched.freshness), is_followed.then_some(Freshness::Received));
        assert_eq!(server.requests(), requests, "{absent}, {redirections} redirections");
    }
}

#[test]
fn a_copy_is_validated_and_replaced_when_it_has_changed() {
    for (header, value) in [("ETag", "\"one\""), ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")] {
        let (server, cache) = (library(), cache());
        let options = FetchOptions::new(&server.base, cache.path());
        let fetch = || run("Library", Some("2020-01-02"), &options).unwrap_or_else(|problems| panic!("{problems}"));
        let first = metadata("Library", "2020-01-02");
        server.set(DOCS, Served::Validated { text: first.clone(), header, value });
        assert_eq!(fetch().freshness, Freshness::Received);
        assert_eq!(fetch().freshness, Freshness::Confirmed);
        assert_eq!(server.requests(), [DOCS.to_owned(), format!("{DOCS}?")]);
        // A copy that was confirmed is as new as one that was received.
        let record = cache.path().join("metadata");
        let record = files(&record).into_iter().find(|file| file.extension().is_some_and(|kind| kind == "received"));
        let record = record.expect("a record");
        let noted: serde_json::Value = serde_json::from_slice(&fs::read(&record).expect("readable")).expect("JSON");
        let received = noted.get("received").expect("when it was received").to_string();
        let old = fs::read_to_string(&record).expect("readable").replace(&received, "1000");
        fs::write(&record, old).expect("written");
        assert_eq!((fetch().freshness, server.requests()), (Freshness::Confirmed, vec![format!("{DOCS}?")]));
        let mut offline = options.clone();
        offline.offline = true;
        let fetched = run("Library", Some("2020-01-02"), &offline).expect("a copy");
        assert!(matches!(fetched.freshness, Freshness::Aged(age) if age < Duration::from_secs(600)), "{fetched:?}");
        // It changes.
        let second = first.replace("City", "Town").replace("ListBooks", "ListAllBooks");
        server.set(DOCS, Served::Validated { text: second.clone(), header, value: "other" });
        let fetched = fetch();
        assert_eq!(
            (fetched.freshness, fs::read_to_string(&fetched.file).expect("a copy")),
            (Freshness::Received, second.clone())
        );
        // A damaged copy is fetched again, without its validator.
        server.requests();
        fs::write(&fetched.file, "{}").expect("written");
        assert_eq!((fetch().freshness, server.requests()), (Freshness::Received, vec![DOCS.to_owned()]));
        // The server is broken: nothing is used in its place, and the copy stays.
        server.set(DOCS, Served::Closed);
        let problems = run("Library", Some("2020-01-02"), &options).expect_err("closed").to_string();
        assert!(problems.contains("use the last copy with `--offline`"), "{problems}");
        assert_eq!(fs::read_to_string(&fetched.file).expect("a copy"), second);
    }
}

#[test]
fn offline_only_copies_are_used() {
    let (server, cache) = (library(), cache());
    let mut options = FetchOptions::new(&server.base, cache.path());
    run("Library", None, &options).expect("fetched");
    server.requests();
    options.offline = true;
    for asked in ["Library", "library"] {
        let fetched = run(asked, None, &options).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(matches!(fetched.freshness, Freshness::Aged(age) if age < Duration::from_secs(600)), "{fetched:?}");
    }
    for (asked, version) in [("Library", Some("2024-05-06")), ("R-shelf", None)] {
        let problems = run(asked, version, &options).expect_err(asked).to_string();
        assert!(problems.contains("there is no copy of"), "{problems}");
        assert!(problems.contains(&cache.path().display().to_string()), "{problems}");
    }
    // The copies of one server are not those of another one, even if their folder has the same name.
    for other in ["http://127.0.0.1:9/meta/v1".to_owned(), server.base.replace("meta/v1", "meta_v1")] {
        options.base = other;
        run("Library", Some("2020-01-02"), &options).expect_err("another server");
    }
    assert_eq!(server.requests(), [] as [&str; 0]);
}

#[test]
fn a_base_url_is_checked() {
    let cache = cache();
    for (base, expected) in [
        ("api.aliyun.com/meta/v1", "cannot be used"),
        ("ftp://api.aliyun.com", "neither with https:// nor with http://"),
        ("file:///etc", "neither with https:// nor with http://"),
        ("https://user:hidden@api.aliyun.com/", "it has a user name or a password"),
        ("https://:hidden@api.aliyun.com/", "it has a user name or a password"),
        ("https://hidden@api.aliyun.com/", "it has a user name or a password"),
        ("https://api.aliyun.com/meta?x=1", "it has a query or a fragment"),
        ("https://api.aliyun.com/meta#x", "it has a query or a fragment"),
        ("", "cannot be used"),
    ] {
        let problems = run("Library", None, &FetchOptions::new(base, cache.path())).expect_err(base).to_string();
        assert!(problems.contains(expected) && !problems.contains("hidden"), "{base}: {problems}");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_an_error() {
    let (server, folder) = (library(), cache());
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let problems = run("Library", None, &FetchOptions::new(&server.base, &file)).expect_err("a file").to_string();
    assert!(problems.contains("a copy of the metadata cannot be written"), "{problems}");
}

#[test]
#[cfg(all(unix, not(target_vendor = "apple")))]
fn the_folder_of_copies_is_found() {
    for (variables, expected) in [
        (vec![("HOME", "/home/me")], Some("/home/me/.cache/alicloud")),
        (vec![("HOME", "/home/me"), ("XDG_CACHE_HOME", "/cache")], Some("/cache/alicloud")),
        (vec![("HOME", "/home/me"), ("XDG_CACHE_HOME", "relative")], Some("/home/me/.cache/alicloud")),
        (vec![("HOME", "/home/me"), ("ALICLOUD_CACHE_DIR", "here")], Some("here")),
        (vec![("HOME", "")], None),
        (vec![], None),
    ] {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
        assert_eq!(cache_folder(variable), expected.map(PathBuf::from), "{variables:?}");
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found
}
