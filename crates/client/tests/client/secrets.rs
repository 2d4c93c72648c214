//! Nothing secret is in any output, even at trace level.

use std::io;
use std::sync::{Arc, Mutex};

use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, SignatureVersion, credentials};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::operations::CreateAccount;
use crate::server::{Act, Server};

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
    // For this thread, on which all of it runs; what `reqwest` and `hyper` have to say arrives as well.
    let _guard = subscriber.set_default();

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
            let at = output.find(secret).map(|at| &output[at.saturating_sub(200)..at + secret.len()]);
            assert_eq!(at, None);
        }
    }
}
