//! What is reported to `tracing`: one event for each call, however it ends.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use alicloud_client::{Secret, SignatureVersion};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::operations::CreateAccount;
use crate::script::{Script, answer, error};

/// Keeps the events, without spans.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

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

#[tokio::test(start_paused = true)]
async fn each_call_is_one_event() {
    let operation =
        || CreateAccount { password: Some(Secret::from("hunter2")), name: Some("alice".to_owned()), token: None };
    let success = || answer(200, r#"{"RequestId":"succeeded"}"#).header("x-acs-request-id", "succeeded");
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let cases = [
            (vec![success()], "call succeeded", ["status=200", "succeeded", "attempts=1"]),
            (vec![error(400, "Throttling"), success()], "call succeeded", ["status=200", "succeeded", "attempts=2"]),
            (vec![error(403, "Forbidden")], "call failed", ["status=403", "failed", "attempts=1"]),
        ];
        for (replies, message, parts) in cases {
            let events = Events::default();
            let guard = tracing::subscriber::set_default(events.clone());
            let client = Script::new(replies).builder().signature(version).build().unwrap();
            drop(client.send(operation()).await);
            drop(guard);
            let events = events.0.lock().unwrap().clone();
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
