//! Shows a response as tables: one for each list, and one for all other fields.

use std::collections::HashMap;

use comfy_table::{ContentArrangement, Table, presets};

use crate::escape;
use crate::json::JsonValue;

/// Larger tables are not shown: nobody can read them, and they take much time and memory.
const COLUMNS: usize = 1_000;
const CELLS: usize = 200_000;
const BYTES: usize = 32 << 20;

/// Characters in a line of a cell. The library wraps what is wider than a `u16` as well, but in quadratic time.
const LINE: usize = 10_000;

/// The tables of a response, as text. `None` if it is too large for that.
///
/// Every list is a table under its name, a row for each element; below them are the other fields. Lists and objects within an element are
/// JSON in their cell, so nothing of the response is left out.
pub(super) fn of(value: &JsonValue) -> Option<String> {
    let mut response = ResponseTables::default();
    response.add(String::new(), value)?;
    let mut tables = response.lists;
    if !response.fields.is_empty() {
        let rows = response.fields.into_iter().map(|(name, value)| vec![(0, name), (1, value)]).collect();
        tables.push(ListTable { name: String::new(), header: vec!["Field".to_owned(), "Value".to_owned()], rows });
    }
    let is_wide = tables.iter().any(|list| list.header.len() > COLUMNS);
    let total = |size: fn(&ListTable) -> usize| tables.iter().map(size).fold(0, usize::saturating_add);
    if is_wide || total(ListTable::cells) > CELLS || total(ListTable::bytes) > BYTES {
        return None;
    }
    Some(tables.into_iter().map(ListTable::into_text).collect::<Vec<_>>().join("\n"))
}

#[derive(Default)]
struct ResponseTables {
    lists: Vec<ListTable>,
    /// Name and value of each field that is neither a list nor in one. The name includes those of the objects around it.
    fields: Vec<(String, String)>,
    /// The length of all names so far.
    bytes: usize,
}

impl ResponseTables {
    /// Adds a value and its parts; `None` if they are too large.
    fn add(&mut self, name: String, value: &JsonValue) -> Option<()> {
        self.bytes = self.bytes.saturating_add(name.len());
        if self.bytes > BYTES {
            return None;
        }
        match value {
            JsonValue::Object(fields) if !fields.is_empty() => {
                for (field, value) in fields {
                    let field = escape::line(field);
                    self.add(if name.is_empty() { field.into_owned() } else { format!("{name}.{field}") }, value)?;
                }
            }
            JsonValue::List(elements) if !elements.is_empty() => self.lists.push(ListTable::of(name, elements)),
            value => self.fields.push((wrapped(&name), cell(value))),
        }
        Some(())
    }
}

struct ListTable {
    name: String,
    header: Vec<String>,
    /// The cells that are not empty, each with its column.
    rows: Vec<Vec<(usize, String)>>,
}

impl ListTable {
    fn of(name: String, elements: &[JsonValue]) -> Self {
        let objects: Option<Vec<_>> = elements.iter().map(fields).collect();
        match objects {
            Some(objects) if objects.iter().any(|fields| !fields.is_empty()) => Self::of_objects(name, &objects),
            _ => {
                let rows = elements.iter().map(|element| vec![(0, cell(element))]).collect();
                Self { name, header: vec!["Value".to_owned()], rows }
            }
        }
    }

    /// A list with a column for each field. A name that an object has twice has two columns.
    fn of_objects(name: String, objects: &[&[(String, JsonValue)]]) -> Self {
        let mut columns: HashMap<(&str, usize), usize> = HashMap::new();
        let mut header = Vec::new();
        let mut rows = Vec::with_capacity(objects.len());
        for fields in objects {
            let mut count: HashMap<&str, usize> = HashMap::new();
            let mut row = Vec::with_capacity(fields.len());
            for (name, value) in *fields {
                let count = count.entry(name).or_default();
                let column = *columns.entry((name, *count)).or_insert_with(|| {
                    header.push(wrapped(&escape::line(name)));
                    header.len() - 1
                });
                *count += 1;
                row.push((column, cell(value)));
            }
            rows.push(row);
        }
        Self { name, header, rows }
    }

    fn cells(&self) -> usize {
        self.header.len().saturating_mul(self.rows.len() + 1)
    }

    /// How many bytes the table takes at most: all cells of a column are as wide as the widest one, and all cells of a row are as high as
    /// the highest one.
    fn bytes(&self) -> usize {
        let mut widths: Vec<usize> = self.header.iter().map(|name| width(name)).collect();
        for (column, cell) in self.rows.iter().flatten() {
            if let Some(known) = widths.get_mut(*column) {
                *known = width(cell).max(*known);
            }
        }
        // The frame around a cell is three characters of three bytes.
        let line = widths.iter().map(|width| width + 9).fold(0, usize::saturating_add);
        let rows = self.rows.iter().map(|row| height(row.iter().map(|(_, cell)| cell)));
        let lines = rows.fold(height(self.header.iter()).saturating_add(3), usize::saturating_add);
        line.saturating_mul(lines)
    }

    fn into_text(self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        let columns = self.header.len();
        table.set_header(self.header);
        for cells in self.rows {
            let mut row = vec![String::new(); columns];
            for (column, cell) in cells {
                if let Some(place) = row.get_mut(column) {
                    *place = cell;
                }
            }
            table.add_row(row);
        }
        let title = if self.name.is_empty() { String::new() } else { format!("{}\n", self.name) };
        format!("{title}{table}\n")
    }
}

fn fields(value: &JsonValue) -> Option<&[(String, JsonValue)]> {
    match value {
        JsonValue::Object(fields) => Some(fields),
        _ => None,
    }
}

fn cell(value: &JsonValue) -> String {
    let mut text = String::new();
    push(value, true, &mut text);
    wrapped(&escape::line(&text))
}

/// Breaks a string into lines of a limited length.
fn wrapped(text: &str) -> String {
    if text.len() <= LINE {
        return text.to_owned();
    }
    let mut lines = String::with_capacity(text.len() + text.len() / LINE);
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % LINE == 0 {
            lines.push('\n');
        }
        lines.push(character);
    }
    lines
}

/// The bytes of the longest line of a cell.
fn width(cell: &str) -> usize {
    cell.lines().map(str::len).max().unwrap_or_default()
}

fn height<'a>(cells: impl Iterator<Item = &'a String>) -> usize {
    cells.map(|cell| cell.lines().count()).max().unwrap_or_default().max(1)
}

/// Appends a value; within lists and objects it is JSON.
fn push(value: &JsonValue, is_whole: bool, text: &mut String) {
    match value {
        JsonValue::Null => text.push_str("null"),
        JsonValue::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        JsonValue::Number(digits) => text.push_str(digits),
        JsonValue::String(string) if is_whole => text.push_str(string),
        JsonValue::String(string) => text.push_str(&serde_json::Value::from(string.as_str()).to_string()),
        JsonValue::List(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                push(element, false, text);
            }
            text.push(']');
        }
        JsonValue::Object(fields) => {
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
