//! What the files of a folder were made of.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::Files;
use crate::model::Options;

/// A hash of the generator, its options, and every byte of the spec.
///
/// The generator counts with its executable: in a build script that is whoever calls it, compiled anew whenever one line of the generator
/// changes. The hash is that of this compiler's standard library; another compiler has another one, and generates again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(u64);

const FILE: &str = ".alicloud-codegen";

impl Stamp {
    /// For these options and the spec in this folder.
    ///
    /// # Errors
    ///
    /// A spec file that cannot be read.
    pub fn of(spec: &Path, options: &Options) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        executable().hash(&mut hasher);
        options.hash(&mut hasher);
        for path in json_files(spec)? {
            path.file_name().hash(&mut hasher);
            std::fs::read(&path)?.hash(&mut hasher);
        }
        Ok(Self(hasher.finish()))
    }

    /// Whether a folder has this stamp, and every file is still there with the length that it had.
    #[must_use]
    pub fn is_on(&self, folder: &Path) -> bool {
        let Ok(text) = std::fs::read_to_string(folder.join(FILE)) else { return false };
        let mut lines = text.lines();
        lines.next() == Some(self.to_string().as_str())
            && lines.all(|line| {
                line.split_once(' ').is_some_and(|(length, name)| {
                    std::fs::metadata(folder.join(name)).is_ok_and(|metadata| metadata.len().to_string() == length)
                })
            })
    }

    pub(super) fn put(&self, folder: &Path, files: &Files) -> io::Result<()> {
        let mut text = format!("{self}\n");
        for (name, content) in files {
            text.push_str(&format!("{} {name}\n", content.len()));
        }
        std::fs::write(folder.join(FILE), text)
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Removes the stamp, because the files are about to change, and answers the files that it names.
pub(super) fn take(folder: &Path) -> io::Result<Vec<String>> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    std::fs::remove_file(&path)?;
    Ok(text.lines().skip(1).filter_map(|line| line.split_once(' ')).map(|(_, name)| name.to_owned()).collect())
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

/// Length and age of the running program, which is the generator. Without them the version alone has to do.
fn executable() -> Option<(u64, std::time::SystemTime)> {
    let metadata = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
