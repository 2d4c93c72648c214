//! The kind of a request body, and why a body cannot be written.
//!
//! Rules, each with a case in `tests/shapes`:
//!
//! - the style `xml` decides, else a media type of XML, unless the service accepts JSON too;
//! - a form is sent in parts if it has a file and the media type is `multipart/form-data`. A form without files is urlencoded also where it
//!   has that media type: so the vendor's libraries send it. A file within a list or an object has no form;
//! - an XML document has one root element. The vendor's libraries write each field of the body as one, so a body with several fields has no
//!   document.

use std::collections::HashSet;

use alicloud_api::{BodyKind, Location};
use indexmap::IndexMap;

use super::fact::ParameterFacts;
use super::schema::{SchemaKind, kind as schema_kind, target};
use super::types::Described;
use super::value::Type;
use crate::spec::entry::{AdditionalProperties, Operation, Parameter, Schema};

/// The kind of the body.
pub(super) fn kind(
    parameters: &[ParameterFacts],
    types: &[Type<Described<'_>>],
    entry: &Operation,
    schemas: &IndexMap<String, Schema>,
) -> BodyKind {
    let is_whole = |(parameter, _): &(&ParameterFacts, _)| parameter.location == Location::WholeBody;
    let whole = parameters.iter().zip(types).find(is_whole).map(|(_, ty)| ty);
    match whole {
        _ if is_xml(entry) => BodyKind::Xml,
        Some(Type::Bytes) => BodyKind::Binary,
        _ if has_parameter_in(entry, "body") => BodyKind::Json,
        _ if has_file(entry, schemas) => BodyKind::Multipart,
        _ if has_parameter_in(entry, "formData") => BodyKind::Form,
        _ => BodyKind::None,
    }
}

/// Why the body cannot be written; `None` if it can.
pub(super) fn problem(operation: &Operation, schemas: &IndexMap<String, Schema>) -> Option<String> {
    let (has_body, has_form) = (has_parameter_in(operation, "body"), has_parameter_in(operation, "formData"));
    if has_body && has_form {
        return Some("it has a form and a body at once".to_owned());
    }
    if is_xml(operation) {
        return rootless(operation, schemas);
    }
    if let Some(problem) = file_within(operation, schemas) {
        return Some(problem);
    }
    let unwritable = |media_type: &&String| media_type.contains("protobuf") || (has_form && is_xml_type(media_type));
    let media_type = operation.consumes.iter().find(unwritable)?;
    (has_body || has_form).then(|| format!("its request body is `{media_type}`")).filter(|_| !accepts_json(operation))
}

/// Why the files of a form cannot be sent: only a field can be one.
fn file_within(operation: &Operation, schemas: &IndexMap<String, Schema>) -> Option<String> {
    if !is_multipart(operation) {
        return None;
    }
    let mut others = fields(operation).filter(|field| {
        let schema = field.schema.as_ref();
        schema.is_some_and(|schema| !is_file(operation, schema, schemas) && contains_file(schema, schemas))
    });
    let name = others.next()?.name.as_deref().unwrap_or_default();
    Some(format!("`{name}` of its form has a file within a list or an object (`format: binary`)"))
}

/// Whether a value with this schema has files in it, at any depth.
fn contains_file(schema: &Schema, schemas: &IndexMap<String, Schema>) -> bool {
    let mut open = vec![schema];
    // A schema can contain itself.
    let mut seen: HashSet<*const Schema> = HashSet::new();
    while let Some(schema) = open.pop().and_then(|schema| target(schema, schemas).or(Some(schema))) {
        if is_binary_string(schema) {
            return true;
        }
        if seen.insert(schema) {
            open.extend(schema.properties.values());
            open.extend(schema.items.as_deref());
            if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_deref() {
                open.push(values);
            }
        }
    }
    false
}

fn has_file(operation: &Operation, schemas: &IndexMap<String, Schema>) -> bool {
    fields(operation).any(|field| field.schema.as_ref().is_some_and(|schema| is_file(operation, schema, schemas)))
}

/// Whether a field of the form is a file.
pub(super) fn is_file(operation: &Operation, field: &Schema, schemas: &IndexMap<String, Schema>) -> bool {
    is_multipart(operation) && target(field, schemas).is_some_and(is_binary_string)
}

/// Whether a value is a file, if it is in a form. The format `byte` is base64, which is a string there.
fn is_binary_string(schema: &Schema) -> bool {
    schema.kind.as_deref() == Some("string") && schema.format.as_deref() == Some("binary")
}

fn is_multipart(operation: &Operation) -> bool {
    operation.consumes.iter().any(|media_type| media_type == "multipart/form-data")
}

fn fields(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("formData"))
}

/// Whether the body is an XML document.
fn is_xml(operation: &Operation) -> bool {
    let accepts_xml = operation.consumes.iter().any(|media_type| is_xml_type(media_type));
    bodies(operation).any(|body| body.style.as_deref() == Some("xml"))
        || (accepts_xml && !accepts_json(operation) && has_parameter_in(operation, "body"))
}

/// Whether a media type is one of XML (RFC 7303).
pub(super) fn is_xml_type(media_type: &str) -> bool {
    matches!(media_type, "application/xml" | "text/xml")
}

/// Why an XML body has no root element, or several ones.
fn rootless(operation: &Operation, schemas: &IndexMap<String, Schema>) -> Option<String> {
    let bodies: Vec<&Parameter> = bodies(operation).collect();
    let several = |names: Vec<&str>| {
        let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
        format!("its XML body has several root elements ({})", names.join(", "))
    };
    let [body] = bodies.as_slice() else {
        return Some(several(bodies.iter().map(|body| body.name.as_deref().unwrap_or_default()).collect()));
    };
    let schema = target(body.schema.as_ref()?, schemas)?;
    match schema_kind(schema) {
        SchemaKind::Object if schema.properties.len() > 1 => {
            Some(several(schema.properties.keys().map(String::as_str).collect()))
        }
        SchemaKind::List(_) => Some("its XML body is a list, which has no root element".to_owned()),
        SchemaKind::Integer | SchemaKind::Number | SchemaKind::Boolean => {
            Some("its XML body is a number or a boolean, which is not a document".to_owned())
        }
        _ => None,
    }
}

fn accepts_json(operation: &Operation) -> bool {
    operation.consumes.iter().any(|media_type| media_type == "application/json")
}

fn bodies(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("body"))
}

fn has_parameter_in(operation: &Operation, location: &str) -> bool {
    operation.parameters.iter().any(|parameter| parameter.location.as_deref() == Some(location))
}
