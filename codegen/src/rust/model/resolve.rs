//! From types to their names.
//!
//! A type without a name of its own is named after the field that has it, in the module of the operation. Schemas are
//! walked breadth first: if two types would get the same name, the shallower one keeps it, then the earlier one; the
//! others are prefixed with the names of enclosing fields until they are unique (`Tag` in `Items` becomes `ItemsTag`).
//!
//! What type a value has is decided before (`decide::types`). Of structures and enumerations only their names are found here: the same valid
//! values under the same name twice in a module are one enumeration, unless they have other titles.

mod enumeration;
#[cfg(feature = "cli")]
mod given;

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::documentation::{self, Named};
use super::item::{Direction, Field, Home, Item, Presence, Reference, Structure, Type};
use super::name::{self, FieldKind, Scope};
use super::pinned::{ChosenNames, Pinned, field_place};
use crate::decide::operation::warn_of_limits;
use crate::decide::schema::{SchemaKind, kind};
use crate::decide::types::{Described, SharedTypes};
use crate::decide::value::Nominal;
use crate::decide::{self, Warning, dotted, secret};
use crate::spec::entry::Schema;
use crate::spec::identifier::is_identifier;

/// The types that operations share: what each is, what each is called, and those in the module `components`, unless that is the module
/// whose types are found.
pub(crate) type ModuleContext<'a> = (&'a SharedTypes<'a>, &'a HashMap<&'a str, String>, &'a [Item]);

/// Collects the types of one module.
pub(crate) struct Resolver<'a> {
    home: Home,
    place: String,
    shared: ModuleContext<'a>,
    scope: Scope,
    pending: VecDeque<Pending<'a>>,
    /// Enumerations by natural name and values. Several enumerations differ in the titles of their values.
    enumerations: HashMap<(String, Vec<String>), Vec<Titled<'a>>>,
    /// The schemas of each enumeration, by its name: one, or several that are pinned to the same name.
    schemas: HashMap<String, Vec<&'a Schema>>,
    pinned: Pinned<'a>,
    /// Pinned type names that are already used.
    used: HashSet<&'a str>,
    /// All chosen names, if they are recorded.
    given: Option<ChosenNames>,
    items: Vec<Item>,
    pub(crate) warnings: Vec<Warning>,
}

/// The titles of an enumeration's values, and its name.
type Titled<'a> = (&'a IndexMap<String, String>, String);

/// A structure that has a name but no fields yet.
struct Pending<'a> {
    /// The operation or component that it belongs to.
    place: String,
    position: usize,
    schema: &'a Schema,
    context: Context,
}

/// The context of a schema.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// Name of the field on the wire.
    pub(crate) member: String,
    /// Type names of the enclosing fields, innermost first.
    pub(crate) around: Vec<String>,
    pub(crate) direction: Direction,
    /// The value of `x-secret` that is inherited from the enclosing schema.
    pub(crate) marked: Option<bool>,
    /// The location, see [`pinned`](super::pinned); empty if it is not needed.
    pub(crate) place: String,
}

impl<'a> Resolver<'a> {
    /// `scope` has the type names that are taken.
    pub(crate) fn new(
        home: Home,
        place: &str,
        mut scope: Scope,
        shared: ModuleContext<'a>,
        pinned: Pinned<'a>,
        is_recorded: bool,
    ) -> Self {
        scope.reserve(pinned.type_names());
        Self {
            home,
            place: place.to_owned(),
            shared,
            scope,
            pending: VecDeque::new(),
            enumerations: HashMap::new(),
            schemas: HashMap::new(),
            pinned,
            used: HashSet::new(),
            given: is_recorded.then(ChosenNames::default),
            items: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(Warning { place: self.place.clone(), text: text.into() });
    }

    /// Sets the operation or component that following warnings are about.
    pub(crate) fn set_place(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// The location of a field. To save time it is empty if nothing is recorded or pinned.
    pub(crate) fn place_of(&self, structure: &str, wire: &str) -> String {
        if self.given.is_some() || !self.pinned.is_empty() { field_place(structure, wire) } else { String::new() }
    }

    /// The pinned name of a field, if it is allowed.
    pub(crate) fn pinned_field(&self, place: &str, kind: FieldKind) -> Option<&'a str> {
        self.pinned.field(place).filter(|name| name::can_be_field(name, kind))
    }

    /// Records the name of a field.
    pub(crate) fn record_field(&mut self, place: &str, name: &str) {
        if let Some(given) = &mut self.given {
            given.fields.insert(place.to_owned(), name.to_owned());
        }
    }

    fn record_type(&mut self, place: &str, name: &str) {
        if let Some(given) = &mut self.given {
            given.types.insert(place.to_owned(), name.to_owned());
        }
    }

    /// The type of `schema`. Structures within are only named; [`finish`](Self::finish) gives them fields.
    pub(crate) fn resolve(&mut self, schema: &'a Schema, context: &Context) -> Type {
        let mut odd = Vec::new();
        let ty = self.shared.0.resolve(schema, &context.member, context.marked, &mut |text| odd.push(text));
        odd.into_iter().for_each(|text| self.warn(text));
        self.named(ty, context)
    }

    /// A type with the names of its structures and enumerations.
    pub(crate) fn named(&mut self, ty: decide::Type<Described<'a>>, context: &Context) -> Type {
        ty.map(&mut |nominal, described| match (described.shared, nominal) {
            (Some(wire), _) => self.component(wire),
            (None, Nominal::Structure) => {
                self.structure(described.schema, &Context { marked: described.marked, ..context.clone() })
            }
            (None, Nominal::Enumeration) => self.enumeration(described.schema, context),
        })
    }

    /// Defines a structure under a name that is already taken. Its fields are added later.
    pub(crate) fn define_structure(&mut self, schema: &'a Schema, name: String, context: Context) {
        self.items.push(Item::Structure(Structure {
            wire: context.member.clone(),
            name,
            documentation: documentation::structure(schema, &context.member),
            fields: Vec::new(),
            direction: context.direction,
        }));
        self.pending.push_back(Pending { place: self.place.clone(), position: self.items.len() - 1, schema, context });
    }

    /// Adds the fields of all structures that were defined so far, and of those nested in them.
    pub(crate) fn drain(&mut self) {
        while let Some(Pending { place, position, schema, context }) = self.pending.pop_front() {
            self.place = place;
            let fields = self.fields(&schema.properties, &context);
            if let Some(Item::Structure(structure)) = self.items.get_mut(position) {
                structure.fields = fields;
            }
        }
    }

    /// Returns all types, shallow before deep.
    pub(crate) fn finish(mut self) -> (Vec<Item>, Vec<Warning>) {
        self.drain();
        (self.items, self.warnings)
    }

    /// Resolves the fields of a structure. `context` is that of the structure itself.
    pub(crate) fn fields(&mut self, properties: &'a IndexMap<String, Schema>, context: &Context) -> Vec<Field> {
        let direction = context.direction;
        let kind = if direction == Direction::Response { FieldKind::Read } else { FieldKind::Settable };
        // What is returned is read as it is sent.
        let members = match direction {
            Direction::Request => dotted::without_repeated(properties, &mut |text| self.warn(text)),
            Direction::Response | Direction::Both => properties.iter().collect(),
        };
        let places: Vec<String> = members.iter().map(|(wire, _)| self.place_of(&context.place, wire)).collect();
        let candidates = members
            .iter()
            .zip(&places)
            .map(|((wire, _), place)| (self.pinned_field(place, kind), vec![name::field(wire, kind)]));
        let names = name::distinct_but_pinned(&mut Scope::default(), candidates.collect(), "_");
        let mut around = vec![name::type_name(&context.member)];
        around.extend(context.around.iter().cloned());
        members
            .into_iter()
            .zip(names)
            .zip(places)
            .map(|(((wire, schema), name), place)| {
                let marked = secret::of_fields(context.marked);
                self.record_field(&place, &name);
                let context = Context { member: wire.clone(), around: around.clone(), direction, marked, place };
                self.field(name, schema, &context)
            })
            .collect()
    }

    /// Resolves a field with the given name.
    pub(crate) fn field(&mut self, name: String, schema: &'a Schema, context: &Context) -> Field {
        let Context { member: wire, direction, .. } = context;
        let direction = *direction;
        let ty = self.resolve(schema, context);
        let presence = presence(schema, &ty, direction);
        warn_of_limits(wire, schema, &mut |text| self.warn(text));
        Field {
            wire: wire.clone(),
            name,
            presence,
            documentation: documentation::field(wire, schema, &ty, direction, self.enumeration_of(&ty)),
            deprecated: schema.deprecated.unwrap_or(false),
            ty,
        }
    }

    /// The enumeration that a type refers to, with its path from the current module.
    pub(crate) fn enumeration_of(&self, ty: &Type) -> Option<Named<'_>> {
        let Type::Enumeration(reference) = ty else { return None };
        let (items, path) = if reference.home == self.home {
            (self.items.as_slice(), "")
        } else {
            (self.shared.2, "super::components::")
        };
        Named::find(items, reference, path)
    }

    fn component(&self, wire: &str) -> Reference {
        Reference { home: Home::Components, name: self.shared.1.get(wire).cloned().unwrap_or_default() }
    }

    fn structure(&mut self, schema: &'a Schema, context: &Context) -> Reference {
        let name = self.take_type_name(context);
        self.record_type(&context.place, &name);
        self.define_structure(schema, name.clone(), context.clone());
        Reference { home: self.home, name }
    }

    fn take_type_name(&mut self, context: &Context) -> String {
        let pinned = self.pinned.type_name(&context.place).filter(|name| is_identifier(name));
        if let Some(name) = pinned.filter(|name| self.used.insert(name)) {
            return name.to_owned();
        }
        let mut candidates = vec![name::type_name(&context.member)];
        for around in &context.around {
            let longer = candidates.last().map(|name| format!("{around}{name}"));
            candidates.extend(longer.filter(|name| name.len() <= 2 * name::LONGEST));
        }
        self.scope.take(&candidates, "")
    }
}

/// Decides how a field stores its value. Everything in a request is optional. In structures that occur only in
/// responses, lists and maps are empty if absent, and so is a structure that merely wraps one list
/// (`Items.DBInstance[]`).
pub(crate) fn presence(schema: &Schema, ty: &Type, direction: Direction) -> Presence {
    let wraps_a_list = || {
        let mut members = schema.properties.values();
        let only = members.next().filter(|_| members.next().is_none());
        only.is_some_and(|only| only.reference.is_none() && matches!(kind(only), SchemaKind::List(_)))
    };
    match (direction, ty) {
        (Direction::Request | Direction::Both, _) => Presence::Optional,
        (Direction::Response, Type::List(_) | Type::Map(_)) => Presence::Plain,
        (Direction::Response, Type::Structure(_)) if schema.reference.is_none() && wraps_a_list() => Presence::Plain,
        (Direction::Response, _) => Presence::Optional,
    }
}
