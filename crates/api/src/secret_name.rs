//! Decides by its name whether a value is a secret. This is the only list of such words.
//!
//! Two questions are asked. [`sensitivity`] decides which fields get the type `Secret` in generated code: a name alone must be
//! convincing. [`sounds_secret`] and [`signs_link`] decide what is hidden in strings that a server or a file wrote: there, a doubt hides.
//!
//! The last noun of a name says what the thing is: `SecretName` is a name, `ClientSecret` is a secret. Therefore the end of a name
//! decides, after words are removed that only say in which form the secret is (`FORMS`).

mod hidden;

pub use hidden::{signs_link, sounds_secret};

/// Nouns whose values are secrets.
const SECRETS: [&str; 24] = [
    "apikey",
    "authkey",
    "certkey",
    "clientkey",
    "credential",
    "jwt",
    "kubeconfig",
    "kubernetesconfig",
    "licensekey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "plaintext",
    "privatekey",
    "pwd",
    "samlassertion",
    "secret",
    "secretaccesskey",
    "secretkey",
    "serverkey",
    "sharedkey",
    "stringseed",
    "token",
];

/// Abbreviations of such nouns. They also occur within ordinary words (`task`, `disk`), so they count only as whole words.
const ABBREVIATIONS: [&str; 3] = ["cak", "psk", "sk"];

/// Words after the noun that say in which form the secret is, or which of several secrets it is.
const FORMS: [&str; 27] = [
    "again",
    "base64",
    "binary",
    "blob",
    "body",
    "ciphertext",
    "confirm",
    "confirmation",
    "content",
    "data",
    "encoded",
    "encrypted",
    "hash",
    "hashed",
    "hex",
    "json",
    "md5",
    "new",
    "old",
    "pem",
    "plain",
    "repeat",
    "sha1",
    "sha256",
    "string",
    "text",
    "value",
];

/// Words before `token` that make it something else than a secret: a position in a list, an idempotency token, a task or a quantity.
const HARMLESS_TOKENS: [&str; 24] = [
    "action",
    "cache",
    "client",
    "completion",
    "continuation",
    "credit",
    "cursor",
    "http",
    "idempotency",
    "idempotent",
    "input",
    "last",
    "max",
    "monthly",
    "next",
    "output",
    "page",
    "pagination",
    "prev",
    "previous",
    "prompt",
    "reasoning",
    "scroll",
    "total",
];

/// First words of names that are a question about a secret: whether there is one, or what may be done with it.
const QUESTIONS: [&str; 12] =
    ["allow", "can", "disable", "enable", "exist", "exists", "has", "is", "need", "require", "should", "support"];

/// Nouns that end with a word of the list and are something else. A `pullSecret` of Kubernetes is the name of a resource.
const OTHER_THINGS: [&str; 1] = ["pullsecret"];

/// What the name of a value says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// The value is a secret.
    Secret,
    /// The value is not a secret, although its name contains a word of the list.
    Harmless,
    /// The name does not decide.
    Unknown,
}

/// What the name of a string says about its value.
///
/// ```
/// use alicloud_api::secret_name::{Sensitivity, sensitivity};
///
/// assert_eq!(sensitivity("AccountPassword"), Sensitivity::Secret);
/// assert_eq!(sensitivity("NextToken"), Sensitivity::Harmless);
/// assert_eq!(sensitivity("SecretName"), Sensitivity::Unknown);
/// ```
#[must_use]
pub fn sensitivity(name: &str) -> Sensitivity {
    if !has_secret_noun(&squashed(name)) && !has_abbreviation(name) {
        return Sensitivity::Unknown;
    }
    let words = words(name);
    let asks = words.len() > 1 && words.first().is_some_and(|first| QUESTIONS.contains(&first.as_str()));
    let words = without_forms(&words);
    let Some((last, before)) = words.split_last() else { return Sensitivity::Unknown };
    let last = last.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let singular = last.strip_suffix('s').filter(|_| !last.ends_with("ss")).unwrap_or(last);
    let name = before.concat() + singular;
    if asks || is_harmless_token(last, before) || OTHER_THINGS.iter().any(|other| name.ends_with(other)) {
        Sensitivity::Harmless
    } else if ends_with_secret(&name, singular, before) {
        Sensitivity::Secret
    } else {
        Sensitivity::Unknown
    }
}

/// Whether a name in lower case and without separators contains a noun of the list.
fn has_secret_noun(squashed: &str) -> bool {
    SECRETS.iter().any(|noun| squashed.contains(noun))
}

/// The name in lower case and without separators.
fn squashed(name: &str) -> String {
    name.chars().filter(|character| !is_separator(*character)).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_separator(character: char) -> bool {
    matches!(character, '_' | '-' | '.')
}

fn has_abbreviation(name: &str) -> bool {
    // Most names end here, so this makes no copy of the name.
    let ends = |noun: &&str| {
        let end = name.len().checked_sub(noun.len()).and_then(|start| name.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(noun))
    };
    ABBREVIATIONS.iter().any(ends)
}

/// Whether a name ends with a secret noun. `name` is all words joined, `last` is the last word, `before` are the others.
fn ends_with_secret(name: &str, last: &str, before: &[String]) -> bool {
    if ABBREVIATIONS.contains(&last) {
        return true;
    }
    // The noun has to begin at the start of a word, or within the last word: names in lower case do not show where words begin.
    let begins = |length: usize| {
        let mut from = last.len();
        length <= from
            || before.iter().rev().any(|word| {
                from += word.len();
                from == length
            })
    };
    SECRETS.iter().any(|noun| name.ends_with(noun) && begins(noun.len()))
}

/// Whether the last word names a token that is not a secret. A plural is mostly a quantity (`MaxTokens`).
fn is_harmless_token(last: &str, before: &[String]) -> bool {
    let is_harmless = |kind: &str| HARMLESS_TOKENS.contains(&kind);
    match (last.strip_suffix("token"), before.split_last()) {
        (None, _) => last.ends_with("tokens"),
        (Some(""), Some((kind, _))) => is_harmless(kind) || before.first().is_some_and(|first| first == "next"),
        // A name in lower case does not show where words begin.
        (Some(kind), None) => is_harmless(kind) || kind.starts_with("next"),
        (Some(kind), Some(_)) => is_harmless(kind),
    }
}

/// The words without trailing [`FORMS`] and numbers.
fn without_forms(words: &[String]) -> &[String] {
    let mut words = words;
    while let Some((last, before)) = words.split_last() {
        let singular = last.strip_suffix('s').unwrap_or(last);
        let is_form = FORMS.contains(&last.as_str()) || FORMS.contains(&singular);
        if before.is_empty() || !(is_form || last.bytes().all(|byte| byte.is_ascii_digit())) {
            break;
        }
        words = before;
    }
    words
}

/// The words of a name in lower case: `OIDCToken`, `oidc_token` and `oidc-token` are `oidc` and `token`. A digit belongs to the word
/// before it. A name without capitals and separators is one word.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = name.chars().peekable();
    let mut before = '_';
    while let Some(letter) = letters.next() {
        if is_separator(letter) {
            words.push(std::mem::take(&mut word));
        } else {
            let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
            if letter.is_ascii_uppercase() && (!before.is_ascii_uppercase() || next_is_small) {
                words.push(std::mem::take(&mut word));
            }
            word.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}
