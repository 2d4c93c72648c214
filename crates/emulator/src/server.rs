//! HTTP: connections, requests, answers, and faults.

mod body;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::body::ReplyBody;
use crate::answer::Reply;
use crate::error::ApiError;
use crate::fault::{Effect, Faults};
use crate::gateway::Gateway;
use crate::lock::lock;
use crate::received::Received;
use crate::recorded::RecordedRequest;

/// What every connection shares.
pub(crate) struct Server {
    pub(crate) gateway: Gateway,
    pub(crate) faults: Faults,
    requests: Mutex<VecDeque<RecordedRequest>>,
}

impl Server {
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self { gateway, faults: Faults::default(), requests: Mutex::default() }
    }

    /// The latest requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.requests).iter().cloned().collect()
    }

    /// Accepts connections until it is told to stop, then finishes the requests that are under way.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let for_connections = stop.clone();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    // A connection that is gone before it is accepted, or a lack of file descriptors: the next may do.
                    if let Ok((stream, _)) = accepted {
                        connections.spawn(Arc::clone(&self).connection(stream, for_connections.clone()));
                    }
                }
                Some(_) = connections.join_next() => {}
                // An error means that the emulator itself is gone.
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
    }

    async fn connection(self: Arc<Self>, stream: TcpStream, mut stop: watch::Receiver<bool>) {
        // Without it, small answers wait for the client's acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        let reset = AtomicBool::new(false);
        let service = service_fn(|request| Box::pin(self.respond(request, &reset)));
        let mut connection =
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
        let mut stop = pin!(stop.wait_for(|stop| *stop));
        let mut stopping = false;
        let served = poll_fn(|context| {
            if !stopping && stop.as_mut().poll(context).is_ready() {
                stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
            connection.poll_without_shutdown(context)
        });
        // A client that is gone is the client's business.
        let _ = served.await;
        let mut stream = connection.into_parts().io.into_inner();
        if reset.load(Ordering::Relaxed) {
            // Dropped with this option, the connection is reset instead of closed.
            let _ = stream.set_zero_linger();
        } else {
            let _ = stream.shutdown().await;
        }
    }

    async fn respond(&self, request: Request<Incoming>, reset: &AtomicBool) -> Result<Response<ReplyBody>, Reset> {
        let (parts, body) = request.into_parts();
        let (body, is_too_long) = match Limited::new(body, MOST_BODY_BYTES).collect().await {
            Ok(body) => (body.to_bytes(), false),
            Err(_) => (Bytes::new(), true),
        };
        let received = Received::new(&parts, body);
        let exchange = self.gateway.open(&received);
        let mut record = exchange.record();
        let effect = self.faults.take(exchange.operation());
        let reply = if is_too_long {
            let message = format!("The request body is longer than {MOST_BODY_BYTES} bytes, or incomplete.");
            Some(exchange.refuse(ApiError::new(413, "RequestBodyTooLong", message)))
        } else {
            match effect.as_ref().map(Before::of) {
                Some(Before::Reset) => None,
                Some(Before::Refuse(error)) => Some(exchange.refuse(error)),
                Some(Before::Answer(reply)) => Some(reply),
                Some(Before::CarryOut) | None => Some(exchange.answer()),
            }
        };
        let reply = reply.filter(|_| effect != Some(Effect::ResetAfter));
        record.status = reply.as_ref().map(|reply| reply.status);
        record.error_code = reply.as_ref().and_then(|reply| reply.error_code.clone());
        self.remember(record);
        let Some(mut reply) = reply else {
            reset.store(true, Ordering::Relaxed);
            return Err(Reset);
        };
        if let Some(Effect::DelayHeaders(time)) = effect {
            tokio::time::sleep(time).await;
        }
        // Without it hyper would tell the time of the machine, and a client corrects its clock by this header.
        reply.headers.push(("date", httpdate::fmt_http_date(self.gateway.clock().now())));
        Ok(response(reply, effect.as_ref()))
    }

    fn remember(&self, record: RecordedRequest) {
        let mut requests = lock(&self.requests);
        if requests.len() >= MOST_REQUESTS {
            requests.pop_front();
        }
        requests.push_back(record);
    }
}

/// Of one request.
const MOST_BODY_BYTES: usize = 16 << 20;

/// In the log.
const MOST_REQUESTS: usize = 10_000;

/// Ends a connection without an answer.
#[derive(Debug)]
struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is reset on purpose")
    }
}

impl std::error::Error for Reset {}

/// What a fault does instead of the operation.
enum Before {
    CarryOut,
    Reset,
    Refuse(ApiError),
    Answer(Reply),
}

impl Before {
    fn of(effect: &Effect) -> Self {
        match effect {
            Effect::Throttle { retry_after } => {
                let error = ApiError::new(400, "Throttling.User", "Request was denied due to user flow control.");
                Self::Refuse(match retry_after {
                    Some(time) => error.with_header("x-acs-retry-after", time.as_millis().to_string()),
                    None => error,
                })
            }
            Effect::Error { status, code, message } => Self::Refuse(ApiError::new(*status, code, message)),
            Effect::InternalError => Self::Refuse(ApiError::new(
                500,
                "InternalError",
                "The request processing has failed due to some unknown error, exception or failure.",
            )),
            Effect::ServiceUnavailable => Self::Refuse(ApiError::new(
                503,
                "ServiceUnavailable",
                "The request has failed due to a temporary failure of the server.",
            )),
            Effect::Html { status } => Self::Answer(Reply {
                status: *status,
                headers: vec![("content-type", "text/html".to_owned())],
                body: format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"),
                error_code: None,
            }),
            Effect::Redirect { status, location } => Self::Answer(Reply {
                status: *status,
                headers: vec![("location", location.clone())],
                body: String::new(),
                error_code: None,
            }),
            Effect::ResetBefore => Self::Reset,
            Effect::DelayHeaders(_)
            | Effect::DelayBody(_)
            | Effect::ResetAfter
            | Effect::TruncateBody
            | Effect::TooLongContentLength
            | Effect::Garbage => Self::CarryOut,
        }
    }
}

fn response(reply: Reply, effect: Option<&Effect>) -> Response<ReplyBody> {
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
