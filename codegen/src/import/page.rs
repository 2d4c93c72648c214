//! Implements `import page`: converts a documentation page to an entry of `spec/`.
//!
//! Two kinds of page are supported: the plain text of a help-centre page, and the Markdown of a documentation
//! repository. Each has its own parser, which splits the page into sections of tables and samples. Their interpretation
//! is shared.

mod authorization;
mod column;
mod completion;
mod document;
mod errors;
mod field;
mod guess;
mod identity;
mod interpretation;
mod judge;
mod kind;
mod limits;
mod line;
mod lists;
mod markdown;
mod mismatch;
mod nesting;
mod notes;
pub mod product_page;
mod request;
mod request_sample;
mod sample;
mod schema;
mod section;
mod shape;
mod table;
mod text;
mod values;
mod width;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::sample::Sample;
use super::base::Base;
use super::folder::ProductFolder;
use super::places::PagePlaces;
use super::session::Session;
use super::update::{About, ReadPage, Update};
use super::{Summary, merge};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};
use crate::spec::entry::{Info, Operation, Product, Schema};
use crate::spec::{self, encoding};

/// Options of `import page`.
#[derive(Debug, Clone, Copy)]
pub struct PageOptions<'a> {
    /// The folder of all products, as in `spec`.
    pub spec: &'a Path,
    /// Whether to keep the page's sentences. By default they are dropped, since they are the vendor's.
    pub descriptions: bool,
    /// Whether to merge with the entry that was imported from metadata, which is right about what is sent.
    pub onto: bool,
    /// Code of the product, if the page does not contain it.
    pub product: Option<&'a str>,
    /// Version of the API, if the page does not contain it.
    pub version: Option<&'a str>,
}

/// Content of a page.
#[derive(Debug)]
pub struct Page {
    /// Byte range of the first heading.
    pub heading: Option<std::ops::Range<usize>>,
    /// Name of the operation, if the page contains it.
    pub name: Option<String>,
    /// Code of the product, if the page contains it. Its case may differ from what the service expects.
    pub product: Option<String>,
    /// Version of the API, if the page contains it.
    pub version: Option<String>,
    /// Whether the name occurs only in a sample request, which may be that of another operation.
    pub is_named_by_sample: bool,
    /// Number of tables of request or response parameters.
    pub tables: usize,
    /// Where the page has its parameters, fields and errors.
    places: PagePlaces,
    /// The facts of the page, without any assumptions.
    pub entry: Operation,
    /// Whatever could not be interpreted, with its line.
    pub problems: Diagnostics,
}

/// Reads a page. `known` is the entry of the same operation that the page is merged with, if any; it shows how fields
/// are nested and which codes are errors. `descriptions` keeps the page's sentences. An error among the problems means
/// that a part of the operation would be lost, or that the page does not describe an operation.
#[must_use]
pub fn read(page: &Arc<SourceText>, known: Option<&Operation>, descriptions: bool) -> Page {
    let with_line_feeds = with_line_feeds(page);
    let page = with_line_feeds.as_ref().unwrap_or(page);
    let document = if is_markdown(page.text()) { markdown::read(page.text()) } else { text::read(page.text()) };
    let mut read = interpretation::interpreted(&document, page, known, descriptions);
    clean(&mut read, page.path());
    read
}

/// Lists where the body of a sample response contradicts a schema without references.
pub(super) fn contradictions(text: &str, schema: &Schema) -> Vec<String> {
    let body = sample::body(text);
    let listed = |name: &str| schema.properties.contains_key(name);
    let Some(read) = Sample::read(body.text, listed) else { return Vec::new() };
    let found = mismatch::mismatches(&read, schema, "it", "");
    let worded = |what: String| {
        let what = what.replace("the tables do not list (they list", "the description does not list (it lists");
        what.replace("the tables do not", "the description does not").replace("the tables", "the description")
    };
    found.into_iter().map(|mismatch| worded(mismatch.what)).collect()
}

/// Replaces carriage returns that end lines alone, as in files of old systems, by line feeds. Offsets do not change. Returns
/// `None` if there are none.
fn with_line_feeds(page: &Arc<SourceText>) -> Option<Arc<SourceText>> {
    let text = page.text();
    let is_alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !text.match_indices('\r').any(|(at, _)| is_alone(at)) {
        return None;
    }
    let mut replaced = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        replaced.push(if character == '\r' && is_alone(at) { '\n' } else { character });
    }
    Some(SourceText::new(page.path(), replaced))
}

/// Removes what no entry may contain: line breaks in names, and invisible characters.
fn clean(page: &mut Page, file: &Path) {
    // Serialization cannot fail: all keys of entries are strings, and nothing is written to a device.
    let written = serde_json::to_value(&page.entry).unwrap_or_default();
    match spec::from_value_cleaned(&written) {
        Ok((_, 0)) => {}
        Ok((entry, count)) => {
            page.entry = entry;
            page.problems.push(
                Diagnostic::warning(format!(
                    "strings with control characters, direction marks, or line breaks in a name: {count}"
                ))
                .in_file(file)
                .rule("the characters are left out"),
            );
        }
        Err(problems) => page.problems.extend(problems),
    }
}

/// Imports pages one after another. A page that cannot be imported is reported as an error in the summary, and the
/// others are still imported.
#[must_use]
pub fn import(files: &[PathBuf], options: PageOptions<'_>) -> Summary {
    let (mut summary, mut session) = (Summary::default(), Session::default());
    for file in files {
        if let Err(problem) = import_file(file, options, &mut session, &mut summary) {
            summary.problems.extend(problem);
        }
    }
    session.finish(&mut summary);
    summary
}

fn import_file(
    file: &Path,
    options: PageOptions<'_>,
    session: &mut Session,
    summary: &mut Summary,
) -> Result<(), Diagnostics> {
    let source = encoding::read_up_to(file, limits::PAGE)?;
    let source = with_line_feeds(&source).unwrap_or(source);
    let page = read(&source, None, options.descriptions);
    let placed = place(&source, &page, options);
    if page.problems.errors() > 0 {
        // A page is not imported at all if a part of it would be lost.
        let mut problems = page.problems;
        problems.extend(placed.err().into_iter().flatten());
        return Err(problems);
    }
    let is_named_by_path = page.name.is_none();
    let (name, code, folder) = placed.map_err(|mut problems| {
        problems.extend(refuse_other_subjects(file, "", &page, None).err().into_iter().flatten());
        problems
    })?;
    if !options.onto {
        session.claim(folder.path(), Some(&name), file)?;
    }
    session.enter(folder.path())?;
    let entry = folder.operation(&name)?;
    refuse_other_subjects(file, &name, &page, entry.as_ref())?;
    let mut update = Update::new(&folder, file, options.descriptions)?;
    let mut base = if entry.is_some() { update.base(&name)? } else { Base::default() };
    let page = if options.onto {
        let Some(entry) = &entry else {
            return Err(Diagnostic::error(format!("there is no entry `{name}` to merge this page onto"))
                .in_file(file)
                .remedy("import the metadata of the product first, or leave out `--onto`")
                .into());
        };
        // Nesting is taken from metadata. An entry that was imported from this page would only confirm what the page
        // says.
        let metadata = base.metadata.get_or_insert_with(|| merge::without_ours(entry));
        read(&source, Some(metadata), options.descriptions)
    } else {
        page
    };
    summary.problems.extend(page.problems);
    if is_named_by_path {
        summary.problems.push(
            Diagnostic::warning("the page does not contain the name of its operation")
                .in_file(file)
                .rule(format!("`{name}` is called with the same method and path, and was taken to be it")),
        );
    }
    let style = if page.entry.path.as_deref().is_some_and(|path| path != "/") { "ROA" } else { "RPC" };
    let (is_first, is_assumed) = (folder.product()?.is_none(), entry.is_none());
    let mut here = Summary::default();
    let read = ReadPage { operation: page.entry, text: &source, places: &page.places };
    let updated = update.page((&code, &name), entry, &base, read, options.onto, &mut here);
    here.problems = here.problems.into_iter().map(|problem| page.places.located(problem, &source, &name)).collect();
    summary.extend(here);
    updated?;
    if is_assumed {
        summary.problems.push(
            Diagnostic::warning("the page does not say how the operation is called")
                .in_file(file)
                .rule("what holds for nearly every operation was assumed: POST or GET, signed with an AccessKey pair")
                .remedy("compare with the metadata of the product, or import it and merge the page with `--onto`"),
        );
    }
    let style = is_first.then(|| style.to_owned());
    let info = Info { style, product: Some(code), version: folder.version(), title: None };
    let product = Product { info, ..Product::default() };
    update.product(About::Part(product), summary)?;
    if is_first {
        summary.problems.push(
            Diagnostic::warning("this is the first entry of the product")
                .in_file(folder.path().join("product.json"))
                .rule("it was written without endpoints and groups, which no page of an operation contains")
                .remedy("add `endpoints` and `directories`, or import the metadata of the product"),
        );
    }
    Ok(())
}

/// Returns an error if the page does not describe an operation, or may describe another one. Pages on other subjects
/// often show a sample request too, so that alone proves nothing.
fn refuse_other_subjects(file: &Path, name: &str, page: &Page, known: Option<&Operation>) -> Result<(), Diagnostics> {
    if page.tables == 0 {
        return Err(Diagnostic::error(
            "the page has neither a table of request parameters nor one of response parameters",
        )
        .in_file(file)
        .rule(if name.is_empty() {
            "it is not taken for the page of an operation".to_owned()
        } else {
            format!("it is not taken for the page of an operation, so nothing was written for `{name}`")
        })
        .remedy("if it is one, add a table with the columns Name, Type and Description")
        .into());
    }
    let document = file.file_name().and_then(std::ffi::OsStr::to_str);
    let is_other = known.is_some_and(|known| !known.source.iter().any(|source| source.document.as_deref() == document));
    if page.is_named_by_sample && is_other {
        return Err(Diagnostic::error(format!("only a sample request contains the name of the operation `{name}`"))
            .in_file(file)
            .rule("the existing entry came from another document and was not changed")
            .remedy("if this is the page of the operation, make the name its first heading")
            .into());
    }
    Ok(())
}

/// Returns the operation's name, the product's code, and the folder that the page belongs to.
fn place(
    source: &Arc<SourceText>,
    page: &Page,
    options: PageOptions<'_>,
) -> Result<(String, String, ProductFolder), Diagnostics> {
    let file = source.path();
    let unknown = |what: &str, remedy: &str| {
        let problem = Diagnostic::error(format!("the page does not contain {what}")).remedy(remedy);
        let heading = page.heading.clone().filter(|heading| !heading.is_empty());
        Diagnostics::from(match heading {
            Some(heading) => problem.at(source, heading),
            None => problem.in_file(file),
        })
    };
    let nameless = || {
        let path = page.entry.path.as_deref().filter(|path| *path != "/");
        let remedy = match path {
            Some(path) => format!(
                "the first heading should be the name, as in `# DescribeRegions`, or the spec should have an operation of the \
                 product with the path `{path}`: import its metadata first"
            ),
            None => "the first heading should be the name, as in `# DescribeRegions`".to_owned(),
        };
        unknown("the name of its operation", &remedy)
    };
    let code = options.product.map(str::to_owned).or_else(|| page.product.clone());
    if page.name.is_none() && (code.is_none() || page.entry.path.is_none()) {
        return Err(nameless());
    }
    let code = code.ok_or_else(|| unknown("its product", "give it with `--product Rds`"))?;
    let version = options.version.map(str::to_owned).or_else(|| page.version.clone());
    let version = match version {
        Some(version) => version,
        None => match <[String; 1]>::try_from(ProductFolder::versions(options.spec, &code)) {
            Ok([version]) => version,
            Err(versions) if versions.is_empty() => {
                return Err(unknown("the version of the API", "give it with `--version 2014-08-15`"));
            }
            Err(versions) => {
                return Err(unknown(
                    "the version of the API",
                    &format!("give one of these with `--version`: {}", versions.join(", ")),
                ));
            }
        },
    };
    let folder = ProductFolder::new(options.spec, &code, &version, file)?;
    let name = match &page.name {
        Some(name) => name.clone(),
        None => named_by_path(&page.entry, &folder)?.ok_or_else(nameless)?,
    };
    Ok((name, code, folder))
}

/// Returns the only operation in the spec that has the method and path of the page. Returns `None` if there are
/// several.
fn named_by_path(page: &Operation, folder: &ProductFolder) -> Result<Option<String>, Diagnostics> {
    let Some(path) = page.path.as_deref() else { return Ok(None) };
    // The names of parameters in a path differ between documents.
    let steps = |path: &str| -> Vec<Option<String>> {
        let path = path.trim_end_matches('/').replace('[', "{");
        path.split('/').map(|step| (!step.starts_with('{')).then(|| step.to_owned())).collect()
    };
    let wanted = steps(path);
    let mut found = None;
    for name in folder.operations() {
        let Some(operation) = folder.operation(&name)? else { continue };
        let has_method =
            page.methods.iter().any(|method| operation.methods.iter().any(|there| there.eq_ignore_ascii_case(method)));
        if has_method && operation.path.as_deref().is_some_and(|path| steps(path) == wanted) {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(name);
        }
    }
    Ok(found)
}

/// Whether a page is Markdown: it has a heading, a table delimiter row or a code fence. A text whose section titles
/// have no Markdown syntax has lost it elsewhere too, even if its tables look like Markdown.
fn is_markdown(page: &str) -> bool {
    let lists = |title: &str| {
        title.len() < 60
            && matches!(section::section(title), Some(section::Section::Request | section::Section::Response))
    };
    let marked = |line: &str| line.starts_with("##") || line.trim_start().starts_with("**") || line.starts_with("```");
    let is_bare = page.lines().any(|line| lists(line.trim()));
    let is_underlined =
        page.lines().zip(page.lines().skip(1)).any(|(line, below)| markdown::is_underlined(line, below));
    if is_bare && !is_underlined && !page.lines().any(marked) {
        return false;
    }
    let is_mark = |line: &str| ["# ", "## ", "|--", "|:-", "```"].iter().any(|mark| line.starts_with(mark));
    is_underlined || page.lines().any(is_mark)
}
