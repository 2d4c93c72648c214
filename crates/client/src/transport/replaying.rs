//! Answers from a recording instead of the network.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{BoxFuture, Exchange, HttpRequest, HttpResponse, Question, Transport, TransportError, TransportErrorKind};

/// Answers each request with the first exchange of a recording that has the same question (operation and parameters) and was not used
/// yet. A request without one is an error that says what is there instead.
///
/// A clone shares what is left: give one to the client and keep the other, to see at the end that nothing is [`unused`](Self::unused).
#[derive(Debug, Clone)]
pub struct Replaying {
    left: Arc<Mutex<Vec<Exchange>>>,
}

impl Replaying {
    /// Answers from these exchanges.
    #[must_use]
    pub fn new(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        Self { left: Arc::new(Mutex::new(exchanges.into_iter().collect())) }
    }

    /// Answers from a file that [`Recording`](super::Recording) wrote.
    ///
    /// # Errors
    ///
    /// Those of reading the file; [`io::ErrorKind::InvalidData`] with the number of a line that is not an exchange.
    pub fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let exchange = |(number, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|error| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("line {}: not a recorded exchange: {error}", number + 1),
                )
            })
        };
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        Ok(Self::new(lines.map(exchange).collect::<io::Result<Vec<Exchange>>>()?))
    }

    /// Exchanges that no request has used.
    #[must_use]
    pub fn unused(&self) -> Vec<Exchange> {
        self.lock().clone()
    }

    fn answer(&self, question: &Question) -> Result<HttpResponse, TransportError> {
        let mut left = self.lock();
        let Some(position) = left.iter().position(|exchange| exchange.question == *question) else {
            let others: Vec<&Question> = left
                .iter()
                .map(|exchange| &exchange.question)
                .filter(|other| other.operation == question.operation)
                .collect();
            let there = if others.is_empty() { "nothing for this operation".to_owned() } else { format!("{others:?}") };
            let problem = format!("no exchange of the recording is left for {question:?}; left is {there}");
            return Err(TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem));
        };
        left.remove(position).answer.to_result()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Exchange>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Replaying {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let result = self.answer(&Question::of(&request));
        Box::pin(std::future::ready(result))
    }
}
