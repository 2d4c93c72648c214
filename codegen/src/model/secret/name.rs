//! Names that say that a value is a secret: the one list of such words.
//!
//! Two packages have this file, letter by letter the same: the generator decides by it which fields are of the type `Secret`, and the
//! signer what it hides in strings that others wrote. Neither depends on the other, and a published package cannot read a file of
//! another one, so a test of the workspace compares the two.
//!
//! The last noun of a name says what the thing is: `SecretName` is a name, `ClientSecret` a secret. So what counts is the end of a
//! name, behind words that only say in which form the secret is ([`FORMS`]).

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

/// The same, but parts of ordinary words (`task`, `disk`): they count only where they are words of their own.
const ABBREVIATIONS: [&str; 3] = ["cak", "psk", "sk"];

/// Words behind a noun that say in which form the secret is, or which of several it is.
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

/// Words before `token` by which it is a position in a list, makes a request unique, names a task, or is counted.
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

/// First words of names that ask whether there is a secret, or what may be done with one.
const QUESTIONS: [&str; 12] =
    ["allow", "can", "disable", "enable", "exist", "exists", "has", "is", "need", "require", "should", "support"];

/// Names of something else, however they begin: Kubernetes calls so what it takes secrets from.
const OTHER_THINGS: [&str; 1] = ["pullsecret"];

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is a secret.
    Secret,
    /// It is something else, though a word of the list is in the name.
    Harmless,
    /// The name does not say.
    Unknown,
}

/// What the name of a string says of it.
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

/// Whether a name, in lower case and without what separates words, has a noun of the list anywhere.
pub(crate) fn has_secret_noun(squashed: &str) -> bool {
    SECRETS.iter().any(|noun| squashed.contains(noun))
}

/// Lower case, without what separates words.
pub(crate) fn squashed(name: &str) -> String {
    name.chars().filter(|character| !is_between_words(*character)).map(|c| c.to_ascii_lowercase()).collect()
}

pub(crate) fn is_between_words(character: char) -> bool {
    matches!(character, '_' | '-' | '.')
}

fn has_abbreviation(name: &str) -> bool {
    // The common case is decided without a copy of the name.
    let ends = |noun: &&str| {
        let end = name.len().checked_sub(noun.len()).and_then(|start| name.get(start..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(noun))
    };
    ABBREVIATIONS.iter().any(ends)
}

/// `name` is all of the words in one, `last` the last of them.
fn ends_with_secret(name: &str, last: &str, before: &[String]) -> bool {
    if ABBREVIATIONS.contains(&last) {
        return true;
    }
    // It begins where a word begins, or within the last word, where nothing tells where words begin.
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

/// Whether a name is that of another kind of token. Tokens in the plural are mostly counted.
fn is_harmless_token(last: &str, before: &[String]) -> bool {
    let is_harmless = |kind: &str| HARMLESS_TOKENS.contains(&kind);
    match (last.strip_suffix("token"), before.split_last()) {
        (None, _) => last.ends_with("tokens"),
        (Some(""), Some((kind, _))) => is_harmless(kind) || before.first().is_some_and(|first| first == "next"),
        // Nothing tells where words begin.
        (Some(kind), None) => is_harmless(kind) || kind.starts_with("next"),
        (Some(kind), Some(_)) => is_harmless(kind),
    }
}

/// The words without those at the end that say in which form a secret is, and without numbers.
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
/// before it. Where nothing separates words, they are one.
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
