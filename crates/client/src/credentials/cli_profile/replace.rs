//! Replaces the content of a file atomically, keeping owner and permissions.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::private_file;

/// The number of hexadecimal digits in the name of a temporary file, between the name of the file and `.tmp`.
const DIGITS: usize = 16;

/// Replaces the content of the file at `path`, provided that `is_unchanged` returns true after the new content has been
/// written to a temporary file. Readers never see partial content. Returns whether the file was replaced.
pub(super) fn if_unchanged(path: &Path, content: &[u8], is_unchanged: impl FnOnce() -> bool) -> io::Result<bool> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:0DIGITS$x}.tmp", fastrand::u64(..)));
    let temporary = path.with_file_name(name);
    let result = write_new(&temporary, content, path).and_then(|()| {
        let is_unchanged = is_unchanged();
        if is_unchanged {
            fs::rename(&temporary, path)?;
        }
        Ok(is_unchanged)
    });
    match result {
        // Syncs the directory, so that the change survives a power failure. Not every file system supports this, so
        // errors are ignored.
        Ok(true) => drop(path.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()))),
        // The earlier error is reported. Removing fails if the temporary file was never created, so errors are ignored.
        Ok(false) | Err(_) => drop(fs::remove_file(&temporary)),
    }
    result
}

fn write_new(path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
    let mut file = private_file::options().open(path)?;
    give_to_owner_of(like, &file)?;
    file.set_permissions(like.metadata()?.permissions())?;
    file.write_all(content)?;
    file.sync_all()
}

/// Gives `file` the owner of `like`, so that a file that root rewrites still belongs to its user.
#[cfg(unix)]
pub(super) fn give_to_owner_of(like: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let (like, new) = (like.metadata()?, file.metadata()?);
    if like.uid() != new.uid() {
        return fchown(file, Some(like.uid()), Some(like.gid()));
    }
    if like.gid() != new.gid() {
        // A user who is not a member of that group cannot set it. This is harmless, since the owner is the same.
        drop(fchown(file, None, Some(like.gid())));
    }
    Ok(())
}

/// Files have no Unix owner on these systems; access is inherited from the directory.
#[cfg(not(unix))]
pub(super) fn give_to_owner_of(_like: &Path, _file: &File) -> io::Result<()> {
    Ok(())
}

/// Removes the temporary files of programs that were killed. The caller holds the lock, so no program that respects the
/// lock is writing. A program that ignores the lock finds its temporary file missing and fails without harm.
pub(super) fn clean_up(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let left_behind = entry.file_name().to_str().is_some_and(|entry| is_temporary(entry, name));
        if left_behind {
            drop(fs::remove_file(entry.path()));
        }
    }
}

fn is_temporary(name: &str, of: &str) -> bool {
    let digits =
        name.strip_prefix(of).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.strip_suffix(".tmp"));
    digits.is_some_and(|digits| digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What another program writes after the new content is in a temporary file.
    #[test]
    fn what_another_program_writes_meanwhile_is_kept() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("config.json");
        for (theirs, expected) in [(None, "ours"), (Some("theirs"), "theirs"), (Some(""), "")] {
            fs::write(&path, "before")?;
            let is_unchanged = || theirs.is_none_or(|theirs| fs::write(&path, theirs).is_err());
            let is_replaced = if_unchanged(&path, b"ours", is_unchanged)?;
            assert_eq!((is_replaced, fs::read_to_string(&path)?.as_str()), (theirs.is_none(), expected));
            assert_eq!(fs::read_dir(&folder)?.count(), 1, "the temporary file is gone");
        }
        Ok(())
    }
}
