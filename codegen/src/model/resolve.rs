//! From schemas to types.
//!
//! Types that have no name of their own get that of the member that has them, in the module of the operation. The walk is breadth
//! first: where two would get one name, the shallower one keeps it, then the earlier one; the others take the names of the members
//! around them in front until they are unique (`Tag` in `Items` becomes `ItemsTag`).
//!
//! Rules for what the metadata leaves open, each with a case in `tests/shapes`:
//!
//! - no type, `any`, an object without members, a `$ref` to nothing: any JSON value;
//! - a list without `items`: a list of any value; a `format` that does not belong to the type is ignored;
//! - an integer without format has 64 bits, a number without format is double;
//! - valid values make an enumeration of a text; of numbers and truth values they are documented only;
//! - the same valid values under the same name twice in a module are one enumeration, unless they have other titles.

mod enumeration;
#[cfg(feature = "cli")]
mod given;

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::documentation::{self, Named};
use super::dotted;
use super::item::{Direction, Field, Home, Item, Presence, Reference, Structure, Type, Warning};
use super::name::{self, FieldKind, Scope};
use super::pinned::{Given, Pinned, field_place};
use super::schema::{Kind, has_contradictory_limits, kind};
use super::secret;
use crate::identifier::is_identifier;
use crate::spec::entry::Schema;

/// Types of components by wire name.
pub(crate) type ComponentTypes = HashMap<String, Type>;

/// The types of one module while they are found.
pub(crate) struct Resolver<'a> {
    home: Home,
    place: String,
    components: &'a ComponentTypes,
    component_items: &'a [Item],
    scope: Scope,
    pending: VecDeque<Pending<'a>>,
    /// Enumerations by natural name and values: how each value is titled, and the type.
    enumerations: HashMap<(String, Vec<String>), Vec<Titled<'a>>>,
    /// The schemas that each enumeration is made of, by its name: one, or several for which the name is pinned.
    schemas: HashMap<String, Vec<&'a Schema>>,
    pinned: Pinned<'a>,
    /// Pinned type names that are in use.
    used: HashSet<&'a str>,
    /// Every name that was given, if that is asked for.
    given: Option<Given>,
    items: Vec<Item>,
    pub(crate) warnings: Vec<Warning>,
}

/// What an enumeration calls its values, and its name.
type Titled<'a> = (&'a IndexMap<String, String>, String);

/// A structure whose name is known and whose members are not yet.
struct Pending<'a> {
    position: usize,
    schema: &'a Schema,
    context: Context,
}

/// Where a schema stands.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// Wire name of the member.
    pub(crate) member: String,
    /// Type names of the members around it, the nearest first.
    pub(crate) around: Vec<String>,
    pub(crate) direction: Direction,
    /// What `x-secret` says around it.
    pub(crate) marked: Option<bool>,
    /// Where it is, see [`pinned`](super::pinned); empty where nobody asks for it.
    pub(crate) place: String,
}

impl<'a> Resolver<'a> {
    /// `scope` has the type names that are taken. `component_items` are the types in the module `components`, unless that is the module
    /// whose types are found.
    pub(crate) fn new(
        home: Home,
        place: &str,
        mut scope: Scope,
        (components, component_items): (&'a ComponentTypes, &'a [Item]),
        pinned: Pinned<'a>,
        is_recorded: bool,
    ) -> Self {
        scope.reserve(pinned.type_names());
        Self {
            home,
            place: place.to_owned(),
            components,
            component_items,
            scope,
            pending: VecDeque::new(),
            enumerations: HashMap::new(),
            schemas: HashMap::new(),
            pinned,
            used: HashSet::new(),
            given: is_recorded.then(Given::default),
            items: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(Warning { place: self.place.clone(), text: text.into() });
    }

    /// Whose oddities are reported from now on.
    pub(crate) fn set_place(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// The place of a field, where it matters.
    pub(crate) fn place_of(&self, structure: &str, wire: &str) -> String {
        if self.given.is_some() || !self.pinned.is_empty() { field_place(structure, wire) } else { String::new() }
    }

    /// The name that is pinned for a field, if it can have it.
    pub(crate) fn pinned_field(&self, place: &str, kind: FieldKind) -> Option<&'a str> {
        self.pinned.field(place).filter(|name| name::can_be_field(name, kind))
    }

    /// Notes the name of a field.
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

    /// The type of `schema`. Structures within are only named; [`finish`](Self::finish) gives them members.
    pub(crate) fn resolve(&mut self, schema: &'a Schema, context: &Context) -> Type {
        let marked = secret::mark(schema, context.marked);
        let inner = Context { marked, ..context.clone() };
        let mut within = |schema: Option<&'a Schema>| {
            schema
                .map_or_else(|| secret::hidden(Type::Any, &inner.member, marked), |schema| self.resolve(schema, &inner))
        };
        let ty = match kind(schema) {
            _ if schema.reference.is_some() => self.component(schema),
            Kind::Object => return self.structure(schema, &inner),
            Kind::Map(values) => return Type::Map(Box::new(within(values))),
            Kind::List(items) => return Type::List(Box::new(within(items))),
            Kind::Enumeration if marked == Some(true) => return Type::Secret,
            Kind::Enumeration => return self.enumeration(schema, context),
            Kind::Text => Type::Text,
            Kind::Scalar(scalar) => scalar,
            Kind::Unknown(kind) => {
                self.warn(format!("`{}` has the unknown type `{kind}`: any value", context.member));
                Type::Any
            }
        };
        secret::hidden(ty, &context.member, marked)
    }

    /// Gives a component that is a structure, or a member that is one, its members under a name that is already taken.
    pub(crate) fn define_structure(&mut self, schema: &'a Schema, name: String, context: Context) {
        self.items.push(Item::Structure(Structure {
            wire: context.member.clone(),
            name,
            documentation: documentation::structure(schema, &context.member),
            fields: Vec::new(),
            direction: context.direction,
        }));
        self.pending.push_back(Pending { position: self.items.len() - 1, schema, context });
    }

    /// Defines the members of all structures that were named so far, and of those within.
    pub(crate) fn drain(&mut self) {
        while let Some(Pending { position, schema, context }) = self.pending.pop_front() {
            let fields = self.fields(&schema.properties, &context);
            if let Some(Item::Structure(structure)) = self.items.get_mut(position) {
                structure.fields = fields;
            }
        }
    }

    /// All types, shallow before deep.
    pub(crate) fn finish(mut self) -> (Vec<Item>, Vec<Warning>) {
        self.drain();
        (self.items, self.warnings)
    }

    /// The members of a structure. `context` is that of the structure itself.
    pub(crate) fn fields(&mut self, properties: &'a IndexMap<String, Schema>, context: &Context) -> Vec<Field> {
        let direction = context.direction;
        let kind = if direction == Direction::Response { FieldKind::Read } else { FieldKind::Settable };
        // What is read is read as it comes.
        let members = match direction {
            Direction::Request => dotted::said_once(properties, &mut |text| self.warn(text)),
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

    /// One field whose name is chosen.
    pub(crate) fn field(&mut self, name: String, schema: &'a Schema, context: &Context) -> Field {
        let Context { member: wire, direction, .. } = context;
        let direction = *direction;
        let ty = self.resolve(schema, context);
        let presence = presence(schema, &ty, direction);
        if has_contradictory_limits(schema) {
            self.warn(format!("the limits of `{wire}` contradict each other: they are not documented"));
        }
        Field {
            wire: wire.clone(),
            name,
            presence,
            documentation: documentation::field(wire, schema, &ty, direction, self.enumeration_of(&ty)),
            deprecated: schema.deprecated.unwrap_or(false),
            ty,
        }
    }

    /// The enumeration that a type is, with how it is called from the module whose types are found.
    pub(crate) fn enumeration_of(&self, ty: &Type) -> Option<Named<'_>> {
        let Type::Enumeration(reference) = ty else { return None };
        let (items, path) = if reference.home == self.home {
            (self.items.as_slice(), "")
        } else {
            (self.component_items, "super::components::")
        };
        Named::find(items, reference, path)
    }

    fn component(&mut self, schema: &Schema) -> Type {
        let target = schema.component_name().and_then(|name| self.components.get(name));
        target.cloned().unwrap_or_else(|| {
            let reference = schema.reference.clone().unwrap_or_default();
            self.warn(format!("`{reference}` is not in this file: any value"));
            Type::Any
        })
    }

    fn structure(&mut self, schema: &'a Schema, context: &Context) -> Type {
        let name = self.take_type_name(context);
        self.record_type(&context.place, &name);
        self.define_structure(schema, name.clone(), context.clone());
        Type::Structure(Reference { home: self.home, name })
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

/// Everything that can be sent can be left out; of what is only read, lists and maps are empty instead, and so is a structure that
/// merely wraps one list (`Items.DBInstance[]`).
pub(crate) fn presence(schema: &Schema, ty: &Type, direction: Direction) -> Presence {
    let wraps_a_list = || {
        let mut members = schema.properties.values();
        let only = members.next().filter(|_| members.next().is_none());
        only.is_some_and(|only| only.reference.is_none() && matches!(kind(only), Kind::List(_)))
    };
    match (direction, ty) {
        (Direction::Request | Direction::Both, _) => Presence::Optional,
        (Direction::Response, Type::List(_) | Type::Map(_)) => Presence::Plain,
        (Direction::Response, Type::Structure(_)) if schema.reference.is_none() && wraps_a_list() => Presence::Plain,
        (Direction::Response, _) => Presence::Optional,
    }
}
