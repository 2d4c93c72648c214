//! Tests that no secret is in any output, even at trace level. This is a separate process, because the log belongs to
//! the whole process.
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

use alicloud_client::transport::{HttpClient, Recording};
use alicloud_client::{Client, SignatureVersion, credentials};
use base64::Engine as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use operations::{CreateAccount, Keep, Tag};
use server::{Act, Server};

const SECRETS: [&str; 6] = [
    "Hidden-Key-Secret-1",
    "Hidden-Token-2",
    "Hidden-Pass/word=3",
    "Hidden-Server-Key-4",
    "Hidden-Proxy@Password:6",
    "Hidden-Private-Key-5",
];

const PROXY_USER: &str = "proxy-user";

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

fn json(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn lower_percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn inside_base64(text: &str) -> String {
    base64::engine::general_purpose::URL_SAFE.encode(format!("id:{text}:"))
}

fn plain(text: &str) -> String {
    text.to_owned()
}

fn proxy_login() -> String {
    format!("{PROXY_USER}:{}", SECRETS[4])
}

/// The encoding in which a service repeats what it received.
const ENCODINGS: [fn(&str) -> String; 7] =
    [plain, json, percent, |text| percent(&percent(text)), lower_percent, base64, inside_base64];

/// The strings that are searched for in each output: parts that reveal a secret in any encoding.
fn traces(secret: &str) -> Vec<String> {
    let mut traces: Vec<String> = ENCODINGS.iter().map(|encode| encode(secret)).collect();
    traces.push(alicloud_signer::percent_encode(secret).into_owned());
    traces.push(base64(secret).trim_end_matches('=').to_owned());
    traces
}

/// Bodies of a service that repeats everything it knows, in one encoding.
fn echoes(encode: fn(&str) -> String) -> Vec<(&'static str, String)> {
    // A proxy repeats user and password together, as it received them.
    let all = format!("{} and Basic {}", SECRETS.map(encode).join(" and "), base64(&proxy_login()));
    let echo = |code: &str| {
        format!(
            r#"{{"Code":"{code}","Message":"the text {all} is not valid","RequestId":"1","Recommend":"http://h/?Signature=x&q={all}","HostId":"{all}","AccessDeniedDetail":{{"AuthPrincipalDisplayName":"{all}"}},"{all}":1}}"#
        )
    };
    vec![
        ("400 Bad Request", echo("InvalidPassword")),
        ("500 Internal Server Error", echo("InternalError")),
        ("400 Bad Request", echo("SignatureDoesNotMatch")),
        ("400 Bad Request", echo(&encode(SECRETS[2]).replace('\\', ""))),
        ("400 Bad Request", format!("<Error><Code>X</Code><Message>{all}</Message><A>{all}</A></Error>")),
        ("502 Bad Gateway", format!("<html>{all}")),
        (
            "200 OK",
            format!(r#"{{"RequestId":"1","ServerKey":"{}","Key":{{}},"MaxPasswordAge":"{all}"}}"#, encode(SECRETS[3])),
        ),
        ("200 OK", format!(r#"{{"RequestId":"1","MaxPasswordAge":{{"A":"{all}"}}}}"#)),
        (
            "400 Bad Request",
            format!("<E><Code>X</Code><User Name=\"{all}\"/><!-- {all} -->{all}<Message>m</Message></E>"),
        ),
        ("200 OK", format!(r#"{{"RequestId":"1","Any":{{"{all}":1}},"ServerKey":"of-the-response","broken {all}"#)),
        ("200 OK", format!("<html><body>{all}")),
        ("200 OK", all),
    ]
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
    // The log also contains the events of `reqwest` and `hyper`.
    subscriber.init();

    let mut shown = String::new();
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let mut acts = vec![Act::answer("200 OK", br#"{"RequestId":"1"}"#), Act::reset_after()];
        for encode in ENCODINGS {
            acts.extend(echoes(encode).iter().map(|(status, body)| Act::answer(status, body.as_bytes())));
        }
        for act in acts {
            let server = Server::start([act]).await;
            // The response is from the proxy, which knows everything that was sent to it.
            let proxy = format!("http://{PROXY_USER}:{}@{}", percent(SECRETS[4]), server.address);
            let recording = Recording::new(HttpClient::builder().proxy(proxy).build().unwrap());
            let client = Client::builder()
                .endpoint("http://rds.example")
                .credentials(credentials::Static::with_token("key-id", SECRETS[0], SECRETS[1]))
                .signature(version)
                .no_retry()
                .transport(recording.clone())
                .build()
                .unwrap();
            let account = CreateAccount {
                name: Some("visible-name".to_owned()),
                password: Some(SECRETS[2].into()),
                ..CreateAccount::default()
            };
            let keep = Keep {
                server_key: Some(SECRETS[3].into()),
                tags: Some(vec![Tag { secret: Some(SECRETS[2].into()), ..Tag::default() }]),
                any: Some(serde_json::json!({"private_key": SECRETS[5]})),
                ..Keep::default()
            };
            let call = client.send(keep.clone());
            shown.push_str(&format!("{client:?} {account:?} {keep:?} {keep:#?} {call:?}"));
            match call.reply().await {
                Ok(reply) => shown.push_str(&format!("{reply:?}")),
                Err(error) => {
                    shown.push_str(&format!("{error} {error:#?} {error:#?}"));
                    let mut source = std::error::Error::source(&error);
                    while let Some(cause) = source {
                        shown.push_str(&format!("{cause} {cause:?}"));
                        source = cause.source();
                    }
                }
            }
            let exchanges = recording.exchanges();
            shown.push_str(&format!("{recording:?} {}", serde_json::to_string(&exchanges).unwrap()));
            shown.push_str(&format!("{:?}", client.send(account).into_request().await.unwrap()));
        }
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("alicloud.call") && logged.contains("hyper_util"), "{logged}");
    assert!(
        shown.contains("visible-name") && shown.contains("is not valid") && shown.contains("SignatureDoesNotMatch")
    );
    // The last one is known only by its name, so a repetition under another name is not hidden.
    let login = proxy_login();
    for secret in SECRETS[..5].iter().copied().chain([login.as_str()]) {
        for trace in traces(secret) {
            for output in [&logged, &shown] {
                let at = output.find(&trace).map(|at| {
                    let mut starts = output.char_indices().map(|(start, _)| start);
                    let from = starts.find(|start| start + 400 >= at).unwrap_or(0);
                    output.get(from..at + trace.len())
                });
                assert_eq!(at, None, "{secret} as {trace}");
            }
        }
    }
    assert!(!shown.contains("of-the-response"));
}

/// A secret, the body of an error, and the expected rest of its code and message.
const SHORT: &[(&str, &str, &str, &str)] = &[
    (
        "t",
        r#"{"Code":"Throttling.User","Message":"Request t was denied due to user flow control."}"#,
        "Throttling.User",
        "Request *** was denied due to user flow control.",
    ),
    ("Code", r#"{"Code":"InvalidCode","Message":"the Code is wrong"}"#, "InvalidCode", "the *** is wrong"),
    ("Message", r#"{"Code":"X.Message","Message":"ok"}"#, "X.Message", "ok"),
    ("InvalidParameter", r#"{"Code":"InvalidParameter","Message":"InvalidParameter!"}"#, "InvalidParameter", "***!"),
    ("NotFound", r#"<E><Code>X.NotFound</Code><Message>no NotFound</Message></E>"#, "X.NotFound", "no ***"),
    ("\"", r#"{"Code":"A","Message":"a \" b"}"#, "A", "a *** b"),
];

#[tokio::test]
async fn secrets_are_hidden_after_an_error_was_read() {
    for (secret, body, code, message) in SHORT {
        let server = Server::start([Act::answer("404 Not Found", body.as_bytes())]).await;
        let client = Client::builder()
            .endpoint(server.endpoint())
            .access_key("key-id", "key-secret")
            .no_retry()
            .http(HttpClient::builder().no_proxy())
            .build()
            .unwrap();
        let operation = CreateAccount { password: Some((*secret).into()), ..CreateAccount::default() };
        let error = client.send(operation).await.unwrap_err();
        let service = error.service().unwrap();
        assert_eq!((service.code(), service.message()), (Some(*code), Some(*message)), "{secret}: {error:?}");
    }
}
