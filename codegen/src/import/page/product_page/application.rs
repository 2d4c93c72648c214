//! Merges what a page says about a product with the entries.

use std::ops::Range;
use std::sync::Arc;

use super::super::errors::Errors;
use super::Subject;
use super::listing::{OperationListing, ProductListing};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText, counted};
use crate::import::Summary;
use crate::import::base::Base;
use crate::import::folder::ProductFolder;
use crate::import::update::{About, Update, is_same_document};
use crate::import::{merge, supplement};
use crate::spec::entry::{Operation, Product, RamAction, Source};

/// A page that is merged into the folder of its product.
pub(super) struct Application<'a> {
    pub(super) folder: &'a ProductFolder,
    pub(super) page: &'a Arc<SourceText>,
    /// What entries say about the page.
    pub(super) said: Source,
    pub(super) subject: Subject,
    pub(super) descriptions: bool,
}

impl Application<'_> {
    /// Writes every entry that the page changes. An entry that cannot be read or written is reported, and the others are written.
    pub(super) fn apply(&self, mut listing: ProductListing, summary: &mut Summary) -> Result<(), Diagnostics> {
        summary.problems.extend(std::mem::take(&mut listing.problems));
        let mut update = Update::new(self.folder, self.page.path(), self.descriptions)?;
        let mut silent = Vec::new();
        for name in self.folder.operations() {
            let listed = listing.operations.remove(&name);
            let is_listed = listed.is_some();
            // Problems of the merge are about the whole document, and this row is what they are about.
            let range = listed.as_ref().map(|listed| listed.range.clone());
            let mut said = Summary::default();
            let result = self.operation(&name, listed, &mut update, &mut said);
            said.problems.extend(result.err().into_iter().flatten());
            said.problems = self.located(said.problems, range.as_ref());
            summary.extend(said);
            if !is_listed {
                silent.push(name);
            }
        }
        self.product(&listing.common, summary)?;
        update.product(About::Part(Product::default()), summary)?;
        if !silent.is_empty() && self.subject == Subject::Permissions {
            let what =
                format!("the page says nothing about {}: {}", counted(silent.len(), "operation"), silent.join(", "));
            let problem = Diagnostic::warning(what).in_file(self.page.path());
            summary.problems.push(problem.rule("what other documents say about them was kept"));
        }
        Ok(())
    }

    fn located(&self, problems: Diagnostics, range: Option<&Range<usize>>) -> Diagnostics {
        let Some(range) = range else { return problems };
        let line = self.page.text().get(range.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
        let place = range.start..range.start + line.trim_end().len();
        let is_here = |problem: &Diagnostic| !problem.is_located() && problem.path() == Some(self.page.path());
        let located = problems
            .into_iter()
            .map(|problem| if is_here(&problem) { problem.at(self.page, place.clone()) } else { problem });
        located.collect()
    }

    fn operation(
        &self,
        name: &str,
        listed: Option<OperationListing>,
        update: &mut Update<'_>,
        summary: &mut Summary,
    ) -> Result<(), Diagnostics> {
        let Some(entry) = self.folder.operation(name)? else { return Ok(()) };
        let mut before = update.base(name)?;
        let new = self.part(listed);
        let position = before.product_pages.iter().position(|page| is_same_document(page, &new));
        let old = position.and_then(|position| before.product_pages.get(position)).cloned();
        let mut part = old.clone().unwrap_or_default();
        part.source.clone_from(&new.source);
        // A page may have both tables, and be imported for each of them.
        match self.subject {
            Subject::Permissions => part.ram_actions = new.ram_actions,
            Subject::Errors => part.error_codes = new.error_codes,
        }
        let is_empty = part.ram_actions.is_empty() && part.error_codes.is_empty();
        if is_empty && old.is_none() {
            return Ok(());
        }
        if before.merged().is_none() {
            before.metadata = Some(merge::without_ours(&entry));
        }
        self.compare(name, &before, old.as_ref(), &part, summary);
        let mut pages = before.product_pages.clone();
        match position {
            Some(position) if is_empty => drop(pages.remove(position)),
            Some(position) => pages.get_mut(position).into_iter().for_each(|page| page.clone_from(&part)),
            None => pages.push(part),
        }
        update.product_pages(name, entry, &before, pages, summary)
    }

    fn part(&self, listed: Option<OperationListing>) -> Operation {
        let (ram_actions, error_codes) = listed.map(|listed| (listed.actions, listed.errors)).unwrap_or_default();
        Operation { ram_actions, error_codes, source: vec![self.said.clone()], ..Operation::default() }
    }

    /// Reports where other documents say something else. What the page no longer says is reported by the merge.
    fn compare(&self, name: &str, before: &Base, old: Option<&Operation>, new: &Operation, summary: &mut Summary) {
        let mut say = |what: String, rule: &str| {
            summary.problems.push(Diagnostic::warning(what).in_file(self.page.path()).rule(rule.to_owned()));
        };
        let actions = |operation: &Operation| -> Vec<String> {
            operation.ram_actions.iter().filter_map(|row| row.action.clone()).collect()
        };
        let old_errors = old.map(|old| &old.error_codes);
        for (status, error) in
            new.error_codes.iter().flat_map(|(status, errors)| errors.iter().map(move |error| (status, error)))
        {
            let is_new = old_errors.and_then(|errors| errors.get(status)).is_none_or(|errors| !errors.contains(error));
            let others = before.pages.iter().chain(&before.metadata).filter_map(|other| other.error_codes.get(status));
            let mut same = others.flatten().filter(|other| other.error_code == error.error_code).peekable();
            let contradicts = same.peek().is_some() && same.all(|other| other.error_message != error.error_message);
            if is_new && contradicts {
                let code = error.error_code.as_deref().unwrap_or_default();
                say(
                    format!("{name}: another document has another message of the error {status} `{code}`"),
                    "what the other document says was kept",
                );
            }
        }
        // Nothing is new in a second run, and it was said in the first one.
        if new.ram_actions.is_empty() || old.is_some_and(|old| old.ram_actions == new.ram_actions) {
            return;
        }
        let own = before.pages.iter().rev().find(|page| !page.ram_actions.is_empty());
        let known = own.or(before.metadata.as_ref()).filter(|known| !known.ram_actions.is_empty());
        if let Some(known) = known.filter(|known| differ(&known.ram_actions, &new.ram_actions)) {
            let (known_actions, here) = (actions(known).join(", "), actions(new).join(", "));
            let whose = if own.is_some() { "the page of the operation" } else { "an earlier document" };
            let what = if known_actions == here {
                format!("{name}: {whose} says something else about {here}")
            } else {
                format!("{name}: this page says {here}, {whose} {known_actions}")
            };
            let kept = if own.is_some() { "what the page of the operation says was kept" } else { "it was replaced" };
            say(what, kept);
        }
    }

    /// Merges the errors of no operation in particular with those of the product.
    fn product(&self, common: &Errors, summary: &mut Summary) -> Result<(), Diagnostics> {
        let bases = self.folder.bases();
        let mut pages = bases.error_pages()?;
        let document = |page: &Product| page.source.first().and_then(|source| source.document.clone());
        let position = pages.iter().position(|page| document(page) == self.said.document);
        if self.subject != Subject::Errors || (common.is_empty() && position.is_none()) {
            return Ok(());
        }
        let Some(entry) = self.folder.product()? else { return Ok(()) };
        let new = Product { common_error_codes: common.clone(), source: vec![self.said.clone()], ..Product::default() };
        let ground = Product { common_error_codes: Errors::new(), ..merge::product_without_ours(&entry) };
        let before = together(&ground, &pages);
        match position {
            Some(position) if common.is_empty() => drop(pages.remove(position)),
            Some(position) => pages.get_mut(position).into_iter().for_each(|page| page.clone_from(&new)),
            None => {
                let rows = common.values().map(Vec::len).sum();
                summary.problems.push(
                    Diagnostic::warning(format!("{} of the page: no operation is named beside them", counted(rows, "error")))
                        .in_file(self.page.path())
                        .rule("they were taken for errors that every operation of the product can return (`x-common-error-codes`)"),
                );
                pages.push(new);
            }
        }
        let after = together(&ground, &pages);
        let file = self.folder.product_file();
        let (merged, report, _) =
            merge::product(merge::Before::Kept(&before), (&entry, &file), &after, merge::ForProduct::default());
        report.write(self.page.path(), None, &mut summary.problems);
        self.folder.write_product(&merged.content(), summary)?;
        bases.write_error_pages(&pages)
    }
}

/// A product with the errors of these pages.
fn together(ground: &Product, pages: &[Product]) -> Product {
    let mut product = ground.clone();
    for page in pages {
        for (status, errors) in &page.common_error_codes {
            supplement::add_errors(product.common_error_codes.entry(status.clone()).or_default(), errors);
        }
        product.source.extend_from_slice(&page.source);
    }
    product
}

/// Whether the rows of two documents say different things. One that says nothing about levels, keys or resources contradicts nothing there.
fn differ(known: &[RamAction], new: &[RamAction]) -> bool {
    let by_name = |action: &RamAction| new.iter().find(|row| row.action == action.action);
    known.len() != new.len()
        || known.iter().any(|action| {
            by_name(action).is_none_or(|row| {
                let level = |action: &RamAction| action.access_level.as_deref().map(str::to_lowercase);
                let is_other_level = level(action).zip(level(row)).is_some_and(|(known, new)| known != new);
                let arns = |action: &RamAction| {
                    let mut arns: Vec<String> = action.resources.iter().filter_map(|row| row.arn.clone()).collect();
                    arns.sort();
                    arns
                };
                let (known, new) = (arns(action), arns(row));
                is_other_level || !known.is_empty() && !new.is_empty() && known != new
            })
        })
}
