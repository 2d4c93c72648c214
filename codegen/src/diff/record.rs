//! Collects changes by subject.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::change::{ApiChange, ChangeLocation, Kind, Subject, TYPE};

/// The changes found so far.
#[derive(Debug, Default)]
pub(super) struct Record {
    changes: BTreeMap<Subject, Vec<ApiChange>>,
    /// The fields of spec entries whose difference is already reported, by location.
    explained: HashMap<ChangeLocation, HashSet<&'static str>>,
}

impl Record {
    /// Records a change without a Rust path.
    pub(super) fn add(&mut self, kind: Kind, place: &ChangeLocation, what: impl Into<String>) {
        self.push(kind, place, None, what.into());
    }

    /// Records a change of the Rust item with the path `rust`.
    pub(super) fn add_at(&mut self, kind: Kind, place: &ChangeLocation, rust: &str, what: impl Into<String>) {
        self.push(kind, place, Some(rust.to_owned()), what.into());
    }

    /// Marks a location whose type was already compared elsewhere, so that its differences are not reported again.
    pub(super) fn cover(&mut self, place: &ChangeLocation) {
        self.explained.entry(place.clone()).or_default().extend(TYPE);
    }

    /// Whether a change is already recorded at this location.
    pub(super) fn is_covered(&self, place: &ChangeLocation) -> bool {
        self.explained.contains_key(place)
    }

    /// Whether the difference of this field of the entry is already reported at this location.
    pub(super) fn explains(&self, place: &ChangeLocation, field: &str) -> bool {
        self.explained.get(place).is_some_and(|fields| fields.contains(field))
    }

    /// Whether nothing is recorded about a subject.
    pub(super) fn is_empty(&self, subject: &Subject) -> bool {
        !self.changes.contains_key(subject)
    }

    /// Returns all changes. Those of a subject are sorted by severity, then by side, then in the order in which they
    /// were found.
    pub(super) fn finish(mut self) -> BTreeMap<Subject, Vec<ApiChange>> {
        for changes in self.changes.values_mut() {
            changes.sort_by_key(|change| (change.class, change.part));
        }
        self.changes
    }

    fn push(&mut self, kind: Kind, place: &ChangeLocation, rust: Option<String>, what: String) {
        self.explained.entry(place.clone()).or_default().extend(kind.explains());
        self.changes.entry(place.subject.clone()).or_default().push(ApiChange {
            class: kind.class(),
            kind,
            part: place.part,
            path: place.path.clone(),
            rust,
            what,
            effect: kind.effect(),
        });
    }
}
