//! Accounts of instances.

/// A database account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) description: String,
    /// `Normal`, `Super` or `Sysadmin`.
    pub(crate) kind: String,
}

/// Whether this is a valid account name: letters, digits and underscores, beginning with a letter and ending with a
/// letter or digit, with at least 2 characters. The maximum length depends on engine and version; this is the greatest
/// one, 64.
pub(crate) fn is_account_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (2..=64).contains(&name.len())
        && name.bytes().all(allowed)
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
}

/// Whether this is a valid password: 8 to 32 characters of at least three of these classes: upper-case letters,
/// lower-case letters, digits, and `!@#$%^&*()_+-=`.
pub(crate) fn is_password(password: &str) -> bool {
    let special = |byte: u8| b"!@#$%^&*()_+-=".contains(&byte);
    let classes: [&dyn Fn(u8) -> bool; 4] =
        [&|byte| byte.is_ascii_uppercase(), &|byte| byte.is_ascii_lowercase(), &|byte| byte.is_ascii_digit(), &special];
    (8..=32).contains(&password.len())
        && password.bytes().all(|byte| byte.is_ascii_alphanumeric() || special(byte))
        && classes.iter().filter(|class| password.bytes().any(class)).count() >= 3
}
