//! Operations that respond by a stream of events.

use std::time::Duration;

use alicloud_emulator::{Emulator, Fault, FaultEffect};
use serde_json::Value;

use crate::client::{Answer, Client};

const ASK: (&str, &[(&str, &str)]) = ("GetPolarAgent", &[("Query", "why?")]);

fn client(emulator: &Emulator) -> Client {
    Client { version: "2017-08-01", ..Client::new(emulator) }
}

async fn asked(client: &Client) -> Answer {
    client.call(ASK.0, ASK.1).await
}

/// The values of a field of the events, in their order.
fn fields(answer: &Answer, name: &str) -> Vec<String> {
    let begin = format!("{name}:");
    answer.text.lines().filter_map(|line| line.strip_prefix(&begin)).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_sample_is_a_stream() {
    let emulator = Emulator::start().await.unwrap();
    for client in [client(&emulator), Client { format: "XML", ..client(&emulator) }] {
        let answer = asked(&client).await;
        assert_eq!((answer.status, answer.header("x-alicloud-emulated")), (200, Some("sample")), "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("text/event-stream;charset=UTF-8"));
        assert_eq!(
            (fields(&answer, "id"), fields(&answer, "event")),
            (vec!["1".to_owned(), "2".to_owned(), "3".to_owned()], vec!["result".to_owned(); 3])
        );
        for data in fields(&answer, "data") {
            let data: Value = serde_json::from_str(&data).unwrap();
            assert_eq!(data["RequestId"].as_str(), answer.header("x-acs-request-id"));
            assert_eq!(data["Content"], "QZ-13661677-80");
        }
    }
    // What is wrong with a request is one response.
    let refused = client(&emulator).call("GetPolarAgent", &[]).await;
    assert_eq!((refused.status, refused.code()), (400, "MissingQuery".to_owned()), "{refused:?}");
    assert_eq!(refused.header("content-type"), Some("application/json;charset=utf-8"));
}

#[tokio::test]
async fn faults_within_a_stream() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator);
    emulator.inject(Fault::new(FaultEffect::ErrorEvent {
        status: 429,
        code: "Throttling".to_owned(),
        message: "no".to_owned(),
    }));
    let answer = asked(&client).await;
    assert_eq!((answer.status, fields(&answer, "event")), (200, vec!["result".to_owned(), "error".to_owned()]));
    assert!(answer.text.contains("\n:HTTP_STATUS/429\n"), "{}", answer.text);
    let error: Value = serde_json::from_str(&fields(&answer, "data")[1]).unwrap();
    assert_eq!((error["code"].as_str(), error["message"].as_str()), (Some("Throttling"), Some("no")));

    emulator.inject(Fault::new(FaultEffect::SilentStream(Duration::from_millis(20))));
    assert_eq!(fields(&asked(&client).await, "id").len(), 3, "the rest comes later");
    emulator.inject(Fault::new(FaultEffect::TruncateBody));
    assert!(client.draft(ASK.0, ASK.1).sign().send().await.is_err());

    // An operation that does not stream is not changed.
    let rds = Client::new(&emulator);
    let error = FaultEffect::ErrorEvent { status: 429, code: "Throttling".to_owned(), message: "no".to_owned() };
    for effect in [error, FaultEffect::SilentStream(Duration::from_secs(60))] {
        emulator.inject(Fault::new(effect));
        rds.ok("DescribeRegions", &[]).await;
    }
}
