//! Compares values of JSON.

use std::cmp::Ordering;

use crate::decimal::DecimalNumber;
use crate::json::JsonValue;

/// The order of two numbers or two strings.
pub(super) fn order(left: &JsonValue, right: &JsonValue) -> Option<Ordering> {
    match (left, right) {
        (JsonValue::Number(left), JsonValue::Number(right)) => Some(DecimalNumber::compare(left, right)),
        (JsonValue::String(left), JsonValue::String(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Whether two values are the same: numbers by their value, objects without regard to the order of their fields.
pub(super) fn is_same(left: &JsonValue, right: &JsonValue) -> bool {
    match (left, right) {
        (JsonValue::Number(left), JsonValue::Number(right)) => DecimalNumber::same(left, right),
        (JsonValue::List(left), JsonValue::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same(left, right))
        }
        (JsonValue::Object(left), JsonValue::Object(right)) => {
            let has = |fields: &[(String, JsonValue)], name: &str, value: &JsonValue| {
                fields.iter().any(|(known, other)| known == name && is_same(value, other))
            };
            left.len() == right.len() && left.iter().all(|(name, value)| has(right, name, value))
        }
        (left, right) => left == right,
    }
}
