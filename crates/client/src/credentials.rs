//! Credentials and the providers that find them.
//!
//! [`default_chain`] searches for credentials in the same sources and in the same order as the official libraries;
//! [`from_profile`] uses a profile of the vendor's CLI. There is also a provider for each single source. A provider
//! reads its source on every call; wrapped in [`Cached`], its credentials are kept and renewed before they expire.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use alicloud_client::Client;
//! use alicloud_client::credentials::{self, Sources};
//! use alicloud_client::transport::HttpClient;
//!
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! // Without a provider, the default chain is used.
//! let client = Client::builder().region("cn-hangzhou").build()?;
//! // A profile of the vendor's CLI.
//! let sources = Sources::new(Arc::new(HttpClient::builder().build()?));
//! let client = Client::builder().credentials(credentials::from_profile(&sources, "audit")).build()?;
//! // An access key that the program obtained elsewhere.
//! let client = Client::builder().access_key("LTAI5txxxx", std::env::var("KEY_OF_TENANT")?).build()?;
//! # Ok(()) }
//! ```
//!
//! An operation that is not signed (`AssumeRoleWithOIDC`) is sent without credentials, and no provider is asked for any.
//!
//! Providers do not read the process environment themselves: environment variables, home directory, network and clock
//! are passed in a [`Sources`] value.

mod assume_role;
mod cache;
mod chain;
mod cli_profile;
mod ecs_ram_role;
mod environment_keys;
mod external;
mod ini_file;
mod input;
mod issued;
mod json;
mod key;
mod named_file;
mod oidc;
mod request;
mod role_session;
mod sources;
mod statics;
mod sts;
mod uri;

pub use alicloud_signer::{AccessKey, Secret};

pub use assume_role::AssumeRole;
pub use cache::Cached;
pub use chain::{Chain, default_chain};
pub use cli_profile::{CliProfile, ProfileFile, StoredProfile, StoredProfiles, from_profile};
pub use ecs_ram_role::EcsRamRole;
pub use environment_keys::EnvironmentKeys;
pub use external::ExternalProcess;
pub use ini_file::CredentialsFile;
pub use oidc::AssumeRoleWithOidc;
pub use sources::Sources;
pub use statics::Static;
pub use uri::CredentialsUri;

pub(crate) use cli_profile::profile_region;

pub use crate::clock::Clock;
pub use crate::environment::Environment;
pub use crate::provider::{Credentials, CredentialsError, CredentialsKind, CredentialsProvider};
