//! Formats a comparison as Markdown for release notes: one line for each change with its effect on programs.

use std::fmt::Write as _;

use super::change::{ApiChange, Class, Kind, Part, Subject};
use super::{Comparison, ProductComparison};

impl Comparison {
    /// Formats the comparison as Markdown: for each product, the changes by class and then by subject.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for product in changed(self) {
            push(&mut text, &format!("# {}", name(product)));
            push(&mut text, &format!("{}.", product.counts));
            push_product(product, "##", &mut text);
        }
        if text.is_empty() {
            text.push_str("No change.\n");
        }
        text
    }
}

/// The section of a changelog with this title. The products have no headings of their own, since a crate is of one.
pub(super) fn section(comparison: &Comparison, title: &str) -> String {
    let mut text = format!("## {title}\n");
    for product in changed(comparison) {
        push(&mut text, &format!("{}: {}.", name(product), product.counts));
        push_product(product, "###", &mut text);
    }
    if changed(comparison).next().is_none() {
        push(&mut text, "No change of the API.");
    }
    text
}

fn changed(comparison: &Comparison) -> impl Iterator<Item = &ProductComparison> {
    comparison.products.iter().filter(|product| !product.subjects.is_empty())
}

fn name(product: &ProductComparison) -> String {
    format!("{} {}", inert(&product.product), inert(&product.version))
}

/// Appends the changes under headings that begin with `level`.
fn push_product(product: &ProductComparison, level: &str, text: &mut String) {
    for (class, title) in [
        (Class::Breaking, "Breaking changes"),
        (Class::Addition, "Additions, and calls that are sent differently"),
        (Class::Documentation, "Documentation"),
    ] {
        let mut is_first = true;
        for subject in &product.subjects {
            let mut changes = subject.changes.iter().filter(|change| change.class == class).peekable();
            if changes.peek().is_none() {
                continue;
            }
            if is_first {
                push(text, &format!("{level} {title}"));
                is_first = false;
            }
            push(text, &format!("{level}# {}", title_of(&subject.subject)));
            let lines: Vec<String> = changes.map(|change| line(&subject.subject, change)).collect();
            push(text, &lines.join("\n"));
        }
    }
}

/// Appends a block, separated by a blank line.
fn push(text: &mut String, block: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(block);
    text.push('\n');
}

fn title_of(subject: &Subject) -> String {
    match subject {
        Subject::Product => "The product".to_owned(),
        Subject::ErrorCodes => "Error codes".to_owned(),
        Subject::Component(name) => format!("Type {}", code(name)),
        Subject::Operation(name) => format!("Operation {}", code(name)),
    }
}

/// One list item: the change, the Rust item, and the effect, as in `- Parameter `Id`: removed
/// (`get_thing::GetThing::id`). Code that …`
fn line(subject: &Subject, change: &ApiChange) -> String {
    let noun = noun(subject, change);
    let mut line = format!("- {noun}");
    if !change.path.is_empty() {
        line.push(' ');
        line.push_str(&code(&change.path));
    }
    // Avoids repeating the noun, as in "Error `404 Gone`: error not listed any more".
    let said = format!("{} ", noun.to_lowercase());
    let what = inert(change.what.strip_prefix(&said).unwrap_or(&change.what));
    if change.kind == Kind::Documentation {
        return format!("{line}: {what} changed in the description, and the code is the same.");
    }
    line.push_str(": ");
    line.push_str(&what);
    if let Some(rust) = &change.rust {
        let _ = write!(line, " ({})", code(rust));
    }
    let mut effect = change.effect.chars();
    let first = effect.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let _ = write!(line, ". {first}{}.", effect.as_str());
    line
}

/// The noun for the item at the path of a change.
fn noun(subject: &Subject, change: &ApiChange) -> &'static str {
    let has_path = !change.path.is_empty();
    match (subject, change.part) {
        (Subject::Product, _) => match change.kind {
            Kind::EndpointAdded | Kind::EndpointRemoved | Kind::EndpointChanged if has_path => "Region",
            Kind::GroupAdded | Kind::GroupRemoved => "Group",
            _ => "Product",
        },
        (Subject::ErrorCodes, _) => "Error code",
        (Subject::Component(_), _) if has_path => "Field",
        (Subject::Component(_), _) => "Type",
        (Subject::Operation(_), Some(Part::Request)) if has_path => "Parameter",
        (Subject::Operation(_), Some(Part::Request)) => "Request",
        (Subject::Operation(_), Some(Part::Response)) if has_path => "Field of the response",
        (Subject::Operation(_), Some(Part::Response)) => "Response",
        (Subject::Operation(_), None) if has_path => "Error",
        (Subject::Operation(_), None) => "Operation",
    }
}

/// A code span with any content.
fn code(value: &str) -> String {
    let longest = value.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if value.starts_with('`') || value.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{value}{blank}{fence}")
}

/// Converts a message with names between backticks: the names become code spans, and everything else is escaped so that
/// none of it is Markdown.
fn inert(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A name contains a backtick, so its beginning and end are ambiguous.
    let is_regular = parts.len() % 2 == 1 && !parts.iter().skip(1).step_by(2).any(|name| name.is_empty());
    if !is_regular {
        return code(text);
    }
    let mut inert = String::new();
    for (position, part) in parts.into_iter().enumerate() {
        if position % 2 == 1 {
            inert.push_str(&code(part));
            continue;
        }
        for character in part.chars() {
            if character.is_ascii_punctuation() && !",.;:()-/".contains(character) {
                inert.push('\\');
            }
            inert.push(character);
        }
    }
    inert
}

#[cfg(test)]
mod tests {
    use super::{code, inert};

    #[test]
    fn names_are_code_and_nothing_else_is_markdown() {
        for (text, expected) in [
            ("removed", "removed"),
            ("field `a` is now `b`", "field `a` is now `b`"),
            ("<b>*x*</b>", r"\<b\>\*x\*\</b\>"),
            ("`a` is `b<i>`", "`a` is `b<i>`"),
            ("`a`b` is now `c`", "``` `a`b` is now `c` ```"),
            ("[x](y)", r"\[x\](y)"),
        ] {
            let inert = inert(text);
            let is_harmless = pulldown_cmark::Parser::new(&inert).all(|event| {
                use pulldown_cmark::{Event, Tag, TagEnd};
                matches!(
                    event,
                    Event::Text(_) | Event::Code(_) | Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
                )
            });
            assert!(is_harmless, "{inert}");
            if text != "`a`b` is now `c`" {
                assert_eq!(inert, expected);
            }
        }
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
