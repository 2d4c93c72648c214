//! How one operation is called.
//!
//! Rules, each with a case in `tests/shapes`:
//!
//! - which parameters there are, see `parameter`; `[name]` in a path is the same as `{name}`;
//! - POST where it is allowed, else the first method that is listed.

use alicloud_api::{GatewaySignature, ListStyle, Location, Method, Streaming, Style};

use super::Decisions;
use super::fact::{OperationFacts, ParameterFacts};
use super::parameter::{UntypedParameter, slots};
use super::region::is_region;
use super::schema::has_contradictory_limits;
use super::types::Described;
use super::value::Type;
use super::{auth, body, dotted, error, paging, path, response, secret, words};
use crate::spec::effect::Effect;
use crate::spec::entry;

/// An operation that is decided on.
pub(crate) struct Decided<'a> {
    pub(crate) facts: OperationFacts,
    /// The type of each parameter.
    #[cfg_attr(not(feature = "rust"), expect(dead_code, reason = "only what is named in Rust asks for it"))]
    pub(crate) types: Vec<Type<Described<'a>>>,
    /// Warnings about the description.
    #[cfg_attr(not(feature = "rust"), expect(dead_code, reason = "only what is named in Rust asks for it"))]
    pub(crate) warnings: Vec<String>,
}

pub(super) fn operation<'a>(name: &str, entry: &'a entry::Operation, decisions: &Decisions<'a>) -> Decided<'a> {
    let Decisions { product, schemas, shared, .. } = decisions;
    let mut warnings = Vec::new();
    let mut slots = slots(entry, product.style, &mut |odd| warnings.push(odd));
    if product.signature == GatewaySignature::Log {
        // Its bodies are compressed under names and in a framing of its own if this header asks for it.
        let asks = |slot: &UntypedParameter<'_>| {
            slot.location == Location::Header && slot.wire.eq_ignore_ascii_case("accept-encoding")
        };
        let asking = slots.iter().filter(|slot| asks(slot));
        warnings.extend(asking.map(|slot| format!("`{}` asks for a compressed body: it is left out", slot.wire)));
        slots.retain(|slot| !asks(slot));
    }
    let mut parameters = Vec::with_capacity(slots.len());
    let mut types = Vec::with_capacity(slots.len());
    let wires: Vec<&str> = slots.iter().map(|slot| slot.wire).collect();
    for slot in slots {
        // A token that selects a page is not a secret, although its name may suggest that.
        let is_position = || response::ends_a_page(slot.wire, entry, schemas).then_some(false);
        let marked = slot.marked.or_else(is_position);
        let mut warn = |odd| warnings.push(odd);
        let ty = match slot.location {
            Location::Form if body::is_file(entry, slot.schema, schemas) => {
                secret::hidden(Type::File, slot.wire, secret::mark(slot.schema, marked))
            }
            Location::WholeBody => shared.resolve_body(slot.schema, slot.wire, marked, &mut warn),
            _ => shared.resolve(slot.schema, slot.wire, marked, &mut warn),
        };
        warn_of_limits(slot.wire, slot.schema, &mut warn);
        parameters.push(parameter(&slot, &ty, marked));
        types.push(ty);
    }
    let errors = error::errors(entry, &mut |odd| warnings.push(odd));
    let methods = methods(entry);
    let accepted_auth = auth::accepted(entry, &mut |odd| warnings.push(odd));
    let read_only = entry.operation_type.as_deref().and_then(Effect::of_entry) == Some(Effect::Reads);
    let call = paging::DecidedCall { name, entry, wires: &wires, types: &types, reads: read_only };
    let streaming = response::streaming(entry);
    let (paging, without_paging) = match paging::paging(&call, shared) {
        // A stream has no pages.
        _ if streaming == Streaming::Always => (None, None),
        None => (None, None),
        Some(Ok(paging)) => (Some(paging), None),
        Some(Err(absence)) => (None, Some(absence)),
    };
    let facts = OperationFacts {
        name: name.to_owned(),
        source: format!("{}/{name}.json", product.source),
        deprecated: entry.deprecated.unwrap_or(false),
        method: method(&methods),
        methods,
        path: path(entry, product.style),
        body: body::kind(&parameters, &types, entry, schemas),
        auth: auth::used(&accepted_auth),
        accepted_auth,
        read_only,
        returns_secrets: response::returns_secrets(entry, shared),
        idempotency_token: idempotency_token(&parameters, &types),
        repeated: dotted::repeated(entry),
        ram_actions: entry.ram_actions.clone(),
        errors,
        response: response::response_kind(entry, schemas),
        xml_response: response::is_xml(entry),
        streaming,
        paging,
        without_paging,
        parameters,
    };
    Decided { facts, types, warnings }
}

/// Says that the limits of a value contradict each other.
pub(crate) fn warn_of_limits(wire: &str, schema: &entry::Schema, warn: &mut dyn FnMut(String)) {
    if has_contradictory_limits(schema) {
        warn(format!("the limits of `{wire}` contradict each other: they are not documented"));
    }
}

fn parameter(slot: &UntypedParameter<'_>, ty: &Type<Described<'_>>, marked: Option<bool>) -> ParameterFacts {
    // A secret is a string; with the style `simple` or as JSON it would be the same string.
    let has_style = matches!(ty, Type::List(_) | Type::Map(_) | Type::Structure(_) | Type::Any | Type::SecretValue);
    ParameterFacts {
        name: slot.wire.to_owned(),
        location: slot.location,
        style: if has_style { slot.style } else { ListStyle::Flat },
        required: slot.required,
        is_region: is_region(slot.wire, ty),
        origin: slot.origin,
        marked,
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

/// Words of parameters that make a repetition harmless, in whatever spelling, in the order in which they count.
const IDEMPOTENCY_TOKENS: [&str; 5] =
    ["client_token", "idempotency_token", "idempotent_token", "idempotency_key", "idempotent_id"];

/// The field name of the idempotency token, if there is one that is a string.
fn idempotency_token(parameters: &[ParameterFacts], types: &[Type<Described<'_>>]) -> Option<usize> {
    let can_be = |position: &usize| {
        let at = parameters.get(*position).map(|parameter| parameter.location);
        matches!(at, Some(Location::Query | Location::Form | Location::BodyField | Location::Header))
            && matches!(types.get(*position), Some(Type::Text))
    };
    let names: Vec<String> = parameters.iter().map(|parameter| words::snake_case(&parameter.name)).collect();
    IDEMPOTENCY_TOKENS.iter().find_map(|token| {
        let mut named = (0..names.len()).filter(|position| names.get(*position).is_some_and(|name| name == token));
        named.find(can_be)
    })
}
