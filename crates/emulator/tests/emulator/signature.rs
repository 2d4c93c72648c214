//! Which signatures are accepted and which are refused.

use std::time::{Duration, SystemTime};

use alicloud_emulator::Emulator;
use alicloud_signer::{AccessKey, acs3};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::Scheme::{Acs3, Rpc};
use crate::client::{Client, Draft, Scheme, Wire, nonce};

/// A change before signing, a change after it, and the expected result.
struct Case {
    name: &'static str,
    scheme: Scheme,
    before: fn(&mut Draft),
    after: fn(&mut Wire),
    expected: (u16, &'static str),
}

const fn case(name: &'static str, scheme: Scheme, before: fn(&mut Draft), expected: (u16, &'static str)) -> Case {
    Case { name, scheme, before, after: |_| {}, expected }
}

const fn tampered(name: &'static str, scheme: Scheme, after: fn(&mut Wire), expected: (u16, &'static str)) -> Case {
    Case { name, scheme, before: |_| {}, after, expected }
}

const OK: (u16, &str) = (200, "");

/// SHA-256 of an empty body.
const EMPTY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Accepted.
    case("GET", Rpc, |draft| draft.method = "GET", OK),
    case("GET", Acs3, |draft| draft.method = "GET", OK),
    case("POST with a form", Rpc, |draft| draft.form("SearchKey=a+b%2A~%2F%E4%B8%AD&Empty="), OK),
    case("POST with a form", Acs3, |draft| draft.form("SearchKey=a%20b*~!'()"), OK),
    case("special characters", Rpc, |draft| draft.set("SearchKey", "a b*~/+中"), OK),
    case("special characters", Acs3, |draft| draft.set("SearchKey", "a b*~/+中"), OK),
    case("more headers signed", Acs3, |draft| { draft.header("accept", "application/json"); draft.header("user-agent", "AlibabaCloud (Linux)"); draft.also = vec!["accept", "user-agent"]; }, OK),
    case("SM3", Acs3, |draft| draft.algorithm = acs3::Algorithm::HmacSm3, OK),
    case("empty SignatureType signed", Rpc, |draft| draft.set("SignatureType", ""), OK),
    case("TimeStamp with a capital", Rpc, |draft| { let time = draft.parameters.iter().find(|(name, _)| name == "Timestamp").unwrap().1.clone(); draft.unset("Timestamp"); draft.set("TimeStamp", &time); }, OK),
    tampered("spaces as +", Rpc, |wire| { wire.url = wire.url.replace("%20", "+"); }, OK),
    tampered("spaces as +", Acs3, |wire| { wire.url = wire.url.replace("%20", "+"); }, OK),
    tampered("a header that is not signed", Acs3, |wire| wire.header("accept-language", "de"), OK),

    // Wrong signature.
    case("wrong secret", Rpc, |draft| draft.access_key = AccessKey::new("testid", "wrong"), (400, "SignatureDoesNotMatch")),
    case("wrong secret", Acs3, |draft| draft.access_key = AccessKey::new("testid", "wrong"), (400, "SignatureDoesNotMatch")),
    tampered("changed parameter", Rpc, |wire| wire.url.push_str("&Engine=MySQL"), (400, "SignatureDoesNotMatch")),
    tampered("changed parameter", Acs3, |wire| wire.url.push_str("&Engine=MySQL"), (400, "SignatureDoesNotMatch")),
    tampered("changed body", Acs3, |wire| wire.body.push_str("Engine=MySQL"), (400, "SignatureDoesNotMatch")),
    tampered("changed hash of the body", Acs3, |wire| wire.header("x-acs-content-sha256", "00"), (400, "SignatureDoesNotMatch")),
    tampered("changed method", Rpc, |wire| wire.method = "GET", (400, "SignatureDoesNotMatch")),
    tampered("changed method", Acs3, |wire| wire.method = "GET", (400, "SignatureDoesNotMatch")),
    tampered("changed action", Acs3, |wire| wire.header("x-acs-action", "DescribeRegions"), (400, "SignatureDoesNotMatch")),

    // Incomplete signature.
    tampered("no signature", Rpc, |wire| wire.url = wire.url.split("&Signature=").next().unwrap().to_owned(), (400, "MissingSignature")),
    tampered("no authorization", Acs3, |wire| wire.unset_header("authorization"), (400, "MissingAccessKeyId")),
    tampered("other authorization", Acs3, |wire| wire.header("authorization", "Basic dGVzdA=="), (400, "IncompleteSignature")),
    tampered("broken authorization", Acs3, |wire| wire.header("authorization", "ACS3-HMAC-SHA256 Credential=testid"), (400, "IncompleteSignature")),
    tampered("a header that must be signed", Acs3, |wire| wire.header("x-acs-custom", "v"), (400, "IncompleteSignature")),
    Case { name: "an action that is not signed", scheme: Acs3, before: |draft| draft.headers.retain(|(name, _)| name != "x-acs-action"), after: |wire| wire.header("x-acs-action", "DescribeRegions"), expected: (400, "IncompleteSignature") },
    tampered("a bearer token for an operation that takes none", Acs3, |wire| { wire.unset_header("authorization"); wire.header("x-acs-bearer-token", "known"); }, (400, "MissingAccessKeyId")),
    case("a header of the client's own", Acs3, |draft| draft.header("x-acs-custom", "v"), OK),
    Case { name: "a signed header is removed", scheme: Acs3, before: |draft| draft.header("x-acs-custom", "v"), after: |wire| wire.unset_header("x-acs-custom"), expected: (400, "IncompleteSignature") },

    // The caller.
    case("unknown key", Rpc, |draft| draft.set("AccessKeyId", "other"), (404, "InvalidAccessKeyId.NotFound")),
    case("unknown key", Acs3, |draft| draft.access_key = AccessKey::new("other", "testsecret"), (404, "InvalidAccessKeyId.NotFound")),
    case("no key", Rpc, |draft| draft.unset("AccessKeyId"), (400, "MissingAccessKeyId")),
    case("a token that no one gave out", Rpc, |draft| draft.set("SecurityToken", "made-up"), (400, "InvalidSecurityToken.Malformed")),
    case("a token that no one gave out", Acs3, |draft| draft.header("x-acs-security-token", "made-up"), (400, "InvalidSecurityToken.Malformed")),
    case("an empty token", Rpc, |draft| draft.set("SecurityToken", ""), OK),

    // The body, and the other signed parts.
    case("the hash of another body", Acs3, |draft| { draft.form("SearchKey=a"); draft.content_hash = Some("0".repeat(64)); }, (400, "SignatureDoesNotMatch")),
    case("a hash of no body", Acs3, |draft| draft.content_hash = Some("UNSIGNED-PAYLOAD".to_owned()), (400, "SignatureDoesNotMatch")),
    case("a hash in capitals", Acs3, |draft| draft.content_hash = Some(EMPTY_HASH.to_ascii_uppercase()), OK),
    Case { before: |draft| draft.body = "SearchKey=a".to_owned(), ..tampered("a media type that is not signed", Acs3, |wire| wire.header("content-type", "application/x-www-form-urlencoded"), (400, "IncompleteSignature")) },
    tampered("a media type without a body", Acs3, |wire| wire.header("content-type", "text/plain"), OK),
    case("a host that is not signed", Acs3, |draft| draft.signs_host = false, (400, "IncompleteSignature")),
    case("MD5 of the body", Rpc, |draft| { draft.form("SearchKey=a"); draft.header("content-md5", "pksXrvpRpcIcCA69VBZeYQ=="); }, OK),
    case("MD5 of another body", Rpc, |draft| { draft.form("SearchKey=a"); draft.header("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="); }, (400, "ContentMD5NotMatched")),
    case("a form whose media type has capitals", Rpc, |draft| { draft.form("SearchKey=a"); draft.header("content-type", "Application/X-WWW-Form-Urlencoded"); }, OK),
    case("a form whose media type has capitals", Acs3, |draft| { draft.form("PageSize=wrong"); draft.header("content-type", "Application/X-WWW-Form-Urlencoded"); }, (400, "InvalidPageSize")),
    // Of two parameters with one name, that of the query counts.
    case("two values of a parameter, a wrong one in the form", Rpc, |draft| { draft.set("PageSize", "30"); draft.form("PageSize=wrong"); }, OK),
    case("two values of a parameter, a wrong one in the form", Acs3, |draft| { draft.set("PageSize", "30"); draft.form("PageSize=wrong"); }, OK),
    case("two values of a parameter, a wrong one in the query", Rpc, |draft| { draft.set("PageSize", "wrong"); draft.form("PageSize=30"); }, (400, "InvalidPageSize")),
    case("two values of a parameter, a wrong one in the query", Acs3, |draft| { draft.set("PageSize", "wrong"); draft.form("PageSize=30"); }, (400, "InvalidPageSize")),
    case("two actions", Rpc, |draft| draft.form("Action=DescribeNothing"), OK),

    tampered("no hash of the body", Acs3, |wire| wire.unset_header("x-acs-content-sha256"), (400, "Missingx-acs-content-sha256")),
    Case { name: "a header whose name is a part of a signed one", scheme: Acs3, before: |draft| draft.header("x-acs-custom-more", "v"), after: |wire| wire.header("x-acs-custom", "v"), expected: (400, "IncompleteSignature") },
    // The caller is verified before anything else is said about the request.
    case("wrong secret and wrong parameter", Rpc, |draft| { draft.access_key = AccessKey::new("testid", "wrong"); draft.set("PageSize", "wrong"); }, (400, "SignatureDoesNotMatch")),
    case("wrong secret and wrong parameter", Acs3, |draft| { draft.access_key = AccessKey::new("testid", "wrong"); draft.set("PageSize", "wrong"); }, (400, "SignatureDoesNotMatch")),
    case("wrong secret and no parameter", Acs3, |draft| { draft.access_key = AccessKey::new("testid", "wrong"); draft.unset("RegionId"); }, (400, "SignatureDoesNotMatch")),

    // The time.
    case("14 minutes late", Rpc, |draft| draft.set("Timestamp", &ago(14 * 60)), OK),
    case("16 minutes late", Rpc, |draft| draft.set("Timestamp", &ago(16 * 60)), (400, "InvalidTimeStamp.Expired")),
    case("16 minutes late", Acs3, |draft| draft.header("x-acs-date", &ago(16 * 60)), (400, "InvalidTimeStamp.Expired")),
    case("16 minutes early", Acs3, |draft| draft.header("x-acs-date", &ago(-16 * 60)), (400, "InvalidTimeStamp.Expired")),
    case("with a fraction", Rpc, |draft| draft.set("Timestamp", "2026-01-02T03:04:05.678Z"), (400, "InvalidTimeStamp.Format")),
    case("with a fraction", Acs3, |draft| draft.header("x-acs-date", "2026-01-02T03:04:05.678Z"), (400, "InvalidTimeStamp.Format")),
    case("with a blank", Acs3, |draft| draft.header("x-acs-date", "2026-01-02 03:04:05Z"), (400, "InvalidTimeStamp.Format")),
    case("not a time", Acs3, |draft| draft.header("x-acs-date", "yesterday"), (400, "InvalidTimeStamp.Format")),
    case("no time", Rpc, |draft| draft.unset("Timestamp"), (400, "MissingTimestamp")),
    case("no time", Acs3, |draft| draft.headers.retain(|(name, _)| name != "x-acs-date"), (400, "Missingx-acs-date")),

    // The rest of the common parameters.
    case("no nonce", Rpc, |draft| draft.unset("SignatureNonce"), (400, "MissingSignatureNonce")),
    case("no nonce", Acs3, |draft| draft.headers.retain(|(name, _)| name != "x-acs-signature-nonce"), (400, "Missingx-acs-signature-nonce")),
    case("other method", Rpc, |draft| draft.set("SignatureMethod", "HMAC-MD5"), (400, "InvalidSignatureMethod")),
    case("other version", Rpc, |draft| draft.set("SignatureVersion", "2.0"), (400, "InvalidSignatureVersion")),
    case("no method", Rpc, |draft| draft.unset("SignatureMethod"), (400, "MissingSignatureMethod")),
];

/// The time this many seconds ago, as requests contain it.
fn ago(seconds: i64) -> String {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    let time = if seconds < 0 { SystemTime::now() + distance } else { SystemTime::now() - distance };
    humantime::format_rfc3339_seconds(time).to_string()
}

#[tokio::test]
async fn signatures_are_verified() {
    let emulator = Emulator::builder().bearer_token("known").start().await.unwrap();
    for case in CASES {
        let client = Client { scheme: case.scheme, ..Client::new(&emulator) };
        let mut draft =
            client.draft("DescribeDBInstances", &[("RegionId", "cn-hangzhou"), ("DBInstanceClass", "with space")]);
        (case.before)(&mut draft);
        let mut wire = draft.sign();
        (case.after)(&mut wire);
        let answer = wire.send().await.unwrap();
        let found = (answer.status, answer.code());
        assert_eq!(
            found,
            (case.expected.0, case.expected.1.to_owned()),
            "{} {:?}: {}",
            case.name,
            case.scheme,
            answer.text
        );
    }
}

#[tokio::test]
async fn a_nonce_is_used_once_and_only_by_accepted_requests() {
    let emulator = Emulator::start().await.unwrap();
    for client in Client::all(&emulator) {
        let wire = client.draft("DescribeRegions", &[]).sign();
        assert_eq!(wire.clone().send().await.unwrap().status, 200);
        let again = wire.send().await.unwrap();
        assert_eq!((again.status, again.code()), (400, "SignatureNonceUsed".to_owned()));

        // Nobody can use up the nonce of another caller, neither without its secret nor with another body.
        let nonce = nonce();
        let of_another_body = "AAAAAAAAAAAAAAAAAAAAAA==";
        for (secret, md5, status) in
            [("wrong", "", 400), ("testsecret", of_another_body, 400), ("testsecret", "", 200), ("testsecret", "", 400)]
        {
            let mut draft = client.draft("DescribeRegions", &[]);
            draft.access_key = AccessKey::new("testid", secret);
            draft.header("content-md5", md5);
            draft.nonce(&nonce);
            assert_eq!(draft.sign().send().await.unwrap().status, status);
        }
    }
    // Each key has nonces of its own, also where key and nonce are the same string together.
    let key = |id: &str| AccessKey::new(id, "secret");
    let emulator = Emulator::builder().access_key(key("a")).access_key(key("a:b")).start().await.unwrap();
    for client in Client::all(&emulator) {
        for (position, (id, nonce)) in [("a", "n"), ("a:b", "n"), ("a", "b:n")].into_iter().enumerate() {
            let nonce = format!("{nonce}-{:?}-{}", client.scheme, client.format);
            let mut draft = client.clone().with_access_key(key(id)).draft("DescribeRegions", &[]);
            draft.nonce(&nonce);
            assert_eq!(draft.sign().send().await.unwrap().status, 200, "{position}");
        }
    }
}

#[tokio::test]
async fn a_nonce_is_forgotten_after_every_request_with_it_has_expired() {
    let (clock, seconds) = clock();
    let emulator = Emulator::builder().clock(clock).start().await.unwrap();
    let client = Client::new(&emulator);
    let start = SystemTime::now();
    for (after, status) in [(0, 200), (1, 400), (29 * 60, 400), (31 * 60, 200)] {
        seconds.store(after, std::sync::atomic::Ordering::Relaxed);
        let mut draft = client.draft("DescribeRegions", &[]);
        draft.header("x-acs-signature-nonce", "the-same");
        let now = start + Duration::from_secs(after);
        draft.header("x-acs-date", &humantime::format_rfc3339_seconds(now).to_string());
        assert_eq!(draft.sign().send().await.unwrap().status, status, "after {after} seconds");
    }
}

/// A clock that a test sets, in seconds from now.
pub(crate) fn clock() -> (impl Fn() -> SystemTime + Send + Sync + 'static, std::sync::Arc<std::sync::atomic::AtomicU64>)
{
    let seconds = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let (read, start) = (std::sync::Arc::clone(&seconds), SystemTime::now());
    (move || start + Duration::from_secs(read.load(std::sync::atomic::Ordering::Relaxed)), seconds)
}

#[tokio::test]
async fn the_error_shows_what_the_server_would_have_signed() {
    let emulator = Emulator::start().await.unwrap();
    let what = "Specified signature is not matched with our calculation.";
    let rpc = "server string to sign is:POST&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions";
    for (scheme, expected) in [(Rpc, rpc), (Acs3, "server StringToSign is [ACS3-HMAC-SHA256\n")] {
        let client = Client { scheme, ..Client::new(&emulator) };
        let mut draft = client.draft("DescribeRegions", &[]);
        draft.access_key = AccessKey::new("testid", "wrong");
        let answer = draft.sign().send().await.unwrap();
        let message = answer.member("Message").unwrap();
        assert!(message.starts_with(&format!("{what} {expected}")), "{message}");
    }
}

#[tokio::test]
async fn a_key_with_a_token_needs_it_until_it_expires() {
    let (clock, seconds) = clock();
    let key = |id| AccessKey::new(id, "secret").with_security_token(format!("token of {id}"));
    let emulator = Emulator::builder()
        .clock(clock)
        .access_key(AccessKey::new("testid", "testsecret"))
        .temporary_access_key(key("STS.a"), SystemTime::now() + Duration::from_secs(100))
        .access_key(key("STS.b"))
        .start()
        .await
        .unwrap();
    for client in Client::all(&emulator) {
        seconds.store(0, std::sync::atomic::Ordering::Relaxed);
        let other = AccessKey::new("STS.a", "secret").with_security_token("token of STS.b");
        client.clone().with_access_key(key("STS.a")).ok("DescribeRegions", &[]).await;
        for (key, status, code) in [
            (AccessKey::new("STS.a", "secret"), 400, "MissingSecurityToken"),
            (other, 400, "InvalidSecurityToken.MismatchWithAccessKey"),
            (AccessKey::new("STS.a", "secret").with_security_token("x"), 400, "InvalidSecurityToken.Malformed"),
        ] {
            client.clone().with_access_key(key).refused("DescribeRegions", &[], status, code).await;
        }
        seconds.store(200, std::sync::atomic::Ordering::Relaxed);
        client.clone().with_access_key(key("STS.b")).ok("DescribeRegions", &[]).await;
        client.with_access_key(key("STS.a")).refused("DescribeRegions", &[], 400, "InvalidSecurityToken.Expired").await;
    }
    // The usual key is accepted only where no other one is given.
    for (own, status) in [(None, 200), (Some("own"), 404)] {
        let builder = Emulator::builder();
        let builder = own.into_iter().fold(builder, |builder, id| builder.access_key(AccessKey::new(id, "secret")));
        let emulator = builder.start().await.unwrap();
        assert_eq!(Client::new(&emulator).call("DescribeRegions", &[]).await.status, status, "{own:?}");
    }
}

/// The official Node SDK sends every body in chunks, also an empty one.
#[tokio::test]
async fn a_body_in_chunks_is_signed_like_any_other() {
    let emulator = Emulator::start().await.unwrap();
    for chunks in ["0\r\n\r\n", "7\r\nSearchK\r\n5\r\ney=aa\r\n0\r\n\r\n"] {
        let mut draft = Client::new(&emulator).draft("DescribeDBInstances", &[("RegionId", "cn-hangzhou")]);
        if chunks.len() > 10 {
            draft.form("SearchKey=aa");
        }
        let wire = draft.sign();
        let target = wire.url.strip_prefix(&emulator.endpoint()).unwrap();
        let headers: String = wire.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!(
            "POST {target} HTTP/1.1\r\n{headers}transfer-encoding: chunked\r\nconnection: close\r\n\r\n{chunks}"
        );
        let mut stream = tokio::net::TcpStream::connect(emulator.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
}
