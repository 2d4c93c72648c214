//! Reads JSON objects from files, commands and services for providers.
//!
//! Parsing is strict, and errors report the position, so that users can find a mistake. Errors never contain values,
//! since these may be secret, and only the wanted values are copied.

use std::fmt;

use serde_core::Deserialize;
use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{CredentialsError, Secret, input};
use crate::decode::UnescapedText;

/// A type that can be read from a JSON object.
pub(super) trait Object<'json> {
    /// The slot that receives the value of the key `name`; `None` to skip the value.
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>>;
}

/// The destination of a value. `null` and an empty string count as absent, since the vendor's CLI writes both.
pub(super) enum KeyTarget<'a, 'json> {
    Text(&'a mut Option<String>),
    Secret(&'a mut Option<Secret>),
    Number(&'a mut Option<u64>),
    Flag(&'a mut Option<bool>),
    Object(&'a mut dyn Object<'json>),
    /// The elements of a list, not parsed yet.
    Parts(&'a mut Vec<&'json RawValue>),
}

/// The reason why an object cannot be read, such as `is not valid JSON (line 1, column 2)`. The error of `serde_json`
/// is not used, because it may contain values.
#[derive(Debug)]
pub(super) struct JsonError(String);

impl fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        let problem = match error.classify() {
            serde_json::error::Category::Data => "has a value of an unexpected type",
            _ => "is not valid JSON",
        };
        Self(format!("{problem} (line {}, column {})", error.line(), error.column()))
    }
}

/// Reads an object.
pub(super) fn read<'json, T: Object<'json> + Default>(json: &'json [u8]) -> Result<T, JsonError> {
    let mut object = T::default();
    fill(&mut object, json)?;
    Ok(object)
}

/// Reads the response of a service. `provider` and `what` (such as `the response of the metadata service`) are for the
/// error.
pub(super) fn read_answer<'json, T: Object<'json> + Default>(
    body: &'json [u8],
    provider: &str,
    what: &str,
) -> Result<T, CredentialsError> {
    read(body).map_err(|error| CredentialsError::failed(provider, format!("{what} {error}")))
}

/// The keys of an object with their values, not parsed, in the order of the text.
pub(super) fn entries(json: &str) -> Result<Vec<(String, &RawValue)>, JsonError> {
    struct Entries;

    impl<'json> Visitor<'json> for Entries {
        type Value = Vec<(String, &'json RawValue)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'json>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = members.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    let entries = deserializer.deserialize_map(Entries)?;
    deserializer.end()?;
    Ok(entries)
}

fn fill<'json>(object: &mut dyn Object<'json>, json: &'json [u8]) -> Result<(), JsonError> {
    let text = input::text(json).ok_or_else(|| JsonError("is not valid UTF-8".to_owned()))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(KeyReader(object))?;
    Ok(deserializer.end()?)
}

impl<'json> DeserializeSeed<'json> for KeyTarget<'_, 'json> {
    type Value = ();

    fn deserialize<D: Deserializer<'json>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Self::Text(slot) => *slot = text(deserializer)?,
            Self::Secret(slot) => *slot = text(deserializer)?.map(Secret::from),
            Self::Number(slot) => *slot = Deserialize::deserialize(deserializer)?,
            Self::Flag(slot) => *slot = Deserialize::deserialize(deserializer)?,
            Self::Object(object) => deserializer.deserialize_any(KeyReader(object))?,
            Self::Parts(slot) => *slot = Option::deserialize(deserializer)?.unwrap_or_default(),
        }
        Ok(())
    }
}

fn text<'json, D: Deserializer<'json>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// Reads the keys of an object into their slots.
struct KeyReader<'a, 'json>(&'a mut dyn Object<'json>);

impl<'json> Visitor<'json> for KeyReader<'_, 'json> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'json>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<UnescapedText<'json>>()? {
            match self.0.member(&name.0) {
                Some(slot) => members.next_value_seed(slot)?,
                None => members.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}
