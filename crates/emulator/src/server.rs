//! HTTP: connections, requests, responses, and faults.

mod body;
mod connection;
mod effect;
mod head;
mod progress;
mod receive;

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use self::body::ReplyBody;
use self::effect::{Before, Reset};
use self::progress::Progress;
use self::receive::Receiver;
use crate::answer::Reply;
use crate::clock::http_date;
use crate::emulated::Emulated;
use crate::fault::{Effect, Faults};
use crate::gateway::Gateway;
use crate::lock::lock;
use crate::log::Log;
use crate::received::Received;
use crate::recorded::RecordedRequest;

/// What all connections share.
pub(crate) struct Server {
    pub(crate) gateway: Gateway,
    pub(crate) faults: Faults,
    receiver: Receiver,
    log: Mutex<Log>,
}

impl Server {
    /// `timeout` is how long a client may take to send the headers of a request, and its body.
    pub(crate) fn new(gateway: Gateway, timeout: Duration) -> Self {
        Self { gateway, faults: Faults::default(), receiver: Receiver::new(timeout), log: Mutex::default() }
    }

    /// The latest requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.log).requests()
    }

    /// Accepts connections until `stop` is set, then finishes the requests that are being processed.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let for_connections = stop.clone();
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            tokio::select! {
                (stream, permit) = accept(&listener, &room) => {
                    let connection = Arc::clone(&self).connection(stream, for_connections.clone());
                    connections.spawn(async move {
                        connection.await;
                        drop(permit);
                    });
                }
                Some(_) = connections.join_next() => {}
                // An error means that the emulator has been dropped.
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
        progress: &Arc<Progress>,
    ) -> Result<Response<ReplyBody>, Reset> {
        let (parts, body) = request.into_parts();
        let (received, refusal, permit) = match self.receiver.receive(&parts, body).await {
            Ok((received, permit)) => (received, None, permit),
            Err(error) => (Received::without_body(&parts), Some(error), None),
        };
        let answering = progress.answer();
        let exchange = self.gateway.open(&received);
        let mut record = exchange.record();
        let (reply, effect) = match refusal {
            // The rest of the body is not read, so no other request can follow on this connection.
            Some(error) => (Some(exchange.refuse(error.with_header("connection", "close".to_owned()))), None),
            None => {
                let effect = self.faults.take(exchange.operation());
                let reply = match effect.as_ref().map(Before::of) {
                    Some(Before::Reset) => None,
                    Some(Before::Refuse(error)) => Some(exchange.refuse(error)),
                    Some(Before::Answer(reply)) => Some(reply),
                    Some(Before::CarryOut) | None => Some(exchange.answer()),
                };
                (reply.filter(|_| effect != Some(Effect::ResetAfter)), effect)
            }
        };
        drop(exchange);
        drop(received);
        drop(permit);
        record.status = reply.as_ref().map(|reply| reply.status);
        record.error_code = reply.as_ref().and_then(|reply| reply.error_code.clone());
        record.emulated = reply.as_ref().map(|reply| reply.emulated);
        lock(&self.log).add(record);
        let Some(mut reply) = reply else {
            progress.reset();
            return Err(Reset);
        };
        if let Some(Effect::DelayHeaders(time)) = effect {
            tokio::time::sleep(time).await;
        }
        // Otherwise hyper would write the time of the machine, but a client corrects its clock by this header.
        reply.headers.push(("date", http_date(self.gateway.clock().now())));
        Ok(response(reply, effect.as_ref()).map(|body| ReplyBody::new(body, answering)))
    }
}

/// The next connection, and its permit.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so a permit always becomes available.
    let permit = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, permit),
            // A connection that ended before it was accepted; the next one may work.
            Err(error) if is_of_connection(&error) => {}
            // A lack of file descriptors or memory. The connection keeps waiting, so without a pause the same error would be
            // returned again and again.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

const PAUSE: Duration = Duration::from_millis(100);

/// The limit at one time. Further connections wait until they are accepted.
const MOST_CONNECTIONS: usize = 4096;

fn response(reply: Reply, effect: Option<&Effect>) -> Response<body::Source> {
    let length = reply.body.len();
    let (body, announced) = match effect {
        Some(Effect::DelayBody(time)) => (body::delayed(reply.body, *time), Some(length)),
        Some(Effect::TruncateBody) => (body::truncated(reply.body), Some(length)),
        Some(Effect::TooLongContentLength) => (body::broken_off(reply.body.into()), Some(length + 100)),
        Some(Effect::Garbage) => (body::whole("\u{0}%{not json, <not xml".to_owned()), None),
        _ => (body::whole(reply.body), None),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(Emulated::HEADER, http::HeaderValue::from_static(reply.emulated.as_str()));
    for (name, value) in reply.headers {
        if let Ok(value) = http::HeaderValue::from_str(&value) {
            headers.append(name, value);
        }
    }
    if let Some(length) = announced {
        headers.insert(http::header::CONTENT_LENGTH, length.into());
    }
    response
}
