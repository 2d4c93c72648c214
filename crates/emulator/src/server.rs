//! HTTP: connections, requests, responses, and faults.

mod body;
mod connection;
mod effect;
mod head;
mod progress;
mod receiver;

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use self::body::ResponseBody;
use self::effect::{Replacement, Reset};
use self::progress::ConnectionProgress;
use self::receiver::Receiver;
use crate::clock::http_date;
use crate::emulated::Emulated;
use crate::fault::{FaultEffect, Faults};
use crate::gateway::Gateway;
use crate::lock::lock;
use crate::log::Log;
use crate::received_request::ReceivedRequest;
use crate::recorded_request::RecordedRequest;
use crate::response::GatewayResponse;

/// What all connections share.
pub(crate) struct Server {
    pub(crate) gateway: Gateway,
    pub(crate) faults: Faults,
    receiver: Receiver,
    most_connections: usize,
    log: Mutex<Log>,
}

impl Server {
    /// `timeout` is how long a client may take to send the headers of a request, and its body. Beyond `most_connections` at
    /// one time, connections wait until they are accepted.
    pub(crate) fn new(gateway: Gateway, timeout: Duration, most_connections: usize) -> Self {
        let receiver = Receiver::new(timeout);
        Self { gateway, faults: Faults::default(), receiver, most_connections, log: Mutex::default() }
    }

    /// The latest requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.log).requests()
    }

    /// Accepts connections until `stop` is set, then finishes the requests that are being processed.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let for_connections = stop.clone();
        let room = Arc::new(Semaphore::new(self.most_connections));
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
        progress: &Arc<ConnectionProgress>,
    ) -> Result<Response<ResponseBody>, Reset> {
        let (parts, body) = request.into_parts();
        let (received, refusal, permit) = match self.receiver.receive(&parts, body).await {
            Ok((received, permit)) => (received, None, permit),
            Err(error) => (ReceivedRequest::without_body(&parts), Some(error), None),
        };
        let open_response = progress.start_response();
        let routed = self.gateway.open(&received);
        let mut record = routed.record();
        let (response, effect) = match refusal {
            // The rest of the body is not read, so no other request can follow on this connection.
            Some(error) => (Some(routed.refuse(error.with_header("connection", "close".to_owned()))), None),
            None => {
                let effect = self.faults.take(routed.operation());
                let response = match effect.as_ref().map(Replacement::of) {
                    Some(Replacement::Reset) => None,
                    Some(Replacement::Refuse(error)) => Some(routed.refuse(error)),
                    Some(Replacement::Respond(response)) => Some(response),
                    Some(Replacement::CarryOut) | None => Some(routed.response()),
                };
                (response.filter(|_| effect != Some(FaultEffect::ResetAfter)), effect)
            }
        };
        drop(routed);
        drop(received);
        drop(permit);
        record.status = response.as_ref().map(|response| response.status);
        record.error_code = response.as_ref().and_then(|response| response.error_code.clone());
        record.emulated = response.as_ref().map(|response| response.emulated);
        lock(&self.log).add(record);
        let Some(mut response) = response else {
            progress.reset();
            return Err(Reset);
        };
        if let Some(FaultEffect::ErrorEvent { status, code, message }) = &effect {
            response.fail_after_first_event(*status, code, message);
        }
        if let Some(FaultEffect::DelayHeaders(time)) = effect {
            tokio::time::sleep(time).await;
        }
        // Otherwise hyper would write the time of the machine, but a client corrects its clock by this header.
        response.headers.push(("date", http_date(self.gateway.clock().now())));
        Ok(http_response(response, effect.as_ref()).map(|body| ResponseBody::new(body, open_response)))
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

fn http_response(response: GatewayResponse, effect: Option<&FaultEffect>) -> Response<body::BodySource> {
    let length = response.body.len();
    let (body, announced) = match effect {
        Some(FaultEffect::DelayBody(time)) => (body::delayed(response.body, *time), Some(length)),
        Some(FaultEffect::TruncateBody) => (body::truncated(response.body), Some(length)),
        Some(FaultEffect::SilentStream(time)) if response.is_stream() => (body::silent(response.body, *time), None),
        Some(FaultEffect::TooLongContentLength) => (body::broken_off(response.body.into()), Some(length + 100)),
        Some(FaultEffect::Garbage) => (body::whole("\u{0}%{not json, <not xml".to_owned()), None),
        _ => (body::whole(response.body), None),
    };
    let mut sent = Response::new(body);
    *sent.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = sent.headers_mut();
    headers.insert(Emulated::HEADER, http::HeaderValue::from_static(response.emulated.as_str()));
    for (name, value) in response.headers {
        if let Ok(value) = http::HeaderValue::from_str(&value) {
            headers.append(name, value);
        }
    }
    if let Some(length) = announced {
        headers.insert(http::header::CONTENT_LENGTH, length.into());
    }
    sent
}
