//! Formats generated items for output: Rust types, Rust paths, and the locations of fields on the wire.

use crate::rust::model::item::{Field, Home, Presence, Reference, Type};
use crate::rust::model::raw;

/// Formats the items of one module of a generated crate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notation<'a> {
    crate_name: Option<&'a str>,
    module: &'a str,
}

impl<'a> Notation<'a> {
    /// Absolute paths: `alicloud_rds::describe_db_instances::DbInstance`.
    pub(crate) fn absolute(crate_name: &'a str, module: &'a str) -> Self {
        Self { crate_name: Some(crate_name), module }
    }

    /// Paths relative to the root of the crate, and types as they are written within the module.
    pub(crate) fn relative(module: &'a str) -> Self {
        Self { crate_name: None, module }
    }

    /// The path of an item of the module.
    pub(crate) fn item(&self, name: &str) -> String {
        self.path(self.module, name)
    }

    /// The path of a generated type that is used in the module.
    pub(crate) fn reference(&self, reference: &Reference) -> String {
        self.path(self.home(reference.home), &reference.name)
    }

    /// The type of a field, including its `Option`.
    pub(crate) fn field_type(&self, field: &Field) -> String {
        let inner = self.ty(&field.ty);
        match field.presence {
            Presence::Optional | Presence::Body { optional: true } => format!("Option<{inner}>"),
            Presence::Boxed => format!("Option<Box<{inner}>>"),
            Presence::Plain | Presence::Body { optional: false } | Presence::RequestId => inner,
        }
    }

    /// Formats a type.
    pub(crate) fn ty(&self, ty: &Type) -> String {
        let absolute = self.crate_name.is_some();
        let of_client = |name: &str| if absolute { format!("alicloud_client::{name}") } else { name.to_owned() };
        match ty {
            Type::Text => "String".to_owned(),
            Type::Secret => of_client("Secret"),
            Type::SecretValue => of_client("SecretValue"),
            Type::Bytes => of_client("Blob"),
            Type::File | Type::SecretFile => of_client("FormFile"),
            Type::Any => of_client("Value"),
            Type::Int64 => "i64".to_owned(),
            Type::Double => "f64".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Enumeration(reference) | Type::Structure(reference) if absolute => self.reference(reference),
            Type::Enumeration(reference) | Type::Structure(reference) => {
                let home = self.home(reference.home);
                if home == self.module { reference.name.clone() } else { format!("{home}::{}", reference.name) }
            }
            Type::List(element) => format!("Vec<{}>", self.ty(element)),
            Type::Map(value) => {
                let map = if absolute { "std::collections::BTreeMap" } else { "BTreeMap" };
                format!("{map}<String, {}>", self.ty(value))
            }
        }
    }

    fn home(&self, home: Home) -> &'a str {
        match home {
            Home::Operation => self.module,
            Home::Components => COMPONENTS,
        }
    }

    fn path(&self, module: &str, name: &str) -> String {
        let crate_name = self.crate_name.map(|name| format!("{name}::")).unwrap_or_default();
        format!("{crate_name}{}::{name}", raw(module))
    }
}

/// Name of the module with the types that several operations share.
pub(crate) const COMPONENTS: &str = "components";

/// The path of a field or variant of the item with the path `item`.
pub(crate) fn member_path(item: &str, member: &str) -> String {
    format!("{item}::{}", raw(member))
}

/// The location of a field within another location on the wire: `Items` and `DBInstance` make `Items.DBInstance`.
pub(crate) fn member_place(place: &str, wire: &str) -> String {
    if place.is_empty() || wire.is_empty() { format!("{place}{wire}") } else { format!("{place}.{wire}") }
}

/// The location of the elements of a list.
pub(crate) fn element_place(place: &str) -> String {
    format!("{place}[]")
}

/// The location of the values of a map.
pub(crate) fn value_place(place: &str) -> String {
    format!("{place}{{}}")
}
