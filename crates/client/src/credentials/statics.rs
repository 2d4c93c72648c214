//! Credentials that the program passes in.

use std::future::ready;
use std::time::SystemTime;

use super::{AccessKey, Credentials, CredentialsError, CredentialsKind, CredentialsProvider, Secret};
use crate::boxed::BoxFuture;

/// Credentials that the program passes in. They never change. White space around a key or token is removed.
///
/// ```
/// use alicloud_client::Client;
/// use alicloud_client::credentials::Static;
///
/// # fn main() -> Result<(), alicloud_client::Error> {
/// let temporary = Static::with_token("STS.NTxxxx", "secret", "token");
/// let client = Client::builder().region("cn-hangzhou").credentials(temporary).build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Static {
    credentials: Credentials,
}

impl Static {
    /// Uses a long-lived access key.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<Secret>) -> Self {
        AccessKey::new(access_key_id, access_key_secret).into()
    }

    /// Uses a temporary access key with its security token.
    #[must_use]
    pub fn with_token(
        access_key_id: impl Into<String>,
        access_key_secret: impl Into<Secret>,
        security_token: impl Into<Secret>,
    ) -> Self {
        AccessKey::new(access_key_id, access_key_secret).with_security_token(security_token).into()
    }

    /// Sets the expiry.
    pub(super) fn until(self, expires: SystemTime) -> Self {
        Self { credentials: self.credentials.with_expiry(expires) }
    }

    /// Uses a bearer token.
    #[must_use]
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Credentials::new(CredentialsKind::Bearer(trimmed(&token.into())), "bearer").into()
    }

    /// Uses no credentials, for operations that need no signature.
    #[must_use]
    pub fn anonymous() -> Self {
        Credentials::new(CredentialsKind::Anonymous, "anonymous").into()
    }
}

impl From<AccessKey> for Static {
    fn from(mut key: AccessKey) -> Self {
        // Keys are often read from files or variables that end with a line break.
        key.id = key.id.trim().to_owned();
        key.secret = trimmed(&key.secret);
        key.security_token = key.security_token.as_ref().map(trimmed);
        let provider = if key.security_token.is_some() { "static_sts" } else { "static_ak" };
        Credentials::new(CredentialsKind::AccessKey(key), provider).into()
    }
}

fn trimmed(secret: &Secret) -> Secret {
    secret.expose().trim().into()
}

impl From<Credentials> for Static {
    fn from(credentials: Credentials) -> Self {
        Self { credentials }
    }
}

impl CredentialsProvider for Static {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(ready(Ok(self.credentials.clone())))
    }
}
