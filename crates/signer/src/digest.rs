//! Hashes and HMACs, encoded as they are sent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::{Digest, Output, OutputSizeUser, typenum::U32};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// A hash of 32 bytes as 64 lower-case hexadecimal characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HexDigest([u8; 64]);

impl HexDigest {
    /// The 64 characters.
    pub fn as_str(&self) -> &str {
        // Only hexadecimal characters are ever stored, so the default is never used.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Hashes `bytes` with an algorithm whose output has 32 bytes.
    pub(crate) fn of<D: Digest + OutputSizeUser<OutputSize = U32>>(bytes: &[u8]) -> Self {
        Self::from_output::<D>(&D::digest(bytes))
    }

    pub(crate) fn from_output<D: OutputSizeUser<OutputSize = U32>>(output: &Output<D>) -> Self {
        // Arithmetic instead of a lookup table lets the compiler vectorize the loop.
        let digit = |four_bits: u8| four_bits + if four_bits < 10 { b'0' } else { b'a' - 10 };
        let mut text = [b'0'; 64];
        for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(output) {
            *pair = [digit(byte >> 4), digit(byte & 0x0f)];
        }
        Self(text)
    }
}

impl AsRef<str> for HexDigest {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for HexDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for HexDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// HMAC-SHA1 in standard base64: the signature of RPC and ROA requests in signature version 1.0.
pub(crate) fn hmac_sha1_base64(key: &[u8], message: &[u8]) -> String {
    STANDARD.encode(keyed::<Hmac<Sha1>>(key).chain_update(message).finalize().into_bytes())
}

/// HMAC-SHA256 in standard base64: the signature of requests to Simple Log Service.
pub(crate) fn hmac_sha256_base64(key: &[u8], message: &[u8]) -> String {
    STANDARD.encode(hmac_sha256(key, message))
}

/// HMAC-SHA256 (RFC 2104).
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Output<Sha256> {
    keyed::<Hmac<Sha256>>(key).chain_update(message).finalize().into_bytes()
}

/// An HMAC that is initialized with `key`.
pub(crate) fn keyed<M: Mac + KeyInit>(key: &[u8]) -> M {
    #[allow(clippy::expect_used, reason = "RFC 2104, section 3: a key of HMAC may have any length")]
    <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// Compares a received signature with the expected one in constant time, so that the time does not reveal how many
/// characters were guessed right.
pub(crate) fn same_signature(received: &str, right: &str) -> bool {
    received.as_bytes().ct_eq(right.as_bytes()).into()
}
