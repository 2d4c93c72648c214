//! An access key, made ready once for many signatures.

use std::fmt;

use super::algorithm::KeyedHash;
use super::{Algorithm, Request, Signed, sign_keyed};
use crate::AccessKey;

/// An access key that has been made ready to sign: what an HMAC computes from the secret alone is kept, as RFC 2104, section 4, proposes,
/// and not computed again for each request. Signs what [`sign`](super::sign) signs.
///
/// `Debug` shows the id and the algorithm. What was made from the secret is wiped on drop, like the secret.
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
    /// Makes the key ready. A security token stays with the access key: [`signing_headers`](super::signing_headers) sends it.
    pub fn new(algorithm: Algorithm, access_key: &AccessKey) -> Self {
        Self { access_key_id: access_key.id.clone(), keyed: KeyedHash::new(algorithm, &access_key.secret) }
    }

    /// Signs a request: every header `x-acs-*`, `host`, and `content-type` if there is one.
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
