//! Products whose gateway has a signature of its own, with request IDs and error codes of its own.

use alicloud_catalog::Catalog;
use alicloud_emulator::Emulator;
use alicloud_signer::{AccessKey, sls};

use crate::client::Scheme::{Acs3, Log, Oss4};
use crate::client::{Client, Draft, Scheme, Wire};

/// Its signature is known.
const LOGS: &str = r#"{"info": {"product": "Sls", "version": "2020-12-30", "style": "ROA"}}"#;
const MOVES: &str = r#"{"info": {"product": "Moves", "version": "2024-06-26", "style": "ROA"}, "x-signature": "OSS4"}"#;
const OTHER: &str = r#"{"info": {"product": "Other", "version": "2020-12-30", "style": "ROA"}}"#;

const LIST_PROJECTS: &str = r#"{
    "methods": ["get"], "path": "/", "security": [{"AK": []}],
    "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
    "responses": {"200": {"schema": {"type": "object", "properties": {"count": {"type": "integer", "example": "2"}}}}}
}"#;
const CREATE_STORE: &str = r#"{
    "methods": ["post"], "path": "/stores", "security": [{"AK": []}], "consumes": ["application/json"],
    "parameters": [{"name": "body", "in": "body", "style": "json", "schema": {"type": "object", "properties": {
        "name": {"type": "string", "required": true}}}}],
    "responses": {"200": {"schema": {}}}
}"#;
const GET_ALERT: &str = r#"{
    "methods": ["get"], "path": "/alerts/{name}", "security": [{"AK": []}],
    "parameters": [{"name": "name", "in": "path", "schema": {"type": "string", "required": true}}],
    "responses": {"200": {"schema": {}}}
}"#;
const LIST_JOBS: &str = r#"{
    "methods": ["get"], "path": "/stores", "security": [{"AK": []}], "produces": ["application/xml"],
    "responses": {"200": {"schema": {"type": "object", "properties": {"Jobs": {"type": "object", "properties": {
        "Name": {"type": "string", "example": "one"}}}}}}}
}"#;
const CREATE_JOB: &str = r#"{
    "methods": ["post"], "path": "/jobs", "security": [{"AK": []}], "consumes": ["application/xml"],
    "produces": ["application/xml"],
    "parameters": [{"name": "body", "in": "body", "style": "xml", "schema": {"type": "object", "properties": {
        "Job": {"type": "object", "properties": {"Name": {"type": "string"}}}}}}],
    "responses": {}
}"#;
const LIST_STORES: &str = r#"{
    "methods": ["get"], "path": "/stores", "security": [{"AK": []}],
    "responses": {"200": {"schema": {"type": "object", "properties": {"other": {"type": "string", "example": "yes"}}}}}
}"#;

async fn start() -> Emulator {
    let folder = tempfile::tempdir().unwrap();
    let products = [
        ("logs", LOGS, &[("ListProjects", LIST_PROJECTS), ("CreateStore", CREATE_STORE), ("GetAlert", GET_ALERT)][..]),
        ("moves", MOVES, &[("ListJobs", LIST_JOBS), ("CreateJob", CREATE_JOB)]),
        ("other", OTHER, &[("ListStores", LIST_STORES)]),
    ];
    for (product, description, operations) in products {
        let folder = folder.path().join(product).join("v");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("product.json"), description).unwrap();
        for (name, entry) in operations {
            std::fs::write(folder.join(format!("{name}.json")), entry).unwrap();
        }
    }
    Emulator::builder().catalog(Catalog::load(folder.path()).unwrap()).start().await.unwrap()
}

/// A request, changes before and after it is signed, the status, the code, and a part of the response.
struct Case {
    name: &'static str,
    scheme: Scheme,
    target: (&'static str, &'static str),
    body: &'static str,
    before: fn(&mut Draft),
    after: fn(&mut Wire),
    expected: (u16, &'static str, &'static str),
}

/// A `GET`.
const fn get(
    name: &'static str,
    scheme: Scheme,
    path: &'static str,
    expected: (u16, &'static str, &'static str),
) -> Case {
    Case { name, scheme, target: ("GET", path), body: "", before: |_| {}, after: |_| {}, expected }
}

const fn post(
    name: &'static str,
    scheme: Scheme,
    target: &'static str,
    body: &'static str,
    expected: (u16, &'static str, &'static str),
) -> Case {
    Case { name, scheme, target: ("POST", target), body, before: |_| {}, after: |_| {}, expected }
}

impl Case {
    const fn before(self, before: fn(&mut Draft)) -> Self {
        Self { before, ..self }
    }

    const fn after(self, after: fn(&mut Wire)) -> Self {
        Self { after, ..self }
    }
}

const STORE: &str = r#"{"name":"s"}"#;

#[rustfmt::skip]
const CASES: &[Case] = &[
    get("the path / names an operation", Log, "/", (200, "", r#"{"count":2}"#)),
    get("the action in a header", Log, "/", (200, "", r#"{"count":2}"#))
        .before(|draft| { draft.header("x-acs-action", "ListProjects"); draft.header("x-acs-version", "2020-12-30"); }),
    get("a parameter", Log, "/", (200, "", "count")).before(|draft| draft.set("size", "5")),
    get("a parameter that is not allowed", Log, "/", (400, "Invalidsize", r#"{"errorCode":"Invalidsize","#)).before(|draft| draft.set("size", "500")),
    get("a parameter that was added", Log, "/", (401, "SignatureNotMatch", "errorMessage")).after(|wire| wire.url.push_str("size=5")),
    get("a header that was added", Log, "/", (401, "SignatureNotMatch", "")).after(|wire| wire.header("x-log-note", "v")),
    get("HMAC-SHA1", Log, "/", (200, "", "count")).before(|draft| draft.header("x-log-signaturemethod", "hmac-sha1")).after(sign_with_sha1),
    get("another hash", Log, "/", (400, "InvalidSignatureMethod", "")).before(|draft| draft.header("x-log-signaturemethod", "hmac-md5")),
    get("no hash", Log, "/", (400, "Missingx-log-signaturemethod", "")).before(|draft| draft.headers.retain(|(name, _)| name != "x-log-signaturemethod")),
    get("no version of the protocol", Log, "/", (400, "MissingAPIVersion", "")).before(|draft| draft.headers.retain(|(name, _)| name != "x-log-apiversion")),
    get("another version of the protocol", Log, "/", (400, "InvalidAPIVersion", "")).before(|draft| draft.header("x-log-apiversion", "0.5.0")),
    get("no date", Log, "/", (400, "MissingDate", "")).before(|draft| draft.headers.retain(|(name, _)| name != "date")),
    get("an old date", Log, "/", (400, "RequestTimeExpired", "")).before(|draft| draft.header("date", "Fri, 02 Jan 2026 03:04:05 GMT")),
    get("no date of this form", Log, "/", (400, "InvalidRequestTime", "")).before(|draft| draft.header("date", "2026-01-02T03:04:05Z")),
    get("another secret", Log, "/", (401, "SignatureNotMatch", "")).before(|draft| draft.access_key = AccessKey::new("testid", "wrong")),
    get("another key", Log, "/", (401, "Unauthorized", "")).before(|draft| draft.access_key = AccessKey::new("other", "testsecret")),
    get("a token of no session", Log, "/", (400, "InvalidSecurityToken.Malformed", "")).before(|draft| draft.header("x-acs-security-token", "wrong")),
    get("half a signature", Log, "/", (400, "IncompleteSignature", "")).after(|wire| wire.header("authorization", "LOG testid")),
    get("a path that is signed before it is encoded", Log, "/alerts/a%20%E7%BB%84", (200, "", "")).before(|draft| draft.path = "/alerts/a 组".to_owned()).after(|wire| wire.url = wire.url.replace("a 组", "a%20%E7%BB%84")),
    get("no operation has this path", Oss4, "/nothing", (404, "InvalidApi.NotFound", "<Error>")),
    get("no operation has this path", Log, "/jobs", (404, "InvalidApi.NotFound", "errorCode")),
    post("a body", Log, "/stores", STORE, (200, "", "")).before(hash_of_log),
    post("a body that is not allowed", Log, "/stores", "{}", (400, "Missingname", "errorCode")).before(hash_of_log),
    post("a body without a hash", Log, "/stores", STORE, (400, "Missingcontent-md5", "")),
    post("a body without its size", Log, "/stores", STORE, (400, "MissingBodyRawSize", ""))
        .before(|draft| { hash_of_log(draft); draft.headers.retain(|(name, _)| name != "x-log-bodyrawsize"); }),
    post("the hash of another gateway", Log, "/stores", STORE, (400, "InvalidContentMD5", "")).before(|draft| draft.header("content-md5", "MzS7JNBJXPWhb9aR5fq3hA==")),
    post("another body", Log, "/stores", STORE, (400, "InvalidContentMD5", "")).before(hash_of_log).after(|wire| wire.body = r#"{"name":"t"}"#.to_owned()),

    get("the same path of another gateway", Oss4, "/stores", (200, "", "<Jobs><Name>one</Name></Jobs>")),
    get("the same path of the common gateway", Acs3, "/stores", (200, "", r#"{"other":"yes""#))
        .before(|draft| draft.headers.retain(|(name, _)| name != "x-acs-action")),
    get("a header that was added", Oss4, "/stores", (403, "SignatureDoesNotMatch", "<Error>")).after(|wire| wire.header("x-oss-note", "v")),
    get("a parameter that was added", Oss4, "/stores", (403, "SignatureDoesNotMatch", "")).after(|wire| wire.url.push_str("size=5")),
    get("an old date", Oss4, "/stores", (403, "RequestTimeTooSkewed", "")).before(|draft| draft.header("x-oss-date", "20260102T030405Z")),
    get("no date of this form", Oss4, "/stores", (403, "AccessDenied", "")).before(|draft| draft.header("x-oss-date", "2026-01-02T03:04:05Z")),
    get("a day that does not exist", Oss4, "/stores", (403, "AccessDenied", "")).before(|draft| draft.header("x-oss-date", "20260231T030405Z")),
    get("more than a date", Oss4, "/stores", (403, "AccessDenied", "")).before(|draft| draft.header("x-oss-date", "20260102T030405Z+")),
    get("no date", Oss4, "/stores", (400, "Missingx-oss-date", "")).after(|wire| wire.unset_header("x-oss-date")),
    get("a payload that is signed", Oss4, "/stores", (400, "InvalidArgument", "")).before(|draft| draft.header("x-oss-content-sha256", "00")),
    get("no word about the payload", Oss4, "/stores", (400, "Missingx-oss-content-sha256", "")).before(|draft| draft.headers.retain(|(name, _)| name != "x-oss-content-sha256")),
    get("another secret", Oss4, "/stores", (403, "SignatureDoesNotMatch", "")).before(|draft| draft.access_key = AccessKey::new("testid", "wrong")),
    get("another key", Oss4, "/stores", (403, "InvalidAccessKeyId", "")).before(|draft| draft.access_key = AccessKey::new("other", "testsecret")),
    get("half a signature", Oss4, "/stores", (400, "IncompleteSignature", "")).after(|wire| wire.header("authorization", "OSS4-HMAC-SHA256 Credential=testid")),
    post("a body", Oss4, "/jobs", "<Job><Name>a</Name></Job>", (200, "", "")).before(|draft| draft.header("content-md5", "yIfp1RSfDul9Hcho+13hXw==")),
    post("another body", Oss4, "/jobs", "<Job><Name>b</Name></Job>", (400, "InvalidDigest", "")).before(|draft| draft.header("content-md5", "yIfp1RSfDul9Hcho+13hXw==")),

    // A gateway does not verify the signature of another one.
    get("a signature of the common gateway", Acs3, "/", (400, "IncompleteSignature", "LOG"))
        .before(|draft| { draft.header("x-acs-action", "ListProjects"); draft.header("x-acs-version", "2020-12-30"); }),
    get("a signature of another gateway", Log, "/stores", (400, "IncompleteSignature", "ACS"))
        .before(|draft| { draft.header("x-acs-action", "ListStores"); draft.header("x-acs-version", "2020-12-30"); }),
    get("a signature of another gateway", Oss4, "/", (400, "IncompleteSignature", "LOG"))
        .before(|draft| { draft.header("x-acs-action", "ListProjects"); draft.header("x-acs-version", "2020-12-30"); }),
];

fn hash_of_log(draft: &mut Draft) {
    let (hash, size) = (sls::content_md5(draft.body.as_bytes()), draft.body.len().to_string());
    draft.header("content-md5", &hash);
    draft.header("x-log-bodyrawsize", &size);
}

/// Signs a request again, whose header names this hash already.
fn sign_with_sha1(wire: &mut Wire) {
    let headers: Vec<_> = wire.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = sls::Request { method: "GET", path: "/", query: &[], headers: &headers };
    let signed = sls::sign(&request, sls::SignatureMethod::HmacSha1, &AccessKey::new("testid", "testsecret"));
    wire.header("authorization", signed.authorization());
}

#[tokio::test]
async fn each_gateway_verifies_its_own_signature() {
    let emulator = start().await;
    for case in CASES {
        let client = Client { scheme: case.scheme, version: "2020-12-30", ..Client::new(&emulator) };
        let mut draft = client.draft("", &[]);
        (draft.method, draft.path) = (case.target.0, case.target.1.to_owned());
        draft.body = case.body.to_owned();
        if !case.body.is_empty() {
            draft.header("content-type", if case.scheme == Oss4 { "application/xml" } else { "application/json" });
        }
        (case.before)(&mut draft);
        let mut wire = draft.sign();
        (case.after)(&mut wire);
        let answer = wire.send().await.unwrap();
        let (status, code, part) = case.expected;
        let name = format!("{} ({:?}): {}", case.name, case.scheme, answer.text);
        // A success may have no body.
        let found = if answer.text.is_empty() { String::new() } else { answer.code() };
        assert_eq!((answer.status, found), (status, code.to_owned()), "{name}");
        assert!(answer.text.contains(part), "{name}");
        // `CreateStore`, `GetAlert` and `CreateJob` document no body.
        assert_eq!(answer.text.is_empty(), status == 200 && part.is_empty(), "{name}");
    }
}

/// The ID of a request is where the client of the gateway looks for it, whether or not the request is carried out.
#[tokio::test]
async fn request_ids_are_in_the_header_of_the_gateway() {
    let emulator = start().await;
    let headers = ["x-acs-request-id", "x-log-requestid", "x-oss-request-id"];
    for (scheme, path, secret, expected) in [
        (Log, "/", "testsecret", "x-log-requestid"),
        (Log, "/", "wrong", "x-log-requestid"),
        (Log, "/nothing", "testsecret", "x-log-requestid"),
        (Oss4, "/stores", "testsecret", "x-oss-request-id"),
        (Oss4, "/stores", "wrong", "x-oss-request-id"),
        (Acs3, "/stores", "testsecret", "x-acs-request-id"),
    ] {
        let client = Client { scheme, version: "2020-12-30", ..Client::new(&emulator) };
        let client = client.with_access_key(AccessKey::new("testid", secret));
        let mut draft = client.draft("", &[]);
        (draft.method, draft.path) = ("GET", path.to_owned());
        draft.headers.retain(|(name, _)| name != "x-acs-action");
        let answer = draft.sign().send().await.unwrap();
        let found: Vec<_> = headers.into_iter().filter(|name| answer.header(name).is_some()).collect();
        assert_eq!(found, [expected], "{scheme:?} {path}: {answer:?}");
    }
}

/// These signatures have no nonce, so a request that is sent again is one more request.
#[tokio::test]
async fn the_same_request_is_accepted_twice() {
    let emulator = start().await;
    for (scheme, path) in [(Log, "/"), (Oss4, "/stores")] {
        let mut draft = Client { scheme, ..Client::new(&emulator) }.draft("", &[]);
        (draft.method, draft.path) = ("GET", path.to_owned());
        let wire = draft.sign();
        for _ in 0..2 {
            assert_eq!(wire.clone().send().await.unwrap().status, 200, "{scheme:?}");
        }
    }
}
