//! The connections of a client: one pool for each origin and each async runtime.
//!
//! The HTTP library cannot drop a single connection of its pool, and a connection is driven by the runtime on which it
//! was made. There is therefore one client of the library for each origin (scheme, host and port) and runtime. Such a
//! client is cheap to create, and it is dropped when its connections cannot be trusted any more; requests in progress
//! keep theirs until they end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use reqwest::Url;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use tokio::runtime::Id;

use super::by_reqwest;
use super::outgoing::ConnectionSettings;
use super::proxy::{Proxies, Proxy, ProxyRoute};
use super::roots::Roots;
use super::sender::Sender;
use super::settings::HttpClientBuilder;
use crate::transport::{TransportError, TransportErrorKind};

/// The largest number of pools. A product has about thirty regions.
const MOST: usize = 128;

pub(super) struct Connections {
    settings: ConnectionSettings,
    pub(super) proxies: Proxies,
    roots: Arc<Roots>,
    pools: RwLock<Vec<Entry>>,
    /// The number of pools created so far. It serves as a clock for finding the least recently used pool.
    made: AtomicU64,
}

struct Entry {
    runtime: Id,
    origin: String,
    pool: Arc<Pool>,
    /// The value of `made` when the pool was last used.
    used: AtomicU64,
}

/// The connections to one origin on one runtime.
pub(super) struct Pool {
    pub(super) sender: Sender,
    pub(super) is_https: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// The proxy for this origin.
    pub(super) proxy: Option<Proxy>,
}

impl Connections {
    pub(super) fn new(
        settings: &HttpClientBuilder,
        proxies: Proxies,
        provider: Arc<CryptoProvider>,
        roots: Vec<CertificateDer<'static>>,
    ) -> Self {
        Self {
            settings: ConnectionSettings {
                connect_timeout: settings.connect_timeout,
                idle_connections: settings.idle_connections,
                idle_timeout: settings.idle_timeout,
            },
            proxies,
            roots: Arc::new(Roots::new(provider, roots)),
            pools: RwLock::default(),
            made: AtomicU64::new(0),
        }
    }

    /// Adds a pool for the origin of the URL `address` on this runtime, unless another task has added one meanwhile.
    pub(super) async fn add(&self, runtime: Id, address: &str) -> Result<Arc<Pool>, TransportError> {
        let origin = origin(address);
        let pool = Arc::new(self.make(origin).await?);
        let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
        // Another task may have added one meanwhile.
        if let Some(entry) = pools.iter().find(|entry| entry.is(runtime, origin)) {
            return Ok(Arc::clone(&entry.pool));
        }
        if pools.len() >= MOST {
            let oldest = pools.iter().enumerate().min_by_key(|(_, entry)| entry.used.load(Ordering::Relaxed));
            if let Some(oldest) = oldest.map(|(position, _)| position) {
                pools.swap_remove(oldest);
            }
        }
        let used = AtomicU64::new(self.made.fetch_add(1, Ordering::Relaxed) + 1);
        pools.push(Entry { runtime, origin: origin.to_owned(), pool: Arc::clone(&pool), used });
        Ok(pool)
    }

    /// The pool for the origin of the URL `address` on this runtime, if there is one.
    pub(super) fn known(&self, runtime: Id, address: &str) -> Option<Arc<Pool>> {
        let origin = origin(address);
        let pools = self.pools.read().unwrap_or_else(PoisonError::into_inner);
        let entry = pools.iter().find(|entry| entry.is(runtime, origin))?;
        let made = self.made.load(Ordering::Relaxed);
        // Written only if it changes, to avoid contention between concurrent calls.
        if entry.used.load(Ordering::Relaxed) != made {
            entry.used.store(made, Ordering::Relaxed);
        }
        Some(Arc::clone(&entry.pool))
    }

    /// Removes a pool, so that the next request to its origin makes a new connection. Several requests that fail at
    /// once remove a pool only once, so a new pool lives for at least one time limit.
    pub(super) fn retire(&self, pool: &Arc<Pool>) {
        let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
        let before = pools.len();
        pools.retain(|entry| !Arc::ptr_eq(&entry.pool, pool));
        if pools.len() < before {
            tracing::debug!(
                host = pool.host,
                port = pool.port,
                "a time limit was exceeded; the connections to this origin are not reused"
            );
        }
    }

    async fn make(&self, origin: &str) -> Result<Pool, TransportError> {
        let url = Url::parse(origin)
            .map_err(|error| TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(error))?;
        let (Some(host), Some(port), "http" | "https") = (url.host_str(), url.port_or_known_default(), url.scheme())
        else {
            let problem = "its URL does not begin with http:// or https://, or has no host";
            return Err(TransportError::new(TransportErrorKind::InvalidRequest, false).with_source(problem));
        };
        let route = self.proxies.route(&url);
        let is_https = url.scheme() == "https";
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
            TransportError::new(TransportErrorKind::Configuration, false).with_target(host, port).with_source(error)
        };
        let proxy = match route {
            ProxyRoute::Through(proxy) => Some(proxy),
            ProxyRoute::Direct | ProxyRoute::System => None,
            ProxyRoute::Unusable(problem) => return Err(failed(problem.into())),
        };
        let speaks_tls = is_https || proxy.is_some_and(Proxy::is_https) || matches!(route, ProxyRoute::System);
        let tls = if speaks_tls { self.roots.config().await } else { self.roots.unneeded() };
        let tls = tls.map_err(|missing| failed(missing.reason.into()).with_help(missing.help))?;
        let sender = match route {
            ProxyRoute::Direct => Ok(Sender::direct(tls, &self.settings)),
            ProxyRoute::Through(proxy) if proxy.is_http() && is_https => Sender::through(proxy, tls, &self.settings),
            ProxyRoute::Through(proxy) if proxy.is_http() => Sender::forwarded_by(proxy, tls, &self.settings),
            // One that is not usable has been refused above.
            ProxyRoute::Through(_) | ProxyRoute::System | ProxyRoute::Unusable(_) => {
                by_reqwest::client(proxy, tls, &self.settings).map(Sender::ByReqwest)
            }
        };
        Ok(Pool { sender: sender.map_err(failed)?, is_https, host: host.to_owned(), port, proxy: proxy.cloned() })
    }
}

impl Entry {
    fn is(&self, runtime: Id, origin: &str) -> bool {
        self.runtime == runtime && self.origin == origin
    }
}

/// The scheme, host and port of a URL, as they are written.
fn origin(address: &str) -> &str {
    let begin = address.find("://").map_or(0, |position| position + 3);
    let rest = address.get(begin..).unwrap_or_default();
    let end = rest.find(['/', '?', '#', '\\']).map_or(address.len(), |position| begin + position);
    address.get(..end).unwrap_or(address)
}
