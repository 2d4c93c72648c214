//! Tests of retries: when a call is sent again, and with what.

use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{CredentialsError, CredentialsKind};
use alicloud_client::retry::{Backoff, NoRetry};
use alicloud_client::runtime::At;
use alicloud_client::transport::{BoxFuture, TransportErrorKind};
use alicloud_client::{
    AccessKey, Credentials, CredentialsProvider, Endpoint, Error, ErrorKind, NonceSource, Operation as _,
    OperationInfo, SignatureVersion, UntypedOperation, Value,
};
use tokio::time::Instant;

use crate::operations::{CreateAccount, Describe, Release, release};
use crate::script::{Reply, Script, answer, error, header, ok, parameter};

/// For each operation, the number of attempts for a failure that is followed by a success.
struct Case {
    name: &'static str,
    reply: Reply,
    /// An operation that only reads, one with a token, and one without.
    attempts: [usize; 3],
    /// Whether an operation without a token may have been carried out, if it failed.
    applied: bool,
}

#[tokio::test(start_paused = true)]
async fn only_what_is_safe_is_sent_again() {
    let failed = |kind, sent| Reply::Fails(kind, sent);
    let case = |name, reply, attempts, applied| Case { name, reply, attempts, applied };
    let cases = [
        case("throttled with 400", error(400, "Throttling.User"), [2, 2, 2], false),
        case("throttled with 503", error(503, "Throttling"), [2, 2, 2], false),
        case("flow control", error(400, "FlowControlError"), [2, 2, 2], false),
        case("429 without a code", answer(429, ""), [2, 2, 2], false),
        case("busy", error(503, "ServiceUnavailableTemporary"), [2, 2, 1], true),
        case("internal error with 400", error(400, "InternalError.Backend"), [2, 2, 1], true),
        case("500, empty", answer(500, ""), [2, 2, 1], true),
        case("502, a page", answer(502, "<html><body>Bad Gateway</body></html>"), [2, 2, 1], true),
        case("503", error(503, "ServiceUnavailable"), [2, 2, 1], true),
        case("504", answer(504, "gateway timeout"), [2, 2, 1], true),
        case("connection refused", failed(TransportErrorKind::Connect, false), [2, 2, 2], false),
        case("broken before it was sent", failed(TransportErrorKind::Interrupted, false), [2, 2, 2], false),
        case("broken after it was sent", failed(TransportErrorKind::Interrupted, true), [2, 2, 1], true),
        case("no answer in time", failed(TransportErrorKind::Timeout, true), [2, 2, 1], true),
        case("garbage", failed(TransportErrorKind::InvalidAnswer, true), [2, 2, 1], true),
        case("too large", failed(TransportErrorKind::TooLarge, true), [1, 1, 1], true),
        case("not valid", error(400, "InvalidParameter"), [1, 1, 1], false),
        case("not found", error(404, "InvalidDBInstanceId.NotFound"), [1, 1, 1], false),
        case("forbidden", error(403, "Forbidden.RAM"), [1, 1, 1], false),
        case("a redirect", answer(302, ""), [1, 1, 1], false),
        case("the nonce was used", error(400, "SignatureNonceUsed"), [2, 2, 1], true),
    ];
    for Case { name, reply, attempts, applied } in cases {
        let script = Script::new([reply.clone(), ok()]);
        drop(script.client().send(Describe::default()).await);
        let question = script.requests().len();
        let exhausted = Script::new(vec![reply.clone(); 20]).client().send(Describe::default()).await.unwrap_err();
        let made = format!("; {} attempts were made", exhausted.attempts());
        assert_eq!(exhausted.to_string().contains(&made), exhausted.attempts() > 1, "{name}: {exhausted}");

        let script = Script::new([reply.clone(), ok()]);
        drop(script.client().send(CreateAccount::default()).await);
        let with_token = script.requests().len();

        let script = Script::new([reply, ok()]);
        let result = script.client().send(release()).await;
        let without_token = script.requests().len();
        assert_eq!([question, with_token, without_token], attempts, "{name}");
        let failed = result.err();
        assert_eq!(
            failed.as_ref().is_some_and(alicloud_client::Error::may_have_been_applied),
            applied,
            "{name}: {failed:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_counts() {
    // The first attempt may have been carried out, and the refusal of the second does not change that.
    let replies = [Reply::Fails(TransportErrorKind::Timeout, true), error(400, "Throttling"), error(403, "Forbidden")];
    let error = Script::new(replies).client().send(CreateAccount::default()).await.unwrap_err();
    assert!(error.may_have_been_applied());
    assert!(error.is_access_denied());
    assert_eq!(error.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn one_token_for_the_call_and_one_nonce_for_the_attempt() {
    let script = Script::new([answer(500, ""), answer(500, ""), ok()]);
    script.client().send(CreateAccount::default()).await.unwrap();
    let requests = script.requests();
    let tokens: Vec<_> = requests.iter().map(|request| parameter(request, "ClientToken").unwrap()).collect();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| *token == tokens[0] && token.len() == 32), "{tokens:?}");
    for name in ["x-acs-signature-nonce", "authorization"] {
        let mut values: Vec<_> = requests.iter().map(|request| header(request, name)).collect();
        values.sort_unstable();
        values.dedup();
        assert_eq!(values.len(), 3, "{name}");
    }

    let script = Script::new([ok()]);
    script.client().send(CreateAccount { token: Some("mine".to_owned()), ..CreateAccount::default() }).await.unwrap();
    assert_eq!(parameter(&script.requests()[0], "ClientToken").as_deref(), Some("mine"));

    let script = Script::new([answer(500, "")]);
    script.client().send(CreateAccount::default()).retry(NoRetry).await.unwrap_err();
    assert_eq!(script.requests().len(), 1);
    assert_eq!(parameter(&script.requests()[0], "ClientToken"), None);
}

/// Nonces of the program: one for each attempt, and nothing is sent without one that can be sent.
#[tokio::test(start_paused = true)]
async fn a_program_can_choose_the_nonces() {
    #[derive(Debug)]
    struct Given(std::sync::Mutex<Vec<Result<String, Error>>>);
    impl NonceSource for Given {
        fn nonce<'a>(
            &'a self,
            credentials: &'a Credentials,
            endpoint: &'a Endpoint,
        ) -> BoxFuture<'a, Result<String, Error>> {
            assert_eq!(credentials.access_key().map(|key| key.id.as_str()), Some("testid"));
            assert_eq!(endpoint.host(), "rds.aliyuncs.com");
            Box::pin(std::future::ready(self.0.lock().unwrap().remove(0)))
        }
    }
    let text = |text: &str| Ok(text.to_owned());
    let long = "a".repeat(65);
    let failure = || Err(Error::builder(ErrorKind::Configuration).message("the disk is full").build());
    let throttled = || error(400, "Throttling");
    let used = || error(400, "SignatureNonceUsed");
    // Responses; what the source returns; the nonces that are sent; what the error says.
    let cases: [(Vec<Reply>, Vec<_>, &[&str], &str); 7] = [
        (vec![ok()], vec![text("mine-1")], &["mine-1"], ""),
        (vec![throttled(), ok()], vec![text("a"), text("b")], &["a", "b"], ""),
        (vec![throttled(), ok()], vec![text("a"), failure()], &["a"], "the disk is full"),
        (vec![ok()], vec![failure()], &[], "the disk is full"),
        (vec![ok()], vec![text("")], &[], "1 to 64"),
        (vec![ok()], vec![text("a\r\nx-acs-a: b")], &[], "1 to 64"),
        (vec![ok()], vec![Ok(long)], &[], "1 to 64"),
    ];
    for (replies, given, sent, message) in cases {
        for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
            let script = Script::new(replies.clone());
            let client = script.builder().signature(version).build().unwrap();
            let operation = UntypedOperation::new(Release::INFO)
                .parameter("DBInstanceId", At::QUERY, Some("rm-1".into()))
                .parameter("CurrentConnectionString", At::QUERY, Some("a".into()));
            let result = operation.send(&client).nonces(Given(given.clone().into())).await;
            let requests = script.requests();
            let nonces: Vec<_> = requests
                .iter()
                .map(|request| match version {
                    SignatureVersion::Acs3 => header(request, "x-acs-signature-nonce").to_owned(),
                    _ => parameter(request, "SignatureNonce").unwrap(),
                })
                .collect();
            assert_eq!(nonces, sent, "{message}");
            let error = result.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(message) && error.is_empty() == message.is_empty(), "{message}: {error}");
        }
    }
    // A request that arrives twice says so, and a change is not sent again by itself.
    let script = Script::new([used()]);
    let error = script.client().send(release()).await.unwrap_err();
    assert!(error.is_nonce_used() && error.may_have_been_applied() && script.requests().len() == 1, "{error}");
    assert!(!error.is_clock_skew());
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_the_service_asks() {
    let soon = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_007));
    let now = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000));
    let throttled = || error(400, "Throttling.Api");
    let cases = [
        ("milliseconds", throttled().header("x-acs-retry-after", "1500"), 1500),
        ("seconds", throttled().header("retry-after", "3"), 3000),
        ("a date", throttled().header("retry-after", soon).header("date", now), 7000),
        (
            "the limit of the user",
            throttled().header("x-ratelimit-user", "Limit:1,Remain:0,TimeLeft:2000,Reset:1234"),
            2000,
        ),
        (
            "a limit that is not reached",
            throttled().header("x-ratelimit-user", "Limit:1,Remain:5,TimeLeft:2000,Reset:1234"),
            0,
        ),
        (
            "the longer of two",
            throttled()
                .header("x-ratelimit-user", "Remain:0,TimeLeft:10")
                .header("x-ratelimit-user-api", "Remain:0,TimeLeft:900"),
            900,
        ),
        (
            "the longer of two, of the user",
            throttled()
                .header("x-ratelimit-user", "Remain:0,TimeLeft:1900")
                .header("x-ratelimit-user-api", "Remain:0,TimeLeft:10"),
            1900,
        ),
        ("nonsense", throttled().header("x-acs-retry-after", "soon"), 0),
    ];
    for (name, reply, least) in cases {
        let script = Script::new([reply, ok()]);
        let begin = Instant::now();
        script.client().send(release()).await.unwrap();
        let waited = begin.elapsed().as_millis();
        assert!((least..least + 510).contains(&waited), "{name}: {waited} ms");
    }
    // The client waits as long as its time limit allows, whatever the upper bound of its own pauses is.
    let script = Script::new([throttled().header("retry-after", "90"), ok()]);
    let begin = Instant::now();
    script.client().send(release()).await.unwrap();
    assert!((90..91).contains(&begin.elapsed().as_secs()));
    // If the pause is longer than the policy or the time limit allows, the error is returned at once.
    for (seconds, policy, limit, says) in [
        ("21", Backoff::default().longest(Duration::from_secs(20)), 120, "no"),
        ("10", Backoff::default(), 5, "longer than what is left of 5s, the limit for the whole call"),
    ] {
        let script = Script::new([throttled().header("retry-after", seconds), ok()]);
        let begin = Instant::now();
        let call = script.client().send(release()).retry(policy).total_timeout(Duration::from_secs(limit));
        let error = call.await.unwrap_err();
        assert!(error.is_throttled() && error.to_string().contains(says), "{error}");
        assert!(begin.elapsed() < Duration::from_secs(1));
    }
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_has_a_limit() {
    let never = Script::new([Reply::Never]);
    for (is_change, error) in [
        (false, never.client().send(Describe::default()).total_timeout(Duration::from_secs(7)).await.unwrap_err()),
        (true, never.client().send(release()).total_timeout(Duration::from_secs(7)).await.unwrap_err()),
    ] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
        assert_eq!(error.may_have_been_applied(), is_change);
        let shown = error.to_string();
        assert!(shown.contains("no response within 7s, the limit for the whole call"), "{shown}");
        assert!(shown.contains("rds.aliyuncs.com:443"), "{shown}");
    }
    // Extreme settings work like any other limit.
    let policy = Backoff::default().base(Duration::MAX).longest(Duration::MAX);
    let script = Script::new([error(400, "Throttling").header("retry-after", u64::MAX.to_string()), ok()]);
    assert!(script.client().send(release()).retry(policy).total_timeout(Duration::MAX).await.is_err());
}

/// The clock of a service that is a few hours ahead of or behind ours.
fn hours_away(hours: i64) -> String {
    let difference = Duration::from_secs(hours.unsigned_abs() * 3600);
    let now = SystemTime::now();
    httpdate::fmt_http_date(if hours < 0 { now - difference } else { now + difference })
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_once_and_by_a_day_at_the_most() {
    for hours in [23, -23] {
        let date = hours_away(hours);
        let skewed = || error(400, "InvalidTimeStamp.Expired").header("date", &date);
        let script = Script::new([skewed(), ok()]);
        let client = script.client();
        client.send(release()).await.unwrap();
        client.send(release()).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), 3);
        let corrected = httpdate::parse_http_date(&date).unwrap();
        for request in &requests[1..] {
            let sent = humantime::parse_rfc3339(header(request, "x-acs-date")).unwrap();
            let difference = sent.duration_since(corrected).unwrap_or_else(|before| before.duration());
            assert!(difference < Duration::from_secs(600), "{difference:?}");
        }
        // A second refusal is final.
        let script = Script::new([skewed(), skewed()]);
        script.client().send(release()).await.unwrap_err();
        assert_eq!(script.requests().len(), 2);
    }
    // A time that is not accepted changes nothing, neither for this call nor for later ones.
    let dates = [
        Some("Fri, 31 Dec 9999 23:59:59 GMT".to_owned()),
        Some("Thu, 01 Jan 1970 00:00:00 GMT".to_owned()),
        Some(hours_away(25)),
        Some(hours_away(-25)),
        Some("yesterday".to_owned()),
        None,
    ];
    for date in dates {
        let refusal = error(400, "InvalidTimeStamp.Expired");
        let refusal = match &date {
            Some(date) => refusal.header("date", date),
            None => refusal,
        };
        for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
            let script = Script::new([refusal.clone(), ok()]);
            let client = script.builder().signature(version).build().unwrap();
            let error = client.send(release()).await.unwrap_err();
            assert_eq!((error.code(), error.attempts()), (Some("InvalidTimeStamp.Expired"), 1), "{date:?}");
            // The error names the host and its time, in whole seconds, if the time is valid.
            let shown = error.to_string();
            let told = date.as_ref().filter(|date| date.ends_with("GMT"));
            let told = told.map(|date| format!("; rds.aliyuncs.com:443 reported the time {date}, which is "));
            assert!(told.is_none_or(|told| shown.contains(&told) && shown.contains(" seconds ")), "{shown}");
            assert!(shown.contains("clock"), "{shown}");
            client.send(release()).await.unwrap();
            if version == SignatureVersion::Acs3 {
                let sent = humantime::parse_rfc3339(header(&script.requests()[1], "x-acs-date")).unwrap();
                assert!(sent.elapsed().unwrap_or_default() < Duration::from_secs(600), "{date:?}: {sent:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_token_in_this_very_request_makes_a_change_repeatable() {
    fn info() -> &'static OperationInfo {
        CreateAccount::INFO
    }
    let untyped = |token: Option<Option<&str>>| {
        let operation = UntypedOperation::new(info());
        match token {
            Some(token) => operation.parameter("ClientToken", At::QUERY, token.map(Value::from)),
            None => operation,
        }
    };
    // The token that is sent (`made up` if it is generated), and how often.
    let cases = [
        ("typed, unset", Err(None), Some("made up"), 2),
        ("typed, set", Err(Some("mine")), Some("mine"), 2),
        ("typed, empty", Err(Some("")), Some(""), 1),
        ("typed, white space", Err(Some(" \t\n")), Some(" \t\n"), 1),
        ("untyped, unset", Ok(Some(None)), Some("made up"), 2),
        ("untyped, set", Ok(Some(Some("mine"))), Some("mine"), 2),
        ("untyped, empty", Ok(Some(Some(""))), Some(""), 1),
        ("untyped, white space", Ok(Some(Some("  "))), Some("  "), 1),
        ("untyped, not a parameter of the request", Ok(None), None, 1),
    ];
    for (name, operation, token, attempts) in cases {
        for no_retry in [false, true] {
            let script = Script::new([Reply::Fails(TransportErrorKind::Timeout, true), ok()]);
            let client = if no_retry { script.builder().no_retry().build().unwrap() } else { script.client() };
            let failed = match operation {
                Ok(token) => untyped(token).send(&client).await.err(),
                Err(token) => {
                    let operation = CreateAccount { token: token.map(str::to_owned), ..CreateAccount::default() };
                    client.send(operation).await.err()
                }
            };
            let requests = script.requests();
            assert_eq!(requests.len(), if no_retry { 1 } else { attempts }, "{name}");
            assert_eq!(failed.is_some(), no_retry || attempts == 1, "{name}: {failed:?}");
            assert!(failed.is_none_or(|error| error.may_have_been_applied()), "{name}");
            let sent = parameter(&requests[0], "ClientToken");
            match token {
                Some("made up") if no_retry => assert_eq!(sent, None, "{name}"),
                Some("made up") => assert_eq!(sent.map(|token| token.len()), Some(32), "{name}"),
                expected => assert_eq!(sent.as_deref(), expected, "{name}"),
            }
        }
    }
}

/// A provider that returns key 1 until it is refused, then key 2, and so on.
#[derive(Debug, Default)]
struct Renewing(std::sync::atomic::AtomicUsize);

impl CredentialsProvider for Renewing {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let id = format!("key{}", self.0.load(std::sync::atomic::Ordering::Relaxed) + 1);
        let credentials = Credentials::new(CredentialsKind::AccessKey(AccessKey::new(id, "secret")), "test");
        Box::pin(std::future::ready(Ok(credentials)))
    }

    fn refused(&self, _credentials: &Credentials) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn refused_credentials_are_renewed_once() {
    // The last one is that of Simple Log Service.
    for (status, code) in
        [(400, "InvalidSecurityToken.Expired"), (400, "InvalidAccessKeyId.NotFound"), (401, "Unauthorized")]
    {
        let script = Script::new([error(status, code), ok()]);
        let client = script.builder().credentials(Renewing::default()).build().unwrap();
        client.send(release()).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), 2);
        assert!(header(&requests[0], "authorization").contains("key1"));
        assert!(header(&requests[1], "authorization").contains("key2"));

        // New ones that are refused as well are not renewed again in the same call.
        let script = Script::new([error(status, code), error(status, code), ok()]);
        let client = script.builder().credentials(Renewing::default()).build().unwrap();
        assert!(client.send(release()).await.unwrap_err().is_unauthenticated());
        assert_eq!(script.requests().len(), 2);

        // The same credentials would only be refused again.
        let script = Script::new([error(status, code), ok()]);
        let error = script.client().send(Release { ..release() }).await.unwrap_err();
        assert!(error.is_unauthenticated() && !error.is_not_found());
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_is_named_when_the_service_refuses_it() {
    let hour = Duration::from_secs(3600);
    let (past, future) = (SystemTime::now() - hour, SystemTime::now() + hour);
    let key = || Credentials::new(CredentialsKind::AccessKey(AccessKey::new("key", "secret")), "sidecar");
    let expired = "InvalidSecurityToken.Expired";
    // The credentials, the error code of the service, and whether the error mentions their expiry and a warning was
    // logged before.
    let cases = [
        ("expired", key().with_expiry(past), expired, true, true),
        ("refused for something else", key().with_expiry(past), "Forbidden.RAM", false, true),
        ("good", key().with_expiry(future), expired, false, false),
        ("without an end", key(), expired, false, false),
        ("for one call", key().with_expiry(past).for_one_call(), expired, false, false),
    ];
    for (name, credentials, code, is_named, is_warned) in cases {
        let events = crate::events::Events::default();
        let guard = tracing::subscriber::set_default(events.clone());
        let provider = alicloud_client::credentials::Static::from(credentials);
        let client = Script::new([error(403, code)]).builder().credentials(provider).build().unwrap();
        let failed = client.send(release()).await.unwrap_err();
        drop(guard);
        let end = format!("the credentials of sidecar expired at {}", humantime::format_rfc3339_seconds(past));
        assert_eq!(failed.to_string().contains(&end), is_named, "{name}: {failed}");
        let warned = events.lines().iter().any(|event| event.starts_with("WARN") && event.contains("have expired"));
        assert_eq!(warned, is_warned, "{name}: {:?}", events.lines());
    }
}
