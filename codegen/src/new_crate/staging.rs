//! A folder beside the descriptions of a workspace, in which metadata is imported before anything is changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Journal;

/// The folder; it is deleted when it is dropped.
pub(super) struct Staging {
    folder: PathBuf,
}

impl Staging {
    /// Makes the folder in a workspace, on whose file system there is room for the description.
    pub(super) fn new(workspace: &Path) -> io::Result<Self> {
        let folder = workspace.join(format!(".alicloud-codegen.{}.tmp", std::process::id()));
        if folder.is_dir() {
            // Left by a process that was killed and had the same number.
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        Ok(Self { folder })
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Copies a folder into this one, under a name that is a path of its own; nothing if there is no such folder.
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

    /// Writes the files of `name` into the folder `to`.
    pub(super) fn put(&self, name: &Path, to: &Path, journal: &mut Journal) -> io::Result<()> {
        each_file(&self.folder.join(name), &mut |path, below| journal.write(&to.join(below), &fs::read(path)?))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What is left is of no use to anybody, and the run has its result.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Calls `act` with every regular file below a folder, and its path from there, in the order of the names. Links are not followed.
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
