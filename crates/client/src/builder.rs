//! The settings of a client.

use std::sync::Arc;
use std::time::Duration;

use crate::client::{Client, Settings, user_agent};
use crate::credentials::{self, Cached, Clock, CredentialsProvider, Environment, Sources};
use crate::endpoint::{self, Endpoint, Network};
use crate::error::{Error, ErrorKind};
use crate::observe::Observer;
use crate::region;
use crate::retry::{Backoff, NoRetry, RetryPolicy};
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
    credentials: Option<Arc<dyn CredentialsProvider>>,
    region: Option<String>,
    endpoint: Option<String>,
    network: Option<Network>,
    signature: SignatureVersion,
    format: Format,
    prefer_get: bool,
    total_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
    response_limit: Option<usize>,
    retry: Option<Arc<dyn RetryPolicy>>,
    http: HttpClientBuilder,
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

    /// Sets the signature scheme; the default is ACS3.
    pub fn signature(mut self, version: SignatureVersion) -> Self {
        self.signature = version;
        self
    }

    /// Sets the format of responses; the default is JSON.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Sets whether to use GET for operations that allow it. By default, the documented method is used.
    pub fn prefer_get(mut self, prefer: bool) -> Self {
        self.prefer_get = prefer;
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

    /// Sets the retry policy; the default is [`Backoff::default`].
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
        self.http = http;
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
    pub fn build(self) -> Result<Client, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                let http = match self.connect_timeout {
                    Some(limit) => self.http.connect_timeout(limit),
                    None => self.http,
                };
                let client: HttpClient =
                    http.build().map_err(|error| Error::caused(ErrorKind::Configuration, error.to_string(), error))?;
                Arc::new(client) as Arc<dyn Transport>
            }
        };
        let environment = &self.environment;
        environment.check().map_err(Error::configuration)?;
        let endpoint = self
            .endpoint
            .or_else(|| endpoint::configured(environment))
            .map(|text| Endpoint::parse(&text))
            .transpose()?;
        let network = self.network.map_or_else(|| Network::configured(environment), Ok)?;
        let application = self.application.or_else(|| environment.variable("ALIBABA_CLOUD_USER_AGENT"));
        let (region, region_problem) = match self.region {
            Some(region) if region.is_empty() => (None, None),
            Some(region) => {
                region::check(&region).map_err(|problem| Error::configuration(problem.to_string()))?;
                (Some(region), None)
            }
            None => match region::find(environment) {
                Ok(region) => (region, None),
                Err(region::NoRegion::Invalid(error)) => return Err(error),
                // Perhaps no call needs a region; one that does says why there is none.
                Err(region::NoRegion::Unreadable(error)) => (None, Some(error)),
            },
        };
        let retry = self.retry.unwrap_or_else(|| Arc::new(Backoff::default()));
        let credentials = match self.credentials {
            Some(credentials) => credentials,
            None => {
                let sources = Sources::new(Arc::clone(&transport))
                    .with_environment(environment.clone())
                    .with_clock(self.clock.clone())
                    .with_network(network)
                    .with_retry(Arc::clone(&retry));
                let sources = match &region {
                    Some(region) => sources.with_region(region),
                    None => sources,
                };
                Arc::new(credentials::default_chain(&sources))
            }
        };
        let mut settings = Settings {
            region,
            region_problem,
            endpoint,
            network,
            signature: self.signature,
            format: self.format,
            prefer_get: self.prefer_get,
            retry,
            ..Settings::new(user_agent(application.as_deref())?)
        };
        if let Some(limit) = self.total_timeout {
            settings.total_timeout = limit;
        }
        if let Some(limit) = self.read_timeout {
            settings.read_timeout = limit;
        }
        if let Some(limit) = self.response_limit {
            settings.response_limit = limit;
        }
        Ok(Client::new(transport, credentials, settings, self.observers, self.clock))
    }
}
