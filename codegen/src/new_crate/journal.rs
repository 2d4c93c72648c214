//! Writes the files of a new crate so that all of it can be taken back: a run that fails leaves what was there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::write::overwrite;

/// What was written so far. Dropping it takes all of it back, unless it was [kept](Journal::keep).
#[derive(Default)]
pub(super) struct Journal {
    steps: Vec<Step>,
}

enum Step {
    CreatedFolder(PathBuf),
    CreatedFile(PathBuf),
    ChangedFile(PathBuf, Vec<u8>),
}

impl Journal {
    /// Everything stays.
    pub(super) fn keep(mut self) {
        self.steps.clear();
    }

    /// Makes a folder and those above it.
    pub(super) fn create_folder(&mut self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            self.create_folder(parent)?;
        }
        fs::create_dir(folder)?;
        self.steps.push(Step::CreatedFolder(folder.to_owned()));
        Ok(())
    }

    /// Writes a file, unless it has this content already. A symbolic link is written through, as it is by every other command.
    pub(super) fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let step = match fs::read(path) {
            Ok(before) if before == content => return Ok(()),
            Ok(before) => Step::ChangedFile(path.to_owned(), before),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Step::CreatedFile(path.to_owned()),
            Err(error) => return Err(error),
        };
        if let Some(folder) = path.parent() {
            self.create_folder(folder)?;
        }
        overwrite(path, content)?;
        self.steps.push(step);
        Ok(())
    }

    /// Makes a symbolic link to a folder.
    pub(super) fn link(&mut self, target: &Path, link: &Path) -> io::Result<()> {
        link_folder(target, link)?;
        self.steps.push(Step::CreatedFile(link.to_owned()));
        Ok(())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        for step in self.steps.drain(..).rev() {
            // The problem that ended the run is the one to report. A folder that somebody else has written into stays.
            let _ = match step {
                Step::CreatedFolder(folder) => fs::remove_dir(folder),
                Step::CreatedFile(file) => fs::remove_file(file),
                Step::ChangedFile(file, before) => overwrite(&file, &before),
            };
        }
    }
}

#[cfg(unix)]
fn link_folder(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn link_folder(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
