//! Compares which names count as secrets, in generated code and in the redactor, with the judgement of a person on real
//! names.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use alicloud_codegen::rust::model::item::{Item, Type};
use alicloud_codegen::rust::model::{self, Options};
use alicloud_codegen::spec;
use alicloud_signer::redact::sounds_secret;

/// Returns real names, and whether a string with this name is a secret.
fn names() -> Vec<(&'static str, bool)> {
    let lines = include_str!("names.txt").lines().filter(|line| !line.starts_with('#'));
    let name = |line: &'static str| match line.split_once(' ').unwrap() {
        ("secret", name) => (name, true),
        ("public", name) => (name, false),
        other => unreachable!("{other:?}"),
    };
    lines.map(name).collect()
}

/// The generator is given a response with a field of each name.
#[test]
fn real_names_are_judged_as_a_person_does() {
    let properties: serde_json::Map<_, _> =
        names().iter().map(|(name, _)| ((*name).to_owned(), serde_json::json!({"type": "string"}))).collect();
    let schema = serde_json::json!({"type": "object", "properties": {
        "All": {"type": "array", "items": {"type": "object", "properties": properties}}
    }});
    let product = serde_json::json!({
        "version": "1.0",
        "info": {"style": "RPC", "product": "Names", "version": "2020-01-01"},
        "apis": {"GetAll": {"methods": ["post"], "responses": {"200": {"schema": schema}}}}
    });
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("api-docs.json"), product.to_string()).unwrap();
    let model = model::build(&spec::load(folder.path()).unwrap(), &Options::default()).unwrap();
    let fields = model.operations.iter().flat_map(|operation| &operation.types).find_map(|item| match item {
        Item::Structure(structure) => Some(&structure.fields),
        Item::Enumeration(_) => None,
    });
    let found: BTreeMap<&str, bool> =
        fields.unwrap().iter().map(|field| (field.wire.as_str(), field.ty == Type::Secret)).collect();
    let wrong: Vec<_> = names().into_iter().filter(|(name, expected)| found.get(name) != Some(expected)).collect();
    assert_eq!(wrong, []);
}

/// The redactor hides in strings what the generator gives the type of a secret.
#[test]
fn what_is_a_secret_sounds_like_one() {
    let shown: Vec<_> = names().into_iter().filter(|(name, secret)| *secret && !sounds_secret(name)).collect();
    assert_eq!(shown, []);
}
