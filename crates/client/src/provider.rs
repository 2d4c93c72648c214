//! What every provider of credentials gives: credentials at one moment, or why there are none. Where they come from is the matter of
//! [`credentials`](crate::credentials).

mod error;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use alicloud_signer::acs3::{Algorithm, SigningKey};
use alicloud_signer::{AccessKey, Secret};

pub use error::CredentialsError;

use crate::boxed::BoxFuture;
use crate::timestamp::rfc3339;

/// Credentials at one moment: key, secret, token and origin belong together and are used together for one attempt.
///
/// Cloning shares them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    shown: Arc<Shown>,
    provider: Arc<str>,
    expires: Option<SystemTime>,
    is_kept: bool,
}

/// What a caller shows, and what the first request makes of it for all others.
struct Shown {
    kind: CredentialsKind,
    signing_key: OnceLock<SigningKey>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Shown {}

impl fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)
    }
}

/// What a caller shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsKind {
    /// An access key, with the security token of a temporary one.
    AccessKey(AccessKey),
    /// A bearer token.
    Bearer(Secret),
    /// Nothing.
    Anonymous,
}

impl Credentials {
    /// Credentials that came from `provider` (sent to the service as `x-acs-credentials-provider`).
    #[must_use]
    pub fn new(kind: CredentialsKind, provider: impl Into<Arc<str>>) -> Self {
        Self {
            shown: Arc::new(Shown { kind, signing_key: OnceLock::new() }),
            provider: provider.into(),
            expires: None,
            is_kept: true,
        }
    }

    /// The same, valid until `expires`.
    #[must_use]
    pub fn with_expiry(self, expires: SystemTime) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// The same, for one call only: [`Cached`](crate::credentials::Cached) does not keep them and asks again for the next. For a provider that does not know how
    /// long they are good.
    #[must_use]
    pub fn for_one_call(self) -> Self {
        Self { is_kept: false, ..self }
    }

    /// The same, found through an outer provider: `outer/inner`.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        let provider = format!("{outer}/{}", self.provider).into();
        Self { provider, ..self }
    }

    /// What the caller shows.
    #[must_use]
    pub fn kind(&self) -> &CredentialsKind {
        &self.shown.kind
    }

    /// The access key, if that is what the caller shows.
    #[must_use]
    pub fn access_key(&self) -> Option<&AccessKey> {
        match self.kind() {
            CredentialsKind::AccessKey(key) => Some(key),
            _ => None,
        }
    }

    /// Whether both show the same, wherever they were found and however long they are good.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }

    /// Whether they may be used for more than one call.
    pub(crate) fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// The access key, ready to sign.
    pub(crate) fn signing_key(&self) -> Option<&SigningKey> {
        let key = self.access_key()?;
        Some(self.shown.signing_key.get_or_init(|| SigningKey::new(Algorithm::HmacSha256, key)))
    }

    /// Where the credentials came from, as in `default/env`.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// For the error of a service that refuses them: that they have expired, as far as is known here.
    #[cold]
    pub(crate) fn expired_help(&self, now: SystemTime) -> Option<String> {
        let expired = self.expires.filter(|expires| self.is_kept && *expires <= now)?;
        let (expired, now) = (rfc3339(expired).ok()?, rfc3339(now).ok()?);
        let provider = &self.provider;
        Some(format!(
            "the credentials of {provider} expired at {expired}, and by the clock of this program it is {now}"
        ))
    }

    /// When they stop being valid; `None` for long-lived ones.
    #[must_use]
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }
}

/// Gives the credentials for an attempt.
///
/// A program can have a provider of its own, for example one that asks a vault:
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use alicloud_client::credentials::{CredentialsError, CredentialsKind};
/// use alicloud_client::transport::BoxFuture;
/// use alicloud_client::{AccessKey, Client, Credentials, CredentialsProvider};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl CredentialsProvider for Vault {
///     fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
///         Box::pin(async {
///             let (id, secret, token) = ask().await.map_err(|problem| CredentialsError::failed("vault", problem))?;
///             let key = AccessKey::new(id, secret).with_security_token(token);
///             let expires = SystemTime::now() + Duration::from_secs(3600);
///             Ok(Credentials::new(CredentialsKind::AccessKey(key), "vault").with_expiry(expires))
///         })
///     }
/// }
/// # async fn ask() -> Result<(String, String, String), String> { Err("sealed".to_owned()) }
///
/// // The client keeps what the provider gives, and asks again before it expires.
/// let client = Client::builder().region("cn-hangzhou").credentials(Vault).build()?;
/// # Ok::<(), alicloud_client::Error>(())
/// ```
pub trait CredentialsProvider: Send + Sync + fmt::Debug {
    /// The credentials to use now.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if there are none.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;

    /// Hears that the service refused `credentials`, for example because they were revoked before they expired.
    ///
    /// A provider that keeps credentials forgets these, and one that stands before others hands it on to where they came from; the rest
    /// have nothing to do. `credentials` may be named differently than when this provider gave them, by the providers in between.
    fn refused(&self, credentials: &Credentials) {
        let _ = credentials;
    }

    /// Completes when the program can end without losing a sign-in: no single-use token is being redeemed. While one is, the old token
    /// is already used up, and the new one exists only in the response that is awaited.
    ///
    /// A provider that redeems nothing completes at once; one that wraps others waits for them.
    fn settled(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

macro_rules! provider_behind_pointer {
    ($($pointer:ident)*) => {$(
        impl<P: CredentialsProvider + ?Sized> CredentialsProvider for $pointer<P> {
            fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
                (**self).credentials()
            }

            fn refused(&self, credentials: &Credentials) {
                (**self).refused(credentials);
            }

            fn settled(&self) -> BoxFuture<'_, ()> {
                (**self).settled()
            }
        }
    )*};
}

provider_behind_pointer! { Arc Box }
