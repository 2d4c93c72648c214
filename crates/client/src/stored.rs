//! Implements `serde::Serialize` and `Deserialize` for responses and structures (feature `serde`). It uses the field
//! lists of decoding: wire names, no unset fields, and the same leniency.
//!
//! A stored value contains everything, including what `Debug` hides: if the response of an operation contains keys, the
//! stored form contains them as well.

use serde_core::de::Error as _;
use serde_core::ser::Error as _;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode::{Decode, Slot, decode_json_value};
use crate::encode::JsonSink;
use crate::show::walk_slot;
use crate::value::Value;

/// Serializes a value.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<T: Decode + Clone, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    tree(value.clone().slot()).map_err(S::Error::custom)?.serialize(serializer)
}

fn tree(value: Slot<'_>) -> serde_json::Result<Value> {
    let mut json = Vec::new();
    walk_slot(value, &mut JsonSink::new(&mut json));
    serde_json::from_slice(&json)
}

/// Deserializes a value.
///
/// # Errors
///
/// Those of the deserializer, and an error with path and expected type if a field cannot be decoded.
pub fn deserialize<'de, T: Decode + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = Value::deserialize(deserializer)?.to_string();
    let mut value = T::default();
    match decode_json_value(&json, value.slot()) {
        Ok(()) => Ok(value),
        Err(mismatch) => Err(D::Error::custom(mismatch.into_message())),
    }
}
