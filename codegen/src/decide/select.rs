//! Selects the operations to generate.

use std::collections::BTreeSet;

use super::fact::Group;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::Spec;
use crate::spec::entry::{Directory, DirectoryItem};

/// The operations to generate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Selection {
    /// All operations, including those in no group.
    #[default]
    All,
    /// The named operations, and all operations of the named groups.
    Only {
        /// Operations by name on the wire.
        operations: BTreeSet<String>,
        /// Groups by feature.
        groups: BTreeSet<String>,
    },
    /// The operations of the enabled Cargo features, as spelled in environment variables of build scripts (`DB_PROXY`).
    /// `FULL` selects all operations; the name of a group selects the group.
    Features(BTreeSet<String>),
}

/// Returns the names of the selected operations.
///
/// # Errors
///
/// Returns a diagnostic for each name that the spec does not have.
pub(crate) fn selected<'a>(
    spec: &'a Spec,
    groups: &'a [Group],
    selection: &Selection,
) -> Result<BTreeSet<&'a str>, Diagnostics> {
    let (named, named_groups) = match selection {
        Selection::Only { operations, groups } => (operations, groups),
        Selection::Features(features) if !features.contains("FULL") => {
            // An empty selection is not an error here: `--no-default-features` enables no group.
            let enabled = groups.iter().filter(|group| features.contains(&in_environment(&group.feature)));
            return Ok(enabled.flat_map(|group| &group.operations).map(String::as_str).collect());
        }
        Selection::All | Selection::Features(_) => return Ok(spec.operations.keys().map(String::as_str).collect()),
    };
    if named.is_empty() && named_groups.is_empty() {
        let problem = Diagnostic::error("no operation and no group is named").in_file(spec.folder.join("product.json"));
        return Err(problem.remedy("name at least one, or generate everything").into());
    }
    let mut problems = Diagnostics::new();
    let mut selected = BTreeSet::new();
    for name in named {
        match spec.operations.get_key_value(name) {
            Some((name, _)) => {
                selected.insert(name.as_str());
            }
            None => problems.push(unknown(spec, "operation", name, spec.operations.keys())),
        }
    }
    for name in named_groups {
        match groups.iter().find(|group| &group.feature == name) {
            Some(group) => selected.extend(group.operations.iter().map(String::as_str)),
            None => problems.push(unknown(spec, "group", name, groups.iter().map(|group| &group.feature))),
        }
    }
    problems.into_result().map(|_| selected)
}

/// The groups: all directories with a feature, including nested ones. A group contains the operations of nested groups.
pub(crate) fn groups(spec: &Spec) -> Vec<Group> {
    let mut groups = Vec::new();
    for directory in &spec.product.directories {
        collect(spec, directory, &mut groups);
    }
    groups
}

fn collect(spec: &Spec, directory: &Directory, groups: &mut Vec<Group>) -> Vec<String> {
    let position = directory.feature.as_ref().map(|feature| {
        let title = directory.title.clone().unwrap_or_else(|| feature.clone());
        groups.push(Group { feature: feature.clone(), title, operations: Vec::new() });
        groups.len() - 1
    });
    let mut operations = Vec::new();
    for child in &directory.children {
        match child {
            DirectoryItem::Operation(name) if spec.operations.contains_key(name) => operations.push(name.clone()),
            DirectoryItem::Operation(_) => {}
            DirectoryItem::Directory(nested) => operations.extend(collect(spec, nested, groups)),
        }
    }
    if let Some(group) = position.and_then(|position| groups.get_mut(position)) {
        group.operations.clone_from(&operations);
    }
    operations
}

/// The feature that selects an operation with the fewest other operations.
pub(crate) fn feature_of(operation: &str, groups: &[Group]) -> String {
    let with_it = groups.iter().filter(|group| group.operations.iter().any(|name| name == operation));
    with_it.min_by_key(|group| group.operations.len()).map_or_else(|| "full".to_owned(), |group| group.feature.clone())
}

/// Enabled features that do not name a group, for example because the group was renamed.
pub(crate) fn without_group(groups: &[Group], selection: &Selection) -> Vec<String> {
    let Selection::Features(features) = selection else { return Vec::new() };
    let known: BTreeSet<String> = groups.iter().map(|group| in_environment(&group.feature)).collect();
    let is_dead = |feature: &&String| !known.contains(*feature) && !matches!(feature.as_str(), "DEFAULT" | "FULL");
    features.iter().filter(is_dead).cloned().collect()
}

pub(crate) fn in_environment(feature: &str) -> String {
    feature.to_uppercase().replace('-', "_")
}

fn unknown<'a>(spec: &Spec, what: &str, name: &str, mut known: impl Iterator<Item = &'a String>) -> Diagnostic {
    let same = known.find(|known| known.eq_ignore_ascii_case(name));
    let problem = Diagnostic::error(format!("there is no {what} `{name}`")).in_file(spec.folder.join("product.json"));
    match same {
        Some(same) => problem.remedy(format!("write `{same}`")),
        None => problem.remedy(format!("name {what}s that are in `{}`", spec.folder.display())),
    }
}
