//! Tests of waiters.

use std::time::Duration;

use alicloud_client::waiter::{Progress, Waiter};
use alicloud_client::{Error, ErrorKind};
use tokio::time::Instant;

use crate::operations::{Describe, Instances};
use crate::script::{Reply, Script, answer, error};

fn status(status: &str) -> Reply {
    answer(
        200,
        &serde_json::json!({"RequestId": "1", "Items": {"DBInstance": [{"DBInstanceStatus": status}]}}).to_string(),
    )
}

fn running(result: Result<Instances, Error>) -> Progress<String> {
    match result {
        Ok(instances) => match instances.items.list[0].status.clone().unwrap_or_default() {
            status if status == "Running" => Progress::Done(status),
            status if status == "Deleting" => {
                Progress::Failed(Error::unreachable_state("the instance is being deleted"))
            }
            _ => Progress::Pending,
        },
        Err(error) => Progress::from_error(error),
    }
}

#[tokio::test(start_paused = true)]
async fn polls_until_it_is_so() {
    let script =
        Script::new([status("Creating"), error(503, "ServiceUnavailable"), status("Creating"), status("Running")]);
    let client = script.builder().no_retry().build().unwrap();
    let begin = Instant::now();
    let found = Waiter::new(&client, Describe::default()).until(running).await.unwrap();
    assert_eq!((found.as_str(), script.requests().len()), ("Running", 4));
    // 2 + 3 + 4.5 seconds, each up to a fifth shorter.
    assert!((7.6..=9.5).contains(&begin.elapsed().as_secs_f64()), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn ends_when_it_cannot_come_or_takes_too_long() {
    let wait = async |replies: Vec<Reply>| {
        let client = Script::new(replies).builder().no_retry().build().unwrap();
        let waiter = Waiter::new(&client, Describe::default()).deadline(Duration::from_secs(60));
        let begin = Instant::now();
        let error = waiter.interval(Duration::from_secs(5), Duration::from_secs(10)).until(running).await.unwrap_err();
        assert!(begin.elapsed() <= Duration::from_secs(60));
        error
    };
    assert_eq!(wait(vec![status("Creating"), status("Deleting")]).await.kind(), ErrorKind::UnreachableState);
    assert!(wait(vec![error(403, "Forbidden")]).await.is_access_denied());
    assert!(wait(vec![status("Creating")]).await.is_timeout());
    assert!(wait(vec![Reply::Never]).await.is_timeout());
    let late = wait(vec![status("Creating"), error(503, "ServiceUnavailable")]).await;
    assert!(late.is_timeout() && std::error::Error::source(&late).is_some(), "{late:?}");
}

/// The time of each poll after the first one, and the result of the wait.
async fn polls(
    replies: Vec<Reply>,
    [deadline, first, longest]: [Duration; 3],
) -> (Vec<Duration>, Duration, Result<String, Error>) {
    let client = Script::new(replies).builder().no_retry().build().unwrap();
    let begin = Instant::now();
    let mut times = Vec::new();
    let result = Waiter::new(&client, Describe::default())
        .deadline(deadline)
        .interval(first, longest)
        .until(|result| {
            times.push(begin.elapsed());
            running(result)
        })
        .await;
    (times, begin.elapsed(), result)
}

#[tokio::test(start_paused = true)]
async fn the_time_is_used_to_its_end_and_no_further() {
    const SECOND: Duration = Duration::from_secs(1);
    let busy = |seconds: &str| error(503, "ServiceUnavailable").header("retry-after", seconds);
    // Name; replies; deadline, first and longest interval; smallest and largest number of polls; whether the state is
    // reached.
    let cases = [
        (
            "the state comes in the last interval",
            vec![status("Creating"), status("Creating"), status("Running")],
            [60, 40, 40],
            3,
            true,
        ),
        (
            "it comes while the first interval is longer than the deadline",
            vec![status("Creating"), status("Running")],
            [60, 90, 90],
            2,
            true,
        ),
        ("it does not come", vec![status("Creating")], [60, 40, 40], 3, false),
        ("a deadline below a second", vec![status("Creating")], [0, 40, 40], 1, false),
        ("the service asks for a longer pause", vec![busy("30"), status("Running")], [60, 1, 1], 2, true),
        ("the service asks for a pause beyond the deadline", vec![busy("900"), status("Running")], [60, 1, 1], 2, true),
        (
            "the service asks for a pause beyond any time",
            vec![busy("18446744073709551615"), status("Creating")],
            [60, 1, 1],
            2,
            false,
        ),
    ];
    for (name, replies, times, expected, comes) in cases {
        let (polls, elapsed, result) = polls(replies, times.map(|seconds| SECOND * seconds)).await;
        let [deadline, ..] = times.map(|seconds| SECOND * seconds);
        assert_eq!((polls.len(), result.is_ok()), (expected, comes), "{name}: {polls:?} {result:?}");
        match result {
            Ok(_) => assert!(elapsed <= deadline, "{name}: {elapsed:?}"),
            Err(error) => {
                assert!(error.is_timeout(), "{name}: {error}");
                // Timers of `tokio` have a resolution of one millisecond.
                assert!((deadline..=deadline + Duration::from_millis(5)).contains(&elapsed), "{name}: {elapsed:?}");
            }
        }
        if name.contains("a longer pause") {
            assert!(polls[1] >= SECOND * 30, "{name}: {polls:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn durations_without_measure() {
    for (intervals, most) in [([Duration::ZERO; 2], 130), ([Duration::from_nanos(1), Duration::ZERO], 130)] {
        let (polls, elapsed, result) =
            polls(vec![status("Creating")], [Duration::from_secs(10), intervals[0], intervals[1]]).await;
        assert!(
            result.unwrap_err().is_timeout() && polls.len() <= most,
            "{intervals:?}: {} polls in {elapsed:?}",
            polls.len()
        );
        assert!(
            polls.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(80)),
            "{intervals:?}: {polls:?}"
        );
    }
    let (polls, _, result) = polls(vec![status("Creating"), status("Running")], [Duration::MAX; 3]).await;
    assert_eq!((polls.len(), result.unwrap().as_str()), (2, "Running"));
}
