//! Many operations at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alicloud_client::transport::TransportErrorKind;
use tokio::time::Instant;

use crate::operations::{CreateAccount, Release, release};
use crate::script::{Reply, Script, error, ok, parameter};

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
    // One pause for all, not one for each.
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
    // The one that timed out may have been carried out: it is not sent again.
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
