//! The hash algorithms of ACS3 signatures.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sm3::Sm3;

use crate::digest::keyed;
use crate::{HexDigest, InvalidAuthorization, Secret};

/// The algorithm of an ACS3 signature. The payload, the canonical request and the HMAC all use the same hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// `ACS3-HMAC-SHA256`, which every service accepts.
    #[default]
    HmacSha256,
    /// `ACS3-HMAC-SM3`, with the hash of GB/T 32905-2016.
    HmacSm3,
}

impl Algorithm {
    /// The name of the algorithm in the header `Authorization`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "ACS3-HMAC-SHA256",
            Self::HmacSm3 => "ACS3-HMAC-SM3",
        }
    }

    /// Hashes a payload, for the header [`CONTENT_HASH_HEADER`](super::CONTENT_HASH_HEADER).
    pub fn hash(self, bytes: &[u8]) -> HexDigest {
        match self {
            Self::HmacSha256 if bytes.is_empty() => *SHA256_OF_NOTHING,
            Self::HmacSha256 => HexDigest::of::<Sha256>(bytes),
            Self::HmacSm3 => HexDigest::of::<Sm3>(bytes),
        }
    }

    /// Computes the HMAC of a message (RFC 2104).
    pub fn hmac(self, key: &Secret, message: &[u8]) -> HexDigest {
        KeyedHash::new(self, key).of_parts(&[message])
    }

    /// The string to sign for a canonical request with this hash.
    pub(super) fn string_to_sign(self, hash: &HexDigest) -> String {
        format!("{}\n{hash}", self.name())
    }
}

/// An HMAC that has been initialized with a key. Its state is wiped on drop, because it is as secret as the key.
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

    /// Returns the hash of a canonical request, and its signature.
    pub(super) fn sign(self, canonical_request: &str) -> (HexDigest, HexDigest) {
        let algorithm = self.algorithm();
        let hash = algorithm.hash(canonical_request.as_bytes());
        // The HMAC is fed with the three parts of the string to sign, which avoids allocating that string.
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

/// The hash of an empty body. It is computed only once, because most requests have no body.
static SHA256_OF_NOTHING: LazyLock<HexDigest> = LazyLock::new(|| HexDigest::of::<Sha256>(b""));
