//! Numbers and JSON as they were typed: what would change on the way to the service is refused.

use serde_json::{Map, Number, Value};

use crate::decimal::DecimalNumber;
use crate::json::{JsonText, JsonValue};

/// Whether a string is a whole number.
pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a string is a number of JSON, or a whole number with leading zeros.
pub(super) fn is_number(text: &str) -> bool {
    is_integer(text) || matches!(JsonText::check(text).map(JsonText::value), Ok(JsonValue::Number(_)))
}

/// Parses a number, if its digits are not changed by that.
pub(super) fn exact(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>() {
        return (number.to_string() == text).then(|| number.into());
    }
    if let Ok(number) = text.parse::<u64>() {
        return (number.to_string() == text).then(|| number.into());
    }
    let number = Number::from_f64(text.parse().ok()?)?;
    (number.to_string() == text).then_some(number)
}

/// Converts JSON to a value to send, if it is unambiguous.
pub(super) fn from_json(json: JsonValue) -> Result<Value, String> {
    Ok(match json {
        JsonValue::Null => Value::Null,
        JsonValue::Boolean(value) => Value::Bool(value),
        JsonValue::Number(digits) => match exact(&digits).or_else(|| decimal(&digits)) {
            Some(number) => Value::Number(number),
            None => return Err(format!("the number {digits} has more digits than can be sent; write it as a string")),
        },
        JsonValue::String(text) => Value::String(text),
        JsonValue::List(elements) => Value::Array(elements.into_iter().map(from_json).collect::<Result<_, _>>()?),
        JsonValue::Object(fields) => {
            let mut object = Map::new();
            for (key, field) in fields {
                if object.contains_key(&key) {
                    return Err(format!("the JSON has the key {key:?} twice in one object"));
                }
                object.insert(key, from_json(field)?);
            }
            Value::Object(object)
        }
    })
}

/// Parses a number that is the same in another notation: `1.50`, `1e3`.
fn decimal(text: &str) -> Option<Number> {
    let number = Number::from_f64(text.parse().ok()?)?;
    (DecimalNumber::parse(&number.to_string())? == DecimalNumber::parse(text)?).then_some(number)
}
