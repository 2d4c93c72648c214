//! Identifies the input from which the files of a folder were generated.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use super::is_own_name;
use crate::replace::replace;
use crate::rust::emit::Files;
use crate::rust::model::Options;
use crate::spec::{encoding, limits};

/// A hash of the generator, its options, and every byte of the spec.
///
/// The generator is identified by its version and its executable. In a build script the executable is the build script
/// itself, which is compiled again when the generator changes. `DefaultHasher` may differ between Rust versions; then
/// the files are generated again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(u64);

const FILE: &str = ".alicloud-codegen";

impl Stamp {
    /// Computes the stamp for `options` and all JSON files in the folder `spec`.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder or a file in it cannot be read.
    pub fn of(spec: &Path, options: &Options) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        executable().hash(&mut hasher);
        options.hash(&mut hasher);
        for path in json_files(spec)? {
            path.file_name().hash(&mut hasher);
            encoding::bytes(&path, limits::FILE)?.hash(&mut hasher);
        }
        Ok(Self(hasher.finish()))
    }

    /// Whether a folder has this stamp and every listed file still has the content that was written.
    #[must_use]
    pub fn is_on(&self, folder: &Path) -> bool {
        let Ok(Some(text)) = read(folder) else { return false };
        let mut lines = text.lines();
        lines.next() == Some(self.to_string().as_str())
            && lines.all(|line| {
                line.split_once(' ').is_some_and(|(hash, name)| {
                    let path = folder.join(name);
                    is_own_name(name)
                        && std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file())
                        && std::fs::read(&path).is_ok_and(|content| hash_of(&content) == hash)
                })
            })
    }

    pub(super) fn put(&self, folder: &Path, files: &Files) -> io::Result<()> {
        let mut text = format!("{self}\n");
        for (name, content) in files {
            text.push_str(&format!("{} {name}\n", hash_of(content.as_bytes())));
        }
        replace(&folder.join(FILE), &text)
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Invalidates the stamp of a folder before its files change, and returns the names of the files of earlier runs. Until
/// [`Stamp::put`], the list has both these names and the new ones, so that the next run can clean up after a run that
/// failed.
pub(super) fn begin(folder: &Path, files: &Files) -> io::Result<Vec<String>> {
    let earlier = read(folder)?.unwrap_or_default();
    let earlier: Vec<String> = earlier
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(' '))
        .map(|(_, name)| name.to_owned())
        .filter(|name| is_own_name(name))
        .collect();
    let mut text = "incomplete\n".to_owned();
    for name in earlier.iter().chain(files.keys()) {
        text.push_str(&format!("- {name}\n"));
    }
    replace(&folder.join(FILE), &text)?;
    Ok(earlier)
}

/// Reads the stamp file. Returns `None` if it is missing or the generator cannot have written it.
fn read(folder: &Path) -> io::Result<Option<String>> {
    /// Maximum size in bytes: enough for a hundred thousand files with long names.
    const LONGEST: u64 = 16 << 20;
    let path = folder.join(FILE);
    match std::fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() && metadata.len() <= LONGEST => {
            Ok(String::from_utf8(std::fs::read(&path)?).ok())
        }
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn hash_of(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension() == Some(&OsString::from("json")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Length and modification time of the running executable. If they cannot be read, only the version identifies the
/// generator.
fn executable() -> Option<(u64, std::time::SystemTime)> {
    let metadata = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
