//! The content of the files of a new crate.

use std::io;
use std::path::Path;

use super::journal::Journal;
use super::location::DescriptionLocation;
use super::workspace::{FIRST_VERSION, Workspace};
use crate::diff::CHANGELOG;
use crate::rust::model::Model;
use crate::rust::model::documentation::{code, inline};
use crate::rust::model::item::OperationItem;

/// The files of a new crate, and figures about it.
pub(super) struct Contents {
    manifest: String,
    build_script: String,
    library: String,
    readme: String,
    pub(super) operations: usize,
    pub(super) refused: usize,
    pub(super) features: Vec<String>,
}

impl Contents {
    /// Returns `None` if no operation can be generated.
    pub(super) fn new(
        model: &Model,
        name: &str,
        location: &DescriptionLocation,
        workspace: &Workspace,
    ) -> Option<Self> {
        let features: Vec<String> = model.groups.iter().map(|group| group.feature.clone()).collect();
        Some(Self {
            manifest: manifest(model, name, location, &features, workspace),
            build_script: build_script(&location.root, &[&location.name]),
            library: library(model, name, shown(model)?),
            readme: readme(model, name),
            operations: model.operations.len(),
            refused: model.refused.len(),
            features,
        })
    }

    /// Writes the files into a folder that does not exist yet.
    pub(super) fn write(&self, folder: &Path, journal: &mut Journal) -> io::Result<()> {
        journal.write(&folder.join("Cargo.toml"), self.manifest.as_bytes())?;
        journal.write(&folder.join("build.rs"), self.build_script.as_bytes())?;
        journal.write(&folder.join("src/lib.rs"), self.library.as_bytes())?;
        journal.write(&folder.join("README.md"), self.readme.as_bytes())?;
        journal.write(&folder.join("CHANGELOG.md"), CHANGELOG.as_bytes())
    }
}

/// The build script of a crate with these descriptions below the folder `root`; the first one is that of the default version. A packed
/// crate has no workspace, so the script finds copies of the descriptions in the package itself.
pub(super) fn build_script(root: &str, names: &[&str]) -> String {
    const ABOUT: &str =
        "//! Generates the crate from its API description: what the enabled features name, and what that reaches.\n";
    match names {
        [name] => format!(
            "{ABOUT}
fn main() -> std::process::ExitCode {{
    // A packed crate has a copy of the description in its own folder `spec`.
    let spec = alicloud_codegen::spec_folder({root:?}).join({name:?});
    alicloud_codegen::Build::new(spec).features().run()
}}
"
        ),
        names => {
            let mut versions = names.iter();
            let first = versions.next().copied().unwrap_or_default();
            let versions: String = versions.map(|name| format!("        .version(spec.join({name:?}))\n")).collect();
            format!(
                "{ABOUT}
fn main() -> std::process::ExitCode {{
    // A packed crate has copies of the descriptions in its own folder `spec`.
    let spec = alicloud_codegen::spec_folder({root:?});
    alicloud_codegen::Build::new(spec.join({first:?}))
{versions}        .features()
        .run()
}}
"
            )
        }
    }
}

fn manifest(
    model: &Model,
    name: &str,
    location: &DescriptionLocation,
    features: &[String],
    workspace: &Workspace,
) -> String {
    let title = one_line(&model.product.title);
    let about =
        format!("{title} ({}) for Rust: typed operations, generated from the API description.", model.product.version);
    let mut text = format!("[package]\nname = {}\ndescription = {}\n", quoted(name), quoted(&about));
    for (key, otherwise) in [
        ("version", Some(FIRST_VERSION)),
        ("edition", Some("2024")),
        ("rust-version", None),
        ("license", None),
        ("repository", None),
        ("keywords", None),
        ("categories", None),
    ] {
        if workspace.has("package", Some(key)) {
            text.push_str(&format!("{key}.workspace = true\n"));
        } else if let Some(value) = otherwise {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    // crates.io and docs.rs show neither; whoever has the package finds in it which release of the API it is for.
    text.push_str(&format!(
        "\n[[package.metadata.alicloud.descriptions]]\nfolder = {}\nproduct = {}\nversion = {}\n",
        quoted(&location.name),
        quoted(&model.product.code),
        quoted(&model.product.version)
    ));
    text.push_str("\n# One target is enough: the API is the same on each.\n[package.metadata.docs.rs]\ntargets = []\n");
    if workspace.has("lints", None) {
        text.push_str("\n[lints]\nworkspace = true\n");
    }
    let described_in = &location.in_workspace;
    text.push_str(&match features {
        [] => format!("\n# {described_in}/product.json has no groups: there is only everything.\n"),
        _ => format!(
            "\n# One feature per group of operations, as `directories` of {described_in}/product.json has them.\n"
        ),
    });
    let all: Vec<String> = features.iter().map(|feature| quoted(feature)).collect();
    text.push_str(&format!("[features]\ndefault = [\"full\"]\nfull = [{}]\n", all.join(", ")));
    for feature in features {
        text.push_str(&format!("{feature} = []\n"));
    }
    // A Git dependency, since the crates of this repository are not published.
    let repository = quoted(env!("CARGO_PKG_REPOSITORY"));
    let client = dependency("alicloud-client", &format!("{{ git = {repository} }}"), workspace);
    let without_command = format!("{{ git = {repository}, default-features = false, features = [\"rust\"] }}");
    let generator = dependency("alicloud-codegen", &without_command, workspace);
    text.push_str(&format!("\n[dependencies]\n{client}\n[build-dependencies]\n{generator}"));
    text
}

fn dependency(name: &str, otherwise: &str, workspace: &Workspace) -> String {
    if workspace.has("dependencies", Some(name)) {
        format!("{name}.workspace = true\n")
    } else {
        format!("{name} = {otherwise}\n")
    }
}

fn library(model: &Model, name: &str, shown: &OperationItem) -> String {
    let (title, version) = (inline(&model.product.title), inline(&model.product.version));
    let crate_name = name.replace('-', "_");
    let module = crate::rust::model::raw(&shown.module);
    let (wire, type_name) = (code(shown.name()), &shown.type_name);
    let mut text = format!(
        "//! {title} ({version}) for Rust: one module per operation, generated from the API description in `spec`.
//!
//! ```no_run
//! use {crate_name}::{module}::{type_name};
//!
//! # async fn example() -> Result<(), alicloud_client::Error> {{
//! let client = alicloud_client::Client::from_env().await?;
//! let response = {type_name}::new().send(&client).await?;
//! println!(\"{{}}\", response.request_id);
//! # Ok(())
//! # }}
//! ```
//!
//! Operations are found by their documented names ({wire}); the modules have them in snake case
//! (`{module}`).
"
    );
    if !model.error_codes.is_empty() {
        text.push_str("//! Documented error codes are in [`ErrorCode`], and each operation lists its own.\n");
    }
    if !model.groups.is_empty() {
        text.push_str(
            "//!
//! # Features
//!
//! Every group of operations is a feature; `full`, the default, is all of them. With `default-features = false` only the
//! groups that are named are compiled.
",
        );
    }
    text.push_str(
        "//!
#![doc = include_str!(concat!(env!(\"OUT_DIR\"), \"/overview.md\"))]

include!(concat!(env!(\"OUT_DIR\"), \"/lib.rs\"));
",
    );
    text
}

fn readme(model: &Model, name: &str) -> String {
    let (title, version) = (inline(&model.product.title), inline(&model.product.version));
    let mut text = format!(
        "# {name}

The operations of {title} ({version}) with typed requests and responses, generated from the API description while the crate is built.
"
    );
    if let [feature, ..] = model.groups.iter().map(|group| &group.feature).collect::<Vec<_>>().as_slice() {
        text.push_str(&format!(
            "
Each group of operations is a feature; `full`, the default, is all of them. With `default-features = false, features = [\"{feature}\"]` only
that group is generated and compiled.
"
        ));
    }
    text.push_str(&format!("\nMade by [alicloud]({}), which shows a first call.\n", env!("CARGO_PKG_REPOSITORY")));
    text
}

/// The operation that is best suited for an example: one that is not deprecated, needs no parameters but the region, only
/// reads, and whose summary somebody wrote (a computed one begins with the name of the operation).
fn shown(model: &Model) -> Option<&OperationItem> {
    let required = |operation: &OperationItem| {
        operation.facts.parameters.iter().filter(|parameter| parameter.required && !parameter.is_region).count()
    };
    model.operations.iter().min_by_key(|operation| {
        let facts = &operation.facts;
        let is_written = !operation.summary.starts_with('`');
        (facts.deprecated, required(operation), !facts.read_only, !is_written, operation.paginator.is_none())
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Formats a string as TOML.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
