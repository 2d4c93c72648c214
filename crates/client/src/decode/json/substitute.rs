//! Handles values that services send in place of a list or an object: a string, a single element or an empty value.

use super::reader::Reader;
use super::{Given, JsonDriver};
use crate::decode::Slot;
use crate::decode::context::{DecodeContext, Failed, ValuePath};

impl JsonDriver<'_, '_> {
    /// Handles a string in place of a list or object. An empty string counts as absent. For an object, the string may
    /// contain JSON; for a list, the string is its only element.
    pub(super) fn string(&mut self, slot: Slot<'_>, path: &ValuePath<'_>) -> Result<Given, Failed> {
        let start = self.reader.position();
        let text = self.syntax(Reader::string, path)?;
        if text.is_empty() {
            return Ok(Given::Nothing);
        }
        match slot {
            Slot::List(list) => {
                self.reader.go_to(start);
                self.context.descend(path)?;
                self.grow(list, &path.element(0))?;
                self.context.ascend();
                Ok(Given::Something)
            }
            slot => embedded(&text, slot, self.context, path),
        }
    }

    /// Handles a value that has neither the documented type nor is a string. An empty value counts as absent, and for a
    /// list, any other value is its only element.
    pub(super) fn other(&mut self, slot: Slot<'_>, path: &ValuePath<'_>) -> Result<Given, Failed> {
        let start = self.reader.position();
        let raw = self.syntax(Reader::skip, path)?;
        if raw == "null" || is_empty(raw) {
            return Ok(Given::Nothing);
        }
        let Slot::List(list) = slot else {
            return Err(path.mismatch(format!("found {}, expected an object", describe(first_byte(raw)))));
        };
        self.reader.go_to(start);
        self.context.descend(path)?;
        self.grow(list, &path.element(0))?;
        self.context.ascend();
        Ok(Given::Something)
    }
}

/// Reads the JSON of an object from a string.
pub(in crate::decode) fn embedded(
    text: &str,
    slot: Slot<'_>,
    context: &mut DecodeContext,
    path: &ValuePath<'_>,
) -> Result<Given, Failed> {
    if !text.trim_start().starts_with('{') {
        return Err(path.mismatch("found a string, expected an object"));
    }
    context.charge(text.len(), path)?;
    let mut driver = JsonDriver { reader: Reader::new(text), context, is_embedded: true };
    let given = driver.value(slot, path)?;
    driver.syntax(|reader| reader.end(), path)?;
    Ok(given)
}

/// Whether an object or list is empty.
pub(super) fn is_empty(raw: &str) -> bool {
    let inner = raw.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.or_else(|| raw.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    inner.is_some_and(|inner| inner.trim().is_empty())
}

fn first_byte(raw: &str) -> u8 {
    raw.bytes().next().unwrap_or_default()
}

/// The type of a value, for errors. The value itself is not shown, because it may be secret.
pub(super) fn describe(first: u8) -> &'static str {
    match first {
        b'"' => "a string",
        b'{' => "an object",
        b'[' => "a list",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        _ => "a number",
    }
}
