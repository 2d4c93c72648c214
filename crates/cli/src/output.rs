//! Shows responses on standard output. A reader that has seen enough (`| head`) is not an error; a full disk and a closed stream are.

mod columns;
mod delimited;
mod grid;
mod list;
mod table;
mod yaml;

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use alicloud_catalog::{Product, Schema, same_name};
use clap::ValueEnum;

pub(crate) use columns::Columns;
pub(crate) use list::list_path;

use crate::escape;
use crate::failure::CliFailure;
use crate::json::{self, JsonText, JsonValue};
use crate::query::Query;
use crate::streams::{self, complain};
use crate::terminal::{self, bold, has_colours};
use grid::Grid;
use table::{TableStyle, Tables};

/// Format in which a response is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// JSON, indented.
    #[default]
    Json,
    /// A line of JSON for each element of the list. With --all, each page is shown as it arrives.
    Jsonl,
    /// A table for each list in the response, and one for its other fields.
    Table,
    /// The list as CSV, with a header.
    Csv,
    /// The list with tabs between values, with a header.
    Tsv,
    /// YAML.
    Yaml,
    /// The values alone, with tabs between those of a row.
    Text,
}

/// Responses with more values are not shown as tables.
const TABLE_VALUES: usize = 1_000_000;

/// How responses are shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct OutputSettings {
    /// The format that was asked for.
    pub(crate) format: Option<OutputFormat>,
    /// The part of the response that is shown.
    pub(crate) query: Option<Query>,
    /// The columns that are shown, as a table.
    pub(crate) columns: Option<Columns>,
    /// Whether nothing is shown.
    pub(crate) is_quiet: bool,
}

/// What is known about a response besides its body.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResponseFacts {
    /// Its type.
    pub(crate) schema: Option<(&'static Product, &'static Schema)>,
    /// The path of its list: the one that has pages, or the only one.
    pub(crate) list: Option<Vec<String>>,
}

impl OutputSettings {
    fn format(&self) -> OutputFormat {
        self.format.unwrap_or(if self.columns.is_some() { OutputFormat::Table } else { OutputFormat::default() })
    }

    /// Whether each element of a list can be shown as it arrives: nothing asks for the whole.
    pub(crate) fn streams(&self) -> bool {
        self.format() == OutputFormat::Jsonl && self.query.is_none() && self.columns.is_none() && !self.is_quiet
    }
}

/// Shows the body of a response.
///
/// JSON keeps its digits and remains JSON: what is not UTF-8 in a string is U+FFFD. Anything else goes unchanged to a file or another program;
/// on a terminal it keeps its meaning, and no character in it controls the terminal.
pub(crate) fn show(
    body: &[u8],
    content_type: &str,
    settings: &OutputSettings,
    described: &ResponseFacts,
) -> Result<(), CliFailure> {
    if settings.is_quiet {
        return Ok(());
    }
    let is_terminal = io::stdout().is_terminal();
    let is_file = content_type.starts_with("application/octet-stream") && !is_terminal;
    let text = String::from_utf8_lossy(body);
    let is_text = matches!(text, Cow::Borrowed(_));
    let repaired = repaired(&text);
    let is_unchanged = settings.query.is_none() && settings.format() == OutputFormat::Json;
    match JsonText::check(&repaired) {
        // A file that is downloaded is not changed.
        Ok(_) if is_file && !is_text => write(|out| out.write_all(body)),
        Ok(json) if is_unchanged => write_json(json).map(drop),
        Ok(json) if settings.format() == OutputFormat::Table && json.values() > TABLE_VALUES => {
            complain(TOO_LARGE);
            write_json(json).map(drop)
        }
        Ok(json) => show_value(json.value(), settings, described),
        Err(_) => {
            if settings.query.is_some() || settings.columns.is_some() {
                complain("warning: the response is not JSON, so it is shown unchanged");
            }
            if !is_terminal {
                write(|out| out.write_all(body))
            } else if is_text && text.trim_start().starts_with('<') {
                write(|out| writeln!(out, "{}", escape::xml(&text)))
            } else {
                write(|out| writeln!(out, "{}", escape::lines(&text)))
            }
        }
    }
}

const TOO_LARGE: &str = "warning: the response is too large for a table, so it is shown as JSON";

/// Shows a whole response, or the part of it that was asked for.
pub(crate) fn show_value(
    response: JsonValue,
    settings: &OutputSettings,
    described: &ResponseFacts,
) -> Result<(), CliFailure> {
    show_while_read(response, settings, described).map(drop)
}

/// Like [`show_value`]. Returns whether somebody reads what follows.
fn show_while_read(
    response: JsonValue,
    settings: &OutputSettings,
    described: &ResponseFacts,
) -> Result<bool, CliFailure> {
    if settings.is_quiet {
        return Ok(true);
    }
    let mut list = described.list.clone();
    let mut value = response;
    if let Some(query) = &settings.query {
        for problem in query.unknown_fields(&value, described.schema) {
            complain(&format!("warning: '{}': {problem}", query.as_str()));
        }
        let found = query.evaluate(&value).map_err(CliFailure::Query)?;
        (value, list) = (found, Some(Vec::new()));
    }
    if let Some(columns) = &settings.columns {
        let rows = columns.rows(&value).map_err(CliFailure::Query)?;
        let rows =
            list::rows(rows.as_ref().unwrap_or(&value), if rows.is_some() { Some(&[]) } else { list.as_deref() });
        let grid = columns.grid(rows.elements()).map_err(CliFailure::Query)?;
        return show_tables(table::of_grid(&grid, style()), &value);
    }
    match settings.format() {
        OutputFormat::Json => show_json(&value),
        OutputFormat::Yaml => write_while_read(|out| yaml::write(&value, out)),
        OutputFormat::Jsonl => {
            let rows = list::rows(&value, list.as_deref());
            show_lines(rows.elements())
        }
        OutputFormat::Table => match value {
            JsonValue::List(_) | JsonValue::Object(_) => show_tables(table::of(&value, style()), &value),
            scalar => write_while_read(|out| writeln!(out, "{}", escape::lines(&scalar.bare()))),
        },
        format => {
            let rows = list::rows(&value, list.as_deref());
            if let Some(names) = &rows.unclear {
                complain(&format!(
                    "warning: the response has several lists ({}), so it is shown as one row; choose one with --query",
                    names.join(", ")
                ));
            }
            show_grid(&Grid::of(rows.elements()), format)
        }
    }
}

/// Shows the data of an event of a stream: as a line of JSON, or like a response if another format was asked for. Returns
/// whether somebody reads what follows.
pub(crate) fn show_event(data: &str, settings: &OutputSettings, described: &ResponseFacts) -> Result<bool, CliFailure> {
    if settings.is_quiet {
        return Ok(true);
    }
    let repaired = repaired(data);
    let shown = |line: &str| write_while_read(|out| writeln!(out, "{line}"));
    let Ok(json) = JsonText::check(&repaired) else {
        return if io::stdout().is_terminal() { shown(&escape::lines(data)) } else { shown(data) };
    };
    let value = json.value();
    if settings.columns.is_some() || !matches!(settings.format(), OutputFormat::Json | OutputFormat::Jsonl) {
        // The elements of a list in an event are not the events.
        let facts = ResponseFacts { list: Some(Vec::new()), ..described.clone() };
        return show_while_read(value, settings, &facts);
    }
    let value = match &settings.query {
        Some(query) => query.evaluate(&value).map_err(CliFailure::Query)?,
        None => value,
    };
    shown(&escape::json(&value.compact()))
}

/// Writes each element of a list as a line of JSON. Returns whether somebody reads what follows.
pub(crate) fn show_lines(rows: &[JsonValue]) -> Result<bool, CliFailure> {
    write_while_read(|out| rows.iter().try_for_each(|row| write_line(row, out)))
}

fn write_line(row: &JsonValue, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", escape::json(&row.compact()))
}

fn show_grid(grid: &Grid<'_>, format: OutputFormat) -> Result<bool, CliFailure> {
    let is_terminal = io::stdout().is_terminal();
    match format {
        OutputFormat::Csv => write_while_read(|out| delimited::write_csv(grid, is_terminal, out)),
        OutputFormat::Tsv => write_while_read(|out| delimited::write_tsv(grid, is_terminal, out)),
        _ => write_while_read(|out| delimited::write_text(grid, is_terminal, out)),
    }
}

fn show_tables(tables: Option<Tables>, value: &JsonValue) -> Result<bool, CliFailure> {
    let Some(Tables { text, hidden }) = tables else {
        complain(TOO_LARGE);
        return show_json(value);
    };
    let is_read = write_while_read(|out| out.write_all(text.as_bytes()))?;
    if !hidden.is_empty() {
        complain(&format!(
            "note: the terminal has no room for {} of the columns ({}): choose columns with --output cols=…, or show all with --output json",
            hidden.len(),
            hidden.join(", ")
        ));
    }
    Ok(is_read)
}

fn style() -> TableStyle {
    TableStyle { width: terminal::width(), title: bold(has_colours(&io::stdout())) }
}

fn show_json(value: &JsonValue) -> Result<bool, CliFailure> {
    let text = value.compact();
    match JsonText::check(&text) {
        Ok(json) => write_json(json),
        // It is nested too deeply, which an expression can do.
        Err(_) => write_while_read(|out| writeln!(out, "{}", escape::json(&text))),
    }
}

/// The JSON of a body, as the client reads it: without a byte order mark, and with control characters in strings.
fn repaired(text: &str) -> Cow<'_, str> {
    json::with_escapes(text.trim_start_matches('\u{feff}'))
}

/// The value of a body; `None` if it is not JSON.
pub(crate) fn value(body: &[u8]) -> Option<JsonValue> {
    let text = String::from_utf8_lossy(body);
    let text = repaired(&text);
    JsonText::check(&text).ok().map(JsonText::value)
}

/// The request ID in a body, if there is one.
pub(crate) fn request_id(body: &[u8]) -> Option<String> {
    let Some(JsonValue::Object(fields)) = value(body) else { return None };
    fields.into_iter().find_map(|(name, value)| match value {
        JsonValue::String(id) if same_name(&name, "RequestId") && !id.is_empty() => Some(id),
        _ => None,
    })
}

fn write_json(json: JsonText<'_>) -> Result<bool, CliFailure> {
    let of_key = terminal::name(has_colours(&io::stdout()));
    write_while_read(|out| {
        json.write_indented(of_key, out)?;
        writeln!(out)
    })
}

/// Checks that standard output can be written, as far as that is known before: whether a disk has room is not.
pub(crate) fn check() -> Result<(), CliFailure> {
    streams::check().map_err(CliFailure::Output)
}

/// Writes to standard output.
pub(crate) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliFailure> {
    streams::write(write).map_err(CliFailure::Output)
}

/// Like [`write()`]. Returns whether the reader may read more.
fn write_while_read(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<bool, CliFailure> {
    streams::write_while_read(write).map_err(CliFailure::Output)
}
