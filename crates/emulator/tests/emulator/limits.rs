//! Limits for what a client sends, and for what the emulator keeps.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use alicloud_emulator::{Emulator, EmulatorBuilder, InstanceSeed, Transitions};
use alicloud_signer::AccessKey;

use crate::client::{Answer, Client, Parameters};
use crate::signature::clock;
use crate::sts::access_key;

const OIDC: Parameters<'_> = &[
    ("Action", "AssumeRoleWithOIDC"),
    ("Version", "2015-04-01"),
    ("Format", "JSON"),
    ("RoleArn", "acs:ram::1:role/test"),
    ("OIDCProviderArn", "acs:ram::1:oidc-provider/test"),
    ("RoleSessionName", "test"),
    ("OIDCToken", "token"),
];

/// A call without a signature.
async fn post(http: &reqwest::Client, emulator: &Emulator, kind: &str, body: impl Into<reqwest::Body>) -> Answer {
    answer(http.post(emulator.endpoint()).header("content-type", kind).body(body)).await
}

/// The response, over a connection that is kept.
async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    Answer { status, headers, text: response.text().await.unwrap() }
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn form(parameters: Parameters<'_>) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn the_log_is_bounded_in_bytes() {
    const MEBIBYTE: usize = 1 << 20;
    let emulator = Emulator::start().await.unwrap();
    let http = http();
    // One value of a megabyte, and as many small ones as are allowed.
    for body in [format!("a={}", "x".repeat(MEBIBYTE)), "k=".to_owned() + &"v&k=".repeat(9_990)] {
        for _ in 0..80 {
            assert_eq!(post(&http, &emulator, FORM, body.clone()).await.status, 400);
        }
    }
    let requests = emulator.requests();
    let texts = requests.iter().flat_map(|request| request.parameters.iter().chain(&request.headers));
    let bytes: usize = texts.map(|(name, value)| name.len() + value.len() + 2 * size_of::<String>()).sum();
    assert!(bytes < 33 * MEBIBYTE, "{bytes}");
    assert!(requests.len() > 20, "{}", requests.len());
    // Many values, of which each is kept as a whole, are not kept all.
    let many = format!("a={}&", "x".repeat(64 << 10)).repeat(40);
    assert_eq!(post(&http, &emulator, FORM, many).await.status, 400);
    let kept = emulator.requests().last().unwrap().parameters.len();
    assert!((1..=16).contains(&kept), "{kept}");
    // The beginning of a long one is kept.
    post(&http, &emulator, FORM, format!("a={}", "x".repeat(MEBIBYTE))).await;
    assert_eq!(emulator.requests().last().unwrap().parameter("a").map(str::len), Some(64 << 10));
    // Small ones are kept unchanged.
    post(&http, &emulator, FORM, "a=1&b=2").await;
    assert_eq!(emulator.requests().last().unwrap().parameter("b"), Some("2"));
}

#[tokio::test]
async fn requests_are_bounded() {
    let emulator = Emulator::start().await.unwrap();
    let http = http();
    let many = |count: usize| form(OIDC) + &"&k=".repeat(count);
    for (kind, body, status, code) in [
        (FORM, many(9_000), 200, ""),
        (FORM, many(10_000), 400, "TooManyParameters"),
        ("Application/X-WWW-Form-Urlencoded; charset=utf-8", form(OIDC), 200, ""),
        (FORM, "&".repeat(14 << 20), 400, "TooManyParameters"),
        (FORM, "x".repeat(17 << 20), 413, "RequestBodyTooLong"),
    ] {
        let length = body.len();
        let answer = post(&http, &emulator, kind, body).await;
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()), "{length} bytes: {}", answer.text);
        // After a body that is not accepted, no other request is.
        let end = Some("close").filter(|_| status != 200);
        assert_eq!(answer.header("connection"), end, "{length} bytes: {answer:?}");
    }
    // Lists in JSON that would be many times their own size in memory, and a name that would be a list in a list in a list.
    let client = Client::new(&emulator);
    for (text, status, code) in [
        (format!("=[{}{{}}]", "{},".repeat(300_000)), 400, "InvalidTag"),
        (format!("={}", "[".repeat(10_000)), 400, "InvalidTag"),
        (r#"=[{"Key": "k", "Value": "v"}]"#.to_owned(), 400, "InvalidResourceId.NotFound"),
        (format!("{}=k", ".1".repeat(500_000)), 400, "InvalidResourceId.NotFound"),
    ] {
        let mut draft = client.draft("TagResources", &[("RegionId", "cn-hangzhou"), ("ResourceType", "INSTANCE")]);
        draft.form(&format!("ResourceId.1=rm-none&Tag{text}"));
        let answer = draft.sign().send().await.unwrap();
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()), "{}", answer.text);
    }
}

/// The error for a wrong signature contains the string to sign, which contains the whole request, encoded twice.
#[tokio::test]
async fn errors_are_bounded() {
    let emulator = Emulator::start().await.unwrap();
    let mut draft =
        Client { scheme: crate::client::Scheme::Rpc, ..Client::new(&emulator) }.draft("DescribeRegions", &[]);
    draft.form(&format!("SearchKey={}", "%2F".repeat(1 << 20)));
    draft.access_key = AccessKey::new("testid", "wrong");
    let answer = draft.sign().send().await.unwrap();
    assert_eq!((answer.status, answer.code()), (400, "SignatureDoesNotMatch".to_owned()));
    assert!(answer.text.len() < 100_000, "{}", answer.text.len());
}

/// Nonces and client tokens are remembered, each in a number that memory is sure to have room for.
#[tokio::test]
async fn what_is_kept_of_signed_requests_is_bounded_in_number() {
    const MOST: usize = 10_000;
    let emulator = Emulator::builder()
        .instance(InstanceSeed::new("rm-a"))
        .instance(InstanceSeed::new("rm-b"))
        .start()
        .await
        .unwrap();
    let client = Client { scheme: crate::client::Scheme::Rpc, ..Client::new(&emulator) };
    let http = http();
    let code = async |instance: &str, token: &str, nonce: &str| {
        let mut draft = client.draft("RestartDBInstance", &[("DBInstanceId", instance), ("ClientToken", token)]);
        draft.set("SignatureNonce", nonce);
        answer(http.post(draft.sign().url)).await.code()
    };
    let mut others = 0;
    for (new, instance, nonce, expected) in [
        (0, "rm-a", "first", ""),
        // With the first one, there is room for one more nonce and one more token.
        (MOST - 2, "rm-a", "first", "SignatureNonceUsed"),
        (0, "rm-b", "of the same token", "InvalidRequestId"),
        (1, "rm-b", "of the same token again", "InvalidRequestId"),
        // The oldest of both are forgotten.
        (1, "rm-b", "first", ""),
    ] {
        for _ in 0..new {
            others += 1;
            assert_eq!(code("rm-a", &others.to_string(), &others.to_string()).await, "");
        }
        assert_eq!(code(instance, "first", nonce).await, expected, "{nonce} after {others} others");
    }
    // Nor are all requests in the log.
    assert_eq!(emulator.requests().len(), MOST);
}

#[tokio::test]
async fn keys_that_anybody_gets_are_bounded_in_number() {
    let emulator = Emulator::start().await.unwrap();
    let http = http();
    let first = access_key(&post(&http, &emulator, FORM, form(OIDC)).await);
    let client = Client::new(&emulator);
    client.clone().with_access_key(first.clone()).ok("DescribeRegions", &[]).await;
    for _ in 0..9_999 {
        post(&http, &emulator, FORM, form(OIDC)).await;
    }
    client.clone().with_access_key(first.clone()).ok("DescribeRegions", &[]).await;
    let last = access_key(&post(&http, &emulator, FORM, form(OIDC)).await);
    // The token of a key that was forgotten is forgotten as well.
    let token = first.security_token.clone().unwrap();
    let other = AccessKey::new(last.id.as_str(), last.secret.clone()).with_security_token(token);
    client.clone().with_access_key(other).refused("DescribeRegions", &[], 400, "InvalidSecurityToken.Malformed").await;
    client.clone().with_access_key(first).refused("DescribeRegions", &[], 404, "InvalidAccessKeyId.NotFound").await;
    client.clone().with_access_key(last).ok("DescribeRegions", &[]).await;
    client.ok("DescribeRegions", &[]).await;
}

/// How long a session lasts, and for how long the emulator knows afterwards that it has expired.
#[tokio::test]
async fn a_key_that_anybody_gets_expires() {
    const DAY: u64 = 24 * 60 * 60;
    let start = SystemTime::now();
    for (duration, lasts) in [(None, 3_600), (Some("900"), 900), (Some("43200"), 43_200)] {
        let (clock, seconds) = clock();
        let emulator = Emulator::builder().clock(clock).start().await.unwrap();
        let parameters = duration.map(|duration| ("DurationSeconds", duration));
        let body = form(&OIDC.iter().copied().chain(parameters).collect::<Vec<_>>());
        let key = access_key(&post(&http(), &emulator, FORM, body).await);
        for (after, code) in [
            (lasts - 1, ""),
            (lasts, "InvalidSecurityToken.Expired"),
            (lasts + DAY - 1, "InvalidSecurityToken.Expired"),
            (lasts + DAY, "InvalidAccessKeyId.NotFound"),
        ] {
            seconds.store(after, Ordering::Relaxed);
            // Whenever a key is issued, those that expired long ago are forgotten.
            post(&http(), &emulator, FORM, form(OIDC)).await;
            let mut draft = Client::new(&emulator).with_access_key(key.clone()).draft("DescribeRegions", &[]);
            let now = start + Duration::from_secs(after);
            draft.header("x-acs-date", &humantime::format_rfc3339_seconds(now).to_string());
            assert_eq!(draft.sign().send().await.unwrap().code(), code, "{duration:?} after {after} seconds");
        }
    }
}

#[tokio::test]
async fn oidc_can_be_checked_and_switched_off() {
    type Change = fn(EmulatorBuilder) -> EmulatorBuilder;
    let cases: &[(Change, u16, &str)] = &[
        (|builder| builder, 200, ""),
        (|builder| builder.oidc_token("other").oidc_token("token"), 200, ""),
        (|builder| builder.oidc_token("other"), 401, "AuthenticationFail.OIDCToken.InvalidSignature"),
        (EmulatorBuilder::refuse_oidc, 401, "AuthenticationFail.NoPermission"),
    ];
    for (number, (change, status, code)) in cases.iter().enumerate() {
        let emulator = change(Emulator::builder()).start().await.unwrap();
        let answer = post(&http(), &emulator, FORM, form(OIDC)).await;
        assert_eq!((answer.status, answer.code()), (*status, (*code).to_owned()), "case {number}: {}", answer.text);
    }
}

/// Times and durations that overflow in arithmetic, and that the formats of requests and responses cannot represent.
#[tokio::test]
async fn no_time_is_too_far() {
    let epoch = SystemTime::UNIX_EPOCH;
    let ages = Duration::from_secs(300_000_000_000);
    let (earliest, latest) = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT");
    for (now, date) in [(epoch - Duration::from_secs(1), earliest), (epoch, earliest), (epoch + ages, latest)] {
        let emulator = Emulator::builder()
            .clock(move || now)
            .transitions(Transitions::After(Duration::MAX))
            .instance(InstanceSeed::new("rm-a"))
            .temporary_access_key(AccessKey::new("STS.a", "secret").with_security_token("token"), epoch + ages * 2)
            .temporary_access_key(AccessKey::new("STS.b", "secret").with_security_token("other"), epoch - ages)
            .start()
            .await
            .unwrap();
        let answer = post(&http(), &emulator, FORM, form(OIDC)).await;
        assert_eq!((answer.status, answer.header("date")), (200, Some(date)), "{}", answer.text);
    }
    let (clock, seconds) = clock();
    let emulator = Emulator::builder()
        .clock(clock)
        .transitions(Transitions::After(Duration::MAX))
        .instance(InstanceSeed::new("rm-a"))
        .start()
        .await
        .unwrap();
    let client = Client::new(&emulator);
    client.ok("RestartDBInstance", &[("DBInstanceId", "rm-a")]).await;
    seconds.store(800, Ordering::Relaxed);
    let answer = client.ok("DescribeDBInstanceAttribute", &[("DBInstanceId", "rm-a")]).await;
    assert_eq!(answer.member("DBInstanceStatus").as_deref(), Some("Rebooting"));
}
