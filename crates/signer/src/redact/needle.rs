//! A known secret value, in the forms in which other software repeats it.

use std::ops::Range;

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::view::View;
use crate::Secret;

/// One form of a secret value.
#[derive(Clone)]
pub(super) struct Needle {
    text: Secret,
    /// The value is hidden only where it is a whole word.
    is_word: bool,
    /// This is the value itself and not an encoding of it.
    is_plain: bool,
}

/// Values with fewer bytes are not searched for inside longer base64, where they would match by chance.
const SHORTEST_IN_BASE64: usize = 6;

impl Needle {
    /// Adds the forms of `value` that `needles` does not contain yet: the value itself, with `+` for spaces (as in HTML
    /// forms), and in base64.
    ///
    /// Percent-encoding, JSON strings and XML need no forms, since [`View`] decodes them.
    pub(super) fn add_forms(value: &str, needles: &mut Vec<Self>) {
        if needles.iter().any(|needle| needle.is(value)) {
            return;
        }
        let is_word = could_be_part_of_a_word(value);
        needles.push(Self { text: value.into(), is_word, is_plain: true });
        if value.contains(' ') {
            needles.push(Self { text: value.replace(' ', "+").into(), is_word, is_plain: false });
        }
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            for text in base64_forms(value, &engine) {
                if !needles.iter().any(|needle| needle.text == text) {
                    let is_word = value.len() < SHORTEST_IN_BASE64;
                    needles.push(Self { text, is_word, is_plain: false });
                }
            }
        }
    }

    /// Whether the value is hidden also within words.
    pub(super) fn is_long(&self) -> bool {
        !self.is_word
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.is_plain && self.text.expose().len() == text.len() && self.text == Secret::from(text)
    }

    /// Adds to `hits` each position of the value, as a range of the original string.
    pub(super) fn find(&self, view: &View<'_>, hits: &mut Vec<Range<usize>>) {
        let needle = self.text.expose().as_bytes();
        let Some(first) = needle.first() else { return };
        let bytes = view.bytes();
        let mut from = 0;
        while let Some(rest) = bytes.get(from..) {
            let Some(offset) = rest.iter().position(|byte| byte == first) else { return };
            let start = from + offset;
            let end = start + needle.len();
            from = start + 1;
            if bytes.get(start..end) == Some(needle) && !(self.is_word && is_inside_a_word(bytes, start, end)) {
                hits.push(view.origin(start..end));
                from = end;
            }
        }
    }
}

/// Whether a value of this length and alphabet occurs in ordinary text by chance.
fn could_be_part_of_a_word(value: &str) -> bool {
    let characters = value.chars().count();
    let letters = value.chars().all(char::is_alphabetic);
    let digits = value.chars().all(|character| character.is_ascii_digit());
    characters < 4 || (digits && characters < 6) || (letters && characters < 8)
}

fn is_inside_a_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
    };
    (is_letter(Some(start)) && is_letter(start.checked_sub(1)))
        || (is_letter(end.checked_sub(1)) && is_letter(Some(end)))
}

/// `value` in base64, alone and as a part of something longer. The latter has three forms, since base64 turns three
/// bytes into four digits and the value may begin at any of the three.
fn base64_forms(value: &str, engine: &impl base64::Engine) -> Vec<Secret> {
    let mut forms = vec![Secret::new(engine.encode(value))];
    if value.len() < SHORTEST_IN_BASE64 {
        return forms;
    }
    for before in 0..3 {
        let mut bytes = Zeroizing::new(vec![0; before]);
        bytes.extend_from_slice(value.as_bytes());
        let encoded = Zeroizing::new(engine.encode(&*bytes));
        // The first and last digits may also depend on the neighbouring bytes, so they are left out.
        let begin = (before * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        if let Some(inner) = encoded.get(begin..end) {
            forms.push(Secret::from(inner));
        }
    }
    forms
}
