//! A sign-in service on loopback whose refresh tokens can be used only once, and a transport that sends requests to it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use alicloud_client::transport::{BoxFuture, HttpClient, HttpRequest, HttpResponse, Transport, TransportError};

/// Runs as long as the process.
#[derive(Clone)]
pub(crate) struct SignInService {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

/// The tokens of each profile; those of the profile `x` begin with `x-`.
#[derive(Default)]
struct State {
    good: BTreeMap<String, String>,
    count: usize,
    seconds: u64,
    refused: Vec<String>,
}

impl SignInService {
    /// The lifetime of its access tokens in seconds.
    pub(crate) fn start(seconds: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = Arc::new(Mutex::new(State { seconds, ..State::default() }));
        let service = Self { address: listener.local_addr().unwrap(), state };
        let serving = service.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(stream.unwrap()));
            }
        });
        service
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Issues a refresh token for a profile and invalidates the previous ones.
    pub(crate) fn sign_in(&self, profile: &str) -> String {
        let mut state = self.state.lock().unwrap();
        state.issue(profile)
    }

    /// The refresh token that is currently valid.
    pub(crate) fn good(&self, profile: &str) -> String {
        self.state.lock().unwrap().good[profile].clone()
    }

    /// The number of issued tokens, and the refused ones.
    pub(crate) fn issued(&self) -> (usize, Vec<String>) {
        let state = self.state.lock().unwrap();
        (state.count, state.refused.clone())
    }

    fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        loop {
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if reader.read_line(&mut head).ok()? == 0 {
                    return None;
                }
            }
            let lower = head.to_ascii_lowercase();
            let length =
                lower.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut body).ok()?;
            let (status, body) = self.answer(&head, &String::from_utf8(body).unwrap());
            let length = body.len();
            write!(&stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}").ok()?;
        }
    }

    fn answer(&self, head: &str, body: &str) -> (&'static str, String) {
        let mut state = self.state.lock().unwrap();
        if head.starts_with("POST /v1/exchange") {
            let key = r#"{"AccessKeyId":"STS.key","AccessKeySecret":"hush-1","SecurityToken":"hush-2","Expiration":"2000-01-01T00:00:00Z"}"#;
            return ("200 OK", key.to_owned());
        }
        let token = body.split("refresh_token=").nth(1).unwrap().split('&').next().unwrap();
        let profile = token.split('-').next().unwrap();
        if state.good.get(profile).is_none_or(|good| good != token) {
            state.refused.push(token.to_owned());
            return ("400 Bad Request", r#"{"error":"invalid_grant"}"#.to_owned());
        }
        let refresh = state.issue(profile);
        let seconds = state.seconds;
        drop(state);
        // Long enough for another program to interfere.
        std::thread::sleep(std::time::Duration::from_millis(5));
        let body = format!(r#"{{"access_token":"a-{refresh}","refresh_token":"{refresh}","expires_in":{seconds}}}"#);
        ("200 OK", body)
    }
}

impl State {
    fn issue(&mut self, profile: &str) -> String {
        self.count += 1;
        let token = format!("{profile}-hush-{}", self.count);
        self.good.insert(profile.to_owned(), token.clone());
        token
    }
}

/// Sends requests for the vendor's services to the service on loopback.
#[derive(Debug)]
pub(crate) struct ToLoopback {
    address: SocketAddr,
    http: HttpClient,
}

impl ToLoopback {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, http: HttpClient::builder().no_proxy().build().unwrap() }
    }
}

impl Transport for ToLoopback {
    fn send(&self, mut request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        request.url = request.url.replace("https://oauth.aliyun.com", &format!("http://{}", self.address));
        self.http.send(request)
    }
}
