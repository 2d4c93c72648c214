//! Access keys and tokens as people and programs hand them over.

use super::input::without_mark;
use super::{AccessKey, CredentialsError, Secret};

/// The parts of an access key as they were found; `None` is a part that is absent.
pub(super) struct Parts<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) secret: Option<&'a Secret>,
    pub(super) token: Option<&'a Secret>,
}

/// The names of the parts, for errors.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) id: &'static str,
    pub(super) secret: &'static str,
    pub(super) token: &'static str,
}

/// The access key that the parts make. The error names what is wrong, as in `lacks access_key_id`, and follows what the caller says of
/// the place.
pub(super) fn access_key(parts: &Parts<'_>, names: Names) -> Result<AccessKey, String> {
    let id = clean(parts.id, names.id)?;
    let secret = clean(parts.secret.map(Secret::expose), names.secret)?;
    let mut key = AccessKey::new(id, secret);
    if let Some(token) = parts.token {
        key.security_token = Some(clean(Some(token.expose()), names.token)?.into());
    }
    Ok(key)
}

/// A key or token without the blanks and line breaks around it, which come from editors and from `echo`. Inside of it there are none.
pub(super) fn clean<'a>(value: Option<&'a str>, name: &str) -> Result<&'a str, String> {
    let value = without_mark(value.unwrap_or_default()).trim();
    if value.is_empty() {
        return Err(format!("lacks {name}"));
    }
    if value.chars().any(char::is_control) {
        return Err(format!("has a line break or another control character inside {name}"));
    }
    Ok(value)
}

/// The same for a provider, whose error says where the value is from: `what`, as in `the output of process_command`.
pub(super) fn access_key_of(
    provider: &str,
    what: &str,
    parts: &Parts<'_>,
    names: Names,
) -> Result<AccessKey, CredentialsError> {
    access_key(parts, names).map_err(|problem| CredentialsError::failed(provider, format!("{what} {problem}")))
}
