//! Tests of what an error reports about its call, however the call ends, and whoever keeps a clone of the error
//! meanwhile.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicloud_client::observe::{AttemptOutcome, AttemptReport, Observer};
use alicloud_client::retry::NoRetry;
use alicloud_client::runtime::At;
use alicloud_client::transport::TransportErrorKind;
use alicloud_client::{Client, Error, ErrorKind, Operation as _, UntypedOperation};

use crate::operations::{CreateAccount, Describe};
use crate::script::{Reply, Script, error, ok};

/// An observer that keeps the number and the error of each attempt.
#[derive(Debug, Default)]
struct Keeping(Mutex<Vec<Seen>>);

type Seen = (u32, Option<Error>);

impl Observer for Keeping {
    fn attempt(&self, report: &AttemptReport<'_>) {
        let error = match report.outcome {
            AttemptOutcome::Failed(error) => Some(error.clone()),
            _ => None,
        };
        self.0.lock().unwrap().push((report.attempt, error));
    }
}

/// A way to send an operation that changes something and has a token, with a limit of 10 seconds.
#[derive(Debug, Clone, Copy)]
enum Way {
    Typed,
    Untyped,
    Bulk,
}

async fn failed(way: Way, client: &Client) -> Error {
    let limit = Duration::from_secs(10);
    let result = match way {
        Way::Typed => client.send(CreateAccount::default()).total_timeout(limit).await,
        Way::Untyped => {
            let operation = UntypedOperation::new(CreateAccount::INFO).parameter("ClientToken", At::QUERY, None);
            return operation.send(client).await.unwrap_err();
        }
        Way::Bulk => client.bulk([CreateAccount::default()]).total_timeout(limit).next().await.unwrap().result,
    };
    result.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn an_error_knows_its_call() {
    let timeout = || Reply::Fails(TransportErrorKind::Timeout, true);
    let connect = || Reply::Fails(TransportErrorKind::Connect, false);
    // The scenario; then the number of attempts, whether the operation may have been applied, and the kind of the
    // error.
    let cases = [
        ("sent, then refused", vec![timeout(), error(403, "Forbidden")], 2, true, ErrorKind::Service),
        (
            "sent, throttled, refused",
            vec![timeout(), error(400, "Throttling"), error(403, "No")],
            3,
            true,
            ErrorKind::Service,
        ),
        ("throttled, refused", vec![error(400, "Throttling"), error(403, "No")], 2, false, ErrorKind::Service),
        ("never sent", vec![connect(), connect(), connect()], 3, false, ErrorKind::Connect),
        (
            "not sent, then unclear",
            vec![connect(), error(503, "Unclear"), error(404, "No")],
            3,
            true,
            ErrorKind::Service,
        ),
        ("unclear, then not readable", vec![error(503, "Unclear"), ok_without_meaning()], 2, true, ErrorKind::Decode),
    ];
    for (name, replies, attempts, applied, kind) in cases {
        for way in [Way::Typed, Way::Untyped, Way::Bulk] {
            if matches!(way, Way::Untyped) && kind == ErrorKind::Decode {
                continue;
            }
            let observer = Arc::new(Keeping::default());
            let script = Script::new(replies.clone());
            let client = script.builder().observer(observer.clone()).build().unwrap();
            let error = failed(way, &client).await;
            let known = (error.operation(), error.attempts(), error.may_have_been_applied(), error.kind());
            assert_eq!(known, (Some("CreateAccount"), attempts, applied, kind), "{name}, {way:?}: {error:?}");
            let seen = observer.0.lock().unwrap().clone();
            assert_eq!(seen.len(), usize::try_from(attempts).unwrap(), "{name}, {way:?}");
            // None of these attempts succeeded, including the one whose response cannot be decoded.
            assert!(seen.iter().all(|(_, error)| error.is_some()), "{name}, {way:?}: {seen:?}");
            let mut may_have_been_applied = false;
            for (attempt, error) in &seen {
                let Some(error) = error else { continue };
                assert_eq!((error.operation(), error.attempts()), (Some("CreateAccount"), *attempt), "{name}, {way:?}");
                // A bulk run makes several calls for one operation, and an observer sees calls.
                if !matches!(way, Way::Bulk) {
                    may_have_been_applied |= error.may_have_been_applied();
                    assert_eq!(error.may_have_been_applied(), may_have_been_applied, "{name}, {way:?}");
                }
            }
        }
    }
}

fn ok_without_meaning() -> Reply {
    crate::script::answer(200, "{\"RequestId\":")
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_the_limit_cuts_off_is_one_like_any_other() {
    let observer = Arc::new(Keeping::default());
    let script = Script::new([error(503, "ServiceUnavailable"), Reply::Never]);
    let client = script.builder().observer(observer.clone()).build().unwrap();
    let error = client.send(CreateAccount::default()).total_timeout(Duration::from_secs(9)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert!(error.may_have_been_applied());
    // The exceeded limit, what the call was waiting for, and the previous error.
    let shown = error.to_string();
    for part in
        ["CreateAccount", "9s, the limit for the whole call", "rds.aliyuncs.com:443", "ServiceUnavailable (HTTP 503)"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let before = error.previous_attempt().unwrap();
    assert_eq!((before.status(), before.request_id(), before.attempts()), (Some(503), Some("failed"), 1));
    let seen = observer.0.lock().unwrap().clone();
    let kinds: Vec<_> = seen.iter().map(|(attempt, error)| (*attempt, error.as_ref().map(Error::kind))).collect();
    assert_eq!(kinds, [(1, Some(ErrorKind::Service)), (2, Some(ErrorKind::Timeout))]);

    // Printing the chain of sources shows each message once.
    assert!(error.source().is_none() && shown.matches("ServiceUnavailable").count() == 1, "{shown}");
    let replies = [Reply::Fails(TransportErrorKind::Connect, false), Reply::Never];
    let error = Script::new(replies).client().send(Describe::default()).total_timeout(Duration::from_secs(9)).await;
    let error = error.unwrap_err();
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    assert_eq!(chain.matches("could not connect").count(), 1, "{chain}");
    assert!(error.transport_error().is_some_and(|error| error.kind() == TransportErrorKind::Connect), "{error:?}");

    // The same for an operation that only reads, and for a transport that reports that nothing was sent.
    for (replies, read) in [
        (vec![error_503(), Reply::Never], true),
        (
            vec![Reply::Fails(TransportErrorKind::Connect, false), Reply::Fails(TransportErrorKind::Timeout, false)],
            false,
        ),
    ] {
        let client = Script::new(replies).client();
        let limit = Duration::from_secs(9);
        let error = match read {
            true => client.send(Describe::default()).total_timeout(limit).await.map(drop).unwrap_err(),
            false => client.send(CreateAccount::default()).total_timeout(limit).await.map(drop).unwrap_err(),
        };
        assert!(error.is_timeout() && !error.may_have_been_applied(), "{error:?}");
    }

    // The last error is not lost if there is no time for a pause.
    let script = Script::new([error_503().header("retry-after", "60"), ok()]);
    let error = script.client().send(Describe::default()).total_timeout(Duration::from_secs(9)).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(503), 1));
    assert!(error.to_string().contains("9s, the limit for the whole call"), "{error}");

    let once = Script::new([Reply::Never]).client().send(CreateAccount::default()).retry(NoRetry);
    let error = once.total_timeout(Duration::from_secs(9)).await.unwrap_err();
    assert!(error.may_have_been_applied() && error.previous_attempt().is_none(), "{error:?}");
}

fn error_503() -> Reply {
    error(503, "ServiceUnavailable")
}

/// Providers and transport never respond.
#[derive(Debug)]
struct NoCredentials;

impl alicloud_client::CredentialsProvider for NoCredentials {
    fn credentials(
        &self,
    ) -> alicloud_client::transport::BoxFuture<
        '_,
        Result<alicloud_client::Credentials, alicloud_client::credentials::CredentialsError>,
    > {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_was_not_applied() {
    let script = Script::new([ok()]);
    let client = script.builder().credentials(NoCredentials).build().unwrap();
    let error = client.send(CreateAccount::default()).total_timeout(Duration::from_secs(9)).await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_applied());
    assert!(error.to_string().contains("waiting for credentials"), "{error}");
    assert!(script.requests().is_empty());
}
