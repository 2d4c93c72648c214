//! Decides from a name whether a value is a secret. This is the only list of such words.
//!
//! Two packages have identical copies of this file: the generator uses it to choose the fields of the type `Secret`,
//! and the signer to choose what it hides in strings that come from elsewhere. Neither package depends on the other,
//! and a published package cannot read a file of another one, so a test of the workspace compares the two copies.
//!
//! The last noun of a name says what the value is: `SecretName` is a name, `ClientSecret` is a secret. Only the end of
//! a name is therefore judged, after removing words that merely describe the form of the secret ([`FORMS`]).

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

/// Further nouns whose values are secrets. They are also parts of ordinary words (`task`, `disk`), so they count only
/// as whole words.
const ABBREVIATIONS: [&str; 3] = ["cak", "psk", "sk"];

/// Words after the noun that describe the form of the secret, or which of several secrets it is.
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

/// Words before `token` that show that the token is not a secret: it is a position in a list, makes a request
/// idempotent, identifies a task, or is a unit that is counted.
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

/// First words of names of flags, which say whether there is a secret or what may be done with it.
const QUESTIONS: [&str; 12] =
    ["allow", "can", "disable", "enable", "exist", "exists", "has", "is", "need", "require", "should", "support"];

/// Endings of names that look like secrets but are not: in Kubernetes, a pull secret is a reference to an object that
/// holds the secret.
const OTHER_THINGS: [&str; 1] = ["pullsecret"];

/// The result of judging a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The value is a secret.
    Secret,
    /// The value is not a secret, although the name contains a word of the list.
    Harmless,
    /// The name does not decide it.
    Unknown,
}

/// Judges the name of a string field.
pub(crate) fn verdict(name: &str) -> Verdict {
    if !has_secret_noun(&squashed(name)) && !has_abbreviation(name) {
        return Verdict::Unknown;
    }
    let words = words(name);
    let asks = words.len() > 1 && words.first().is_some_and(|first| QUESTIONS.contains(&first.as_str()));
    let words = without_forms(&words);
    let Some((last, before)) = words.split_last() else { return Verdict::Unknown };
    let last = last.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let singular = last.strip_suffix('s').filter(|_| !last.ends_with("ss")).unwrap_or(last);
    let name = before.concat() + singular;
    if asks || is_harmless_token(last, before) || OTHER_THINGS.iter().any(|other| name.ends_with(other)) {
        Verdict::Harmless
    } else if ends_with_secret(&name, singular, before) {
        Verdict::Secret
    } else {
        Verdict::Unknown
    }
}

/// Whether a name, squashed by [`squashed`], contains a noun of [`SECRETS`] anywhere.
pub(crate) fn has_secret_noun(squashed: &str) -> bool {
    SECRETS.iter().any(|noun| squashed.contains(noun))
}

/// The name in lower case, without the characters that separate words.
pub(crate) fn squashed(name: &str) -> String {
    name.chars().filter(|character| !is_between_words(*character)).map(|c| c.to_ascii_lowercase()).collect()
}

pub(crate) fn is_between_words(character: char) -> bool {
    matches!(character, '_' | '-' | '.')
}

fn has_abbreviation(name: &str) -> bool {
    // Compares without allocating, because this runs for every name.
    let ends = |noun: &&str| {
        let end = name.len().checked_sub(noun.len()).and_then(|start| name.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(noun))
    };
    ABBREVIATIONS.iter().any(ends)
}

/// Whether a name ends with a noun of a secret. `name` is the concatenation of all words, `last` the last of them.
fn ends_with_secret(name: &str, last: &str, before: &[String]) -> bool {
    if ABBREVIATIONS.contains(&last) {
        return true;
    }
    // The noun must begin where a word begins, or within the last word: a name without separators or capitals is a
    // single word.
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

/// Whether the name denotes a token that is not a secret. The plural `tokens` usually denotes a number of tokens.
fn is_harmless_token(last: &str, before: &[String]) -> bool {
    let is_harmless = |kind: &str| HARMLESS_TOKENS.contains(&kind);
    match (last.strip_suffix("token"), before.split_last()) {
        (None, _) => last.ends_with("tokens"),
        (Some(""), Some((kind, _))) => is_harmless(kind) || before.first().is_some_and(|first| first == "next"),
        // The name is one word, such as `nexttoken`, so its beginning is inspected instead of its first word.
        (Some(kind), None) => is_harmless(kind) || kind.starts_with("next"),
        (Some(kind), Some(_)) => is_harmless(kind),
    }
}

/// The words without trailing numbers and trailing words that describe the form of a secret.
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

/// Splits a name into words in lower case: `OIDCToken`, `oidc_token` and `oidc-token` all give `oidc` and `token`. A
/// digit belongs to the word before it. A name without separators or capitals is one word.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = name.chars().peekable();
    let mut before = '_';
    while let Some(letter) = letters.next() {
        if is_between_words(letter) {
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
