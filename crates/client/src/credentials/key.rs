//! Access keys and tokens from user input and from other programs.

use super::input::without_mark;
use super::{AccessKey, CredentialsError, Secret};

/// The parts of an access key; `None` if a part is absent.
pub(super) struct Parts<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) secret: Option<&'a Secret>,
    pub(super) token: Option<&'a Secret>,
}

/// The names of the parts in their source, for errors.
#[derive(Clone, Copy)]
pub(super) struct PartNames {
    pub(super) id: &'static str,
    pub(super) secret: &'static str,
    pub(super) token: &'static str,
}

/// Creates the access key from its parts. The error names the invalid part, as in `lacks access_key_id`; the caller
/// puts the source in front of it.
pub(super) fn access_key(parts: &Parts<'_>, names: PartNames) -> Result<AccessKey, String> {
    let id = clean(parts.id, names.id)?;
    let secret = clean(parts.secret.map(Secret::expose), names.secret)?;
    let mut key = AccessKey::new(id, secret);
    if let Some(token) = parts.token {
        key.security_token = Some(clean(Some(token.expose()), names.token)?.into());
    }
    Ok(key)
}

/// Trims a key or token, since editors and `echo` add white space and line breaks. Fails if it is empty or contains
/// control characters.
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

/// Like [`access_key`], with an error that names the provider and the source, such as `the output of process_command`.
pub(super) fn access_key_of(
    provider: &str,
    what: &str,
    parts: &Parts<'_>,
    names: PartNames,
) -> Result<AccessKey, CredentialsError> {
    access_key(parts, names).map_err(|problem| CredentialsError::failed(provider, format!("{what} {problem}")))
}
