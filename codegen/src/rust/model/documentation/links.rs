//! Links operation names in documentation to the generated operations.
//!
//! Only operations that are generated can be link targets, so this pass runs last, over finished Markdown; the names of
//! other operations are left unchanged. The selection of operations therefore influences only documentation, never
//! names or types.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::markdown::{Mention, mentions};
use crate::rust::model::item::{ErrorVariant, Item, OperationItem};

/// Link targets: the generated operations.
pub(crate) struct Links {
    /// Maps an operation's name on the wire to its path as seen from a module of the generated crate.
    targets: HashMap<String, String>,
    /// Lengths of the shortest and the longest name in bytes. Words of other lengths need no lookup.
    lengths: RangeInclusive<usize>,
}

impl Links {
    pub(crate) fn to(operations: &[OperationItem]) -> Self {
        let target = |operation: &OperationItem| {
            let path = format!("super::{}::{}", operation.module, operation.type_name);
            (operation.name().to_owned(), path)
        };
        let lengths = || operations.iter().map(|operation| operation.name().len());
        let lengths = lengths().min().unwrap_or(0)..=lengths().max().unwrap_or(0);
        Self { targets: operations.iter().map(target).collect(), lengths }
    }

    /// Links the documentation of an operation and of everything in its module.
    pub(crate) fn add_to_operation(&self, operation: &mut OperationItem) {
        let own = Some(operation.facts.name.as_str());
        self.add(&mut operation.summary, own);
        self.add(&mut operation.documentation, own);
        self.add(&mut operation.response.documentation, own);
        for field in operation.fields.iter_mut().chain(&mut operation.response.fields) {
            self.add(&mut field.documentation, own);
        }
        for item in &mut operation.types {
            self.add_to_item(item, own);
        }
    }

    /// Links the documentation of a type. `own` is the operation in whose module the type is; it is not linked.
    pub(crate) fn add_to_item(&self, item: &mut Item, own: Option<&str>) {
        match item {
            Item::Structure(structure) => {
                self.add(&mut structure.documentation, own);
                for field in &mut structure.fields {
                    self.add(&mut field.documentation, own);
                }
            }
            Item::Enumeration(enumeration) => {
                self.add(&mut enumeration.documentation, own);
                for variant in &mut enumeration.variants {
                    self.add(&mut variant.documentation, own);
                }
            }
        }
    }

    /// Links the documentation of an error code.
    pub(crate) fn add_to_error_code(&self, code: &mut ErrorVariant) {
        self.add(&mut code.documentation, None);
    }

    fn add(&self, markdown: &mut String, own: Option<&str>) {
        // Fast path: most documentation mentions no operation and need not be parsed as Markdown.
        let names = || markdown.split(|character: char| !is_in_name(character));
        let is_linked =
            |name: &str| self.lengths.contains(&name.len()) && self.targets.contains_key(name) && own != Some(name);
        if !names().any(is_linked) {
            return;
        }
        let mut linked = String::with_capacity(markdown.len());
        let mut position = 0;
        for (range, mention) in mentions(markdown) {
            let name = match mention {
                Mention::Whole(name) => name,
                Mention::Word(word, before) if may_follow(before) && reads_like_a_name(word) => word,
                Mention::Word(..) => continue,
            };
            if let Some(target) = self.targets.get(name).filter(|_| own != Some(name)) {
                linked.push_str(markdown.get(position..range.start).unwrap_or_default());
                linked.push_str(&format!("[`{name}`]({target})"));
                position = range.end;
            }
        }
        linked.push_str(markdown.get(position..).unwrap_or_default());
        *markdown = linked;
    }
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Whether a name may begin after this character. This excludes parts of paths, URLs and RAM actions
/// (`rds:DescribeRegions`).
fn may_follow(before: Option<char>) -> bool {
    before.is_none_or(|before| !":/.=#?&@-$%".contains(before))
}

/// Whether a word in plain text can only be an identifier: it has an upper-case letter after a lower-case one
/// (`DescribeRegions`).
fn reads_like_a_name(word: &str) -> bool {
    word.as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [first, second] if first.is_ascii_lowercase() && second.is_ascii_uppercase()))
}
