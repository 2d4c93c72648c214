//! Puts generated files into a folder, so that nothing is rebuilt for nothing.
//!
//! A file is touched only if its content changed; a file of an earlier run that is not generated any more is deleted; files that
//! nobody generated stay. A [`Stamp`] beside the files says what they were made of, so that a run with the same input does no more
//! than read it.
//!
//! Anybody may have written into the folder since. What is there is believed only as far as the generator could have written it: names of
//! source files directly in the folder and of the overview, and regular files. A symbolic link is replaced, never followed.

mod replace;
mod stamp;

use std::io;
use std::path::Path;

#[cfg(feature = "cli")]
pub(crate) use self::replace::overwrite;
pub use self::stamp::Stamp;
use crate::emit::{Files, NOTES, OVERVIEW};

/// What happened to the files of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new content.
    pub changed: usize,
    /// Files that were the same already.
    pub unchanged: usize,
    /// Files of an earlier run that were deleted.
    pub removed: usize,
}

/// Makes `folder` hold exactly `files`, as far as generated files are concerned, and `stamp`.
///
/// # Errors
///
/// Those of the file system. The folder then keeps the list of its files, and the next run does all of it again.
pub fn write(folder: &Path, files: &Files, stamp: &Stamp) -> io::Result<Written> {
    std::fs::create_dir_all(folder)?;
    let earlier = stamp::begin(folder, files)?;
    let mut written = Written::default();
    for (name, text) in files {
        let path = folder.join(name);
        if replace::is_file_with(&path, text)? {
            written.unchanged += 1;
        } else {
            replace::replace(&path, text)?;
            written.changed += 1;
        }
    }
    for name in earlier.iter().filter(|name| !files.contains_key(*name)) {
        match std::fs::remove_file(folder.join(name)) {
            Ok(()) => written.removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    stamp.put(folder, files)?;
    Ok(written)
}

/// Whether the generator could have written a file with this name: a Rust source file directly in the folder, the overview, or the notes.
fn is_own_name(name: &str) -> bool {
    name == OVERVIEW
        || name == NOTES
        || name.strip_suffix(".rs").is_some_and(|stem| {
            !stem.is_empty() && stem.chars().all(|character| character.is_alphanumeric() || character == '_')
        })
}
