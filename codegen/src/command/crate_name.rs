//! The name of a crate as an argument.

use alicloud_codegen::new_crate;

/// Reads it. A name that no crate can have would be in every example of the documentation.
pub(super) fn parse(name: &str) -> Result<String, &'static str> {
    match new_crate::refusal(name) {
        Some(reason) => Err(reason),
        None => Ok(name.to_owned()),
    }
}
