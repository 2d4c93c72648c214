//! Faults of a `diff`: what it says of a change is something else than it should be.

use alicloud_codegen::diff::{ApiChange, Class, Comparison, Kind, Subject};

use crate::table::Row;

/// Rows of the table that a fault is planted into.
pub(crate) const ROWS: usize = 3;

/// A fault.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// The kinds of change that it is planted into: the compiler or the code shows what they are.
    kinds: &'static [&'static str],
    plant: fn(&mut Comparison),
}

impl Fault {
    pub(crate) fn can_be_in(&self, row: &Row) -> bool {
        row.kind.as_deref().is_some_and(|kind| self.kinds.contains(&kind))
    }

    pub(crate) fn plant(&self, comparison: &mut Comparison) {
        (self.plant)(comparison);
    }
}

const BREAKING: &[&str] =
    &["error-code-removed", "group-removed", "member-removed", "member-type", "operation-removed", "value-removed"];

const ADDITIONS: &[&str] =
    &["error-code-added", "member-added", "operation-repetition", "parameter-optional", "value-added"];

/// Every fault.
pub(crate) const FAULTS: [Fault; 7] = [
    Fault { name: "nothing is said of what breaks", kinds: BREAKING, plant: say_nothing },
    Fault { name: "nothing is said of an addition", kinds: ADDITIONS, plant: say_nothing },
    Fault {
        name: "what breaks is an addition",
        kinds: BREAKING,
        plant: |it| every(it, |change| change.class = Class::Addition),
    },
    Fault {
        name: "what breaks is documentation",
        kinds: BREAKING,
        plant: |it| every(it, |change| (change.class, change.kind) = (Class::Documentation, Kind::Documentation)),
    },
    Fault { name: "an addition does not compile", kinds: ADDITIONS, plant: |it| every(it, break_it) },
    Fault {
        name: "an addition is documentation",
        kinds: ADDITIONS,
        plant: |it| every(it, |change| (change.class, change.kind) = (Class::Documentation, Kind::Documentation)),
    },
    Fault {
        name: "another operation is said to change",
        kinds: &["operation-repetition", "parameter-optional"],
        plant: of_another,
    },
];

fn every(comparison: &mut Comparison, change: impl Fn(&mut ApiChange)) {
    let subjects = comparison.products.iter_mut().flat_map(|product| &mut product.subjects);
    subjects.flat_map(|of| &mut of.changes).for_each(change);
}

fn say_nothing(comparison: &mut Comparison) {
    comparison.products.iter_mut().for_each(|product| product.subjects.clear());
}

fn break_it(change: &mut ApiChange) {
    change.class = Class::Breaking;
    change.effect = "what uses it does not compile";
}

fn of_another(comparison: &mut Comparison) {
    for of in comparison.products.iter_mut().flat_map(|product| &mut product.subjects) {
        of.subject = Subject::Operation("Another".to_owned());
    }
}
