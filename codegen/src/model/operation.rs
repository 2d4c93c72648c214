//! Builds the request and the response of an operation from its spec entry.
//!
//! Rules, each with a case in `tests/shapes`:
//!
//! - which parameters there are is decided in `slot`; `[name]` in a path is the same as `{name}`;
//! - the method is POST if it is accepted, else the first method that is listed;
//! - the name on the wire is kept; the type name is in upper camel case, even if the name on the wire begins with a
//!   lower-case letter.

use std::collections::HashMap;

use alicloud_api::{BodyKind, ListStyle, Location, Method, Style};
use indexmap::IndexMap;

use super::auth;
use super::component::Components;
use super::documentation;
use super::dotted;
use super::error_code::is_template;
use super::item::{
    Direction, DocumentedError, Field, Home, Item, Operation, Parameter, Product, RamAction, RamResource, Response,
    Type, Warning,
};
use super::name::{self, FieldKind, Scope};
use super::paging;
use super::path;
#[cfg(feature = "cli")]
use super::pinned::Given;
use super::pinned::Pinned;
use super::refuse::is_binary;
use super::region::is_region;
use super::resolve::{Context, Resolver};
use super::response;
use super::secret;
use super::slot::{Slot, slots};
use super::structures::Structures;
use crate::spec::effect::Effect;
use crate::spec::entry;

/// What all operations of a product share.
pub(crate) struct Surroundings<'a> {
    pub(crate) product: &'a Product,
    pub(crate) components: &'a Components,
    /// Pinned names.
    pub(crate) names: &'a entry::Names,
    /// The schemas of the components.
    pub(crate) schemas: &'a IndexMap<String, entry::Schema>,
    /// Name of the generated crate for examples; without it, no examples are written.
    pub(crate) crate_name: Option<&'a str>,
}

/// The request and the response of an operation, with the resolver that collects their types.
struct Resolved<'a> {
    type_name: String,
    response_name: String,
    parameters: Vec<Parameter>,
    fields: Vec<Field>,
    resolver: Resolver<'a>,
}

fn resolved<'a>(
    wire: &str,
    entry: &'a entry::Operation,
    surroundings: &'a Surroundings<'a>,
    is_recorded: bool,
) -> Resolved<'a> {
    let type_name = name::type_name(wire);
    let response_name = format!("{type_name}Response");
    let scope = Scope::with(&[&type_name, &response_name]);
    let Components { types, items, .. } = surroundings.components;
    let pinned = Pinned::of(surroundings.names, wire);
    let mut resolver = Resolver::new(Home::Operation, wire, scope, (types, items), pinned, is_recorded);
    let slots = slots(entry, surroundings.product.style, &mut |odd| resolver.warn(odd));
    let is_position = |wire: &str| paging::is_position(wire, entry, surroundings.schemas);
    let parameters = parameters(&slots, &is_position, &mut resolver);
    let fields = response::fields(entry, &mut resolver);
    Resolved { type_name, response_name, parameters, fields, resolver }
}

/// The names within an operation.
#[cfg(feature = "cli")]
pub(crate) fn given<'a>(wire: &str, entry: &'a entry::Operation, surroundings: &'a Surroundings<'a>) -> Given {
    resolved(wire, entry, surroundings, true).resolver.given(std::iter::empty())
}

/// Builds an operation. `module` is the name of its module. Also returns warnings about its entry.
pub(crate) fn operation<'a>(
    wire: &str,
    module: String,
    entry: &'a entry::Operation,
    surroundings: &'a Surroundings<'a>,
) -> (Operation, Vec<Warning>) {
    let items = &surroundings.components.items;
    let Resolved { type_name, response_name, parameters, fields, resolver } =
        resolved(wire, entry, surroundings, false);
    let body = body_kind(&parameters, entry);
    let (types, mut warnings) = resolver.finish();
    let (errors, odd) = errors(entry);
    warnings.extend(odd.into_iter().map(|text| Warning { place: wire.to_owned(), text }));
    let methods = methods(entry);
    let accepted_auth = auth::accepted(wire, entry, &mut warnings);

    let mut operation = Operation {
        name: wire.to_owned(),
        module,
        source: format!("{}/{wire}.json", surroundings.product.source),
        summary: documentation::summary(wire, entry, surroundings.product),
        documentation: String::new(),
        deprecated: entry.deprecated.unwrap_or(false),
        method: method(&methods),
        methods,
        path: path(entry, surroundings.product.style),
        body,
        auth: auth::used(&accepted_auth),
        accepted_auth,
        returns_secrets: secret::holds_secret(&fields, &Structures { own: &types, components: items }),
        read_only: entry.operation_type.as_deref().and_then(Effect::of_entry) == Some(Effect::Reads),
        idempotency_token: idempotency_token(&parameters),
        parts: dotted::parts(entry),
        ram_actions: ram_actions(entry),
        errors,
        response: Response {
            documentation: documentation::response(&type_name, entry),
            name: response_name,
            fields,
            kind: response::response_kind(entry, surroundings.schemas),
        },
        types,
        paginator: None,
        asks_for_pages: false,
        type_name,
        parameters,
    };
    operation.asks_for_pages = paging::asks_for_pages(&operation, items);
    operation.paginator = paging::paginator(&operation, items, entry.items.as_deref());
    let Surroundings { product, crate_name, .. } = *surroundings;
    let input = documentation::PageInput { product, components: items, crate_name };
    operation.documentation = documentation::operation(&operation, entry, &input);
    (operation, warnings)
}

fn parameters<'a>(
    slots: &[Slot<'a>],
    is_position: &dyn Fn(&str) -> bool,
    resolver: &mut Resolver<'a>,
) -> Vec<Parameter> {
    let mut places: HashMap<&str, Location> = HashMap::new();
    let candidates: Vec<Vec<String>> = slots
        .iter()
        .map(|slot| {
            let natural = name::field(slot.wire, FieldKind::Settable);
            match places.get(slot.wire) {
                Some(other) if *other != slot.location => {
                    let placed = format!("{}_in_{}", natural.trim_end_matches('_'), slot.location.part());
                    vec![natural, placed]
                }
                _ => {
                    places.insert(slot.wire, slot.location);
                    vec![natural]
                }
            }
        })
        .collect();
    let places: Vec<String> = slots.iter().map(|slot| resolver.place_of(slot.location.part(), slot.wire)).collect();
    let pinned = places.iter().map(|place| resolver.pinned_field(place, FieldKind::Settable));
    let names = name::distinct_but_pinned(&mut Scope::default(), pinned.zip(candidates).collect(), "_");
    let mut parameters = Vec::with_capacity(slots.len());
    for ((slot, name), place) in slots.iter().zip(names).zip(places) {
        resolver.record_field(&place, &name);
        // A token that selects a page is not a secret, although its name may suggest that.
        let marked = slot.marked.or_else(|| is_position(slot.wire).then_some(false));
        parameters.push(parameter(slot, name, (marked, place), resolver));
    }
    parameters
}

fn parameter<'a>(
    slot: &Slot<'a>,
    name: String,
    (marked, place): (Option<bool>, String),
    resolver: &mut Resolver<'a>,
) -> Parameter {
    let context = Context {
        member: slot.wire.to_owned(),
        around: vec!["Request".to_owned()],
        direction: Direction::Request,
        marked,
        place,
    };
    let mut field = resolver.field(name, slot.schema, &context);
    if slot.location == Location::WholeBody && is_binary(slot.schema) {
        field.ty = Type::Bytes;
    }
    // The style matters only for lists, objects and arbitrary JSON. A string is written the same way in every style.
    let style = if matches!(field.ty, Type::List(_) | Type::Map(_) | Type::Structure(_) | Type::Any | Type::SecretValue)
    {
        slot.style
    } else {
        ListStyle::Flat
    };
    let is_region = is_region(slot.wire, &field.ty);
    let mut parameter = Parameter {
        field,
        location: slot.location,
        style,
        required: slot.required,
        is_region,
        origin: slot.origin,
        marked,
    };
    parameter.field.documentation =
        documentation::parameter(&parameter, slot.schema, resolver.enumeration_of(&parameter.field.ty));
    parameter
}

fn body_kind(parameters: &[Parameter], entry: &entry::Operation) -> BodyKind {
    let at = |location| parameters.iter().find(|parameter| parameter.location == location);
    let described = |location| entry.parameters.iter().any(|parameter| parameter.location.as_deref() == Some(location));
    match at(Location::WholeBody) {
        Some(whole) if whole.field.ty == Type::Bytes => BodyKind::Binary,
        _ if described("body") => BodyKind::Json,
        _ if described("formData") => BodyKind::Form,
        _ => BodyKind::None,
    }
}

fn path(entry: &entry::Operation, gateway: Style) -> String {
    if gateway == Style::Roa { path::template(entry.path.as_deref().unwrap_or("/")) } else { "/".to_owned() }
}

fn methods(entry: &entry::Operation) -> Vec<Method> {
    entry.methods.iter().filter_map(|method| Method::parse(&method.to_ascii_uppercase())).collect()
}

fn method(methods: &[Method]) -> Method {
    let first = methods.first().copied().unwrap_or(Method::Post);
    if methods.contains(&Method::Post) { Method::Post } else { first }
}

/// Field names of idempotency tokens, in the order of preference.
const IDEMPOTENCY_TOKENS: [&str; 5] =
    ["client_token", "idempotency_token", "idempotent_token", "idempotency_key", "idempotent_id"];

/// The field name of the idempotency token, if there is one that is a string.
fn idempotency_token(parameters: &[Parameter]) -> Option<String> {
    let can_be = |parameter: &&Parameter| {
        let place =
            matches!(parameter.location, Location::Query | Location::Form | Location::BodyField | Location::Header);
        place && parameter.field.ty == Type::Text
    };
    IDEMPOTENCY_TOKENS.iter().find_map(|name| {
        let token = parameters.iter().filter(can_be).find(|parameter| parameter.field.name == *name)?;
        Some(token.field.name.clone())
    })
}

fn ram_actions(entry: &entry::Operation) -> Vec<RamAction> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let resource = |resource: &entry::RamResource| RamResource {
        kind: text(&resource.kind),
        arn: text(&resource.arn),
        required: resource.required.unwrap_or(false),
    };
    let action = |action: &entry::RamAction| RamAction {
        action: text(&action.action),
        access_level: text(&action.access_level),
        resources: action.resources.iter().map(resource).collect(),
        condition_keys: action.condition_keys.clone(),
        dependent_actions: action.dependent_actions.clone(),
    };
    entry.ram_actions.iter().map(action).collect()
}

/// The documented errors, and warnings about those that are left out.
pub(crate) fn errors(entry: &entry::Operation) -> (Vec<DocumentedError>, Vec<String>) {
    let mut errors = Vec::new();
    let mut odd = Vec::new();
    for (status, codes) in &entry.error_codes {
        let Ok(status) = status.parse() else {
            odd.push(format!("`{status}` is not an HTTP status: its errors are left out"));
            continue;
        };
        for code in codes {
            let wire = code.error_code.as_deref().unwrap_or_default();
            if is_template(wire) {
                odd.push(format!("the error code `{wire}` is a template: it is left out"));
                continue;
            }
            let message = code.error_message.clone().unwrap_or_default();
            errors.push(DocumentedError { status, code: wire.to_owned(), message });
        }
    }
    (errors, odd)
}

/// The types of all fields of an operation, from which the components that it uses are found.
pub(crate) fn types(operation: &Operation) -> impl Iterator<Item = &Type> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.field);
    let within = operation.types.iter().flat_map(|item| match item {
        Item::Structure(structure) => structure.fields.as_slice(),
        Item::Enumeration(_) => &[],
    });
    parameters.chain(&operation.response.fields).chain(within).map(|field| &field.ty)
}
