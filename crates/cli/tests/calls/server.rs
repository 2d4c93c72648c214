//! A server that returns one response to every request and keeps the requests, and the CLI that calls it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Returns a response with this head, without its length, and this body to every request.
    pub(crate) fn start(head: &str, body: &[u8]) -> Self {
        Self::serve(vec![response(head, body)])
    }

    /// Returns these JSON responses one after the other, each with its status, and the last one to every further request.
    pub(crate) fn sequence(responses: &[(&str, String)]) -> Self {
        let head = |status: &str| format!("{status}\r\ncontent-type: application/json");
        Self::serve(responses.iter().map(|(status, body)| response(&head(status), body.as_bytes())).collect())
    }

    fn serve(responses: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&requests);
        // It ends with the process: a thread that waits for a connection does no harm.
        std::thread::spawn(move || {
            let mut held = Vec::new();
            let mut responses = responses.iter().peekable();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                if let Some(request) = read(&mut stream) {
                    kept.lock().unwrap().push(request);
                    let response = responses.peek().copied();
                    if responses.len() > 1 {
                        responses.next();
                    }
                    match response {
                        Some(response) => drop(stream.write_all(response)),
                        None => held.push(stream),
                    }
                }
            }
        });
        Self { address, requests }
    }

    pub(crate) fn ok() -> Self {
        Self::start("200 OK\r\ncontent-type: application/json", br#"{"RequestId":"1"}"#)
    }

    /// Reads requests and sends no responses.
    pub(crate) fn silent() -> Self {
        Self::serve(Vec::new())
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Whether no request has arrived yet.
    pub(crate) fn is_unused(&self) -> bool {
        self.requests.lock().unwrap().is_empty()
    }

    /// The requests so far, heads and bodies.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

/// A response with this head, without its length, and this body.
fn response(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn read(stream: &mut TcpStream) -> Option<String> {
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
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// The CLI with an access key and a region, and nothing else of the environment.
pub(crate) fn alicloud() -> Command {
    alicloud_under(&[])
}

/// The same, started by the program with these words.
pub(crate) fn alicloud_under(starter: &[&str]) -> Command {
    let words = [starter, &[env!("CARGO_BIN_EXE_alicloud")]].concat();
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .env_clear()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .env("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou");
    command
}

/// Exit code, standard output and standard error.
pub(crate) fn texts(output: &Output) -> (i32, String, String) {
    (
        output.status.code().expect("the command was not killed"),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Exit code of the CLI with these words on a terminal of this width, and what the terminal gets. `input` is what is typed.
#[cfg(target_os = "linux")]
pub(crate) fn on_a_terminal(words: &[&str], columns: usize, variables: &[(&str, &str)], input: &str) -> (i32, String) {
    let quoted = |word: &&str| format!("'{}'", word.replace('\'', "'\\''"));
    let line = words.iter().map(quoted).collect::<Vec<_>>().join(" ");
    let script = format!("stty cols {columns} rows 50; {} {line}", env!("CARGO_BIN_EXE_alicloud"));
    let mut terminal = Command::new("script");
    // The program with the environment of other tests, but within a terminal.
    let environment = alicloud();
    let environment = environment.get_envs().filter_map(|(name, value)| Some((name, value?)));
    terminal.args(["-qec", &script, "/dev/null"]).env_clear().envs(environment);
    terminal.env("PATH", "/usr/bin:/bin").env("SHELL", "/bin/sh").env("TERM", "xterm").envs(variables.iter().copied());
    let typed = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(typed.path(), input).unwrap();
    let output = terminal.stdin(std::fs::File::open(typed.path()).unwrap()).output().unwrap();
    let (code, stdout, _) = texts(&output);
    // The terminal ends its lines with both characters.
    (code, stdout.replace("\r\n", "\n"))
}
