//! Names and values that are sent side by side.

use alicloud_signer::percent_encode_into;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Names and values, in the order in which they were added. All texts are in one buffer: twenty tags, flattened, would be
/// eighty texts otherwise.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs {
    texts: String,
    /// Where in `texts` each name ends, and each value.
    ends: Vec<(usize, usize)>,
}

/// Pairs as a query or a form: percent-encoded by the rules of the signature, so that what is sent does not depend on a library.
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

/// Bytes that a few parameters need, so that the buffer need not grow for them.
const ROOM: usize = 256;

impl Pairs {
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.push_with(name, |texts| texts.push_str(value));
    }

    /// Adds a pair whose value is written where it stays; `write` only appends.
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
            // All ends are in the buffer, between whole characters, so the default is never taken.
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
