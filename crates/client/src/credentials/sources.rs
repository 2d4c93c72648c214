//! External inputs of providers.

use std::sync::Arc;

use super::{Clock, Environment};
use crate::endpoint::Network;
use crate::retry::{Backoff, RetryPolicy};
use crate::transport::Transport;

/// The URL of the metadata service inside an ECS instance. The IP address is link-local and the protocol is plain HTTP.
const METADATA_ADDRESS: &str = "http://100.100.100.200";

/// External inputs of providers: environment variables, home directory, HTTP, clock, metadata service, region, network,
/// and retry policy. Cloning is cheap.
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
    /// Uses the environment of the process, the system clock, and `transport` for requests.
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

    /// Replaces the environment variables and the home directory.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    /// Replaces the clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Sets the URL of the ECS metadata service, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn with_metadata_address(self, address: &str) -> Self {
        Self { metadata_address: address.trim_end_matches('/').into(), ..self }
    }

    /// Sets the region. It selects the host of the security token service unless a provider, profile or variable does.
    #[must_use]
    pub fn with_region(self, region: &str) -> Self {
        Self { region: Some(region.into()), ..self }
    }

    /// Sets the network. In a [`Network::Vpc`], the security token service is called at its VPC host,
    /// `sts-vpc.<region>.aliyuncs.com`.
    #[must_use]
    pub fn with_network(self, network: Network) -> Self {
        Self { network, ..self }
    }

    /// Sets the retry policy for calls of the security token service. With a policy of one attempt, requests to the
    /// metadata service and to a credentials URI are not sent a second time either.
    #[must_use]
    pub fn with_retry(self, policy: impl RetryPolicy + 'static) -> Self {
        Self { retry: Arc::new(policy), ..self }
    }

    /// The environment variables and the home directory.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The transport that sends requests.
    #[must_use]
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The region in which the program works, if it is known.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The network in which the program runs.
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
