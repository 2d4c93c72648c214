//! Adds a version of a product to the crate that has another one: a module behind a feature, beside the default version at the root.

use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, value};

use super::contents::build_script;
use super::location::DescriptionLocation;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rust::model::Model;
use crate::rust::version;
use crate::spec::encoding;

/// The crate that is there.
pub(super) struct ExistingCrate {
    folder: PathBuf,
    manifest: DocumentMut,
    /// Its descriptions; the first one is that of the default version.
    descriptions: Vec<ListedDescription>,
}

struct ListedDescription {
    /// The folder below that of all descriptions, with `/` between names.
    name: String,
    product: String,
    version: String,
}

impl ExistingCrate {
    /// Reads a crate whose manifest says which descriptions it is generated from. `None` if it does not say that, or of another product.
    pub(super) fn read(folder: &Path, code: &str) -> Result<Option<Self>, Diagnostics> {
        let path = folder.join("Cargo.toml");
        if !path.is_file() {
            return Ok(None);
        }
        let source = encoding::read(&path)?;
        let manifest: DocumentMut = source.text().parse().map_err(|error| {
            Diagnostic::error(format!("it is not TOML: {error}")).in_file(&path).remedy("repair the file at that place")
        })?;
        let descriptions: Vec<ListedDescription> =
            listed(&manifest).into_iter().filter_map(|table| ListedDescription::read(table)).collect();
        let is_of_product = |described: &ListedDescription| described.product.eq_ignore_ascii_case(code);
        let is_certain = !descriptions.is_empty() && descriptions.iter().all(is_of_product);
        Ok(is_certain.then(|| Self { folder: folder.to_owned(), manifest, descriptions }))
    }

    /// Whether the crate has a version.
    pub(super) fn has(&self, version: &str) -> bool {
        self.descriptions.iter().any(|described| described.version == version)
    }

    /// The files of the crate with one more version.
    pub(super) fn with(
        mut self,
        model: &Model,
        location: &DescriptionLocation,
    ) -> Result<Vec<(PathBuf, String)>, Diagnostics> {
        let date = &model.product.version;
        let (feature, module) = (version::feature(date), version::module(date));
        let script = self.script(location)?;
        let library = self.library(date, &feature, &module)?;
        let features: Vec<String> = model.groups.iter().map(|group| group.feature.clone()).collect();
        self.change_manifest(model, location, &feature, &features)?;
        Ok(vec![
            (self.folder.join("Cargo.toml"), self.manifest.to_string()),
            (self.folder.join("build.rs"), script),
            (self.folder.join("src/lib.rs"), library),
        ])
    }

    /// The build script. Only a script that `new crate` wrote is changed, since then it is certain what it does.
    fn script(&self, location: &DescriptionLocation) -> Result<String, Diagnostics> {
        let path = self.folder.join("build.rs");
        let there = encoding::read(&path)?;
        let mut names: Vec<&str> = self.descriptions.iter().map(|described| described.name.as_str()).collect();
        if there.text() != build_script(&location.root, &names) {
            let problem =
                Diagnostic::error("the build script was changed, so it is not certain where another version belongs");
            let remedy = "restore the script that `new crate` made, and make your changes after the version is there";
            return Err(problem.in_file(path).remedy(remedy).into());
        }
        names.push(&location.name);
        Ok(build_script(&location.root, &names))
    }

    /// The library with one more module at its end.
    fn library(&self, date: &str, feature: &str, module: &str) -> Result<String, Diagnostics> {
        let there = encoding::read(&self.folder.join("src/lib.rs"))?;
        let text = there.text().trim_end();
        Ok(format!(
            "{text}

/// The version {date} of the API, which the feature `{feature}` enables.
#[cfg(feature = \"{feature}\")]
pub mod {module} {{
    #![doc = include_str!(concat!(env!(\"OUT_DIR\"), \"/{module}/overview.md\"))]

    include!(concat!(env!(\"OUT_DIR\"), \"/{module}/lib.rs\"));
}}
"
        ))
    }

    /// Adds the description, the feature of the version, and the features of its groups that the crate does not have.
    fn change_manifest(
        &mut self,
        model: &Model,
        location: &DescriptionLocation,
        feature: &str,
        groups: &[String],
    ) -> Result<(), Diagnostics> {
        let path = self.folder.join("Cargo.toml");
        let problem = |text: &str| Diagnostic::error(text).in_file(&path);
        let Some(list) = listed_mut(&mut self.manifest) else {
            return Err(problem("`package.metadata.alicloud.descriptions` is not a list of tables").into());
        };
        let mut described = Table::new();
        for (key, text) in
            [("folder", &location.name), ("product", &model.product.code), ("version", &model.product.version)]
        {
            described.insert(key, value(text.as_str()));
        }
        list.push(described);
        let docs =
            self.manifest.get_mut("package").and_then(|item| item.get_mut("metadata")?.get_mut("docs")?.get_mut("rs"));
        if let Some(docs) = docs.and_then(Item::as_table_like_mut) {
            docs.insert("all-features", value(true));
        }
        let Some(features) = self.manifest.get_mut("features").and_then(Item::as_table_like_mut) else {
            return Err(problem("there are no `[features]` in it")
                .remedy("write `[features]` with `default` and `full`")
                .into());
        };
        if features.contains_key(feature) {
            return Err(problem(&format!("the crate has a feature `{feature}` already")).into());
        }
        for group in groups {
            if !features.contains_key(group) {
                let Some(full) = features.get_mut("full").and_then(Item::as_array_mut) else {
                    return Err(problem("the feature `full` is not a list").remedy("write `full = []`").into());
                };
                full.push(group.as_str());
                features.insert(group, value(Array::new()));
            }
        }
        features.insert(feature, value(Array::new()));
        Ok(())
    }
}

impl ListedDescription {
    fn read(table: &dyn TableLike) -> Option<Self> {
        let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
        Some(Self { name: text("folder")?, product: text("product")?, version: text("version")? })
    }
}

/// The tables that say which descriptions a crate is generated from.
fn listed(manifest: &DocumentMut) -> Vec<&Table> {
    let list = manifest.get("package").and_then(|item| item.get("metadata")?.get("alicloud")?.get("descriptions"));
    list.and_then(Item::as_array_of_tables).into_iter().flat_map(ArrayOfTables::iter).collect()
}

fn listed_mut(manifest: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    let package = manifest.get_mut("package")?;
    package.get_mut("metadata")?.get_mut("alicloud")?.get_mut("descriptions")?.as_array_of_tables_mut()
}
