//! Opens a tunnel to the endpoint through an HTTP proxy (`CONNECT`).
//!
//! The tunnels of `reqwest` are not used, because it does not report the status with which a proxy refuses a tunnel.
//! The status decides whether another attempt makes sense and what the user can do.

use std::fmt;

use http::Uri;
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::outgoing::BoxError;

/// The largest head of a proxy's response in bytes.
const LONGEST_HEAD: usize = 8192;

/// A connection to a proxy.
type ToProxy = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Asks a proxy to open a tunnel to `endpoint`. Fails unless its response has a 2xx status.
pub(super) async fn open(to_proxy: ToProxy, endpoint: &Uri, authorization: Option<&str>) -> Result<ToProxy, BoxError> {
    let mut connection = TokioIo::new(to_proxy);
    let host = endpoint.host().unwrap_or_default();
    let port = endpoint.port_u16().unwrap_or(443);
    let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
    if let Some(authorization) = authorization {
        request.push_str(&format!("Proxy-Authorization: {authorization}\r\n"));
    }
    request.push_str("\r\n");
    connection.write_all(request.as_bytes()).await?;
    connection.flush().await?;
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let limit = u64::try_from(LONGEST_HEAD.saturating_sub(head.len())).unwrap_or(0);
        if limit == 0 {
            return Err(Refused::WithoutEnd.into());
        }
        if (&mut connection).take(limit).read_buf(&mut head).await? == 0 {
            return Err(Refused::Closed.into());
        }
    }
    match status(&head) {
        Some(200..=299) => Ok(connection.into_inner()),
        Some(status) => Err(Refused::Status(status).into()),
        None => Err(Refused::NotHttp.into()),
    }
}

/// The status in the head of an HTTP/1 response.
fn status(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.")?;
    let (status, after) = rest.get(2..)?.split_at_checked(3)?;
    let is_status = rest.get(1) == Some(&b' ') && matches!(after.first(), Some(b' ' | b'\r' | b'\n'));
    std::str::from_utf8(status).ok().filter(|_| is_status)?.parse().ok()
}

/// The reason why the proxy opened no tunnel.
#[derive(Debug)]
pub(super) enum Refused {
    Status(u16),
    NotHttp,
    WithoutEnd,
    Closed,
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(formatter, "the proxy refused to connect (HTTP {status})"),
            Self::NotHttp => formatter.write_str("the response of the proxy is not HTTP"),
            Self::WithoutEnd => {
                write!(formatter, "the headers of the proxy's response are longer than {LONGEST_HEAD} bytes")
            }
            Self::Closed => formatter.write_str("the proxy closed the connection without a response"),
        }
    }
}

impl std::error::Error for Refused {}
