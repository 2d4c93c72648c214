//! Names whose values are hidden in output: errors, traces, logs and recordings.
//!
//! Nothing but the name is known here, and a mistake only hides too much. Therefore a secret noun counts anywhere in a name, unless the
//! name ends with a property of a secret.

use super::{Sensitivity, has_secret_noun, is_separator, sensitivity, squashed};

/// Endings of header names whose values are secrets.
const HEADERS: [&str; 1] = ["authorization"];

/// Endings that name a property of a secret (its id, expiry, length), not the secret.
const PROPERTIES: [&str; 40] = [
    "age",
    "arn",
    "arns",
    "consumed",
    "count",
    "date",
    "enabled",
    "expiration",
    "expire",
    "expired",
    "expires",
    "expiresin",
    "expiry",
    "id",
    "ids",
    "info",
    "inherit",
    "length",
    "limit",
    "masked",
    "name",
    "names",
    "number",
    "policy",
    "prefix",
    "prefixes",
    "prevention",
    "quota",
    "required",
    "retries",
    "size",
    "state",
    "status",
    "time",
    "times",
    "ttl",
    "type",
    "types",
    "url",
    "version",
];

/// Query parameters that authorize the use of a link. As names of fields they are too common to be secrets.
const LINK_PARAMETERS: [&str; 4] = ["ossaccesskeyid", "awsaccesskeyid", "sig", "sign"];

/// Whether a field, header or parameter with this name is likely to hold a secret.
///
/// ```
/// use alicloud_api::secret_name::sounds_secret;
///
/// assert!(sounds_secret("AccountPassword") && sounds_secret("x-acs-security-token"));
/// assert!(!sounds_secret("MaxPasswordAge") && !sounds_secret("NextToken"));
/// ```
#[must_use]
pub fn sounds_secret(name: &str) -> bool {
    let squashed = squashed(name);
    if HEADERS.iter().any(|header| squashed.ends_with(header)) {
        return true;
    }
    match sensitivity(name) {
        Sensitivity::Secret => true,
        Sensitivity::Harmless => false,
        // The first test rules out most names.
        Sensitivity::Unknown => has_secret_noun(&squashed) && !names_a_property(name, &squashed),
    }
}

fn names_a_property(name: &str, squashed: &str) -> bool {
    PROPERTIES.iter().any(|ending| {
        squashed.strip_suffix(ending).is_some_and(|before| starts_word(name, ending) || ends_with_secret(before))
    })
}

/// Whether a word of `name` begins where `ending` does, with which it ends: `Age` in `PasswordAge`, but not in `SecretMessage`.
fn starts_word(name: &str, ending: &str) -> bool {
    let mut letters = name.char_indices().rev().filter(|(_, character)| !is_separator(*character));
    // The endings are ASCII, so that their letters are as many as their bytes; none has fewer than two.
    let mut last = letters.by_ref().take(ending.len()).skip(ending.len().saturating_sub(2));
    let (Some((_, second)), Some((start, first))) = (last.next(), last.next()) else { return false };
    match name.get(..start).and_then(|before| before.chars().next_back()) {
        None => true,
        Some(before) if !before.is_alphabetic() => true,
        Some(before) if before.is_uppercase() => first.is_uppercase() && second.is_lowercase(),
        Some(_) => first.is_uppercase(),
    }
}

/// Whether a name without capitals that goes on with a property is about a secret up to there: `maxpassword` before `age`, and
/// `tokenexpire` before `time`.
fn ends_with_secret(before: &str) -> bool {
    let is_secret = |name: &str| sensitivity(name) == Sensitivity::Secret;
    is_secret(before) || PROPERTIES.iter().filter_map(|ending| before.strip_suffix(ending)).any(is_secret)
}

/// Whether the value after `name=` in a link or header authorizes its use: a signature, or the key that made it.
///
/// ```
/// use alicloud_api::secret_name::signs_link;
///
/// assert!(signs_link("X-Amz-Signature") && !signs_link("Expires"));
/// ```
#[must_use]
pub fn signs_link(name: &str) -> bool {
    let name = squashed(name);
    name.ends_with("signature") || LINK_PARAMETERS.contains(&name.as_str())
}
