//! Reads `Authorization` headers of the form `<scheme> <id>:<signature>`.

use crate::InvalidAuthorization;

/// Returns the access key id and the signature of a header value of this scheme.
///
/// # Errors
///
/// [`InvalidAuthorization::Scheme`] if the value does not begin with the scheme and a space;
/// [`InvalidAuthorization::MissingPart`] if a part is missing or empty.
pub(crate) fn key_and_signature<'a>(
    value: &'a str,
    scheme: &'static str,
) -> Result<(&'a str, &'a str), InvalidAuthorization> {
    let parts = value.trim_ascii().strip_prefix(scheme).and_then(|parts| parts.strip_prefix(' '));
    let parts = parts.ok_or(InvalidAuthorization::Scheme { expected: scheme })?;
    let (access_key_id, signature) = parts.split_once(':').unwrap_or((parts, ""));
    let (access_key_id, signature) = (access_key_id.trim(), signature.trim());
    for (name, part) in [("AccessKey ID", access_key_id), ("signature", signature)] {
        if part.is_empty() {
            return Err(InvalidAuthorization::MissingPart { name });
        }
    }
    Ok((access_key_id, signature))
}
