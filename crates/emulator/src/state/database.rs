//! Databases of instances.

/// A database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) character_set: String,
    pub(crate) description: String,
}

/// Whether this is a valid database name: lower-case letters, digits, `_` and `-`, beginning with a letter and ending
/// with a letter or digit, with 2 to 64 characters.
pub(crate) fn is_database_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    (2..=64).contains(&name.len())
        && name.bytes().all(allowed)
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
}

/// Whether an engine has this character set. For PostgreSQL it has the form `charset,collate,ctype`, of which only the
/// number of parts is checked.
pub(crate) fn is_character_set(engine: &str, name: &str) -> bool {
    match engine {
        "SQLServer" => [
            "Chinese_PRC_CI_AS",
            "Chinese_PRC_CS_AS",
            "SQL_Latin1_General_CP1_CI_AS",
            "SQL_Latin1_General_CP1_CS_AS",
            "Chinese_PRC_BIN",
        ]
        .contains(&name),
        "PostgreSQL" => (1..=3).contains(&name.split(',').filter(|part| !part.is_empty()).count()),
        _ => ["utf8", "gbk", "latin1", "utf8mb4"].contains(&name),
    }
}
