//! Names that sound secret, for everything that is shown, logged or recorded.
//!
//! Which nouns are secrets is said in [`secret_name`](super::secret_name). Of the names here nothing else is known, and they decide only
//! what is hidden: so such a noun counts wherever it is in a name, unless the name ends with a property of a secret.

use super::secret_name::{Verdict, has_secret_noun, is_between_words, squashed, verdict};

/// Ends of names of secrets in headers. Elsewhere they are common.
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

/// Parameters of a link whose value lets whoever has it use the link. As names of fields they are too common.
const LINK_PARAMETERS: [&str; 4] = ["ossaccesskeyid", "awsaccesskeyid", "sig", "sign"];

/// Whether a field, header or parameter with this name is likely to hold a secret.
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
        // Most names hold no such noun at all.
        Verdict::Unknown => has_secret_noun(&squashed) && !names_a_property(name, &squashed),
    }
}

fn names_a_property(name: &str, squashed: &str) -> bool {
    PROPERTIES.iter().any(|ending| {
        squashed.strip_suffix(ending).is_some_and(|before| starts_word(name, ending) || ends_with_secret(before))
    })
}

/// Whether a word of `name` begins where `ending` does, with which it ends: `Age` in `PasswordAge`, but not in `SecretMessage`.
fn starts_word(name: &str, ending: &str) -> bool {
    let mut letters = name.char_indices().rev().filter(|(_, character)| !is_between_words(*character));
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
    let is_secret = |name: &str| verdict(name) == Verdict::Secret;
    is_secret(before) || PROPERTIES.iter().filter_map(|ending| before.strip_suffix(ending)).any(is_secret)
}

/// Whether `name=` in a link or a header comes before something that lets others use it.
pub(super) fn signs_link(name: &str) -> bool {
    let name = squashed(name);
    name.ends_with("signature") || LINK_PARAMETERS.contains(&name.as_str())
}
