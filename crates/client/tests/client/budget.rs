//! Tests of the retry budget: which calls succeed, and how few requests a failing service receives.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alicloud_client::retry::{Backoff, FailedAttempt, RetryPolicy};
use alicloud_client::runtime::{At, OperationInfo};
use alicloud_client::transport::TransportErrorKind;
use alicloud_client::{Client, Error, UntypedOperation, Value};
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use tokio::time::Instant;

use crate::operations::{APART, Describe, Release, info, release};
use crate::script::{Reply, Script, answer, error, ok, parameter};
use crate::service::{Arrived, Service};

/// Sends `calls` operations that change something, sequentially or concurrently.
async fn send(client: &Client, calls: usize, at_once: bool) -> Vec<Result<(), Error>> {
    let call = |number: usize| {
        let operation = Release { id: Some(format!("rm-{number}")), ..release() };
        async move { client.send(operation).await.map(drop) }
    };
    if at_once {
        return join_all((0..calls).map(call)).await;
    }
    let mut results = Vec::new();
    for number in 0..calls {
        results.push(call(number).await);
    }
    results
}

type Behaviour = fn() -> Box<dyn FnMut(Arrived<'_>) -> Reply + Send>;

#[tokio::test(start_paused = true)]
async fn what_passes_costs_no_call() {
    let patterns: [(&str, bool, Behaviour); 6] = [
        ("each call is throttled once", false, || {
            let mut seen = HashSet::new();
            Box::new(move |arrived| {
                let id = parameter(arrived.request, "DBInstanceId").unwrap();
                if seen.insert(id) { error(400, "Throttling.User") } else { ok() }
            })
        }),
        ("each call is throttled once, all at the same time", true, || {
            let mut seen = HashSet::new();
            Box::new(move |arrived| {
                let id = parameter(arrived.request, "DBInstanceId").unwrap();
                if seen.insert(id) { error(400, "Throttling.User") } else { ok() }
            })
        }),
        ("three of ten are throttled", false, || {
            let mut random = fastrand::Rng::with_seed(9);
            Box::new(move |_| if random.u8(..10) < 3 { error(400, "Throttling.User") } else { ok() })
        }),
        ("three of ten are throttled, all at the same time", true, || {
            let mut random = fastrand::Rng::with_seed(9);
            Box::new(move |_| if random.u8(..10) < 3 { error(400, "Throttling.User") } else { ok() })
        }),
        ("every third request is answered with a refusal that is surely not carried out", false, || {
            Box::new(move |arrived| {
                if arrived.number.is_multiple_of(3) { Reply::Fails(TransportErrorKind::Connect, false) } else { ok() }
            })
        }),
        ("a quota for each minute", true, || {
            let begin = Instant::now();
            Box::new(move |_| if begin.elapsed().as_secs() < 60 { error(400, "Throttling.User") } else { ok() })
        }),
    ];
    for (name, at_once, behaviour) in patterns {
        let service = Service::new(behaviour());
        let begin = Instant::now();
        let results = send(&service.client(), 400, at_once).await;
        let failed: Vec<&Error> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert!(failed.is_empty(), "{name}: {} failed, the first with {}", failed.len(), failed[0]);
        assert!(!at_once || begin.elapsed() < Duration::from_secs(120), "{name}: {:?}", begin.elapsed());
    }
}

/// Operations that only read, because others are not retried after a 503: sequentially and concurrently, with and
/// without a network.
#[tokio::test(start_paused = true)]
async fn a_gateway_that_refuses_every_third_request_costs_no_read() {
    const CALLS: usize = 600;
    let refusals = [
        (error(503, "ServiceUnavailable"), Duration::ZERO),
        (answer(502, "<html>bad gateway</html>"), Duration::from_millis(20)),
        (answer(504, ""), Duration::from_millis(500)),
    ];
    for (refusal, latency) in refusals {
        for at_a_time in [1, 10, 100, 400] {
            let refusal = refusal.clone();
            let behaviour =
                move |arrived: Arrived<'_>| if arrived.number.is_multiple_of(3) { refusal.clone() } else { ok() };
            let service = Service::new(behaviour).latency(latency);
            let client = service.client();
            let call = |_| async { client.send(Describe::default()).await.err() };
            let errors = futures_util::stream::iter(0..CALLS).map(call).buffer_unordered(at_a_time);
            let failed: Vec<Error> = errors.filter_map(std::future::ready).collect().await;
            let first = failed.first().map(ToString::to_string);
            assert!(failed.is_empty(), "{at_a_time} at a time, {latency:?}: {} failed: {first:?}", failed.len());
            // The minimum number of requests: one more for each third.
            let requests = service.requests();
            assert!((CALLS * 3 / 2 - 1..=CALLS * 3 / 2).contains(&requests), "{at_a_time} at a time: {requests}");
        }
    }
}

/// A policy that always retries at once and counts how often it is asked.
#[derive(Debug, Clone, Default)]
struct Impatient(Arc<AtomicUsize>);

impl RetryPolicy for Impatient {
    fn delay(&self, _attempt: &FailedAttempt<'_>) -> Option<Duration> {
        // The paused clock does not advance while a task is busy, so without a pause the test would never end.
        assert!(self.0.fetch_add(1, Ordering::Relaxed) < 100_000, "the budget is polled");
        Some(Duration::ZERO)
    }

    fn max_attempts(&self) -> u32 {
        u32::MAX
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_without_pauses_does_not_poll_the_budget() {
    const CALLS: usize = 20;
    let service = Service::new(|_| error(400, "Throttling.User")).latency(Duration::from_millis(10));
    let policy = Impatient::default();
    let client = service.builder().retry(policy.clone()).build().unwrap();
    let begin = Instant::now();
    let results = send(&client, CALLS, true).await;
    assert!(results.iter().all(|result| result.as_ref().is_err_and(Error::is_retry_budget_spent)));
    assert!(begin.elapsed() <= Duration::from_secs(120));
    // Each call checks the budget ten times a second, and each attempt asks the policy once. The attempts are limited
    // by the tokens of the bucket and its refill in two minutes.
    let most = CALLS * 1200 + CALLS + 100 + 120;
    let asked = policy.0.load(Ordering::Relaxed);
    assert!(asked <= most, "{asked}");
    assert!(service.requests() <= CALLS + 100 + 130, "{}", service.requests());
}

#[tokio::test(start_paused = true)]
async fn a_struggling_service_is_left_alone_and_the_error_says_so() {
    for at_once in [false, true] {
        let service = Service::new(|_| error(503, "ServiceUnavailable"));
        let client = service.client();
        let read = || async { client.send(Describe::default()).await.unwrap_err() };
        let errors = if at_once {
            join_all((0..400).map(|_| read())).await
        } else {
            let mut errors = Vec::new();
            for _ in 0..400 {
                errors.push(read().await);
            }
            errors
        };
        // The tokens of the bucket, and at most one interval of its refill.
        let repetitions = service.requests() - 400;
        assert!((100..=120).contains(&repetitions), "{repetitions}");
        let spent = errors.iter().filter(|error| error.is_retry_budget_spent()).count();
        assert!(spent >= 300, "{spent}");
        for error in &errors {
            let shown = error.to_string();
            assert_eq!(error.is_retry_budget_spent(), shown.contains("retry budget for this host is spent"), "{shown}");
            assert!(shown.contains("ServiceUnavailable"), "{shown}");
        }
        // The budget recovers over time.
        assert_eq!(read().await.attempts(), 1);
        tokio::time::advance(Duration::from_secs(100)).await;
        assert_eq!(read().await.attempts(), 12);
    }
}

/// What follows the label is one service, whatever the labels are.
#[tokio::test(start_paused = true)]
async fn labels_in_front_of_a_host_share_its_budget() {
    static GET_PROJECT: OperationInfo = info(&APART, "GetProject", true, None);
    for endpoint in ["https://apart.example", "http://127.0.0.1:8080"] {
        let service = Service::new(|_| error(503, "ServiceUnavailable"));
        let client = service.builder().endpoint(endpoint).build().unwrap();
        for number in 0..400 {
            let label = Some(Value::from(format!("project-{number}")));
            let operation = UntypedOperation::new(&GET_PROJECT).parameter("project", At::HOST.required(), label);
            operation.send(&client).await.unwrap_err();
        }
        let repetitions = service.requests() - 400;
        assert!((100..=120).contains(&repetitions), "{endpoint}: {repetitions}");
    }
}

/// The service may still be working on a request that timed out, so a retry after that costs twice as much.
#[tokio::test(start_paused = true)]
async fn a_silent_service_is_left_alone_sooner() {
    let service = Service::new(|_| Reply::Fails(TransportErrorKind::Timeout, true));
    let client = service.client();
    for _ in 0..400 {
        client.send(Describe::default()).await.unwrap_err();
    }
    // The tokens of the bucket, and at most two intervals of its refill.
    let repetitions = service.requests() - 400;
    assert!((50..=60).contains(&repetitions), "{repetitions}");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_throttles_for_ever_is_asked_seldom() {
    let service = Service::new(|_| error(400, "Throttling.User"));
    let begin = Instant::now();
    let results = send(&service.client(), 200, true).await;
    assert!(results.iter().all(|result| result.as_ref().is_err_and(Error::is_throttled)));
    assert!(begin.elapsed() <= Duration::from_secs(120));
    // 200 first attempts, 100 retries, and one retry per second.
    assert!(service.requests() <= 200 + 100 + 130, "{}", service.requests());
}

#[tokio::test(start_paused = true)]
async fn each_host_has_a_budget_of_its_own() {
    let service = Service::new(|arrived| {
        let dead = arrived.request.url.starts_with("https://dead.");
        if dead || arrived.number.is_multiple_of(2) { error(503, "ServiceUnavailable") } else { ok() }
    });
    let client = service.client();
    let read = |host: &str| client.send(Describe::default()).endpoint(host);
    for _ in 0..100 {
        read("dead.example.com").await.unwrap_err();
    }
    assert!(read("dead.example.com").await.unwrap_err().is_retry_budget_spent());
    for _ in 0..20 {
        read("healthy.example.com").await.unwrap();
    }
    // With many hosts, memory is limited, and no host is refused.
    for number in 0..1000 {
        let call = read(&format!("dead.{number}.example.com")).retry(Backoff::default().attempts(3));
        assert!(call.await.is_err_and(|error| error.attempts() == 3));
    }
}

/// The retries that a host has left after calls to so many other hosts. It has the fullest bucket, which is the one that is given up.
#[tokio::test(start_paused = true)]
async fn the_buckets_of_all_hosts_have_a_bound() {
    for (others, left) in [(255, 99), (256, 100)] {
        let service = Service::new(|_| error(503, "ServiceUnavailable"));
        let client = service.client();
        // All at one time, so that no bucket is refilled.
        let attempts = |host: String, attempts| {
            let policy = Backoff::default().base(Duration::ZERO).attempts(attempts).unavailable_attempts(attempts);
            client.send(Describe::default()).endpoint(&host).retry(policy)
        };
        attempts("first.example.com".to_owned(), 2).await.unwrap_err();
        for number in 0..others {
            attempts(format!("other{number}.example.com"), 3).await.unwrap_err();
        }
        let failed = attempts("first.example.com".to_owned(), 1000).await.unwrap_err();
        assert_eq!((failed.is_retry_budget_spent(), failed.attempts()), (true, left + 1), "{others} other hosts");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_during_its_pause_costs_nothing() {
    let service = Service::new(|arrived| match arrived.number {
        ..=200 => error(400, "Throttling.User").header("retry-after", "60"),
        number if number.is_multiple_of(2) => error(503, "ServiceUnavailable"),
        _ => ok(),
    });
    let client = service.client();
    for _ in 0..200 {
        let call = std::future::IntoFuture::into_future(client.send(Describe::default()));
        assert!(tokio::time::timeout(Duration::from_millis(10), call).await.is_err());
    }
    let errors = join_all((0..100).map(|_| async { client.send(Describe::default()).await.err() })).await;
    assert!(!errors.iter().flatten().any(Error::is_retry_budget_spent));
}

#[tokio::test(start_paused = true)]
async fn the_patience_with_throttling_is_a_setting() {
    let cases = [
        (Backoff::default(), 11, 74..=112),
        (Backoff::default().attempts(2), 2, 0..=1),
        (Backoff::default().attempts(2).throttled_attempts(5), 5, 4..=8),
        (Backoff::default().throttled_attempts(2).throttled_base(Duration::from_secs(15)), 2, 10..=15),
        (Backoff::default().longest(Duration::from_secs(1)), 11, 6..=10),
    ];
    for (policy, attempts, seconds) in cases {
        let script = Script::new([error(400, "Throttling.User")]);
        let begin = Instant::now();
        let failed = script.client().send(release()).retry(policy.clone()).await.unwrap_err();
        assert_eq!(failed.attempts(), attempts, "{policy:?}");
        assert!(seconds.contains(&begin.elapsed().as_secs()), "{policy:?}: {:?}", begin.elapsed());
    }
    // A call does not wait that long after other failures.
    let broken = || Reply::Fails(TransportErrorKind::Interrupted, true);
    let unavailable = || error(503, "ServiceUnavailable");
    let half = || Backoff::default().base(Duration::from_millis(50));
    let cases = [
        ("500", answer(500, ""), Backoff::default(), 3, 300),
        ("broken", broken(), Backoff::default(), 3, 300),
        ("503", unavailable(), Backoff::default(), 12, 3900),
        ("502", answer(502, ""), half(), 12, 1950),
        ("the code alone", error(400, "ServiceUnavailable"), Backoff::default(), 12, 3900),
        ("504, with few attempts of its own", answer(504, ""), Backoff::default().unavailable_attempts(4), 4, 700),
        ("503, with few attempts", unavailable(), Backoff::default().attempts(2), 2, 100),
        ("broken, but many 503 are allowed", broken(), Backoff::default().attempts(2).unavailable_attempts(9), 2, 100),
        ("503, with short pauses", unavailable(), Backoff::default().longest(Duration::from_millis(10)), 12, 110),
    ];
    for (name, reply, policy, attempts, most) in cases {
        let script = Script::new([reply]);
        let begin = Instant::now();
        let failed = script.client().send(Describe::default()).retry(policy).await.unwrap_err();
        assert_eq!(failed.attempts(), attempts, "{name}: {failed}");
        assert!(begin.elapsed() <= Duration::from_millis(most + 20), "{name}: {:?}", begin.elapsed());
    }
    // An operation that is not safe to repeat is sent once, and each class of failures is counted separately.
    assert_eq!(Script::new([unavailable()]).client().send(release()).await.unwrap_err().attempts(), 1);
    let mixed = [vec![broken(); 2], vec![unavailable(); 9], vec![ok()]].concat();
    assert!(Script::new(mixed).client().send(Describe::default()).await.is_ok());
}
