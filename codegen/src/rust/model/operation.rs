//! From what is decided about an operation to one request and one response.
//!
//! A method name in lower case makes a type in upper camel case all the same; the name on the wire stays.

use std::collections::HashMap;

use alicloud_api::Location;

use super::component::ComponentTypes;
use super::documentation;
use super::item::{Direction, Field, Home, Item, OperationItem, ParameterItem, Presence, ResponseItem, Type};
use super::name::{self, FieldKind, Scope};
use super::paginator;
#[cfg(feature = "cli")]
use super::pinned::ChosenNames;
use super::pinned::Pinned;
use super::resolve::{Context, Resolver};
use super::response;
use crate::decide::types::Described;
use crate::decide::{self, Decided, OperationFacts, ProductFacts, Warning};
use crate::spec::entry;

/// What the operations of a product share.
pub(crate) struct Surroundings<'a> {
    pub(crate) product: &'a ProductFacts,
    pub(crate) components: &'a ComponentTypes<'a>,
    /// Names that are pinned.
    pub(crate) names: &'a entry::Names,
    /// Name of the generated crate, for examples; without it there are none.
    pub(crate) crate_name: Option<&'a str>,
}

/// The request and the response of an operation, and their types while they are found.
struct Resolved<'a> {
    type_name: String,
    response_name: String,
    parameters: Vec<Field>,
    fields: Vec<Field>,
    resolver: Resolver<'a>,
}

fn resolved<'a>(
    entry: &'a entry::Operation,
    facts: &OperationFacts,
    types: Vec<decide::Type<Described<'a>>>,
    surroundings: &'a Surroundings<'a>,
    is_recorded: bool,
) -> Resolved<'a> {
    let wire = &facts.name;
    let type_name = name::type_name(wire);
    let response_name = format!("{type_name}Response");
    let scope = Scope::with(&[&type_name, &response_name]);
    let ComponentTypes { shared, names, items, .. } = surroundings.components;
    let pinned = Pinned::of(surroundings.names, wire);
    let mut resolver = Resolver::new(Home::Operation, wire, scope, (shared, names, items), pinned, is_recorded);
    let parameters = parameters(entry, facts, types, &mut resolver);
    let fields = response::fields(entry, &mut resolver);
    Resolved { type_name, response_name, parameters, fields, resolver }
}

/// The names within an operation.
#[cfg(feature = "cli")]
pub(crate) fn given<'a>(
    entry: &'a entry::Operation,
    decided: Decided<'a>,
    surroundings: &'a Surroundings<'a>,
) -> ChosenNames {
    resolved(entry, &decided.facts, decided.types, surroundings, true).resolver.given(std::iter::empty())
}

/// `module` is the name that was chosen for it.
pub(crate) fn operation<'a>(
    module: String,
    entry: &'a entry::Operation,
    decided: Decided<'a>,
    surroundings: &'a Surroundings<'a>,
) -> (OperationItem, Vec<Warning>) {
    let items = &surroundings.components.items;
    let Decided { facts, types, warnings } = decided;
    let Resolved { type_name, response_name, parameters, fields, resolver } =
        resolved(entry, &facts, types, surroundings, false);
    let (types, odd) = resolver.finish();
    let warning = |text| Warning { place: facts.name.clone(), text };
    let warnings = warnings.into_iter().map(warning).chain(odd).collect();
    let mut operation = OperationItem {
        module,
        summary: documentation::summary(&facts.name, entry, surroundings.product),
        documentation: String::new(),
        response: ResponseItem {
            documentation: documentation::response(&type_name, entry),
            name: response_name,
            fields,
        },
        types,
        paginator: None,
        type_name,
        fields: parameters,
        facts,
    };
    operation.paginator = paginator::paginator(&operation, items);
    let Surroundings { product, crate_name, .. } = *surroundings;
    let input = documentation::PageInput { product, components: items, crate_name };
    operation.documentation = documentation::operation(&operation, entry, &input);
    (operation, warnings)
}

/// The field of each parameter.
fn parameters<'a>(
    entry: &'a entry::Operation,
    facts: &OperationFacts,
    types: Vec<decide::Type<Described<'a>>>,
    resolver: &mut Resolver<'a>,
) -> Vec<Field> {
    let mut places: HashMap<&str, Location> = HashMap::new();
    let candidates: Vec<Vec<String>> = facts
        .parameters
        .iter()
        .map(|parameter| {
            let natural = name::field(&parameter.name, FieldKind::Settable);
            match places.get(parameter.name.as_str()) {
                Some(other) if *other != parameter.location => {
                    let placed = format!("{}_in_{}", natural.trim_end_matches('_'), parameter.location.part());
                    vec![natural, placed]
                }
                _ => {
                    places.insert(&parameter.name, parameter.location);
                    vec![natural]
                }
            }
        })
        .collect();
    let place = |parameter: &decide::ParameterFacts| resolver.place_of(parameter.location.part(), &parameter.name);
    let places: Vec<String> = facts.parameters.iter().map(place).collect();
    let pinned = places.iter().map(|place| resolver.pinned_field(place, FieldKind::Settable));
    let names = name::distinct_but_pinned(&mut Scope::default(), pinned.zip(candidates).collect(), "_");
    let mut fields = Vec::with_capacity(types.len());
    for (((parameter, ty), name), place) in facts.parameters.iter().zip(types).zip(names).zip(places) {
        resolver.record_field(&place, &name);
        let context = Context {
            member: parameter.name.clone(),
            around: vec!["Request".to_owned()],
            direction: Direction::Request,
            marked: parameter.marked,
            place,
        };
        let schema = parameter.origin.schema(&parameter.name, entry);
        let mut field = Field {
            wire: parameter.name.clone(),
            name,
            ty: resolver.named(ty, &context),
            presence: Presence::Optional,
            documentation: String::new(),
            deprecated: schema.deprecated.unwrap_or(false),
        };
        let item = ParameterItem { facts: parameter, field: &field };
        field.documentation = documentation::parameter(item, schema, resolver.enumeration_of(&field.ty));
        fields.push(field);
    }
    fields
}

/// Types of everything that an operation holds, for what it reaches.
pub(crate) fn types(operation: &OperationItem) -> impl Iterator<Item = &Type> {
    let within = operation.types.iter().flat_map(|item| match item {
        Item::Structure(structure) => structure.fields.as_slice(),
        Item::Enumeration(_) => &[],
    });
    operation.fields.iter().chain(&operation.response.fields).chain(within).map(|field| &field.ty)
}
