use std::collections::BTreeMap;
use std::time::SystemTime;

use super::account::Account;
use super::database::Database;
use super::endpoint::{InstanceEndpoint, Reach};
use super::engine::{Engine, MYSQL};
use super::transition::{CurrentStatus, Status};
use super::whitelist::{DEFAULT_GROUP, Whitelist};
use crate::identifier;

/// An instance that exists from the start, without a call of `CreateDBInstance`.
///
/// ```
/// use alicloud_emulator::InstanceSeed;
///
/// let seed = InstanceSeed::new("rm-uf6wjk5xxxxxxx").classic().public_endpoint("rm-uf6wjk5xxxx", 3306);
/// ```
#[derive(Debug, Clone)]
pub struct InstanceSeed {
    pub(crate) id: Option<String>,
    pub(crate) region: String,
    pub(crate) zone: Option<String>,
    pub(crate) engine: &'static Engine,
    pub(crate) engine_version: String,
    pub(crate) class: String,
    pub(crate) storage: u64,
    pub(crate) storage_type: String,
    pub(crate) category: String,
    pub(crate) pay_type: String,
    pub(crate) description: String,
    pub(crate) network: InstanceNetwork,
    pub(crate) connection_prefix: Option<String>,
    pub(crate) port: Option<u16>,
    pub(crate) public: Option<(String, u16)>,
    pub(crate) addresses: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) deletion_protection: bool,
    pub(crate) resource_group: String,
}

/// The network of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InstanceNetwork {
    Vpc { vpc: String, switch: String },
    Classic,
}

impl InstanceNetwork {
    /// Value of `InstanceNetworkType`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Vpc { .. } => "VPC",
            Self::Classic => "Classic",
        }
    }
}

impl Default for InstanceSeed {
    /// MySQL 8.0 with 20 GB in a VPC of cn-hangzhou, and a generated ID.
    fn default() -> Self {
        Self {
            id: None,
            region: "cn-hangzhou".to_owned(),
            zone: None,
            engine: &MYSQL,
            engine_version: "8.0".to_owned(),
            class: "mysql.n2.medium.1".to_owned(),
            storage: 20,
            storage_type: "cloud_essd".to_owned(),
            category: "HighAvailability".to_owned(),
            pay_type: "Postpaid".to_owned(),
            description: String::new(),
            network: InstanceNetwork::Vpc {
                vpc: format!("vpc-bp1{}", identifier::lowercase(18)),
                switch: format!("vsw-bp1{}", identifier::lowercase(18)),
            },
            connection_prefix: None,
            port: None,
            public: None,
            addresses: vec!["127.0.0.1".to_owned()],
            tags: BTreeMap::new(),
            deletion_protection: false,
            resource_group: "rg-acfmyemulator".to_owned(),
        }
    }
}

impl InstanceSeed {
    /// Creates the default instance with this ID.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::default() }
    }

    /// Sets the region.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Sets the engine (`MySQL`, `SQLServer`, `PostgreSQL` or `MariaDB`) and its version. An unknown name means MySQL.
    #[must_use]
    pub fn engine(mut self, name: &str, version: impl Into<String>) -> Self {
        self.engine = Engine::find(name).unwrap_or(&MYSQL);
        self.engine_version = version.into();
        self
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Puts the instance on the classic network, where no new instances can be created.
    #[must_use]
    pub fn classic(mut self) -> Self {
        self.network = InstanceNetwork::Classic;
        self
    }

    /// Adds a public endpoint `prefix.<engine>.rds.aliyuncs.com`.
    #[must_use]
    pub fn public_endpoint(mut self, prefix: impl Into<String>, port: u16) -> Self {
        self.public = Some((prefix.into(), port));
        self
    }

    /// Adds a tag. Can be called more than once.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    /// Protects the instance against deletion.
    #[must_use]
    pub fn protected(mut self) -> Self {
        self.deletion_protection = true;
        self
    }
}

/// An instance.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    pub(crate) id: String,
    /// Position in the order of creation, from 1. A token for the next page contains that of the last instance on the
    /// page.
    pub(crate) serial: u64,
    pub(crate) seed: InstanceSeed,
    pub(crate) zone: String,
    pub(crate) description: String,
    pub(crate) created: SystemTime,
    pub(crate) status: CurrentStatus,
    pub(crate) endpoints: Vec<InstanceEndpoint>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) databases: Vec<Database>,
    pub(crate) whitelists: Vec<Whitelist>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) deletion_protection: bool,
}

impl Instance {
    pub(crate) fn new(seed: &InstanceSeed, serial: u64, now: SystemTime) -> Self {
        // The format of the IDs in the documents: a prefix, three fixed characters, and random ones.
        let id =
            seed.id.clone().unwrap_or_else(|| format!("{}bp1{}", seed.engine.id_prefix, identifier::lowercase(14)));
        let internal = InstanceEndpoint {
            host: InstanceEndpoint::host(seed.connection_prefix.as_deref().unwrap_or(&id), seed.engine),
            port: seed.port.unwrap_or(seed.engine.port),
            reach: Reach::Internal,
            address: "172.16.0.10".to_owned(),
        };
        let public = seed.public.as_ref().map(|(prefix, port)| InstanceEndpoint {
            host: InstanceEndpoint::host(prefix, seed.engine),
            port: *port,
            reach: Reach::Public,
            address: PUBLIC_ADDRESS.to_owned(),
        });
        Self {
            id,
            serial,
            zone: seed.zone.clone().unwrap_or_else(|| format!("{}-h", seed.region)),
            description: seed.description.clone(),
            created: now,
            status: CurrentStatus::new(Status::Running),
            endpoints: std::iter::once(internal).chain(public).collect(),
            accounts: Vec::new(),
            databases: Vec::new(),
            whitelists: vec![Whitelist {
                name: DEFAULT_GROUP.to_owned(),
                attribute: String::new(),
                addresses: seed.addresses.clone(),
            }],
            tags: seed.tags.clone(),
            deletion_protection: seed.deletion_protection,
            seed: seed.clone(),
        }
    }

    /// Returns the endpoint with this host name. Host names are case-insensitive.
    pub(crate) fn endpoint(&self, host: &str) -> Option<&InstanceEndpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.host.eq_ignore_ascii_case(host))
    }

    /// Returns the internal endpoint, which every instance has.
    pub(crate) fn internal(&self) -> Option<&InstanceEndpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.reach == Reach::Internal)
    }

    /// Returns the public endpoint, if one is allocated.
    pub(crate) fn public(&self) -> Option<&InstanceEndpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.reach == Reach::Public)
    }

    /// Returns the `IPType` of an endpoint: Inner or Public on the classic network, Private or Public in a VPC.
    pub(crate) fn ip_type(&self, endpoint: &InstanceEndpoint) -> &'static str {
        match (endpoint.reach, &self.seed.network) {
            (Reach::Public, _) => "Public",
            (Reach::Internal, InstanceNetwork::Vpc { .. }) => "Private",
            (Reach::Internal, InstanceNetwork::Classic) => "Inner",
        }
    }
}

/// An address of the block that is reserved for documentation (RFC 5737).
pub(crate) const PUBLIC_ADDRESS: &str = "203.0.113.10";
