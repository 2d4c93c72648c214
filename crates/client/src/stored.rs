//! `serde::Serialize` and `Deserialize` for responses and structures (feature `serde`), through the tables that requests and responses
//! use anyway: names of the wire, unset members left out, the same leniency when read.
//!
//! A stored value has everything in it, also what `Debug` hides: whoever stores the answer of an operation that gives out keys stores
//! keys.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode::{Decode, decode_json_value};
use crate::encode::{Encode, JsonSink};
use crate::value::Value;

/// Writes a value.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    let mut json = Vec::new();
    value.encode_value(&mut JsonSink::new(&mut json));
    serde_json::from_slice::<Value>(&json).map_err(S::Error::custom)?.serialize(serializer)
}

/// Reads a value.
///
/// # Errors
///
/// Those of the deserializer; the path of a member that cannot be read, with what it should be.
pub fn deserialize<'de, T: Decode + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Value::deserialize(deserializer)?.to_string();
    let mut value = T::default();
    match decode_json_value(&json, value.slot()) {
        Ok(()) => Ok(value),
        Err(mismatch) if mismatch.path.is_empty() => Err(D::Error::custom(mismatch.problem)),
        Err(mismatch) => Err(D::Error::custom(format_args!("{}: {}", mismatch.path, mismatch.problem))),
    }
}
