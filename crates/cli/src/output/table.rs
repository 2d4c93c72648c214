//! A response as a table.

use std::collections::{HashMap, HashSet};

use comfy_table::{ContentArrangement, Table, presets};

use crate::json::Json;
use crate::visible;

/// A table with more columns or cells is not made: it would take more time and memory than anybody has for reading it.
const COLUMNS: usize = 1_000;
const CELLS: usize = 200_000;

/// The first list of objects in the response, a row each; without one, the fields of the response. `None` if that is too large.
pub(super) fn of(value: &Json) -> Option<Table> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(rows) = first_list(value) {
        let columns = columns(&rows)?;
        if columns.len().saturating_mul(rows.len()) > CELLS {
            return None;
        }
        table.set_header(columns.iter().map(|name| visible::line(name).into_owned()));
        for row in rows {
            // Of a name that occurs twice, the first value.
            let cells: HashMap<&str, &Json> = row.iter().rev().map(|(name, value)| (name.as_str(), value)).collect();
            table.add_row(columns.iter().map(|column| cells.get(column).map(|value| cell(value)).unwrap_or_default()));
        }
    } else if let Json::Object(fields) = value {
        if fields.len() > CELLS {
            return None;
        }
        table.set_header(["Field", "Value"]);
        for (name, field) in fields {
            table.add_row([visible::line(name).into_owned(), cell(field)]);
        }
    } else {
        table.add_row([cell(value)]);
    }
    Some(table)
}

/// The names of the fields that are neither lists nor objects, in the order in which they occur first.
fn columns<'a>(rows: &[&'a Vec<(String, Json)>]) -> Option<Vec<&'a str>> {
    let mut columns = Vec::new();
    let mut seen = HashSet::new();
    for (name, cell) in rows.iter().copied().flatten() {
        if !matches!(cell, Json::List(_) | Json::Object(_)) && seen.insert(name.as_str()) {
            columns.push(name.as_str());
            if columns.len() > COLUMNS {
                return None;
            }
        }
    }
    Some(columns)
}

fn first_list(value: &Json) -> Option<Vec<&Vec<(String, Json)>>> {
    match value {
        Json::List(elements) => elements.iter().map(fields).collect::<Option<Vec<_>>>().filter(|rows| !rows.is_empty()),
        Json::Object(fields) => fields.iter().find_map(|(_, field)| first_list(field)),
        _ => None,
    }
}

fn fields(value: &Json) -> Option<&Vec<(String, Json)>> {
    match value {
        Json::Object(fields) => Some(fields),
        _ => None,
    }
}

fn cell(value: &Json) -> String {
    let mut text = String::new();
    push(value, true, &mut text);
    visible::line(&text).into_owned()
}

/// Appends a value; within lists and objects it is JSON.
fn push(value: &Json, is_whole: bool, text: &mut String) {
    match value {
        Json::Null if is_whole => {}
        Json::Null => text.push_str("null"),
        Json::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Number(digits) => text.push_str(digits),
        Json::String(string) if is_whole => text.push_str(string),
        Json::String(string) => text.push_str(&serde_json::Value::from(string.as_str()).to_string()),
        Json::List(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                push(element, false, text);
            }
            text.push(']');
        }
        Json::Object(fields) => {
            text.push('{');
            for (index, (name, field)) in fields.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&serde_json::Value::from(name.as_str()).to_string());
                text.push(':');
                push(field, false, text);
            }
            text.push('}');
        }
    }
}
