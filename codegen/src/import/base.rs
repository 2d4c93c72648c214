//! Stores what the documents said at the last import, which is the base of the three-way merge.
//!
//! The files are in `SPEC/.imported/<product>/<version>`, one per operation. The folder is hidden, and readers of a
//! spec skip hidden folders, so they see entries only.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use super::merge::Before;
use super::supplement;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::replace::overwrite;
use crate::spec::entry::{Operation, Product};
use crate::spec::read::Read;
use crate::spec::{encoding, from_value, repair, to_text};

/// Name of the folder, which is next to those of the products.
pub(super) const FOLDER: &str = ".imported";
/// File of the product itself. No operation can have this name, since the name of an operation begins with a letter.
const PRODUCT: &str = "_product.json";
/// Key of what the metadata says.
const METADATA: &str = "metadata";
/// Key of what each page says.
const PAGES: &str = "pages";
/// Key of the combination of metadata and pages that was merged into the entry.
const TOGETHER: &str = "together";
/// Key of what each page about all operations of the product says about this one.
const PRODUCT_PAGES: &str = "productPages";
/// Key of what each page with errors says about the product itself.
const ERROR_PAGES: &str = "errorPages";

/// What the documents of one operation said at the last import.
#[derive(Debug, Clone, Default)]
pub(super) struct Base {
    /// Whether a file of the last import exists. Without one, only the entry is known.
    pub(super) is_kept: bool,
    /// The metadata.
    pub(super) metadata: Option<Operation>,
    /// Pages, in the order in which they were first imported.
    pub(super) pages: Vec<Operation>,
    /// What metadata and pages say together, unless that is the metadata alone.
    pub(super) together: Option<Operation>,
    /// What pages about all operations of the product say about this one, in the order in which they were first imported.
    pub(super) product_pages: Vec<Operation>,
}

impl Base {
    /// What was last merged into the entry: what metadata and pages say together, and what pages about the product add.
    pub(super) fn merged(&self) -> Option<Operation> {
        let own = self.together.as_ref().or(self.metadata.as_ref())?.clone();
        if self.product_pages.is_empty() {
            return Some(own);
        }
        let has_own_actions = self.pages.iter().any(|page| !page.ram_actions.is_empty());
        let mut merged = supplement::with_product_pages(own, has_own_actions, &self.product_pages);
        // As in every other document, whatever no entry may have is repaired. The page is stored as it is, so this happens each time.
        repair::operation(&mut merged);
        Some(merged)
    }

    /// The base of the merge with the next import, from what was [`merged`](Self::merged) last.
    pub(super) fn before<'a>(&self, merged: Option<&'a Operation>) -> Before<'a, Operation> {
        match merged {
            Some(merged) if self.is_kept => Before::Kept(merged),
            merged => Before::Assumed(merged),
        }
    }
}

/// The kept documents of one product.
pub(super) struct Bases {
    folder: PathBuf,
}

impl Bases {
    /// The stored documents of one product and version in the folder `spec`.
    pub(super) fn new(spec: &Path, product: &str, version: &str) -> Self {
        Self { folder: spec.join(FOLDER).join(product.to_ascii_lowercase()).join(version) }
    }

    /// Reads what was stored about an operation.
    pub(super) fn operation(&self, name: &str) -> Result<Base, Diagnostics> {
        let file = format!("{name}.json");
        let members = self.read(&file)?;
        let read = |value| self.part(&file, value);
        let list = |key: &str| {
            members.get(key).and_then(Value::as_array).into_iter().flatten().map(read).collect::<Result<_, _>>()
        };
        let operation = |key: &str| members.get(key).map(read).transpose();
        Ok(Base {
            is_kept: !members.is_empty(),
            pages: list(PAGES)?,
            metadata: operation(METADATA)?,
            together: operation(TOGETHER)?,
            product_pages: list(PRODUCT_PAGES)?,
        })
    }

    /// Reads what was stored about the product.
    pub(super) fn product(&self) -> Result<Option<Product>, Diagnostics> {
        self.read(PRODUCT)?.get(METADATA).map(|value| self.part(PRODUCT, value)).transpose()
    }

    /// Reads what each page with errors says about the product.
    pub(super) fn error_pages(&self) -> Result<Vec<Product>, Diagnostics> {
        let members = self.read(PRODUCT)?;
        let pages = members.get(ERROR_PAGES).and_then(Value::as_array).into_iter().flatten();
        pages.map(|value| self.part(PRODUCT, value)).collect()
    }

    /// Decodes a part of a stored file, which has the format of an entry.
    fn part<T: Read>(&self, file: &str, value: &Value) -> Result<T, Diagnostics> {
        from_value(value).map_err(|problems| {
            let first = problems.iter().find(|problem| problem.severity() == Severity::Error);
            unreadable(&self.folder.join(file), first.map_or("it is not an entry", Diagnostic::message))
        })
    }

    /// Stores what the documents of an operation say.
    pub(super) fn write_operation(&self, name: &str, base: &Base) -> Result<(), Diagnostics> {
        let list = |pages: &Vec<Operation>| (!pages.is_empty()).then(|| value_of(pages));
        let parts = [
            (METADATA, base.metadata.as_ref().map(value_of)),
            (PAGES, list(&base.pages)),
            (TOGETHER, base.together.as_ref().map(value_of)),
            (PRODUCT_PAGES, list(&base.product_pages)),
        ];
        self.write(&format!("{name}.json"), parts)
    }

    /// Stores what the documents say about the product.
    pub(super) fn write_product(&self, product: &Product) -> Result<(), Diagnostics> {
        let pages = self.read(PRODUCT)?.remove(ERROR_PAGES);
        self.write(PRODUCT, [(METADATA, Some(value_of(product))), (ERROR_PAGES, pages)])
    }

    /// Stores what each page with errors says about the product.
    pub(super) fn write_error_pages(&self, pages: &[Product]) -> Result<(), Diagnostics> {
        let metadata = self.read(PRODUCT)?.remove(METADATA);
        self.write(PRODUCT, [(METADATA, metadata), (ERROR_PAGES, (!pages.is_empty()).then(|| value_of(&pages)))])
    }

    /// Deletes what was stored about an operation, if anything.
    pub(super) fn remove(&self, name: &str) -> Result<(), Diagnostics> {
        let path = self.folder.join(format!("{name}.json"));
        match std::fs::remove_file(&path) {
            Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
                Err(Diagnostic::error(format!("cannot delete it: {problem}")).in_file(&path).into())
            }
            _ => Ok(()),
        }
    }

    fn read(&self, file: &str) -> Result<Map<String, Value>, Diagnostics> {
        let path = self.folder.join(file);
        let Some(source) = encoding::read_if_there(&path)? else { return Ok(Map::new()) };
        serde_json::from_str(source.text())
            .map_err(|problem| unreadable(&path, &format!("it is not a JSON object: {problem}")))
    }

    fn write<const N: usize>(&self, file: &str, parts: [(&str, Option<Value>); N]) -> Result<(), Diagnostics> {
        let path = self.folder.join(file);
        let parts = parts.into_iter().filter_map(|(key, part)| Some((key.to_owned(), part?)));
        let text = to_text(&parts.collect::<Map<String, Value>>());
        if encoding::read_if_there(&path)?.is_some_and(|before| before.text() == text) {
            return Ok(());
        }
        std::fs::create_dir_all(&self.folder)
            .and_then(|()| overwrite(&path, text.as_bytes()))
            .map_err(|problem| Diagnostic::error(format!("cannot write it: {problem}")).in_file(&path).into())
    }
}

/// Reports a stored file that cannot be read. Only imports write these files, so it was damaged or edited.
fn unreadable(path: &Path, why: &str) -> Diagnostics {
    Diagnostic::error(why)
        .in_file(path)
        .rule("it stores what the documents said at the last import")
        .remedy("restore it, or delete it: the next import then has to guess what was edited by hand in the entry")
        .into()
}

fn value_of<T: Serialize>(part: &T) -> Value {
    // Serialization cannot fail: all keys of entries are strings, and nothing is written to a device.
    serde_json::to_value(part).unwrap_or_default()
}
