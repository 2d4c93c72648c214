//! Lists of names and values, for queries and forms.

use alicloud_signer::percent_encode_into;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of a form in parts, without the boundary.
pub(crate) const MULTIPART: &str = "multipart/form-data";

/// Names and values in the order in which they were added. All strings share one buffer: a request with twenty tags,
/// flattened, would otherwise need eighty strings.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs {
    texts: String,
    /// The ends of each name and value in `texts`.
    ends: Vec<(usize, usize)>,
}

/// Encodes pairs as a query or form. The percent-encoding is that of the signature, so that the sent bytes do not
/// depend on another library.
pub(crate) fn encode<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        percent_encode_into(name, &mut text);
        text.push('=');
        percent_encode_into(value, &mut text);
    }
    text
}

/// The initial size of the buffer in bytes, which is sufficient for a few parameters.
const ROOM: usize = 256;

impl Pairs {
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.push_with(name, |texts| texts.push_str(value));
    }

    /// Adds a pair. `write` appends the value to the buffer and must not change what is already there.
    pub(crate) fn push_with(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        if self.texts.capacity() == 0 {
            self.texts.reserve(ROOM);
        }
        self.texts.push_str(name);
        let name_ends = self.texts.len();
        write(&mut self.texts);
        self.ends.push((name_ends, self.texts.len()));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut begin = 0;
        self.ends.iter().map(move |&(name_ends, value_ends)| {
            // All ends are character boundaries within the buffer, so the default is never used.
            let part = |range| self.texts.get(range).unwrap_or_default();
            let pair = (part(begin..name_ends), part(name_ends..value_ends));
            begin = value_ends;
            pair
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
