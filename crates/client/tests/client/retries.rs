//! When a call is sent again, and with what.

use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{CredentialsError, CredentialsKind};
use alicloud_client::retry::{Backoff, NoRetry};
use alicloud_client::transport::{BoxFuture, HttpRequest, TransportErrorKind};
use alicloud_client::{AccessKey, Credentials, CredentialsProvider, ErrorKind};
use tokio::time::Instant;

use crate::operations::{CreateAccount, Describe, Release, release};
use crate::script::{Reply, Script, answer, error, header, ok, parameter};

/// What each operation makes of a failure that is followed by a success: attempts that were made.
struct Case {
    name: &'static str,
    reply: Reply,
    /// A question, a change with a token, a change without.
    attempts: [usize; 3],
    /// Whether a change without a token may have been carried out, if it failed.
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
        case("the nonce was used", error(400, "SignatureNonceUsed"), [1, 1, 1], true),
    ];
    for Case { name, reply, attempts, applied } in cases {
        let script = Script::new([reply.clone(), ok()]);
        drop(script.client().send(Describe::default()).await);
        let question = script.requests().len();

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
    // The first may have been carried out; that the second was turned away does not change it.
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
        ("nonsense", throttled().header("x-acs-retry-after", "soon"), 0),
    ];
    for (name, reply, least) in cases {
        let script = Script::new([reply, ok()]);
        let begin = Instant::now();
        script.client().send(release()).await.unwrap();
        let waited = begin.elapsed().as_millis();
        assert!((least..least + 510).contains(&waited), "{name}: {waited} ms");
    }
    // Longer than the policy allows, or than there is time: the error comes at once.
    for (seconds, limit) in [("21", 120), ("10", 5)] {
        let script = Script::new([throttled().header("retry-after", seconds), ok()]);
        let begin = Instant::now();
        let error = script.client().send(release()).total_timeout(Duration::from_secs(limit)).await.unwrap_err();
        assert!(error.is_throttled());
        assert!(begin.elapsed() < Duration::from_secs(1));
    }
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_has_a_limit() {
    let never = Script::new([Reply::Never]);
    for (operation_may_be_sent_twice, error) in [
        (true, never.client().send(Describe::default()).total_timeout(Duration::from_secs(7)).await.unwrap_err()),
        (false, never.client().send(release()).total_timeout(Duration::from_secs(7)).await.unwrap_err()),
    ] {
        assert_eq!(error.kind(), ErrorKind::Timeout, "{operation_may_be_sent_twice}");
        assert!(error.may_have_been_applied());
        assert_eq!(error.attempts(), 1);
    }
    // Extreme settings are limits like any other.
    let policy = Backoff::default().base(Duration::MAX).longest(Duration::MAX);
    let script = Script::new([error(400, "Throttling").header("retry-after", u64::MAX.to_string()), ok()]);
    assert!(script.client().send(release()).retry(policy).total_timeout(Duration::MAX).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_struggling_service_is_left_alone() {
    let script = Script::new([answer(503, "")]);
    let client = script.client();
    for _ in 0..200 {
        client.send(Describe::default()).await.unwrap_err();
    }
    // 200 first attempts, and what the bucket of 500 allows at 5 for each repetition.
    assert_eq!(script.requests().len(), 200 + 100);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_once() {
    let hours = |hours: u64| SystemTime::now() + Duration::from_secs(hours * 3600);
    let skewed_by = |time| error(400, "InvalidTimeStamp.Expired").header("date", httpdate::fmt_http_date(time));
    let skewed = || skewed_by(hours(3));
    let is_signed_at = |request: &HttpRequest, time: SystemTime| {
        let date = humantime::parse_rfc3339(header(request, "x-acs-date")).unwrap();
        date < time + Duration::from_secs(900) && time < date + Duration::from_secs(900)
    };
    let script = Script::new([skewed(), ok()]);
    let client = script.client();
    client.send(release()).await.unwrap();
    client.send(release()).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[1..].iter().all(|request| is_signed_at(request, hours(3))));

    // A date that no clock can be off by is not believed: later calls are signed as before.
    let year_9999 = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    for wrong in [year_9999, hours(48), SystemTime::UNIX_EPOCH] {
        let script = Script::new([skewed_by(wrong), skewed_by(wrong), ok()]);
        let client = script.client();
        client.send(release()).await.unwrap_err();
        client.send(release()).await.unwrap();
        assert!(script.requests().iter().all(|request| is_signed_at(request, hours(0))));
    }

    // Without a date there is nothing to correct; a second refusal is final.
    for (replies, attempts) in [(vec![error(400, "InvalidTimeStamp.Expired")], 1), (vec![skewed(), skewed()], 2)] {
        let script = Script::new(replies);
        script.client().send(release()).await.unwrap_err();
        assert_eq!(script.requests().len(), attempts);
    }
}

/// Gives key 1 until it is refused, then key 2.
#[derive(Debug, Default)]
struct Renewing(std::sync::atomic::AtomicBool);

impl CredentialsProvider for Renewing {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let id = if self.0.load(std::sync::atomic::Ordering::Relaxed) { "key2" } else { "key1" };
        let credentials = Credentials::new(CredentialsKind::AccessKey(AccessKey::new(id, "secret")), "test");
        Box::pin(std::future::ready(Ok(credentials)))
    }

    fn refused(&self, _credentials: &Credentials) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn refused_credentials_are_renewed_once() {
    for code in ["InvalidSecurityToken.Expired", "InvalidAccessKeyId.NotFound"] {
        let script = Script::new([error(400, code), ok()]);
        let client = script.builder().credentials(Renewing::default()).build().unwrap();
        client.send(release()).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), 2);
        assert!(header(&requests[0], "authorization").contains("key1"));
        assert!(header(&requests[1], "authorization").contains("key2"));

        // The same credentials would only be refused again.
        let script = Script::new([error(400, code), ok()]);
        let error = script.client().send(Release { ..release() }).await.unwrap_err();
        assert!(error.is_unauthenticated() && !error.is_not_found());
        assert_eq!(script.requests().len(), 1);
    }
}
