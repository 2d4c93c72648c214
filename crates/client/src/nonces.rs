//! Nonces of signatures that the program chooses.

use std::fmt;

use crate::boxed::BoxFuture;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};
use crate::provider::Credentials;

/// The longest nonce, in bytes. The vendor's libraries send 32 or 64.
const LONGEST: usize = 64;

/// Provides the nonces of the attempts of a call, for programs that keep them.
///
/// A service refuses a signature whose nonce it has seen before. A program that stores the nonce of a request before the request is
/// sent can therefore send the request again after a crash, with the same nonce: it is carried out if it has never arrived, and
/// refused otherwise ([`Error::is_nonce_used`]). This holds for the same access key and endpoint, and only as long as the service
/// remembers nonces, which the vendor documents as 15 minutes.
///
/// Gateways with a signature of their own know no nonce, so they carry a request out again whatever its nonce is, and the source is asked
/// in vain: [`GatewaySignature::has_nonce`](crate::runtime::GatewaySignature::has_nonce) says which ones.
///
/// The nonce has to be different for each attempt of all calls, unless that refusal is intended.
pub trait NonceSource: Send + Sync + fmt::Debug {
    /// The nonce of an attempt that is about to be signed with these credentials and sent to this endpoint: 1 to 64 ASCII letters,
    /// digits or hyphens. An operation that is not signed has anonymous credentials. An error ends the call; nothing is sent then.
    fn nonce<'a>(
        &'a self,
        credentials: &'a Credentials,
        endpoint: &'a Endpoint,
    ) -> BoxFuture<'a, Result<String, Error>>;
}

/// Checks that a nonce can be sent in a header and in a form.
pub(crate) fn check(nonce: &str) -> Result<(), Error> {
    let is_valid =
        (1..=LONGEST).contains(&nonce.len()) && nonce.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_valid {
        return Ok(());
    }
    let message = format!("the nonce of the request is not 1 to {LONGEST} ASCII letters, digits or hyphens");
    Err(Error::new(ErrorKind::Configuration, message))
}
