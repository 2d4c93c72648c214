//! The sign-in service of the vendor, behind a proxy on loopback: slow, and with refresh tokens that are good for one use.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The authority that signed the certificate of the service. Its key is gone; what it signed is valid until 2125.
pub(crate) const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls/tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/sign_in.pem");
const KEY: &[u8] = include_bytes!("tls/sign_in.key");

/// How a new token is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// After this time.
    After(Duration),
    /// A byte each second, after the headers.
    Trickle,
}

/// Runs as long as the process.
#[derive(Clone)]
pub(crate) struct SignInService {
    address: SocketAddr,
    pace: Pace,
    /// Requests for a token that have arrived.
    asked: Arc<AtomicUsize>,
    good: Arc<Mutex<String>>,
}

impl SignInService {
    /// The token `first` is good.
    pub(crate) fn start(first: &str, pace: Pace) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let service = Self { address, pace, asked: Arc::default(), good: Arc::new(Mutex::new(first.to_owned())) };
        let serving = service.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serving.listen(listener));
        });
        service
    }

    /// The URL of the proxy that leads to it.
    pub(crate) fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The refresh token that is good now.
    pub(crate) fn good(&self) -> String {
        self.good.lock().unwrap().clone()
    }

    async fn listen(self, listener: std::net::TcpListener) {
        let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
        let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
        let config = ServerConfig::builder_with_provider(default_provider().into());
        let config = config.with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::from_std(listener).unwrap();
        while let Ok((stream, _)) = listener.accept().await {
            drop(tokio::spawn(self.clone().connection(stream, acceptor.clone())));
        }
    }

    async fn connection(self, mut stream: TcpStream, acceptor: TlsAcceptor) -> Option<()> {
        let head = read(&mut stream).await?;
        assert!(head.starts_with("CONNECT oauth.aliyun.com:443 "), "{head}");
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
        let mut stream = acceptor.accept(stream).await.ok()?;
        loop {
            let request = read(&mut stream).await?;
            let body = if request.starts_with("POST /v1/token ") {
                self.asked.fetch_add(1, Ordering::SeqCst);
                let body = self.redeem(&request);
                match self.pace {
                    Pace::After(time) => tokio::time::sleep(time).await,
                    Pace::Trickle => {
                        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.ok()?;
                        loop {
                            stream.write_all(b" ").await.ok()?;
                            stream.flush().await.ok()?;
                            tokio::time::sleep(Duration::from_secs(1)).await;
                        }
                    }
                }
                body
            } else {
                r#"{"accessKeyId":"STS.id","accessKeySecret":"hush-key","securityToken":"hush-token","expiration":"2099-01-01T00:00:00Z"}"#
                    .to_owned()
            };
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
        }
    }

    /// The token is used up before its successor is sent.
    fn redeem(&self, request: &str) -> String {
        let token = request.split("refresh_token=").nth(1).unwrap().split('&').next().unwrap();
        let mut good = self.good.lock().unwrap();
        assert_eq!(token, *good);
        *good = format!("{token}-next");
        format!(r#"{{"access_token":"hush-access","refresh_token":"{good}","expires_in":3600}}"#)
    }
}

/// A request with its body.
async fn read(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text.into_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
