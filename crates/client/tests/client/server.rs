//! A server that treats each request as a table says, byte by byte.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What happens to one request.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    /// Whether the request is read first.
    reads: bool,
    writes: Vec<u8>,
    then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    /// The connection serves the next request.
    Keep,
    Close,
    /// Sends nothing more and keeps the connection open.
    Hold,
}

impl Act {
    /// Sends a complete response.
    pub(crate) fn answer(head: &str, body: &[u8]) -> Self {
        Self::raw(&format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()), body, Then::Keep)
    }

    pub(crate) fn ok() -> Self {
        Self::answer("200 OK", br#"{"RequestId":"ok"}"#)
    }

    /// Closes the connection without reading the request.
    pub(crate) fn reset_before() -> Self {
        Self { reads: false, writes: Vec::new(), then: Then::Close }
    }

    /// Sends these bytes before anything is received, and then nothing more.
    pub(crate) fn greets(text: &str) -> Self {
        Self { reads: false, ..Self::writes_and_holds(text) }
    }

    /// Reads the request and closes the connection.
    pub(crate) fn reset_after() -> Self {
        Self::raw("", b"", Then::Close)
    }

    /// Sends these bytes and closes the connection.
    pub(crate) fn writes_and_closes(text: &str) -> Self {
        Self::raw(text, b"", Then::Close)
    }

    /// Sends these bytes and then nothing more.
    pub(crate) fn writes_and_holds(text: &str) -> Self {
        Self::raw(text, b"", Then::Hold)
    }

    fn raw(head: &str, body: &[u8], then: Then) -> Self {
        Self { reads: true, writes: [head.as_bytes(), body].concat(), then }
    }
}

/// What the server observed.
#[derive(Debug, PartialEq)]
pub(crate) enum Noticed {
    /// A request was received.
    Request,
    /// The client closed a connection while a response was pending.
    Hangup,
}

/// An address on which nobody listens. Nobody else gets it as long as the socket is there.
pub(crate) fn nobody() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) noticed: UnboundedReceiver<Noticed>,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
    held: Arc<AtomicUsize>,
}

impl Server {
    /// Listens on a free loopback port and performs the acts in order; at the end of the list it repeats the last one.
    pub(crate) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (notice, noticed) = unbounded_channel();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let acts = Arc::new(Mutex::new(acts.into_iter().collect::<VecDeque<_>>()));
        let seen = Arc::clone(&requests);
        let connections = Arc::<AtomicUsize>::default();
        let accepted = Arc::clone(&connections);
        let held = Arc::<AtomicUsize>::default();
        let holding = Arc::clone(&held);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                accepted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream, Arc::clone(&acts), Arc::clone(&seen), notice.clone(), Arc::clone(&holding)));
            }
        });
        Self { address, noticed, requests, connections, held }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The number of connections.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Whether there is a connection over which nothing more is sent, and that the client has not closed.
    pub(crate) fn is_silent(&self) -> bool {
        self.held.load(Ordering::Relaxed) > 0
    }

    /// The heads and bodies of the requests.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    acts: Arc<Mutex<VecDeque<Act>>>,
    seen: Arc<Mutex<Vec<String>>>,
    notice: UnboundedSender<Noticed>,
    held: Arc<AtomicUsize>,
) {
    loop {
        let upcoming = acts.lock().unwrap().front().cloned().expect("there is an act");
        if upcoming.reads {
            let Some(request) = read_request(&mut stream).await else { return };
            seen.lock().unwrap().push(request);
        }
        let act = {
            let mut acts = acts.lock().unwrap();
            if acts.len() == 1 { acts.front().cloned().unwrap() } else { acts.pop_front().unwrap() }
        };
        drop(notice.send(Noticed::Request));
        if stream.write_all(&act.writes).await.is_err() {
            return;
        }
        match act.then {
            Then::Keep => {}
            Then::Close => return,
            Then::Hold => {
                let mut rest = Vec::new();
                held.fetch_add(1, Ordering::Relaxed);
                drop(stream.read_to_end(&mut rest).await);
                held.fetch_sub(1, Ordering::Relaxed);
                drop(notice.send(Noticed::Hangup));
                return;
            }
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
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
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}
