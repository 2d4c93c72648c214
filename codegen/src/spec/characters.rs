//! Rejects characters that strings of a description must not contain.
//!
//! Descriptions are untrusted input: their strings reach source code, manifests, instructions of build scripts,
//! terminals, paths and HTTP headers. Each of these outputs does its own escaping. In addition, characters that are
//! invisible to a reader but have a meaning in one of the outputs are rejected here: control characters, and characters
//! that change the text direction (Unicode Technical Standard 55, section 4; `rustc` denies them in comments).

use std::borrow::Cow;
use std::collections::HashSet;

use super::document::Documents;
use super::tree::{Member, Node, SourceFiles, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Fields that hold a single name, path or code. All other strings may have several lines.
const NAMES: [&str; 29] = [
    "$ref",
    "action",
    "arn",
    "code",
    "consumes",
    "endpoint",
    "errorCode",
    "format",
    "in",
    "methods",
    "name",
    "operation",
    "operationType",
    "path",
    "produces",
    "product",
    "public",
    "regionId",
    "resourceType",
    "schemes",
    "style",
    "type",
    "version",
    "vpc",
    "x-endpoint-rule",
    "x-engines",
    "x-items",
    "x-location-service-code",
    "x-signature",
];

/// The purpose of a string, which determines the allowed characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// A name, a path or a code. It is a single line.
    Name,
    /// Sentences, samples and values. They may contain line breaks and tabs.
    Text,
}

impl Use {
    fn of(field: &str) -> Self {
        if NAMES.contains(&field) { Self::Name } else { Self::Text }
    }

    fn refuses(self, character: char) -> bool {
        match character {
            '\n' | '\t' => self == Self::Name,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            '\u{2028}' | '\u{2029}' | '\u{feff}' => self == Self::Name,
            other => other.is_control(),
        }
    }

    /// The first character that is not allowed. The line break of Windows (`\r\n`) is allowed in texts.
    fn first_refused(self, text: &str) -> Option<char> {
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let breaks_line = character == '\r' && characters.peek() == Some(&'\n') && self == Self::Text;
            if !breaks_line && self.refuses(character) {
                return Some(character);
            }
        }
        None
    }

    /// Removes the characters that are not allowed. Whitespace among them becomes a space.
    fn clean(self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        let kept = text.chars().filter_map(|character| match character {
            refused if !self.refuses(refused) => Some(refused),
            space if space.is_whitespace() => Some(' '),
            _ => None,
        });
        let kept: String = kept.collect();
        if self == Self::Name { kept.trim().to_owned() } else { kept }
    }
}

/// Fast path: whether the string is printable ASCII only, which is always allowed. Most strings are.
fn is_harmless(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Reports every string with a character that is not allowed, and removes the character. For a file of the vendor the
/// report is only a warning, so the string must be safe afterwards.
pub(super) fn check(documents: &mut Documents<'_>, sources: &SourceFiles, problems: &mut Diagnostics) {
    let mut check = Check { sources, problems };
    for node in documents.product.iter_mut().chain(&mut documents.names).chain(documents.operations.values_mut()) {
        check.node(node, "");
    }
}

struct Check<'a> {
    sources: &'a SourceFiles,
    problems: &'a mut Diagnostics,
}

impl Check<'_> {
    fn node(&mut self, node: &mut Node<'_>, field: &str) {
        match &mut node.value {
            Value::Text(text) if is_harmless(text) => {}
            Value::Text(text) => {
                let purpose = Use::of(field);
                if let Some(character) = purpose.first_refused(text) {
                    self.report(node.span, field, purpose, character);
                    *text = Cow::Owned(purpose.clean(text));
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item, field)),
            Value::Object(members) => members.iter_mut().for_each(|member| self.member(member)),
            Value::Null | Value::Boolean(_) | Value::Number(_) => {}
        }
    }

    fn member(&mut self, member: &mut Member<'_>) {
        if !is_harmless(&member.name)
            && let Some(character) = Use::Name.first_refused(&member.name)
        {
            self.report(member.name_span, "", Use::Name, character);
            member.name = Cow::Owned(Use::Name.clean(&member.name));
        }
        let Member { name, value, .. } = member;
        self.node(value, name);
    }

    fn report(&mut self, span: super::tree::Span, field: &str, purpose: Use, character: char) {
        let what = match (purpose, field) {
            (_, "") => "a field name".to_owned(),
            (Use::Name, field) => format!("`{field}`, which holds a name,"),
            (Use::Text, field) => format!("`{field}`"),
        };
        let diagnostic = Diagnostic::error(format!("{what} contains the character {}", name_of(character))).remedy(
            "remove the character: it is invisible and can change the meaning of the string where it is printed",
        );
        self.problems.push(self.sources.point(diagnostic, span));
    }
}

/// A printable name for the character.
fn name_of(character: char) -> String {
    let name = match character {
        '\n' => " (line feed)",
        '\r' => " (carriage return)",
        '\t' => " (tab)",
        '\0' => " (null)",
        '\u{1b}' => " (escape)",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => " (changes the direction of text)",
        _ => "",
    };
    format!("U+{:04X}{name}", u32::from(character))
}

/// Removes the characters that [`check`] rejects from all strings and keys of a value, and returns the number of
/// strings that had any. A key that would then collide with another one is not changed, so that no value is lost
/// silently; `check` rejects it.
pub(super) fn clean(node: &mut Node<'_>) -> usize {
    clean_field(node, "")
}

fn clean_field(node: &mut Node<'_>, field: &str) -> usize {
    match &mut node.value {
        Value::Text(text) => {
            let purpose = Use::of(field);
            let is_refused = purpose.first_refused(text).is_some();
            if is_refused {
                *text = Cow::Owned(purpose.clean(text));
            }
            usize::from(is_refused)
        }
        Value::List(items) => items.iter_mut().map(|item| clean_field(item, field)).sum(),
        Value::Object(members) => {
            let keys = clean_keys(members);
            keys + members.iter_mut().map(|member| clean_field(&mut member.value, &member.name)).sum::<usize>()
        }
        Value::Null | Value::Boolean(_) | Value::Number(_) => 0,
    }
}

fn clean_keys(members: &mut [Member<'_>]) -> usize {
    let is_refused = |name: &str| !is_harmless(name) && Use::Name.first_refused(name).is_some();
    if !members.iter().any(|member| is_refused(&member.name)) {
        return 0;
    }
    let mut taken: HashSet<String> = members.iter().map(|member| member.name.clone().into_owned()).collect();
    let mut cleaned = 0;
    for member in members.iter_mut().filter(|member| is_refused(&member.name)) {
        let name = Use::Name.clean(&member.name);
        if taken.insert(name.clone()) {
            member.name = Cow::Owned(name);
            cleaned += 1;
        }
    }
    cleaned
}
