//! The client without async, for command-line tools (feature `blocking`).
//!
//! The calls run on a thread of their own; the caller's thread sleeps meanwhile. Inside of an async program use
//! [`crate::Client`]: here every call from a thread of a `tokio` runtime is an error, since it would stop the tasks of that thread.

mod pages;

use std::future::Future;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub use pages::{Items, Pages};

use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::paginate::Paginate;
use crate::transport::BoxFuture;

/// Sends operations of any product and waits for the answer. Cloning is cheap; the thread ends with the last clone.
#[derive(Debug, Clone)]
pub struct Client {
    client: crate::Client,
    jobs: UnboundedSender<Job>,
}

type Job = BoxFuture<'static, ()>;

impl Client {
    /// As [`crate::Client::from_env`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(crate::Client::builder().build()?)
    }

    /// Sends through `client`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the system gives no thread.
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

    /// The client behind it, for everything that is awaited through [`wait`](Self::wait).
    #[must_use]
    pub fn client(&self) -> &crate::Client {
        &self.client
    }

    /// Sends an operation and waits for the response.
    ///
    /// # Errors
    ///
    /// As awaiting [`crate::Client::send`].
    pub fn send<O: Operation + 'static>(&self, operation: O) -> Result<O::Response, Error> {
        self.wait(self.client.send(operation))
    }

    /// Waits for anything that is made with [`client`](Self::client): a [`Call`](crate::Call) with settings of its own, a
    /// [`Waiter`](crate::waiter::Waiter).
    ///
    /// # Errors
    ///
    /// Those of `future`; [`ErrorKind::Configuration`] on a thread of a `tokio` runtime.
    pub fn wait<T, F>(&self, future: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: IntoFuture<Output = Result<T, Error>>,
        F::IntoFuture: Send + 'static,
    {
        self.run(future.into_future()).and_then(|result| result)
    }

    /// The pages of an operation that returns its results in pages.
    pub fn pages<O: Paginate>(&self, operation: O) -> Pages<O> {
        Pages::new(self.clone(), self.client.pages(operation))
    }

    /// The items of all pages of an operation.
    pub fn items<O: Paginate>(&self, operation: O) -> Items<O> {
        self.pages(operation).items()
    }

    /// Lends `source` to the thread of the calls for one step. An error of the facade ends the sequence.
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
        if Handle::try_current().is_ok() {
            return Err(Error::configuration(
                "the blocking client was called on a thread of an async runtime: use alicloud_client::Client there, and await the call",
            ));
        }
        let stopped = |()| Error::configuration("the thread of the blocking client has ended");
        let (answer, answered) = mpsc::sync_channel(1);
        let job = Box::pin(async move {
            // Whoever waited may be gone: then nobody needs the answer.
            drop(answer.send(future.await));
        });
        self.jobs.send(job).map_err(|_| stopped(()))?;
        answered.recv().map_err(|_| stopped(()))
    }
}

/// Runs each job as a task until the last client is dropped.
async fn work(mut jobs: UnboundedReceiver<Job>) {
    while let Some(job) = jobs.recv().await {
        drop(tokio::spawn(job));
    }
}
