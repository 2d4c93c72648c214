//! Reads and edits the `Cargo.toml` of a workspace: the keys that a new crate inherits, and the entries about the
//! crate.

use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use super::journal::Journal;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::encoding;

/// Version of a new crate if the workspace has no version.
pub(super) const FIRST_VERSION: &str = "0.1.0";

/// The manifest of a workspace. Edits preserve comments and formatting.
pub(super) struct Workspace {
    folder: PathBuf,
    document: DocumentMut,
}

impl Workspace {
    pub(super) fn read(folder: &Path) -> Result<Self, Diagnostics> {
        let path = folder.join("Cargo.toml");
        let problem = |text: String| {
            Diagnostic::error(text).in_file(&path).remedy("give the folder of a workspace with `--workspace`")
        };
        if !path.is_file() {
            return Err(problem("there is no such file".to_owned()).into());
        }
        let source = encoding::read(&path)?;
        let document: DocumentMut = source.text().parse().map_err(|error| {
            Diagnostic::error(format!("it is not TOML: {error}")).in_file(&path).remedy("repair the file at that place")
        })?;
        if document.get("workspace").is_none_or(|workspace| !workspace.is_table_like()) {
            return Err(problem("there is no `[workspace]` in it".to_owned()).into());
        }
        Ok(Self { folder: folder.to_owned(), document })
    }

    /// Whether `[workspace.TABLE]` exists and contains the key, if one is given.
    pub(super) fn has(&self, table: &str, key: Option<&str>) -> bool {
        let table = self.document.get("workspace").and_then(|workspace| workspace.get(table));
        table.is_some_and(|table| key.is_none_or(|key| table.get(key).is_some()))
    }

    /// Adds the crate in the folder `place` to the members and to the dependencies that members can inherit.
    pub(super) fn add(&mut self, name: &str, place: &str) -> Result<(), Diagnostics> {
        if self.has("dependencies", Some(name)) {
            let problem = self.problem(format!("`{name}` is in `[workspace.dependencies]` already"));
            return Err(problem.remedy("give another name with `--name`").into());
        }
        self.add_member(place)?;
        self.add_dependency(name, place)
    }

    pub(super) fn write(&self, journal: &mut Journal) -> io::Result<()> {
        journal.write(&self.folder.join("Cargo.toml"), self.document.to_string().as_bytes())
    }

    fn add_member(&mut self, place: &str) -> Result<(), Diagnostics> {
        let problem = self.problem("`workspace.members` is not a list".to_owned());
        let problem = problem.remedy("write a list, as in `members = [\"crates/*\"]`");
        let Some(workspace) = self.document.get_mut("workspace").and_then(Item::as_table_like_mut) else {
            return Err(problem.into());
        };
        let members = workspace.entry("members").or_insert_with(|| value(Array::new()));
        let Some(members) = members.as_array_mut() else { return Err(problem.into()) };
        let is_covered = members.iter().filter_map(Value::as_str).any(|pattern| covers(pattern, place));
        if !is_covered {
            members.push(place);
        }
        Ok(())
    }

    /// Adds the dependency in alphabetical order among the `alicloud-` crates, which are adjacent.
    fn add_dependency(&mut self, name: &str, place: &str) -> Result<(), Diagnostics> {
        let problem = self.problem("`workspace.dependencies` is not a table".to_owned());
        let problem = problem.remedy("write a table, as in `[workspace.dependencies]`");
        let version = self.version();
        let Some(workspace) = self.document.get_mut("workspace").and_then(Item::as_table_like_mut) else {
            return Err(problem.into());
        };
        let dependencies = workspace.entry("dependencies").or_insert_with(|| Item::Table(Table::new()));
        let Some(dependencies) = dependencies.as_table_mut() else { return Err(problem.into()) };
        let mut dependency = InlineTable::new();
        dependency.insert("path", place.into());
        dependency.insert("version", version.into());

        let is_before = |key: &str| key.starts_with("alicloud-") && key < name;
        let position = dependencies.iter().filter(|(key, _)| is_before(key)).count();
        let later: Vec<String> = dependencies.iter().skip(position).map(|(key, _)| key.to_owned()).collect();
        let later: Vec<_> = later.iter().filter_map(|key| dependencies.remove_entry(key)).collect();
        dependencies.insert(name, value(dependency));
        for (key, item) in later {
            dependencies.insert_formatted(&key, item);
        }
        Ok(())
    }

    /// The version that the new crate inherits or gets.
    fn version(&self) -> String {
        let package = self.document.get("workspace").and_then(|workspace| workspace.get("package"));
        let version = package.and_then(|package| package.get("version")).and_then(Item::as_str);
        version.unwrap_or(FIRST_VERSION).to_owned()
    }

    fn problem(&self, text: String) -> Diagnostic {
        Diagnostic::error(text).in_file(self.folder.join("Cargo.toml"))
    }
}

/// Whether a pattern in `members` matches a folder. `*` matches any part of one path component.
fn covers(pattern: &str, place: &str) -> bool {
    let (pattern, place) = (pattern.trim_end_matches('/').split('/'), place.split('/'));
    let same_length = pattern.clone().count() == place.clone().count();
    same_length
        && pattern.zip(place).all(|(pattern, name)| match pattern.split_once('*') {
            Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| rest.ends_with(after)),
            None => pattern == name,
        })
}
