//! Reads and writes the folder of one product and version in `spec/`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Summary;
use super::base::{self, Bases};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::replace::overwrite;
use crate::spec::device::is_device;
use crate::spec::entry::{Operation, Product};
use crate::spec::read::Read;
use crate::spec::{discovery, encoding, from_entry, to_text};

/// Maximum length of an operation's name, in bytes. It leaves room for the file extension and that of a temporary file.
const LONGEST: usize = 200;

const PRODUCT: &str = "product.json";

/// The folder of one product and version.
pub(super) struct ProductFolder {
    path: PathBuf,
    bases: Bases,
}

impl ProductFolder {
    /// The folder `SPEC/<product, lower case>/<version>`, which need not exist. A product code or version that cannot
    /// be the name of a folder is reported as an error of `document`.
    pub(super) fn new(spec: &Path, product: &str, version: &str, document: &Path) -> Result<Self, Diagnostics> {
        for name in [product, version] {
            if is_device(name) {
                return Err(Diagnostic::error(format!(
                    "`{name}` cannot be the name of a folder: it is that of a device"
                ))
                .in_file(document)
                .rule("Windows has no files and folders with the names of devices")
                .remedy("give another product code or version")
                .into());
            }
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

    /// Lists the versions of a product that have a folder, sorted.
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

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the documents said at the last import.
    pub(super) fn bases(&self) -> &Bases {
        &self.bases
    }

    /// The version, which is the name of the folder.
    pub(super) fn version(&self) -> Option<String> {
        self.path.file_name().and_then(std::ffi::OsStr::to_str).map(str::to_owned)
    }

    /// Lists the operations that have a file, sorted.
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

    /// Reads `product.json`, if it exists.
    pub(super) fn product(&self) -> Result<Option<Product>, Diagnostics> {
        self.read(PRODUCT)
    }

    /// Reads the entry of an operation, if it exists.
    pub(super) fn operation(&self, name: &str) -> Result<Option<Operation>, Diagnostics> {
        self.check_name(name)?;
        self.read(&format!("{name}.json"))
    }

    /// Returns an error if an entry cannot have this name.
    fn check_name(&self, name: &str) -> Result<(), Diagnostics> {
        // A name with the extension of an entry would be that of another file of the product, or of a file that no
        // reader recognizes as an operation.
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
        if is_device(name) {
            return Err(Diagnostic::error(format!("`{name}` cannot be the name of a file: it is that of a device"))
                .in_file(&self.path)
                .rule("Windows has no files with the names of devices; the operation was left out")
                .remedy("generate from the vendor's file itself, which needs no file for each operation")
                .into());
        }
        if !is_file_name(name) || !name.starts_with(char::is_alphabetic) || is_taken {
            return Err(Diagnostic::error(format!("`{name}` cannot be the name of a file"))
                .in_file(&self.path)
                .rule("the operation was left out")
                .remedy("the name of an operation begins with a letter, and is not that of another file of a product")
                .into());
        }
        Ok(())
    }

    /// Writes `product.json`.
    pub(super) fn write_product(&self, product: &serde_json::Value, summary: &mut Summary) -> Result<(), Diagnostics> {
        self.write(PRODUCT, product, summary)
    }

    /// Writes the entry of an operation. Returns an error if its name cannot be the name of a file.
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

    /// Reads a file. Unknown keys are an error, since they would be lost when the file is written again.
    fn read<T: Read>(&self, file: &str) -> Result<Option<T>, Diagnostics> {
        let path = self.path.join(file);
        encoding::read_if_there(&path)?.map(|source| from_entry(&path, source.text())).transpose()
    }

    /// Returns the content of an operation's file, or `null` if it cannot be read.
    pub(super) fn operation_file(&self, name: &str) -> serde_json::Value {
        self.file(&format!("{name}.json"))
    }

    /// Returns the content of `product.json`, or `null` if it cannot be read.
    pub(super) fn product_file(&self) -> serde_json::Value {
        self.file(PRODUCT)
    }

    fn file(&self, file: &str) -> serde_json::Value {
        // Errors are ignored here, since they were reported when the file was read as an entry.
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

/// Returns an error if `spec` is a file, or is inside the folder of a product, where no reader would find it.
fn outside_of_products(spec: &Path) -> Result<(), Diagnostics> {
    if spec.exists() && !spec.is_dir() {
        return Err(Diagnostic::error("it is a file, and the folder of all products is needed")
            .in_file(spec)
            .remedy("give the folder with `--spec`; it is made if it does not exist")
            .into());
    }
    let Some((product, root)) = discovery::product_around(spec) else { return Ok(()) };
    let problem = Diagnostic::error("the folder belongs to a product, and products are not inside of each other")
        .in_file(spec)
        .rule(format!("{} is the folder of a product, so nothing was written", product.display()));
    Err(problem.remedy(format!("give the folder of all products: `--spec {}`", root.display())).into())
}

/// Returns an error if the folder `below` is reached through a symbolic link. Readers do not follow links to folders,
/// so they would not find what is written there.
fn refuse_links(root: &Path, below: &Path) -> Result<(), Diagnostics> {
    let mut path = root.to_owned();
    for step in below {
        path.push(step);
        if std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(Diagnostic::error("the folder is a link, and links to folders are not followed within a spec")
                .in_file(path)
                .remedy("put the folder itself there, or import into the spec that contains it with `--spec`")
                .into());
        }
    }
    Ok(())
}

/// Whether this is the name of a file that describes no operation. Case is ignored, since some file systems ignore it.
fn is_reserved(name: &str) -> bool {
    ["product", "corrections", "names", "api-docs"].iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// Shortens a name for a message.
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
