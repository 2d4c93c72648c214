//! An access key in environment variables.

use std::future::ready;

use super::{AccessKey, Credentials, CredentialsError, CredentialsKind, CredentialsProvider, Environment};
use crate::transport::BoxFuture;

const PROVIDER: &str = "env";
const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// The access key in `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for a temporary one,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`.
#[derive(Debug, Clone)]
pub struct EnvironmentKeys {
    environment: Environment,
}

impl EnvironmentKeys {
    /// Reads the variables of `environment` each time.
    #[must_use]
    pub fn new(environment: &Environment) -> Self {
        Self { environment: environment.clone() }
    }

    fn read(&self) -> Result<Credentials, CredentialsError> {
        let variable = |name| self.environment.variable(name);
        let key = match (variable(ID), variable(SECRET)) {
            (Some(id), Some(secret)) => AccessKey::new(id, secret),
            (None, None) => return Err(CredentialsError::not_configured(PROVIDER, format!("{ID} is not set"))),
            (None, Some(_)) => {
                return Err(CredentialsError::failed(PROVIDER, format!("{SECRET} is set, but {ID} is not")));
            }
            (Some(_), None) => {
                return Err(CredentialsError::failed(PROVIDER, format!("{ID} is set, but {SECRET} is not")));
            }
        };
        let key = match variable(TOKEN) {
            Some(token) => key.with_security_token(token),
            None => key,
        };
        Ok(Credentials::new(CredentialsKind::AccessKey(key), PROVIDER))
    }
}

impl CredentialsProvider for EnvironmentKeys {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(ready(self.read()))
    }
}
