//! Hides secrets in a body of any format.

use std::borrow::Cow;

use super::HIDDEN;
use super::document::{DEEPEST, Rules, UnreadableDocument, rewrite, with_body, xml};
use super::response_type::{FieldContent, ResponseType, content_of};
use crate::decode::Slot;

/// Hides secrets in `body`: fields that the type `response` marks as secret, fields whose names sound secret, and known
/// values. All other bytes are kept unchanged.
pub(crate) fn redact_body<'a>(body: &'a [u8], response: Option<ResponseType>, rules: &Rules<'_>) -> Cow<'a, [u8]> {
    if let Ok(text) = std::str::from_utf8(body) {
        return match redact_text(text, response, rules) {
            Some(shown) => Cow::Owned(shown.into_bytes()),
            None => Cow::Borrowed(body),
        };
    }
    // The body has another charset or invalid UTF-8. Secrets must be hidden nevertheless, and the other bytes must be
    // kept.
    let Some(text) = to_text(body) else {
        let text = String::from_utf8_lossy(body);
        let shown = redact_text(&text, response, rules);
        return Cow::Owned(shown.unwrap_or_else(|| text.into_owned()).into_bytes());
    };
    match redact_text(&text, response, rules) {
        Some(shown) => Cow::Owned(to_bytes(&shown)),
        None => Cow::Borrowed(body),
    }
}

fn redact_text(text: &str, response: Option<ResponseType>, rules: &Rules<'_>) -> Option<String> {
    let Some(response) = response else { return document(text, None, false, rules) };
    let is_root_a_field = response.is_root_a_field;
    let mut shown = None;
    response.with_empty(&mut |response| {
        let is_whole = with_body(response, &mut |slot| {
            shown = match slot {
                Slot::Scalar(scalar) => match content_of(scalar) {
                    FieldContent::Secret => Some(HIDDEN.to_owned()),
                    FieldContent::Text | FieldContent::NoText => document(text, None, false, rules),
                },
                slot => document(text, Some(slot), false, rules),
            };
        });
        if !is_whole {
            shown = document(text, Some(Slot::Structure(response)), is_root_a_field, rules);
        }
    });
    shown
}

fn document(text: &str, slot: Option<Slot<'_>>, is_root_a_field: bool, rules: &Rules<'_>) -> Option<String> {
    let trimmed = text.trim_start_matches('\u{feff}').trim();
    let shown = match trimmed.bytes().next() {
        Some(b'{' | b'[' | b'"') => rewrite(trimmed, slot, rules),
        Some(b'<') => xml::rewrite(text, slot, is_root_a_field, DEEPEST, rules),
        _ => Err(UnreadableDocument),
    };
    shown.unwrap_or_else(|_| {
        let shown = rules.for_text.text(text);
        (shown != text).then(|| shown.into_owned())
    })
}

/// The character that represents the invalid byte 0x00; the other bytes follow. These characters are for private use.
const FIRST: u32 = 0x10_FF00;

/// Converts bytes into a string in which invalid UTF-8 is represented by [private-use characters](FIRST). Returns
/// `None` if the input already contains such characters.
fn to_text(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        if chunk.valid().chars().any(|character| u32::from(character) >= FIRST) {
            return None;
        }
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push(char::from_u32(FIRST + u32::from(*byte))?);
        }
    }
    Some(text)
}

/// Reverses [`to_text`].
fn to_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u32::from(character).checked_sub(FIRST).and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}
