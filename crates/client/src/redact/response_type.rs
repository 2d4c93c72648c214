//! The type of a response, without a value of it: answers which fields it has and which of them are secret.

use alicloud_api::OperationInfo;

use crate::decode::{Decode, Decoder, Given, MemberSource, Slot, Wanted, with_element, with_entry};
use crate::scalar::{RawScalar, Scalar, ScalarSlot};

/// A response type, represented by a function that passes an empty response to a visitor.
#[derive(Clone, Copy)]
pub(crate) struct ResponseType {
    visit: fn(&mut Visit<'_>),
    /// Whether the root element of an XML document is a field of the response, if the response has a field of its name.
    pub(super) is_root_a_field: bool,
}

/// A visitor of a response.
type Visit<'a> = dyn FnMut(&mut dyn Decode) + 'a;

/// The deepest nesting of fields that is visited. The deepest documented response has 28 levels.
const DEEPEST: usize = 32;

/// The largest number of fields that is visited. It is limited because types can be recursive.
const MOST_FIELDS: usize = 20_000;

impl ResponseType {
    pub(crate) fn of<R: Decode + Default>(info: &OperationInfo) -> Self {
        Self { visit: |visit| visit(&mut R::default()), is_root_a_field: info.xml_response }
    }

    /// Passes an empty response to `visit`.
    pub(crate) fn with_empty(self, visit: &mut Visit<'_>) {
        (self.visit)(visit);
    }

    /// Whether the response has a top-level field of this name, compared without case.
    pub(crate) fn has_field(self, name: &str) -> bool {
        let mut search = Search { name, is_found: false };
        self.with_empty(&mut |response| response.decode(&mut Decoder::new(Wanted::Type, &mut search)));
        search.is_found
    }

    /// The names of the secret fields at any depth.
    ///
    /// They are collected level by level, so that the fields of the upper levels are known even if the limit is
    /// reached.
    pub(crate) fn secret_names(self) -> Vec<String> {
        let mut names = Vec::new();
        for depth in 1..=DEEPEST {
            let mut fields = Fields { name: "", depth, names: &mut names, visited: 0, is_cut: false };
            self.with_empty(&mut |response| fields.structure(response));
            if !fields.is_cut || fields.visited >= MOST_FIELDS {
                break;
            }
        }
        names
    }
}

/// Searches for a field by its name.
struct Search<'a> {
    name: &'a str,
    is_found: bool,
}

impl MemberSource for Search<'_> {
    fn next_is(&mut self, name: &'static str) {
        self.is_found |= name.eq_ignore_ascii_case(self.name);
    }

    fn read(&mut self, _slot: Slot<'_>) -> Given {
        Given::Something
    }
}

/// The kind of a scalar type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldContent {
    /// A string that holds a secret.
    Secret,
    Text,
    /// A number or a boolean.
    NoText,
}

/// Determines the kind of the scalar by writing to it, so its value is lost.
pub(crate) fn content_of(slot: &mut dyn ScalarSlot) -> FieldContent {
    if slot.set(&RawScalar { text: "?" }).is_err() {
        return FieldContent::NoText;
    }
    if matches!(slot.get(), Some(Scalar::Secret(_) | Scalar::SecretLiteral(_))) {
        FieldContent::Secret
    } else {
        FieldContent::Text
    }
}

/// Visits every field of a type.
struct Fields<'a> {
    /// The name of the field that is visited next.
    name: &'static str,
    /// The number of levels that may still be entered.
    depth: usize,
    names: &'a mut Vec<String>,
    visited: usize,
    /// Whether a level was not visited.
    is_cut: bool,
}

impl Fields<'_> {
    fn structure(&mut self, structure: &mut dyn Decode) {
        structure.decode(&mut Decoder::new(Wanted::Type, self));
    }

    fn slot(&mut self, slot: Slot<'_>) {
        self.visited += 1;
        match slot {
            Slot::Scalar(scalar) => {
                if content_of(scalar) == FieldContent::Secret && !self.names.iter().any(|known| known == self.name) {
                    self.names.push(self.name.to_owned());
                }
            }
            Slot::Any(_) => {}
            _ if self.depth == 0 || self.visited >= MOST_FIELDS => self.is_cut = true,
            Slot::Structure(structure) => {
                let (name, depth) = (self.name, self.depth);
                self.depth -= 1;
                self.structure(structure);
                (self.name, self.depth) = (name, depth);
            }
            Slot::List(list) => with_element(list, &mut |slot| self.slot(slot)),
            Slot::Map(map) => with_entry(map, &mut |slot| self.slot(slot)),
        }
    }
}

impl MemberSource for Fields<'_> {
    fn next_is(&mut self, name: &'static str) {
        self.name = name;
    }

    fn read(&mut self, slot: Slot<'_>) -> Given {
        self.slot(slot);
        Given::Something
    }
}
