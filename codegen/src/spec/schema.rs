//! The entry format as JSON Schema (draft 2020-12), from the types of [`entry`](super::entry), so that editors complete and check
//! what a person writes. What the types cannot say, because they accept every file in order to report all that is wrong with
//! it, is added here: which members are required, and the words that a member can have.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::check::vocabulary::{ENDPOINT_RULE, LOCATION, METHOD, PARAMETER_STYLE, STYLE, TYPE};
use super::entry::{Operation, Product};

/// Schema of the entry of an operation.
#[must_use]
pub fn operation() -> String {
    schema_of::<Operation>("Entry of an operation")
}

/// Schema of `product.json`.
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

/// Type, JSON pointer below its definition, words.
const WORDS: [(&str, &str, &[&str]); 6] = [
    ("Product", "/properties/x-endpoint-rule", ENDPOINT_RULE.words),
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

/// An absent member is left out, never `null`; the types are optional for another reason.
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
    // `default` is what Rust fills in, not what the service assumes.
    schema.remove("default");
    schemars::transform::transform_subschemas(&mut remove_null, schema);
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::spec::entry;
    use crate::spec::read::shape::ObjectShape;

    /// The reader's table is the list of keys; the types say the same keys once more, for the editors' schema.
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
