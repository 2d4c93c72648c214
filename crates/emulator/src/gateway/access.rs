//! Access keys, permanent and temporary.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use alicloud_signer::{AccessKey, Secret};

use crate::error::ApiError;

/// The access keys and bearer tokens that the emulator accepts.
#[derive(Default)]
pub(crate) struct AccessKeys {
    keys: HashMap<String, Holder>,
    bearer_tokens: Vec<Secret>,
}

/// An access key and whose it is.
#[derive(Clone)]
pub(crate) struct Holder {
    pub(crate) access_key: AccessKey,
    pub(crate) identity: Identity,
    /// When the key stops to be valid; `None` for a permanent key.
    pub(crate) expires: Option<SystemTime>,
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// `RAMUser` or `AssumedRoleUser`.
    pub(crate) kind: &'static str,
    /// ARN of the user, or of the role with its session.
    pub(crate) arn: String,
    /// Identifier of the user, or of the role and the session as `ID:SESSION`.
    pub(crate) principal_id: String,
}

/// The one account of the emulator.
pub(crate) const ACCOUNT_ID: &str = "1234567890123456";

impl Identity {
    /// Permanent keys belong to RAM users: the root account may not assume roles.
    pub(crate) fn user(access_key_id: &str) -> Self {
        Self {
            kind: "RAMUser",
            arn: format!("acs:ram::{ACCOUNT_ID}:user/{access_key_id}"),
            principal_id: "216959339000000000".to_owned(),
        }
    }
}

impl AccessKeys {
    pub(crate) fn add(&mut self, holder: Holder, now: SystemTime) {
        // An expired key is remembered for a while, because "expired" is a better answer than "unknown".
        const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
        self.keys.retain(|_, holder| holder.expires.is_none_or(|expires| expires + REMEMBERED > now));
        self.keys.insert(holder.access_key.id.clone(), holder);
    }

    pub(crate) fn add_bearer_token(&mut self, token: Secret) {
        self.bearer_tokens.push(token);
    }

    pub(crate) fn accepts_bearer_token(&self, token: &str) -> bool {
        self.bearer_tokens.contains(&Secret::from(token))
    }

    /// The holder of a key that is valid now with this security token.
    pub(crate) fn find(&self, id: &str, token: Option<&str>, now: SystemTime) -> Result<Holder, ApiError> {
        let holder = self
            .keys
            .get(id)
            .ok_or_else(|| ApiError::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."))?;
        match (&holder.access_key.security_token, token.filter(|token| !token.is_empty()).map(Secret::from)) {
            (None, None) => {}
            (Some(_), None) => return Err(ApiError::missing("SecurityToken")),
            (Some(right), Some(given)) if *right == given => {}
            (_, Some(given)) => return Err(self.wrong_token(&given)),
        }
        if holder.expires.is_some_and(|expires| expires <= now) {
            return Err(ApiError::new(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."));
        }
        Ok(holder.clone())
    }

    /// A token of another key is told apart from one that the service never gave out.
    fn wrong_token(&self, given: &Secret) -> ApiError {
        if self.keys.values().any(|holder| holder.access_key.security_token.as_ref() == Some(given)) {
            ApiError::new(
                400,
                "InvalidSecurityToken.MismatchWithAccessKey",
                "Specified SecurityToken mismatch with the AccessKey.",
            )
        } else {
            ApiError::new(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
        }
    }
}
