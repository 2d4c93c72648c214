//! Replays a recording instead of using the network.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{
    BoxFuture, Exchange, HttpRequest, HttpResponse, Question, Recorded, StreamedResponse, Transport, TransportError,
    TransportErrorKind,
};

/// Responds to each request with the first unused exchange of a recording that has the same question (operation and
/// parameters). If there is none, the error shows the exchanges that are left.
///
/// Secrets, idempotency tokens and signatures are not a part of a question. If a recording is older than a few minutes,
/// the header `date` of its responses is moved forward, so that it differs from the clock as much as at the time of
/// recording.
///
/// Clones share the unused exchanges: pass one to the client and keep the other to check at the end that nothing is
/// [`unused`](Self::unused).
#[derive(Debug, Clone)]
pub struct Replaying {
    left: Arc<Mutex<VecDeque<Exchange>>>,
}

impl Replaying {
    /// Replays these exchanges.
    #[must_use]
    pub fn new(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        Self { left: Arc::new(Mutex::new(exchanges.into_iter().collect())) }
    }

    /// Replays a file that [`Recording`](super::Recording) wrote, also with an older version of this library.
    ///
    /// # Errors
    ///
    /// Those of reading the file; [`io::ErrorKind::InvalidData`] with line, reason and path if a line is not an
    /// exchange or has a newer version.
    pub fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let located = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let bytes = std::fs::read(path).map_err(located)?;
        let exchange = |(number, line): (usize, &[u8])| {
            serde_json::from_slice(line).map_err(|error| {
                // Each line is a separate JSON document, so "line 1" in the error of the parser would be misleading.
                let reason = error.to_string();
                let reason = reason
                    .split_once(" at line 1 column ")
                    .map_or_else(|| reason.clone(), |(reason, column)| format!("{reason} at column {column}"));
                let problem =
                    format!("line {}: not a recorded exchange: {reason} (file {})", number + 1, path.display());
                io::Error::new(io::ErrorKind::InvalidData, problem)
            })
        };
        let lines = bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
        Ok(Self::new(lines.map(exchange).collect::<io::Result<Vec<Exchange>>>()?))
    }

    /// The exchanges that no request has used.
    #[must_use]
    pub fn unused(&self) -> Vec<Exchange> {
        self.lock().iter().cloned().collect()
    }

    fn answer(&self, question: &Question) -> Result<Recorded, TransportError> {
        let mut left = self.lock();
        let position = left.iter().position(|exchange| exchange.question == *question);
        match position.and_then(|position| left.remove(position)) {
            Some(exchange) => Ok(exchange.answer),
            None => Err(TransportError::new(TransportErrorKind::InvalidRequest, false)
                .with_source(problem(question, left.iter().map(|exchange| &exchange.question)))),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Exchange>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Describes which request has no exchange, and which exchanges are left.
fn problem<'a>(question: &Question, left: impl Iterator<Item = &'a Question>) -> String {
    const SHOWN: usize = 3;
    let others: Vec<&Question> = left.filter(|other| other.operation == question.operation).collect();
    let there = match others.len() {
        0 => "nothing for this operation".to_owned(),
        count => {
            let shown = others.get(..count.min(SHOWN)).unwrap_or_default();
            let more = if count > SHOWN { format!(" and {} more", count - SHOWN) } else { String::new() };
            format!("{shown:?}{more}")
        }
    };
    format!("no exchange of the recording is left for {question:?}; left: {there}")
}

impl Transport for Replaying {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let result = self.answer(&Question::of(&request)).and_then(|answer| answer.to_result());
        Box::pin(std::future::ready(result))
    }

    /// The body is one chunk, and the error with which it ended in the recording.
    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        let result = self.answer(&Question::of(&request)).and_then(|answer| answer.to_streamed());
        Box::pin(std::future::ready(result))
    }
}
