//! Hides secrets in strings that come from elsewhere: error messages, bodies, URLs, log lines.
//!
//! A [`Redactor`] first uses what it was given: secret values ([`Redactor::hide_value`]) and names of fields that are
//! marked as secret in an API description ([`Redactor::hide_name`]). Beyond that, it hides the values of fields whose
//! name suggests a secret ([`sounds_secret`]) and of parameters that sign a URL. It finds them in plain text and within
//! up to three layers of percent-encoding, JSON strings and XML entities.
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
mod needle;
mod scan;
mod value;
mod view;

use std::borrow::Cow;
use std::ops::Range;

pub use alicloud_api::secret_name::sounds_secret;

use needle::Needle;
use view::View;

/// The string that replaces a secret.
pub const HIDDEN: &str = "***";

/// The number of encoding layers that are decoded. A string to sign of signature 1.0 has two layers, within a JSON body
/// three.
const LAYERS: usize = 3;

/// How often a string is inspected at most. Twice is usual: the second time shows that nothing is left to hide.
const MOST_ROUNDS: usize = 8;

/// Finds secrets in a string and hides them; see the [module](self). The values that it searches for are wiped from
/// memory on drop.
#[derive(Clone, Default)]
pub struct Redactor {
    names: Vec<String>,
    needles: Vec<Needle>,
}

impl Redactor {
    /// Creates a redactor that knows no values and no marked names, so it decides by [`sounds_secret`] alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides `value` wherever it occurs, also in base64. An empty value is ignored.
    ///
    /// A value that is likely to occur within ordinary words (fewer than four characters, fewer than six digits, or
    /// fewer than eight letters) is hidden only where it is a whole word. Otherwise a password `t` would make every
    /// message unreadable.
    pub fn hide_value(&mut self, value: &str) {
        if !value.is_empty() {
            Needle::add_forms(value, &mut self.needles);
        }
    }

    /// Hides the value of each field or parameter with this name, in any case. Meant for names that an API description
    /// marks as secret.
    pub fn hide_name(&mut self, name: impl Into<String>) {
        let name = name.into();
        if !name.is_empty() && !self.is_hidden_name(&name) {
            self.names.push(name);
        }
    }

    /// Whether the value of a field or parameter with this name is hidden, because the name was passed to
    /// [`hide_name`](Self::hide_name) or sounds secret.
    #[must_use]
    pub fn hides(&self, name: &str) -> bool {
        self.is_hidden_name(name) || sounds_secret(name)
    }

    /// Whether the value of a flattened parameter is hidden, such as `Account.1.Password`, `Passwords.root` or
    /// `Password.1`. The decision is the same as for the JSON form of the parameter, where `root` is a key of
    /// `Passwords`.
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

    /// Returns the name that decides whether the value of `key` within an object called `name` is secret. In
    /// `Passwords: {"root": …}` the value is a password, because its parent says so; in `Credentials: {"AccessKeyId":
    /// …}` the value is not secret. Everything within a field that is marked as secret is secret.
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

    /// Returns `text` (JSON, XML, a query, a URL, a log line, prose) with each secret replaced by [`HIDDEN`]. Where the
    /// end of a secret is uncertain, more is hidden rather than less.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replace(text, |view, hits| {
            scan::by_name(view, &|name| self.is_hidden_name(name), hits);
            self.find_values(view, hits);
        })
    }

    /// Returns `text` with the known values replaced and nothing else. Meant for strings without `name: value` pairs,
    /// such as a single name.
    #[must_use]
    pub fn values<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.needles.is_empty() {
            return Cow::Borrowed(text);
        }
        self.replace(text, |view, hits| self.find_values(view, hits))
    }

    /// Returns `text` with only those known values replaced that are too long to occur by chance. Meant for identifiers
    /// on which programs branch, such as error codes: a short secret must not change them.
    #[must_use]
    pub fn long_values<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.replace(text, |view, hits| {
            self.needles.iter().filter(|needle| needle.is_long()).for_each(|needle| needle.find(view, hits))
        })
    }

    /// Whether `text` equals one of the known values, not encoded.
    #[must_use]
    pub fn is_value(&self, text: &str) -> bool {
        self.needles.iter().any(|needle| needle.is(text))
    }

    fn find_values(&self, view: &View<'_>, hits: &mut Vec<Range<usize>>) {
        for needle in &self.needles {
            needle.find(view, hits);
        }
    }

    /// Replaces what `find` finds, until it finds nothing more: a mark in place of what ended a value in an outer layer
    /// (`Password=&#0;…`) is the beginning of a longer value there. So what was hidden once is not changed by a second
    /// redaction. Of a string in which there is still something to hide after [`MOST_ROUNDS`], nothing is shown.
    fn replace<'a>(&self, text: &'a str, find: impl Fn(&View<'_>, &mut Vec<Range<usize>>)) -> Cow<'a, str> {
        let mut shown = Cow::Borrowed(text);
        for _ in 0..MOST_ROUNDS {
            match splice(&shown, hits(&shown, &find)) {
                Some(changed) => shown = Cow::Owned(changed),
                None => return shown,
            }
        }
        Cow::Borrowed(HIDDEN)
    }
}

/// What `find` finds in each layer of a string.
fn hits(text: &str, find: impl Fn(&View<'_>, &mut Vec<Range<usize>>)) -> Vec<Range<usize>> {
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
    hits
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Redactor").field("names", &self.names).finish_non_exhaustive()
    }
}

/// Replaces the hits. Hits that overlap or touch become one replacement, together with the asterisks around them, so that
/// a mark is replaced as a whole. Returns `None` if that changes nothing.
fn splice(text: &str, mut hits: Vec<Range<usize>>) -> Option<String> {
    hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
    let mut shown = String::with_capacity(text.len());
    let mut written = 0;
    let mut hits = hits.into_iter().map(|hit| widened(text, &hit)).peekable();
    while let Some(mut hit) = hits.next() {
        while let Some(next) = hits.next_if(|next| next.start <= hit.end) {
            hit.end = hit.end.max(next.end);
        }
        shown.push_str(text.get(written..hit.start).unwrap_or_default());
        shown.push_str(HIDDEN);
        written = hit.end;
    }
    shown.push_str(text.get(written..).unwrap_or_default());
    (shown != text).then_some(shown)
}

/// A hit with the whole of each character that it begins or ends within, and with all asterisks beside it.
fn widened(text: &str, hit: &Range<usize>) -> Range<usize> {
    let start = (0..=hit.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (hit.end..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    before.trim_end_matches('*').len()..text.len() - after.trim_start_matches('*').len()
}
