//! Injected faults.

use std::time::Duration;

use alicloud_emulator::{Emulator, Fault, FaultEffect, InstanceSeed};

use crate::client::Client;

#[tokio::test]
async fn faults_that_replace_the_response() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    let throttle = |retry_after| FaultEffect::Throttle { retry_after };
    let error = FaultEffect::Error { status: 409, code: "Own.Code".to_owned(), message: "own message".to_owned() };
    let redirect = FaultEffect::Redirect { status: 307, location: "http://127.0.0.1:1/".to_owned() };
    let short = Duration::from_millis(20);
    for (effect, status, code, header) in [
        (throttle(None), 400, "Throttling.User", None),
        (throttle(Some(short)), 400, "Throttling.User", Some(("x-acs-retry-after", "20"))),
        (FaultEffect::InternalError, 500, "InternalError", None),
        (FaultEffect::ServiceUnavailable, 503, "ServiceUnavailable", None),
        (error, 409, "Own.Code", None),
        (FaultEffect::DelayHeaders(short), 200, "", None),
        (FaultEffect::DelayBody(short), 200, "", None),
    ] {
        emulator.inject(Fault::new(effect.clone()));
        let answer = client.call("DescribeRegions", &[]).await;
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()), "{effect:?}");
        assert_eq!(answer.header("x-acs-retry-after"), header.map(|(_, value)| value), "{effect:?}");
        client.ok("DescribeRegions", &[]).await;
    }
    // The link of an error contains its code as one value.
    emulator.inject(Fault::new(FaultEffect::Error { status: 400, code: "a&b=c d".to_owned(), message: String::new() }));
    let link = client.call("DescribeRegions", &[]).await.member("Recommend").unwrap();
    assert!(link.contains("?q=a%26b%3Dc%20d&product=Rds&"), "{link}");
    for (effect, status, text) in [
        (FaultEffect::Html { status: 502 }, 502, "<html>"),
        (redirect, 307, ""),
        (FaultEffect::Garbage, 200, "\u{0}%{not json"),
    ] {
        emulator.inject(Fault::new(effect.clone()));
        let answer = client.call("DescribeRegions", &[]).await;
        assert!(answer.status == status && answer.text.starts_with(text), "{effect:?}: {answer:?}");
    }
}

#[tokio::test]
async fn faults_of_the_connection() {
    for (effect, carried_out) in [
        (FaultEffect::ResetBefore, false),
        (FaultEffect::ResetAfter, true),
        (FaultEffect::TruncateBody, true),
        (FaultEffect::TooLongContentLength, true),
    ] {
        let emulator = Emulator::builder().instance(InstanceSeed::new("rm-a")).start().await.unwrap();
        let client = Client::new(&emulator);
        emulator.inject(Fault::new(effect.clone()).on("DeleteDBInstance"));
        let failed = client.draft("DeleteDBInstance", &[("DBInstanceId", "rm-a")]).sign().send().await;
        assert!(failed.is_err(), "{effect:?}");
        let left = client.ok("DescribeDBInstances", &[("RegionId", "cn-hangzhou")]).await.members("DBInstanceId").len();
        assert_eq!(left, usize::from(!carried_out), "{effect:?}");
    }
}

#[tokio::test]
async fn faults_wait_for_their_operation_and_end() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    emulator.inject(Fault::new(FaultEffect::InternalError).on("describe-regions").times(2));
    emulator.inject(Fault::new(FaultEffect::ServiceUnavailable).on("GetCallerIdentity").always());
    emulator.inject(Fault::new(FaultEffect::Html { status: 502 }).on("DescribeRegions"));
    // All of them wait for an operation, and this request names none.
    client.refused("DescribeNothing", &[], 404, "InvalidAction.NotFound").await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.clone().sts().call("GetCallerIdentity", &[]).await.status);
        statuses.push(client.call("DescribeRegions", &[]).await.status);
    }
    assert_eq!(statuses, [503, 500, 503, 500, 503, 502, 503, 200]);
}
