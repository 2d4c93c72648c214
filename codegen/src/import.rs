//! Creates and updates entries in `spec/` from the vendor's documents: its metadata and its documentation pages.
//!
//! ```text
//! document -> operation -> three-way merge (base: the last import; ours: the entry; theirs: the operation) -> entry -> check
//! ```
//!
//! Both kinds of document become an [`Operation`](crate::spec::entry::Operation), which is merged with the entry that
//! already exists, so that manual edits survive every import. A file is written only if its content changes. `check`
//! accepts whatever an import writes without an error.

mod base;
mod call;
mod folder;
mod groups;
mod merge;
pub mod metadata;
pub mod page;
mod places;
mod references;
mod samples;
mod session;
mod supplement;
mod update;
mod wording;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostics, counted};

/// Returns the folder that keeps what the documents said about a product at the last import. Both `product` and the
/// result are relative to the folder of all products.
pub(crate) fn memory(product: &Path) -> PathBuf {
    Path::new(base::FOLDER).join(product)
}

/// Result of an import.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files that did not exist before.
    pub created: Vec<PathBuf>,
    /// Files whose content changed.
    pub changed: Vec<PathBuf>,
    /// Number of files whose content is already up to date. They are not written.
    pub unchanged: usize,
    /// Files of operations that the documents no longer contain. They are deleted only on request.
    pub removed: Vec<PathBuf>,
    /// Warnings about facts that could not be placed, and errors about documents that could not be read, each with its
    /// location.
    pub problems: Diagnostics,
}

impl Summary {
    /// Adds the result of another file.
    fn extend(&mut self, next: Self) {
        self.created.extend(next.created);
        self.changed.extend(next.changed);
        self.unchanged += next.unchanged;
        self.removed.extend(next.removed);
        self.problems.extend(next.problems);
    }

    /// Adds the result of a second run over the same documents. A problem that both runs report is kept once.
    fn then(&mut self, next: Self) {
        for path in next.changed {
            if !self.created.contains(&path) && !self.changed.contains(&path) {
                self.unchanged = self.unchanged.saturating_sub(1);
                self.changed.push(path);
            }
        }
        self.created.extend(next.created);
        self.changed.retain(|path| !next.removed.contains(path));
        self.removed.extend(next.removed);
        let new: Vec<_> =
            next.problems.into_iter().filter(|problem| !self.problems.iter().any(|known| known == problem)).collect();
        self.problems.extend(new);
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} created, {} changed, {} unchanged, {} removed, {}, {}",
            counted(self.created.len(), "file"),
            self.changed.len(),
            self.unchanged,
            self.removed.len(),
            counted(self.problems.errors(), "error"),
            counted(self.problems.warnings(), "warning")
        )
    }
}
