//! Links from documentation to the operations that it names.
//!
//! Only what is generated can be linked, so this is a last pass over finished Markdown: an operation that is not selected stays the code
//! that it was. Names, types and everything else that a program can see do not depend on the selection.

use std::collections::HashMap;

use super::markdown::{autolink, code_span, link};
use crate::model::item::{ErrorCode, Item, Operation};

/// The operations that can be linked.
pub(crate) struct Links {
    /// Paths from a module of the generated crate, by name on the wire.
    targets: HashMap<String, String>,
}

impl Links {
    pub(crate) fn to(operations: &[Operation]) -> Self {
        let target = |operation: &Operation| {
            let path = format!("super::{}::{}", operation.module, operation.type_name);
            (operation.name.clone(), path)
        };
        Self { targets: operations.iter().map(target).collect() }
    }

    /// Links the documentation of an operation and of everything in its module.
    pub(crate) fn add_to_operation(&self, operation: &mut Operation) {
        let own = Some(operation.name.as_str());
        self.add(&mut operation.summary, own);
        self.add(&mut operation.documentation, own);
        self.add(&mut operation.response.documentation, own);
        let parameters = operation.parameters.iter_mut().map(|parameter| &mut parameter.field);
        for field in parameters.chain(&mut operation.response.fields) {
            self.add(&mut field.documentation, own);
        }
        for item in &mut operation.types {
            self.add_to_item(item, own);
        }
    }

    /// Links the documentation of a type. `own` is the operation in whose module it is.
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
    pub(crate) fn add_to_error_code(&self, code: &mut ErrorCode) {
        self.add(&mut code.documentation, None);
    }

    fn add(&self, markdown: &mut String, own: Option<&str>) {
        let mut linked = String::new();
        let mut fenced = false;
        for line in markdown.split_inclusive('\n') {
            let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            if is_fence || fenced || line.starts_with('#') {
                fenced ^= is_fence;
                linked.push_str(line);
            } else {
                self.add_to_line(line, own, &mut linked);
            }
        }
        *markdown = linked;
    }

    fn add_to_line(&self, line: &str, own: Option<&str>, linked: &mut String) {
        let mut rest = line;
        let mut before = ' ';
        while let Some(character) = rest.chars().next() {
            let (taken, name) = match character {
                '`' => {
                    let span = code_span(rest).unwrap_or("`");
                    (span, span.trim_matches('`'))
                }
                '[' => match any_link(rest) {
                    Some((whole, label)) => (whole, label),
                    None => ("[", ""),
                },
                '<' => (autolink(rest).unwrap_or("<"), ""),
                '\\' => (rest.get(..2).unwrap_or("\\"), ""),
                _ if is_in_name(character) => {
                    let word = rest.find(|other| !is_in_name(other)).and_then(|end| rest.get(..end)).unwrap_or(rest);
                    (word, if may_follow(before) && reads_like_a_name(word) { word } else { "" })
                }
                _ => (rest.get(..character.len_utf8()).unwrap_or_default(), ""),
            };
            match self.targets.get(name).filter(|_| own != Some(name)) {
                Some(target) => linked.push_str(&format!("[`{name}`]({target})")),
                None => linked.push_str(taken),
            }
            before = taken.chars().next_back().unwrap_or(' ');
            rest = rest.strip_prefix(taken).unwrap_or_default();
        }
    }
}

/// `[label](target)` at the beginning of `text`. The label counts as a name only where the target is a page of the vendor.
fn any_link(text: &str) -> Option<(&str, &str)> {
    if let Some(whole) = link(text) {
        let label = whole.get(1..)?.split("](").next()?;
        return Some((whole, label.trim_matches('`')));
    }
    // A link within the documentation: `[`db_instance_id`](#structfield.db_instance_id)`, `[`Self::Unknown`]`.
    let end = text.get(..text.find(']')? + 1)?;
    let target = text.strip_prefix(end).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.find(')'));
    Some((target.and_then(|target| text.get(..end.len() + target + 2)).unwrap_or(end), ""))
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Whether a name can begin after this character: not in a path, a URL, or the name of an action (`rds:DescribeRegions`).
fn may_follow(before: char) -> bool {
    !":/.=#?&@-$%".contains(before)
}

/// Whether a word outside of code is no word of the language: it has a capital after a small letter (`DescribeRegions`).
fn reads_like_a_name(word: &str) -> bool {
    word.as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [first, second] if first.is_ascii_lowercase() && second.is_ascii_uppercase()))
}
