//! Everything outside that providers look at.

use std::sync::Arc;

use super::{Clock, Environment};
use crate::transport::Transport;

/// Address of the metadata service inside an ECS instance. It is link-local and speaks plain HTTP.
const METADATA_ADDRESS: &str = "http://100.100.100.200";

/// Everything outside that providers look at: variables, home folder, network, clock, metadata service. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Sources {
    environment: Environment,
    transport: Arc<dyn Transport>,
    clock: Clock,
    metadata_address: Arc<str>,
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

    pub(crate) fn metadata_address(&self) -> &str {
        &self.metadata_address
    }
}
