//! Which hash an ACS3 signature is made of.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sm3::Sm3;

use crate::digest::keyed;
use crate::{HexDigest, InvalidAuthorization, Secret};

/// The algorithm of an ACS3 signature. The same hash serves the payload, the canonical request and the HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// `ACS3-HMAC-SHA256`, what every service accepts.
    #[default]
    HmacSha256,
    /// `ACS3-HMAC-SM3`, with the hash of GB/T 32905-2016.
    HmacSm3,
}

impl Algorithm {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "ACS3-HMAC-SHA256",
            Self::HmacSm3 => "ACS3-HMAC-SM3",
        }
    }

    /// The hash of a payload, for the header [`CONTENT_HASH_HEADER`](super::CONTENT_HASH_HEADER).
    pub fn hash(self, bytes: &[u8]) -> HexDigest {
        match self {
            Self::HmacSha256 if bytes.is_empty() => *SHA256_OF_NOTHING,
            Self::HmacSha256 => HexDigest::of::<Sha256>(bytes),
            Self::HmacSm3 => HexDigest::of::<Sm3>(bytes),
        }
    }

    /// The keyed hash of a message.
    pub fn hmac(self, key: &Secret, message: &[u8]) -> HexDigest {
        KeyedHash::new(self, key).of_parts(&[message])
    }

    /// The text that is signed for a canonical request with this hash.
    pub(super) fn string_to_sign(self, hash: &HexDigest) -> String {
        format!("{}\n{hash}", self.name())
    }
}

/// An HMAC that has taken in its key and waits for a message. Wiped on drop, as the key is.
#[derive(Clone)]
pub(super) enum KeyedHash {
    Sha256(Hmac<Sha256>),
    Sm3(Hmac<Sm3>),
}

impl KeyedHash {
    pub(super) fn new(algorithm: Algorithm, key: &Secret) -> Self {
        let key = key.expose().as_bytes();
        match algorithm {
            Algorithm::HmacSha256 => Self::Sha256(keyed(key)),
            Algorithm::HmacSm3 => Self::Sm3(keyed(key)),
        }
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Sha256(_) => Algorithm::HmacSha256,
            Self::Sm3(_) => Algorithm::HmacSm3,
        }
    }

    /// The hash of a canonical request, and the signature.
    pub(super) fn sign(self, canonical_request: &str) -> (HexDigest, HexDigest) {
        let algorithm = self.algorithm();
        let hash = algorithm.hash(canonical_request.as_bytes());
        // The string to sign, in its three parts instead of in a text of its own.
        let parts = [algorithm.name().as_bytes(), b"\n", hash.as_str().as_bytes()];
        (hash, self.of_parts(&parts))
    }

    fn of_parts(self, parts: &[&[u8]]) -> HexDigest {
        match self {
            Self::Sha256(mut mac) => {
                parts.iter().for_each(|part| mac.update(part));
                HexDigest::from_output::<Sha256>(&mac.finalize().into_bytes())
            }
            Self::Sm3(mut mac) => {
                parts.iter().for_each(|part| mac.update(part));
                HexDigest::from_output::<Sm3>(&mac.finalize().into_bytes())
            }
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = InvalidAuthorization;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::HmacSha256, Self::HmacSm3]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
            .ok_or(InvalidAuthorization::Scheme { expected: "ACS3-HMAC-SHA256 or ACS3-HMAC-SM3" })
    }
}

/// Most requests have no body, so this hash is computed once and not for each of them.
static SHA256_OF_NOTHING: LazyLock<HexDigest> = LazyLock::new(|| HexDigest::of::<Sha256>(b""));
