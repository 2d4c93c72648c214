//! Changes something somewhere in a description.

use fastrand::Rng;
use serde_json::Value;

/// Changes something somewhere, and says what.
pub(crate) fn change(json: &mut Value, rng: &mut Rng) -> String {
    let mut places = Vec::new();
    walk(json, String::new(), &mut places);
    places.remove(0);
    let place = &places[rng.usize(..places.len())];
    let (parent, name) = place.rsplit_once('/').unwrap();
    // What has the same name elsewhere fits here as well.
    let donors: Vec<&String> = places.iter().filter(|other| other.rsplit_once('/').unwrap().1 == name).collect();
    let donor = json.pointer(donors[rng.usize(..donors.len())]).unwrap().clone();
    let name = name.replace("~1", "/").replace("~0", "~");
    let what = match (json.pointer_mut(parent).unwrap(), rng.u8(..6)) {
        (Value::Object(fields), 0) => {
            fields.shift_remove(&name);
            "removed"
        }
        (Value::Object(fields), 1) => {
            let new = other_name(&name, rng);
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(key, value)| (if key == name { new.clone() } else { key }, value))
                .collect();
            "renamed"
        }
        (Value::Object(fields), 2) => {
            fields.insert(other_name(&name, rng), donor);
            "added"
        }
        (Value::Array(elements), 0) => {
            elements.remove(name.parse().unwrap());
            "removed"
        }
        (Value::Array(elements), 1 | 2) => {
            elements.push(donor);
            "added"
        }
        (parent, 3 | 4) => {
            *field(parent, &name) = donor;
            "has the value of another place"
        }
        (parent, _) => {
            let value = field(parent, &name);
            *value = other_value(&name, value, rng);
            "has another value"
        }
    };
    format!("{place} {what}")
}

fn field<'a>(parent: &'a mut Value, name: &str) -> &'a mut Value {
    match parent {
        Value::Array(elements) => &mut elements[name.parse::<usize>().unwrap()],
        other => &mut other[name],
    }
}

/// Pointers to everything.
fn walk(value: &Value, pointer: String, places: &mut Vec<String>) {
    places.push(pointer.clone());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(elements) => {
            for (position, value) in elements.iter().enumerate() {
                walk(value, format!("{pointer}/{position}"), places);
            }
        }
        _ => {}
    }
}

/// A name that is much the same.
fn other_name(name: &str, rng: &mut Rng) -> String {
    match rng.u8(..6) {
        0 => name.to_lowercase(),
        1 => name.to_uppercase(),
        2 => name.replace(['.', '_', '-'], ""),
        3 => format!("{name}.Item"),
        4 => format!("{name}_"),
        _ => format!("{name}New"),
    }
}

fn other_value(name: &str, value: &Value, rng: &mut Rng) -> Value {
    const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];
    match value {
        Value::Bool(value) => Value::Bool(!value),
        Value::Number(_) => Value::from(rng.u8(..)),
        Value::String(_) if name == "type" => Value::from(TYPES[rng.usize(..TYPES.len())]),
        Value::String(text) => Value::from(other_name(text, rng)),
        _ => Value::Null,
    }
}
