//! Prints the parts of each field: its declaration, its setter, and one statement each to encode and decode it.

use syn::{Expr, Field as FieldSyntax, ImplItem, Stmt, parse_quote};

use super::prototype::Prototypes;
use super::syntax::{
    assignment, borrowed, borrowed_mutably, call, deprecated, doc, method_call, own, path_expression, statement, text,
};
use super::types;
use crate::rust::model::item::{Field, Home, Presence, Type};

/// Methods of operators. Clippy reports a setter of such a name and suggests the operator's trait.
const OPERATORS: [&str; 10] = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];

/// `pub NAME: TYPE` with documentation.
pub(super) fn field(field: &Field, home: Home, prototypes: &Prototypes) -> FieldSyntax {
    prototypes.field(doc(&field.documentation), &field.name, types::of_field(field, home))
}

/// `pub fn NAME(mut self, value: …) -> Self`
pub(super) fn setter(field: &Field, home: Home, prototypes: &Prototypes) -> ImplItem {
    let (argument, value) = argument(field, home, prototypes);
    let mut attributes = doc(&setter_documentation(field, home));
    attributes.extend(field.deprecated.then(deprecated));
    if OPERATORS.contains(&field.name.as_str()) {
        attributes.push(parse_quote!(#[allow(clippy::should_implement_trait)]));
    }
    let set = statement(assignment(own(&field.name), call(&["Some"], [value])));
    let body = vec![set, Stmt::Expr(path_expression(&["self"]), None)];
    prototypes.setter(attributes, &field.name, argument, body)
}

fn setter_documentation(field: &Field, home: Home) -> String {
    let mut text = format!("Sets [`{0}`](#structfield.{0}).", field.name);
    if let Type::Enumeration(reference) = &field.ty {
        let name = &reference.name;
        let target =
            if reference.home == home { String::new() } else { format!("(super::components::{name}::Unknown)") };
        text.push_str(&format!(
            " A string that is not among the documented values becomes [`{name}::Unknown`]{target}, which is sent unchanged."
        ));
    }
    text
}

/// The type of a setter's argument, and the expression that converts the argument to the type of the field.
fn argument(field: &Field, home: Home, prototypes: &Prototypes) -> (syn::Type, Expr) {
    let value = || path_expression(&["value"]);
    let into = || method_call(value(), "into", []);
    let ty = types::of(&field.ty, home);
    if field.presence == Presence::Boxed {
        return (ty, call(&["Box", "new"], [value()]));
    }
    match &field.ty {
        Type::Text => (prototypes.into_string.clone(), into()),
        ty_ if converts(ty_) => (parse_quote!(impl Into<#ty>), into()),
        Type::List(element) => {
            let elements = types::of(element, home);
            if converts(element) {
                (
                    parse_quote!(impl IntoIterator<Item = impl Into<#elements>>),
                    parse_quote!(value.into_iter().map(Into::into).collect()),
                )
            } else {
                (parse_quote!(impl IntoIterator<Item = #elements>), parse_quote!(value.into_iter().collect()))
            }
        }
        Type::Map(inner) => {
            let values = types::of(inner, home);
            if converts(inner) {
                let argument = parse_quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#values>)>);
                (argument, parse_quote!(value.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
            } else {
                let argument = parse_quote!(impl IntoIterator<Item = (impl Into<String>, #values)>);
                (argument, parse_quote!(value.into_iter().map(|(name, value)| (name.into(), value)).collect()))
            }
        }
        _ => (ty, value()),
    }
}

/// Whether setters accept `impl Into` of the type, so that callers can pass for example a `&str`.
fn converts(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Text
            | Type::Secret
            | Type::SecretValue
            | Type::Bytes
            | Type::File
            | Type::SecretFile
            | Type::Any
            | Type::Enumeration(_)
    )
}

/// `encoder.METHOD("WIRE", &self.NAME);`
pub(super) fn encode(field: &Field) -> Stmt {
    let encoder = path_expression(&["encoder"]);
    statement(method_call(encoder, writing_method(field), [text(&field.wire), borrowed(own(&field.name))]))
}

/// `decoder.METHOD("WIRE", &mut self.NAME);`
pub(super) fn decode(field: &Field) -> Stmt {
    let decoder = path_expression(&["decoder"]);
    let slot = borrowed_mutably(own(&field.name));
    statement(match field.presence {
        Presence::RequestId => method_call(decoder, "request_id", [text(&field.wire), slot]),
        Presence::Body { .. } => method_call(decoder, "body", [slot]),
        _ => method_call(decoder, method(field), [text(&field.wire), slot]),
    })
}

/// The method of the runtime's encoder and `Parameters` for the type of the field.
pub(super) fn writing_method(field: &Field) -> &'static str {
    match (&field.ty, field.presence) {
        (Type::Enumeration(_), Presence::Optional) => "enumeration",
        (Type::SecretFile, _) => "secret_file",
        _ => method(field),
    }
}

/// The method of the runtime's encoder and decoder for the type of the field. Frequent types have a method of their
/// own, all others use the generic `value`.
fn method(field: &Field) -> &'static str {
    match (&field.ty, field.presence) {
        (Type::Text, Presence::Optional) => "string",
        (Type::Secret, Presence::Optional) => "secret",
        (Type::Int64, Presence::Optional) => "int64",
        (Type::Double, Presence::Optional) => "double",
        (Type::Boolean, Presence::Optional) => "boolean",
        _ => "value",
    }
}
