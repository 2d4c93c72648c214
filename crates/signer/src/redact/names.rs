//! Names that sound secret: the one list of such words for everything that is shown, logged or recorded.
//!
//! The generator has a list of its own, since it decides about types and must not mark too much. This one only hides, so it is wider.

/// Parts of names whose values are secrets.
const WORDS: [&str; 9] =
    ["password", "passwd", "passphrase", "pwd", "secret", "privatekey", "credential", "token", "samlassertion"];

/// Whole names and ends of names whose values are secrets.
const ENDINGS: [&str; 2] = ["authorization", "apikey"];

/// What a name with a secret word is about if it ends so: something around the secret, not the secret.
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
    let name = squashed(name);
    if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return true;
    }
    // Most names hold no secret word at all.
    WORDS.iter().any(|word| name.contains(word))
        && !HARMLESS_ENDINGS.iter().any(|ending| name.ends_with(ending))
        && !HARMLESS_TOKENS.iter().any(|token| name.ends_with(token))
}

/// Whether `name=` in a link or a header comes before something that lets others use it.
pub(super) fn signs_link(name: &str) -> bool {
    let name = squashed(name);
    name.ends_with("signature") || LINK_PARAMETERS.contains(&name.as_str())
}

/// Lower case, without what separates words.
fn squashed(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '_' | '-' | '.')).map(|c| c.to_ascii_lowercase()).collect()
}
