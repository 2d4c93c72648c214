//! Generates JSON Schemas (draft 2020-12) for the entry format from the types of [`entry`](super::entry), so that
//! editors complete and check entries. The types accept every file, so that all of its problems can be reported;
//! therefore required keys and allowed keywords are not in the types and are added here.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::check::vocabulary::{ENDPOINT_RULE, LOCATION, METHOD, PARAMETER_STYLE, SIGNATURE, STYLE, TYPE};
use super::entry::{Operation, Product};

/// Returns the JSON Schema of an operation's entry.
#[must_use]
pub fn operation() -> String {
    schema_of::<Operation>("Entry of an operation")
}

/// Returns the JSON Schema of `product.json`.
#[must_use]
pub fn product() -> String {
    schema_of::<Product>("Description of a product")
}

const REQUIRED: [(&str, &[&str]); 8] = [
    ("Product", &["info"]),
    ("Info", &["style", "product", "version"]),
    ("Components", &["schemas"]),
    ("Endpoint", &["regionId"]),
    ("Operation", &["methods", "responses"]),
    ("Parameter", &["name", "in", "schema"]),
    ("ErrorCode", &["errorCode"]),
    ("RamAction", &["action"]),
];

/// The name of a type, a JSON pointer into its definition, and the allowed keywords there.
const WORDS: [(&str, &str, &[&str]); 7] = [
    ("Product", "/properties/x-endpoint-rule", ENDPOINT_RULE.words),
    ("Product", "/properties/x-signature", SIGNATURE.words),
    ("Info", "/properties/style", STYLE.words),
    ("Operation", "/properties/methods/items", METHOD.words),
    ("Parameter", "/properties/in", LOCATION.words),
    ("Parameter", "/properties/style", PARAMETER_STYLE.words),
    ("Schema", "/properties/type", TYPE.words),
];

fn schema_of<T: JsonSchema>(title: &str) -> String {
    let settings = SchemaSettings::draft2020_12().for_deserialize().with_transform(remove_null);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let root = T::schema_name();
    for (name, members) in REQUIRED {
        if let Some(definition) = definition(&mut schema, &root, name) {
            definition.insert("required".to_owned(), json!(members));
        }
    }
    for (name, pointer, words) in WORDS {
        if let Some(definition) = definition(&mut schema, &root, name)
            && let Some(member) = steps(definition, pointer)
        {
            member.insert("enum".to_owned(), json!(words));
        }
    }
    schema.insert("title".to_owned(), json!(title));
    super::to_text(&schema)
}

fn definition<'s>(schema: &'s mut Schema, root: &str, name: &str) -> Option<&'s mut Map<String, Value>> {
    let object = schema.as_object_mut()?;
    if root == name { Some(object) } else { steps(object, &format!("/$defs/{name}")) }
}

fn steps<'s>(object: &'s mut Map<String, Value>, pointer: &str) -> Option<&'s mut Map<String, Value>> {
    pointer.split('/').skip(1).try_fold(object, |object, step| object.get_mut(step)?.as_object_mut())
}

/// Removes `null` from the types: a missing value is written by omitting the key. The Rust types are `Option`s only so
/// that incomplete files can be read.
fn remove_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type") != Some(&json!("null")));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            if let Some(object) = schema.as_object_mut() {
                object.extend(only);
            }
        }
    }
    // `default` is Rust's default value, not one that the service assumes.
    schema.remove("default");
    schemars::transform::transform_subschemas(&mut remove_null, schema);
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::spec::entry;
    use crate::spec::read::shape::ObjectShape;

    /// Guards against differences between the two lists of keys: the table of the reader, and the types that the schema
    /// is generated from.
    #[test]
    fn the_schema_has_the_keys_that_are_read() {
        let objects: [(&str, &ObjectShape); 15] = [
            ("Product", entry::Product::OBJECT),
            ("Info", entry::Info::OBJECT),
            ("Directory", entry::Directory::OBJECT),
            ("Components", entry::Components::OBJECT),
            ("Endpoint", entry::Endpoint::OBJECT),
            ("Operation", entry::Operation::OBJECT),
            ("Parameter", entry::Parameter::OBJECT),
            ("Schema", entry::Schema::OBJECT),
            ("Response", entry::Response::OBJECT),
            ("ErrorCode", entry::ErrorCode::OBJECT),
            ("RamAction", entry::RamAction::OBJECT),
            ("RamResource", entry::RamResource::OBJECT),
            ("ResponseDemo", entry::ResponseDemo::OBJECT),
            ("Change", entry::Change::OBJECT),
            ("Source", entry::Source::OBJECT),
        ];
        let roots = [("Product", product()), ("Operation", operation())];
        for (root, text) in roots {
            let mut schema: Schema = serde_json::from_str(&text).expect("the schema is JSON");
            for (name, object) in objects {
                let Some(definition) = definition(&mut schema, root, name) else { continue };
                let properties = definition.get("properties").and_then(Value::as_object).expect("an object has keys");
                let mut described: Vec<&str> = properties.keys().map(String::as_str).collect();
                let mut read = object.keys.to_vec();
                described.sort_unstable();
                read.sort_unstable();
                assert_eq!(described, read, "{name}");
            }
        }
    }
}
