//! Writes the files of a new crate so that all changes can be undone: a run that fails leaves everything as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::replace::overwrite;
use crate::spec::encoding;

/// The changes made so far. Dropping the journal undoes all of them, unless it was [kept](Journal::keep).
#[derive(Default)]
pub(crate) struct Journal {
    steps: Vec<Step>,
}

enum Step {
    CreatedFolder(PathBuf),
    CreatedFile(PathBuf),
    ChangedFile(PathBuf, Vec<u8>),
}

impl Journal {
    /// Makes all changes permanent.
    pub(crate) fn keep(mut self) {
        self.steps.clear();
    }

    /// The files that were written, in this order, and whether each is new.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, bool)> {
        self.steps.iter().filter_map(|step| match step {
            Step::CreatedFolder(_) => None,
            Step::CreatedFile(file) => Some((file.as_path(), true)),
            Step::ChangedFile(file, _) => Some((file.as_path(), false)),
        })
    }

    /// Creates a folder and its missing ancestors.
    pub(crate) fn create_folder(&mut self, folder: &Path) -> io::Result<()> {
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

    /// Writes a file, unless it already has this content. Like in all commands, a symbolic link is followed.
    pub(crate) fn write(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let step = match encoding::bytes(path, u64::MAX) {
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
}

impl Drop for Journal {
    fn drop(&mut self) {
        for step in self.steps.drain(..).rev() {
            // Errors are ignored, since the caller reports the problem that ended the run. A folder with files of
            // others is not empty and stays.
            let _ = match step {
                Step::CreatedFolder(folder) => fs::remove_dir(folder),
                Step::CreatedFile(file) => fs::remove_file(file),
                Step::ChangedFile(file, before) => overwrite(&file, &before),
            };
        }
    }
}
