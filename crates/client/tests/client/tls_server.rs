//! A server that speaks TLS, and HTTP/2 frame by frame, on its own thread and runtime.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The authority that signed the certificates of the servers. Its key no longer exists. The folder `tls` contains the
/// certificates, which are valid until 2125 for `127.0.0.1` and `server.example`; `expired.pem` was valid until 2021.
pub(crate) const AUTHORITY: &str = include_str!("tls/authority.pem");
pub(crate) const VALID: &str = include_str!("tls/server.pem");
pub(crate) const EXPIRED: &str = include_str!("tls/expired.pem");
const KEY: &str = include_str!("tls/server.key");

/// What happens to an HTTP/2 request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stream {
    Answer,
    /// Sends `RST_STREAM` with this code.
    Reset(u32),
    /// Sends the head of a response, then `RST_STREAM` with this code.
    ResetAfterHead(u32),
    /// Sends `GOAWAY` with this code, as if the server had processed nothing.
    GoAway(u32),
    /// Sends `GOAWAY` with this code after the request was accepted, then closes the connection.
    AcceptAndGoAway(u32),
    /// Sends the head of a stream of events and one event.
    Event,
    /// Sends nothing any more over this connection.
    Silence,
}

/// How a server treats a connection.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// Accepts TCP, but does not respond to the TLS handshake.
    NoHandshake,
    /// TLS with HTTP/2. The requests of all connections take these in turn, and the last one is repeated.
    Http2(Vec<Stream>),
}

#[derive(Debug, Default)]
struct Seen {
    connections: usize,
    requests: usize,
}

pub(crate) struct TlsServer {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl TlsServer {
    pub(crate) fn start(certificate: &'static str, plan: Plan) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let counted = Arc::clone(&seen);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(listen(listener, certificate, plan, counted));
        });
        Self { address, seen }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub(crate) fn requests(&self) -> usize {
        self.seen.lock().unwrap().requests
    }
}

async fn listen(listener: std::net::TcpListener, certificate: &'static str, plan: Plan, seen: Arc<Mutex<Seen>>) {
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
    let config = ServerConfig::builder_with_provider(default_provider().into()).with_safe_default_protocol_versions();
    let mut config = config.unwrap().with_no_client_auth().with_single_cert(chain, key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::from_std(listener).unwrap();
    let mut held = Vec::new();
    let streams = match &plan {
        Plan::NoHandshake => VecDeque::new(),
        Plan::Http2(streams) => streams.iter().copied().collect(),
    };
    let streams = Arc::new(Mutex::new(streams));
    while let Ok((stream, _)) = listener.accept().await {
        seen.lock().unwrap().connections += 1;
        match &plan {
            Plan::NoHandshake => held.push(stream),
            Plan::Http2(_) => {
                drop(tokio::spawn(serve(stream, acceptor.clone(), Arc::clone(&streams), Arc::clone(&seen))))
            }
        }
    }
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

async fn serve(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    streams: Arc<Mutex<VecDeque<Stream>>>,
    seen: Arc<Mutex<Seen>>,
) -> Option<()> {
    let mut stream = acceptor.accept(stream).await.ok()?;
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.ok()?;
    write(&mut stream, SETTINGS, 0, 0, &[]).await?;
    loop {
        let (kind, flags, id, payload) = read(&mut stream).await?;
        match kind {
            SETTINGS if flags & ACK == 0 => write(&mut stream, SETTINGS, ACK, 0, &[]).await?,
            PING if flags & ACK == 0 => write(&mut stream, PING, ACK, 0, &payload).await?,
            HEADERS | DATA if flags & END_STREAM != 0 => {
                let act = {
                    let mut streams = streams.lock().unwrap();
                    if streams.len() == 1 { streams[0] } else { streams.pop_front().unwrap() }
                };
                seen.lock().unwrap().requests += 1;
                respond(&mut stream, id, act).await?;
            }
            _ => {}
        }
    }
}

async fn respond(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), id: u32, act: Stream) -> Option<()> {
    // `:status: 200` from the static table of HPACK.
    const STATUS_200: [u8; 1] = [0x88];
    match act {
        Stream::Answer => {
            write(stream, HEADERS, END_HEADERS, id, &STATUS_200).await?;
            write(stream, DATA, END_STREAM, id, br#"{"RequestId":"ok"}"#).await
        }
        Stream::Event => {
            // A literal field whose name, `content-type`, is entry 31 of the static table.
            const TYPE: &[u8] = b"text/event-stream";
            let length = u8::try_from(TYPE.len()).unwrap();
            let head = [&STATUS_200, &[0x0f, 31 - 15, length][..], TYPE].concat();
            write(stream, HEADERS, END_HEADERS, id, &head).await?;
            write(stream, DATA, 0, id, b"data: {}\n\n").await
        }
        Stream::Reset(code) => write(stream, RST_STREAM, 0, id, &code.to_be_bytes()).await,
        Stream::ResetAfterHead(code) => {
            write(stream, HEADERS, END_HEADERS, id, &STATUS_200).await?;
            write(stream, RST_STREAM, 0, id, &code.to_be_bytes()).await
        }
        Stream::GoAway(code) => write(stream, GOAWAY, 0, 0, &[[0; 4], code.to_be_bytes()].concat()).await,
        Stream::AcceptAndGoAway(code) => {
            write(stream, GOAWAY, 0, 0, &[id.to_be_bytes(), code.to_be_bytes()].concat()).await?;
            stream.shutdown().await.ok()?;
            None
        }
        Stream::Silence => {
            let mut ignored = Vec::new();
            stream.read_to_end(&mut ignored).await.ok()?;
            None
        }
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), kind: u8, flags: u8, id: u32, payload: &[u8]) -> Option<()> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let frame = [&length[1..], &[kind, flags], &id.to_be_bytes(), payload].concat();
    stream.write_all(&frame).await.ok()?;
    stream.flush().await.ok()
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<(u8, u8, u32, Vec<u8>)> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload).await.ok()?;
    Some((head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & 0x7fff_ffff, payload))
}
