//! Tries several providers in order.

use std::future::ready;
use std::sync::OnceLock;

use super::{
    AssumeRoleWithOidc, Cached, CliProfile, Credentials, CredentialsError, CredentialsFile, CredentialsProvider,
    CredentialsUri, EcsRamRole, EnvironmentKeys, Sources,
};
use crate::boxed::BoxFuture;

/// Searches for credentials in the same sources and in the same order as the official libraries. The result is cached
/// and renewed before it expires.
///
/// | | source | provider |
/// |---|---|---|
/// | 1 | `ALIBABA_CLOUD_ACCESS_KEY_ID`, `_ACCESS_KEY_SECRET`, `_SECURITY_TOKEN` | `default/env` |
/// | 2 | `ALIBABA_CLOUD_ROLE_ARN`, `_OIDC_PROVIDER_ARN`, `_OIDC_TOKEN_FILE`, if all are set | `default/oidc_role_arn` |
/// | 3 | `~/.aliyun/config.json` of the vendor's CLI | `default/cli_profile/…` |
/// | 4 | `~/.alibabacloud/credentials.ini` or `credentials` | `default/profile/…` |
/// | 5 | the metadata service of the ECS instance | `default/ecs_ram_role` |
/// | 6 | `ALIBABA_CLOUD_CREDENTIALS_URI`, if it is set | `default/credential_uri` |
///
/// A source is read only when the ones before it have no credentials, so a program with an access key in its
/// environment never waits for the network.
///
/// A provider that is configured but fails ends the search: a later one could belong to a different identity. A
/// provider that is not configured is skipped. The table lists what counts as configured:
///
/// | provider | configured by |
/// |---|---|
/// | `env` | an access key ID or a secret, under any supported name (see [`EnvironmentKeys`]); one without the other is an error |
/// | `oidc_role_arn` | `ALIBABA_CLOUD_ROLE_ARN` with one of the two other variables; then the third is required, and so is a token in the file |
/// | `cli_profile` | `ALIBABA_CLOUD_PROFILE` (which may name a section of the next file instead), `ALIBABA_CLOUD_CONFIG_FILE`, an existing file with a current profile, unless the vendor's CLI created that profile and nobody filled it in (no mode, or mode `AK` without a key) |
/// | `profile` | `ALIBABA_CLOUD_CREDENTIALS_FILE` (it must be readable even if `cli_profile` finds credentials in a profile that no variable names); `ALIBABA_CLOUD_PROFILE`; an existing section `default` |
/// | `ecs_ram_role` | `ALIBABA_CLOUD_ECS_METADATA` |
/// | `credential_uri` | `ALIBABA_CLOUD_CREDENTIALS_URI` |
///
/// A variable that is read here and is not valid UTF-8 is also an error. `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` and
/// `ALIBABA_CLOUD_ECS_METADATA_DISABLED` disable a provider, whatever else is set.
#[must_use]
pub fn default_chain(sources: &Sources) -> Cached<Chain> {
    let environment = EnvironmentKeys::new(sources.environment());
    let providers: [Box<dyn CredentialsProvider>; 6] = [
        Box::new(environment),
        present(AssumeRoleWithOidc::from_environment(sources)),
        Box::new(CliProfile::before_credentials_file(sources)),
        Box::new(CredentialsFile::after_cli_profile(sources)),
        Box::new(EcsRamRole::new(sources)),
        present(CredentialsUri::from_environment(sources)),
    ];
    Cached::new(Chain::new("default", providers)).with_clock(sources.clock().clone())
}

fn present(provider: Result<impl CredentialsProvider + 'static, CredentialsError>) -> Box<dyn CredentialsProvider> {
    match provider {
        Ok(provider) => Box::new(provider),
        Err(error) => Box::new(Absent(error)),
    }
}

/// A provider that is not configured. It returns an error that says why.
#[derive(Debug)]
struct Absent(CredentialsError);

impl CredentialsProvider for Absent {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(ready(Err(self.0.clone())))
    }
}

/// Tries several providers in order. The first that has credentials is used from then on.
///
/// A provider that is configured but fails ends the search, because the credentials of a later provider could belong to
/// a different identity.
///
/// ```
/// use std::sync::Arc;
///
/// use alicloud_client::Client;
/// use alicloud_client::credentials::{Chain, CredentialsProvider, EcsRamRole, EnvironmentKeys, Sources};
/// use alicloud_client::transport::HttpClient;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sources = Sources::new(Arc::new(HttpClient::builder().build()?));
/// // Environment variables during development, the role of the instance in production, and no other source.
/// let providers: [Box<dyn CredentialsProvider>; 2] =
///     [Box::new(EnvironmentKeys::new(sources.environment())), Box::new(EcsRamRole::new(&sources).role_name("backup"))];
/// let client = Client::builder().region("cn-hangzhou").credentials(Chain::new("ours", providers)).build()?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Chain {
    name: &'static str,
    providers: Vec<Box<dyn CredentialsProvider>>,
    chosen: OnceLock<usize>,
}

impl Chain {
    /// Creates a chain of these providers, in this order. In errors and in [`Credentials::provider`], the names of the
    /// providers get the prefix `name`, as in `name/env`.
    #[must_use]
    pub fn new(name: &'static str, providers: impl IntoIterator<Item = Box<dyn CredentialsProvider>>) -> Self {
        Self { name, providers: providers.into_iter().collect(), chosen: OnceLock::new() }
    }

    async fn find(&self) -> Result<Credentials, CredentialsError> {
        if let Some(provider) = self.chosen() {
            return match provider.credentials().await {
                Ok(credentials) => Ok(credentials.within(self.name)),
                Err(error) => Err(error.within(self.name)),
            };
        }
        let mut tried = Vec::new();
        for (index, provider) in self.providers.iter().enumerate() {
            match provider.credentials().await {
                Ok(credentials) => {
                    self.chosen.get_or_init(|| index);
                    return Ok(credentials.within(self.name));
                }
                Err(error) if error.ends_search() => return Err(error.within(self.name).ending_search()),
                Err(error) => tried.push(error),
            }
        }
        Err(CredentialsError::none_of(self.name, tried))
    }

    fn chosen(&self) -> Option<&dyn CredentialsProvider> {
        self.providers.get(*self.chosen.get()?).map(Box::as_ref)
    }
}

impl CredentialsProvider for Chain {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.find())
    }

    fn refused(&self, credentials: &Credentials) {
        if let Some(provider) = self.chosen() {
            provider.refused(credentials);
        }
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        // All providers are awaited, because a search that is still running has not chosen one yet.
        Box::pin(async {
            for provider in &self.providers {
                provider.settled().await;
            }
        })
    }
}
