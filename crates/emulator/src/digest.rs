//! A fixed length for strings of any length that are only compared.

use alicloud_signer::HexDigest;
use alicloud_signer::acs3::Algorithm;

/// The SHA-256 hash of `parts`, each with its length, so that no two lists of parts are one string.
///
/// What a caller sends can be megabytes long. Kept as a hash, ten thousand of them take less than a megabyte.
pub(crate) fn digest(parts: &[&str]) -> HexDigest {
    let mut all = String::new();
    for part in parts {
        all.extend([part.len().to_string().as_str(), ":", part]);
    }
    Algorithm::HmacSha256.hash(all.as_bytes())
}
