//! Credentials, the trait that provides them, and the error if there are none. The providers themselves are in
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

/// The credentials of one attempt. Key, secret, token and origin belong together and are never mixed with those of
/// other credentials.
///
/// Cloning is cheap: clones share the key and the HMAC state that is prepared from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    shown: Arc<SharedKind>,
    provider: Arc<str>,
    expires: Option<SystemTime>,
    is_kept: bool,
}

/// The credentials, and the signing key that is prepared from them when it is first needed.
struct SharedKind {
    kind: CredentialsKind,
    signing_key: OnceLock<SigningKey>,
}

impl PartialEq for SharedKind {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for SharedKind {}

impl fmt::Debug for SharedKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)
    }
}

/// The kinds of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsKind {
    /// An access key, with a security token if it is temporary.
    AccessKey(AccessKey),
    /// A bearer token.
    Bearer(Secret),
    /// No credentials.
    Anonymous,
}

impl Credentials {
    /// Creates credentials. `provider` names their origin; it is sent to the service as `x-acs-credentials-provider`,
    /// unless the operation is not signed and so sends none of them.
    #[must_use]
    pub fn new(kind: CredentialsKind, provider: impl Into<Arc<str>>) -> Self {
        Self {
            shown: Arc::new(SharedKind { kind, signing_key: OnceLock::new() }),
            provider: provider.into(),
            expires: None,
            is_kept: true,
        }
    }

    /// Sets the time at which they expire.
    #[must_use]
    pub fn with_expiry(self, expires: SystemTime) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// Marks them as valid for one call only: [`Cached`](crate::credentials::Cached) does not keep them and asks the
    /// provider again for the next call. Meant for providers that do not know when their credentials expire.
    #[must_use]
    pub fn for_one_call(self) -> Self {
        Self { is_kept: false, ..self }
    }

    /// Adds the name of an outer provider to the origin: `outer/inner`.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        let provider = format!("{outer}/{}", self.provider).into();
        Self { provider, ..self }
    }

    /// The kind of the credentials, with their values.
    #[must_use]
    pub fn kind(&self) -> &CredentialsKind {
        &self.shown.kind
    }

    /// The access key; `None` for other kinds of credentials.
    #[must_use]
    pub fn access_key(&self) -> Option<&AccessKey> {
        match self.kind() {
            CredentialsKind::AccessKey(key) => Some(key),
            _ => None,
        }
    }

    /// Whether both have the same kind and values; origin and expiry are not compared.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }

    /// Whether they may be used for more than one call.
    pub(crate) fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// The access key, prepared for signing.
    pub(crate) fn signing_key(&self) -> Option<&SigningKey> {
        let key = self.access_key()?;
        Some(self.shown.signing_key.get_or_init(|| SigningKey::new(Algorithm::HmacSha256, key)))
    }

    /// The origin of the credentials, such as `default/env`.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Help for the error of a service that refuses the credentials: reports that they have expired, if the client
    /// knows that.
    #[cold]
    pub(crate) fn expired_help(&self, now: SystemTime) -> Option<String> {
        let expired = self.expires.filter(|expires| self.is_kept && *expires <= now)?;
        let (expired, now) = (rfc3339(expired).ok()?, rfc3339(now).ok()?);
        let provider = &self.provider;
        Some(format!("the credentials of {provider} expired at {expired}; the clock of the client shows {now}"))
    }

    /// The time at which they expire; `None` if they do not.
    #[must_use]
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }
}

/// Provides the credentials for each attempt of a call. It is not asked for those of an operation that is not signed.
///
/// A program can implement its own provider, for example one that asks a vault:
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
/// // The client caches the credentials, and asks again before they expire.
/// let client = Client::builder().region("cn-hangzhou").credentials(Vault).build()?;
/// # Ok::<(), alicloud_client::Error>(())
/// ```
pub trait CredentialsProvider: Send + Sync + fmt::Debug {
    /// Returns the credentials to use now.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if there are none.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;

    /// Notifies the provider that the service refused `credentials`, for example because they were revoked before they
    /// expired.
    ///
    /// A provider that keeps credentials should discard these. A provider that wraps others should pass the call to the
    /// one that returned them. Others need not implement it. The [origin](Credentials::provider) of `credentials` may
    /// differ from what this provider returned, because outer providers add their names.
    fn refused(&self, credentials: &Credentials) {
        let _ = credentials;
    }

    /// Completes when the program can exit without losing a sign-in, that is, when no single-use token is being
    /// redeemed. During a redemption, the old token is already used up, and the new one exists only in the pending
    /// response.
    ///
    /// A provider that redeems no tokens completes at once; one that wraps others waits for them.
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
