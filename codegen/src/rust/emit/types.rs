//! Prints the types of fields.

use syn::Type as Syntax;

use super::syntax::path_type;
use crate::rust::model::item::{Field, Home, Presence, Reference, Type};

/// The type of a field, as written in the module `home`.
pub(super) fn of_field(field: &Field, home: Home) -> Syntax {
    let inner = of(&field.ty, home);
    match field.presence {
        Presence::Optional | Presence::Body { optional: true } => path_type(&["Option"], vec![inner]),
        Presence::Boxed => path_type(&["Option"], vec![path_type(&["Box"], vec![inner])]),
        Presence::Plain | Presence::Body { optional: false } | Presence::RequestId => inner,
    }
}

/// A type, as written in the module `home`.
pub(super) fn of(ty: &Type, home: Home) -> Syntax {
    let simple = |name| path_type(&[name], Vec::new());
    match ty {
        Type::Text => simple("String"),
        Type::Secret => path_type(&["runtime", "Secret"], Vec::new()),
        Type::SecretValue => path_type(&["runtime", "SecretValue"], Vec::new()),
        Type::Bytes => path_type(&["runtime", "Blob"], Vec::new()),
        Type::File | Type::SecretFile => path_type(&["runtime", "FormFile"], Vec::new()),
        Type::Int64 => simple("i64"),
        Type::Double => simple("f64"),
        Type::Boolean => simple("bool"),
        Type::Any => path_type(&["runtime", "Value"], Vec::new()),
        Type::Enumeration(reference) | Type::Structure(reference) => generated(reference, home),
        Type::List(element) => path_type(&["Vec"], vec![of(element, home)]),
        Type::Map(value) => path_type(&["std", "collections", "BTreeMap"], vec![simple("String"), of(value, home)]),
    }
}

fn generated(reference: &Reference, home: Home) -> Syntax {
    if reference.home == Home::Components && home == Home::Operation {
        path_type(&["super", "components", &reference.name], Vec::new())
    } else {
        path_type(&[&reference.name], Vec::new())
    }
}
