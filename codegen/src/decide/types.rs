//! What type a value has, in the vendor's terms: a structure or an enumeration is what its schema is.
//!
//! These rules fill gaps in the metadata; each has a case in `tests/shapes`:
//!
//! - no type, `any`, an object without fields, a `$ref` to nothing: any JSON value;
//! - a list without `items`: a list of any value; a `format` that does not belong to the type is ignored;
//! - an integer without format has 64 bits, a number without format is double;
//! - valid values make an enumeration of a string; of numbers and booleans they are documented only;
//! - a shared schema that is an object is a structure, one with valid values an enumeration; a list, a map, a scalar or a mere `$ref` is
//!   what it is wherever it is used.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::fact::Warning;
use super::schema::{SchemaKind, is_binary, kind};
use super::secret;
use super::value::Type;
use crate::spec::entry::Schema;

/// What describes a structure or an enumeration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Described<'a> {
    pub(crate) schema: &'a Schema,
    /// What `x-secret` says of it.
    pub(crate) marked: Option<bool>,
    /// The name of the shared schema that it is, if it is one.
    #[cfg_attr(not(feature = "rust"), expect(dead_code, reason = "only what is named in Rust asks for it"))]
    pub(crate) shared: Option<&'a str>,
}

/// The types of the schemas that operations share, and through them those of all others.
pub(crate) struct SharedTypes<'a> {
    types: HashMap<&'a str, Type<Described<'a>>>,
    /// Structures and enumerations among them, each before what it refers to: wire name and schema.
    pub(crate) definitions: Vec<(&'a str, &'a Schema)>,
    pub(crate) warnings: Vec<Warning>,
}

impl<'a> SharedTypes<'a> {
    pub(crate) fn of(schemas: &'a IndexMap<String, Schema>) -> Self {
        let empty = Self { types: HashMap::new(), definitions: Vec::new(), warnings: Vec::new() };
        let mut finder = Finder { schemas, open: HashSet::new(), found: empty };
        // The order of a file means nothing.
        let mut wires: Vec<&'a str> = schemas.keys().map(String::as_str).collect();
        wires.sort_unstable();
        for wire in wires {
            finder.component(wire);
        }
        finder.found
    }

    /// The type of a value with this schema, called `wire`. `around` is what `x-secret` says of what it is in; `warn` takes what is odd.
    pub(crate) fn resolve(
        &self,
        schema: &'a Schema,
        wire: &str,
        around: Option<bool>,
        warn: &mut dyn FnMut(String),
    ) -> Type<Described<'a>> {
        let marked = secret::mark(schema, around);
        let mut within = |schema: Option<&'a Schema>| {
            let any = || secret::hidden(Type::Any, wire, marked);
            Box::new(schema.map_or_else(any, |schema| self.resolve(schema, wire, marked, warn)))
        };
        let own = Described { schema, marked, shared: None };
        let ty = match kind(schema) {
            _ if schema.reference.is_some() => {
                let target = schema.component_name().and_then(|name| self.types.get(name));
                target.cloned().unwrap_or_else(|| {
                    let reference = schema.reference.as_deref().unwrap_or_default();
                    warn(format!("`{reference}` is not in this file: any value"));
                    Type::Any
                })
            }
            SchemaKind::Object => return Type::Structure(own),
            SchemaKind::Map(values) => return Type::Map(within(values)),
            SchemaKind::List(items) => return Type::List(within(items)),
            SchemaKind::Enumeration if marked == Some(true) => return Type::Secret,
            SchemaKind::Enumeration => return Type::Enumeration(own),
            SchemaKind::Text => Type::Text,
            SchemaKind::Integer => Type::Int64,
            SchemaKind::Number => Type::Double,
            SchemaKind::Boolean => Type::Boolean,
            SchemaKind::Any => Type::Any,
            SchemaKind::Unknown(kind) => {
                warn(format!("`{wire}` has the unknown type `{kind}`: any value"));
                Type::Any
            }
        };
        secret::hidden(ty, wire, marked)
    }

    /// The same for the whole body of a request or a response, which may be bytes.
    pub(crate) fn resolve_body(
        &self,
        schema: &'a Schema,
        wire: &str,
        around: Option<bool>,
        warn: &mut dyn FnMut(String),
    ) -> Type<Described<'a>> {
        let ty = self.resolve(schema, wire, around, warn);
        if is_binary(schema) { Type::Bytes } else { ty }
    }
}

/// Finds out what each shared schema is.
struct Finder<'a> {
    schemas: &'a IndexMap<String, Schema>,
    /// Schemas that are being inspected, to notice a list of itself.
    open: HashSet<&'a str>,
    found: SharedTypes<'a>,
}

impl<'a> Finder<'a> {
    fn component(&mut self, wire: &str) -> Type<Described<'a>> {
        if let Some(ty) = self.found.types.get(wire) {
            return ty.clone();
        }
        let Some((wire, schema)) = self.schemas.get_key_value(wire) else {
            self.warn(wire, "a component refers to it, but it is not defined in this file: any value");
            return Type::Any;
        };
        if !self.open.insert(wire) {
            self.warn(wire, "it refers only to itself: any value");
            return Type::Any;
        }
        let ty = self.alias(wire, schema, None);
        self.open.remove(wire.as_str());
        self.found.types.insert(wire, ty.clone());
        ty
    }

    fn alias(&mut self, wire: &'a str, schema: &'a Schema, around: Option<bool>) -> Type<Described<'a>> {
        let marked = secret::mark(schema, around);
        secret::hidden(self.plain(wire, schema, marked), wire, marked)
    }

    fn plain(&mut self, wire: &'a str, schema: &'a Schema, marked: Option<bool>) -> Type<Described<'a>> {
        if schema.reference.is_some() {
            return schema.component_name().map_or(Type::Any, |target| self.component(target));
        }
        let own = Described { schema, marked: schema.secret, shared: Some(wire) };
        let within = |finder: &mut Self, inner: Option<&'a Schema>| {
            Box::new(inner.map_or(Type::Any, |inner| finder.alias(wire, inner, marked)))
        };
        match kind(schema) {
            SchemaKind::Object => {
                self.found.definitions.push((wire, schema));
                Type::Structure(own)
            }
            SchemaKind::Enumeration if marked == Some(true) => Type::Secret,
            SchemaKind::Enumeration => {
                self.found.definitions.push((wire, schema));
                Type::Enumeration(own)
            }
            SchemaKind::List(items) => Type::List(within(self, items)),
            SchemaKind::Map(values) => Type::Map(within(self, values)),
            SchemaKind::Text => Type::Text,
            SchemaKind::Integer => Type::Int64,
            SchemaKind::Number => Type::Double,
            SchemaKind::Boolean => Type::Boolean,
            SchemaKind::Any => Type::Any,
            SchemaKind::Unknown(kind) => {
                self.warn(wire, &format!("it has the unknown type `{kind}`: any value"));
                Type::Any
            }
        }
    }

    fn warn(&mut self, place: &str, text: &str) {
        self.found.warnings.push(Warning { place: place.to_owned(), text: text.to_owned() });
    }
}
