//! Reads the rows of parameter tables.

use std::ops::Range;

use super::column::Column;
use super::document::{Row, Table};
use super::kind::CellType;

/// A row of a table of request or response parameters.
#[derive(Debug, Clone)]
pub(super) struct TableField {
    /// Nesting level that a marker before the name shows; `None` if there is no marker.
    pub(super) depth: Option<usize>,
    /// Name as written; empty for the element of a list.
    pub(super) name: String,
    pub(super) kind: CellType,
    /// The type cell as written.
    pub(super) type_cell: String,
    /// Whether the parameter is required, if the table says so.
    pub(super) required: Option<bool>,
    /// The "required" cell, if it means neither yes nor no.
    pub(super) required_cell: Option<String>,
    /// A sample value.
    pub(super) example: Option<String>,
    /// Description of the parameter.
    pub(super) description: String,
    /// Location in the request, if the table has it.
    pub(super) position: Option<String>,
    /// Default value, if the table has a column for it.
    pub(super) default: Option<String>,
    /// Texts of links in the description, which are usually names of types.
    pub(super) links: Vec<String>,
    /// Whether the title of a later table is the name, so that the table lists the fields.
    pub(super) is_described_elsewhere: bool,
    /// Whether other rows name this one before a dot, as in `Data.Id`, so that those below it are not its fields.
    pub(super) has_paths: bool,
    /// Byte range in the page.
    pub(super) range: Range<usize>,
}

impl TableField {
    /// Creates an object or a list that no row describes.
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
            is_described_elsewhere: false,
            has_paths: false,
            range,
        }
    }
}

/// Reads the rows of a table. Returns `None` if it has no column of names, or neither types nor descriptions.
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

/// Derives nesting levels from the indentation of names, if there is any.
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
        // Some tables have the wrong header above their descriptions.
        if table.has(Column::Description) {
            required_cell = Some(cell.to_owned());
        } else {
            cell.clone_into(&mut description);
        }
    }
    if is_conditional(cell) {
        (required, required_cell) = (Some(false), Some(cell.to_owned()));
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
    let default = table.cell(row, Column::Default).trim();
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
        is_described_elsewhere: false,
        has_paths: false,
        range: row.range.clone(),
    }
}

/// Returns the texts of the links in a description, as in ``[`CallType`](#)``.
fn links(description: &str) -> Vec<String> {
    let texts = description.split('[').skip(1).filter_map(|rest| rest.split_once("](")).map(|(text, _)| text);
    texts.map(|text| text.trim_matches(['`', '*', ' ']).to_owned()).filter(|text| !text.is_empty()).collect()
}

/// Returns the name without its markers, and the nesting level that the markers show.
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
    // Some markers are repeated once per level; the others occur once, after an indentation.
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

/// Returns a name without what a page adds to it: a strike, the mark of a footnote, or a remark in parentheses.
pub(super) fn without_remarks(name: &str) -> String {
    let mut plain = name.replace("~~", "").replace("<del>", "").replace("</del>", "");
    if let Some((before, rest)) = plain.split_once("<sup>")
        && let Some((_, after)) = rest.split_once("</sup>")
    {
        plain = format!("{before}{after}");
    }
    let end = plain.find(['（', '(']).filter(|end| *end > 0 && plain.ends_with(['）', ')']));
    plain.get(..end.unwrap_or(plain.len())).unwrap_or_default().trim().to_owned()
}

/// Whether a "required" cell says `Yes` only for some requests, as in `Yes (VPC only)` and `No for A, Yes for B`.
pub(super) fn is_conditional(cell: &str) -> bool {
    let lower = cell.trim().trim_matches('*').to_lowercase();
    if lower.starts_with("conditional") || lower.starts_with("条件必") {
        return true;
    }
    let rest = ["yes", "是"].iter().find_map(|word| lower.strip_prefix(word));
    let marks = |rest: &str| rest.chars().all(|mark| !mark.is_alphanumeric() || mark.is_ascii_digit());
    match rest {
        Some(rest) => {
            let words = rest.trim_matches(|mark: char| !mark.is_alphanumeric());
            !marks(rest) && !matches!(words, "required" | "mandatory" | "必选" | "必填" | "必须" | "必需")
        }
        None => {
            let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
            words.next() == Some("no") && words.any(|word| word == "yes")
        }
    }
}

/// Interprets a "required" cell. Returns `None` if it means neither yes nor no.
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
        // The first word decides, as in `No (required if …)`.
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
