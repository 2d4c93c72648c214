//! Hides secrets in documents (JSON, and XML beside it or within its strings) exactly where they are, so that what is left still means the same: digits, order and repeated keys stay.

pub(super) mod xml;

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{MapAccess, SeqAccess, Visitor};
use serde_core::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::response_type::{Content, content_of};
use super::{HIDDEN, Redactor};
use crate::decode::{Decode, Decoder, Given, MemberSource, Slot, UnescapedText, Wanted, with_element, with_entry};

/// What is hidden besides what the type of the document marks.
pub(crate) struct Rules<'a> {
    pub(crate) redactor: &'a Redactor,
    /// For text that cannot be read as what it should be.
    pub(crate) for_text: &'a Redactor,
    /// Keys that are left out with their values.
    pub(crate) is_left_out: &'a dyn Fn(&str) -> bool,
    /// Hears of each value that is hidden for its name.
    pub(crate) on_hidden: &'a dyn Fn(&str),
    /// Whether a number is hidden if its name sounds secret. Where the document is decoded, it is not: a number stays a number.
    pub(crate) hides_numbers: bool,
}

impl<'a> Rules<'a> {
    /// For what is asked: nobody decodes it, so more can be hidden.
    pub(crate) fn of_question(
        redactor: &'a Redactor,
        is_left_out: &'a dyn Fn(&str) -> bool,
        on_hidden: &'a dyn Fn(&str),
    ) -> Self {
        Self { redactor, for_text: redactor, is_left_out, on_hidden, hides_numbers: true }
    }
}

/// The text cannot be read as JSON (or XML), or nests too deep.
pub(crate) struct Unreadable;

/// As deep as a document can be decoded.
pub(super) const DEEPEST: usize = 128;

/// `json` with secrets hidden; none if there are none. `slot` is what it would be decoded into.
pub(crate) fn rewrite(json: &str, slot: Option<Slot<'_>>, rules: &Rules<'_>) -> Result<Option<String>, Unreadable> {
    let raw: &RawValue = serde_json::from_str(json).map_err(|_| Unreadable)?;
    value(raw.get(), slot, "", DEEPEST, rules)
}

/// The value of the key `name`.
fn value(
    json: &str,
    slot: Option<Slot<'_>>,
    name: &str,
    depth: usize,
    rules: &Rules<'_>,
) -> Result<Option<String>, Unreadable> {
    let depth = depth.checked_sub(1).ok_or(Unreadable)?;
    let slot = match slot {
        Some(Slot::Scalar(scalar)) => match content_of(scalar) {
            // All of it is the value, whatever it looks like.
            Content::Secret => return Ok(hidden(json)),
            // What has to be a number is none of the secrets that are found by names. One that is a secret by chance stays a number.
            Content::NoText if json.starts_with('"') => return Ok(changed(rules.redactor.values(json), json)),
            // An object or a list in place of a number is judged as one that nothing is known of.
            Content::NoText if !json.starts_with(['{', '[']) => return Ok(number(json, "", rules)),
            Content::NoText | Content::Text => None,
        },
        slot => slot,
    };
    match json.bytes().next() {
        Some(b'{') => object(json, slot, name, depth, rules),
        Some(b'[') => list(json, slot, name, depth, rules),
        Some(b'"') => {
            let Ok(UnescapedText(text)) = serde_json::from_str(json) else {
                // A lone surrogate is no text, but it can be hidden all the same.
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

/// A text, which may be JSON or XML itself; none if it stays as it is.
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
        && let Ok(shown) = xml::rewrite(text, None, depth, rules)
    {
        return shown;
    }
    let shown = rules.redactor.text(text);
    (shown != text).then(|| shown.into_owned())
}

fn number(json: &str, name: &str, rules: &Rules<'_>) -> Option<String> {
    /// A number of fewer digits is equal to a secret by chance.
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
) -> Result<Option<String>, Unreadable> {
    // One element instead of a list.
    if let Some(Slot::List(list)) = slot {
        let mut result = Ok(None);
        with_element(list, &mut |slot| result = value(json, Some(slot), name, depth, rules));
        return result;
    }
    let Members(members) = serde_json::from_str(json).map_err(|_| Unreadable)?;
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
) -> Result<Option<String>, Unreadable> {
    let Elements(elements) = serde_json::from_str(json).map_err(|_| Unreadable)?;
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

/// Shows the field `name` of a structure, found as the decoder finds it; whether there is one.
pub(super) fn with_member(structure: &mut dyn Decode, name: &str, visit: &mut dyn FnMut(Slot<'_>)) -> bool {
    let mut source = Visit { visit, found: false };
    structure.decode(&mut Decoder::new(Wanted::Exactly(name), &mut source));
    if !source.found {
        structure.decode(&mut Decoder::new(Wanted::AnyCase(name), &mut source));
    }
    source.found
}

/// Shows what a response is as a whole, if it is not an object; whether it is something else.
pub(super) fn with_body(response: &mut dyn Decode, visit: &mut dyn FnMut(Slot<'_>)) -> bool {
    let mut source = Visit { visit, found: false };
    response.decode(&mut Decoder::new(Wanted::Body, &mut source));
    source.found
}

struct Visit<'a> {
    visit: &'a mut dyn FnMut(Slot<'_>),
    found: bool,
}

impl MemberSource for Visit<'_> {
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

/// `shown` if it is not `before`.
fn changed(shown: Cow<'_, str>, before: &str) -> Option<String> {
    (shown != before).then(|| shown.into_owned())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The members of an object as they are written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Read)
    }
}

/// The elements of a list as they are written.
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
