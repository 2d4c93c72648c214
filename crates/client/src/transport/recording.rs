//! Records exchanges, which tests can replay.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use alicloud_signer::Secret;
use bytes::Bytes;
use futures_core::Stream;

use super::exchange::{Asked, BodyEnd};
use super::{
    BodyStream, BoxFuture, Exchange, HttpRequest, HttpResponse, Recorded, StreamedResponse, Transport, TransportError,
    TransportErrorKind,
};
use crate::private_file;

/// Sends through another transport and records each exchange in memory and, optionally, in a file with one JSON object
/// per line.
///
/// Secrets are not recorded: credentials, fields that the description of the operation marks as secret, fields whose
/// names sound secret, and every repetition of these values in a response. They are replaced by `***`, which is decoded
/// like any other string. Clones share the recording: pass one to the client and keep the other.
///
/// ```no_run
/// use alicloud_client::Client;
/// use alicloud_client::transport::{HttpClient, Recording, Replaying};
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let recording = Recording::new(HttpClient::builder().build()?).to_file("calls.jsonl")?;
/// let client = Client::builder().transport(recording.clone()).build()?;
/// // … calls …
/// recording.finish()?;
///
/// // Later, without a network:
/// let client = Client::builder().transport(Replaying::from_file("calls.jsonl")?).access_key("id", "secret").build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Recording<T> {
    inner: T,
    shared: SharedExchanges,
}

#[derive(Debug, Default)]
struct KeptExchanges {
    exchanges: Vec<Exchange>,
    file: Option<File>,
    problem: Option<io::Error>,
}

impl<T: Transport> Recording<T> {
    /// Records the exchanges of `inner` in memory.
    #[must_use]
    pub fn new(inner: T) -> Self {
        Self { inner, shared: Arc::default() }
    }

    /// Also records to `path`; an existing file is replaced by an empty one at once. On Unix, only the user of the
    /// program can read the file (mode 0600), because it still contains names, hosts and other data of the account.
    ///
    /// # Errors
    ///
    /// Those of creating the file.
    pub fn to_file(self, path: impl AsRef<Path>) -> io::Result<Self> {
        let file = create(path.as_ref())?;
        self.lock().file = Some(file);
        Ok(self)
    }

    /// The exchanges recorded so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.lock().exchanges.clone()
    }

    /// Finishes the file: everything is written to disk, and later exchanges are recorded only in memory.
    ///
    /// # Errors
    ///
    /// The first error of writing the file. Such errors do not affect the calls.
    pub fn finish(&self) -> io::Result<()> {
        let mut shared = self.lock();
        let file = shared.file.take();
        if let Some(problem) = shared.problem.take() {
            return Err(problem);
        }
        match file {
            // A device or pipe cannot be synced.
            Some(file) if file.metadata()?.is_file() => file.sync_all(),
            _ => Ok(()),
        }
    }

    /// A poisoned lock is used, because every change is complete before the lock is released, even by a panic.
    fn lock(&self) -> std::sync::MutexGuard<'_, KeptExchanges> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the clones of a recording share.
type SharedExchanges = Arc<Mutex<KeptExchanges>>;

impl KeptExchanges {
    fn keep(shared: &SharedExchanges, exchange: Exchange) {
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut shared.file {
            // Each line is a single write, so a program that is killed leaves only whole lines.
            let written = serde_json::to_string(&exchange)
                .map_err(io::Error::from)
                .and_then(|line| file.write_all(format!("{line}\n").as_bytes()));
            if let Err(problem) = written {
                shared.problem.get_or_insert(problem);
            }
        }
        shared.exchanges.push(exchange);
    }
}

impl<T: Transport> Transport for Recording<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let asked = Asked::of(&request).hiding(&self.inner.secrets());
            let mut pending = Pending { shared: &self.shared, asked: Some(asked) };
            let result = self.inner.send(request).await;
            if let Some(asked) = pending.asked.take() {
                let answer = Recorded::of(&asked, &result);
                KeptExchanges::keep(&self.shared, Exchange { question: asked.question, answer });
            }
            result
        })
    }

    /// The exchange is recorded when the body ends or is dropped: what has been received of it, and how it ended.
    fn stream(&self, request: HttpRequest) -> BoxFuture<'_, Result<StreamedResponse, TransportError>> {
        Box::pin(async move {
            let asked = Asked::of(&request).hiding(&self.inner.secrets());
            let mut pending = Pending { shared: &self.shared, asked: Some(asked) };
            let limit = request.response_limit;
            let result = self.inner.stream(request).await;
            let Some(asked) = pending.asked.take() else { return result };
            match result {
                Ok(StreamedResponse { status, headers, body }) => {
                    let head = HttpResponse::new(status, headers.clone(), Bytes::new());
                    let shared = Arc::clone(&self.shared);
                    let recorded =
                        RecordedStream { body, kept: Some(KeptBody { shared, asked, head, limit, bytes: Vec::new() }) };
                    Ok(StreamedResponse::new(status, headers, BodyStream::new(recorded)))
                }
                Err(error) => {
                    let answer = Recorded::failure(error.kind(), error.may_have_been_sent());
                    KeptExchanges::keep(&self.shared, Exchange { question: asked.question, answer });
                    Err(error)
                }
            }
        })
    }

    fn proxy_for(&self, url: &str) -> Option<String> {
        self.inner.proxy_for(url)
    }

    fn secrets(&self) -> Vec<Secret> {
        self.inner.secrets()
    }
}

/// A request in progress. If its caller stops waiting, a timeout is recorded, because the response is unknown, but the
/// request must keep its place when the recording is replayed.
struct Pending<'a> {
    shared: &'a SharedExchanges,
    asked: Option<Asked>,
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        if let Some(asked) = self.asked.take() {
            let answer = Recorded::failure(TransportErrorKind::Timeout, true);
            KeptExchanges::keep(self.shared, Exchange { question: asked.question, answer });
        }
    }
}

/// A body that is passed on and recorded.
struct RecordedStream {
    body: BodyStream,
    /// `None` once it is recorded.
    kept: Option<KeptBody>,
}

struct KeptBody {
    shared: SharedExchanges,
    asked: Asked,
    head: HttpResponse,
    /// The largest body that is kept. A longer one is recorded as one that ends there with an error.
    limit: usize,
    bytes: Vec<u8>,
}

impl KeptBody {
    fn record(self, end: BodyEnd) {
        let Self { shared, asked, mut head, bytes, .. } = self;
        head.body = Bytes::from(bytes);
        let answer = Recorded::streamed(&asked, &head, end);
        KeptExchanges::keep(&shared, Exchange { question: asked.question, answer });
    }
}

impl Stream for RecordedStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = ready!(Pin::new(&mut self.body).poll_next(context));
        let ended = match (&polled, &mut self.kept) {
            (_, None) => None,
            (Some(Ok(chunk)), Some(kept)) if kept.bytes.len().saturating_add(chunk.len()) <= kept.limit => {
                kept.bytes.extend_from_slice(chunk);
                None
            }
            (Some(Ok(_)), Some(_)) => Some(BodyEnd::Broke(TransportErrorKind::TooLarge)),
            (Some(Err(error)), Some(_)) => Some(BodyEnd::Broke(error.kind())),
            (None, Some(_)) => Some(BodyEnd::Whole),
        };
        if let Some(end) = ended
            && let Some(kept) = self.kept.take()
        {
            kept.record(end);
        }
        Poll::Ready(polled)
    }
}

/// The caller stopped, or an event said that it is the last one. What would have followed is unknown.
impl Drop for RecordedStream {
    fn drop(&mut self) {
        if let Some(kept) = self.kept.take() {
            kept.record(BodyEnd::Stopped);
        }
    }
}

/// Creates a new file that nobody else can read, and puts it in the place of `path`. Opening an existing file instead
/// would keep its permissions and follow a symbolic link.
fn create(path: &Path) -> io::Result<File> {
    let is_device = |metadata: fs::Metadata| !(metadata.is_file() || metadata.is_symlink() || metadata.is_dir());
    if fs::symlink_metadata(path).is_ok_and(is_device) {
        // A pipe or device, such as `/dev/null`, is written to and not replaced.
        return OpenOptions::new().write(true).open(path);
    }
    let options = private_file::options();
    let (file, temporary) = create_beside(path, &options)?;
    if let Err(problem) = fs::rename(&temporary, path) {
        // The error of renaming is reported, whether or not the file can be removed.
        let _ = fs::remove_file(&temporary);
        return Err(problem);
    }
    Ok(file)
}

/// Creates a file with an unused name in the directory of `path`.
fn create_beside(path: &Path, options: &OpenOptions) -> io::Result<(File, PathBuf)> {
    /// More than the number of processes that record to the same file concurrently. A process that is killed leaves at
    /// most one such file.
    const TRIES: u32 = 64;
    let name = path.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("{} does not name a file", path.display()))
    })?;
    for number in 0..TRIES {
        let mut temporary = name.to_owned();
        temporary.push(format!(".{}-{number}.tmp", std::process::id()));
        let temporary = path.with_file_name(temporary);
        match options.open(&temporary) {
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|file| (file, temporary)),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!("no unused file name was found beside {}", path.display()),
    ))
}
