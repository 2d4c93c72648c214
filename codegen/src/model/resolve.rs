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

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::documentation::{self, Named};
use super::dotted;
use super::item::{Direction, Enumeration, Field, Home, Item, Presence, Reference, Structure, Type, Variant, Warning};
use super::name::{self, FieldKind, Scope};
use super::pinned::{Given, Pinned, field_place, variant_place};
use super::secret;
use crate::identifier::is_identifier;
use crate::spec::entry::{AdditionalProperties, Schema};

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

    fn record_values(&mut self, place: &str, schema: &Schema) {
        if let Some(given) = &mut self.given {
            for value in valid_values(schema) {
                let title = schema.enum_value_titles.get(&value).map(String::as_str);
                given.natural.insert(variant_place(place, &value), name::variant(&value, title));
            }
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

    /// Gives a component that is an enumeration its variants under a name that is already taken.
    pub(crate) fn define_enumeration(&mut self, schema: &'a Schema, name: String, member: &str, place: &str) {
        self.record_values(place, schema);
        self.items.push(Item::Enumeration(Enumeration {
            wire: member.to_owned(),
            name: name.clone(),
            documentation: documentation::enumeration(schema, member),
            variants: Vec::new(),
        }));
        self.add_variants(&name, schema, place);
        self.schemas.entry(name).or_default().push(schema);
    }

    /// Adds the values that an enumeration does not have yet.
    fn add_variants(&mut self, name: &str, schema: &Schema, place: &str) {
        let pinned = self.pinned;
        let enumeration = self.items.iter_mut().rev().find_map(|item| match item {
            Item::Enumeration(enumeration) if enumeration.name == name => Some(enumeration),
            _ => None,
        });
        let Some(enumeration) = enumeration else { return };
        let mut values = valid_values(schema);
        values.retain(|value| enumeration.variants.iter().all(|known| known.value != *value));
        let mut scope = Scope::with(&["Unknown"]);
        scope.reserve(enumeration.variants.iter().map(|known| &known.name));
        let titles: Vec<Option<&str>> =
            values.iter().map(|value| schema.enum_value_titles.get(value).map(String::as_str)).collect();
        let candidates = values.iter().zip(&titles).map(|(value, title)| {
            let pinned = pinned.variant(place, value).filter(|name| is_identifier(name));
            (pinned, vec![name::variant(value, *title)])
        });
        let names = name::distinct_but_pinned(&mut scope, candidates.collect(), "");
        enumeration.variants.extend(values.iter().zip(names).zip(titles).map(|((value, name), title)| Variant {
            value: value.clone(),
            name,
            documentation: documentation::variant(value, title),
        }));
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

    /// Every name that was given. `own` are enumerations besides those within others, with their places.
    #[cfg(feature = "cli")]
    pub(crate) fn given(&mut self, own: impl Iterator<Item = (String, String)>) -> Given {
        self.drain();
        let mut given = self.given.take().unwrap_or_default();
        let enumerations = self.items.iter().filter_map(|item| match item {
            Item::Enumeration(enumeration) => Some((enumeration.name.as_str(), enumeration)),
            Item::Structure(_) => None,
        });
        let enumerations: HashMap<&str, &Enumeration> = enumerations.collect();
        let places: Vec<(String, String)> = given.types.clone().into_iter().chain(own).collect();
        for (place, name) in places {
            for variant in enumerations.get(name.as_str()).into_iter().flat_map(|known| &known.variants) {
                let place = variant_place(&place, &variant.value);
                if given.natural.contains_key(&place) {
                    given.variants.insert(place, variant.name.clone());
                }
            }
        }
        given
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

    fn enumeration(&mut self, schema: &'a Schema, context: &Context) -> Type {
        let name = self.joined(schema, context).unwrap_or_else(|| self.own_enumeration(schema, context));
        self.record_type(&context.place, &name);
        self.record_values(&context.place, schema);
        Type::Enumeration(Reference { home: self.home, name })
    }

    /// The enumeration whose name is pinned for this one too: once they had the same values, and programs know them as one type. It has the
    /// values of both, unless one of them means two things.
    fn joined(&mut self, schema: &'a Schema, context: &Context) -> Option<String> {
        let name = self.pinned.type_name(&context.place)?;
        let known = self.schemas.get(name)?;
        let values = valid_values(schema);
        let is_alike = |other: &&Schema| {
            let others = valid_values(other);
            let common: Vec<String> = values.iter().filter(|value| others.contains(value)).cloned().collect();
            agree(&schema.enum_value_titles, &other.enum_value_titles, &common)
        };
        if !known.iter().all(is_alike) {
            return None;
        }
        self.add_variants(name, schema, &context.place);
        self.schemas.entry(name.to_owned()).or_default().push(schema);
        Some(name.to_owned())
    }

    fn own_enumeration(&mut self, schema: &'a Schema, context: &Context) -> String {
        let same = (name::type_name(&context.member), valid_values(schema));
        let titles = &schema.enum_value_titles;
        let is_pinned = self.pinned.type_name(&context.place).is_some_and(|name| !self.used.contains(name));
        let known = self.enumerations.get(&same).into_iter().flatten().filter(|_| !is_pinned);
        if let Some((_, name)) = known.into_iter().find(|(others, _)| agree(titles, others, &same.1)) {
            return name.clone();
        }
        let name = self.take_type_name(context);
        self.enumerations.entry(same).or_default().push((titles, name.clone()));
        self.define_enumeration(schema, name.clone(), &context.member, &context.place);
        name
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

/// What a schema describes.
pub(crate) enum Kind<'a> {
    Object,
    Map(Option<&'a Schema>),
    List(Option<&'a Schema>),
    Enumeration,
    Text,
    Scalar(Type),
    Unknown(&'a str),
}

/// Looks at a schema that is not a `$ref`.
pub(crate) fn kind(schema: &Schema) -> Kind<'_> {
    match schema.kind.as_deref() {
        Some("object") | None if !schema.properties.is_empty() => Kind::Object,
        Some("object") | None if schema.additional_properties.is_some() => {
            match schema.additional_properties.as_deref() {
                Some(AdditionalProperties::Schema(values)) => Kind::Map(Some(values)),
                Some(AdditionalProperties::Allowed(true)) => Kind::Map(None),
                _ => Kind::Scalar(Type::Any),
            }
        }
        None if schema.items.is_some() => Kind::List(schema.items.as_deref()),
        Some("object" | "any" | "") | None => Kind::Scalar(Type::Any),
        Some("array") => Kind::List(schema.items.as_deref()),
        Some("string") if !valid_values(schema).is_empty() => Kind::Enumeration,
        Some("string") => Kind::Text,
        Some("integer") => Kind::Scalar(Type::Int64),
        Some("number") => Kind::Scalar(Type::Double),
        Some("boolean") => Kind::Scalar(Type::Boolean),
        Some(other) => Kind::Unknown(other),
    }
}

/// Whether no value means two things: it has the same title in both, or in one of them none that would name its variant.
fn agree(titles: &IndexMap<String, String>, others: &IndexMap<String, String>, values: &[String]) -> bool {
    values.iter().all(|value| {
        let (title, other) = (titles.get(value).map(String::as_str), others.get(value).map(String::as_str));
        let same_variant = name::variant(value, title) == name::variant(value, other);
        same_variant && (title.is_none() || other.is_none() || title == other)
    })
}

/// Valid values as text, each once: the metadata has numbers among them, and repeats some.
pub(crate) fn valid_values(schema: &Schema) -> Vec<String> {
    let mut seen = HashSet::new();
    schema.valid_values.iter().filter_map(documentation::plain).filter(|value| seen.insert(value.clone())).collect()
}

/// Whether the limits leave no value.
pub(crate) fn has_contradictory_limits(schema: &Schema) -> bool {
    let number = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()))
    };
    let numbers = matches!((number(&schema.minimum), number(&schema.maximum)), (Some(low), Some(high)) if low > high);
    let lengths = matches!((schema.min_length, schema.max_length), (Some(low), Some(high)) if low > high);
    let items = matches!((schema.min_items, schema.max_items), (Some(low), Some(high)) if low > high);
    numbers || lengths || items
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
