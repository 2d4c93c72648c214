//! The retry budget: what gets through, and what a service that is down is spared.

use std::collections::HashSet;
use std::time::Duration;

use alicloud_client::retry::Backoff;
use alicloud_client::transport::TransportErrorKind;
use alicloud_client::{Client, Error};
use futures_util::future::join_all;
use tokio::time::Instant;

use crate::operations::{Describe, Release, release};
use crate::script::{Reply, Script, error, ok, parameter};
use crate::service::{Arrived, Service};

/// Sends `calls` changes, one after the other or all at once.
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
    // Reads, since a change is not sent again after a 503.
    let service =
        Service::new(|arrived| if arrived.number.is_multiple_of(3) { error(503, "ServiceUnavailable") } else { ok() });
    let client = service.client();
    for number in 0..400 {
        client.send(Describe::default()).await.unwrap_or_else(|error| panic!("call {number}: {error}"));
    }
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
        // What the bucket holds, and at the most one interval of its refill.
        let repetitions = service.requests() - 400;
        assert!((100..=120).contains(&repetitions), "{repetitions}");
        let spent = errors.iter().filter(|error| error.is_retry_budget_spent()).count();
        assert!(spent >= 300, "{spent}");
        for error in &errors {
            let shown = error.to_string();
            assert_eq!(error.is_retry_budget_spent(), shown.contains("retry budget for this host is spent"), "{shown}");
            assert!(shown.contains("ServiceUnavailable"), "{shown}");
        }
        // It recovers with time.
        assert_eq!(read().await.attempts(), 1);
        tokio::time::advance(Duration::from_secs(100)).await;
        assert_eq!(read().await.attempts(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_throttles_for_ever_is_asked_seldom() {
    let service = Service::new(|_| error(400, "Throttling.User"));
    let begin = Instant::now();
    let results = send(&service.client(), 200, true).await;
    assert!(results.iter().all(|result| result.as_ref().is_err_and(Error::is_throttled)));
    assert!(begin.elapsed() <= Duration::from_secs(120));
    // 200 first attempts, 100 repetitions, and one each second.
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
    // Many hosts: the memory is bounded, and none of them is refused.
    for number in 0..1000 {
        assert!(read(&format!("dead.{number}.example.com")).await.is_err_and(|error| error.attempts() == 3));
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
    // Other failures are not waited for that long.
    let script = Script::new([error(503, "ServiceUnavailable")]);
    let begin = Instant::now();
    assert_eq!(script.client().send(Describe::default()).await.unwrap_err().attempts(), 3);
    assert!(begin.elapsed() < Duration::from_secs(1));
}
