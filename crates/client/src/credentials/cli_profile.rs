//! Credentials from a profile of the vendor's CLI, `~/.aliyun/config.json`.

mod cloud_sso;
mod configuration;
mod edit;
mod kept_key;
mod lock;
mod mode;
mod named_by;
mod oauth;
mod profile;
mod profile_file;
mod replace;
mod rewrite;
mod token_store;

use std::sync::{Arc, Mutex, PoisonError};

pub(super) use configuration::{has_only, profile_variable};
pub use profile_file::{ProfileFile, StoredProfile, StoredProfiles};

use super::{Cached, Credentials, CredentialsError, CredentialsProvider, Environment, Sources, named_file};
use crate::boxed::BoxFuture;
use crate::shown::{LONGEST_NAME, shown};
use configuration::Configuration;
use named_by::NamedBy;
use token_store::TokenStore;

const PROVIDER: &str = "cli_profile";

/// The environment variable that disables this provider.
const DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

/// Uses the profile `name` of the vendor's CLI. The credentials are cached and renewed before they expire.
#[must_use]
pub fn from_profile(sources: &Sources, name: impl Into<String>) -> Cached<CliProfile> {
    Cached::new(CliProfile::named(sources, name)).with_clock(sources.clock().clone())
}

/// Credentials from a profile of the vendor's CLI, in `~/.aliyun/config.json` or the file that
/// `ALIBABA_CLOUD_CONFIG_FILE` names.
///
/// All modes of the CLI are supported, except the two that the vendor has deprecated. The file (at most 1 MiB) is read
/// on every call, so that a new sign-in takes effect. A missing setting is taken from the environment variables that
/// the CLI reads (`ALIBABA_CLOUD_…`, `ALIBABACLOUD_…`, `ALICLOUD_…`, and names without a prefix). If
/// `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is `true`, nothing is read. If the program, a variable or the file itself names
/// a profile, it is an error if that profile does not exist or is incomplete.
///
/// If the program names the profile, nothing that says who the caller is comes from variables: no access key, bearer
/// token, role, credentials URI or mode. The credentials are those of this profile, or it is an error.
///
/// Renewed tokens of a sign-in are written back to the file, under the lock `config.json.lock` beside it; all other
/// bytes of the file are kept.
#[derive(Debug)]
pub struct CliProfile {
    sources: Sources,
    name: Option<String>,
    tokens: Arc<TokenStore>,
    /// Whether the credentials file is tried after this provider. A variable may then name a section of that file
    /// instead of a profile.
    is_before_credentials_file: bool,
    /// The provider of the latest credentials, which is notified if the service refuses them.
    last: Mutex<Option<Arc<dyn CredentialsProvider>>>,
}

impl CliProfile {
    /// Uses the profile that `ALIBABA_CLOUD_PROFILE` names, or else the current profile of the file.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        let environment = sources.environment();
        let tokens = Arc::new(TokenStore::new(configuration::path(environment), environment));
        Self { sources: sources.clone(), name: None, tokens, is_before_credentials_file: false, last: Mutex::default() }
    }

    /// Uses the profile `name`.
    #[must_use]
    pub fn named(sources: &Sources, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::new(sources) }
    }

    /// Creates a provider for a chain in which the credentials file of the official libraries comes next.
    pub(super) fn before_credentials_file(sources: &Sources) -> Self {
        Self { is_before_credentials_file: true, ..Self::new(sources) }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let provider = self.provider()?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&provider));
        match provider.credentials().await {
            Ok(credentials) => Ok(credentials.within(PROVIDER)),
            // The profile selects this provider, so it is an error if it is not configured.
            Err(error) => Err(error.within(PROVIDER).into_failure()),
        }
    }

    fn provider(&self) -> Result<Arc<dyn CredentialsProvider>, CredentialsError> {
        let environment = self.sources.environment();
        environment.check().map_err(|problem| CredentialsError::failed(PROVIDER, problem))?;
        if environment.is_on(DISABLED) {
            return Err(CredentialsError::not_configured(PROVIDER, format!("{DISABLED} is true")));
        }
        let configuration = Configuration::load(environment)?;
        let (name, named_by) = configuration.profile_name(self.name.as_deref(), environment)?;
        let modes =
            mode::Modes { configuration: &configuration, named_by, sources: &self.sources, tokens: &self.tokens };
        let result = modes.provider(&name);
        let is_there = || configuration.has_profile(&name).unwrap_or(true);
        match (result, named_by) {
            (Ok(provider), NamedBy::File | NamedBy::Default) if self.is_before_credentials_file => {
                // No variable named this profile, but one may name a credentials file, which must then be readable.
                named_file::check(environment)?;
                Ok(provider)
            }
            (Ok(provider), _) => Ok(provider),
            (Err(error), NamedBy::Variable(_)) if self.is_before_credentials_file && !is_there() => Err(error),
            (Err(error), NamedBy::Program | NamedBy::Variable(_)) => Err(error.into_failure()),
            (Err(error), NamedBy::File) if configuration.exists() && !is_there() => Err(error.into_failure()),
            (Err(error), NamedBy::File | NamedBy::Default) => Err(error),
        }
    }
}

impl CredentialsProvider for CliProfile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }

    fn refused(&self, credentials: &Credentials) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last {
            last.refused(credentials);
        }
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.tokens.settled())
    }
}

/// Describes that the configuration file has no profile `name`, and lists the profiles that it has. Returns `None` if
/// the provider is disabled and so does not read the file.
pub(super) fn describe_lack_of(name: &str, environment: &Environment) -> Option<String> {
    if environment.is_on(DISABLED) {
        return None;
    }
    Some(Configuration::load(environment).map_or_else(|error| error.to_string(), |file| file.describe_lack_of(name)))
}

/// The region of the profile in use, with the words for where it is set; `None` if there is none.
pub(crate) fn profile_region(environment: &Environment) -> Result<Option<(String, String)>, CredentialsError> {
    let configuration = Configuration::load(environment)?;
    let (name, named_by) = configuration.profile_name(None, environment)?;
    let region = match configuration.profile(&name, named_by, environment) {
        Ok(profile) => profile.region_id,
        // Nobody named this profile.
        Err(error) if error.is_not_configured() && named_by == NamedBy::Default => None,
        Err(error) => return Err(error),
    };
    let source = || format!("region_id of the profile {} in {}", shown(&name, LONGEST_NAME), configuration.describe());
    Ok(region.filter(|region| !region.is_empty()).map(|region| (source(), region)))
}
