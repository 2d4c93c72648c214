//! A temporary access key as services issue it.

use std::time::SystemTime;

use super::json::{Object, Slot};
use super::{AccessKey, Credentials, CredentialsError, CredentialsKind, Secret};
use crate::decode::{Decode, Decoder};

/// `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`, with a capital or a small first letter: the OAuth service has
/// been seen to send both.
#[derive(Default)]
pub(super) struct IssuedKey {
    pub(super) code: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<Secret>,
    security_token: Option<Secret>,
    expiration: Option<String>,
}

impl<'json> Object<'json> for IssuedKey {
    fn member(&mut self, name: &str) -> Option<Slot<'_, 'json>> {
        Some(match name {
            "Code" | "code" => Slot::Text(&mut self.code),
            "AccessKeyId" | "accessKeyId" => Slot::Text(&mut self.access_key_id),
            "AccessKeySecret" | "accessKeySecret" => Slot::Secret(&mut self.access_key_secret),
            "SecurityToken" | "securityToken" => Slot::Secret(&mut self.security_token),
            "Expiration" | "expiration" => Slot::Text(&mut self.expiration),
            _ => return None,
        })
    }
}

/// As STS answers it.
impl Decode for IssuedKey {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("AccessKeyId", &mut self.access_key_id);
        decoder.secret("AccessKeySecret", &mut self.access_key_secret);
        decoder.secret("SecurityToken", &mut self.security_token);
        decoder.string("Expiration", &mut self.expiration);
    }
}

impl IssuedKey {
    /// The credentials; all members must be there.
    pub(super) fn into_credentials(self, provider: &str, what: &str) -> Result<Credentials, CredentialsError> {
        let lacks = |member| CredentialsError::failed(provider, format!("{what} lacks {member}"));
        let text = |value: Option<String>, member| value.filter(|text| !text.is_empty()).ok_or_else(|| lacks(member));
        let secret = |value: Option<Secret>, member| value.filter(|text| !text.is_empty()).ok_or_else(|| lacks(member));
        let expires = parse_time(&text(self.expiration, "Expiration")?).ok_or_else(|| {
            CredentialsError::failed(provider, format!("{what} has an Expiration that is not a UTC time of RFC 3339"))
        })?;
        let id = text(self.access_key_id, "AccessKeyId")?;
        let key = AccessKey::new(id, secret(self.access_key_secret, "AccessKeySecret")?)
            .with_security_token(secret(self.security_token, "SecurityToken")?);
        Ok(Credentials::new(CredentialsKind::AccessKey(key), provider).with_expiry(expires))
    }
}

/// Reads a time such as `2026-01-02T03:04:05Z`.
pub(super) fn parse_time(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339(text.trim()).ok()
}
