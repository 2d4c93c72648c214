//! Writes a file so that a reader sees the old content or the new one, whatever happens in between.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Whether there is a regular file with exactly this content.
pub(super) fn is_file_with(path: &Path, text: &str) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == text.len() as u64 => {
            Ok(fs::read(path)? == text.as_bytes())
        }
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts a regular file with this content there. What was there is replaced, a symbolic link by itself.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    put(path, text.as_bytes(), None)
}

/// Overwrites a file that people keep, or makes it: a symbolic link is written through, and permissions stay. If the disk is full or the
/// process is killed, the old content is still there.
#[cfg(feature = "cli")]
pub(crate) fn overwrite(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::canonicalize(path) {
        Ok(target) => {
            let permissions = fs::metadata(&target)?.permissions();
            if permissions.readonly() {
                // Replacing needs only the permission to write into the folder, and the file says no.
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            put(&target, content, Some(permissions))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => put(path, content, None),
        Err(error) => Err(error),
    }
}

fn put(path: &Path, content: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = write_new(&temporary, content)
        .and_then(|()| permissions.map_or(Ok(()), |permissions| fs::set_permissions(&temporary, permissions)))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first problem is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    // A file of this name is left from a process that was killed and had the same number, or is not ours: it is not written to.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(content)
}
