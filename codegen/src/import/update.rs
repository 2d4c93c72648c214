//! Applies one document to the folder of its product.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;

use super::base::Base;
use super::folder::ProductFolder;
use super::merge::{self, ForProduct, Merged, SharedSchemas};
use super::places::PagePlaces;
use super::{Summary, call, groups, references, supplement, wording};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText, counted};
use crate::spec::effect::effect;
use crate::spec::entry::{Endpoint, Operation, Product, Schema};
use crate::spec::{self, repair};

/// The changes that one document makes in the folder of its product.
pub(super) struct Update<'a> {
    folder: &'a ProductFolder,
    document: &'a Path,
    descriptions: bool,
    /// `product.json` before the update, and what the documents said about the product before.
    entry: Option<Product>,
    base: Option<Product>,
    /// Gateway style of the product, if it is known.
    pub(super) style: Option<String>,
    shared: SharedSchemas,
    later: ForProduct,
    /// Operations that the document contains.
    listed: BTreeSet<String>,
    /// Shared schemas that entries refer to.
    references: BTreeSet<String>,
    /// Whether one of the operations has a path of its own.
    has_paths: bool,
    /// Whether there are entries to delete in a later run.
    has_waiting: bool,
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct ReadPage<'a> {
    /// What it says about the operation.
    pub(super) operation: Operation,
    /// Its text.
    pub(super) text: &'a Arc<SourceText>,
    /// Where it says that.
    pub(super) places: &'a PagePlaces,
}

/// What a document says about the product itself.
pub(super) enum About {
    /// Everything.
    Whole(Product),
    /// Which product it is, and some of the shared schemas and endpoints.
    Part(Product),
}

/// What to do with entries that are missing in the document of a whole product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Keep and report them.
    Keep,
    /// Keep them without a report: they are deleted in a later run if this one has no errors.
    Wait,
    /// Delete them.
    Delete,
}

impl<'a> Update<'a> {
    /// Creates the update without changing anything. `descriptions` keeps the document's sentences.
    pub(super) fn new(folder: &'a ProductFolder, document: &'a Path, descriptions: bool) -> Result<Self, Diagnostics> {
        let entry = folder.product()?;
        let mut base = if entry.is_some() { folder.bases().product()? } else { None };
        if !descriptions {
            base.iter_mut().for_each(wording::drop_from_product);
        }
        let shared = SharedSchemas::new(base.as_ref(), entry.as_ref());
        Ok(Self {
            folder,
            document,
            descriptions,
            style: entry.as_ref().and_then(|product| product.info.style.clone()),
            entry,
            base,
            shared,
            later: ForProduct::default(),
            listed: BTreeSet::new(),
            references: BTreeSet::new(),
            has_paths: false,
            has_waiting: false,
        })
    }

    /// Shared schemas of `product.json` before the update.
    pub(super) fn components(&self) -> impl Iterator<Item = (&String, &Schema)> {
        self.entry.iter().flat_map(|product| &product.components.schemas)
    }

    /// Sets the shared schemas that `product.json` will contain.
    pub(super) fn renew(&mut self, schemas: &IndexMap<String, Schema>) {
        self.shared.renew(schemas);
    }

    /// Reads what the documents of an operation said before. Without `--descriptions`, their sentences are dropped, so
    /// the sentences in the entry count as ours from now on.
    pub(super) fn base(&self, name: &str) -> Result<Base, Diagnostics> {
        let mut base = self.folder.bases().operation(name)?;
        if !self.descriptions {
            let parts = [&mut base.metadata, &mut base.together].into_iter().flatten();
            let parts = parts.chain(&mut base.pages).chain(&mut base.product_pages);
            parts.for_each(wording::drop_from_operation);
        }
        Ok(base)
    }

    /// Records that the document contains an operation, even if it cannot be imported.
    pub(super) fn lists(&mut self, name: &str) {
        self.listed.insert(name.to_owned());
    }

    /// Imports the metadata of an operation. Pages that were imported before still contribute what metadata rarely
    /// contains.
    pub(super) fn metadata(&mut self, name: &str, new: Operation, summary: &mut Summary) -> Result<(), Diagnostics> {
        let entry = self.folder.operation(name)?;
        let before = if entry.is_some() { self.base(name)? } else { Base::default() };
        let pages = before.pages.clone();
        let together = (!pages.is_empty()).then(|| pages.iter().cloned().fold(new.clone(), supplement::supplemented));
        let product_pages = before.product_pages.clone();
        let mut now = Base { is_kept: true, metadata: Some(new), pages, together, product_pages };
        match self.merged(name, entry, &before, &mut now, summary)? {
            Some(merged) => self.write(name, &merged, &now, summary),
            None => Ok(()),
        }
    }

    /// Imports a page of the operation `name` of the product `code`. With `onto`, it is merged with the metadata and
    /// with the earlier pages; otherwise it replaces them.
    pub(super) fn page(
        &mut self,
        (code, name): (&str, &str),
        entry: Option<Operation>,
        before: &Base,
        page: ReadPage<'_>,
        onto: bool,
        summary: &mut Summary,
    ) -> Result<(), Diagnostics> {
        let metadata = before.metadata.clone();
        let ReadPage { operation: page, text, places } = page;
        if let Some(metadata) = metadata.as_ref().filter(|_| onto) {
            let found = supplement::compared(metadata.clone(), page.clone()).1;
            for difference in found.iter().filter(|difference| !metadata.differences.contains(&difference.sentence)) {
                let problem = Diagnostic::warning(format!("{name}: {}", difference.sentence.trim_end_matches('.')));
                let range =
                    places.row(text.text(), difference.subject.iter().map(String::as_str), difference.is_response);
                summary.problems.push(match range {
                    Some(range) => problem.at(text, range),
                    None => problem.in_file(self.document),
                });
            }
        }
        let (pages, mut together) = match (&metadata, &entry) {
            (Some(metadata), _) if onto => {
                let mut pages = before.pages.clone();
                match pages.iter_mut().find(|there| is_same_document(there, &page)) {
                    Some(there) => *there = page,
                    None => pages.push(page),
                }
                let together = pages.iter().cloned().fold(metadata.clone(), supplement::supplemented);
                (pages, together)
            }
            (Some(known), _) | (None, Some(known)) => (vec![page.clone()], call::with_call(page, known)),
            (None, None) => (vec![page.clone()], call::assumed(page)),
        };
        if together.operation_type.is_none() {
            together.operation_type = Some(effect(code, name, &together, true).as_str().to_owned());
        }
        let product_pages = before.product_pages.clone();
        let mut now = Base { is_kept: true, metadata, pages, together: Some(together), product_pages };
        let Some(merged) = self.merged(name, entry, before, &mut now, summary)? else { return Ok(()) };
        self.refuse_what_check_refuses(name, &merged)?;
        self.write(name, &merged, &now, summary)
    }

    /// Imports what pages about all operations of the product say about the operation `name`, whose entry this is. What was imported from
    /// other documents stays.
    pub(super) fn product_pages(
        &mut self,
        name: &str,
        entry: Operation,
        before: &Base,
        product_pages: Vec<Operation>,
        summary: &mut Summary,
    ) -> Result<(), Diagnostics> {
        let mut now = Base { is_kept: true, product_pages, ..before.clone() };
        let Some(merged) = self.merged(name, Some(entry), before, &mut now, summary)? else { return Ok(()) };
        self.refuse_what_check_refuses(name, &merged)?;
        self.write(name, &merged, &now, summary)
    }

    /// Returns an error if `check` would refuse the entry. Reading a page involves guesses, and a valid entry must not
    /// be replaced by an invalid one.
    fn refuse_what_check_refuses(&self, name: &str, merged: &Merged<Operation>) -> Result<(), Diagnostics> {
        let problems = spec::refusal(self.folder.path(), name, &merged.content());
        let Some((first, others)) = problems.split_first() else { return Ok(()) };
        let others = match others.len() {
            0 => String::new(),
            count => format!(" (and {})", counted(count, "more problem")),
        };
        Err(Diagnostic::error(format!("`{name}` is not imported: {}{others}", first.message()))
            .in_file(self.document)
            .rule("`check` would refuse the entry that this page gives; nothing was written for it")
            .remedy("correct the page there, or write the entry by hand")
            .into())
    }

    /// Merges the existing entry with what the documents say now.
    fn merged(
        &mut self,
        name: &str,
        entry: Option<Operation>,
        before: &Base,
        now: &mut Base,
        summary: &mut Summary,
    ) -> Result<Option<Merged<Operation>>, Diagnostics> {
        // Entries are validated strictly, so errors of pages are fixed in the same way as those of metadata.
        let repairs = now.together.iter_mut().flat_map(repair::operation).collect::<Vec<_>>();
        let Some(new) = now.merged() else { return Ok(None) };
        let (mut merged, report) = match &entry {
            None => (Merged::new(new.clone()), merge::MergeReport::default()),
            Some(entry) => {
                let file = self.folder.operation_file(name);
                let merged = before.merged();
                let before = before.before(merged.as_ref());
                merge::operation(name, before, (entry, &file), &new, &self.shared, &mut self.later)
            }
        };
        self.say(Some(name), repairs.into_iter().chain(repair::operation(&mut merged.facts)), summary);
        // Operations of these styles cannot be called without a path.
        if matches!(self.style.as_deref(), Some("ROA" | "FC")) && merged.facts.path.is_none() {
            return Err(Diagnostic::error(format!("{name} has no path: it is not imported"))
                .in_file(self.document)
                .into());
        }
        report.write(self.document, Some(name), &mut summary.problems);
        Ok(Some(merged))
    }

    fn write(
        &mut self,
        name: &str,
        merged: &Merged<Operation>,
        now: &Base,
        summary: &mut Summary,
    ) -> Result<(), Diagnostics> {
        self.folder.write_operation(name, &merged.content(), summary)?;
        self.folder.bases().write_operation(name, now)?;
        references::of_operation(&merged.facts, &mut self.references);
        self.has_paths |= merged.facts.path.as_deref().is_some_and(|path| path != "/" && !path.is_empty());
        Ok(())
    }

    /// Deletes or keeps the entries that are missing in the document. Returns whether there are entries to delete
    /// later.
    pub(super) fn others(
        &mut self,
        others: Others,
        there: &[String],
        summary: &mut Summary,
    ) -> Result<bool, Diagnostics> {
        // An operation that could not be imported is still in the document, so its entry is not deleted.
        let listed: BTreeSet<String> = self.listed.iter().map(|name| name.to_lowercase()).collect();
        for name in there.iter().filter(|name| !listed.contains(&name.to_lowercase())) {
            let (entry, base) = match self.folder.operation(name).and_then(|entry| Ok((entry, self.base(name)?))) {
                Ok((Some(entry), base)) => (entry, base),
                Ok((None, _)) => continue,
                Err(problem) => {
                    summary.problems.extend(problem);
                    continue;
                }
            };
            let mut say = |problem: Diagnostic| summary.problems.push(problem.in_file(self.document));
            let is_of_page = base.metadata.is_none() && !entry.source.is_empty();
            if is_of_page {
                say(Diagnostic::warning(format!(
                    "the operation `{name}` came from a page and is not in this file; its entry was kept"
                )));
            } else if !base.is_kept && others != Others::Wait {
                let remedy = "delete the file if the operation is gone";
                let message = format!("no document is known that had the operation `{name}`; its entry was kept");
                say(Diagnostic::warning(message).remedy(remedy));
            } else if others == Others::Keep {
                say(Diagnostic::warning(format!(
                    "the operation `{name}` is not in this file any more; its entry was kept"
                ))
                .remedy("`--prune` deletes such entries"));
            } else if others == Others::Wait {
                self.has_waiting = true;
            } else {
                let ours = base.merged().map(|base| merge::ours(&base, &entry)).unwrap_or_default();
                say(Diagnostic::warning(match ours.as_slice() {
                    [] => format!("`{name}` was deleted: it is not in this file any more"),
                    ours => format!("`{name}` was deleted with what was edited by hand in it: {}", ours.join(", ")),
                }));
                self.folder.remove(name, summary)?;
                self.folder.bases().remove(name)?;
                continue;
            }
            references::of_operation(&entry, &mut self.references);
        }
        Ok(self.has_waiting)
    }

    /// Writes `product.json`. This comes after the entries, since it refers to them.
    pub(super) fn product(mut self, about: About, summary: &mut Summary) -> Result<(), Diagnostics> {
        let names: BTreeSet<String> = self.folder.operations().into_iter().collect();
        let exists = |name: &str| names.contains(name);
        let (mut new, is_whole) = match about {
            About::Whole(new) => (new, true),
            About::Part(part) => match &self.entry {
                None => (part, false),
                Some(entry) => {
                    let is_complete = entry.info.style.is_some();
                    let says_nothing = part.components.schemas.is_empty() && part.endpoints.is_empty();
                    if is_complete && says_nothing && self.later.is_empty() {
                        return Ok(());
                    }
                    (self.with_part(entry, part), false)
                }
            },
        };
        if is_whole {
            let before = self.base.clone().or_else(|| self.entry.as_ref().map(merge::product_without_ours));
            let before = before.map(|product| product.components.schemas).unwrap_or_default();
            let ours = self.entry.as_ref().map(|product| &product.components.schemas);
            let names = std::mem::take(&mut self.references);
            let kept = references::keep(names, &mut new.components.schemas, &before, ours);
            // While entries remain to be deleted, nothing is reported: the second run decides whether the schemas are
            // kept.
            if !kept.is_empty() && !self.has_waiting {
                summary.problems.push(
                    Diagnostic::warning(format!(
                        "shared schemas that this file does not have any more: {}",
                        kept.join(", ")
                    ))
                    .in_file(self.document)
                    .rule("they were kept, since entries refer to them"),
                );
            }
        }
        let cleaned = groups::clean(&mut new.directories, &exists);
        self.say(None, cleaned.iter().cloned(), summary);
        let later = std::mem::take(&mut self.later);
        let (mut merged, report, lost) = match &self.entry {
            None => (Merged::new(new.clone()), merge::MergeReport::default(), Vec::new()),
            Some(entry) => {
                let file = self.folder.product_file();
                let before = self.base.as_ref().map_or(merge::Before::Assumed(None), merge::Before::Kept);
                merge::product(before, (entry, &file), &new, later)
            }
        };
        report.write(self.document, None, &mut summary.problems);
        for (name, report) in lost {
            report.write(self.document, Some(&name), &mut summary.problems);
        }
        let mut done = groups::clean(&mut merged.facts.directories, &exists);
        done.retain(|sentence| !cleaned.contains(sentence));
        done.extend(groups::without_clashes(&mut merged.facts.directories));
        self.say(None, done.into_iter(), summary);
        if self.entry.is_none() && !is_whole {
            merged.facts.version.get_or_insert_with(|| "1.0".to_owned());
        }
        let style = if self.has_paths { "ROA" } else { "RPC" };
        if merged.facts.info.style.is_none() {
            self.say(None, std::iter::once(format!("no style is given: it is taken to be {style}")), summary);
            merged.facts.info.style = Some(style.to_owned());
        }
        if is_whole {
            self.report_groups(&merged.facts, summary);
        }
        self.folder.write_product(&merged.content(), summary)?;
        self.folder.bases().write_product(&new)
    }

    /// Adds the shared schemas and endpoints of a single operation to what the documents said about the product.
    fn with_part(&self, entry: &Product, part: Product) -> Product {
        let mut new = self.base.clone().unwrap_or_else(|| merge::product_without_ours(entry));
        new.components.schemas.extend(part.components.schemas);
        let mut regions = HashSet::new();
        for endpoint in part.endpoints {
            // Of a region that a file lists twice, the first endpoint counts, as where a file is read directly.
            if !regions.insert(endpoint.region_id.clone()) {
                continue;
            }
            let same = |there: &&mut Endpoint| there.region_id == endpoint.region_id;
            match new.endpoints.iter_mut().find(same) {
                Some(there) => *there = endpoint,
                None => new.endpoints.push(endpoint),
            }
        }
        new
    }

    /// Reports the operations that are in no group. They are not put into a made-up one.
    fn report_groups(&self, product: &Product, summary: &mut Summary) {
        let grouped: BTreeSet<&str> = groups::grouped(&product.directories).into_iter().collect();
        let left: Vec<&str> = self.listed.iter().map(String::as_str).filter(|name| !grouped.contains(name)).collect();
        if !product.directories.is_empty() && !left.is_empty() {
            summary.problems.push(
                Diagnostic::warning(format!("operations in no group ({}): {}", left.len(), left.join(", ")))
                    .in_file(self.folder.path().join("product.json"))
                    .rule("an operation in no group is generated with the feature `full` only")
                    .remedy("add them to the `children` of a directory"),
            );
        }
    }

    /// Reports each fix as a warning.
    pub(super) fn say(&self, operation: Option<&str>, sentences: impl Iterator<Item = String>, summary: &mut Summary) {
        let whose = operation.map_or_else(String::new, |name| format!("{name}: "));
        for sentence in sentences {
            summary.problems.push(Diagnostic::warning(format!("{whose}{sentence}")).in_file(self.document));
        }
    }
}

/// Whether two parts of entries come from one document.
pub(super) fn is_same_document(page: &Operation, other: &Operation) -> bool {
    let document = |page: &Operation| page.source.first().and_then(|source| source.document.clone());
    document(page) == document(other)
}
