//! Nothing secret is in any output, even at trace level. A process of its own: the log is that of the whole process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed test panics"
)]

#[path = "../client/operations.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod operations;
#[path = "../client/server.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod server;

use std::io;
use std::sync::{Arc, Mutex};

use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, SignatureVersion, credentials};
use tracing_subscriber::util::SubscriberInitExt as _;

use operations::CreateAccount;
use server::{Act, Server};

const SECRETS: [&str; 3] = ["Hidden-Key-Secret-1", "Hidden-Token-2", "Hidden-Password-3"];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_output_shows_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    // What `reqwest` and `hyper` have to say arrives as well.
    subscriber.init();

    let echo = |code: &str| {
        format!(r#"{{"Code":"{code}","Message":"the password Hidden-Password-3 is not valid","RequestId":"1"}}"#)
    };
    let mut shown = String::new();
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let acts = [
            Act::answer("200 OK", br#"{"RequestId":"1"}"#),
            Act::answer("400 Bad Request", echo("InvalidPassword").as_bytes()),
            Act::answer("500 Internal Server Error", echo("InternalError").as_bytes()),
            Act::answer("200 OK", br#"{"RequestId":1, "SecurityToken": "Hidden-Token-2", broken"#),
            Act::reset_after(),
        ];
        for act in acts {
            let server = Server::start([act]).await;
            let client = Client::builder()
                .endpoint(server.endpoint())
                .credentials(credentials::Static::with_token("key-id", SECRETS[0], SECRETS[1]))
                .signature(version)
                .http(HttpClient::builder().no_proxy())
                .build()
                .unwrap();
            let operation = CreateAccount {
                name: Some("visible-name".to_owned()),
                password: Some(SECRETS[2].into()),
                ..CreateAccount::default()
            };
            let call = client.send(operation.clone());
            shown.push_str(&format!("{client:?} {operation:?} {call:?}"));
            match call.reply().await {
                Ok(reply) => shown.push_str(&format!("{reply:?}")),
                Err(error) => shown.push_str(&format!("{error} {error:?} {error:#?}")),
            }
        }
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("alicloud.call") && logged.contains("hyper_util"), "{logged}");
    assert!(shown.contains("visible-name"));
    for secret in SECRETS {
        for output in [&logged, &shown] {
            let at = output.find(secret).map(|at| output.get(at.saturating_sub(200)..at + secret.len()));
            assert_eq!(at, None);
        }
    }
}
