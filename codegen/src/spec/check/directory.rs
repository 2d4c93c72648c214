//! Checks the groups of operations, some of which are Cargo features.

use std::collections::{HashMap, HashSet};

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::spec::entry::{Directory, DirectoryItem};
use crate::spec::place::Place;
use crate::spec::suggest;

/// Maximum number of features that crates.io accepts for a package.
const MOST_FEATURES: usize = 300;

pub(super) fn check(check: &mut Check<'_>, directories: &[Directory], place: &Place<'_>) {
    let mut groups = Groups::default();
    for (index, directory) in directories.iter().enumerate() {
        groups.directory(check, directory, None, &place.item(index));
    }
    if groups.features.len() > MOST_FEATURES {
        let diagnostic = Diagnostic::error(format!("{} groups are features", groups.features.len()))
            .remedy(format!("a package can have {MOST_FEATURES} features: merge some groups"));
        check.name(place, diagnostic);
    }
}

/// Features and operations seen so far.
#[derive(Default)]
struct Groups<'d> {
    features: HashSet<&'d str>,
    /// The group of each operation, by its feature or title.
    operations: HashMap<&'d str, &'d str>,
}

impl<'d> Groups<'d> {
    /// Checks a group. `feature` is the feature of the nearest enclosing group, if any.
    fn directory(&mut self, check: &mut Check<'_>, group: &'d Directory, feature: Option<&'d str>, place: &Place<'_>) {
        if let Some(name) = &group.feature {
            self.feature(check, name, &place.member("x-feature"));
        }
        let feature = group.feature.as_deref().or(feature);
        let title = feature.or(group.title.as_deref()).unwrap_or_default();
        let children = place.member("children");
        for (index, child) in group.children.iter().enumerate() {
            let place = children.item(index);
            match child {
                DirectoryItem::Directory(nested) => self.directory(check, nested, feature, &place),
                DirectoryItem::Operation(name) => self.operation(check, name, title, feature.is_some(), &place),
            }
        }
    }

    fn feature(&mut self, check: &mut Check<'_>, name: &'d str, place: &Place<'_>) {
        let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase());
        if !starts_well || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            let diagnostic = Diagnostic::error(format!("`{name}` cannot name a feature")).remedy(
                "use lower-case letters, digits and hyphens, beginning with a letter, as in `read-only-instance`",
            );
            check.value(place, diagnostic);
        } else if ["default", "full"].contains(&name) {
            let diagnostic = Diagnostic::error(format!("every generated crate has a feature `{name}` of its own"))
                .remedy("choose another name");
            check.value(place, diagnostic);
        }
        if !self.features.insert(name) {
            let diagnostic = Diagnostic::error(format!("two groups have the feature `{name}`"))
                .remedy("join the groups, or rename one of the features");
            check.value(place, diagnostic);
        }
    }

    /// Checks an operation in a group. In a group without a feature, problems are only warnings: such groups are the
    /// vendor's table of contents, from which nothing is generated.
    fn operation(&mut self, check: &mut Check<'_>, name: &'d str, group: &'d str, generated: bool, place: &Place<'_>) {
        let severe = |message: String| {
            if generated { Diagnostic::error(message) } else { Diagnostic::warning(message).rule("it is ignored") }
        };
        if let Some(other) = self.operations.insert(name, group) {
            let diagnostic = severe(format!("operation `{name}` is also in the group `{other}`"))
                .remedy("an operation is in one group: remove it from the other");
            check.value(place, diagnostic);
        }
        if !check.operations.contains_key(name) {
            let mut diagnostic = severe(format!("there is no operation `{name}`"));
            if let Some(meant) = suggest::closest(name, check.operations.keys().map(String::as_str)) {
                diagnostic = diagnostic.label(format!("did you mean `{meant}`?"));
            }
            check.value(place, diagnostic.remedy(format!("add its entry, `{name}.json`, or remove it from the group")));
        }
    }
}
