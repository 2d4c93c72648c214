//! Keeps what goes over the network, to be replayed in tests.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{BoxFuture, Exchange, HttpRequest, HttpResponse, Question, Recorded, Transport, TransportError};

/// Sends through another transport and keeps each exchange, in memory and, if asked, in a file with one JSON object a line.
///
/// Signatures, keys, tokens and values whose names sound secret are not kept. A clone shares the recording: give one to the client and
/// keep the other.
#[derive(Debug, Clone)]
pub struct Recording<T> {
    inner: T,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    exchanges: Vec<Exchange>,
    file: Option<File>,
    problem: Option<io::Error>,
}

impl<T: Transport> Recording<T> {
    /// Records what goes through `inner`, in memory.
    #[must_use]
    pub fn new(inner: T) -> Self {
        Self { inner, shared: Arc::default() }
    }

    /// Records to `path` as well; a file that is there is replaced.
    ///
    /// # Errors
    ///
    /// Those of creating the file.
    pub fn to_file(self, path: impl AsRef<Path>) -> io::Result<Self> {
        let file = File::create(path)?;
        self.lock().file = Some(file);
        Ok(self)
    }

    /// What was recorded so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.lock().exchanges.clone()
    }

    /// Ends the file: everything is on the disk afterwards.
    ///
    /// # Errors
    ///
    /// The first error of writing the file: a call is never disturbed by one.
    pub fn finish(&self) -> io::Result<()> {
        let mut shared = self.lock();
        if let Some(problem) = shared.problem.take() {
            return Err(problem);
        }
        shared.file.take().map_or(Ok(()), |file| file.sync_all())
    }

    fn keep(&self, exchange: Exchange) {
        let mut shared = self.lock();
        if let Some(file) = &mut shared.file {
            let written =
                serde_json::to_string(&exchange).map_err(io::Error::from).and_then(|line| writeln!(file, "{line}"));
            if let Err(problem) = written {
                shared.problem.get_or_insert(problem);
            }
        }
        shared.exchanges.push(exchange);
    }

    /// Every change is complete when the lock is released, even by a panic.
    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Transport> Transport for Recording<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let question = Question::of(&request);
            let result = self.inner.send(request).await;
            self.keep(Exchange { question, answer: Recorded::of(&result) });
            result
        })
    }
}
