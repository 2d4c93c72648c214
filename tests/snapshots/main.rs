//! Snapshots of the code generated for RDS: the full text of eight modules, and a listing of everything else.
//!
//! A change of the generator shows in the modules. A change of the spec shows in the listings, of which there is one
//! per group so that people can review them.
//! `INSTA_UPDATE=always cargo test -p alicloud-tests --test snapshots` updates them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use alicloud_codegen::rust::generate::{Generated, generate};
use alicloud_codegen::rust::model::Options;
use alicloud_codegen::rust::model::item::{Field, Item, OperationItem, Presence};
use alicloud_codegen::spec::{self, Spec};

static RDS: LazyLock<(Spec, Generated)> = LazyLock::new(|| product("rds/2014-08-15", "alicloud_rds"));

fn product(folder: &str, crate_name: &str) -> (Spec, Generated) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(folder);
    let spec = spec::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
    let options = Options { crate_name: Some(crate_name.to_owned()), ..Options::default() };
    let generated = generate(&spec, &options).unwrap_or_else(|problems| panic!("{problems}"));
    (spec, generated)
}

fn settings(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PathBuf::from(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// The two operations that release endpoints, lists of structures in a query, a wrapped list in a response with pages,
/// an idempotency token, a secret, and a form body.
const MODULES: [&str; 8] = [
    "release_instance_connection",
    "release_instance_public_connection",
    "tag_resources",
    "describe_db_instance_net_info",
    "allocate_instance_public_connection",
    "create_account",
    "confirm_notify",
    "delete_db_instance",
];

#[test]
fn modules() {
    let (_, generated) = &*RDS;
    settings("modules").bind(|| {
        for module in MODULES {
            let text = generated.files.get(&format!("{module}.rs")).unwrap_or_else(|| panic!("no module {module}"));
            insta::assert_snapshot!(module, text);
        }
    });
}

#[test]
fn listings() {
    let (_, generated) = &*RDS;
    let model = &generated.model;
    settings("listings").bind(|| {
        let mut listed = 0;
        for group in &model.groups {
            let mut text = String::new();
            for operation in
                model.operations.iter().filter(|operation| group.operations.contains(&operation.facts.name))
            {
                listing(&mut text, operation).expect("writing to a String does not fail");
                listed += 1;
            }
            insta::assert_snapshot!(group.feature.as_str(), text);
        }
        assert_eq!(listed, model.operations.len(), "every operation is in exactly one group");
    });
}

/// Writes the name and path of an operation, then its fields. `*` marks a required parameter; indented lines are types.
fn listing(text: &mut String, operation: &OperationItem) -> fmt::Result {
    writeln!(text, "{} = {}::{}", operation.name(), operation.module, operation.type_name)?;
    for parameter in operation.parameters() {
        let mark = if parameter.facts.required { "*" } else { "" };
        field(text, &format!("  {} ", parameter.facts.location), parameter.field, mark)?;
    }
    for member in &operation.response.fields {
        field(text, "  -> ", member, "")?;
    }
    for item in &operation.types {
        match item {
            Item::Structure(structure) => {
                writeln!(text, "    {} = {}", structure.wire, structure.name)?;
                structure.fields.iter().try_for_each(|member| field(text, "      ", member, ""))?;
            }
            Item::Enumeration(enumeration) => {
                let values = enumeration.variants.iter().map(|variant| format!("{} = {}", variant.value, variant.name));
                writeln!(
                    text,
                    "    {} = {}: {}",
                    enumeration.wire,
                    enumeration.name,
                    values.collect::<Vec<_>>().join(", ")
                )?;
            }
        }
    }
    Ok(())
}

fn field(text: &mut String, before: &str, field: &Field, mark: &str) -> fmt::Result {
    let held = match field.presence {
        Presence::Plain | Presence::RequestId | Presence::Body { optional: false } => "",
        Presence::Optional | Presence::Body { optional: true } => "?",
        Presence::Boxed => "? boxed",
    };
    writeln!(text, "{before}{}{mark} = {}: {}{held}", field.wire, field.name, field.ty)
}

/// The features of each generated crate are the groups of its spec.
#[test]
fn features_are_groups() {
    let cases = [
        ("rds", &RDS.1),
        ("sts", &product("sts/2015-04-01", "alicloud_sts").1),
        ("location", &product("location/2015-06-12", "alicloud_location").1),
    ];
    for (name, generated) in cases {
        let manifest =
            std::fs::read_to_string(format!("{}/../crates/products/{name}/Cargo.toml", env!("CARGO_MANIFEST_DIR")))
                .expect("a manifest");
        let features = manifest.split("[features]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("features");
        let mut declared: Vec<&str> =
            features.lines().filter_map(|line| line.split_once(" = ").map(|(name, _)| name)).collect();
        declared.retain(|feature| *feature != "default" && *feature != "full");
        let mut groups: Vec<&str> = generated.model.groups.iter().map(|group| group.feature.as_str()).collect();
        declared.sort_unstable();
        groups.sort_unstable();
        assert_eq!(declared, groups, "[features] of crates/products/{name}/Cargo.toml");
    }
}
