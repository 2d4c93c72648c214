//! Makes entries of `spec/` from the vendor's documents: its metadata and its documentation pages.
//!
//! ```text
//! document -> what it says -> merge with the entry, of which the base is what documents said before -> entry -> check
//! ```
//!
//! Both ways end in the same place: an [`Operation`](crate::spec::entry::Operation) that is merged with the entry that is there
//! already, so that what people wrote by hand outlives every import, and that is written only if it differs. What an import
//! accepts passes `check`.

mod base;
mod call;
mod folder;
mod groups;
mod merge;
pub mod metadata;
mod onto;
pub mod page;
mod references;
mod session;
mod update;
mod wording;

use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostics;

/// Where it is kept what documents said of a product: `product` and the result are folders as seen from that of all products.
pub(crate) fn memory(product: &Path) -> PathBuf {
    Path::new(base::FOLDER).join(product)
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files that did not exist before.
    pub created: Vec<PathBuf>,
    /// Files whose content changed.
    pub changed: Vec<PathBuf>,
    /// Files that were right already; they were not touched.
    pub unchanged: usize,
    /// Files of operations that the documents no longer have and that were deleted on request.
    pub removed: Vec<PathBuf>,
    /// Everything that could not be placed (warnings) or read (errors), with its place.
    pub problems: Diagnostics,
}

impl Summary {
    /// Adds what a second run over the same documents did. What both found is said once.
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
            "{} files created, {} changed, {} unchanged, {} removed, {} errors, {} warnings",
            self.created.len(),
            self.changed.len(),
            self.unchanged,
            self.removed.len(),
            self.problems.errors(),
            self.problems.warnings()
        )
    }
}
