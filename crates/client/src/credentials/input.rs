//! What is read from outside: files that end, of a bounded size, and their text.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::Secret;
use crate::regular_file;

/// Bytes of a configuration or credentials file that are read at the most.
pub(super) const FILE_LIMIT: u64 = 1024 * 1024;

/// Bytes of a token, and of what a command prints, that are read at the most. The service takes tokens of up to 20,000 characters.
pub(super) const TOKEN_LIMIT: u64 = 64 * 1024;

/// The text of a regular file of at most `limit` bytes.
pub(super) fn read_file(path: &Path, limit: u64) -> io::Result<Secret> {
    let not_text = |_| io::Error::new(ErrorKind::InvalidData, "it is not text in UTF-8");
    String::from_utf8(regular_file::read(path, limit)?).map(Secret::from).map_err(not_text)
}

/// Whether a file that could not be opened is as good as absent: it does not exist, or is in a folder that this user cannot look into
/// (a service of another user that keeps `HOME=/root`).
pub(super) fn is_absent(path: &Path, error: &io::Error) -> bool {
    match error.kind() {
        // A link that leads nowhere was made by somebody: what it should lead to is missing, which is not the same as absent.
        ErrorKind::NotFound | ErrorKind::NotADirectory => !path.ancestors().take(2).any(is_dangling),
        ErrorKind::PermissionDenied => path.metadata().is_err_and(|error| error.kind() == ErrorKind::PermissionDenied),
        _ => false,
    }
}

fn is_dangling(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) && path.metadata().is_err()
}

/// The text without the byte order mark that editors on Windows put before it.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Text that a service or command sent, without a byte order mark; `None` if it is not UTF-8.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().map(without_mark)
}
