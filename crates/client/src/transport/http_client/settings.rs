//! The settings of the HTTP client.

use std::fmt;
use std::time::Duration;

use super::HttpClient;
use super::proxy::{Proxies, Proxy};
use super::tls;
use crate::environment::Environment;
use crate::transport::{TransportError, TransportErrorKind};

/// Builds an [`HttpClient`]. The order of the settings does not matter.
///
/// ```
/// # fn run() -> Result<(), alicloud_client::Error> {
/// use std::time::Duration;
/// use alicloud_client::Client;
/// use alicloud_client::transport::HttpClient;
///
/// let http = HttpClient::builder().proxy("http://proxy.internal:3128").connect_timeout(Duration::from_secs(3));
/// let client = Client::builder().region("cn-hangzhou").http(http).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct HttpClientBuilder {
    pub(super) connect_timeout: Duration,
    pub(super) idle_connections: usize,
    pub(super) idle_timeout: Duration,
    proxy: Option<String>,
    use_proxy: bool,
    root_certificates: Vec<Vec<u8>>,
    environment: Option<Environment>,
}

impl Default for HttpClientBuilder {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            idle_connections: 64,
            // The gateway closes idle connections after 25 seconds, according to its `Keep-Alive` header.
            idle_timeout: Duration::from_secs(20),
            proxy: None,
            use_proxy: true,
            root_certificates: Vec::new(),
            environment: None,
        }
    }
}

impl HttpClientBuilder {
    /// Sets the time limit for name resolution, connection and TLS handshake. The default is 5 seconds.
    /// [`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout) has priority.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the largest number of idle connections that are kept for a host; the default is 64.
    #[must_use]
    pub fn idle_connections(mut self, count: usize) -> Self {
        self.idle_connections = count;
        self
    }

    /// Sets how long an idle connection is kept. The default is 20 seconds, less than the 25 seconds of the gateway.
    #[must_use]
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// Sends all requests through this proxy, such as `http://proxy.internal:3128` or
    /// `http://user:password@proxy.internal:3128`. The proxies of the environment and `NO_PROXY` are then ignored. The
    /// schemes are `http`, `https` and, with the feature `socks`, `socks4`, `socks4a`, `socks5` and `socks5h`.
    ///
    /// The loopback (`localhost`, `127.0.0.0/8`, `::1`) and the metadata service of an ECS instance are always reached
    /// directly, because their addresses mean other machines for a proxy.
    #[must_use]
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.proxy = Some(address.into());
        self
    }

    /// Ignores the proxy settings of the environment. A proxy that is set by [`proxy`](Self::proxy) is still used.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.use_proxy = false;
        self
    }

    /// Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (also in lower case) from `environment`; the
    /// default is the environment of the process. `NO_PROXY` is a list whose entries are `example.com` (with all
    /// subdomains), `*.example.com` (only subdomains), `10.1.2.3` or `10.0.0.0/8`, each with an optional port as in
    /// `example.com:8080`, or `*` for all hosts. A variable that is not valid is an error of the requests that would go
    /// through that proxy, and of no others.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Trusts these root certificates (PEM, one or several) besides those of the system.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Creates the client. The root certificates of the system are read at the first TLS connection.
    ///
    /// # Errors
    ///
    /// [`TransportErrorKind::Configuration`]: a URL of [`proxy`](Self::proxy) or a certificate that is not valid, or no TLS
    /// cryptography (see the features of the crate). A variable of the environment that is not valid is the same error
    /// of each request that would go through that proxy, and names the variable. No error contains a password.
    pub fn build(self) -> Result<HttpClient, TransportError> {
        let invalid =
            |problem: String| TransportError::new(TransportErrorKind::Configuration, false).with_source(problem);
        let proxies = self.proxies().map_err(invalid)?;
        let mut roots = Vec::new();
        for pem in &self.root_certificates {
            roots.extend(tls::certificates(pem).map_err(invalid)?);
        }
        let provider = tls::provider().map_err(invalid)?;
        Ok(HttpClient::new(&self, proxies, provider, roots))
    }

    fn proxies(&self) -> Result<Proxies, String> {
        if let Some(address) = &self.proxy {
            let proxy = Proxy::parse(address).map_err(|problem| {
                format!("the proxy URL that the program sets is not valid: {problem}; write http://proxy.example:3128")
            })?;
            return Ok(Proxies::all(proxy));
        }
        if !self.use_proxy || !cfg!(feature = "system-proxy") {
            return Ok(Proxies::default());
        }
        match &self.environment {
            Some(environment) => Ok(Proxies::of_environment(environment)),
            None => Ok(Proxies::of_environment(&Environment::process()).or_those_of_the_system()),
        }
    }
}

/// Shows the proxy without user and password.
impl fmt::Debug for HttpClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = self.proxy.as_ref().map(|address| match Proxy::parse(address) {
            Ok(proxy) => proxy.name().to_owned(),
            Err(_) => "not valid".to_owned(),
        });
        formatter
            .debug_struct("HttpClientBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_connections", &self.idle_connections)
            .field("idle_timeout", &self.idle_timeout)
            .field("proxy", &proxy)
            .field("use_proxy", &self.use_proxy)
            .field("root_certificates", &self.root_certificates.len())
            .field("environment", &self.environment)
            .finish()
    }
}
