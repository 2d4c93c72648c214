//! The names of a version of a product that is beside its default one: `v2019-08-08` as a feature, `v2019_08_08` as a module.

/// The Cargo feature of a version.
pub(crate) fn feature(version: &str) -> String {
    named(version, '-')
}

/// The module of a version, which is also the folder of its generated files.
pub(crate) fn module(version: &str) -> String {
    named(version, '_')
}

fn named(version: &str, separator: char) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { separator };
    std::iter::once('v').chain(version.chars().map(letter)).collect()
}
