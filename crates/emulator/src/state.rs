//! The state that the operations change.

pub(crate) mod account;
pub(crate) mod client_token;
pub(crate) mod database;
pub(crate) mod endpoint;
pub(crate) mod engine;
pub(crate) mod instance;
pub(crate) mod transition;
pub(crate) mod whitelist;

use std::fmt;
use std::time::SystemTime;

use indexmap::IndexMap;

use self::client_token::ClientTokens;
use self::instance::{Instance, InstanceSeed};
use self::transition::{Status, Transitions};

/// An instance with this ID already exists. Adding another one would replace it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstanceExists {
    /// The ID.
    pub id: String,
}

impl fmt::Display for InstanceExists {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the instance {} already exists: give each instance its own ID, or none", self.id)
    }
}

impl std::error::Error for InstanceExists {}

/// The whole state of the emulator.
#[derive(Default)]
pub(crate) struct World {
    /// Instances by ID, oldest first.
    instances: IndexMap<String, Instance>,
    pub(crate) client_tokens: ClientTokens,
    pub(crate) transitions: Transitions,
    created: u64,
}

impl World {
    pub(crate) fn new(transitions: Transitions) -> Self {
        Self { transitions, ..Self::default() }
    }

    /// Applies all transitions that are due.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        for instance in self.instances.values_mut() {
            instance.status.settle(now);
        }
        self.instances.retain(|_, instance| instance.status.shown() != Status::Released);
    }

    /// Returns all instances, oldest first.
    pub(crate) fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.instances.values()
    }

    pub(crate) fn instance(&self, id: &str) -> Option<&Instance> {
        self.instances.get(id)
    }

    pub(crate) fn instance_mut(&mut self, id: &str) -> Option<&mut Instance> {
        self.instances.get_mut(id)
    }

    /// Creates an instance that must not exist yet, and returns its ID.
    pub(crate) fn add(&mut self, seed: &InstanceSeed, now: SystemTime) -> Result<String, InstanceExists> {
        match &seed.id {
            Some(id) if self.instances.contains_key(id) => Err(InstanceExists { id: id.clone() }),
            _ => Ok(self.create(seed, now)),
        }
    }

    /// Creates an instance and returns its ID.
    pub(crate) fn create(&mut self, seed: &InstanceSeed, now: SystemTime) -> String {
        self.created += 1;
        let instance = Instance::new(seed, self.created, now);
        let id = instance.id.clone();
        self.instances.insert(id.clone(), instance);
        id
    }

    /// Whether any instance has an endpoint with this host name.
    pub(crate) fn has_host(&self, host: &str) -> bool {
        self.instances.values().any(|instance| instance.endpoint(host).is_some())
    }
}
