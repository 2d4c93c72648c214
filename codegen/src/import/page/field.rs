//! Rows of parameter tables.

use std::ops::Range;

use super::column::Column;
use super::document::{Row, Table};
use super::kind::CellType;

/// A row of a parameter table, request or response.
#[derive(Debug, Clone)]
pub(super) struct TableField {
    /// Level that the row itself shows by a mark before its name; `None` if it has none.
    pub(super) depth: Option<usize>,
    /// Name as printed; empty for the element of a list.
    pub(super) name: String,
    /// Its type.
    pub(super) kind: CellType,
    /// The type cell as printed.
    pub(super) type_cell: String,
    /// Whether it must be given, if the table says.
    pub(super) required: Option<bool>,
    /// The required cell where it is neither yes nor no.
    pub(super) required_cell: Option<String>,
    /// A sample value.
    pub(super) example: Option<String>,
    /// What it means.
    pub(super) description: String,
    /// Where in the request it goes, if the table says.
    pub(super) position: Option<String>,
    /// Value that the service assumes, if a column says it.
    pub(super) default: Option<String>,
    /// Names that the description links to: those of types.
    pub(super) links: Vec<String>,
    /// Bytes of the page.
    pub(super) range: Range<usize>,
}

impl TableField {
    /// An object or a list that no row describes.
    pub(super) fn enclosing(name: &str, list: bool, range: Range<usize>) -> Self {
        Self {
            depth: None,
            name: name.to_owned(),
            kind: if list { CellType::List(Some(Box::new(CellType::Object))) } else { CellType::Object },
            type_cell: String::new(),
            required: None,
            required_cell: None,
            example: None,
            description: String::new(),
            position: None,
            default: None,
            links: Vec::new(),
            range,
        }
    }
}

/// The rows of a table that has a column of names; `None` if it has none.
pub(super) fn fields(table: &Table) -> Option<Vec<TableField>> {
    if !table.has(Column::Name) || (!table.has(Column::Type) && !table.has(Column::Description)) {
        return None;
    }
    let mut fields: Vec<TableField> = table.rows.iter().map(|row| field(table, row)).collect();
    if fields.iter().all(|field| field.depth.is_none()) {
        indented(table, &mut fields);
    }
    Some(fields)
}

/// Levels that are shown by the indentation of names, if there is any.
fn indented(table: &Table, fields: &mut [TableField]) {
    let Some(first) = table.rows.first().map(|row| row.indent) else { return };
    if table.rows.iter().all(|row| row.indent == first) || table.rows.iter().any(|row| row.indent < first) {
        return;
    }
    let mut open: Vec<usize> = Vec::new();
    for (row, field) in table.rows.iter().zip(fields) {
        while open.last().is_some_and(|indent| *indent >= row.indent) {
            open.pop();
        }
        field.depth = Some(open.len());
        open.push(row.indent);
    }
}

fn field(table: &Table, row: &Row) -> TableField {
    let (depth, name) = name(table.cell(row, Column::Name));
    let type_cell = table.cell(row, Column::Type);
    let (kind, type_cell) = (CellType::parse(type_cell), type_cell.to_owned());
    let mut description = table.cell(row, Column::Description).to_owned();
    let cell = table.cell(row, Column::Required);
    let mut required = required(cell);
    let mut required_cell = None;
    if required.is_none() && !cell.is_empty() && cell != "-" {
        // Some tables print the wrong header above their descriptions.
        if table.has(Column::Description) {
            required_cell = Some(cell.to_owned());
        } else {
            cell.clone_into(&mut description);
        }
    }
    if required.is_none()
        && required_cell.is_none()
        && table.has(Column::Required)
        && table.has(Column::Description)
        && !cell.is_empty()
    {
        required = Some(false);
    }
    let example = table.cell(row, Column::Example).trim_matches('`').trim();
    let example =
        (!example.is_empty() && !matches!(example, "-" | "--" | "无" | "N/A" | "None")).then(|| example.to_owned());
    let default = table.cell(row, Column::Default).trim_matches('`').trim();
    let default =
        (!default.is_empty() && !matches!(default, "-" | "--" | "无" | "N/A" | "None")).then(|| default.to_owned());
    let links = links(&description);
    let position = table.cell(row, Column::Position);
    let position = (!position.is_empty()).then(|| position.to_lowercase());
    TableField {
        depth,
        name,
        kind,
        type_cell,
        required,
        required_cell,
        example,
        description,
        position,
        default,
        links,
        range: row.range.clone(),
    }
}

/// Texts of the links in a description, ``[`CallType`](#)``.
fn links(description: &str) -> Vec<String> {
    let texts = description.split('[').skip(1).filter_map(|rest| rest.split_once("](")).map(|(text, _)| text);
    texts.map(|text| text.trim_matches(['`', '*', ' ']).to_owned()).filter(|text| !text.is_empty()).collect()
}

/// The name without its marks, and the level that the marks show.
pub(super) fn name(cell: &str) -> (Option<usize>, String) {
    let marks = |character: char| {
        matches!(
            character,
            '└' | '├' | '─' | '│' | '∟' | '»' | '›' | '+' | '\u{a0}' | '\u{3000}' | '…' | '-' | '>' | ' '
        )
    };
    let rest = cell.trim_start_matches(marks);
    let before = cell.get(..cell.len() - rest.len()).unwrap_or_default();
    let count = |mark: &str| before.matches(mark).count();
    // Marks that are printed once for each level, then those that stand at any level behind their indentation.
    let repeated = ["»", "›", ">", "+", "∟"].into_iter().map(count).max().unwrap_or(0);
    let indent = before.chars().take_while(|character| matches!(character, ' ' | '\u{a0}' | '\u{3000}' | '│')).count();
    let depth = if repeated > 0 {
        Some(repeated)
    } else if before.contains('└') || before.contains('├') {
        Some(count("└").max(count("├")).max(1) + indent / 2)
    } else {
        None
    };
    let mut name = rest.trim().trim_matches(['`', '*']).trim();
    if let Some((text, _)) = name.strip_prefix('[').and_then(|link| link.split_once(']')) {
        name = text;
    }
    (depth, name.replace("\\_", "_"))
}

/// What a cell says of whether something is required; `None` if it is neither yes nor no.
pub(super) fn required(cell: &str) -> Option<bool> {
    let cell = cell.trim().trim_matches('*').to_lowercase();
    let cell = cell.trim_end_matches(['.', '。']);
    match cell {
        "yes" | "y" | "true" | "required" | "mandatory" | "是" | "必选" | "必填" | "必须" | "必需" => {
            Some(true)
        }
        "no" | "n" | "false" | "optional" | "conditional" | "否" | "可选" | "选填" | "非必选" | "条件必选" => {
            Some(false)
        }
        // `No (required if …)`: the first word decides.
        other if other.starts_with("yes") || other.starts_with('是') => Some(true),
        other
            if other.starts_with("no")
                || other.starts_with('否')
                || other.starts_with("conditional")
                || other.starts_with("optional") =>
        {
            Some(false)
        }
        _ => None,
    }
}
