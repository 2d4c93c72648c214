//! The folder of one product and version below `spec/`: what is there, and what is written.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Summary;
use super::base::{self, Bases};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::entry::{Operation, Product};
use crate::spec::read::Read;
use crate::spec::{encoding, find, from_entry, to_text};
use crate::write::overwrite;

/// Most bytes of an operation's name: with its extension, and that of a temporary file, it is the name of a file.
const LONGEST: usize = 200;

/// `product.json`.
const PRODUCT: &str = "product.json";

/// A product's folder.
pub(super) struct ProductFolder {
    path: PathBuf,
    bases: Bases,
}

impl ProductFolder {
    /// `SPEC/<product, lower case>/<version>`, whether it exists or not. A code or version that is no folder name is an error of
    /// the document that has it.
    pub(super) fn new(spec: &Path, product: &str, version: &str, document: &Path) -> Result<Self, Diagnostics> {
        for name in [product, version] {
            if !is_file_name(name) {
                return Err(Diagnostic::error(format!("`{name}` cannot be the name of a folder"))
                    .in_file(document)
                    .remedy("product codes and versions consist of letters, digits, `-`, `_` and `.`")
                    .into());
            }
        }
        outside_of_products(spec)?;
        let below = Path::new(&product.to_ascii_lowercase()).join(version);
        for root in [spec, &spec.join(base::FOLDER)] {
            refuse_links(root, &below)?;
        }
        Ok(Self {
            path: spec.join(product.to_ascii_lowercase()).join(version),
            bases: Bases::new(spec, product, version),
        })
    }

    /// Versions of a product that have a folder, sorted.
    pub(super) fn versions(spec: &Path, product: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(spec.join(product.to_ascii_lowercase())) else { return Vec::new() };
        let mut versions: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        versions.sort();
        versions
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the documents said when they were last imported.
    pub(super) fn bases(&self) -> &Bases {
        &self.bases
    }

    /// The version: the folder's name.
    pub(super) fn version(&self) -> Option<String> {
        self.path.file_name().and_then(std::ffi::OsStr::to_str).map(str::to_owned)
    }

    /// Names of the operations that have a file, sorted.
    pub(super) fn operations(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.path) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
            .filter(|name| !is_reserved(name) && !name.starts_with('.'))
            .collect();
        names.sort();
        names
    }

    /// What `product.json` says, if there is one.
    pub(super) fn product(&self) -> Result<Option<Product>, Diagnostics> {
        self.read(PRODUCT)
    }

    /// The entry of an operation, if there is one.
    pub(super) fn operation(&self, name: &str) -> Result<Option<Operation>, Diagnostics> {
        self.check_name(name)?;
        self.read(&format!("{name}.json"))
    }

    /// A name that cannot be that of an entry is an error.
    fn check_name(&self, name: &str) -> Result<(), Diagnostics> {
        // A name that ends like a file's would be that of another file of the product, or one that no reader takes for an operation.
        let is_taken = is_reserved(name) || ends_with_extension(name);
        if name.len() > LONGEST {
            return Err(Diagnostic::error(format!(
                "the name of an operation has {} bytes: `{}…`",
                name.len(),
                beginning(name)
            ))
            .in_file(&self.path)
            .rule("the operation was left out")
            .remedy(format!("file systems have room for names of {LONGEST} bytes with their extension"))
            .into());
        }
        if !is_file_name(name) || !name.starts_with(char::is_alphabetic) || is_taken {
            return Err(Diagnostic::error(format!("`{name}` cannot be the name of a file"))
                .in_file(&self.path)
                .rule("the operation was left out")
                .remedy("the name of an operation begins with a letter and is none of the other files of a product")
                .into());
        }
        Ok(())
    }

    /// Writes `product.json`.
    pub(super) fn write_product(&self, product: &serde_json::Value, summary: &mut Summary) -> Result<(), Diagnostics> {
        self.write(PRODUCT, product, summary)
    }

    /// Writes an operation's entry. A name that is no file name is an error.
    pub(super) fn write_operation(
        &self,
        name: &str,
        entry: &serde_json::Value,
        summary: &mut Summary,
    ) -> Result<(), Diagnostics> {
        self.check_name(name)?;
        self.write(&format!("{name}.json"), entry, summary)
    }

    /// Deletes an operation's entry.
    pub(super) fn remove(&self, name: &str, summary: &mut Summary) -> Result<(), Diagnostics> {
        let path = self.path.join(format!("{name}.json"));
        std::fs::remove_file(&path)
            .map_err(|problem| Diagnostic::error(format!("cannot delete it: {problem}")).in_file(&path))?;
        summary.removed.push(path);
        Ok(())
    }

    /// Reads a file. What the format does not have would be lost when the file is written again: that is an error.
    fn read<T: Read>(&self, file: &str) -> Result<Option<T>, Diagnostics> {
        let path = self.path.join(file);
        encoding::read_if_there(&path)?.map(|source| from_entry(&path, source.text())).transpose()
    }

    /// What is in an operation's file; nothing if that cannot be read.
    pub(super) fn operation_file(&self, name: &str) -> serde_json::Value {
        self.file(&format!("{name}.json"))
    }

    /// What is in `product.json`; nothing if that cannot be read.
    pub(super) fn product_file(&self) -> serde_json::Value {
        self.file(PRODUCT)
    }

    fn file(&self, file: &str) -> serde_json::Value {
        // What is wrong with it was reported when it was read as an entry.
        let source = encoding::read(&self.path.join(file)).ok();
        source.and_then(|source| serde_json::from_str(source.text()).ok()).unwrap_or_default()
    }

    fn write<T: Serialize>(&self, file: &str, content: &T, summary: &mut Summary) -> Result<(), Diagnostics> {
        let path = self.path.join(file);
        let text = to_text(content);
        let before = encoding::read_if_there(&path)?;
        if before.as_ref().is_some_and(|before| before.text() == text) {
            summary.unchanged += 1;
            return Ok(());
        }
        std::fs::create_dir_all(&self.path)
            .and_then(|()| overwrite(&path, text.as_bytes()))
            .map_err(|problem| Diagnostic::error(format!("cannot write it: {problem}")).in_file(&path))?;
        let list = if before.is_some() { &mut summary.changed } else { &mut summary.created };
        list.push(path);
        Ok(())
    }
}

/// A spec within the folder of a product would be found by no reader.
fn outside_of_products(spec: &Path) -> Result<(), Diagnostics> {
    if spec.exists() && !spec.is_dir() {
        return Err(Diagnostic::error("it is a file, and the folder of all products is needed")
            .in_file(spec)
            .remedy("give the folder with `--spec`; it is made if it does not exist")
            .into());
    }
    let Some((product, root)) = find::product_around(spec) else { return Ok(()) };
    let problem = Diagnostic::error("the folder belongs to a product, and products are not inside of each other")
        .in_file(spec)
        .rule(format!("{} is the folder of a product, so nothing was written", product.display()));
    Err(problem.remedy(format!("give the folder of all products: `--spec {}`", root.display())).into())
}

/// No reader follows a link to a folder, so nothing is written behind one.
fn refuse_links(root: &Path, below: &Path) -> Result<(), Diagnostics> {
    let mut path = root.to_owned();
    for step in below {
        path.push(step);
        if std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(Diagnostic::error("the folder is a link, and links to folders are not followed within a spec")
                .in_file(path)
                .remedy("put the folder itself there, or import into the spec that it is in with `--spec`")
                .into());
        }
    }
    Ok(())
}

/// Names of the files of a product that describe no operation, in any case: not every file system tells case.
fn is_reserved(name: &str) -> bool {
    ["product", "corrections", "names", "api-docs"].iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// As much of a name as a message needs.
fn beginning(name: &str) -> String {
    name.chars().take(40).collect()
}

fn ends_with_extension(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.'))
}
