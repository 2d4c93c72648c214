//! Hides secrets in JSON documents, and in XML within their strings. Only the secrets are replaced: digits, order and
//! repeated keys are kept, so the rest keeps its meaning.

pub(super) mod xml;

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{MapAccess, SeqAccess, Visitor};
use serde_core::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::response_type::{FieldContent, content_of};
use super::{HIDDEN, Redactor};
use crate::decode::{Decode, Decoder, Given, MemberSource, Slot, UnescapedText, Wanted, with_element, with_entry};

/// The rules for hiding, in addition to the type of the document.
pub(crate) struct Rules<'a> {
    pub(crate) redactor: &'a Redactor,
    /// The redactor for strings that cannot be parsed.
    pub(crate) for_text: &'a Redactor,
    /// Whether a key and its value are removed.
    pub(crate) is_left_out: &'a dyn Fn(&str) -> bool,
    /// Called with each value that is hidden because of its name.
    pub(crate) on_hidden: &'a dyn Fn(&str),
    /// Whether numbers are hidden if their name sounds secret. This is false for documents that are decoded again,
    /// because a number field must remain a number.
    pub(crate) hides_numbers: bool,
}

impl<'a> Rules<'a> {
    /// The rules for requests. They are not decoded again, so numbers can be hidden as well.
    pub(crate) fn of_question(
        redactor: &'a Redactor,
        is_left_out: &'a dyn Fn(&str) -> bool,
        on_hidden: &'a dyn Fn(&str),
    ) -> Self {
        Self { redactor, for_text: redactor, is_left_out, on_hidden, hides_numbers: true }
    }
}

/// The text is not valid JSON (or XML), or nests too deeply.
pub(crate) struct UnreadableDocument;

/// The deepest nesting, which is the limit of decoding.
pub(super) const DEEPEST: usize = 128;

/// Returns `json` with secrets hidden; `None` if it has none. `slot` is the destination into which it would be decoded.
pub(crate) fn rewrite(
    json: &str,
    slot: Option<Slot<'_>>,
    rules: &Rules<'_>,
) -> Result<Option<String>, UnreadableDocument> {
    let raw: &RawValue = serde_json::from_str(json).map_err(|_| UnreadableDocument)?;
    value(raw.get(), slot, "", DEEPEST, rules)
}

/// Hides secrets in `json`, the value of the key `name`.
fn value(
    json: &str,
    slot: Option<Slot<'_>>,
    name: &str,
    depth: usize,
    rules: &Rules<'_>,
) -> Result<Option<String>, UnreadableDocument> {
    let depth = depth.checked_sub(1).ok_or(UnreadableDocument)?;
    let slot = match slot {
        Some(Slot::Scalar(scalar)) => match content_of(scalar) {
            // The field is secret, so the whole value is hidden, whatever its JSON type is.
            FieldContent::Secret => return Ok(hidden(json)),
            // A number or boolean is not hidden because of its name, since it must remain decodable. A known value in
            // its string is still replaced.
            FieldContent::NoText if json.starts_with('"') => return Ok(changed(rules.redactor.values(json), json)),
            // An object or list in place of a number is treated as a value without a type.
            FieldContent::NoText if !json.starts_with(['{', '[']) => return Ok(number(json, "", rules)),
            FieldContent::NoText | FieldContent::Text => None,
        },
        slot => slot,
    };
    match json.bytes().next() {
        Some(b'{') => object(json, slot, name, depth, rules),
        Some(b'[') => list(json, slot, name, depth, rules),
        Some(b'"') => {
            let Ok(UnescapedText(text)) = serde_json::from_str(json) else {
                // A string with an unpaired surrogate cannot be decoded, so it is hidden as text.
                return Ok(match (rules.redactor.hides(name), rules.redactor.text(json)) {
                    (true, _) => hidden(json),
                    (false, text) => (text != json).then(|| text.into_owned()),
                });
            };
            let shown = string(&text, slot, name, depth, rules);
            Ok(shown.map(|shown| quoted(&shown)))
        }
        Some(b'-' | b'0'..=b'9') => Ok(number(json, name, rules)),
        _ => Ok(None),
    }
}

/// Hides secrets in a string, which may contain JSON or XML. Returns `None` if nothing changes.
pub(super) fn string(
    text: &str,
    slot: Option<Slot<'_>>,
    name: &str,
    depth: usize,
    rules: &Rules<'_>,
) -> Option<String> {
    if rules.redactor.hides(name) {
        if text.is_empty() || text == HIDDEN {
            return None;
        }
        (rules.on_hidden)(text);
        return Some(HIDDEN.to_owned());
    }
    let inner = text.trim_start();
    if inner.starts_with(['{', '['])
        && let Ok(raw) = serde_json::from_str::<&RawValue>(text)
        && let Ok(shown) = value(raw.get(), slot, name, depth, rules)
    {
        return shown;
    }
    if inner.starts_with('<')
        && let Ok(shown) = xml::rewrite(text, None, false, depth, rules)
    {
        return shown;
    }
    let shown = rules.redactor.text(text);
    (shown != text).then(|| shown.into_owned())
}

fn number(json: &str, name: &str, rules: &Rules<'_>) -> Option<String> {
    /// A shorter number could equal a secret by chance.
    const SHORTEST: usize = 6;
    if rules.hides_numbers && rules.redactor.hides(name) {
        (rules.on_hidden)(json);
        return hidden(json);
    }
    (json.len() >= SHORTEST && rules.redactor.is_value(json)).then(|| "0".to_owned())
}

fn object(
    json: &str,
    mut slot: Option<Slot<'_>>,
    name: &str,
    depth: usize,
    rules: &Rules<'_>,
) -> Result<Option<String>, UnreadableDocument> {
    // A single element in place of a list.
    if let Some(Slot::List(list)) = slot {
        let mut result = Ok(None);
        with_element(list, &mut |slot| result = value(json, Some(slot), name, depth, rules));
        return result;
    }
    let RawMembers(members) = serde_json::from_str(json).map_err(|_| UnreadableDocument)?;
    let mut shown = String::with_capacity(json.len());
    let mut changed = false;
    let is_typed = matches!(slot, Some(Slot::Structure(_)));
    for (key, member) in members {
        if (rules.is_left_out)(&key) {
            changed = true;
            continue;
        }
        let inner_name = if is_typed { Cow::Borrowed(key.as_str()) } else { rules.redactor.inherited(name, &key) };
        let mut result = None;
        let mut inside = |slot: Option<Slot<'_>>| result = Some(value(member.get(), slot, &inner_name, depth, rules));
        match &mut slot {
            Some(Slot::Structure(structure)) => {
                if !with_member(&mut **structure, &key, &mut |slot| inside(Some(slot))) {
                    inside(None);
                }
            }
            Some(Slot::Map(map)) => with_entry(&mut **map, &mut |slot| inside(Some(slot))),
            _ => inside(None),
        }
        let member_shown = result.transpose()?.flatten();
        let key_shown = rules.redactor.values(&key);
        changed |= member_shown.is_some() || key_shown != key;
        shown.push(if shown.is_empty() { '{' } else { ',' });
        shown.push_str(&quoted(&key_shown));
        shown.push(':');
        shown.push_str(member_shown.as_deref().unwrap_or(member.get()));
    }
    if shown.is_empty() {
        shown.push('{');
    }
    shown.push('}');
    Ok(changed.then_some(shown))
}

fn list(
    json: &str,
    mut slot: Option<Slot<'_>>,
    name: &str,
    depth: usize,
    rules: &Rules<'_>,
) -> Result<Option<String>, UnreadableDocument> {
    let Elements(elements) = serde_json::from_str(json).map_err(|_| UnreadableDocument)?;
    let mut shown = String::with_capacity(json.len());
    let mut changed = false;
    for element in elements {
        let mut result = Ok(None);
        let mut inside = |slot: Option<Slot<'_>>| result = value(element.get(), slot, name, depth, rules);
        match &mut slot {
            Some(Slot::List(list)) => with_element(&mut **list, &mut |slot| inside(Some(slot))),
            _ => inside(None),
        }
        let element_shown = result?;
        changed |= element_shown.is_some();
        shown.push(if shown.is_empty() { '[' } else { ',' });
        shown.push_str(element_shown.as_deref().unwrap_or(element.get()));
    }
    if shown.is_empty() {
        shown.push('[');
    }
    shown.push(']');
    Ok(changed.then_some(shown))
}

/// Passes the field `name` of a structure to `visit`. Fields are matched as in decoding: exactly, or else without case.
/// Returns whether there is such a field.
pub(super) fn with_member(structure: &mut dyn Decode, name: &str, visit: &mut dyn FnMut(Slot<'_>)) -> bool {
    let mut source = FieldVisit { visit, found: false };
    structure.decode(&mut Decoder::new(Wanted::Exactly(name), &mut source));
    if !source.found {
        structure.decode(&mut Decoder::new(Wanted::AnyCase(name), &mut source));
    }
    source.found
}

/// Passes the whole body to `visit` if the response is not an object. Returns whether that is so.
pub(super) fn with_body(response: &mut dyn Decode, visit: &mut dyn FnMut(Slot<'_>)) -> bool {
    let mut source = FieldVisit { visit, found: false };
    response.decode(&mut Decoder::new(Wanted::Body, &mut source));
    source.found
}

struct FieldVisit<'a> {
    visit: &'a mut dyn FnMut(Slot<'_>),
    found: bool,
}

impl MemberSource for FieldVisit<'_> {
    fn read(&mut self, slot: Slot<'_>) -> Given {
        self.found = true;
        (self.visit)(slot);
        Given::Something
    }
}

fn hidden(json: &str) -> Option<String> {
    let is_nothing = matches!(json, "\"\"" | "null" | "\"***\"");
    (!is_nothing).then(|| quoted(HIDDEN))
}

/// Returns `shown` if it differs from `before`.
fn changed(shown: Cow<'_, str>, before: &str) -> Option<String> {
    (shown != before).then(|| shown.into_owned())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The keys of an object with their unparsed values.
struct RawMembers<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for RawMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = RawMembers<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawMembers(members))
            }
        }

        deserializer.deserialize_map(Read)
    }
}

/// The unparsed elements of a list.
struct Elements<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Elements<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(Elements(elements))
            }
        }

        deserializer.deserialize_seq(Read)
    }
}
