//! Access keys, permanent and temporary.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, SystemTime};

use alicloud_signer::{AccessKey, HexDigest, Secret};

use crate::digest::digest;
use crate::error::ApiError;

/// The access keys and tokens that the emulator accepts.
#[derive(Default)]
pub(crate) struct AccessKeys {
    keys: HashMap<String, Holder>,
    /// IDs of the keys that STS issued, oldest first.
    sessions: VecDeque<String>,
    /// The security tokens of all keys.
    security_tokens: HashSet<HexDigest>,
    bearer_tokens: Vec<Secret>,
    oidc_tokens: OidcTokens,
}

/// The tokens for which `AssumeRoleWithOIDC` issues credentials. The emulator has no identity provider to verify one.
#[derive(Debug, Clone, Default)]
pub(crate) enum OidcTokens {
    /// Every token: anyone who can reach the emulator gets credentials that it accepts.
    #[default]
    Any,
    /// These tokens; none at all if the list is empty.
    Listed(Vec<Secret>),
}

/// An access key and its owner.
#[derive(Clone)]
pub(crate) struct Holder {
    pub(crate) access_key: AccessKey,
    pub(crate) identity: CallerIdentity,
    /// When the key expires; `None` for a permanent key.
    pub(crate) expires: Option<SystemTime>,
}

/// Who sends a request: a user, or a session of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallerIdentity {
    /// `RAMUser` or `AssumedRoleUser`.
    pub(crate) kind: &'static str,
    /// The account that the user or the role belongs to.
    pub(crate) account: String,
    /// ARN of the user, or of the role with its session.
    pub(crate) arn: String,
    /// Identifier of the user, or of the role and the session as `ID:SESSION`.
    pub(crate) principal_id: String,
}

/// The account of the permanent keys.
const ACCOUNT_ID: &str = "1234567890123456";

impl CallerIdentity {
    /// Permanent keys belong to RAM users: the root account may not assume roles.
    pub(crate) fn user(access_key_id: &str) -> Self {
        Self {
            kind: "RAMUser",
            account: ACCOUNT_ID.to_owned(),
            arn: format!("acs:ram::{ACCOUNT_ID}:user/{access_key_id}"),
            principal_id: "216959339000000000".to_owned(),
        }
    }
}

impl AccessKeys {
    /// Adds a key that is kept for as long as the emulator runs.
    pub(crate) fn add(&mut self, holder: Holder) {
        self.security_tokens.extend(holder.access_key.security_token.as_ref().map(token_digest));
        self.keys.insert(holder.access_key.id.clone(), holder);
    }

    /// Adds a key that STS issues, and forgets those that expired long ago. If there are more than [`MOST_SESSIONS`], the
    /// oldest is forgotten: `AssumeRoleWithOIDC` needs no signature, so anybody can request any number of keys.
    pub(crate) fn add_session(&mut self, holder: Holder, now: SystemTime) {
        while self.sessions.len() >= MOST_SESSIONS || self.sessions.front().is_some_and(|id| self.is_forgotten(id, now))
        {
            let Some(oldest) = self.sessions.pop_front().and_then(|id| self.keys.remove(&id)) else { continue };
            if let Some(token) = &oldest.access_key.security_token {
                self.security_tokens.remove(&token_digest(token));
            }
        }
        self.sessions.push_back(holder.access_key.id.clone());
        self.add(holder);
    }

    /// An expired key is remembered for a while, because "expired" is a better response than "unknown".
    fn is_forgotten(&self, id: &str, now: SystemTime) -> bool {
        const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
        self.keys.get(id).is_none_or(|holder| {
            holder.expires.is_some_and(|expires| now.duration_since(expires).is_ok_and(|age| age >= REMEMBERED))
        })
    }

    pub(crate) fn add_bearer_token(&mut self, token: Secret) {
        self.bearer_tokens.push(token);
    }

    pub(crate) fn accepts_bearer_token(&self, token: &str) -> bool {
        self.bearer_tokens.contains(&Secret::from(token))
    }

    pub(crate) fn set_oidc_tokens(&mut self, tokens: OidcTokens) {
        self.oidc_tokens = tokens;
    }

    /// The tokens that `AssumeRoleWithOIDC` accepts.
    pub(crate) fn oidc_tokens(&self) -> &OidcTokens {
        &self.oidc_tokens
    }

    /// The owner of a key that is valid now with this security token.
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

    /// The error is different for a token of another key and for a token that was never issued.
    fn wrong_token(&self, given: &Secret) -> ApiError {
        if self.security_tokens.contains(&token_digest(given)) {
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

fn token_digest(token: &Secret) -> HexDigest {
    digest(&[token.expose()])
}

/// Keys that STS issued and that are still known.
const MOST_SESSIONS: usize = 10_000;
