//! Rust identifiers.

/// Keywords that are not allowed as raw identifiers either.
pub(crate) const NO_RAW_FORM: [&str; 4] = ["self", "super", "crate", "Self"];

/// Whether the name is a Rust identifier, raw if necessary.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    begins && name != "_" && characters.all(unicode_ident::is_xid_continue) && !NO_RAW_FORM.contains(&name)
}
