//! Merges what documents say with the existing entry.
//!
//! An entry holds facts of two origins: the vendor's documents, and manual edits ("ours"). What the documents said at
//! the last import is stored next to the entries (see [`base`](super::base)), so whatever differs from it in the entry
//! is ours. This allows one rule: *the facts of the documents are replaced as a whole; ours are kept, and each one
//! whose place is gone is reported.*
//!
//! The merge works on JSON values. [`kind`] defines which of them are containers, and how list elements are identified.

mod assumed;
mod difference;
mod extras;
mod kind;
mod matching;
mod place;
mod relocation;
mod removed;
mod secrets;
mod three_way;

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use self::difference::{Difference, differences};
use self::kind::EntryPart;
use self::place::{shortened, words};
use self::relocation::{Found, relocate};
use self::three_way::{Contested, Fact, Merge, SchemasBefore};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::entry::{Operation, Product, Schema};
use crate::spec::from_value;
use crate::spec::read::Read;

/// What a merge has to report about the facts of both sides.
#[derive(Debug, Default)]
pub(super) struct MergeReport {
    unplaced: Vec<Fact>,
    contested: Vec<Contested>,
    removed: Vec<place::Path>,
    /// All changes of the entry. Collected only if it is not known what the documents said before.
    differences: Vec<Difference>,
    /// Each `x-secret` that moved from a reference to the fields of the shared object: its old path, and that of the
    /// object.
    spread: Vec<(place::Path, place::Path)>,
}

/// A merged entry.
#[derive(Debug)]
pub(super) struct Merged<T> {
    /// The merged values that the entry format defines.
    pub(super) facts: T,
    tree: Value,
}

impl<T: Serialize> Merged<T> {
    /// A new entry, which there is nothing to merge with.
    pub(super) fn new(facts: T) -> Self {
        Self { facts, tree: Value::Null }
    }

    /// Returns the content to write: the facts, and our `x-` keys, which the format does not define.
    fn written(&self, kind: EntryPart) -> Value {
        let mut written = to_value(&self.facts);
        extras::add(kind, &mut written, &self.tree);
        written
    }
}

impl Merged<Operation> {
    /// The content of the entry's file.
    pub(super) fn content(&self) -> Value {
        self.written(EntryPart::Operation)
    }
}

impl Merged<Product> {
    /// The content of `product.json`.
    pub(super) fn content(&self) -> Value {
        self.written(EntryPart::Product)
    }
}

/// The shared schemas of a product before the import.
#[derive(Debug, Default)]
pub(super) struct SharedSchemas {
    base: Value,
    entry: Value,
    new: Value,
}

impl SharedSchemas {
    /// `base` is what the documents said at the last import, `entry` is `product.json`.
    pub(super) fn new(base: Option<&Product>, entry: Option<&Product>) -> Self {
        let schemas = |product: Option<&Product>| product.map(|product| to_value(&product.components.schemas));
        let entry = schemas(entry).unwrap_or_default();
        let base = schemas(base).unwrap_or_else(|| assumed::without_ours(EntryPart::Schemas, &entry));
        Self { base, new: entry.clone(), entry }
    }

    /// Sets the shared schemas of the documents that are being imported.
    pub(super) fn renew(&mut self, schemas: &IndexMap<String, Schema>) {
        self.new = to_value(schemas);
    }
}

/// Changes that the merges of operations require in the merge of their product.
#[derive(Debug, Default)]
pub(super) struct ForProduct {
    /// Facts of operations that now belong to a shared schema: the operation, the fact at its old path, and at its new
    /// one.
    moved: Vec<(String, Fact, Fact)>,
    /// Shared objects whose fields all become secrets, since a reference to them was marked.
    secret: Vec<place::Path>,
    /// Shared schemas whose manual edits moved into operations, since a reference was replaced by the schema itself.
    dissolved: BTreeSet<String>,
}

impl ForProduct {
    /// Whether `product.json` need not change.
    pub(super) fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.secret.is_empty()
    }
}

/// Removes from an entry what only people write. The rest is assumed to be what the documents said, if that was not
/// stored.
pub(super) fn without_ours(entry: &Operation) -> Operation {
    facts(&assumed::without_ours(EntryPart::Operation, &to_value(entry)))
}

/// Does the same for a product.
pub(super) fn product_without_ours(entry: &Product) -> Product {
    facts(&assumed::without_ours(EntryPart::Product, &to_value(entry)))
}

/// Lists where the entry has manual edits, in words.
pub(super) fn ours(base: &Operation, entry: &Operation) -> Vec<String> {
    let mut merge = Merge::default();
    merge.lose(EntryPart::Operation, Some(&to_value(base)), Some(&to_value(entry)));
    merge.unplaced.iter().map(|fact| words(&fact.path)).collect()
}

/// What documents said at the last import.
#[derive(Debug)]
pub(super) enum Before<'a, T> {
    /// It was stored.
    Kept(&'a T),
    /// It was not stored, and this is assumed instead. `None` if it has to be derived from the entry and the new
    /// document.
    Assumed(Option<&'a T>),
}

impl<'a, T: Serialize> Before<'a, T> {
    fn value(self, kind: EntryPart, entry: &Value, new: &Value) -> Value {
        match self {
            Self::Kept(base) | Self::Assumed(Some(base)) => to_value(base),
            Self::Assumed(None) => assumed::base(kind, entry, Some(new)),
        }
    }

    fn is_assumed(&self) -> bool {
        matches!(self, Self::Assumed(_))
    }
}

/// Merges an operation. `base` is what the documents said before, and `file` is the content of the entry's file, which
/// may have keys that `entry` does not contain.
pub(super) fn operation(
    name: &str,
    base: Before<'_, Operation>,
    (entry, file): (&Operation, &Value),
    new: &Operation,
    shared: &SharedSchemas,
    later: &mut ForProduct,
) -> (Merged<Operation>, MergeReport) {
    let (mut entry, new) = (to_value(entry), to_value(new));
    extras::add(EntryPart::Operation, &mut entry, file);
    let is_assumed = base.is_assumed();
    let base = base.value(EntryPart::Operation, &entry, &new);
    let mut merge = Merge::new(SchemasBefore { base: Some(&shared.base), entry: Some(&shared.entry) });
    let mut merged = merge.value(EntryPart::Operation, Some(&base), Some(&entry), Some(&new)).unwrap_or_default();
    let (mut unplaced, mut moved) = (Vec::new(), Vec::new());
    for fact in merge.unplaced {
        match relocate(&entry, &mut merged, &fact) {
            Found::Here => moved.push(fact.path),
            Found::Shared(target) => {
                moved.push(fact.path.clone());
                later.moved.push((name.to_owned(), fact, target));
            }
            Found::Nowhere => unplaced.push(fact),
        }
    }
    later.dissolved.append(&mut merge.dissolved);
    let spread = spread(secrets::take(&mut merged, &shared.new), &mut later.secret, &mut unplaced, &mut moved);
    let merged: Merged<Operation> = Merged { facts: facts(&merged), tree: merged };
    let report = MergeReport::new(
        EntryPart::Operation,
        (&entry, &merged.content()),
        is_assumed,
        unplaced,
        merge.contested,
        &moved,
    );
    (merged, MergeReport { spread, ..report })
}

/// Moves each `x-secret: true` from a reference to the fields of the object. `x-secret: false` has no place there.
fn spread(
    marks: Vec<secrets::Mark>,
    secret: &mut Vec<place::Path>,
    unplaced: &mut Vec<Fact>,
    moved: &mut Vec<place::Path>,
) -> Vec<(place::Path, place::Path)> {
    let mut spread = Vec::new();
    for secrets::Mark { fact, object } in marks {
        if fact.value == Value::Bool(true) {
            moved.push(fact.path.clone());
            secret.push(object.clone());
            spread.push((fact.path, object));
        } else {
            unplaced.push(fact);
        }
    }
    spread
}

/// Merges `product.json`. Also returns a report for each operation with a fact that belongs to `product.json` now, but
/// has no place there.
pub(super) fn product(
    base: Before<'_, Product>,
    (entry, file): (&Product, &Value),
    new: &Product,
    mut operations: ForProduct,
) -> (Merged<Product>, MergeReport, Vec<(String, MergeReport)>) {
    let (mut entry, new) = (to_value(entry), to_value(new));
    extras::add(EntryPart::Product, &mut entry, file);
    let is_assumed = base.is_assumed();
    let base = base.value(EntryPart::Product, &entry, &new);
    let mut merge = Merge::new(SchemasBefore::default());
    let mut merged = merge.value(EntryPart::Product, Some(&base), Some(&entry), Some(&new)).unwrap_or_default();
    let (mut unplaced, mut moved) = (Vec::new(), Vec::new());
    for fact in merge.unplaced {
        let is_dissolved = fact.path.get(2).is_some_and(|name| operations.dissolved.contains(name));
        match relocate(&entry, &mut merged, &fact) {
            Found::Nowhere if !is_dissolved => unplaced.push(fact),
            Found::Shared(target) if relocate(&entry, &mut merged, &target) != Found::Here => unplaced.push(fact),
            _ => moved.push(fact.path),
        }
    }
    let mut lost = Vec::new();
    for (name, fact, target) in operations.moved {
        if relocate(&entry, &mut merged, &target) != Found::Here {
            lost.push((name, MergeReport { unplaced: vec![fact], ..MergeReport::default() }));
        }
    }
    let schemas = merged.pointer("/components/schemas").cloned().unwrap_or_default();
    let spread = spread(secrets::take(&mut merged, &schemas), &mut operations.secret, &mut unplaced, &mut moved);
    secrets::mark(&mut merged, operations.secret);
    let merged: Merged<Product> = Merged { facts: facts(&merged), tree: merged };
    let report = MergeReport::new(
        EntryPart::Product,
        (&entry, &merged.content()),
        is_assumed,
        unplaced,
        merge.contested,
        &moved,
    );
    (merged, MergeReport { spread, ..report }, lost)
}

impl MergeReport {
    /// A fact that moved is not reported as removed, and one without a place is reported once. If it is only assumed
    /// what the documents said before, each difference is reported with both values, since it may be a manual edit.
    fn new(
        kind: EntryPart,
        (before, after): (&Value, &Value),
        is_assumed: bool,
        unplaced: Vec<Fact>,
        contested: Vec<Contested>,
        moved: &[place::Path],
    ) -> Self {
        let (mut removed, mut differences) = match is_assumed {
            true => (Vec::new(), differences(kind, before, after)),
            false => (removed::removed(kind, before, after), Vec::new()),
        };
        let reported: HashSet<&place::Path> = moved.iter().chain(unplaced.iter().map(|fact| &fact.path)).collect();
        removed.retain(|path| !reported.contains(path));
        differences.retain(|difference| !reported.contains(&difference.path));
        Self { unplaced, contested, removed, differences, spread: Vec::new() }
    }

    /// Adds warnings about a document. `name` is that of the operation.
    pub(super) fn write(self, document: &Path, name: Option<&str>, problems: &mut Diagnostics) {
        let whose = name.map_or_else(String::new, |name| format!("{name}: "));
        for Fact { path, value } in self.unplaced {
            problems.push(
                Diagnostic::warning(format!("{whose}{} was edited by hand and has no place any more", words(&path)))
                    .in_file(document)
                    .rule(format!("it was removed; it was {value}"))
                    .remedy("write it where it belongs now"),
            );
        }
        for (path, object) in self.spread {
            problems.push(
                Diagnostic::warning(format!("{whose}{} is at a reference to an object now", words(&path)))
                    .in_file(document)
                    .rule(format!("all fields of {} are marked instead", words(&object)))
                    .remedy("leave the mark at those fields that are secrets"),
            );
        }
        for Contested { path, ours, theirs } in self.contested {
            let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "absent".to_owned(), shortened);
            problems.push(
                Diagnostic::warning(format!(
                    "{whose}{} is {} in the entry, and the document now has it as {}",
                    words(&path),
                    value(&ours),
                    value(&theirs)
                ))
                .in_file(document)
                .rule("the entry was edited by hand here, so its value was kept")
                .remedy("write into the entry what is right"),
            );
        }
        let mut added = Vec::new();
        for Difference { path, before, after } in self.differences {
            let problem = match (before, after) {
                (Some(before), Some(after)) => Diagnostic::warning(format!(
                    "{whose}{} was {} in the entry and is {} now",
                    words(&path),
                    shortened(&before),
                    shortened(&after)
                )),
                (Some(before), None) => {
                    Diagnostic::warning(format!("{whose}{} was removed; it was {}", words(&path), shortened(&before)))
                }
                (None, _) => {
                    added.push(words(&path));
                    continue;
                }
            };
            problems.push(
                problem
                    .in_file(document)
                    .rule("it is not known what the documents said before, so the value of the document was used")
                    .remedy("if the old value is right, write it into the entry again: the next import keeps it"),
            );
        }
        if !added.is_empty() {
            problems.push(
                Diagnostic::warning(format!("{whose}the entry did not have these: {}", added.join(", ")))
                    .in_file(document)
                    .rule("it is not known what the documents said before, so they were added")
                    .remedy("remove those that were left out on purpose: the next import leaves them out"),
            );
        }
        if !self.removed.is_empty() {
            let list: Vec<String> = self.removed.iter().map(|path| words(path)).collect();
            problems.push(
                Diagnostic::warning(format!("{whose}the document does not have these any more: {}", list.join(", ")))
                    .in_file(document)
                    .rule("they were removed from the entry"),
            );
        }
    }
}

fn to_value<T: Serialize>(value: &T) -> Value {
    // Serialization cannot fail: all keys of entries are strings, and nothing is written to a device.
    serde_json::to_value(value).unwrap_or_default()
}

/// Decodes the result of a merge. Decoding cannot fail: both sides were serialized from the same types.
fn facts<T: Read>(value: &Value) -> T {
    let read = from_value(value);
    debug_assert!(read.is_ok(), "{:#}", read.as_ref().err().cloned().unwrap_or_default());
    read.unwrap_or_default()
}
