//! The committed JSON Schemas are those of the types.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use alicloud_codegen::spec::schema;

#[test]
fn committed_schemas_are_fresh() {
    assert_fresh("operation.schema.json", &schema::operation());
    assert_fresh("product.schema.json", &schema::product());
}

#[track_caller]
fn assert_fresh(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/schema").join(name);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::create_dir_all(path.parent().expect("a path with a folder")).expect("the folder can be made");
        fs::write(&path, expected).expect("the schema can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == expected,
        "spec/schema/{name} does not describe today's types; run\n\n    UPDATE_SCHEMA=1 cargo test -p alicloud-codegen --test schema\n"
    );
}
