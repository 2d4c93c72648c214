//! Documentation of a generated crate about operations that are not generated and about oddities of the description.

use super::markdown::{code, inline};
use crate::decide::{RefusedOperation, Warning};

/// Maximum number of lines in a list.
const MOST: usize = 200;

/// Markdown for the end of the overview; empty if there are no notes.
pub(crate) fn notes(refused: &[RefusedOperation], warnings: &[Warning]) -> String {
    let refused: Vec<String> = refused.iter().map(|refused| line(&refused.name, &refused.reason)).collect();
    let odd: Vec<String> = warnings.iter().map(|warning| line(&warning.place, &warning.text)).collect();
    section("Not generated", &refused) + &section("Oddities of the description", &odd)
}

fn line(place: &str, text: &str) -> String {
    format!("- {}: {}\n", code(place), inline(text))
}

fn section(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n# {title}\n\n{}", lines.iter().take(MOST).map(String::as_str).collect::<String>());
    if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        text.push_str(&format!("- and {more} more, which `alicloud-codegen report` lists\n"));
    }
    text
}
