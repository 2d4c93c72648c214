//! Decides which parameters an operation has, and the location of each.
//!
//! Rules, each with a case in `tests/shapes`:
//!
//! - a parameter listed twice in one place counts once, as it is listed first;
//! - a placeholder in the path without a parameter becomes a required text; a path parameter without a placeholder is left out, because
//!   nothing of it can be sent, unless it is the whole path, see `path`;
//! - a parameter that the query in the path has already is left out;
//! - a dotted parameter that is a part of another one (`Tag.1.key` beside `Tag`) is left out, see `dotted`;
//! - the fields of a body that is an object are parameters of their own; several `in: body` parameters are fields of one object.

use std::collections::HashSet;
use std::sync::LazyLock;

use alicloud_api::{ListStyle, Location, Style};

use super::dotted;
use super::fact::Origin;
use super::path;
use super::schema::{SchemaKind, kind};
use super::secret;
use crate::spec::entry;

/// A parameter before its type is known.
pub(super) struct UntypedParameter<'a> {
    pub(super) wire: &'a str,
    pub(super) location: Location,
    pub(super) style: ListStyle,
    pub(super) required: bool,
    pub(super) schema: &'a entry::Schema,
    pub(super) origin: Origin,
    /// The `x-secret` that a field of the body inherits from the body.
    pub(super) marked: Option<bool>,
}

/// The schema for a parameter without one.
static ANY: LazyLock<entry::Schema> = LazyLock::new(entry::Schema::default);

/// The schema for a placeholder without a parameter.
static PLACEHOLDER: LazyLock<entry::Schema> = LazyLock::new(|| entry::Schema {
    kind: Some("string".to_owned()),
    required: Some(true),
    ..entry::Schema::default()
});

/// The parameters of an operation in the documented order. Oddities are reported through `warn`.
pub(super) fn slots<'a>(
    entry: &'a entry::Operation,
    gateway: Style,
    warn: &mut dyn FnMut(String),
) -> Vec<UntypedParameter<'a>> {
    let path = entry.path.as_deref().filter(|_| gateway == Style::Roa).unwrap_or("/");
    let whole_path = path::whole_path(entry).filter(|_| gateway == Style::Roa);
    // The whole path has the values of the placeholders.
    let placeholders = if whole_path.is_some() { Vec::new() } else { path::placeholders(path) };
    let bodies = entry.parameters.iter().filter(|parameter| parameter.location.as_deref() == Some("body")).count();
    let mut seen = HashSet::new();
    let mut slots = Vec::with_capacity(entry.parameters.len());
    for (position, parameter) in entry.parameters.iter().enumerate() {
        let wire = parameter.name.as_deref().unwrap_or_default();
        let location = match parameter.location.as_deref() {
            Some("formData") => Location::Form,
            Some("path") if whole_path == Some(wire) => Location::WholePath,
            Some("path") => Location::Path,
            Some("host") => Location::Host,
            Some("header") => Location::Header,
            Some("body") if bodies > 1 => Location::BodyField,
            Some("body") => Location::WholeBody,
            _ => Location::Query,
        };
        if !seen.insert((wire, location)) {
            warn(format!("`{wire}` is listed more than once: only the first counts"));
            continue;
        }
        if let Some(whole) = dotted::whole(entry, parameter) {
            warn(format!("`{wire}` is a part of `{whole}`, which is listed too: the part is left out"));
            continue;
        }
        if matches!(location, Location::Query | Location::Form) && path::has_in_query(path, wire) {
            warn(format!("the query in the path has `{wire}` already: the parameter is left out"));
            continue;
        }
        if location == Location::Path && !placeholders.contains(&wire) {
            warn(format!("the path has no placeholder for `{wire}`: it is left out"));
            continue;
        }
        let schema = parameter.schema.as_ref().unwrap_or(&ANY);
        if location == Location::WholeBody && schema.reference.is_none() && matches!(kind(schema), SchemaKind::Object) {
            let members = dotted::without_repeated(&schema.properties, warn);
            slots.extend(members.into_iter().map(|(wire, member)| UntypedParameter {
                wire,
                location: Location::BodyField,
                style: ListStyle::Flat,
                required: member.required.unwrap_or(false),
                schema: member,
                origin: Origin::BodyField(position),
                marked: secret::of_fields(schema.secret),
            }));
            continue;
        }
        slots.push(UntypedParameter {
            wire,
            location,
            style: style(parameter, location),
            required: is_required(schema, location) || dotted::has_required_member(entry, parameter),
            schema,
            origin: Origin::Parameter(position),
            marked: None,
        });
    }
    for wire in placeholders {
        if seen.insert((wire, Location::Path)) {
            warn(format!("no parameter fills `{{{wire}}}` in the path: it becomes a required string"));
            slots.push(UntypedParameter {
                wire,
                location: Location::Path,
                style: ListStyle::Flat,
                required: true,
                schema: &PLACEHOLDER,
                origin: Origin::Path,
                marked: None,
            });
        }
    }
    slots
}

impl Origin {
    /// The schema of the parameter `wire` in the entry from which it was built.
    pub(crate) fn schema<'a>(self, wire: &str, entry: &'a entry::Operation) -> &'a entry::Schema {
        let schema = |position: usize| entry.parameters.get(position)?.schema.as_ref();
        match self {
            Self::Parameter(position) => schema(position),
            Self::BodyField(position) => schema(position).and_then(|body| body.properties.get(wire)),
            Self::Path => Some(&*PLACEHOLDER),
        }
        .unwrap_or(&ANY)
    }
}

fn is_required(schema: &entry::Schema, location: Location) -> bool {
    matches!(location, Location::Path | Location::WholePath) || schema.required.unwrap_or(false)
}

fn style(parameter: &entry::Parameter, location: Location) -> ListStyle {
    match location {
        Location::BodyField | Location::WholeBody => ListStyle::Flat,
        // The vendor has other names for the default style.
        _ => parameter.style.as_deref().and_then(ListStyle::parse).unwrap_or(ListStyle::Flat),
    }
}
