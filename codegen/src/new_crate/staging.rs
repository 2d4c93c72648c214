//! A temporary folder into which metadata is imported before the workspace is changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Journal;

/// The temporary folder. Dropping it deletes the folder.
pub(super) struct Staging {
    folder: PathBuf,
}

impl Staging {
    /// Creates the folder within the workspace, so that it is on the same file system as the description.
    pub(super) fn new(workspace: &Path) -> io::Result<Self> {
        let folder = workspace.join(format!(".alicloud-codegen.{}.tmp", std::process::id()));
        if folder.is_dir() {
            // Left over from a killed process with the same process id.
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        Ok(Self { folder })
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Copies the folder `from` to the relative path `name` in this folder. Does nothing if `from` is not a folder.
    pub(super) fn take(&self, from: &Path, name: &Path) -> io::Result<()> {
        if !from.is_dir() {
            return Ok(());
        }
        let to = self.folder.join(name);
        fs::create_dir_all(&to)?;
        each_file(from, &mut |path, below| {
            let target = to.join(below);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(path, target).map(drop)
        })
    }

    /// A file in the folder `to` that is not what the one of the same name below the relative path `name` is.
    pub(super) fn differing(&self, name: &Path, to: &Path) -> io::Result<Option<PathBuf>> {
        let mut differing = None;
        each_file(&self.folder.join(name), &mut |path, below| {
            let there = to.join(below);
            if differing.is_none() && there.exists() && fs::read(&there)? != fs::read(path)? {
                differing = Some(there);
            }
            Ok(())
        })?;
        Ok(differing)
    }

    /// Writes the files below the relative path `name` into the folder `to`.
    pub(super) fn put(&self, name: &Path, to: &Path, journal: &mut Journal) -> io::Result<()> {
        each_file(&self.folder.join(name), &mut |path, below| journal.write(&to.join(below), &fs::read(path)?))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A failure is ignored: the result of the run does not depend on it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Calls `act` with each regular file below a folder and its path relative to the folder, sorted by name within each
/// folder. Symbolic links are not followed.
fn each_file(folder: &Path, act: &mut dyn FnMut(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        let mut entries = fs::read_dir(&current)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                act(&path, path.strip_prefix(folder).unwrap_or(&path))?;
            }
        }
    }
    Ok(())
}
