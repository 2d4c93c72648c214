//! Hashes of strings that are only compared, so that they have a fixed length.

use alicloud_signer::HexDigest;
use alicloud_signer::acs3::Algorithm;

/// The SHA-256 hash of `parts`, each with its length, so that different lists of parts have different hashes.
///
/// Strings of a caller can be megabytes long; the hashes of ten thousand of them take less than a megabyte.
pub(crate) fn digest(parts: &[&str]) -> HexDigest {
    let mut all = String::new();
    for part in parts {
        all.extend([part.len().to_string().as_str(), ":", part]);
    }
    Algorithm::HmacSha256.hash(all.as_bytes())
}
