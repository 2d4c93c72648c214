//! The temporary key that a profile of a sign-in holds.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::profile::Profile;
use super::token_store::TokenStore;
use crate::boxed::BoxFuture;
use crate::credentials::key::{PartNames, Parts, access_key_of};
use crate::credentials::{Credentials, CredentialsError, CredentialsKind, CredentialsProvider, Sources};

/// The names of the fields of an access key in a profile.
pub(super) const NAMES: PartNames = PartNames { id: "access_key_id", secret: "access_key_secret", token: "sts_token" };

/// A temporary key of a profile is not used if it expires within this many seconds, so that it does not expire during a
/// call.
const KEPT_KEY_MARGIN: u64 = 180;

/// The temporary key of the profile, unless it expires soon.
pub(super) fn kept_key(profile: &Profile, provider: &str, sources: &Sources) -> Option<Credentials> {
    let expires = profile.sts_expiration?;
    if expires <= sources.clock().unix_seconds().saturating_add(KEPT_KEY_MARGIN) {
        return None;
    }
    let (id, secret) = (profile.access_key_id.as_deref()?, profile.access_key_secret.as_ref()?);
    let parts = Parts { id: Some(id), secret: Some(secret), token: Some(profile.sts_token.as_ref()?) };
    let key = access_key_of(provider, "the profile", &parts, NAMES).ok()?;
    let expires = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(expires))?;
    Some(Credentials::new(CredentialsKind::AccessKey(key), provider).with_expiry(expires))
}

/// Provides the temporary key that the profile holds. After the service has refused it, the sign-in is exchanged for a
/// new key.
#[derive(Debug)]
pub(super) struct KeptKey {
    pub(super) credentials: Credentials,
    pub(super) tokens: Arc<TokenStore>,
    pub(super) sign_in: Result<Arc<dyn CredentialsProvider>, CredentialsError>,
}

impl CredentialsProvider for KeptKey {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            if !self.tokens.was_refused(&self.credentials) {
                return Ok(self.credentials.clone());
            }
            match &self.sign_in {
                Ok(sign_in) => sign_in.credentials().await,
                Err(error) => Err(error.clone()),
            }
        })
    }

    fn refused(&self, credentials: &Credentials) {
        self.tokens.refuse(credentials);
    }
}
