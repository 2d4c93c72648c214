//! Decides which values are secret and must not appear in output.
//!
//! A value is secret by `x-secret` or by its name ([`alicloud_api::secret_name`]); `x-secret` takes precedence, whether true or false. It is
//! inherited by the elements of a list and the values of a map and, if `true`, by the fields of an object. The name
//! counts only for strings, also in lists and maps and behind a `$ref`, and for values of unknown type: a number, a
//! boolean or an enumeration is not a password, whatever its name.

use alicloud_api::secret_name::{Sensitivity, sensitivity};

use super::value::Type;
use crate::spec::entry::Schema;

/// The type of the value named `wire`: `ty`, or its secret counterpart. `marked` is the effective `x-secret`.
pub(crate) fn hidden<N>(ty: Type<N>, wire: &str, marked: Option<bool>) -> Type<N> {
    let by_name = || marked.unwrap_or_else(|| sensitivity(wire) == Sensitivity::Secret);
    match ty {
        Type::Text if by_name() => Type::Secret,
        Type::Any if by_name() => Type::SecretValue,
        Type::File if by_name() => Type::SecretFile,
        Type::Enumeration(_) if marked == Some(true) => Type::Secret,
        Type::Int64 | Type::Double | Type::Boolean if marked == Some(true) => Type::SecretValue,
        Type::List(element) => Type::List(Box::new(hidden(*element, wire, marked))),
        Type::Map(value) => Type::Map(Box::new(hidden(*value, wire, marked))),
        other => other,
    }
}

/// The effective `x-secret` of a schema: its own, else the inherited one.
pub(crate) fn mark(schema: &Schema, around: Option<bool>) -> Option<bool> {
    schema.secret.or(around)
}

/// The `x-secret` that the fields of an object inherit: only `true` is inherited.
pub(crate) fn of_fields(marked: Option<bool>) -> Option<bool> {
    marked.filter(|marked| *marked)
}
