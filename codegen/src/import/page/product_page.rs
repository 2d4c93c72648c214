//! Implements `import ram-page` and `import errors-page`: pages about all operations of a product, which add to entries that exist.
//!
//! The tables are found and split by the readers of `import page`. Which operation a row is about, and which action it names, is what the
//! page says or the caller gives: the RAM code of a product need not be its own code, so no action is made up.

mod application;
mod columns;
mod error_list;
mod listing;
mod operations;
mod permissions;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::application::Application;
use self::listing::ProductListing;
use self::operations::OperationNames;
use super::document::{Block, Document};
use super::errors::Errors;
use super::notes::PageNotes;
use super::{is_markdown, limits, markdown, text, with_line_feeds};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};
use crate::import::Summary;
use crate::import::folder::ProductFolder;
use crate::import::session::Session;
use crate::spec::entry::{Operation, RamAction, Source};
use crate::spec::{self, encoding};

/// Options of `import ram-page` and `import errors-page`.
#[derive(Debug, Clone, Copy)]
pub struct ProductPageOptions<'a> {
    /// The folder of all products, as in `spec`.
    pub spec: &'a Path,
    /// Code of the product.
    pub product: &'a str,
    /// Version of the API; the default is the only one that the product has in `spec`.
    pub version: Option<&'a str>,
    /// Code of the product in RAM policies, for a page whose actions lack it.
    pub ram_code: Option<&'a str>,
    /// Whether to keep the page's sentences about what callers can do.
    pub descriptions: bool,
}

/// What is taken from a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Permissions,
    Errors,
}

/// Imports pages with the RAM actions of operations. A page that cannot be imported is reported as an error in the summary.
#[must_use]
pub fn ram(files: &[PathBuf], options: ProductPageOptions<'_>) -> Summary {
    import(files, options, Subject::Permissions)
}

/// Imports pages with errors: those of operations that the page names, and for the rest those that every operation can return.
#[must_use]
pub fn errors(files: &[PathBuf], options: ProductPageOptions<'_>) -> Summary {
    import(files, options, Subject::Errors)
}

fn import(files: &[PathBuf], options: ProductPageOptions<'_>, subject: Subject) -> Summary {
    let (mut summary, mut session) = (Summary::default(), Session::default());
    for file in files {
        if let Err(problems) = import_file(file, options, subject, &mut session, &mut summary) {
            summary.problems.extend(problems);
        }
    }
    session.finish(&mut summary);
    summary
}

fn import_file(
    file: &Path,
    options: ProductPageOptions<'_>,
    subject: Subject,
    session: &mut Session,
    summary: &mut Summary,
) -> Result<(), Diagnostics> {
    let source = encoding::read_up_to(file, limits::PAGE)?;
    let source = with_line_feeds(&source).unwrap_or(source);
    let folder = existing(file, options)?;
    session.enter(folder.path())?;
    let names = OperationNames::new(folder.operations());
    let document = if is_markdown(source.text()) { markdown::read(source.text()) } else { text::read(source.text()) };
    let listing = listing(&document, &source, &names, options, subject)?;
    let name = file.file_name().and_then(std::ffi::OsStr::to_str).map(str::to_owned);
    let said = Source { document: name, updated: document.updated, facts: None };
    Application { folder: &folder, page: &source, said, subject, descriptions: options.descriptions }
        .apply(listing, summary)
}

/// Reads the page. Problems of a page that can be used are warnings, and are in the listing.
fn listing(
    document: &Document,
    source: &Arc<SourceText>,
    names: &OperationNames,
    options: ProductPageOptions<'_>,
    subject: Subject,
) -> Result<ProductListing, Diagnostics> {
    let mut notes = PageNotes::new(source);
    for (range, what) in &document.unread {
        notes.warn(range, what.clone());
    }
    for (range, what, help) in &document.lost {
        notes.error(range, what.clone(), *help);
    }
    let blocks = document.parts.iter().flat_map(|part| &part.blocks);
    let rows: usize = blocks.map(|block| if let Block::Table(table) = block { table.rows.len() } else { 0 }).sum();
    if rows > limits::PRODUCT_ROWS {
        let most = limits::PRODUCT_ROWS;
        notes.error_page(format!("the page has {rows} rows"), format!("no more than {most} are read: divide the page"));
        return Err(notes.into_problems());
    }
    let mut listing = ProductListing::default();
    let tables = match subject {
        Subject::Permissions => permissions::read(document, names, options.ram_code, &mut listing, &mut notes),
        Subject::Errors => error_list::read(document, names, options.descriptions, &mut listing, &mut notes),
    };
    if tables == 0 {
        let (what, remedy) = match subject {
            Subject::Permissions => (
                "the page has no table of RAM actions",
                "it needs a column with actions, and one with resources or access levels",
            ),
            Subject::Errors => {
                ("the page has no table of errors", "it needs columns for the HTTP status and the error code")
            }
        };
        notes.error_page(what, remedy);
    } else if listing.is_empty() {
        notes.error_page(
            "nothing in the tables of the page belongs to this product",
            "compare the page with `--product`",
        );
    }
    let mut problems = notes.into_problems();
    if problems.errors() > 0 {
        return Err(problems);
    }
    clean(&mut listing, source.path(), &mut problems)?;
    Ok(ProductListing { problems, ..listing })
}

/// Removes what no entry may contain: line breaks in names, and invisible characters.
fn clean(listing: &mut ProductListing, file: &Path, problems: &mut Diagnostics) -> Result<(), Diagnostics> {
    let mut count = 0;
    let mut cleaned = |ram_actions: Vec<RamAction>, error_codes: Errors| -> Result<_, Diagnostics> {
        let part = Operation { ram_actions, error_codes, ..Operation::default() };
        // Serialization cannot fail: all keys of entries are strings, and nothing is written to a device.
        let (part, found): (Operation, usize) =
            spec::from_value_cleaned(&serde_json::to_value(&part).unwrap_or_default())?;
        count += found;
        Ok((part.ram_actions, part.error_codes))
    };
    for listed in listing.operations.values_mut() {
        let parts = (std::mem::take(&mut listed.actions), std::mem::take(&mut listed.errors));
        (listed.actions, listed.errors) = cleaned(parts.0, parts.1)?;
    }
    (_, listing.common) = cleaned(Vec::new(), std::mem::take(&mut listing.common))?;
    if count > 0 {
        let what = format!("strings with control characters, direction marks, or line breaks in a name: {count}");
        problems.push(Diagnostic::warning(what).in_file(file).rule("the characters are left out"));
    }
    Ok(())
}

/// The folder of the product, which has to exist: such a page does not say how an operation is called.
fn existing(file: &Path, options: ProductPageOptions<'_>) -> Result<ProductFolder, Diagnostics> {
    let problem =
        |what: String, remedy: String| Diagnostics::from(Diagnostic::error(what).in_file(file).remedy(remedy));
    let version = match options.version {
        Some(version) => version.to_owned(),
        None => match <[String; 1]>::try_from(ProductFolder::versions(options.spec, options.product)) {
            Ok([version]) => version,
            Err(versions) if versions.is_empty() => {
                let what = format!("there is no product `{}` in {}", options.product, options.spec.display());
                return Err(problem(what, "import its metadata first, or give its folder with `--spec`".to_owned()));
            }
            Err(versions) => {
                let what = format!("the product `{}` has {} versions", options.product, versions.len());
                return Err(problem(what, format!("give one of these with `--version`: {}", versions.join(", "))));
            }
        },
    };
    let folder = ProductFolder::new(options.spec, options.product, &version, file)?;
    if folder.product()?.is_none() {
        let what = format!("there is no `{}` {version} in {}", options.product, options.spec.display());
        return Err(problem(what, "import its metadata first, or give its folder with `--spec`".to_owned()));
    }
    Ok(folder)
}
