//! Tests of tunnels through proxies for `https` endpoints: the effects of a refused tunnel.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicloud_client::transport::{HttpClient, TimeLimit};
use alicloud_client::{Client, Error, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::clock::{LIMIT, until_silence};
use crate::operations::{Describe, release};
use crate::server::{self, Act, Server};
use crate::tls_server::{AUTHORITY, EXPIRED, Plan, Stream, TlsServer, VALID};

const BASIC: &str = "dXNlcjpodW50ZXIy";

fn client(proxy: SocketAddr) -> Client {
    let http = HttpClient::builder().proxy(format!("http://user:hunter2@{proxy}")).root_certificate(AUTHORITY);
    Client::builder().access_key("testid", "testsecret").http(http).build().unwrap()
}

/// What the proxy does, how often it is asked, and parts of the error.
struct Case {
    act: Act,
    requests: usize,
    says: &'static [&'static str],
    status: Option<u16>,
}

#[tokio::test]
async fn a_refused_tunnel_is_named_and_tried_again_only_if_that_can_help() {
    let case = |act, requests, says, status| Case { act, requests, says, status };
    let page = format!("<html>{BASIC} hunter2</html>");
    let large = format!("200 OK\r\nx-large: {}", "x".repeat(9000));
    let cases = [
        case(
            Act::answer("407 Proxy Authentication Required\r\nproxy-authenticate: Basic", page.as_bytes()),
            1,
            &["HTTP 407", "does not accept the user and password in its URL"],
            Some(407),
        ),
        case(Act::answer("403 hunter2", page.as_bytes()), 1, &["the proxy refused to connect (HTTP 403)"], Some(403)),
        case(Act::answer("404 Not Found", b""), 1, &["HTTP 404"], Some(404)),
        case(Act::answer("302 Found\r\nlocation: http://login.example", b""), 1, &["HTTP 302"], Some(302)),
        case(Act::answer("502 Bad Gateway", b""), 3, &["HTTP 502"], Some(502)),
        case(Act::answer("503 Service Unavailable", b""), 3, &["HTTP 503"], Some(503)),
        case(Act::answer("429 Too Many Requests", b""), 3, &["HTTP 429"], Some(429)),
        case(
            Act::writes_and_closes("SSH-2.0-OpenSSH_9.6\r\n\r\n"),
            3,
            &["the response of the proxy is not HTTP"],
            None,
        ),
        case(Act::writes_and_closes("HTTP/1.1 2000 OK\r\n\r\n"), 3, &["is not HTTP"], None),
        case(Act::writes_and_closes("HTTP/1.1 20"), 3, &["closed the connection without a response"], None),
        case(Act::reset_after(), 3, &["closed the connection without a response"], None),
        case(Act::answer(&large, b""), 3, &["longer than 8192 bytes"], None),
    ];
    for Case { act, requests, says, status } in cases {
        let proxy = Server::start([act]).await;
        let client = client(proxy.address);
        let error = client.send(Describe::default()).endpoint("https://rds.example").await.unwrap_err();
        let shown = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
        assert_eq!(error.transport_error().unwrap().proxy_status(), status, "{error:?}");
        for part in says.iter().chain(&["rds.example:443 through the proxy http://127.0.0.1:"]) {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let sent = proxy.requests();
        assert_eq!(sent.len(), requests, "{shown}");
        assert!(sent.iter().all(|request| request.starts_with("CONNECT rds.example:443 HTTP/1.1\r\n")), "{sent:?}");
        assert!(sent[0].contains(&format!("Proxy-Authorization: Basic {BASIC}\r\n")), "{sent:?}");
        let all = format!("{error} {error:#?} {:?}", std::error::Error::source(&error));
        assert!(!all.contains("hunter2") && !all.contains(BASIC), "{all}");
        // An operation that changes something was not sent either, so it is retried in the same cases.
        let error = client.send(release()).endpoint("https://rds.example").await.unwrap_err();
        assert!(!error.may_have_been_applied() && error.attempts() as usize == requests, "{error:?}");
    }
    // Without a password, the error says what to do.
    let proxy = Server::start([Act::answer("407 No", b"")]).await;
    let http = HttpClient::builder().proxy(format!("http://{}", proxy.address));
    let client = Client::builder().access_key("testid", "testsecret").http(http).build().unwrap();
    let error = client.send(release()).endpoint("https://rds.example").await.unwrap_err();
    assert!(error.to_string().contains("requires a user and a password: add them to its URL"), "{error}");
}

/// A proxy that opens all tunnels to the same server.
struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        head.push(stream.read_u8().await?);
                    }
                    seen.lock().unwrap().push(String::from_utf8_lossy(&head).into_owned());
                    // In two parts, as from a slow proxy.
                    stream.write_all(b"HTTP/1.1 200 Connection est").await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    stream.write_all(b"ablished\r\nvia: test\r\n\r\n").await?;
                    let mut server = TcpStream::connect(server).await?;
                    tokio::io::copy_bidirectional(&mut stream, &mut server).await
                });
            }
        });
        Self { address, heads }
    }
}

#[tokio::test]
#[cfg(feature = "http2")]
async fn requests_go_through_a_tunnel_that_is_kept() {
    let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer]));
    let proxy = Proxy::to(server.address).await;
    let client = client(proxy.address);
    for number in 0..5 {
        client
            .send(release())
            .endpoint("https://server.example:8443")
            .await
            .unwrap_or_else(|e| panic!("{number}: {e:?}"));
    }
    assert_eq!(server.requests(), 5);
    let heads = proxy.heads.lock().unwrap().clone();
    assert_eq!(heads.len(), 1, "{heads:?}");
    assert!(heads[0].starts_with("CONNECT server.example:8443 HTTP/1.1\r\nHost: server.example:8443\r\n"), "{heads:?}");

    // Errors of HTTP/2 keep their meaning within a tunnel: the server did not process the request.
    let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Reset(7), Stream::Answer]));
    let proxy = Proxy::to(server.address).await;
    let reply = self::client(proxy.address).send(release()).endpoint("https://server.example").reply().await.unwrap();
    assert_eq!(reply.attempts(), 2);
}

#[tokio::test]
async fn what_fails_behind_a_proxy_is_told_apart() {
    // A certificate that is not valid.
    let server = TlsServer::start(EXPIRED, Plan::Http2(vec![Stream::Answer]));
    let proxy = Proxy::to(server.address).await;
    let send = async |client: &Client| -> Error {
        let call = client
            .send(release())
            .endpoint("https://server.example")
            .read_timeout(LIMIT)
            .total_timeout(LIMIT * 2)
            .retry(alicloud_client::retry::NoRetry);
        call.await.unwrap_err()
    };
    let error = send(&client(proxy.address)).await;
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Connect, false), "{error:?}");
    assert!(error.to_string().contains("certificate"), "{error}");

    // A proxy that sends nothing, one that does not exist, and a server behind the tunnel that sends nothing.
    let silent = Server::start([Act::writes_and_holds("")]).await;
    let no_handshake = TlsServer::start(VALID, Plan::NoHandshake);
    let to_silence = Proxy::to(no_handshake.address).await;
    for address in [silent.address, to_silence.address] {
        let http = HttpClient::builder()
            .proxy(format!("http://{address}"))
            .root_certificate(AUTHORITY)
            .connect_timeout(Duration::from_millis(500));
        let client = Client::builder().access_key("testid", "testsecret").http(http).build().unwrap();
        let error = send(&client).await;
        assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Timeout, false), "{error:?}");
        let limit = error.transport_error().unwrap().limit();
        assert_eq!(limit, Some((TimeLimit::Connect, Duration::from_millis(500))), "{error:?}");
    }
    let (_socket, nobody) = server::nobody();
    let error = send(&client(nobody)).await;
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(error.to_string().contains(&format!("through the proxy http://{nobody}")), "{error}");

    // The request was sent, and no response was received.
    let server = TlsServer::start(VALID, Plan::Http2(vec![Stream::Silence]));
    let proxy = Proxy::to(server.address).await;
    let error = until_silence(|| server.requests() > 0, send(&client(proxy.address))).await;
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Timeout, true), "{error:?}");
    assert!(error.to_string().contains("server.example:443 through the proxy"), "{error}");
}

#[tokio::test]
async fn a_response_that_a_proxy_writes_itself_names_the_proxy_and_hides_its_password() {
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    // The user, the password, and the parts of them that must not be shown in any form.
    let users = [("user", "hunter2/ö@x", "hunter2"), ("robot-token-17", "", "robot-token-17")];
    for (user, password, trace) in users {
        let encoded = |text: &str| -> String {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.encode(text)
        };
        let both = format!("{user}:{password}");
        let secret = if password.is_empty() { user } else { password };
        let forms = [secret.to_owned(), percent(secret), encoded(&both), encoded(secret), percent(&both)];
        let in_header: Vec<&String> = forms.iter().filter(|form| form.is_ascii()).collect();
        for form in &forms {
            let acts = [
                ("407 Proxy Authentication Required", format!("<html>not accepted: Basic {form}</html>")),
                ("502 Bad Gateway", format!("<html>{form}</html>")),
                ("200 OK", format!("<html>log in as {form}</html>")),
                ("200 OK", form.clone()),
                ("403 Forbidden", format!(r#"{{"Code":"Denied","Message":"{form}","Recommend":"http://x/{form}"}}"#)),
            ];
            for (status, body) in acts {
                let status = format!("{status}\r\nx-echo: {}", in_header[0]);
                let proxy = Server::start([Act::answer(&status, body.as_bytes())]).await;
                let address = format!("http://{user}:{}@{}", percent(password), proxy.address);
                let http = HttpClient::builder().proxy(address).build().unwrap();
                let recording = alicloud_client::transport::Recording::new(http);
                let client = Client::builder()
                    .access_key("testid", "testsecret")
                    .no_retry()
                    .transport(Arc::new(recording.clone()))
                    .build()
                    .unwrap();
                let error = client.send(release()).endpoint("http://rds.example").await.unwrap_err();
                let recorded = serde_json::to_string(&recording.exchanges()).unwrap();
                let shown = format!("{error} {error:#?} {recorded} {client:?}");
                for part in forms.iter().map(String::as_str).chain([trace]) {
                    assert!(!shown.contains(part), "{part} in {shown}");
                }
                let is_of_service = error.code().is_some();
                let name = format!("rds.example:80 through the proxy http://{}", proxy.address);
                assert!(is_of_service || error.to_string().contains(&name), "{error}");
            }
        }
    }
}
