//! What selected a profile.

/// What selected the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// The program itself, which must get the credentials of this profile or none.
    Program,
    /// This variable.
    Variable(&'static str),
    /// The field `current` of the file.
    File,
    /// Nothing selected it, so it is `default`.
    Default,
}
