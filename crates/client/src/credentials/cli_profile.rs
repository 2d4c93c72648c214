//! A profile of the official command line, `~/.aliyun/config.json`.

mod configuration;
mod mode;
mod profile;
mod token_store;

use std::sync::Arc;

pub(super) use token_store::TokenStore;

use super::{Cached, Credentials, CredentialsError, CredentialsProvider, Environment, Sources};
use crate::transport::BoxFuture;
use configuration::Configuration;

const PROVIDER: &str = "cli_profile";

/// The profile of the official command line with this name: kept, and renewed in time.
#[must_use]
pub fn from_profile(sources: &Sources, name: impl Into<String>) -> Cached<CliProfile> {
    Cached::new(CliProfile::named(sources, name)).with_clock(sources.clock().clone())
}

/// A profile of the official command line, in `~/.aliyun/config.json` or where `ALIBABA_CLOUD_CONFIG_FILE` says.
///
/// Every mode that the command line writes is understood, except the two that it has itself given up. The file is read anew each
/// time, so that a new sign-in is seen. Where the file or the profile lacks something, the variables that the command line reads
/// fill it in (`ALIBABA_CLOUD_…`, `ALIBABACLOUD_…`, `ALICLOUD_…`, and the bare names). Nothing is read if
/// `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`.
#[derive(Debug)]
pub struct CliProfile {
    sources: Sources,
    name: Option<String>,
    tokens: Arc<TokenStore>,
}

impl CliProfile {
    /// The profile that `ALIBABA_CLOUD_PROFILE` names, else the current one of the file.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        let tokens = Arc::new(TokenStore::new(configuration::path(sources.environment())));
        Self { sources: sources.clone(), name: None, tokens }
    }

    /// The profile with this name.
    #[must_use]
    pub fn named(sources: &Sources, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::new(sources) }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        const SWITCH: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
        if self.sources.environment().is_on(SWITCH) {
            return Err(CredentialsError::not_configured(PROVIDER, format!("{SWITCH} is true")));
        }
        let configuration = Configuration::load(self.sources.environment())?;
        let name = configuration.profile_name(self.name.as_deref(), self.sources.environment())?;
        let provider = mode::Modes { configuration: &configuration, sources: &self.sources, tokens: &self.tokens }
            .provider(&name)?;
        match provider.credentials().await {
            Ok(credentials) => Ok(credentials.within(PROVIDER)),
            Err(error) => Err(error.within(PROVIDER)),
        }
    }
}

impl CredentialsProvider for CliProfile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}

/// The region of the profile in use, if there is one.
pub(crate) fn profile_region(environment: &Environment) -> Option<String> {
    let configuration = Configuration::load(environment).ok()?;
    let name = configuration.profile_name(None, environment).ok()?;
    configuration.profile(&name, environment).ok()?.region_id
}
