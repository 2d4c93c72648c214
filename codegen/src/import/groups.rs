//! Groups of operations, which are the vendor's directories. A group can become a Cargo feature.

use std::collections::BTreeSet;

use crate::spec::entry::{Directory, DirectoryItem};

/// Maximum number of features of a package on crates.io.
const MOST_FEATURES: usize = 300;

/// Lists the operations in groups at any depth.
pub(super) fn grouped(directories: &[Directory]) -> Vec<&str> {
    let mut names = Vec::new();
    for directory in directories {
        for child in &directory.children {
            match child {
                DirectoryItem::Operation(name) => names.push(name.as_str()),
                DirectoryItem::Directory(inner) => names.extend(grouped(std::slice::from_ref(inner))),
            }
        }
    }
    names
}

/// Removes operations that have no entry or are already in another group. Returns a sentence for each removal.
pub(super) fn clean(directories: &mut [Directory], exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let (mut seen, mut done) = (BTreeSet::new(), Vec::new());
    for directory in directories {
        clean_one(directory, exists, &mut seen, &mut done);
    }
    done
}

fn clean_one(
    directory: &mut Directory,
    exists: &dyn Fn(&str) -> bool,
    seen: &mut BTreeSet<String>,
    done: &mut Vec<String>,
) {
    let title = directory.feature.clone().or_else(|| directory.title.clone()).unwrap_or_default();
    directory.children.retain_mut(|child| match child {
        DirectoryItem::Directory(inner) => {
            clean_one(inner, exists, seen, done);
            true
        }
        DirectoryItem::Operation(name) if !exists(name) => {
            done.push(format!("the group `{title}` lists `{name}`, which has no entry: it is left out of the group"));
            false
        }
        DirectoryItem::Operation(name) => {
            let is_first = seen.insert(name.clone());
            if !is_first {
                done.push(format!("the group `{title}` lists `{name}`, which is in a group already: it is left out"));
            }
            is_first
        }
    });
}

/// Gives each feature to one group only: another group with the same feature gets a number. Returns a sentence for each.
pub(super) fn without_clashes(directories: &mut [Directory]) -> Vec<String> {
    let (mut taken, mut done) = (BTreeSet::new(), Vec::new());
    without_clashes_below(directories, &mut taken, &mut done);
    done
}

fn without_clashes_below(directories: &mut [Directory], taken: &mut BTreeSet<String>, done: &mut Vec<String>) {
    for directory in directories {
        if let Some(feature) = &mut directory.feature
            && !taken.insert(feature.clone())
        {
            let free = (2..).map(|number| format!("{feature}-{number}")).find(|name| taken.insert(name.clone()));
            let free = free.unwrap_or_default();
            done.push(format!("two groups have the feature `{feature}`: that of the second one is `{free}` now"));
            *feature = free;
        }
        let groups = directory.children.iter_mut().filter_map(|child| match child {
            DirectoryItem::Directory(inner) => Some(inner),
            DirectoryItem::Operation(_) => None,
        });
        for inner in groups {
            without_clashes_below(std::slice::from_mut(inner), taken, done);
        }
    }
}

/// Derives the names of features from the titles of the groups. Groups whose title is not ASCII get none.
pub(super) fn name_features(directories: &mut [Directory]) {
    let mut taken: BTreeSet<String> = ["default", "full"].map(str::to_owned).into();
    let mut count = 0_usize;
    for directory in directories {
        let title = directory.feature.take().or_else(|| directory.title.clone()).unwrap_or_default();
        if !title.is_ascii() || count == MOST_FEATURES {
            continue;
        }
        let words = title.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
        if name.is_empty() {
            continue;
        }
        // The name of a feature begins with a letter.
        if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
            name.insert_str(0, "group-");
        }
        let mut feature = name.clone();
        let mut number = 2;
        while taken.contains(&feature) {
            feature = format!("{name}-{number}");
            number += 1;
        }
        taken.insert(feature.clone());
        count += 1;
        directory.feature = Some(feature);
    }
}
