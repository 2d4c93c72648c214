//! Writes generated files into a folder without causing needless rebuilds.
//!
//! A file is written only if its content changed. A file that an earlier run generated and this run did not is deleted.
//! Files that the generator did not write stay. A [`Stamp`] next to the files identifies the input they were generated
//! from, so that a run with the same input only reads the stamp and the files.
//!
//! Others may have written into the folder since the last run. Therefore its list of files is trusted only for names
//! that the generator can have written (source files directly in the folder, the overview, the notes), and only regular
//! files are read. A symbolic link is replaced, never followed.

mod stamp;

use std::io;
use std::path::Path;

pub use self::stamp::Stamp;
use crate::replace;
use crate::rust::emit::{Files, NOTES, OVERVIEW};

/// How many files of a folder a run changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of files that are new or have new content.
    pub changed: usize,
    /// Number of files that already had this content.
    pub unchanged: usize,
    /// Number of files of earlier runs that were deleted.
    pub removed: usize,
}

/// Writes `files` and `stamp` into `folder`, and deletes the files of earlier runs that are not among `files`.
///
/// # Errors
///
/// Returns errors of the file system. The folder then keeps a list of old and new files and no valid stamp, so that the
/// next run writes everything again.
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

/// Whether the generator can have written a file with this name: a Rust source file directly in the folder, the
/// overview, or the notes.
fn is_own_name(name: &str) -> bool {
    name == OVERVIEW
        || name == NOTES
        || name.strip_suffix(".rs").is_some_and(|stem| {
            !stem.is_empty() && stem.chars().all(|character| character.is_alphanumeric() || character == '_')
        })
}
