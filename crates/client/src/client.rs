//! The client, which is the same for all products.

mod deadline;
mod invocation;
mod location;
mod nonce;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use alicloud_signer::Secret;
use http::HeaderValue;

pub(crate) use invocation::Invocation;
pub(crate) use nonce::Nonce;

use self::location::Locations;
use crate::clock::Clock;
use crate::endpoint::{Endpoint, Network};
use crate::error::{Error, ErrorKind};
use crate::nonces::NonceSource;
use crate::observe::Observer;
use crate::provider::{Credentials, CredentialsProvider};
use crate::region_id;
use crate::retry::{Backoff, Budget, RetryPolicy};
use crate::sign::{Format, SignatureVersion};
use crate::transport::{HttpClientBuilder, Transport};

/// Sends operations of any product. Cloning is cheap; clones share connections, credentials and the retry budget.
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

/// The state that the clones of a client share. A client that is made from another one shares the parts that are not
/// changed.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) transport: Arc<dyn Transport>,
    /// The settings with which the transport was made; `None` for a custom transport.
    pub(crate) http: Option<HttpClientBuilder>,
    /// The secrets of the transport; `None` if it has none.
    pub(crate) transport_secrets: Option<Arc<[Secret]>>,
    pub(crate) credentials: Arc<dyn CredentialsProvider>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) budget: Arc<Budget>,
    pub(crate) locations: Arc<Locations>,
    /// The clock, which the credentials share, so that a correction applies to both.
    pub(crate) clock: Clock,
}

/// The settings that a call, or a client that is made from another one, can change.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Set by [`set_region`](Self::set_region), or by `region::find`: both check that it is the ID of a region.
    pub(crate) region: Option<String>,
    /// Why there is no region, if one may be set in a profile that cannot be read.
    pub(crate) region_problem: Option<Error>,
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) network: Network,
    pub(crate) signature: SignatureVersion,
    pub(crate) format: Format,
    pub(crate) prefer_get: bool,
    /// Whether requests go to the host that the region selects by plain HTTP.
    pub(crate) plain_http: bool,
    pub(crate) total_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) response_limit: usize,
    pub(crate) event_timeout: Duration,
    pub(crate) event_limit: usize,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    /// The source of the nonces of signatures; `None` for random ones.
    pub(crate) nonces: Option<Arc<dyn NonceSource>>,
    pub(crate) user_agent: HeaderValue,
}

impl Settings {
    /// The default settings.
    pub(crate) fn new(user_agent: HeaderValue) -> Self {
        Self {
            region: None,
            region_problem: None,
            endpoint: None,
            network: Network::default(),
            signature: SignatureVersion::default(),
            format: Format::default(),
            prefer_get: false,
            plain_http: false,
            total_timeout: Client::TOTAL_TIMEOUT,
            read_timeout: Duration::from_secs(30),
            response_limit: 256 << 20,
            event_timeout: Client::EVENT_TIMEOUT,
            event_limit: Client::EVENT_LIMIT,
            retry: Arc::new(Backoff::default()),
            nonces: None,
            user_agent,
        }
    }

    /// Sets the region, unless it is not the ID of one.
    pub(crate) fn set_region(&mut self, region: String) -> Result<(), Error> {
        region_id::check(&region).map_err(|problem| Error::configuration(problem.to_string()))?;
        self.region = Some(region);
        Ok(())
    }

    /// Puts why there is no region before the error that this causes.
    pub(crate) fn explain_lack_of_region(&self, error: Error) -> Error {
        match &self.region_problem {
            Some(problem) if self.region.is_none() => {
                let message = format!("{problem}; so no region is known: {error}");
                error.with_message(message)
            }
            _ => error,
        }
    }
}

impl Shared {
    /// The state of a client that is not made from another one, without observers.
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        credentials: Arc<dyn CredentialsProvider>,
        settings: Settings,
        clock: Clock,
    ) -> Self {
        let transport_secrets = Some(transport.secrets()).filter(|secrets| !secrets.is_empty()).map(Arc::from);
        Self {
            transport,
            http: None,
            transport_secrets,
            credentials,
            settings: Arc::new(settings),
            observers: Vec::new(),
            budget: Arc::default(),
            locations: Arc::default(),
            clock,
        }
    }
}

impl From<Shared> for Client {
    fn from(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }
}

impl Client {
    /// The time limit of a whole call, retries and pauses included, unless it is set.
    pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(120);

    /// The longest time without an event of a [stream](crate::stream), unless it is set.
    pub const EVENT_TIMEOUT: Duration = Duration::from_secs(120);

    /// The largest event of a [stream](crate::stream) in bytes, unless it is set.
    pub const EVENT_LIMIT: usize = 16 << 20;

    /// Creates a client for another region, such as `cn-beijing`, with all other settings of this one.
    ///
    /// Both share connections, credentials, observers, clock, retry budget and the known responses of the location service, so a program
    /// that calls many regions needs only one client to begin with. An endpoint that was set stays: the region is then only the
    /// `RegionId` of requests. [`to_builder`](Self::to_builder) changes more than the region.
    ///
    /// ```
    /// # use alicloud_client::Client;
    /// # let client = Client::builder().region("cn-hangzhou").access_key("id", "secret").build()?;
    /// let beijing = client.with_region("cn-beijing")?;
    /// assert_eq!((client.region(), beijing.region()), (Some("cn-hangzhou"), Some("cn-beijing")));
    /// # Ok::<(), alicloud_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if `region` is not the ID of a region (see
    /// [`region::check`](crate::region::check)).
    pub fn with_region(&self, region: impl Into<String>) -> Result<Self, Error> {
        let mut settings = Settings::clone(&self.shared.settings);
        settings.set_region(region.into())?;
        Ok(Shared { settings: Arc::new(settings), ..Shared::clone(&self.shared) }.into())
    }

    /// Completes when the program can exit without losing a sign-in of the vendor's CLI.
    ///
    /// Such a sign-in is renewed with a single-use token, in a task that is independent of calls. A program that exits
    /// during the renewal loses the sign-in, because the old token is used up and the new one was not received yet. A
    /// program that may exit at any time (on a signal, or after a time limit) should therefore await this first, with a
    /// time limit. It usually completes at once.
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

    /// The endpoint that is set, by the program or in the environment; `None` if product and region choose it.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        self.shared.settings.endpoint.as_ref()
    }

    /// The credentials with which a call would be signed now, for programs that show their origin and expiry.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) if there are none.
    pub async fn credentials(&self) -> Result<Credentials, Error> {
        let found = self.shared.credentials.credentials().await;
        found.map_err(|error| Error::caused(ErrorKind::Credentials, format!("no credentials: {error}"), error))
    }

    /// The region of the client; `None` if none is set or found.
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

/// The `User-Agent` of requests, with the name of the program if one is given. The format is the vendor's:
/// `AlibabaCloud (<system>; <architecture>) <language>/<version> Core/<version>[ <application>]`.
pub(crate) fn user_agent(application: Option<&str>) -> Result<HeaderValue, Error> {
    let mut text = format!(
        "AlibabaCloud ({}; {}) Rust/{} Core/{}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_RUST_VERSION"),
        env!("CARGO_PKG_VERSION")
    );
    if let Some(application) = application {
        text.push(' ');
        text.push_str(application);
    }
    HeaderValue::from_str(&text).map_err(|_| {
        let application = application.unwrap_or_default();
        Error::configuration(format!(
            "the application name {application:?} is not valid in a header: use ASCII letters, digits and / . -"
        ))
    })
}
