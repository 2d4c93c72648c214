//! Access keys from environment variables.

use std::future::ready;

use super::key::{PartNames, Parts, access_key};
use super::{AccessKey, Credentials, CredentialsError, CredentialsKind, CredentialsProvider, Environment, Secret};
use crate::boxed::BoxFuture;

const PROVIDER: &str = "env";

/// The variables of an access key, in the order in which they are read.
pub(super) const SPELLINGS: [PartNames; 3] = [
    PartNames {
        id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABA_CLOUD_SECURITY_TOKEN",
    },
    PartNames {
        id: "ALIBABACLOUD_ACCESS_KEY_ID",
        secret: "ALIBABACLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABACLOUD_SECURITY_TOKEN",
    },
    PartNames { id: "ALICLOUD_ACCESS_KEY_ID", secret: "ALICLOUD_ACCESS_KEY_SECRET", token: "ALICLOUD_SECURITY_TOKEN" },
];

/// The same variables, followed by the names that only the vendor's CLI reads to complete a profile.
pub(super) const SPELLINGS_OF_CLI: [PartNames; 4] = {
    let [first, second, third] = SPELLINGS;
    [first, second, third, PartNames { id: "ACCESS_KEY_ID", secret: "ACCESS_KEY_SECRET", token: "SECURITY_TOKEN" }]
};

/// Reads an access key from `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for a temporary key,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`.
///
/// If neither ID nor secret is set, the variables with the prefix `ALIBABACLOUD_` are used instead, then those with
/// `ALICLOUD_`. If a prefix has only one half of the pair, the other half and the token are taken from another prefix
/// that has no complete pair either. A complete pair takes no token from another prefix. An ID without any secret is an
/// error, and so is a secret without any ID.
#[derive(Debug, Clone)]
pub struct EnvironmentKeys {
    environment: Environment,
}

impl EnvironmentKeys {
    /// Creates a provider that reads the variables of `environment` on every call.
    #[must_use]
    pub fn new(environment: &Environment) -> Self {
        Self { environment: environment.clone() }
    }

    fn read(&self) -> Result<Credentials, CredentialsError> {
        self.environment.check().map_err(|problem| CredentialsError::failed(PROVIDER, problem))?;
        match find(&self.environment, &SPELLINGS) {
            Some(Ok(key)) => Ok(Credentials::new(CredentialsKind::AccessKey(key), PROVIDER)),
            Some(Err(problem)) if find(&self.environment, &SPELLINGS_OF_CLI).is_some_and(|key| key.is_ok()) => {
                Err(CredentialsError::not_configured(
                    PROVIDER,
                    format!("{problem}, except under a name that only the vendor's CLI reads"),
                ))
            }
            Some(Err(problem)) => Err(CredentialsError::failed(PROVIDER, problem)),
            None => Err(CredentialsError::not_configured(PROVIDER, format!("{} is not set", SPELLINGS[0].id))),
        }
    }
}

/// Finds the access key of the first spelling of which the ID or the secret is set; `None` if there is none. Fails if
/// one half is missing or a value is not valid.
///
/// A missing half is taken from another spelling that is also incomplete, and so is the token then, because the
/// vendor's CLI reads each variable independently. A spelling with a complete pair is a different key, so nothing is
/// taken from it, and it takes nothing from others.
pub(super) fn find(environment: &Environment, spellings: &[PartNames]) -> Option<Result<AccessKey, String>> {
    let found: Vec<FoundKey> = spellings.iter().map(|names| FoundKey::look(environment, *names)).collect();
    let first = found.iter().find(|found| found.id.is_some() || found.secret.is_some())?;
    let has_no_pair = |found: &&FoundKey| found.id.is_none() || found.secret.is_none();
    let others = || found.iter().filter(has_no_pair);
    let id = first.id.as_ref().or_else(|| others().find_map(|found| found.id.as_ref()));
    let secret = first.secret.as_ref().or_else(|| others().find_map(|found| found.secret.as_ref()));
    // A complete pair must not get the token of another key.
    let of_others = || others().find_map(|found| found.token.as_ref()).filter(|_| has_no_pair(&first));
    let token = first.token.as_ref().or_else(of_others);
    let names = first.names;
    Some(match (id, secret) {
        (None, _) => Err(format!("{} is set, but {} is not", names.secret, names.id)),
        (_, None) => Err(format!("{} is set, but {} is not", names.id, names.secret)),
        (Some(id), secret) => access_key(&Parts { id: Some(id), secret, token }, names)
            .map_err(|problem| format!("the environment {problem}")),
    })
}

/// The values of one spelling.
struct FoundKey {
    names: PartNames,
    id: Option<String>,
    secret: Option<Secret>,
    token: Option<Secret>,
}

impl FoundKey {
    fn look(environment: &Environment, names: PartNames) -> Self {
        let secret = |name| environment.variable(name).map(Secret::from);
        Self { names, id: environment.variable(names.id), secret: secret(names.secret), token: secret(names.token) }
    }
}

impl CredentialsProvider for EnvironmentKeys {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(ready(self.read()))
    }
}
