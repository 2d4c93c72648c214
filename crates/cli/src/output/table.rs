//! Shows a response as tables: one for each list, and one for all other fields.

mod fit;

use comfy_table::{ContentArrangement, Table, presets};

use super::grid::Grid;
use crate::escape;
use crate::json::JsonValue;

/// Larger tables are not shown: nobody can read them, and they take much time and memory.
const COLUMNS: usize = 1_000;
const CELLS: usize = 200_000;
const BYTES: usize = 32 << 20;

/// Characters in a line of a cell. The library wraps what is wider than a `u16` as well, but in quadratic time.
const LINE: usize = 10_000;

/// How tables are shown on a terminal. Elsewhere they are as wide as they need.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TableStyle {
    /// The width of the terminal in characters.
    pub(super) width: Option<u16>,
    /// What is written before and after the title of a table.
    pub(super) title: [&'static str; 2],
}

/// Tables as text, and the names of the columns for which a terminal has no room.
pub(super) struct Tables {
    pub(super) text: String,
    pub(super) hidden: Vec<String>,
}

/// The tables of a response. `None` if it is too large for that.
///
/// Every list is a table under its name, a row for each element; below them are the other fields. Lists and objects within an element are
/// JSON in their cell, so nothing of the response is left out, except for columns that a terminal has no room for.
pub(super) fn of(value: &JsonValue, style: TableStyle) -> Option<Tables> {
    let mut response = ResponseTables::default();
    response.add(String::new(), value)?;
    let mut tables = response.lists;
    if !response.fields.is_empty() {
        let rows = response.fields.into_iter().map(|(name, value)| vec![(0, name), (1, value)]).collect();
        tables.push(ListTable { name: String::new(), header: vec!["Field".to_owned(), "Value".to_owned()], rows });
    }
    shown(tables, style)
}

/// The table of chosen columns.
pub(super) fn of_grid(grid: &Grid<'_>, style: TableStyle) -> Option<Tables> {
    shown(vec![ListTable::of_grid(String::new(), grid)], style)
}

fn shown(tables: Vec<ListTable>, style: TableStyle) -> Option<Tables> {
    let is_wide = tables.iter().any(|list| list.header.len() > COLUMNS);
    let total = |size: fn(&ListTable) -> usize| tables.iter().map(size).fold(0, usize::saturating_add);
    if is_wide || total(ListTable::cells) > CELLS || total(ListTable::bytes) > BYTES {
        return None;
    }
    let mut hidden = Vec::new();
    let texts = tables.into_iter().map(|mut table| {
        if let Some(width) = style.width {
            hidden.extend(fit::fit(&mut table.header, &mut table.rows, usize::from(width)));
        }
        table.into_text(style)
    });
    Some(Tables { text: texts.collect::<Vec<_>>().join("\n"), hidden })
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
            JsonValue::List(elements) if !elements.is_empty() => {
                self.lists.push(ListTable::of_grid(name, &Grid::of(elements)));
            }
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
    fn of_grid(name: String, grid: &Grid<'_>) -> Self {
        let header = grid.header.iter().map(|name| wrapped(&escape::line(name))).collect();
        let cells = |row: &Vec<(usize, std::borrow::Cow<'_, JsonValue>)>| {
            row.iter().map(|(column, value)| (*column, cell(value))).collect()
        };
        Self { name, header, rows: grid.rows.iter().map(cells).collect() }
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

    fn into_text(self, style: TableStyle) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = style.width {
            table.set_width(width);
        }
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
        let [start, end] = style.title;
        let title = if self.name.is_empty() { String::new() } else { format!("{start}{}{end}\n", self.name) };
        format!("{title}{table}\n")
    }
}

fn cell(value: &JsonValue) -> String {
    wrapped(&escape::line(&value.bare()))
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
