//! Which members must not appear in output.

use heck::ToSnakeCase;

use crate::spec::entry::Schema;

/// Last words of names whose values are secrets wherever they occur. `SecretName` or `PasswordPolicy` are not: what counts is the end.
const SECRET_ENDINGS: [&str; 9] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secret_key",
    "private_key",
    "security_token",
    "access_key_secret",
    "password_hash",
];

/// Whether the spec marks the member as secret (`x-secret`, which can also deny it), or its name ends like one and it is text.
pub(crate) fn is_secret(wire: &str, schema: &Schema) -> bool {
    let text = schema.kind.as_deref() == Some("string") && schema.valid_values.is_empty();
    text && schema.secret.unwrap_or_else(|| ends_like_a_secret(wire))
}

fn ends_like_a_secret(wire: &str) -> bool {
    let name = wire.to_snake_case();
    SECRET_ENDINGS
        .iter()
        .any(|ending| name.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
}
