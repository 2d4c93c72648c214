//! Hides secrets in text that others wrote: error messages, bodies, links, log lines.
//!
//! A [`Redactor`] is fed with facts first: the values that were sent ([`Redactor::hide_value`]) and the names that a description marks as
//! secret ([`Redactor::hide_name`]). What no fact covers is found by names that sound secret ([`sounds_secret`]) and by the parameters
//! that sign a link. All of it is found in plain text and below up to three layers of percent-encoding, JSON strings and XML entities.
//!
//! ```
//! use alicloud_signer::redact::Redactor;
//!
//! let mut redactor = Redactor::new();
//! redactor.hide_value("p@ss word");
//! assert_eq!(redactor.text("refused: Name=a&Pass=p%2540ss%2520word"), "refused: Name=a&Pass=***");
//! assert_eq!(redactor.text(r#"{"AccessKeySecret":"wyLT","Id":1}"#), r#"{"AccessKeySecret":"***","Id":1}"#);
//! ```

mod bytes;
mod names;
mod needle;
mod scan;
mod secret_name;
mod value;
mod view;

use std::borrow::Cow;
use std::ops::Range;

pub use names::sounds_secret;

use needle::Needle;
use view::View;

/// What is written in place of a secret.
pub const HIDDEN: &str = "***";

/// How many layers of encoding are looked through. A string to sign of signature 1.0 has two, in a JSON body three.
const LAYERS: usize = 3;

/// Finds secrets in text; see the [module](self). The values that it looks for are wiped from memory on drop.
#[derive(Clone, Default)]
pub struct Redactor {
    names: Vec<String>,
    needles: Vec<Needle>,
}

impl Redactor {
    /// A redactor without facts, which goes by names alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides this value wherever it occurs, also in base64. An empty value is ignored.
    ///
    /// A value that is short enough to be a part of ordinary words (fewer than four characters, fewer than six digits, fewer than eight
    /// letters) is hidden only where it is a word of its own, so that a password `t` does not shred a message.
    pub fn hide_value(&mut self, value: &str) {
        if !value.is_empty() {
            Needle::add_forms(value, &mut self.needles);
        }
    }

    /// Hides what follows this name, in whatever case: the name of a field or parameter that a description marks as secret.
    pub fn hide_name(&mut self, name: impl Into<String>) {
        let name = name.into();
        if !name.is_empty() && !self.is_hidden_name(&name) {
            self.names.push(name);
        }
    }

    /// Whether the value of a field or parameter with this name is hidden: by a fact, or because the name sounds secret.
    #[must_use]
    pub fn hides(&self, name: &str) -> bool {
        self.is_hidden_name(name) || sounds_secret(name)
    }

    /// Whether the value of a flattened parameter is hidden, such as that of `Account.1.Password`, `Passwords.root` or `Password.1`: it
    /// is judged as it would be in JSON, where `root` is a key of `Passwords`.
    #[must_use]
    pub fn hides_path(&self, name: &str) -> bool {
        let is_index = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parts = name.split('.').filter(|part| !is_index(part));
        let judged = parts.fold(Cow::Borrowed(""), |name, part| match self.inherited(&name, part) {
            Cow::Borrowed(_) => Cow::Borrowed(part),
            Cow::Owned(name) => Cow::Owned(name),
        });
        self.hides(&judged)
    }

    /// The name by which the value of `key` in an object called `name` is judged: in `Passwords: {"root": …}` it is a password, in
    /// `Credentials: {"AccessKeyId": …}` it is no secret. All that is within a field that is marked as secret is secret.
    #[must_use]
    pub fn inherited<'a>(&self, name: &str, key: &'a str) -> Cow<'a, str> {
        if self.hides(key) {
            Cow::Borrowed(key)
        } else if self.is_hidden_name(name) {
            Cow::Owned(name.to_owned())
        } else if sounds_secret(name) {
            Cow::Owned(format!("{name}{key}"))
        } else {
            Cow::Borrowed(key)
        }
    }

    fn is_hidden_name(&self, name: &str) -> bool {
        self.names.iter().any(|hidden| hidden.eq_ignore_ascii_case(name))
    }

    /// `text` (JSON, XML, a query, a link, a log line, prose) with each secret replaced by [`HIDDEN`]. Where it is not clear where a
    /// secret ends, more is hidden rather than less.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replace(text, |view, hits| {
            scan::by_name(view, &|name| self.is_hidden_name(name), hits);
            self.find_values(view, hits);
        })
    }

    /// `text` with the known values replaced, and nothing else: for text whose shape says nothing, such as a name.
    #[must_use]
    pub fn values<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.needles.is_empty() {
            return Cow::Borrowed(text);
        }
        self.replace(text, |view, hits| self.find_values(view, hits))
    }

    /// `text` with those known values replaced that are too long to be in it by chance: for identifiers that programs decide by.
    #[must_use]
    pub fn long_values<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replace(text, |view, hits| {
            self.needles.iter().filter(|needle| needle.is_long()).for_each(|needle| needle.find(view, hits))
        })
    }

    /// Whether `text` is one of the known values, as it is.
    #[must_use]
    pub fn is_value(&self, text: &str) -> bool {
        self.needles.iter().any(|needle| needle.is(text))
    }

    fn find_values(&self, view: &View<'_>, hits: &mut Vec<Range<usize>>) {
        for needle in &self.needles {
            needle.find(view, hits);
        }
    }

    fn replace<'a>(&self, text: &'a str, find: impl Fn(&View<'_>, &mut Vec<Range<usize>>)) -> Cow<'a, str> {
        let mut hits = Vec::new();
        let mut view = View::of(text);
        for layer in 0..=LAYERS {
            find(&view, &mut hits);
            if layer == LAYERS {
                break;
            }
            match view.decoded() {
                Some(decoded) => view = decoded,
                None => break,
            }
        }
        splice(text, hits)
    }
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Redactor").field("names", &self.names).finish_non_exhaustive()
    }
}

/// Replaces the hits; those that touch each other become one.
fn splice(text: &str, mut hits: Vec<Range<usize>>) -> Cow<'_, str> {
    if hits.is_empty() {
        return Cow::Borrowed(text);
    }
    hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
    let mut shown = String::with_capacity(text.len());
    let mut written = 0;
    let mut hits = hits.into_iter().peekable();
    while let Some(mut hit) = hits.next() {
        while let Some(next) = hits.next_if(|next| next.start <= hit.end) {
            hit.end = hit.end.max(next.end);
        }
        let start = text.floor_char_boundary(hit.start);
        let end = text.ceil_char_boundary(hit.end);
        shown.push_str(text.get(written..start).unwrap_or_default());
        shown.push_str(HIDDEN);
        written = end;
    }
    shown.push_str(text.get(written..).unwrap_or_default());
    Cow::Owned(shown)
}
