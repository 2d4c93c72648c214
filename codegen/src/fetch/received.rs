//! A file that the server returned.

/// A file, and what identifies this state of it.
pub(super) struct ReceivedFile {
    pub(super) bytes: Vec<u8>,
    pub(super) validators: Validators,
}

/// What identifies a state of a file to its server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}
