//! Several providers, one after the other.

use std::future::ready;
use std::sync::OnceLock;

use super::{
    AssumeRoleWithOidc, Cached, CliProfile, Credentials, CredentialsError, CredentialsFile, CredentialsProvider,
    CredentialsUri, EcsRamRole, EnvironmentKeys, Sources,
};
use crate::transport::BoxFuture;

/// Finds credentials where the official libraries look for them, in their order; kept, and renewed in time.
///
/// | | place | provider |
/// |---|---|---|
/// | 1 | `ALIBABA_CLOUD_ACCESS_KEY_ID`, `_ACCESS_KEY_SECRET`, `_SECURITY_TOKEN` | `default/env` |
/// | 2 | `ALIBABA_CLOUD_ROLE_ARN`, `_OIDC_PROVIDER_ARN`, `_OIDC_TOKEN_FILE`, if all are set | `default/oidc_role_arn` |
/// | 3 | `~/.aliyun/config.json` of the official command line | `default/cli_profile/…` |
/// | 4 | `~/.alibabacloud/credentials.ini` or `credentials` | `default/profile/…` |
/// | 5 | the metadata service of the ECS instance | `default/ecs_ram_role` |
/// | 6 | `ALIBABA_CLOUD_CREDENTIALS_URI`, if it is set | `default/credential_uri` |
///
/// Nothing is asked before it is needed: a program with a key in its environment waits for no network.
#[must_use]
pub fn default_chain(sources: &Sources) -> Cached<Chain> {
    let environment = EnvironmentKeys::new(sources.environment());
    let providers: [Box<dyn CredentialsProvider>; 6] = [
        Box::new(environment),
        present(AssumeRoleWithOidc::from_environment(sources)),
        Box::new(CliProfile::new(sources)),
        Box::new(CredentialsFile::new(sources)),
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

/// A provider that is not set up: it declines, and says why.
#[derive(Debug)]
struct Absent(CredentialsError);

impl CredentialsProvider for Absent {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(ready(Err(self.0.clone())))
    }
}

/// Several providers, of which the first that has credentials is used from then on.
///
/// A provider that is set up and fails does not end the search (as in the official libraries), but is told to the log: the credentials
/// that are found after it may be those of somebody else.
#[derive(Debug)]
pub struct Chain {
    name: &'static str,
    providers: Vec<Box<dyn CredentialsProvider>>,
    chosen: OnceLock<usize>,
}

impl Chain {
    /// These providers, in this order. `name` stands before theirs, as in `name/env`.
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
                    warn_of_broken(&tried, &credentials);
                    self.chosen.get_or_init(|| index);
                    return Ok(credentials.within(self.name));
                }
                Err(error) => tried.push(error),
            }
        }
        Err(CredentialsError::none_of(self.name, tried))
    }

    fn chosen(&self) -> Option<&dyn CredentialsProvider> {
        self.providers.get(*self.chosen.get()?).map(Box::as_ref)
    }
}

fn warn_of_broken(tried: &[CredentialsError], used: &Credentials) {
    for error in tried.iter().filter(|error| !error.is_not_configured()) {
        tracing::warn!(%error, using = used.provider(), "a credentials provider is set up, but does not work; another one is used");
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
}
