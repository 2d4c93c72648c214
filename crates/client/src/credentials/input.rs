//! Reads external input: regular files of bounded size, and UTF-8 strings.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::Secret;
use crate::regular_file;

/// The largest configuration or credentials file, in bytes.
pub(super) const FILE_LIMIT: u64 = 1024 * 1024;

/// The largest token file and the largest output of a command, in bytes. The service accepts tokens of up to 20,000
/// characters.
pub(super) const TOKEN_LIMIT: u64 = 64 * 1024;

/// The content of a regular file of at most `limit` bytes. Fails if it is not UTF-8.
pub(super) fn read_file(path: &Path, limit: u64) -> io::Result<Secret> {
    let not_text = |_| io::Error::new(ErrorKind::InvalidData, "it is not valid UTF-8");
    String::from_utf8(regular_file::read(path, limit)?).map(Secret::from).map_err(not_text)
}

/// Whether a file that could not be opened counts as absent: it does not exist, or it is in a directory that this user
/// may not access (such as a service of another user with `HOME=/root`).
pub(super) fn is_absent(path: &Path, error: &io::Error) -> bool {
    match error.kind() {
        // A dangling link does not count as absent: somebody created it, so its target is missing by mistake.
        ErrorKind::NotFound | ErrorKind::NotADirectory => !path.ancestors().take(2).any(is_dangling),
        ErrorKind::PermissionDenied => path.metadata().is_err_and(|error| error.kind() == ErrorKind::PermissionDenied),
        _ => false,
    }
}

fn is_dangling(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) && path.metadata().is_err()
}

/// Removes the byte order mark that editors on Windows write.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The output of a service or command as a string, without a byte order mark; `None` if it is not UTF-8.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().map(without_mark)
}
