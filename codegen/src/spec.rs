//! Reads, corrects and checks API descriptions: one folder per product and version, one file per operation.
//!
//! ```text
//! folder -> tree (JSON values with positions) -> corrections -> entry (typed) -> check
//! ```

#[cfg(feature = "serde")]
mod absent;
pub(crate) mod characters;
mod check;
mod corrections;
pub(crate) mod described_path;
pub(crate) mod device;
pub(crate) mod discovery;
mod document;
pub mod effect;
pub(crate) mod encoding;
pub mod entry;
mod folder;
pub(crate) mod host;
#[cfg(feature = "rust")]
pub(crate) mod identifier;
pub(crate) mod limits;
mod place;
pub(crate) mod read;
pub(crate) mod repair;
#[cfg(feature = "schema")]
pub mod schema;
mod suggest;
mod tree;
pub(crate) mod vendor;

use std::collections::BTreeMap;
#[cfg(feature = "rust")]
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[cfg(feature = "cli")]
use crate::diagnostic::{Diagnostic, Severity};
use crate::diagnostic::{Diagnostics, SourceText};

#[cfg(feature = "cli")]
pub(crate) use check::unfilled;
pub use discovery::find;
#[cfg(feature = "cli")]
pub use discovery::links;

use document::{Documents, ProductFiles};
use read::Read as _;

/// The description of one version of a product, after reading, corrections and checks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spec {
    /// The folder that it was read from, as given by the caller; empty for a description in memory.
    pub folder: PathBuf,
    /// The content of `product.json`.
    pub product: entry::Product,
    /// Operations by name, with `corrections.json` applied.
    pub operations: BTreeMap<String, entry::Operation>,
    /// The content of `names.json`.
    pub names: entry::Names,
    /// Paths of all files that were read, sorted. A build script watches them and the folder.
    pub files: Vec<PathBuf>,
    /// Warnings about the files; each says how the generator handles the oddity.
    pub warnings: Diagnostics,
    /// Errors of the vendor's file that were fixed: the operation or another location, and a sentence.
    pub repairs: Vec<(String, String)>,
}

/// Loads the folder of one version of a product: `product.json` and one entry per operation, or the vendor's
/// `api-docs.json`; and `corrections.json` and `names.json` if they exist.
///
/// A correction has a location (`operation` and `at`, a JSON pointer as in RFC 6901), a change (`set`, `remove` or
/// `rename`), the old value (`was`), a reason (`why`), and optionally a `link`. A correction that no longer applies is
/// an error.
///
/// # Errors
///
/// Returns all problems of all files, including the warnings, if at least one is an error.
pub fn load(folder: &Path) -> Result<Spec, Diagnostics> {
    let mut problems = Diagnostics::new();
    let contents = folder::read(folder, &mut problems);
    read_contents(contents, folder, problems)
}

/// The errors that `check` would report for an operation's entry if it were written into the folder.
#[cfg(feature = "cli")]
pub(crate) fn refusal(folder: &Path, name: &str, entry: &serde_json::Value) -> Vec<Diagnostic> {
    let path = folder.join(format!("{name}.json"));
    // Problems of other files do not concern this entry.
    let mut contents = folder::read(folder, &mut Diagnostics::new());
    contents.operations = vec![(name.to_owned(), SourceText::new(&path, to_text(entry)))];
    contents.names = None;
    let problems = read_contents(contents, folder, Diagnostics::new()).err().unwrap_or_default();
    let is_of_entry =
        |problem: &Diagnostic| problem.severity() == Severity::Error && problem.path() == Some(path.as_path());
    problems.into_iter().filter(is_of_entry).collect()
}

fn read_contents(contents: folder::Folder, folder: &Path, mut problems: Diagnostics) -> Result<Spec, Diagnostics> {
    let files = ProductFiles::of(contents);
    let mut documents = files.documents(&mut problems);
    if let Some(corrections) = files.corrections(&mut problems) {
        corrections::apply(&mut documents, &corrections, &files.sources, &mut problems);
    }
    let spec = read_checked(&files.sources, documents, folder, problems)?;
    Ok(Spec { folder: folder.to_owned(), files: files.paths, ..spec })
}

/// Finds the corrections in a folder's `corrections.json` that do not apply to its entries: their index in the list and
/// the problem. Malformed corrections are not included.
#[cfg(feature = "cli")]
pub(crate) fn stale_corrections(folder: &Path) -> Vec<(usize, String)> {
    // Other problems of the files are reported when they are loaded.
    let mut problems = Diagnostics::new();
    let files = ProductFiles::of(folder::read(folder, &mut problems));
    let mut documents = files.documents(&mut problems);
    let corrections = files.corrections(&mut problems);
    corrections.map(|corrections| corrections::stale(&mut documents, &corrections)).unwrap_or_default()
}

/// Reads as much of a product as possible, even if some of its files have errors: an import needs the names that
/// existing programs use. For an entry that is not JSON, only the name is known.
///
/// # Errors
///
/// Returns the errors of `product.json` and `names.json`, since without these files no name is certain.
#[cfg(feature = "cli")]
pub(crate) fn load_readable(folder: &Path) -> Result<Spec, Diagnostics> {
    let mut problems = Diagnostics::new();
    let files = ProductFiles::of(folder::read(folder, &mut problems));
    let mut documents = files.documents(&mut problems);
    if let Some(corrections) = files.corrections(&mut problems) {
        // Corrections that do not apply are reported when the product is loaded.
        corrections::apply(&mut documents, &corrections, &files.sources, &mut Diagnostics::new());
    }
    let Described { product, mut operations, names, .. } = described(&files.sources, &mut documents, &mut problems);
    for name in files.entries.iter().map(|(name, _)| name.clone()) {
        // Without a path, the operation would not be generated, and its name would not be reserved.
        let path = Some("/".to_owned());
        operations.entry(name).or_insert_with(|| entry::Operation { path, ..entry::Operation::default() });
    }
    let needed = [folder.join(discovery::PRODUCT), folder.join(folder::NAMES)];
    let is_needed = |path: &Path| needed.iter().any(|needed| needed == path);
    let broken: Diagnostics = problems
        .into_iter()
        .filter(|problem| problem.severity() == Severity::Error && problem.path().is_some_and(is_needed))
        .collect();
    if !broken.is_empty() {
        return Err(broken);
    }
    decide_effects(documents.is_of_vendor, &product, &mut operations);
    Ok(Spec { folder: folder.to_owned(), product, operations, names, ..Spec::default() })
}

/// Code and version of the product in a folder, as its `info` states them. Returns `None` if they cannot be read;
/// [`load`] reports the reason.
#[must_use]
pub fn identity(folder: &Path) -> Option<(String, String)> {
    let mut problems = Diagnostics::new();
    let file = discovery::description(folder)?;
    let mut sources = tree::SourceFiles::default();
    let file = sources.add(encoding::read(&file).ok()?);
    let product = sources.parse(file, &mut problems)?;
    let info = &product.member("info")?.value;
    let text = |name: &str| info.member(name)?.value.text().map(str::to_owned);
    Some((text("product")?, text("version")?))
}

/// The features of the groups of the product in a folder: whatever its `directories` name at any depth. It is empty if they cannot be
/// read; [`load`] reports the reason.
#[cfg(feature = "rust")]
pub(crate) fn features(folder: &Path) -> BTreeSet<String> {
    fn collect(directories: &tree::Node<'_>, features: &mut BTreeSet<String>) {
        for directory in (0..).map_while(|index| directories.item(index)) {
            let feature = directory.member("x-feature").and_then(|member| member.value.text());
            features.extend(feature.map(str::to_owned));
            if let Some(children) = directory.member("children") {
                collect(&children.value, features);
            }
        }
    }
    let mut features = BTreeSet::new();
    let mut sources = tree::SourceFiles::default();
    let text = discovery::description(folder).and_then(|file| encoding::read(&file).ok());
    if let Some(file) = text.map(|text| sources.add(text))
        && let Some(product) = sources.parse(file, &mut Diagnostics::new())
        && let Some(directories) = product.member("directories")
    {
        collect(&directories.value, &mut features);
    }
    features
}

/// Reads a description in the vendor's own format, which has all operations of a product under `apis`. `path` is only
/// printed in diagnostics.
///
/// # Errors
///
/// Returns all problems, including the warnings, if at least one is an error.
pub fn from_api_docs(path: &Path, text: &str) -> Result<Spec, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut sources = tree::SourceFiles::default();
    let product = sources.add(SourceText::new(path, text));
    let documents = Documents::parse(&sources, Some(product), &[], &mut problems);
    read_checked(&sources, documents, Path::new(""), problems)
}

/// Formats a spec file: JSON indented by two spaces, keys in the order of the type's fields, a newline at the end.
/// Non-ASCII letters are not escaped.
#[cfg(feature = "serde")]
#[must_use]
pub fn to_text<T: serde::Serialize>(value: &T) -> String {
    // Serialization cannot fail: all keys are strings, and the output is in memory.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn read_checked(
    sources: &tree::SourceFiles,
    mut documents: Documents<'_>,
    folder: &Path,
    mut problems: Diagnostics,
) -> Result<Spec, Diagnostics> {
    let mut found = Diagnostics::new();
    characters::check(&mut documents, sources, &mut found);
    let Described { mut product, mut operations, names, notes } = described(sources, &mut documents, &mut found);
    notes.report(sources, &mut found);

    let mut check = check::Check::new(sources, &product, &operations, &mut found);
    if let Some(node) = &documents.product {
        check.product(folder, node);
    }
    for (name, node) in &documents.operations {
        check.operation(name, node);
    }
    #[cfg(feature = "rust")]
    if let Some(node) = &documents.names {
        check.names(&names, node);
    }
    let mut repairs = Vec::new();
    if documents.is_of_vendor {
        // Errors of the vendor's files are reported as warnings and fixed.
        found = found.tolerated("the vendor's file is read as far as it can be");
        repairs.extend(repair::product(&mut product).into_iter().map(|sentence| ("the product".to_owned(), sentence)));
        operations.retain(|name, operation| match limits::excess(operation) {
            Some(excess) => {
                repairs.push((name.clone(), format!("it is left out: {excess}")));
                false
            }
            None => true,
        });
        repairs.extend(without_same_files(&mut operations));
        for (name, operation) in &mut operations {
            repairs.extend(repair::operation(operation).into_iter().map(|sentence| (name.clone(), sentence)));
        }
    }
    decide_effects(documents.is_of_vendor, &product, &mut operations);
    problems.extend(found);
    let warnings = problems.into_result()?;
    Ok(Spec { product, operations, names, warnings, repairs, ..Spec::default() })
}

/// Takes out operations that differ from another one in case only: not every file system has room for the entries of both, and an import
/// refuses them. A sentence for each.
fn without_same_files(operations: &mut BTreeMap<String, entry::Operation>) -> Vec<(String, String)> {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut done = Vec::new();
    operations.retain(|name, _| match seen.get(&name.to_lowercase()) {
        Some(other) => {
            done.push((name.clone(), format!("it is left out: it differs from {other} in case only")));
            false
        }
        None => {
            seen.insert(name.to_lowercase(), name.clone());
            true
        }
    });
    done
}

/// The typed content of documents, neither checked nor fixed.
struct Described {
    product: entry::Product,
    operations: BTreeMap<String, entry::Operation>,
    names: entry::Names,
    /// What was changed or left out, if the documents are the vendor's.
    notes: vendor::VendorNotes,
}

/// Reads documents into the types of entries. Documents of the vendor are converted to the entry format first.
fn described(sources: &tree::SourceFiles, documents: &mut Documents<'_>, problems: &mut Diagnostics) -> Described {
    let mut notes = vendor::VendorNotes::default();
    if documents.is_of_vendor {
        vendor::normalize(documents, sources, &mut notes, problems);
    }
    let mut reader = read::EntryReader::new(sources, problems);
    let product = documents.product.as_ref().and_then(|node| entry::Product::read(node, &mut reader));
    let operations = documents
        .operations
        .iter()
        .map(|(name, node)| (name.clone(), entry::Operation::read(node, &mut reader).unwrap_or_default()))
        .collect();
    let names = documents.names.as_ref().and_then(|node| entry::Names::read(node, &mut reader));
    Described { product: product.unwrap_or_default(), operations, names: names.unwrap_or_default(), notes }
}

/// Sets `operation_type` of every operation: whether it reads or changes state.
fn decide_effects(is_of_vendor: bool, product: &entry::Product, operations: &mut BTreeMap<String, entry::Operation>) {
    let code = product.info.product.as_deref().unwrap_or_default();
    for (name, operation) in operations {
        let effect = effect::effect(code, name, operation, !is_of_vendor);
        operation.operation_type = Some(effect.as_str().to_owned());
    }
}

/// Reads a file of our own that will be written again. A key that is not part of the format is an error, since it would
/// be lost. Keys that begin with `x-` are allowed where an import preserves them, which is not in groups and changes.
#[cfg(feature = "cli")]
pub(crate) fn from_entry<T: read::Read>(path: &Path, text: &str) -> Result<T, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut sources = tree::SourceFiles::default();
    let file = sources.add(SourceText::new(path, text));
    let Some(node) = sources.parse(file, &mut problems) else { return Err(problems) };
    let value = T::read(&node, &mut read::EntryReader::new(&sources, &mut problems));
    read::shape::report_lost(&node, T::shape(), &sources, &mut problems);
    match value {
        Some(value) if problems.errors() == 0 => Ok(value),
        _ => Err(problems),
    }
}

/// Reads JSON that was serialized from the types of entries.
#[cfg(feature = "cli")]
pub(crate) fn from_value<T: read::Read>(value: &serde_json::Value) -> Result<T, Diagnostics> {
    from_node(&tree::Node::of(value))
}

/// Reads JSON that was serialized from the types of entries, and removes the characters that `check` rejects. Also
/// returns the number of strings that had such characters.
#[cfg(feature = "cli")]
pub(crate) fn from_value_cleaned<T: read::Read>(value: &serde_json::Value) -> Result<(T, usize), Diagnostics> {
    let mut node = tree::Node::of(value);
    let cleaned = characters::clean(&mut node);
    Ok((from_node(&node)?, cleaned))
}

#[cfg(feature = "cli")]
fn from_node<T: read::Read>(node: &tree::Node<'_>) -> Result<T, Diagnostics> {
    let mut problems = Diagnostics::new();
    let sources = tree::SourceFiles::default();
    let read = T::read(node, &mut read::EntryReader::new(&sources, &mut problems));
    match read {
        Some(read) if problems.errors() == 0 => Ok(read),
        _ => Err(problems),
    }
}
