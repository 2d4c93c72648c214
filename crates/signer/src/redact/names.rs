//! Names that sound secret: the one list of such words for everything that is shown, logged or recorded.
//!
//! The generator has a list of its own, since it decides about types and must not mark too much. This one only hides, so it is wider.

/// Parts of names whose values are secrets.
const WORDS: [&str; 9] =
    ["password", "passwd", "passphrase", "pwd", "secret", "privatekey", "credential", "token", "samlassertion"];

/// Whole names and ends of names whose values are secrets.
const ENDINGS: [&str; 2] = ["authorization", "apikey"];

/// Endings that name a property of a secret (its id, expiry, length), not the secret.
const HARMLESS_ENDINGS: [&str; 39] = [
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

/// Tokens that are positions, make a request unique, or are settings.
const HARMLESS_TOKENS: [&str; 7] =
    ["nexttoken", "clienttoken", "pagetoken", "continuationtoken", "httptokens", "idempotencytoken", "tokens"];

/// Parameters of a link whose value lets whoever has it use the link. As names of fields they are too common.
const LINK_PARAMETERS: [&str; 6] = ["ossaccesskeyid", "awsaccesskeyid", "authkey", "sig", "sign", "jwt"];

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
    if ENDINGS.iter().any(|ending| squashed.ends_with(ending)) {
        return true;
    }
    // Most names hold no secret word at all.
    WORDS.iter().any(|word| squashed.contains(word))
        && !HARMLESS_ENDINGS.iter().any(|ending| {
            squashed.strip_suffix(ending).is_some_and(|before| starts_word(name, ending) || ends_with_secret(before))
        })
        && !HARMLESS_TOKENS.iter().any(|token| {
            squashed
                .strip_suffix(token)
                .is_some_and(|before| before.is_empty() || is_one_word(name) || starts_word(name, token))
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

/// Whether nothing tells where words begin.
fn is_one_word(name: &str) -> bool {
    let mut letters = name.chars().skip(1);
    name.chars().all(char::is_alphanumeric)
        && (letters.clone().all(|letter| !letter.is_uppercase()) || letters.all(|letter| !letter.is_lowercase()))
}

/// Whether a name without capitals that goes on with a harmless ending is about a secret up to there: `maxpassword` before `age`, and
/// `tokenexpire` before `time`.
fn ends_with_secret(before: &str) -> bool {
    let is_secret = |name: &str| WORDS.iter().any(|word| name.trim_end_matches('s').ends_with(word));
    is_secret(before) || HARMLESS_ENDINGS.iter().filter_map(|ending| before.strip_suffix(ending)).any(is_secret)
}

/// Whether `name=` in a link or a header comes before something that lets others use it.
pub(super) fn signs_link(name: &str) -> bool {
    let name = squashed(name);
    name.ends_with("signature") || LINK_PARAMETERS.contains(&name.as_str())
}

fn is_between_words(character: char) -> bool {
    matches!(character, '_' | '-' | '.')
}

/// Lower case, without what separates words.
fn squashed(name: &str) -> String {
    name.chars().filter(|character| !is_between_words(*character)).map(|c| c.to_ascii_lowercase()).collect()
}
