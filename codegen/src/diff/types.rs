//! Compares types, fields of structures and variants of enumerations by walking both versions in parallel.
//!
//! Types of a single operation are compared where they are used. A shared type is compared once, as a subject of its
//! own, however many operations use it. This also terminates the walk for types that contain themselves.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::change::{ChangeLocation, Kind};
use super::pair::{Paired, pair};
use super::record::Record;
use crate::rust::model::item::{Direction, Enumeration, Field, Home, Item, Reference, Structure, Type};
use crate::rust::notation::{COMPONENTS, Notation, member_path};
use crate::spec::entry::Schema;

/// The types of both versions of a product, and which pairs were compared already.
pub(super) struct Types<'a> {
    old: Version<'a>,
    new: Version<'a>,
    compared: HashSet<(Reference, Reference)>,
}

/// The types of one version as seen from the current operation.
pub(super) struct Version<'a> {
    module: &'a str,
    own: &'a [Item],
    components: &'a [Item],
    schemas: &'a IndexMap<String, Schema>,
}

impl<'a> Version<'a> {
    /// `components` are the types of the module `components`, `schemas` the shared schemas of the product.
    pub(super) fn new(components: &'a [Item], schemas: &'a IndexMap<String, Schema>) -> Self {
        Self { module: COMPONENTS, own: &[], components, schemas }
    }

    /// Whether the type is itself a shared schema. Other types in `components` are nested in one.
    fn is_shared(&self, item: &Item) -> bool {
        self.schemas.contains_key(wire(item))
    }

    fn find(&self, reference: &Reference) -> Option<&'a Item> {
        let items = match reference.home {
            Home::Operation => self.own,
            Home::Components => self.components,
        };
        items.iter().find(|item| item.name() == reference.name)
    }

    fn notation(&self, home: Home) -> Notation<'a> {
        Notation::relative(match home {
            Home::Operation => self.module,
            Home::Components => COMPONENTS,
        })
    }
}

impl<'a> Types<'a> {
    pub(super) fn new(old: Version<'a>, new: Version<'a>) -> Self {
        Self { old, new, compared: HashSet::new() }
    }

    /// Sets the current operation, whose types references with [`Home::Operation`] are resolved in.
    pub(super) fn enter(&mut self, old: (&'a str, &'a [Item]), new: (&'a str, &'a [Item])) {
        (self.old.module, self.old.own) = old;
        (self.new.module, self.new.own) = new;
        self.compared.retain(|(old, _)| old.home == Home::Components);
    }

    /// Compares the shared types that were not reached from the same location in both versions, and records those that
    /// only one version has.
    pub(super) fn remaining_components(&mut self, record: &mut Record) {
        let reference = |item: &Item| Reference { home: Home::Components, name: item.name().to_owned() };
        let old: Vec<&Item> = self
            .old
            .components
            .iter()
            .filter(|item| self.old.is_shared(item) && !self.is_compared(item, |pair| &pair.0))
            .collect();
        let new: Vec<&Item> = self
            .new
            .components
            .iter()
            .filter(|item| self.new.is_shared(item) && !self.is_compared(item, |pair| &pair.1))
            .collect();
        let Paired { both, removed, added } =
            pair(&old, &new, &[|old, new| wire(old) == wire(new), |old, new| old.name() == new.name()]);
        for (old, new) in both {
            self.generated(&reference(old), &reference(new), &ChangeLocation::component(wire(new)), record);
        }
        let notation = Notation::relative(COMPONENTS);
        for item in removed {
            record.add_at(
                Kind::TypeRemoved,
                &ChangeLocation::component(wire(item)),
                &notation.item(item.name()),
                "removed",
            );
        }
        for item in added {
            record.add_at(
                Kind::TypeAdded,
                &ChangeLocation::component(wire(item)),
                &notation.item(item.name()),
                "added",
            );
        }
    }

    fn is_compared(&self, item: &Item, side: fn(&(Reference, Reference)) -> &Reference) -> bool {
        self.compared
            .iter()
            .map(side)
            .any(|reference| reference.home == Home::Components && reference.name == item.name())
    }

    /// Compares the fields of a response or a structure. `old` and `new` are the items that own them.
    pub(super) fn members(&mut self, old: Owner<'_>, new: Owner<'_>, place: &ChangeLocation, record: &mut Record) {
        let Paired { both, removed, added } = pair(
            old.fields,
            new.fields,
            &[
                // Two fields can have the same name on the wire: the request id of the header and that of the body.
                |old, new| old.wire == new.wire && old.name == new.name,
                |old, new| old.wire == new.wire,
                |old, new| old.name == new.name,
            ],
        );
        for field in removed {
            record.add_at(Kind::MemberRemoved, &place.member(&field.wire), &old.path(field), "removed");
        }
        for field in added {
            let what = format!("added, `{}`", self.new.notation(new.home).field_type(field));
            record.add_at(Kind::MemberAdded, &place.member(&field.wire), &new.path(field), what);
        }
        for (before, after) in both {
            if before.wire != after.wire {
                let what = format!("`{}` is now `{}`", before.wire, after.wire);
                record.add_at(Kind::MemberWireName, &place.member(&after.wire), &new.path(after), what);
            }
            self.field((before, old), (after, new), place, record);
        }
    }

    /// Compares the name, the type and the deprecation of a field.
    pub(super) fn field(
        &mut self,
        old: (&Field, Owner<'_>),
        new: (&Field, Owner<'_>),
        place: &ChangeLocation,
        record: &mut Record,
    ) {
        let ((before, old), (after, new)) = (old, new);
        let place = place.member(&after.wire);
        if before.name != after.name {
            let what = format!("field `{}` is now `{}`", before.name, after.name);
            record.add_at(Kind::MemberRenamed, &place, &old.path(before), what);
        }
        if !self.same(&before.ty, &after.ty, &place, record) || before.presence != after.presence {
            let was = self.old.notation(old.home).field_type(before);
            let is = self.new.notation(new.home).field_type(after);
            // An enumeration and a structure with the same name are written alike, so the kind is added.
            let kind =
                |ty: &Type, text: &str| if was == is { format!("`{text}`, {}", noun(ty)) } else { format!("`{text}`") };
            if was != is || noun(&before.ty) != noun(&after.ty) {
                let what = format!("{} is now {}", kind(&before.ty, &was), kind(&after.ty, &is));
                record.add_at(Kind::MemberType, &place, &old.path(before), what);
            }
        }
        // Only setters are marked `#[deprecated]`, so programs notice the deprecation only of fields that have one.
        match (before.deprecated, after.deprecated) {
            (false, true) if new.is_set => {
                record.add_at(Kind::MemberDeprecated, &place, &new.path(after), "deprecated");
            }
            (true, false) if old.is_set => {
                record.add_at(Kind::MemberUndeprecated, &place, &new.path(after), "not deprecated any more");
            }
            _ => {}
        }
    }

    /// Whether two types are the same, apart from changes of their fields, which are recorded separately.
    pub(super) fn same(&mut self, old: &Type, new: &Type, place: &ChangeLocation, record: &mut Record) -> bool {
        match (old, new) {
            (Type::List(old), Type::List(new)) => self.same(old, new, &place.elements(), record),
            (Type::Map(old), Type::Map(new)) => self.same(old, new, &place.values(), record),
            (Type::Structure(old), Type::Structure(new)) | (Type::Enumeration(old), Type::Enumeration(new)) => {
                self.generated(old, new, place, record)
            }
            _ => old == new,
        }
    }

    fn generated(&mut self, old: &Reference, new: &Reference, place: &ChangeLocation, record: &mut Record) -> bool {
        let (Some(before), Some(after)) = (self.old.find(old), self.new.find(new)) else { return old == new };
        let other_component = old.home == Home::Components && old.name != new.name && wire(before) != wire(after);
        if old.home != new.home || other_component {
            return false;
        }
        if !self.compared.insert((old.clone(), new.clone())) {
            record.cover(place);
            return true;
        }
        let of_its_own = old.home == Home::Components && self.new.is_shared(after);
        let place = if of_its_own { ChangeLocation::component(wire(after)) } else { place.clone() };
        let path = self.old.notation(old.home).reference(old);
        if old.name != new.name {
            record.add_at(Kind::TypeRenamed, &place, &path, format!("type `{}` is now `{}`", old.name, new.name));
        }
        match (before, after) {
            (Item::Structure(before), Item::Structure(after)) => {
                self.structures(before, after, old.home, &place, record)
            }
            (Item::Enumeration(before), Item::Enumeration(after)) => {
                let paths = (path, self.new.notation(new.home).reference(new));
                enumerations(before, after, &paths, &place, record);
                true
            }
            _ => false,
        }
    }

    fn structures(
        &mut self,
        old: &Structure,
        new: &Structure,
        home: Home,
        place: &ChangeLocation,
        record: &mut Record,
    ) -> bool {
        let old_path = self.old.notation(home).item(&old.name);
        let new_path = self.new.notation(home).item(&new.name);
        let is_sent = |structure: &Structure| structure.direction != Direction::Response;
        let is_read = |structure: &Structure| structure.direction != Direction::Request;
        match (is_sent(old), is_sent(new)) {
            (true, false) => record.add_at(Kind::TypeSettersRemoved, place, &old_path, "it is not sent any more"),
            (false, true) => record.add_at(Kind::TypeSettersAdded, place, &new_path, "it is sent now"),
            _ => {}
        }
        match (is_read(old), is_read(new)) {
            (true, false) => record.add_at(Kind::TypeDecodeRemoved, place, &old_path, "it is not returned any more"),
            (false, true) => record.add_at(Kind::TypeDecodeAdded, place, &new_path, "it is returned now"),
            _ => {}
        }
        let old = Owner { path: &old_path, home, fields: &old.fields, is_set: is_sent(old) };
        let new = Owner { path: &new_path, home, fields: &new.fields, is_set: is_sent(new) };
        self.members(old, new, place, record);
        true
    }
}

/// A request, response or structure that owns fields.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) path: &'a str,
    pub(super) home: Home,
    pub(super) fields: &'a [Field],
    /// Whether its fields have setters.
    pub(super) is_set: bool,
}

impl Owner<'_> {
    pub(super) fn path(&self, field: &Field) -> String {
        member_path(self.path, &field.name)
    }
}

fn enumerations(
    old: &Enumeration,
    new: &Enumeration,
    paths: &(String, String),
    place: &ChangeLocation,
    record: &mut Record,
) {
    let (old_path, new_path) = paths;
    let Paired { both, removed, added } =
        pair(&old.variants, &new.variants, &[|old, new| old.value == new.value, |old, new| old.name == new.name]);
    for variant in removed {
        let path = member_path(old_path, &variant.name);
        record.add_at(Kind::ValueRemoved, place, &path, format!("value `{}` removed", variant.value));
    }
    for variant in added {
        let path = member_path(new_path, &variant.name);
        record.add_at(Kind::ValueAdded, place, &path, format!("value `{}` added", variant.value));
    }
    for (before, after) in both {
        let path = member_path(old_path, &before.name);
        if before.name != after.name {
            let what = format!("value `{}`: variant `{}` is now `{}`", after.value, before.name, after.name);
            record.add_at(Kind::ValueRenamed, place, &path, what);
        }
        if before.value != after.value {
            record.add_at(
                Kind::ValueWireName,
                place,
                &path,
                format!("value `{}` is now `{}`", before.value, after.value),
            );
        }
    }
}

fn wire(item: &Item) -> &str {
    match item {
        Item::Structure(structure) => &structure.wire,
        Item::Enumeration(enumeration) => &enumeration.wire,
    }
}

fn noun(ty: &Type) -> &'static str {
    match ty {
        Type::Enumeration(_) => "an enumeration",
        Type::Structure(_) => "a structure",
        Type::List(element) => noun(element),
        Type::Map(value) => noun(value),
        _ => "not generated",
    }
}
