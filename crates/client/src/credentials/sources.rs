//! External inputs of providers.

use std::sync::Arc;

use super::{Clock, Environment};
use crate::endpoint::Network;
use crate::retry::{Backoff, RetryPolicy};
use crate::transport::Transport;

/// Address of the metadata service inside an ECS instance. It is link-local and speaks plain HTTP.
const METADATA_ADDRESS: &str = "http://100.100.100.200";

/// External inputs of providers: environment, home directory, HTTP, clock, metadata service, where the program runs, and how
/// often a request is repeated. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Sources {
    environment: Environment,
    transport: Arc<dyn Transport>,
    clock: Clock,
    metadata_address: Arc<str>,
    region: Option<Arc<str>>,
    network: Network,
    retry: Arc<dyn RetryPolicy>,
}

impl Sources {
    /// The environment of the process, the system's clock, and this way to the network.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            environment: Environment::process(),
            transport,
            clock: Clock::default(),
            metadata_address: METADATA_ADDRESS.into(),
            region: None,
            network: Network::default(),
            retry: Arc::new(Backoff::default()),
        }
    }

    /// The same, with these variables and this home folder.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    /// The same, with this clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same, with the ECS metadata service at `address`, as in `http://127.0.0.1:8080`.
    #[must_use]
    pub fn with_metadata_address(self, address: &str) -> Self {
        Self { metadata_address: address.trim_end_matches('/').into(), ..self }
    }

    /// The same, in this region. It chooses the host of the security token service where nothing else does.
    #[must_use]
    pub fn with_region(self, region: &str) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    /// The same, in this network. In a [`Network::Vpc`] the security token service is called inside of it, as
    /// `sts-vpc.<region>.aliyuncs.com`.
    #[must_use]
    pub fn with_network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// The same, with this retry policy for calls of the security token service. A policy of one attempt also ends the second attempt
    /// that the metadata service and a credentials URI otherwise get.
    #[must_use]
    pub fn with_retry(self, policy: impl RetryPolicy + 'static) -> Self {
        Self { retry: Arc::new(policy), ..self }
    }

    /// Variables and home folder.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The way to the network.
    #[must_use]
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The region that the program works in, if it is known.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The network that the program runs in.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network
    }

    pub(crate) fn retry(&self) -> &Arc<dyn RetryPolicy> {
        &self.retry
    }

    pub(crate) fn metadata_address(&self) -> &str {
        &self.metadata_address
    }
}
