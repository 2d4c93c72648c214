//! Reads tables of documented errors.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::column::Column;
use super::document::{Row, Table};
use super::notes::PageNotes;
use crate::import::places::PagePlaces;
use crate::spec::entry::ErrorCode;

/// Errors by HTTP status.
pub(super) type Errors = IndexMap<String, Vec<ErrorCode>>;

/// Adds the rows of an error table. `known` are error codes of the product; they show where a code ends in a row with
/// concatenated cells.
pub(super) fn read(
    table: &Table,
    known: &[String],
    descriptions: bool,
    (errors, places): (&mut Errors, &mut PagePlaces),
    notes: &mut PageNotes,
) {
    // Duplicate rows are dropped.
    let key = |status: &str, error: &ErrorCode| {
        (status.to_owned(), error.error_code.clone(), error.error_message.clone(), error.description.clone())
    };
    let mut seen = HashSet::new();
    for (status, there) in errors.iter() {
        seen.extend(there.iter().map(|error| key(status, error)));
    }
    let mut above = String::new();
    for row in &table.rows {
        let cells = if let [line] = row.cells.as_slice() {
            run_together(line, known, row, notes).map(|cells| with_description(cells, table, row, notes))
        } else if table.columns.is_empty() {
            by_content(row)
        } else {
            let cell = |column| without_span(table.cell(row, column)).trim().to_owned();
            let mut cells = Cells {
                status: cell(Column::Status),
                code: cell(Column::Code),
                message: cell(Column::Message),
                description: cell(Column::Description),
            };
            // In `Error code | Description | HTTP status code | Meaning`, the first description is the message of the
            // service.
            if !table.has(Column::Message) {
                cells.message = std::mem::take(&mut cells.description);
                let descriptions = table.columns.iter().zip(&row.cells);
                let second = descriptions.filter(|(column, _)| **column == Column::Description).nth(1);
                cells.description = second.map(|(_, cell)| cell.clone()).unwrap_or_default();
            }
            // Translated pages have spaces after the dots of a code.
            if cells.code.contains(". ") && is_code(&cells.code.replace(". ", ".")) {
                let joined = cells.code.replace(". ", ".");
                notes.warn_rule(
                    &row.range,
                    format!("`{}` is not a code: it has a space in it", cells.code),
                    format!("it was taken to be `{joined}`"),
                );
                cells.code = joined;
            }
            cells.code = without_markup(cells.code, row, notes);
            // Drops the reason phrase, as in `400 Bad Request`.
            if let Some((status, _)) = cells.status.clone().split_once([' ', '\n']) {
                status.clone_into(&mut cells.status);
            }
            Some(cells)
        };
        // Cells that were merged are empty but for the first one.
        let cells = cells.map(|mut cells| {
            if cells.status.is_empty() && !cells.code.is_empty() && !above.is_empty() {
                let what = format!("the error `{}` has no HTTP status", cells.code);
                notes.warn_rule(&row.range, what, format!("{above}, that of the row above, was used"));
                cells.status.clone_from(&above);
            }
            above.clone_from(&cells.status);
            cells
        });
        match cells {
            Some(cells) if is_status(&cells.status) && !cells.code.is_empty() => {
                let status = cells.status.clone();
                places.add(&cells.code, &row.range, false);
                let there = errors.entry(cells.status).or_default();
                let text = |text: String| (!text.is_empty()).then_some(text);
                let error = ErrorCode {
                    error_code: Some(cells.code),
                    error_message: text(cells.message),
                    description: text(cells.description).filter(|_| descriptions),
                };
                if seen.insert(key(&status, &error)) {
                    there.push(error);
                }
            }
            Some(cells) if cells.code.is_empty() => notes.warn(&row.range, "left out: an error without a code"),
            Some(cells) if cells.status.is_empty() => {
                notes.warn(&row.range, format!("left out: the error `{}` has no HTTP status", cells.code));
            }
            Some(cells) => notes.warn(
                &row.range,
                format!("left out: the error `{}`, because `{}` is no HTTP status", cells.code, cells.status),
            ),
            None => notes.warn(&row.range, "left out: a row of the error table that has no status, code and message"),
        }
    }
}

/// Removes the marks of a code span that is the whole cell.
fn without_span(cell: &str) -> &str {
    let inner = cell.trim().strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
    inner.filter(|inner| !inner.contains('`')).unwrap_or(cell)
}

/// Removes links, emphasis and quotation marks around a code. A code with other characters than those of all others is kept,
/// since the service may return it.
fn without_markup(code: String, row: &Row, notes: &mut PageNotes) -> String {
    let mut name = code.trim();
    if let Some((text, _)) = name.strip_prefix('[').and_then(|link| link.split_once("](")) {
        name = text;
    }
    let marks: &[char] = &['`', '*', '"', '\'', '“', '”', '‘', '’', '「', '」', ' '];
    let name = name.trim_matches(marks);
    // A dash stands for no code.
    if !name.contains(char::is_alphanumeric) {
        return String::new();
    }
    // Emphasis is a matter of layout, and a quotation mark may be meant.
    if name != code.trim_matches(['*', '`', ' ']) {
        let rule = format!("the code was taken to be `{name}`");
        notes.warn_rule(&row.range, format!("`{code}` is not a code: it has marks around it"), rule);
    }
    let is_usual = |character: char| character.is_ascii_graphic() && !"\"'`*|<>[]()".contains(character);
    if !name.chars().all(is_usual) {
        let what = format!("`{name}` is an unusual error code: it has other characters than letters, digits and dots");
        notes.warn_rule(&row.range, what, "it was kept as it is");
    }
    name.to_owned()
}

struct Cells {
    status: String,
    code: String,
    message: String,
    description: String,
}

fn is_status(text: &str) -> bool {
    text.len() == 3 && text.parse::<u16>().is_ok_and(|status| (100..600).contains(&status))
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(is_code_character)
        && text.chars().any(|character| character.is_ascii_alphabetic())
}

fn is_code_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-' | '/')
}

/// Recognizes the cells of a table without a header by their content.
fn by_content(row: &Row) -> Option<Cells> {
    let status = row.cells.iter().position(|cell| is_status(cell.trim()))?;
    let code = row.cells.iter().position(|cell| is_code(cell.trim()) && !is_status(cell.trim()))?;
    let mut rest = row
        .cells
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != status && *index != code)
        .map(|(_, cell)| cell.clone());
    Some(Cells {
        status: row.cells.get(status)?.trim().to_owned(),
        code: row.cells.get(code)?.trim().to_owned(),
        message: rest.next().unwrap_or_default(),
        description: rest.next().unwrap_or_default(),
    })
}

/// Splits concatenated cells, as in `404Endpoint.NotFoundSpecified endpoint is not existed.`
fn run_together(line: &str, known: &[String], row: &Row, notes: &mut PageNotes) -> Option<Cells> {
    let (status, rest) = line.split_at_checked(3).filter(|(status, _)| is_status(status))?;
    let rest = rest.trim_start();
    let word = rest.find(|character| !is_code_character(character)).unwrap_or(rest.len());
    let run = rest.get(..word)?;
    let known = known
        .iter()
        .filter(|code| run.starts_with(code.as_str()) && code.len() < run.len().max(1))
        .max_by_key(|code| code.len());
    // The message begins at the last capital letter of the run, if a word begins there.
    let capital = run.char_indices().filter(|(at, character)| {
        *at > 0
            && character.is_ascii_uppercase()
            && run.get(..*at).is_some_and(|before| !before.ends_with(['.', '_', '-']))
    });
    let capital = capital.map(|(at, _)| at).next_back();
    let end = match (known, capital) {
        (Some(code), _) => code.len(),
        // The run is followed by neither a space nor an apostrophe, so it is not joined to a message: it is the code
        // itself.
        _ if rest.get(word..).is_none_or(|after| !after.starts_with([' ', '\''])) => word,
        (None, Some(at)) => at,
        (None, None) => return None,
    };
    let (code, message) = rest.split_at_checked(end)?;
    let first = message.split([' ', ',', '.']).next().unwrap_or_default();
    if known.is_none() && !BEGINNINGS.contains(&first) {
        notes.warn_rule(
            &row.range,
            "code and message run together",
            format!("the code was taken to be `{code}`, the message to begin with `{first}`"),
        );
    }
    Some(Cells {
        status: status.to_owned(),
        code: code.to_owned(),
        message: message.trim().to_owned(),
        description: String::new(),
    })
}

/// Splits the description off a message, if the table has a column for both and nothing separates them, as in `The book is
/// locked.The book is locked by another reader.`
fn with_description(mut cells: Cells, table: &Table, row: &Row, notes: &mut PageNotes) -> Cells {
    let column = |wanted| table.columns.iter().position(|column| *column == wanted);
    let (Some(message), Some(description)) = (column(Column::Message), column(Column::Description)) else {
        return cells;
    };
    if description < message {
        return cells;
    }
    // A dash stands for no description.
    if let Some(message) = cells.message.strip_suffix('-').filter(|message| !message.ends_with(char::is_alphanumeric)) {
        cells.message = message.trim_end().to_owned();
        return cells;
    }
    match boundaries(&cells.message).as_slice() {
        [] => {}
        [only] => {
            let (message, description) = cells.message.split_at_checked(*only).unwrap_or((&cells.message, ""));
            (cells.message, cells.description) = (message.trim().to_owned(), description.trim().to_owned());
        }
        _ => notes.warn_rule(
            &row.range,
            format!(
                "the message of `{}` and its description run together, and more than one place may be between them",
                cells.code
            ),
            "both were kept as the message",
        ),
    }
    cells
}

/// Returns the offsets at which a text may have been joined of two: directly after the end of a sentence or a word, another
/// one begins.
fn boundaries(text: &str) -> Vec<usize> {
    let mut start = 0;
    let mut found = Vec::new();
    for word in text.split_inclusive(' ') {
        found.extend(boundary(word).map(|at| start + at));
        start += word.len();
    }
    if found.is_empty() {
        // A translation follows.
        let letters = text.char_indices().zip(text.chars().skip(1).map(Some));
        let mut joints = letters.filter(|((_, left), right)| {
            left.is_ascii_graphic() && right.is_some_and(|right| right.is_alphabetic() && !right.is_ascii())
        });
        found.extend(joints.next().map(|((at, _), _)| at + 1));
    }
    found
}

/// Returns where the second of two sentences begins in a run of characters, as in `locked.The` and `existThe`. A name like
/// `Instance.Status` is one word.
fn boundary(word: &str) -> Option<usize> {
    let is_beginning = |after: &str| BEGINNINGS.contains(&after.trim_end_matches([' ', ',', '.']));
    let begins_small = word.trim_start_matches(['"', '\'', '(']).starts_with(|first: char| first.is_ascii_lowercase());
    word.char_indices().skip(1).find_map(|(at, letter)| {
        if !letter.is_ascii_uppercase() {
            return None;
        }
        let (before, after) = word.split_at_checked(at)?;
        let is_end = before.ends_with(['.', '!', '?', ')', '"', '\'']) && (begins_small || is_beginning(after));
        let is_joint = before.bytes().all(|byte| byte.is_ascii_lowercase()) && is_beginning(after);
        (is_end || is_joint).then_some(at)
    })
}

/// Words that begin messages, but do not end codes.
const BEGINNINGS: &[&str] = &[
    "The",
    "Specified",
    "Your",
    "You",
    "This",
    "An",
    "A",
    "No",
    "We",
    "Some",
    "There",
    "It",
    "Please",
    "Sorry",
    "User",
    "Failed",
    "Current",
];
