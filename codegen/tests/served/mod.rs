//! A server on loopback with a copy of the vendor's metadata, and with what servers do wrong.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// What the server does with a request for one path.
#[derive(Debug, Clone)]
pub(crate) enum Served {
    /// Returns this text.
    Text(String),
    /// Returns this text, or 304 if the request has this validator.
    Validated { text: String, header: &'static str, value: &'static str },
    /// Returns this status with a page.
    Status(&'static str),
    /// Redirects to this URL; `{base}` is the base URL.
    Redirect(String),
    /// Announces more bytes than it sends.
    Truncated(String),
    /// Sends a byte at a time, and never the last one.
    Slow,
    /// Sends zeros without an end and without a length.
    Endless,
    /// Closes the connection.
    Closed,
}

/// A running server. It ends with the process.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) base: String,
    files: Arc<Mutex<BTreeMap<String, Served>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server on a free port.
    pub(crate) fn start(files: impl IntoIterator<Item = (&'static str, Served)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}/meta/v1", listener.local_addr().expect("it listens"));
        let files = files.into_iter().map(|(path, served)| (path.to_owned(), served)).collect();
        let server = Self { base, files: Arc::new(Mutex::new(files)), requests: Arc::default() };
        let running = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = running.clone();
                // A client that ends the connection is not a problem of the server.
                thread::spawn(move || drop(server.respond(stream)));
            }
        });
        server
    }

    /// Changes what a path returns.
    pub(crate) fn set(&self, path: &str, served: Served) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), served);
    }

    /// The paths that were asked for since the last time, with `?` for a request that has a validator.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn respond(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
            head.extend(byte);
        }
        let head = String::from_utf8_lossy(&head).to_lowercase();
        let asked = String::from_utf8_lossy(head.as_bytes()).into_owned();
        let line = asked.lines().next().unwrap_or_default().to_owned();
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let wanted = line.split(' ').nth(1).unwrap_or_default().strip_prefix("/meta/v1/").unwrap_or_default();
        let found = files.iter().find(|(path, _)| path.to_lowercase() == wanted);
        let mark = if asked.contains("if-none-match") || asked.contains("if-modified-since") { "?" } else { "" };
        let path = found.map_or(wanted, |(path, _)| path.as_str());
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{path}{mark}"));
        match found.map(|(_, served)| served) {
            None => status(&mut stream, "404 Not Found"),
            Some(Served::Status(line)) => status(&mut stream, line),
            Some(Served::Text(text)) => ok(&mut stream, "", text.len(), text.as_bytes()),
            Some(Served::Truncated(text)) => ok(&mut stream, "", text.len() + 10, text.as_bytes()),
            Some(Served::Validated { text, header, value }) => {
                let condition = if *header == "ETag" { "if-none-match" } else { "if-modified-since" };
                if asked.contains(&format!("{condition}: {}", value.to_lowercase())) {
                    return write!(stream, "HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n");
                }
                ok(&mut stream, &format!("{header}: {value}\r\n"), text.len(), text.as_bytes())
            }
            Some(Served::Redirect(to)) => {
                let to = to.replace("{base}", &self.base);
                write!(stream, "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            }
            Some(Served::Slow) => {
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n")?;
                loop {
                    stream.write_all(b" ")?;
                    stream.flush()?;
                    thread::sleep(Duration::from_millis(20));
                }
            }
            Some(Served::Endless) => {
                write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
                loop {
                    stream.write_all(&[b' '; 8192])?;
                }
            }
            Some(Served::Closed) => Ok(()),
        }
    }
}

fn status(stream: &mut TcpStream, line: &str) -> std::io::Result<()> {
    let page = "<html>no</html>";
    write!(stream, "HTTP/1.1 {line}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}", page.len())
}

fn ok(stream: &mut TcpStream, headers: &str, length: usize, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n")?;
    stream.write_all(body)
}

/// Metadata of a small product of our own.
pub(crate) fn metadata(product: &str, version: &str) -> String {
    format!(
        r#"{{"version": "1.0", "info": {{"style": "RPC", "product": "{product}", "version": "{version}"}},
            "directories": [{{"title": "Books", "children": ["ListBooks", "GetBook"]}}],
            "components": {{"schemas": {{}}}},
            "endpoints": [{{"regionId": "cn-hangzhou", "public": "library.aliyuncs.com"}}],
            "apis": {{
                "ListBooks": {{"summary": "Lists books.", "methods": ["post", "get"], "schemes": ["https"], "security": [{{"AK": []}}], "operationType": "read",
                    "parameters": [{{"name": "RegionId", "in": "query", "schema": {{"type": "string", "required": true}}}},
                        {{"name": "Shelf", "in": "query", "schema": {{"type": "string", "required": false}}}}],
                    "responses": {{"200": {{"schema": {{"type": "object", "properties": {{"RequestId": {{"type": "string"}},
                        "Books": {{"type": "array", "items": {{"type": "object", "properties": {{"Title": {{"type": "string"}}}}}}}}}}}}}}}},
                    "responseDemo": "[{{\"type\":\"json\",\"example\":\"{{\\\"RequestId\\\":\\\"1\\\",\\\"Books\\\":[{{\\\"Title\\\":\\\"Rust\\\"}}]}}\"}}]"}},
                "GetBook": {{"methods": ["post"], "schemes": ["https"], "security": [{{"AK": []}}], "operationType": "read",
                    "parameters": [{{"name": "Isbn", "in": "query", "schema": {{"type": "string", "required": true, "example": "978-1"}}}}],
                    "responses": {{"200": {{"schema": {{"type": "object", "properties": {{"RequestId": {{"type": "string"}}}}}}}}}}}}
            }}}}"#
    )
}

/// A list of products in the vendor's shape, with a few that are not there.
pub(crate) const LIST: &str = r#"[
    {"code": "Library", "name": "City library", "shortName": "Books", "style": "RPC", "versions": ["2020-01-02", "2024-05-06"], "defaultVersion": "2020-01-02"},
    {"code": "R-shelf", "name": "Shelves", "style": "RPC", "versions": ["2021-01-01", "2022-01-01"]},
    {"code": "../etc", "versions": ["2021-01-01"], "defaultVersion": "2021-01-01"},
    {"code": "Odd", "versions": ["../../2021"], "defaultVersion": "../.."},
    {"code": "Nothing", "name": "No versions", "versions": []},
    {"code": "Book-case", "name": "Furniture", "versions": ["2021-01-01"]},
    {"code": "Bookcase", "name": "Luggage", "versions": ["2021-01-01"]},
    {"code": "Libro", "name": "Bookshop", "versions": ["2020-01-02"], "defaultVersion": "2020-01-02"}]"#;
