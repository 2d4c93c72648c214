//! A connection, from its first byte to its end.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::Server;
use super::head::Heads;
use super::progress::ConnectionProgress;

impl Server {
    pub(super) async fn connection(self: Arc<Self>, stream: TcpStream, mut stop: watch::Receiver<bool>) {
        // Otherwise small responses would wait for the client's acknowledgement of the previous one.
        let _ = stream.set_nodelay(true);
        let progress = Arc::new(ConnectionProgress::default());
        let service = service_fn(|request| Box::pin(self.respond(request, &progress)));
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.receiver.timeout())
            .max_buf_size(MOST_HEADER_BYTES)
            .serve_connection(TokioIo::new(Heads::new(stream, Arc::clone(&progress))), service);
        let mut stop = pin!(stop.wait_for(|stop| *stop));
        let mut end = pin!(None);
        // The result does not matter: an error means that the client has closed the connection.
        poll_fn(|context| {
            if end.is_none() && stop.as_mut().poll(context).is_ready() {
                Pin::new(&mut connection).graceful_shutdown();
                end.set(Some(sleep_until(Instant::now() + GRACE)));
            }
            if connection.poll_without_shutdown(context).is_ready() {
                return Poll::Ready(());
            }
            // Otherwise a request that arrives slowly would be waited for without a limit.
            match end.as_mut().as_pin_mut() {
                Some(_) if progress.is_idle() => Poll::Ready(()),
                Some(end) => end.poll(context),
                None => Poll::Pending,
            }
        })
        .await;
        let is_stopping = end.is_some();
        let mut stream = connection.into_parts().io.into_inner().into_inner();
        if progress.is_reset() {
            // Dropped with this option, the connection is reset instead of closed.
            let _ = stream.set_zero_linger();
        } else {
            let _ = stream.shutdown().await;
            if !is_stopping {
                linger(&mut stream).await;
            }
        }
    }
}

/// Reads for a moment what the client is still sending. A connection that is closed with unread bytes is reset, and the client
/// then loses a response that it has not read yet.
async fn linger(stream: &mut TcpStream) {
    let rest = async {
        let (mut left, mut buffer) = (MOST_LINGERING_BYTES, [0; 4096]);
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            let Some(rest) = left.checked_sub(count) else { break };
            left = rest;
        }
    };
    // In both cases the connection ends.
    let _ = timeout(LINGER, rest).await;
}

const LINGER: Duration = Duration::from_millis(500);

const MOST_LINGERING_BYTES: usize = 1 << 20;

/// How long pending responses are waited for when the emulator stops.
const GRACE: Duration = Duration::from_secs(10);

/// The limit for the headers of one request, including its URL.
const MOST_HEADER_BYTES: usize = 128 << 10;
