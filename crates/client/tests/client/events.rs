//! Tests of `tracing` events: one for each call, however it ends.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use alicloud_client::{Secret, SignatureVersion};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::operations::CreateAccount;
use crate::script::{Script, answer, error};

/// A subscriber that keeps events but not spans.
#[derive(Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Events {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn operation() -> CreateAccount {
    CreateAccount { password: Some(Secret::from("hunter2")), name: Some("alice".to_owned()), token: None }
}

#[tokio::test(start_paused = true)]
async fn each_call_is_one_event() {
    let success = || answer(200, r#"{"RequestId":"succeeded"}"#).header("x-acs-request-id", "succeeded");
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let cases = [
            (vec![success()], "call succeeded", ["status=200", "succeeded", "attempts=1"]),
            (vec![error(400, "Throttling"), success()], "call succeeded", ["status=200", "succeeded", "attempts=2"]),
            (vec![error(403, "Forbidden")], "call failed", ["status=403", "failed", "attempts=1"]),
            // A response that cannot be decoded is not a success.
            (
                vec![answer(200, r#"{"RequestId":"cut"#)],
                "call failed",
                ["status=200", "cannot be decoded", "attempts=1"],
            ),
        ];
        for (replies, message, parts) in cases {
            let events = Events::default();
            let guard = tracing::subscriber::set_default(events.clone());
            let client = Script::new(replies).builder().signature(version).build().unwrap();
            drop(client.send(operation()).await);
            drop(guard);
            let events = events.lines();
            let of_call: Vec<_> = events.iter().filter(|event| event.contains("message=call ")).collect();
            assert_eq!(of_call.len(), 1, "{events:?}");
            let event = of_call[0];
            assert!(event.starts_with("DEBUG") && event.contains(message), "{event}");
            for part in parts.into_iter().chain(["operation=\"CreateAccount\"", "latency_ms="]) {
                assert!(event.contains(part), "{part}: {event}");
            }
            for secret in ["hunter2", "alice", "testsecret"] {
                assert!(!events.iter().any(|event| event.contains(secret)), "{events:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_server_sends_is_bounded_in_events() {
    let long = "x".repeat(1 << 20);
    let body = serde_json::json!({"RequestId": long, "Code": long, "Message": long});
    for reply in [answer(400, &body.to_string()), answer(200, &body.to_string()), answer(503, &long)] {
        let reply = reply.header("x-acs-request-id", "x".repeat(100_000));
        let events = Events::default();
        let guard = tracing::subscriber::set_default(events.clone());
        drop(Script::new([reply]).client().send(operation()).await);
        drop(guard);
        let events = events.lines();
        assert!(events.iter().any(|event| event.contains("message=call ")), "{events:?}");
        assert!(events.iter().all(|event| event.len() < 20_000), "{:?}", events.iter().map(String::len).max());
    }
}

/// One event for each response, with the path of the first number and the count of numbers. It contains no values,
/// because these are data of the caller.
#[tokio::test]
async fn numbers_that_do_not_fit_are_one_event() {
    let instance = |port: &str| format!(r#"{{"DBInstanceId":"a","Port":{port}}}"#);
    let body = |ports: [&str; 3]| {
        let instances = ports.map(instance).join(",");
        format!(r#"{{"RequestId":"1","Items":{{"DBInstance":[{instances}]}}}}"#)
    };
    let cases = [
        (["3306", "3306", "3306"], None),
        (["3306", "92233720368547758070", "1e400"], Some("path=Items.DBInstance[1].Port count=2")),
        (["-92233720368547758070", "3306", "3306"], Some("path=Items.DBInstance[0].Port count=1")),
    ];
    for (ports, expected) in cases {
        let events = Events::default();
        let guard = tracing::subscriber::set_default(events.clone());
        let script = Script::new([answer(200, &body(ports))]);
        let page = script.client().send(crate::operations::Describe::default()).await.unwrap();
        drop(guard);
        assert_eq!(page.items.list.len(), 3);
        let events = events.lines();
        let reported: Vec<_> = events.iter().filter(|event| event.contains("do not fit into their fields")).collect();
        assert_eq!(reported.len(), usize::from(expected.is_some()), "{events:?}");
        if let (Some(event), Some(expected)) = (reported.first(), expected) {
            assert!(event.starts_with("WARN") && event.contains(expected), "{event}");
            assert!(!event.contains("92233720368547758070"), "{event}");
        }
    }
}
