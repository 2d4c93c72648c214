//! Collects changes, by what they are about.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::change::{Change, Kind, Place, Subject, TYPE};

/// Changes as they are found.
#[derive(Debug, Default)]
pub(super) struct Record {
    changes: BTreeMap<Subject, Vec<Change>>,
    /// The fields of entries whose difference is explained, by place.
    explained: HashMap<Place, HashSet<&'static str>>,
}

impl Record {
    /// A change of something that has no Rust path, or a new one for everything that it concerns.
    pub(super) fn add(&mut self, kind: Kind, place: &Place, what: impl Into<String>) {
        self.push(kind, place, None, what.into());
    }

    /// A change of the Rust item with that path.
    pub(super) fn add_at(&mut self, kind: Kind, place: &Place, rust: &str, what: impl Into<String>) {
        self.push(kind, place, Some(rust.to_owned()), what.into());
    }

    /// What happens at this place is said elsewhere: the type that is there was compared before.
    pub(super) fn cover(&mut self, place: &Place) {
        self.explained.entry(place.clone()).or_default().extend(TYPE);
    }

    /// Whether anything is recorded at this place already.
    pub(super) fn is_covered(&self, place: &Place) -> bool {
        self.explained.contains_key(place)
    }

    /// Whether the difference of a field at this place is recorded already.
    pub(super) fn explains(&self, place: &Place, field: &str) -> bool {
        self.explained.get(place).is_some_and(|fields| fields.contains(field))
    }

    /// Whether nothing is recorded about a subject.
    pub(super) fn is_empty(&self, subject: &Subject) -> bool {
        !self.changes.contains_key(subject)
    }

    /// All changes; those of one subject with the worst first, then in the order in which they were found.
    pub(super) fn finish(mut self) -> BTreeMap<Subject, Vec<Change>> {
        for changes in self.changes.values_mut() {
            changes.sort_by_key(|change| (change.class, change.part));
        }
        self.changes
    }

    fn push(&mut self, kind: Kind, place: &Place, rust: Option<String>, what: String) {
        self.explained.entry(place.clone()).or_default().extend(kind.explains());
        self.changes.entry(place.subject.clone()).or_default().push(Change {
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
