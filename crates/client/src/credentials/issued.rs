//! A temporary access key as services issue it.

use std::time::SystemTime;

use serde::Deserialize;

use super::{AccessKey, Credentials, CredentialsError, CredentialsKind};

/// `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`, with a capital or a small first letter: the OAuth service has
/// been seen to send both.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct IssuedKey {
    #[serde(rename = "Code", alias = "code")]
    pub(super) code: Option<String>,
    #[serde(rename = "AccessKeyId", alias = "accessKeyId")]
    access_key_id: Option<String>,
    #[serde(rename = "AccessKeySecret", alias = "accessKeySecret")]
    access_key_secret: Option<String>,
    #[serde(rename = "SecurityToken", alias = "securityToken")]
    security_token: Option<String>,
    #[serde(rename = "Expiration", alias = "expiration")]
    expiration: Option<String>,
}

impl IssuedKey {
    pub(super) fn new(
        id: Option<String>,
        secret: Option<String>,
        token: Option<String>,
        expiration: Option<String>,
    ) -> Self {
        Self { code: None, access_key_id: id, access_key_secret: secret, security_token: token, expiration }
    }

    /// Reads the answer of a service. The error says where it is not readable, and does not repeat what stands there.
    pub(super) fn parse<'de, T: Deserialize<'de>>(
        body: &'de [u8],
        provider: &str,
        what: &str,
    ) -> Result<T, CredentialsError> {
        serde_json::from_slice(body)
            .map_err(|error| CredentialsError::failed(provider, format!("{what} {}", unreadable(&error))))
    }

    /// The credentials; all members must be there.
    pub(super) fn into_credentials(self, provider: &str, what: &str) -> Result<Credentials, CredentialsError> {
        let lacks = |member| CredentialsError::failed(provider, format!("{what} lacks {member}"));
        let present =
            |value: Option<String>, member| value.filter(|value| !value.is_empty()).ok_or_else(|| lacks(member));
        let expires = parse_time(&present(self.expiration, "Expiration")?).ok_or_else(|| {
            CredentialsError::failed(provider, format!("{what} has an Expiration that is not a UTC time of RFC 3339"))
        })?;
        let key = AccessKey::new(
            present(self.access_key_id, "AccessKeyId")?,
            present(self.access_key_secret, "AccessKeySecret")?,
        )
        .with_security_token(present(self.security_token, "SecurityToken")?);
        Ok(Credentials::new(CredentialsKind::AccessKey(key), provider).with_expiry(expires))
    }
}

/// Reads a time such as `2026-01-02T03:04:05Z`.
pub(super) fn parse_time(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339(text.trim()).ok()
}

/// Where JSON is not readable. The error of `serde_json` itself would repeat values, which can be secrets.
pub(super) fn unreadable(error: &serde_json::Error) -> String {
    let problem = match error.classify() {
        serde_json::error::Category::Data => "has a value of an unexpected type",
        _ => "is not valid JSON",
    };
    format!("{problem} (line {}, column {})", error.line(), error.column())
}
