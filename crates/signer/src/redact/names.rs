//! Names that suggest a secret, for everything that is shown, logged or recorded.
//!
//! [`secret_name`](super::secret_name) lists the nouns that denote secrets. No description is known for the names that
//! are judged here, and the result decides only whether a value is hidden. Such a noun therefore counts anywhere in the
//! name, unless the name ends with a property of a secret, such as its length.

use super::secret_name::{Verdict, has_secret_noun, is_between_words, squashed, verdict};

/// Endings of names of secret headers. They count only at the end of a name, because elsewhere in a name they are
/// common (`AuthorizationState`).
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

/// URL parameters whose value lets anybody who has it use the URL. As names of fields they are too common to be hidden.
const LINK_PARAMETERS: [&str; 4] = ["ossaccesskeyid", "awsaccesskeyid", "sig", "sign"];

/// Whether a field, header or parameter with this name probably holds a secret.
///
/// ```
/// use alicloud_signer::redact::sounds_secret;
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
    match verdict(name) {
        Verdict::Secret => true,
        Verdict::Harmless => false,
        // The noun is searched for first, because most names contain none.
        Verdict::Unknown => has_secret_noun(&squashed) && !names_a_property(name, &squashed),
    }
}

fn names_a_property(name: &str, squashed: &str) -> bool {
    PROPERTIES.iter().any(|ending| {
        squashed.strip_suffix(ending).is_some_and(|before| starts_word(name, ending) || ends_with_secret(before))
    })
}

/// Whether `ending`, with which `name` ends, begins at the start of a word: `Age` does in `PasswordAge`, but not in
/// `SecretMessage`.
fn starts_word(name: &str, ending: &str) -> bool {
    let mut letters = name.char_indices().rev().filter(|(_, character)| !is_between_words(*character));
    // The endings are ASCII, so their length in bytes is their number of letters. None has fewer than two letters.
    let mut last = letters.by_ref().take(ending.len()).skip(ending.len().saturating_sub(2));
    let (Some((_, second)), Some((start, first))) = (last.next(), last.next()) else { return false };
    match name.get(..start).and_then(|before| before.chars().next_back()) {
        None => true,
        Some(before) if !before.is_alphabetic() => true,
        Some(before) if before.is_uppercase() => first.is_uppercase() && second.is_lowercase(),
        Some(_) => first.is_uppercase(),
    }
}

/// For names without capitals: whether the part before a property names a secret, such as `maxpassword` before `age` or
/// `tokenexpire` before `time`.
fn ends_with_secret(before: &str) -> bool {
    let is_secret = |name: &str| verdict(name) == Verdict::Secret;
    is_secret(before) || PROPERTIES.iter().filter_map(|ending| before.strip_suffix(ending)).any(is_secret)
}

/// Whether the parameter `name` of a URL or header signs it, so that its value lets others use it.
pub(super) fn signs_link(name: &str) -> bool {
    let name = squashed(name);
    name.ends_with("signature") || LINK_PARAMETERS.contains(&name.as_str())
}
