//! Compares two versions of a spec and classifies what each change means for programs that use the generated crates.
//!
//! Names and types are compared in the model, because that is what Rust users see: if two spellings of a type become
//! the same Rust type, the type did not change; and a new parameter can rename another one. Everything else is compared
//! in the spec entries. [`Kind`] alone decides what each kind of change means for a program and how severe it is.
//!
//! A change of what is sent (method, path, location, style, name on the wire) under the same Rust name is an
//! [addition](Class::Addition): programs compile, and their calls are sent as the service documents now. It is not mere
//! documentation, since a release must mention it. Limits, patterns, defaults and examples are documentation, because
//! nothing checks them. The client checks required parameters before it sends a request, so a parameter that becomes
//! required is a breaking change. A build script that names an operation is a program too: a new name of the operation
//! breaks it, even if the types keep their names. A struct literal that lists all fields of a request does not count,
//! since literals are supposed to end with `..Default::default()`.

mod change;
mod changelog;
mod documentation;
mod endpoints;
mod load;
mod markdown;
mod operation;
mod pair;
mod permissions;
mod product;
mod record;
mod release;
mod text;
mod types;

use std::collections::BTreeMap;

use serde::Serialize;

use self::change::ChangeLocation;
pub use self::change::{ApiChange, Class, Kind, Part, Subject};
pub use self::changelog::{CHANGELOG, ReleasePair, write_section};
pub use self::load::load;
use self::operation::Codes;
use self::pair::{Paired, pair};
use self::record::Record;
pub use self::release::ReleaseStep;
use self::types::{Types, Version};
use crate::decide::RefusedOperation;
use crate::diagnostic::Diagnostics;
use crate::rust::model::item::OperationItem;
use crate::rust::model::{self, Model, Options};
use crate::spec::Spec;

/// The result of a comparison. `Display` prints it for people. The JSON form is stable; `format` is increased when it
/// changes incompatibly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Version of the JSON form, currently 1.
    pub format: u32,
    /// How many changes there are of each class.
    pub counts: ChangeCounts,
    /// The release that the changes ask for, if all products are in one crate; `null` without changes.
    pub release: Option<ReleaseStep>,
    /// All products, sorted by code and version, including those without changes.
    pub products: Vec<ProductComparison>,
}

/// The changes of one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProductComparison {
    /// Product code.
    pub product: String,
    /// Version of the API.
    pub version: String,
    /// How many changes there are of each class.
    pub counts: ChangeCounts,
    /// The release of the product's crate that the changes ask for; `null` without changes.
    pub release: Option<ReleaseStep>,
    /// The changed subjects in this order: the product itself, its error codes, its components, its operations, each
    /// sorted by name.
    pub subjects: Vec<SubjectChanges>,
}

/// The changes of one subject: an operation, a shared type, the error codes, or the product itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubjectChanges {
    /// The subject that changed.
    #[serde(flatten)]
    pub subject: Subject,
    /// The changes, the most severe class first.
    pub changes: Vec<ApiChange>,
}

/// How many changes there are of each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// Number of changes of the class [`Class::Breaking`].
    pub breaking: usize,
    /// Number of changes of the class [`Class::Addition`].
    pub addition: usize,
    /// Number of changes of the class [`Class::Documentation`].
    pub documentation: usize,
}

impl Comparison {
    /// Iterates over all changes in the order of `products`.
    pub fn changes(&self) -> impl Iterator<Item = &ApiChange> {
        self.products.iter().flat_map(|product| &product.subjects).flat_map(|subject| &subject.changes)
    }

    /// The most severe class of all changes; `None` without changes.
    #[must_use]
    pub fn worst(&self) -> Option<Class> {
        self.changes().map(|change| change.class).min()
    }
}

/// Compares all products of two versions. Products are matched by code and version. If each side has exactly one
/// product, these two are compared even if code or version differ, so that two versions of an API can be compared.
///
/// # Errors
///
/// Returns the problems if the model of a spec cannot be built.
pub fn compare(old: &[Spec], new: &[Spec]) -> Result<Comparison, Diagnostics> {
    let mut products = Vec::new();
    if let ([old], [new]) = (old, new) {
        products.push(both(old, new)?);
    } else {
        let Paired { both: pairs, removed, added } = pair(old, new, &[|old, new| identity(old) == identity(new)]);
        for (old, new) in pairs {
            products.push(both(old, new)?);
        }
        products.extend(removed.into_iter().map(|spec| one(spec, Kind::ProductRemoved, "removed")));
        products.extend(added.into_iter().map(|spec| one(spec, Kind::ProductAdded, "added")));
    }
    products.sort_by(|a, b| (&a.product, &a.version).cmp(&(&b.product, &b.version)));
    let counts =
        ChangeCounts::of(products.iter().flat_map(|product| &product.subjects).flat_map(|subject| &subject.changes));
    Ok(Comparison { format: 1, counts, release: counts.release(), products })
}

impl ChangeCounts {
    fn of<'a>(changes: impl Iterator<Item = &'a ApiChange>) -> Self {
        changes.fold(Self::default(), |mut counts, change| {
            match change.class {
                Class::Breaking => counts.breaking += 1,
                Class::Addition => counts.addition += 1,
                Class::Documentation => counts.documentation += 1,
            }
            counts
        })
    }

    /// The release that changes of these classes ask for.
    fn release(self) -> Option<ReleaseStep> {
        [(self.breaking, Class::Breaking), (self.addition, Class::Addition), (self.documentation, Class::Documentation)]
            .into_iter()
            .find_map(|(count, class)| (count > 0).then(|| class.into()))
    }
}

fn both(old: &Spec, new: &Spec) -> Result<ProductComparison, Diagnostics> {
    let options = Options::default();
    let (old_model, new_model) = (model::build(old, &options)?, model::build(new, &options)?);
    let mut record = Record::default();
    product::compare((&old_model, old), (&new_model, new), &mut record);
    operations((&old_model, old), (&new_model, new), &mut record);
    documentation::product(old, new, &mut record);
    for (name, entry) in &new.operations {
        if let Some(old) =
            old.operations.get(name).filter(|_| new_model.operations.iter().any(|operation| operation.name() == name))
        {
            documentation::operation(name, old, entry, &mut record);
        }
    }
    Ok(finish(new, record))
}

fn operations((old, old_spec): (&Model, &Spec), (new, new_spec): (&Model, &Spec), record: &mut Record) {
    let mut types = Types::new(
        Version::new(&old.components, &old_spec.product.components.schemas),
        Version::new(&new.components, &new_spec.product.components.schemas),
    );
    let Paired { both, removed, added } = pair(
        &old.operations,
        &new.operations,
        &[
            |old, new| old.name() == new.name(),
            |old, new| (&old.module, &old.type_name) == (&new.module, &new.type_name),
        ],
    );
    let codes = Codes {
        common: product::common_codes(new_spec),
        all: new.error_codes.iter().map(|code| code.code.as_str()).collect(),
    };
    for (old, new) in both {
        operation::compare(old, new, &codes, &mut types, record);
    }
    types.remaining_components(record);
    for operation in removed {
        let (kind, what) = match reason(new, operation) {
            Some(reason) => (Kind::OperationRefused, format!("not generated any more: {reason}")),
            None => (Kind::OperationRemoved, "removed".to_owned()),
        };
        record.add_at(kind, &ChangeLocation::operation(operation.name()), &path(operation), what);
    }
    for operation in added {
        let (kind, what) = match reason(old, operation) {
            Some(reason) => (Kind::OperationAccepted, format!("was not generated: {reason}")),
            None => (Kind::OperationAdded, "added".to_owned()),
        };
        record.add_at(kind, &ChangeLocation::operation(operation.name()), &path(operation), what);
    }
    refused(old, new, record);
}

/// Records changes of operations that neither version generates: they were added, removed, or are refused for another
/// reason.
fn refused(old: &Model, new: &Model, record: &mut Record) {
    let generated = |model: &Model, name: &str| model.operations.iter().any(|operation| operation.name() == name);
    let reasons = |model: &Model| -> BTreeMap<String, String> {
        model.refused.iter().map(|RefusedOperation { name, reason }| (name.clone(), reason.clone())).collect()
    };
    let (before, after) = (reasons(old), reasons(new));
    for (name, reason) in after.iter().filter(|(name, _)| !generated(old, name)) {
        let place = ChangeLocation::operation(name);
        match before.get(name) {
            None => record.add(Kind::OperationNotGenerated, &place, format!("added: {reason}")),
            Some(was) if was != reason => {
                record.add(Kind::OperationNotGenerated, &place, format!("was: {was}; is now: {reason}"));
            }
            Some(_) => {}
        }
    }
    for name in before.keys().filter(|name| !after.contains_key(*name) && !generated(new, name)) {
        record.add(Kind::OperationNotGenerated, &ChangeLocation::operation(name), "removed");
    }
}

fn reason<'a>(model: &'a Model, operation: &OperationItem) -> Option<&'a str> {
    model.refused.iter().find(|refused| refused.name == operation.name()).map(|refused| refused.reason.as_str())
}

fn path(operation: &OperationItem) -> String {
    crate::rust::notation::Notation::relative(&operation.module).item(&operation.type_name)
}

fn one(spec: &Spec, kind: Kind, what: &str) -> ProductComparison {
    let mut record = Record::default();
    record.add(kind, &ChangeLocation::new(Subject::Product), what);
    finish(spec, record)
}

fn finish(spec: &Spec, record: Record) -> ProductComparison {
    let changes = record.finish();
    let counts = ChangeCounts::of(changes.values().flatten());
    let subjects = changes.into_iter().map(|(subject, changes)| SubjectChanges { subject, changes }).collect();
    let (product, version) = identity(spec);
    ProductComparison { product, version, counts, release: counts.release(), subjects }
}

fn identity(spec: &Spec) -> (String, String) {
    let info = &spec.product.info;
    (info.product.clone().unwrap_or_default(), info.version.clone().unwrap_or_default())
}
