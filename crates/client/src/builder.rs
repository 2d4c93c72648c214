//! The settings of a client.

use std::sync::Arc;
use std::time::Duration;

use crate::client::{Client, Settings, Shared, user_agent};
use crate::credentials::{self, Cached, Clock, CredentialsProvider, Environment, Sources};
use crate::endpoint::{self, Endpoint, Network};
use crate::error::{Error, ErrorKind};
use crate::observe::Observer;
use crate::region;
use crate::retry::{NoRetry, RetryPolicy};
use crate::sign::{Format, SignatureVersion};
use crate::transport::{HttpClient, HttpClientBuilder, Transport};

/// Builds a [`Client`]. A setting that is not set is taken from the environment, or has the default that its method
/// documents.
///
/// ```
/// use std::time::Duration;
///
/// use alicloud_client::observe::{AttemptOutcome, AttemptReport, Observer};
/// use alicloud_client::retry::Backoff;
/// use alicloud_client::{Client, Network};
///
/// #[derive(Debug)]
/// struct Metrics;
///
/// impl Observer for Metrics {
///     fn attempt(&self, report: &AttemptReport<'_>) {
///         if let AttemptOutcome::Failed(error) = report.outcome {
///             println!("{} attempt {}: {error}", report.operation.name, report.attempt);
///         }
///     }
/// }
///
/// # fn main() -> Result<(), alicloud_client::Error> {
/// // The region selects the endpoint, here the one inside a VPC.
/// let client = Client::builder()
///     .region("cn-hangzhou")
///     .network(Network::Vpc)
///     .retry(Backoff::default().attempts(5).longest(Duration::from_secs(10)))
///     .observer(Metrics)
///     .application("backup-tool/1.2")
///     .build()?;
/// assert_eq!(client.region(), Some("cn-hangzhou"));
///
/// // All requests are sent to one endpoint, such as that of a local emulator.
/// let client = Client::builder().endpoint("http://127.0.0.1:8080").access_key("id", "secret").no_retry().build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    /// The client whose settings apply where none is set here. Without one, they are taken from the environment.
    base: Option<Client>,
    credentials: Option<Arc<dyn CredentialsProvider>>,
    region: Option<String>,
    endpoint: Option<String>,
    network: Option<Network>,
    signature: Option<SignatureVersion>,
    format: Option<Format>,
    prefer_get: Option<bool>,
    plain_http: Option<bool>,
    total_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
    response_limit: Option<usize>,
    event_timeout: Option<Duration>,
    event_limit: Option<usize>,
    retry: Option<Arc<dyn RetryPolicy>>,
    http: Option<HttpClientBuilder>,
    connect_timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    application: Option<String>,
    observers: Vec<Arc<dyn Observer>>,
    clock: Clock,
    environment: Environment,
}

impl Client {
    /// Creates a client from the environment: with the default chain of credentials, the region in
    /// `ALIBABA_CLOUD_REGION_ID` or in the profile, and the endpoint in `ALIBABA_CLOUD_ENDPOINT` if it is set.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the value of a variable is not valid.
    /// Credentials are searched for at the first call.
    #[allow(clippy::unused_async, reason = "part of the public interface: finding the settings may come to need I/O")]
    pub async fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Returns a builder; settings that are not set are taken from the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a builder of another client. Settings that are not set in the builder are those of this client. Nothing is
    /// read from the environment, except the proxies of an HTTP client that is set.
    ///
    /// Both clients share the transport with its connections, the provider of credentials with its cache, the observers and
    /// the clock. The retry budget and the known responses of the location service belong to the transport: they are shared unless
    /// [`http`](ClientBuilder::http), [`connect_timeout`](ClientBuilder::connect_timeout) or [`transport`](ClientBuilder::transport) is
    /// set. An [`observer`](ClientBuilder::observer) is added to those that are there. The settings of the default chain of credentials
    /// (region and network of its token service, retries) stay those of the first client.
    ///
    /// ```
    /// # use alicloud_client::{Client, retry::NoRetry};
    /// # use std::time::Duration;
    /// # let client = Client::builder().region("cn-hangzhou").access_key("id", "secret").build()?;
    /// let probing = client.to_builder().total_timeout(Duration::from_secs(2)).retry(NoRetry).build()?;
    /// assert_eq!(probing.region(), Some("cn-hangzhou"));
    /// # Ok::<(), alicloud_client::Error>(())
    /// ```
    pub fn to_builder(&self) -> ClientBuilder {
        ClientBuilder { base: Some(self.clone()), clock: self.shared.clock.clone(), ..ClientBuilder::default() }
    }
}

impl ClientBuilder {
    /// Sets the provider of credentials; the default is [`default_chain`](credentials::default_chain). The credentials
    /// are cached until shortly before they expire, or until the service refuses them.
    pub fn credentials(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.credentials = Some(Arc::new(Cached::new(provider).with_clock(self.clock.clone())));
        self
    }

    /// Uses this access key and searches nowhere else.
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<credentials::Secret>) -> Self {
        // No cache is needed, because the key never changes.
        self.credentials = Some(Arc::new(credentials::Static::new(id, secret)));
        self
    }

    /// Sets the region, such as `cn-hangzhou`, which selects the endpoint. The default is that of [`region::discover`].
    /// With an empty string, the client has no region, whatever the environment contains.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sends all requests to this endpoint: a host, or, for a local emulator, a URL such as `http://127.0.0.1:8080`.
    /// Plain HTTP is used only if the scheme is given here. The default is `ALIBABA_CLOUD_ENDPOINT`, else the region
    /// selects the endpoint.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Sets the network in which the program runs. The default is `ALIBABA_CLOUD_ENDPOINT_TYPE` (`vpc` or `public`),
    /// else the public network.
    pub fn network(mut self, network: Network) -> Self {
        self.network = Some(network);
        self
    }

    /// Sets the signature scheme; the default is ACS3. Products whose gateway has a scheme of its own are signed with that
    /// one, whatever is set.
    pub fn signature(mut self, version: SignatureVersion) -> Self {
        self.signature = Some(version);
        self
    }

    /// Sets the format of responses; the default is JSON.
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Sets whether to use GET for operations that allow it. By default, the documented method is used.
    pub fn prefer_get(mut self, prefer: bool) -> Self {
        self.prefer_get = Some(prefer);
        self
    }

    /// Sets whether requests go to the host that the region selects by plain HTTP. By default, they are encrypted. An
    /// [`endpoint`](Self::endpoint) that is set has its own scheme, and requests for credentials are always encrypted.
    pub fn plain_http(mut self, plain: bool) -> Self {
        self.plain_http = Some(plain);
        self
    }

    /// Sets the time limit of a whole call, including all attempts and pauses; the default is 120 seconds.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = Some(limit);
        self
    }

    /// Sets the longest time without receiving a byte of the response; the default is 30 seconds (some operations of
    /// RDS need 20).
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = Some(limit);
        self
    }

    /// Sets the time limit for making a connection; the default is 5 seconds. It has priority over the settings of
    /// [`http`](Self::http), and no effect on a custom transport.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Sets the largest response in bytes; the default is 256 MiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Sets the longest time without an event of a [stream](crate::stream); the default is 120 seconds.
    pub fn event_timeout(mut self, limit: Duration) -> Self {
        self.event_timeout = Some(limit);
        self
    }

    /// Sets the largest event of a [stream](crate::stream) in bytes; the default is 16 MiB.
    pub fn event_limit(mut self, bytes: usize) -> Self {
        self.event_limit = Some(bytes);
        self
    }

    /// Sets the retry policy; the default is [`Backoff::default`](crate::retry::Backoff::default).
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry = Some(Arc::new(policy));
        self
    }

    /// Disables retries: each call is sent once.
    pub fn no_retry(self) -> Self {
        self.retry(NoRetry)
    }

    /// Sets the HTTP client: proxy, certificates, connection pool.
    pub fn http(mut self, http: HttpClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Replaces the HTTP client, for tests or for a custom HTTP stack.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the name and version of the program, such as `backup-tool/1.2`, which are added to the user agent. The
    /// default is `ALIBABA_CLOUD_USER_AGENT`.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Adds an observer, which is notified of each attempt.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Creates the client. Nothing is sent; credentials are searched for at the first call.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if an endpoint, a region, a proxy or a certificate is not valid, or if an
    /// environment variable that is read is not UTF-8.
    pub fn build(mut self) -> Result<Client, Error> {
        let base = self.base.take().map(|client| client.shared);
        let (transport, http) = match (self.new_transport(base.as_deref())?, &base) {
            (Some(made), _) => made,
            (None, Some(base)) => (Arc::clone(&base.transport), base.http.clone()),
            (None, None) => over_http(HttpClientBuilder::default())?,
        };
        let settings = match &base {
            Some(base) => Settings::clone(&base.settings),
            None => self.settings_of_environment()?,
        };
        let settings = self.applied_to(settings)?;
        let credentials = match (self.credentials.take(), &base) {
            (Some(credentials), _) => credentials,
            (None, Some(base)) => Arc::clone(&base.credentials),
            (None, None) => Arc::new(credentials::default_chain(&self.sources(&transport, &settings))),
        };
        let mut shared = Shared::new(transport, credentials, settings, self.clock);
        shared.http = http;
        if let Some(base) = base {
            shared.observers.extend_from_slice(&base.observers);
            // Both describe the hosts as this transport reaches them.
            if Arc::ptr_eq(&base.transport, &shared.transport) {
                shared.budget = Arc::clone(&base.budget);
                shared.locations = Arc::clone(&base.locations);
            }
        }
        shared.observers.append(&mut self.observers);
        Ok(shared.into())
    }

    /// The transport that is set, or that a changed setting of the HTTP client needs; `None` if there is no such setting.
    fn new_transport(&mut self, base: Option<&Shared>) -> Result<Option<AnyTransport>, Error> {
        if let Some(transport) = self.transport.take() {
            return Ok(Some((transport, None)));
        }
        let http = match (self.http.take(), self.connect_timeout, base) {
            (Some(http), _, _) => http,
            (None, None, _) => return Ok(None),
            (None, Some(_), None) => HttpClientBuilder::default(),
            (None, Some(_), Some(base)) => match &base.http {
                Some(http) => http.clone(),
                // The connect timeout has no effect on a custom transport.
                None => return Ok(None),
            },
        };
        let http = match self.connect_timeout {
            Some(limit) => http.connect_timeout(limit),
            None => http,
        };
        over_http(http).map(Some)
    }

    /// The defaults, with what is not set here taken from the environment.
    fn settings_of_environment(&mut self) -> Result<Settings, Error> {
        let mut settings = Settings::new(user_agent(None)?);
        let environment = &self.environment;
        environment.check().map_err(Error::configuration)?;
        self.endpoint = self.endpoint.take().or_else(|| endpoint::configured(environment));
        self.network = Some(self.network.map_or_else(|| Network::configured(environment), Ok)?);
        self.application = self.application.take().or_else(|| environment.variable("ALIBABA_CLOUD_USER_AGENT"));
        if self.region.is_none() {
            match region::find(environment) {
                Ok(region) => settings.region = region,
                Err(region::NoRegion::Invalid(error)) => return Err(error),
                // Perhaps no call needs a region; one that does says why there is none.
                Err(region::NoRegion::Unreadable(error)) => settings.region_problem = Some(error),
            }
        }
        Ok(settings)
    }

    /// Applies what is set here to `settings`.
    fn applied_to(&self, mut settings: Settings) -> Result<Settings, Error> {
        fn set<T>(setting: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *setting = value;
            }
        }
        if let Some(text) = &self.endpoint {
            settings.endpoint = Some(Endpoint::parse(text)?);
        }
        if let Some(application) = &self.application {
            settings.user_agent = user_agent(Some(application))?;
        }
        match &self.region {
            None => {}
            Some(region) if region.is_empty() => (settings.region, settings.region_problem) = (None, None),
            Some(region) => settings.set_region(region.clone())?,
        }
        set(&mut settings.network, self.network);
        set(&mut settings.signature, self.signature);
        set(&mut settings.format, self.format);
        set(&mut settings.prefer_get, self.prefer_get);
        set(&mut settings.plain_http, self.plain_http);
        set(&mut settings.total_timeout, self.total_timeout);
        set(&mut settings.read_timeout, self.read_timeout);
        set(&mut settings.response_limit, self.response_limit);
        set(&mut settings.event_timeout, self.event_timeout);
        set(&mut settings.event_limit, self.event_limit);
        set(&mut settings.retry, self.retry.clone());
        Ok(settings)
    }

    /// The sources of the default chain of credentials.
    fn sources(&self, transport: &Arc<dyn Transport>, settings: &Settings) -> Sources {
        let sources = Sources::new(Arc::clone(transport))
            .with_environment(self.environment.clone())
            .with_clock(self.clock.clone())
            .with_network(settings.network)
            .with_retry(Arc::clone(&settings.retry));
        match &settings.region {
            Some(region) => sources.with_region(region),
            None => sources,
        }
    }
}

/// A transport, and the settings with which it was made; `None` for a custom transport.
type AnyTransport = (Arc<dyn Transport>, Option<HttpClientBuilder>);

fn over_http(http: HttpClientBuilder) -> Result<AnyTransport, Error> {
    let made = http.clone().build();
    let client: HttpClient = made.map_err(|error| Error::caused(ErrorKind::Configuration, error.to_string(), error))?;
    Ok((Arc::new(client), Some(http)))
}
