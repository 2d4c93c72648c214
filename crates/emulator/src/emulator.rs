//! Starts and stops the emulator.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alicloud_catalog::Catalog;
use alicloud_signer::{AccessKey, Secret};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::access::{AccessKeys, CallerIdentity, Holder, OidcTokens};
use crate::clock::EmulatorClock;
use crate::fault::Fault;
use crate::gateway::{CatalogSource, Gateway};
use crate::lock::lock;
use crate::recorded_request::RecordedRequest;
use crate::server::Server;
use crate::state::instance::InstanceSeed;
use crate::state::transition::Transitions;
use crate::state::{InstanceExists, World};

/// A running emulator. It stops when it is dropped: each connection is closed as soon as its current request has its response.
pub struct Emulator {
    address: SocketAddr,
    server: Arc<Server>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Emulator {
    /// Starts on a free port of 127.0.0.1, with the access key `testid` and the secret `testsecret`.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Starts with other settings.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The latest requests, oldest first, with secrets hidden: 10,000 at most, and fewer if they are large (32 MiB in all).
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.server.requests()
    }

    /// Injects a fault into later calls. Faults that match the same call are used in the order of injection.
    pub fn inject(&self, fault: Fault) {
        self.server.faults.inject(fault);
    }

    /// Creates an instance that is running at once, and returns its ID.
    ///
    /// # Errors
    ///
    /// An instance with this ID exists.
    pub fn add_instance(&self, seed: &InstanceSeed) -> Result<String, InstanceExists> {
        let gateway = &self.server.gateway;
        lock(gateway.world()).add(seed, gateway.clock().now())
    }

    /// Stops, and waits up to ten seconds until every request that has arrived has its response. Requests that have arrived
    /// only in part are dropped.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // It ends by itself; if it was cancelled with its runtime, it has ended as well.
        let _ = self.task.await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Settings of an [`Emulator`].
#[derive(Default)]
pub struct EmulatorBuilder {
    listen: Option<SocketAddr>,
    access_keys: Vec<(AccessKey, Option<SystemTime>)>,
    bearer_tokens: Vec<Secret>,
    oidc_tokens: OidcTokens,
    receive_timeout: Option<Duration>,
    most_connections: Option<NonZeroUsize>,
    strict: bool,
    clock: EmulatorClock,
    transitions: Transitions,
    instances: Vec<InstanceSeed>,
    catalog: Option<Catalog>,
}

impl EmulatorBuilder {
    /// Listens on this address instead of a free port of 127.0.0.1. The emulator protects nothing: do not let others reach it.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = Some(address);
        self
    }

    /// Accepts this access key instead of `testid`; more than one may be given. A key with a security token is accepted
    /// only together with it.
    #[must_use]
    pub fn access_key(mut self, access_key: AccessKey) -> Self {
        self.access_keys.push((access_key, None));
        self
    }

    /// Accepts this access key until `expires`, by the emulator's clock.
    #[must_use]
    pub fn temporary_access_key(mut self, access_key: AccessKey, expires: SystemTime) -> Self {
        self.access_keys.push((access_key, Some(expires)));
        self
    }

    /// Accepts this bearer token for operations whose entry lists `BearerToken`.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        self.bearer_tokens.push(token.into());
        self
    }

    /// Issues credentials in `AssumeRoleWithOIDC` only for this OIDC token; more than one may be given.
    ///
    /// Without this setting every token is accepted, and anyone who can reach the emulator gets credentials that it accepts: it
    /// has no identity provider to verify a token. See also [`refuse_oidc`](Self::refuse_oidc).
    #[must_use]
    pub fn oidc_token(mut self, token: impl Into<Secret>) -> Self {
        match &mut self.oidc_tokens {
            OidcTokens::Any => self.oidc_tokens = OidcTokens::Listed(vec![token.into()]),
            OidcTokens::Listed(tokens) => tokens.push(token.into()),
        }
        self
    }

    /// Refuses every call of `AssumeRoleWithOIDC`, like an account that trusts no identity provider.
    #[must_use]
    pub fn refuse_oidc(mut self) -> Self {
        self.oidc_tokens = OidcTokens::Listed(Vec::new());
        self
    }

    /// Whether an operation without state is refused with 501 `Emulator.NotStateful`, after the checks that any request gets.
    ///
    /// Otherwise it returns a sample, and nothing changes: a test can see that only in the header `x-alicloud-emulated:
    /// sample`. [`coverage`](crate::coverage) lists the operations with state.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// How long a client may take to send the headers of a request, and its body; 30 seconds otherwise. A slower client is
    /// disconnected or refused with status 408.
    #[must_use]
    pub fn receive_timeout(mut self, timeout: Duration) -> Self {
        self.receive_timeout = Some(timeout);
        self
    }

    /// How many connections are served at one time; 4,096 otherwise. Further ones wait until one of them ends, which an idle
    /// one does after the time of [`receive_timeout`](Self::receive_timeout).
    #[must_use]
    pub fn most_connections(mut self, most: NonZeroUsize) -> Self {
        self.most_connections = Some(most);
        self
    }

    /// Takes the time from this function instead of the system.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = EmulatorClock::new(now);
        self
    }

    /// How long instances remain in temporary states; [`Transitions::Instant`] otherwise.
    #[must_use]
    pub fn transitions(mut self, transitions: Transitions) -> Self {
        self.transitions = transitions;
        self
    }

    /// An instance that exists from the start; more than one may be given.
    #[must_use]
    pub fn instance(mut self, seed: InstanceSeed) -> Self {
        self.instances.push(seed);
        self
    }

    /// Serves the operations of this catalog instead of the embedded one.
    #[must_use]
    pub fn catalog(mut self, catalog: Catalog) -> Self {
        self.catalog = Some(catalog);
        self
    }

    /// Starts.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on, or two instances have the same ID.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let listen = self.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let failed = |error| StartError::Listen { listen, error };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let receive_timeout = self.receive_timeout.unwrap_or(RECEIVE_TIMEOUT);
        let most_connections = self.most_connections.map_or(MOST_CONNECTIONS, NonZeroUsize::get);
        let gateway = self.gateway().map_err(StartError::Instance)?;
        let server = Arc::new(Server::new(gateway, receive_timeout, most_connections));
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(Arc::clone(&server).serve(listener, stopped));
        Ok(Emulator { address, server, stop, task })
    }

    fn gateway(self) -> Result<Gateway, InstanceExists> {
        let now = self.clock.now();
        let mut access_keys = AccessKeys::default();
        let mut given = self.access_keys;
        if given.is_empty() {
            given.push((AccessKey::new("testid", "testsecret"), None));
        }
        for (access_key, expires) in given {
            let identity = CallerIdentity::user(&access_key.id);
            access_keys.add(Holder { access_key, identity, expires });
        }
        for token in self.bearer_tokens {
            access_keys.add_bearer_token(token);
        }
        access_keys.set_oidc_tokens(self.oidc_tokens);
        let mut world = World::new(self.transitions);
        for seed in &self.instances {
            world.add(seed, now)?;
        }
        let catalog = self.catalog.map_or(CatalogSource::Embedded, CatalogSource::Own);
        Ok(Gateway::new(catalog, access_keys, self.clock, world, self.strict))
    }
}

/// Without secrets.
impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("listen", &self.listen)
            .field("transitions", &self.transitions)
            .field("instances", &self.instances)
            .finish_non_exhaustive()
    }
}

/// The default of [`EmulatorBuilder::most_connections`].
const MOST_CONNECTIONS: usize = 4096;

/// The default of [`EmulatorBuilder::receive_timeout`].
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(30);

/// The emulator could not be started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    Listen {
        /// The address.
        listen: SocketAddr,
        /// The reason of the system.
        error: io::Error,
    },
    /// Two of the initial instances have the same ID.
    Instance(InstanceExists),
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { listen, error } => {
                write!(
                    formatter,
                    "cannot listen on {listen}: {error}; choose another address, or port 0 for a free one"
                )
            }
            Self::Instance(error) => write!(formatter, "{error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Listen { error, .. } => Some(error),
            Self::Instance(_) => None,
        }
    }
}
