//! Tests of bulk runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alicloud_client::retry::Backoff;
use alicloud_client::transport::TransportErrorKind;
use alicloud_client::{Error, ErrorKind};
use tokio::time::Instant;

use crate::operations::{CreateAccount, Describe, Release, release};
use crate::script::{Reply, Script, error, header, ok, parameter};
use crate::service::Service;

#[tokio::test(start_paused = true)]
async fn ten_thousand_a_few_at_a_time() {
    let script = Script::new([ok()]);
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    let operations = (0..10_000).map(move |number| {
        counter.fetch_add(1, Ordering::Relaxed);
        Release { id: Some(format!("rm-{number}")), ..release() }
    });
    let client = script.client();
    let mut outcomes = client.bulk(operations).concurrency(32);
    assert_eq!(taken.load(Ordering::Relaxed), 0);
    let mut done = vec![false; 10_000];
    while let Some(outcome) = outcomes.next().await {
        assert_eq!(outcome.operation.id, Some(format!("rm-{}", outcome.index)));
        outcome.result.unwrap();
        done[outcome.index] = true;
        assert!(taken.load(Ordering::Relaxed) <= done.iter().filter(|done| **done).count() + 32);
    }
    assert!(done.iter().all(|done| *done));
    assert_eq!(script.most_at_a_time(), 32);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_answer_slows_the_whole_run() {
    let throttled = || error(400, "Throttling.User").header("x-acs-retry-after", "5000");
    let script = Script::new((0..4).map(|_| throttled()).chain([ok()]));
    let client = script.client();
    let begin = Instant::now();
    let mut outcomes = client.bulk((0..100).map(|_| release())).concurrency(8);
    let mut done = 0;
    while let Some(outcome) = outcomes.next().await {
        outcome.result.unwrap();
        done += 1;
    }
    assert_eq!((done, script.requests().len()), (100, 104));
    // All operations share one pause.
    let elapsed = begin.elapsed().as_secs_f64();
    assert!((5.0..8.0).contains(&elapsed), "{elapsed}");
}

#[tokio::test(start_paused = true)]
async fn errors_are_results_and_patience_ends() {
    let script = Script::new([
        ok(),
        error(404, "InvalidDBInstanceId.NotFound"),
        Reply::Fails(TransportErrorKind::Timeout, true),
        ok(),
    ]);
    let mut results = Vec::new();
    let client = script.client();
    let mut outcomes = client.bulk((0..4).map(|_| release())).concurrency(1);
    while let Some(outcome) = outcomes.next().await {
        results.push(outcome.result.is_ok());
    }
    // The operation that timed out may have been carried out, so it is not sent again.
    assert_eq!(results, [true, false, false, true]);

    let client = Script::new([error(400, "Throttling")]).client();
    let begin = Instant::now();
    let outcome = client.bulk([release()]).patience(Duration::from_secs(30)).next().await.unwrap();
    assert!(outcome.result.unwrap_err().is_throttled());
    assert!((30..100).contains(&begin.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn one_token_for_all_calls_of_an_operation() {
    let script = Script::new([Reply::Fails(TransportErrorKind::Timeout, true), error(400, "Throttling"), ok()]);
    let client = script.client();
    client.bulk([CreateAccount::default()]).next().await.unwrap().result.unwrap();
    let tokens: Vec<_> = script.requests().iter().map(|request| parameter(request, "ClientToken").unwrap()).collect();
    assert!(tokens.len() == 3 && tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_allows_few_at_a_time_is_not_overrun() {
    // The concurrency that the service allows, the concurrency of the run, and the largest number of requests for 64
    // operations.
    for (allowed, concurrency, most) in [(2, 64, 100), (2, 16, 100), (1, 8, 85), (5, 16, 95), (20, 64, 95)] {
        // Each request waits for its response, also if it is refused, so that requests overlap.
        let service =
            Service::new(move |arrived| if arrived.at_a_time > allowed { error(400, "Throttling.User") } else { ok() })
                .latency(Duration::from_millis(50));
        let client = service.client();
        let mut outcomes = client.bulk((0..64).map(|_| release())).concurrency(concurrency);
        let mut tops = Vec::new();
        while let Some(outcome) = outcomes.next().await {
            outcome.result.unwrap();
            tops.push(service.take_most_at_a_time());
        }
        let name = format!("{allowed} of {concurrency}: {} requests, at a time {tops:?}", service.requests());
        assert!((64..=most).contains(&service.requests()), "{name}");
        assert_eq!(tops.len(), 64, "{name}");
        // Finally the concurrency is close to what is allowed, including retries.
        assert!(tops[32..].iter().all(|at_a_time| *at_a_time <= allowed + 2), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_quota_for_each_minute_is_waited_out() {
    // The service allows 100 requests a minute and does not say when the next minute begins.
    let begin = Instant::now();
    let mut minute = (0, 0);
    let service = Service::new(move |_| {
        let now = begin.elapsed().as_secs() / 60;
        minute = if minute.0 == now { (now, minute.1 + 1) } else { (now, 1) };
        if minute.1 > 100 { error(400, "Throttling.User") } else { ok() }
    })
    .latency(Duration::from_millis(100));
    let client = service.client();
    let mut outcomes = client.bulk((0..400).map(|_| release())).concurrency(32);
    while let Some(outcome) = outcomes.next().await {
        outcome.result.unwrap();
    }
    assert!(begin.elapsed() < Duration::from_secs(300), "{:?}", begin.elapsed());
    assert!(service.requests() < 520, "{}", service.requests());
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_the_service_names_is_waited_for_or_not_begun() {
    for (seconds, patience, is_waited_for) in
        [("120", 600, true), ("599", 600, true), ("121", 120, false), ("18446744073709551615", 600, false)]
    {
        let script = Script::new([error(400, "Throttling").header("retry-after", seconds), ok()]);
        let client = script.client();
        let begin = Instant::now();
        let mut outcomes =
            client.bulk((0..3).map(|_| release())).concurrency(1).patience(Duration::from_secs(patience));
        let mut errors: Vec<Option<Error>> = Vec::new();
        while let Some(outcome) = outcomes.next().await {
            errors.push(outcome.result.err());
        }
        if is_waited_for {
            assert!(errors.iter().all(Option::is_none), "{seconds}: {errors:?}");
            let asked: u64 = seconds.parse().unwrap();
            assert!((asked..=asked + 2).contains(&begin.elapsed().as_secs()), "{seconds}: {:?}", begin.elapsed());
            continue;
        }
        // The first operation was throttled; the others are not sent, and their errors give the reason.
        assert!(begin.elapsed() < Duration::from_secs(1));
        assert_eq!(script.requests().len(), 1);
        let facts: Vec<_> =
            errors.iter().flatten().map(|error| (error.is_throttled(), error.attempts(), error.kind())).collect();
        assert_eq!(facts[0], (true, 1, ErrorKind::Service));
        assert_eq!(facts[1..], [(false, 0, ErrorKind::Timeout); 2]);
        assert!(errors[1].as_ref().unwrap().to_string().contains("was not sent"), "{errors:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_beyond_the_patience_ends_all_operations_that_wait() {
    // All 16 are throttled, then one at a time is sent, and the service asks that one to wait for an hour. Every
    // operation gets its result.
    let service = Service::new(|arrived| match arrived.number {
        ..=16 => error(400, "Throttling"),
        _ => error(400, "Throttling").header("retry-after", "3600"),
    })
    .latency(Duration::from_millis(50));
    let client = service.client();
    let mut outcomes = client.bulk((0..40).map(|_| release())).concurrency(16);
    let collect = async {
        let mut errors = Vec::new();
        while let Some(outcome) = outcomes.next().await {
            errors.push(outcome.result.unwrap_err());
        }
        errors
    };
    let errors = tokio::time::timeout(Duration::from_secs(600), collect).await.expect("the run ends");
    assert_eq!(errors.len(), 40);
    assert_eq!(errors.iter().filter(|error| error.is_throttled()).count(), 16);
    assert_eq!(errors.iter().filter(|error| error.to_string().contains("was not sent")).count(), 24);
    assert_eq!(service.requests(), 17);
}

#[tokio::test(start_paused = true)]
async fn settings_of_calls_are_those_of_a_run() {
    // A client without retries does not retry here either, even if throttled, and generates no token.
    for is_setting_of_run in [false, true] {
        let script = Script::new([error(400, "Throttling"), ok()]);
        let client = if is_setting_of_run { script.client() } else { script.builder().no_retry().build().unwrap() };
        let run = client.bulk([CreateAccount::default()]);
        let mut run = if is_setting_of_run { run.retry(alicloud_client::retry::NoRetry) } else { run };
        let error = run.next().await.unwrap().result.unwrap_err();
        assert!(error.is_throttled() && error.attempts() == 1);
        assert_eq!(script.requests().len(), 1);
        assert_eq!(parameter(&script.requests()[0], "ClientToken"), None);
    }
    // The rule of single calls also applies to a run: an operation that changes something and has an empty token is
    // sent once.
    let script = Script::new([Reply::Fails(TransportErrorKind::Timeout, true), ok()]);
    let client = script.client();
    let empty = CreateAccount { token: Some(String::new()), ..CreateAccount::default() };
    let error = client.bulk([empty]).next().await.unwrap().result.unwrap_err();
    assert!(error.may_have_been_applied() && script.requests().len() == 1);

    let script = Script::new([ok()]);
    let client = script.client();
    let run = client.bulk([Describe::default()]).endpoint("other.example.com").read_timeout(Duration::from_secs(3));
    run.format(alicloud_client::Format::Xml).region("cn-beijing").next().await.unwrap().result.unwrap();
    let request = &script.requests()[0];
    assert!(request.url.starts_with("https://other.example.com/"));
    assert_eq!((header(request, "accept"), request.read_timeout), ("application/xml", Duration::from_secs(3)));
    let never = Script::new([Reply::Never]).client();
    let run = never.bulk([Describe::default()]).total_timeout(Duration::from_secs(5)).retry(Backoff::default());
    let error = { run }.next().await.unwrap().result.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("5s, the limit for the whole call"), "{error}");
    let error = never.bulk([Describe::default()]).endpoint("ftp://x").next().await.unwrap().result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}
