//! Where the description of a new crate is, as its build script and its manifest say it.

use std::io;
use std::path::{Component, Path};

/// The location of a description. All paths are written with `/`, which Windows reads too.
pub(super) struct DescriptionLocation {
    /// The folder of descriptions, relative to the folder of the crate: `../../../spec`.
    pub(super) root: String,
    /// The folder of the product below it: `rds/2014-08-15`. A packed crate has it under the same name.
    pub(super) name: String,
    /// The folder of the product, relative to the root of the workspace.
    pub(super) in_workspace: String,
}

impl DescriptionLocation {
    /// A new description and the crate are below `workspace` and need not exist: only what exists is canonicalized.
    pub(super) fn new(workspace: &Path, crate_folder: &Path, description: &Path) -> io::Result<Self> {
        let root = workspace.canonicalize()?;
        let description = match description.strip_prefix(workspace) {
            Ok(below) => root.join(below),
            Err(_) => description.canonicalize()?,
        };
        let crate_folder = root.join(crate_folder.strip_prefix(workspace).unwrap_or(crate_folder));
        let whole = between(&crate_folder, &description);
        // Product and version, unless one of them belongs to the way there.
        let parts: Vec<&str> = whole.split('/').collect();
        let named = parts.iter().rev().take(2).take_while(|part| !matches!(**part, ".." | "")).count();
        let (way, name) = parts.split_at(parts.len() - named);
        Ok(Self { root: way.join("/"), name: name.join("/"), in_workspace: between(&root, &description) })
    }
}

/// The relative path from one folder to another. Both must be absolute.
fn between(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    let down = to.iter().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
