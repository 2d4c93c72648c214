//! Implements `import metadata`: converts the vendor's `api-docs.json` (a whole product) or `api.json` (one operation)
//! to entries of `spec/`.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::folder::ProductFolder;
use super::places::MetadataPlaces;
use super::session::Session;
use super::update::{About, Others, Update};
use super::{Summary, groups, references, samples, wording};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::effect::effect;
use crate::spec::entry::{Operation, Product};
use crate::spec::vendor::{self, Metadata};
use crate::spec::{encoding, limits, repair, unfilled};

/// Options of `import metadata`.
#[derive(Debug, Clone, Copy)]
pub struct MetadataOptions<'a> {
    /// The folder of all products, as in `spec`.
    pub spec: &'a Path,
    /// Whether to keep the vendor's titles, summaries and descriptions. By default they are dropped, since they are the
    /// vendor's sentences.
    pub descriptions: bool,
    /// Whether to delete the entries of operations that the file of a product no longer contains. Nothing is deleted if
    /// there is an error.
    pub prune: bool,
}

/// Imports files, and all files named `api-docs.json` or `api.json` in folders. A file that cannot be read is reported
/// as an error in the summary, and the others are still imported.
#[must_use]
pub fn import(inputs: &[PathBuf], options: MetadataOptions<'_>) -> Summary {
    if !options.prune {
        return run(inputs, options, Others::Keep).0;
    }
    // Entries are deleted in a second run, since only the end of the first one shows whether there are errors. Apart
    // from deletions, importing again changes nothing.
    let (mut summary, has_waiting) = run(inputs, options, Others::Wait);
    if summary.problems.errors() > 0 {
        summary.problems.push(
            Diagnostic::warning("nothing was deleted, since there were errors")
                .in_file(options.spec)
                .remedy("resolve them, and import with `--prune` again"),
        );
    } else if has_waiting {
        summary.then(run(inputs, options, Others::Delete).0);
    }
    summary
}

/// Imports everything once. Also returns whether there are entries to delete.
fn run(inputs: &[PathBuf], options: MetadataOptions<'_>, others: Others) -> (Summary, bool) {
    let (mut summary, mut session) = (Summary::default(), Session::default());
    for input in inputs {
        let mut files = Vec::new();
        find(input, &mut files, &mut summary.problems);
        if files.is_empty() && input.is_dir() {
            summary.problems.push(
                Diagnostic::error("there is no api-docs.json and no api.json in this folder or below").in_file(input),
            );
        }
        files.sort();
        for file in files {
            if let Err(problem) = import_file(&file, options, others, &mut session, &mut summary) {
                summary.problems.extend(problem);
            }
        }
    }
    let has_waiting = session.has_waiting;
    session.finish(&mut summary);
    (summary, has_waiting)
}

/// Adds `input` itself to `files`, or the vendor's files in that folder at any depth.
pub(crate) fn find(input: &Path, files: &mut Vec<PathBuf>, problems: &mut Diagnostics) {
    if !input.is_dir() {
        files.push(input.to_owned());
        return;
    }
    let mut open = vec![input.to_owned()];
    while let Some(folder) = open.pop() {
        if let Err(problem) = list(&folder, &mut open, files) {
            problems.push(Diagnostic::error(format!("cannot list it: {problem}")).in_file(folder));
        }
    }
}

/// Adds the folders in `folder` to `open`, and the vendor's files to `files`. Links to folders are not followed, since
/// they could form a cycle.
fn list(folder: &Path, open: &mut Vec<PathBuf>, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_metadata = matches!(entry.file_name().to_str(), Some("api-docs.json" | "api.json"));
        if entry.file_type()?.is_dir() {
            open.push(entry.path());
        } else if is_metadata && !entry.path().is_dir() {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn import_file(
    file: &Path,
    options: MetadataOptions<'_>,
    others: Others,
    session: &mut Session,
    summary: &mut Summary,
) -> Result<(), Diagnostics> {
    let source = encoding::read(file)?;
    let mut metadata = vendor::read(file, source.text(), &mut summary.problems)?;
    let Metadata { product, operations, .. } = &mut metadata;
    operations.iter_mut().for_each(|(name, operation)| classify(product, name, operation));
    if !options.descriptions {
        operations.values_mut().for_each(wording::drop_from_operation);
        wording::drop_from_product(product);
    }
    let places = MetadataPlaces::of(&metadata);
    let mut here = Summary::default();
    let stored = store(file, metadata, options, others, session, &mut here);
    here.problems = here.problems.into_iter().map(|problem| places.located(problem, file)).collect();
    summary.extend(here);
    stored
}

/// Sets whether the operation reads or changes something, since every entry has to say it.
fn classify(product: &Product, name: &str, operation: &mut Operation) {
    let code = product.info.product.as_deref().unwrap_or_default();
    operation.operation_type = Some(effect(code, name, operation, false).as_str().to_owned());
}

fn store(
    file: &Path,
    metadata: Metadata,
    options: MetadataOptions<'_>,
    others: Others,
    session: &mut Session,
    summary: &mut Summary,
) -> Result<(), Diagnostics> {
    let Metadata { mut product, operations, named, whole, .. } = metadata;
    let (Some(code), Some(version)) = (&product.info.product, &product.info.version) else {
        return Err(Diagnostic::error("the product or its version is unknown")
            .in_file(file)
            .remedy("add `\"info\": {\"product\": \"Rds\", \"version\": \"2014-08-15\"}` with what is right")
            .into());
    };
    let folder = ProductFolder::new(options.spec, code, version, file)?;
    let single = if whole { None } else { operations.keys().next().map(String::as_str) };
    session.claim(folder.path(), single, file)?;
    session.enter(folder.path())?;
    let there = folder.operations();
    let mut update = Update::new(&folder, file, options.descriptions)?;
    update.say(None, repair::product(&mut product).into_iter(), summary);
    update.style = product.info.style.clone().or(update.style.take());
    groups::name_features(&mut product.directories);
    // A single operation may refer to shared schemas that were imported with other operations.
    let own: BTreeSet<String> = product.components.schemas.keys().cloned().collect();
    if !whole {
        for (name, schema) in update.components() {
            product.components.schemas.entry(name.clone()).or_insert_with(|| schema.clone());
        }
    }
    update.say(None, references::shared_without_dangling(&mut product).into_iter(), summary);
    let schemas = product.components.schemas.clone();
    product.components.schemas.retain(|name, _| own.contains(name));
    update.renew(&schemas);
    let mut names: HashMap<String, String> = there.iter().map(|name| (name.to_lowercase(), name.clone())).collect();
    named.iter().for_each(|name| update.lists(name));
    for (name, mut new) in operations {
        if let Some(other) = names.insert(name.to_lowercase(), name.clone()).filter(|other| *other != name) {
            let problem = format!("{name} is not imported: it differs from {other} in case only");
            summary.problems.push(Diagnostic::error(problem).in_file(file));
            continue;
        }
        if let Some(excess) = limits::excess(&new) {
            summary.problems.push(Diagnostic::error(format!("{name} is not imported: {excess}")).in_file(file));
            continue;
        }
        let mut done = repair::operation(&mut new);
        // `deprecated: false` is the same as no flag.
        new.deprecated = new.deprecated.filter(|deprecated| *deprecated);
        done.extend(references::without_dangling(&mut new, &schemas));
        done.extend(unfilled(&new, update.style.as_deref()));
        done.extend(samples::contradictions(&new, &schemas));
        update.say(Some(&name), done.into_iter(), summary);
        if let Err(problem) = update.metadata(&name, new, summary) {
            summary.problems.extend(problem);
        }
    }
    if whole {
        session.has_waiting |= update.others(others, &there, summary)?;
    }
    update.product(if whole { About::Whole(product) } else { About::Part(product) }, summary)
}
