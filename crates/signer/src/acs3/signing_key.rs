//! A signing key that is prepared once and used for many signatures.

use std::fmt;

use super::algorithm::KeyedHash;
use super::{Algorithm, Request, Signed, sign_keyed};
use crate::AccessKey;

/// An access key that is prepared for signing. The HMAC state that depends only on the secret is computed once and
/// reused for each request, as RFC 2104, section 4, suggests. The result is the same as that of [`sign`](super::sign).
///
/// `Debug` shows only the id and the algorithm. The HMAC state is wiped on drop, because it is as secret as the key.
///
/// ```
/// use alicloud_signer::{AccessKey, acs3};
///
/// let access_key = AccessKey::new("YourAccessKeyId", "YourAccessKeySecret");
/// let signing_key = acs3::SigningKey::new(acs3::Algorithm::default(), &access_key);
/// let request = acs3::Request { method: "POST", path: "/", ..acs3::Request::default() };
/// assert_eq!(
///     signing_key.sign(&request).authorization(),
///     acs3::sign(&request, acs3::Algorithm::default(), &access_key).authorization(),
/// );
/// ```
#[derive(Clone)]
pub struct SigningKey {
    access_key_id: String,
    keyed: KeyedHash,
}

impl SigningKey {
    /// Prepares the key. The security token is not a part of it: [`signing_headers`](super::signing_headers) adds the
    /// token to the request.
    pub fn new(algorithm: Algorithm, access_key: &AccessKey) -> Self {
        Self { access_key_id: access_key.id.clone(), keyed: KeyedHash::new(algorithm, &access_key.secret) }
    }

    /// Signs the same parts of a request as [`sign`](super::sign).
    pub fn sign(&self, request: &Request<'_>) -> Signed {
        sign_keyed(request, &[], &self.access_key_id, self.keyed.clone())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("access_key_id", &self.access_key_id)
            .field("algorithm", &self.keyed.algorithm())
            .finish_non_exhaustive()
    }
}
