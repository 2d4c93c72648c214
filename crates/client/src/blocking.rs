//! A client without async, for command-line tools (feature `blocking`).
//!
//! The calls run on a separate thread, and the calling thread sleeps meanwhile. In async code use [`crate::Client`]:
//! every call of the blocking client is an error there, because it would block the other tasks of its thread. It works
//! where an async program may block, that is, in `tokio::task::spawn_blocking` and `block_in_place`. It can be created
//! and dropped anywhere.

mod events;
mod pages;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Waker};
use std::thread;

use futures_util::FutureExt as _;
use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::coop::consume_budget;

pub use events::Events;
pub use pages::{Items, Pages};

use crate::boxed::BoxFuture;
use crate::drivers::panic_message;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::paginate::Paginate;
use crate::stream::EventStream;

/// Sends operations of any product and waits for their responses. Cloning is cheap; the thread ends when the last clone
/// is dropped.
#[derive(Debug, Clone)]
pub struct Client {
    client: crate::Client,
    jobs: UnboundedSender<Job>,
}

type Job = BoxFuture<'static, ()>;

impl Client {
    /// Like [`crate::Client::from_env`].
    ///
    /// # Errors
    ///
    /// Those of [`crate::Client::from_env`], and of [`new`](Self::new).
    pub fn from_env() -> Result<Self, Error> {
        Self::new(crate::Client::builder().build()?)
    }

    /// Creates a blocking client that sends through `client`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the operating system cannot start a thread.
    pub fn new(client: crate::Client) -> Result<Self, Error> {
        let no_thread =
            |error| Error::caused(ErrorKind::Configuration, "no thread can be started for the calls", error);
        let runtime = Builder::new_current_thread().enable_all().build().map_err(no_thread)?;
        let (jobs, received) = unbounded_channel();
        thread::Builder::new()
            .name("alicloud".to_owned())
            .spawn(move || runtime.block_on(work(received)))
            .map_err(no_thread)?;
        Ok(Self { client, jobs })
    }

    /// The async client, for everything that [`wait`](Self::wait) awaits.
    #[must_use]
    pub fn client(&self) -> &crate::Client {
        &self.client
    }

    /// The same client in another region, on the same thread; see [`crate::Client::with_region`].
    ///
    /// # Errors
    ///
    /// Those of [`crate::Client::with_region`].
    pub fn with_region(&self, region: impl Into<String>) -> Result<Self, Error> {
        Ok(Self { client: self.client.with_region(region)?, jobs: self.jobs.clone() })
    }

    /// Sends an operation and waits for its response.
    ///
    /// # Errors
    ///
    /// Those of awaiting [`crate::Client::send`], and of [`wait`](Self::wait).
    pub fn send<O: Operation + 'static>(&self, operation: O) -> Result<O::Response, Error> {
        self.wait(self.client.send(operation))
    }

    /// Waits for a future that was created with [`client`](Self::client), such as a [`Call`](crate::Call) with its own
    /// settings or a [`Waiter`](crate::waiter::Waiter).
    ///
    /// # Errors
    ///
    /// Those of `future`; [`ErrorKind::Configuration`] if it is called in async code; [`ErrorKind::Interrupted`] if
    /// `future` panics.
    pub fn wait<T, F>(&self, future: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: IntoFuture<Output = Result<T, Error>>,
        F::IntoFuture: Send + 'static,
    {
        self.run(future.into_future()).and_then(|result| result)
    }

    /// Iterates over the pages of an operation.
    pub fn pages<O: Paginate>(&self, operation: O) -> Pages<O> {
        Pages::new(self.clone(), self.client.pages(operation))
    }

    /// Iterates over the items of all pages of an operation.
    pub fn items<O: Paginate>(&self, operation: O) -> Items<O> {
        self.pages(operation).items()
    }

    /// Sends an operation whose response is a stream of events, and waits for the first one.
    ///
    /// # Errors
    ///
    /// Those of awaiting [`crate::Client::stream`], and of [`wait`](Self::wait).
    pub fn stream<O: Operation + 'static>(&self, operation: O) -> Result<Events<O::Response>, Error> {
        self.wait(self.client.stream(operation)).map(|events| self.events(events))
    }

    /// Iterates over the events of a stream, which a [`StreamCall`](crate::StreamCall) with its own settings returned.
    pub fn events<R>(&self, events: EventStream<R>) -> Events<R> {
        Events::new(self.clone(), events)
    }

    /// Passes `source` to the thread of the calls for one step. If that fails, `source` is lost, so the sequence ends.
    fn step<S, T, F>(&self, source: &mut Option<S>, next: fn(S) -> F) -> Option<Result<T, Error>>
    where
        S: Send + 'static,
        T: Send + 'static,
        F: Future<Output = (S, Option<Result<T, Error>>)> + Send + 'static,
    {
        match self.run(next(source.take()?)) {
            Ok((returned, item)) => {
                *source = Some(returned);
                item
            }
            Err(error) => Some(Err(error)),
        }
    }

    fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
        if is_async_code() {
            return Err(Error::configuration(
                "the blocking client was called in async code: use alicloud_client::Client there, and await the call, or call in \
                 tokio::task::spawn_blocking",
            ));
        }
        let stopped = || Error::configuration("the thread of the blocking client has ended");
        let (answer, answered) = mpsc::sync_channel(1);
        let job = Box::pin(async move {
            let result = AssertUnwindSafe(future).catch_unwind().await;
            // Sending fails if the caller is gone, and then nobody needs the result.
            drop(answer.send(result));
        });
        self.jobs.send(job).map_err(|_| stopped())?;
        match answered.recv() {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(panic)) => {
                let message = panic_message(&*panic).unwrap_or("without a message");
                let error = Error::new(ErrorKind::Interrupted, format!("the call panicked: {message}"));
                // It is unknown whether the operation was carried out.
                Err(error.after(0, true))
            }
            Err(_) => Err(stopped()),
        }
    }
}

/// More than the number of polls that `tokio` allows a task before it has to yield.
const MORE_THAN_A_TURN: usize = 1024;

/// Whether this thread is polling a future of `tokio`, so that blocking would stop other tasks.
///
/// The presence of a runtime is not sufficient, since `spawn_blocking` also has one. However, only a polled task has a
/// budget of polls, after which it must yield. If the budget can be exhausted, other tasks are waiting. (In a future
/// without a budget, the call blocks, as the author of that future has chosen.)
fn is_async_code() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    (0..MORE_THAN_A_TURN).any(|_| pin!(consume_budget()).poll(&mut context).is_pending())
}

/// Runs each job as a task until the last client is dropped.
async fn work(mut jobs: UnboundedReceiver<Job>) {
    while let Some(job) = jobs.recv().await {
        drop(tokio::spawn(job));
    }
}
