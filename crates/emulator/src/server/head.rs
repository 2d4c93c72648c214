//! Responses that the HTTP library writes on its own.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::progress::ConnectionProgress;
use crate::emulated::Emulated;
use crate::identifier;

/// A stream that adds the header `x-alicloud-emulated` to the responses of the HTTP library itself.
///
/// The library itself responds to requests that do not follow HTTP, and has no setting to add a header. Its response has no
/// body, is written in one piece, and is the only one without the header.
pub(super) struct Heads {
    stream: TcpStream,
    progress: Arc<ConnectionProgress>,
    /// The response that replaces the one of the library, and how many bytes of it have been written.
    own: Option<(Vec<u8>, usize)>,
}

impl Heads {
    pub(super) fn new(stream: TcpStream, progress: Arc<ConnectionProgress>) -> Self {
        Self { stream, progress, own: None }
    }

    pub(super) fn into_inner(self) -> TcpStream {
        self.stream
    }
}

impl AsyncRead for Heads {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Heads {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.progress.write();
        if this.own.is_none() {
            this.own = response_of_library(bytes).map(|response| (response, 0));
        }
        let Some((response, written)) = &mut this.own else {
            return Pin::new(&mut this.stream).poll_write(context, bytes);
        };
        while let Some(rest) = response.get(*written..).filter(|rest| !rest.is_empty()) {
            match Pin::new(&mut this.stream).poll_write(context, rest) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(count)) => *written += count,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
        this.own = None;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.progress.flush();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The response that replaces `bytes`, if they are a response of the library itself.
fn response_of_library(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(bytes.strip_suffix(b"\r\n\r\n")?).ok()?;
    let (status_line, headers) = head.split_once("\r\n")?;
    let status = status_line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1))?;
    let (code, message) = match status {
        "400" => ("InvalidRequest", "The request does not follow HTTP/1.1."),
        "414" => ("RequestUrlTooLong", "The URL of the request is too long."),
        "431" => ("RequestHeadersTooLong", "The headers of the request are too long, or too many."),
        _ => return None,
    };
    if headers.contains("\r\n\r\n") || headers.contains(Emulated::HEADER) {
        return None;
    }
    let request_id = identifier::request_id();
    let body = serde_json::json!({ "RequestId": request_id, "Code": code, "Message": message }).to_string();
    let length = body.len();
    let header = Emulated::HEADER;
    let response = format!(
        "{status_line}\r\n{header}: {}\r\nx-acs-request-id: {request_id}\r\n\
         content-type: application/json;charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}",
        Emulated::Refused
    );
    Some(response.into_bytes())
}
