//! New content in the place of a file, in one step and with the same owner and permissions.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Digits in the name of a temporary file, between the name of the file and `.tmp`.
const DIGITS: usize = 16;

/// Puts `content` in the place of the file at `path`, if it `is_unchanged` by the time that everything is ready. Nobody ever sees half of
/// it. Returns whether it was done.
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
        // So that the change is there after a power failure, too. Not every file system can do it.
        Ok(true) => drop(path.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()))),
        // What went wrong before is what is reported; a file that was never made cannot be removed.
        Ok(false) | Err(_) => drop(fs::remove_file(&temporary)),
    }
    result
}

fn write_new(path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    give_to_owner_of(like, &file)?;
    file.set_permissions(like.metadata()?.permissions())?;
    file.write_all(content)?;
    file.sync_all()
}

/// Gives a new file to the owner of another one: the superuser who renews a person's sign-in does not take the file away.
#[cfg(unix)]
pub(super) fn give_to_owner_of(like: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let (like, new) = (like.metadata()?, file.metadata()?);
    if like.uid() != new.uid() {
        return fchown(file, Some(like.uid()), Some(like.gid()));
    }
    if like.gid() != new.gid() {
        // Who is not a member of that group cannot give the file to it, and loses nothing: the owner is the same.
        drop(fchown(file, None, Some(like.gid())));
    }
    Ok(())
}

/// Files are in the hands of whoever may write the folder.
#[cfg(not(unix))]
pub(super) fn give_to_owner_of(_like: &Path, _file: &File) -> io::Result<()> {
    Ok(())
}

/// Removes temporary files of programs that were killed before they could do it. Whoever calls this holds the lock, so there is nobody
/// at work; a program that writes without the lock finds its file gone, and fails without harm.
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
