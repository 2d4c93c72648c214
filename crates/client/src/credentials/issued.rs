//! The temporary access key in responses of services.

use std::time::{Duration, SystemTime};

use super::json::{KeyTarget, Object};
use super::key::{PartNames, Parts, access_key_of, clean};
use super::{Credentials, CredentialsError, CredentialsKind, Secret};
use crate::decode::{Decode, Decoder};

const NAMES: PartNames = PartNames { id: "AccessKeyId", secret: "AccessKeySecret", token: "SecurityToken" };

/// The fields `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`. Their first letter may also be in
/// lower case, because the OAuth service returns both forms.
#[derive(Default)]
pub(super) struct IssuedKey {
    pub(super) code: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<Secret>,
    security_token: Option<Secret>,
    expiration: Option<String>,
}

impl<'json> Object<'json> for IssuedKey {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        Some(match name {
            "Code" | "code" => KeyTarget::Text(&mut self.code),
            "AccessKeyId" | "accessKeyId" => KeyTarget::Text(&mut self.access_key_id),
            "AccessKeySecret" | "accessKeySecret" => KeyTarget::Secret(&mut self.access_key_secret),
            "SecurityToken" | "securityToken" => KeyTarget::Secret(&mut self.security_token),
            "Expiration" | "expiration" => KeyTarget::Text(&mut self.expiration),
            _ => return None,
        })
    }
}

/// Decodes the response of STS.
impl Decode for IssuedKey {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("AccessKeyId", &mut self.access_key_id);
        decoder.secret("AccessKeySecret", &mut self.access_key_secret);
        decoder.secret("SecurityToken", &mut self.security_token);
        decoder.string("Expiration", &mut self.expiration);
    }
}

impl IssuedKey {
    /// Converts the key into credentials. Fails if a field is missing or not valid.
    pub(super) fn into_credentials(self, provider: &str, what: &str) -> Result<Credentials, CredentialsError> {
        let failed = |problem: String| CredentialsError::failed(provider, format!("{what} {problem}"));
        let expires = clean(self.expiration.as_deref(), "Expiration").map_err(failed)?;
        let expires = parse_time(expires)
            .ok_or_else(|| failed("has an Expiration that is not an RFC 3339 timestamp".to_owned()))?;
        // A temporary key cannot be used without its security token.
        clean(self.security_token.as_ref().map(Secret::expose), NAMES.token).map_err(failed)?;
        let parts = Parts {
            id: self.access_key_id.as_deref(),
            secret: self.access_key_secret.as_ref(),
            token: self.security_token.as_ref(),
        };
        let key = access_key_of(provider, what, &parts, NAMES)?;
        Ok(Credentials::new(CredentialsKind::AccessKey(key), provider).with_expiry(expires))
    }
}

/// Parses a time such as `2026-01-02T03:04:05Z`, `2026-01-02T11:04:05.5+08:00` or, as some tools write the offset,
/// `2026-01-02T11:04:05+0800`.
pub(super) fn parse_time(text: &str) -> Option<SystemTime> {
    /// The length of date and time. A sign before this position belongs to the date and not to the offset.
    const SECONDS_END: usize = 19;
    let text = text.trim().to_ascii_uppercase();
    let Some(at) = text.rfind(['+', '-']).filter(|at| *at >= SECONDS_END) else {
        return humantime::parse_rfc3339(&text).ok();
    };
    let (local, offset) = text.split_at_checked(at)?;
    let (sign, digits) = offset.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at_checked(2)?;
    let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = Duration::from_secs(hours * 3600 + minutes * 60);
    let local = humantime::parse_rfc3339(&format!("{local}Z")).ok()?;
    if sign == "+" { local.checked_sub(offset) } else { local.checked_add(offset) }
}
