//! The client: one for every product.

mod builder;
mod deadline;
mod exchange;
mod nonce;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use alicloud_signer::Secret;
use http::HeaderValue;

pub use builder::ClientBuilder;
pub(crate) use exchange::Exchange;
pub(crate) use nonce::Nonce;

use crate::bulk::Bulk;
use crate::call::Call;
use crate::credentials::{Clock, CredentialsProvider};
use crate::endpoint::{Endpoint, Network};
use crate::error::Error;
use crate::observe::Observer;
use crate::operation::Operation;
use crate::paginate::{Paginate, Paginator};
use crate::retry::{Budget, RetryPolicy};
use crate::sign::{Format, SignatureVersion};
use crate::transport::Transport;

/// Sends operations of any product. Cloning is cheap; the clones share connections, credentials and retry budget.
///
/// ```no_run
/// # async fn run() -> Result<(), alicloud_client::Error> {
/// let client = alicloud_client::Client::from_env().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

/// What the clones of a client have in common.
pub(crate) struct Shared {
    pub(crate) transport: Arc<dyn Transport>,
    /// Secrets of the transport, if it has any.
    pub(crate) transport_secrets: Option<Arc<[Secret]>>,
    pub(crate) credentials: Arc<dyn CredentialsProvider>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) budget: Budget,
    pub(crate) locations: crate::location::Locations,
    /// The same one that the credentials have: a correction holds for both.
    pub(crate) clock: Clock,
}

/// What a call can change for itself.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) network: Network,
    pub(crate) signature: SignatureVersion,
    pub(crate) format: Format,
    pub(crate) prefer_get: bool,
    pub(crate) total_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) response_limit: usize,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) user_agent: HeaderValue,
}

impl Client {
    /// A client from the environment: the default credentials chain, the region of `ALIBABA_CLOUD_REGION_ID` or the profile, and
    /// `ALIBABA_CLOUD_ENDPOINT` if it is set.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a variable holds something that is not valid. Credentials are looked for at the first call.
    #[allow(clippy::unused_async, reason = "part of the public interface: finding the settings may come to need I/O")]
    pub async fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Settings of a client; what is not set comes from the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sends an operation; await the result.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(self, operation)
    }

    /// The pages of an operation that answers in pages; nothing is sent yet.
    pub fn pages<O: Paginate>(&self, operation: O) -> Paginator<O> {
        Paginator::new(self, operation)
    }

    /// Many operations of one kind, a few at a time; nothing is sent yet. The operations are taken from the iterator as they are sent.
    pub fn bulk<I>(&self, operations: I) -> Bulk<I::IntoIter>
    where
        I: IntoIterator,
        I::Item: Operation + Clone + 'static,
    {
        Bulk::new(self, operations.into_iter())
    }

    /// Completes when the program can end without losing a sign-in of the vendor's CLI.
    ///
    /// Such a sign-in is renewed with a single-use token, in a task that no call owns. A program that ends during that exchange loses the
    /// sign-in: the old token is used up, and the new one was never received. So a program that may end at any time (on a signal, or
    /// after a time limit) waits for this first, within a limit of its own. Usually it completes at once.
    ///
    /// ```no_run
    /// # async fn run(client: alicloud_client::Client) {
    /// let limit = std::time::Duration::from_secs(10);
    /// let is_settled = tokio::time::timeout(limit, client.credentials_settled()).await.is_ok();
    /// # }
    /// ```
    pub async fn credentials_settled(&self) {
        self.shared.credentials.settled().await;
    }

    /// The region of the client, if one is set or was found.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.shared.settings.region.as_deref()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("credentials", &self.shared.credentials)
            .field("settings", &self.shared.settings)
            .finish_non_exhaustive()
    }
}
