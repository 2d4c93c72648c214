//! Waiting for a state.

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
