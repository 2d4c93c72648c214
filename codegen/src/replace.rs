//! Replaces files atomically: a reader sees the old or the new content, even if the process is killed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Whether `path` is a regular file with exactly this content. Symbolic links are not followed.
#[cfg(feature = "rust")]
pub(crate) fn is_file_with(path: &Path, text: &str) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == text.len() as u64 => {
            Ok(fs::read(path)? == text.as_bytes())
        }
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes a regular file. Whatever is at `path` is replaced; a symbolic link itself, not its target.
#[cfg(feature = "rust")]
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    put(path, text.as_bytes(), None)
}

/// Creates a file of the user or overwrites it: a symbolic link is followed, and permissions are kept. If the disk is
/// full or the process is killed, the old content is still there.
#[cfg(any(feature = "cli", feature = "fetch"))]
pub(crate) fn overwrite(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::canonicalize(path) {
        Ok(target) => {
            let permissions = fs::metadata(&target)?.permissions();
            if permissions.readonly() {
                // `rename` needs only write permission for the folder, so a read-only file has to be respected
                // explicitly.
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
        // The caller needs the first error, not one of the cleanup.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    // A file with this name was left by a killed process with the same process id, or somebody else created it. It must
    // not be written through, so it is removed first.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(content)
}
