//! How an answer is shown.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value};

use crate::Failure;
use crate::arguments::Output;

/// Shows the body of an answer. A body that is not JSON is shown as it is.
pub(crate) fn show(body: &[u8], output: Output) -> Result<(), Failure> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return write(|out| {
            out.write_all(body)?;
            out.write_all(b"\n")
        });
    };
    let text = match output {
        Output::Json => serde_json::to_string_pretty(&value).map_err(Failure::call)?,
        Output::Table => table(&value).to_string(),
    };
    write(|out| writeln!(out, "{text}"))
}

/// Writes to standard output. A reader that has seen enough (`| head`) is not an error.
pub(crate) fn write(write: impl FnOnce(&mut io::StdoutLock<'_>) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::call(error)),
        _ => Ok(()),
    }
}

/// The first list of objects in the answer, a row each; without one, the members of the answer.
fn table(value: &Value) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(rows) = first_list(value) {
        let mut columns: Vec<&str> = Vec::new();
        for row in &rows {
            columns.extend(
                row.iter().filter(|(_, cell)| !cell.is_object() && !cell.is_array()).map(|(name, _)| name.as_str()),
            );
        }
        let mut seen = Vec::new();
        columns.retain(|name| {
            !seen.contains(name) && {
                seen.push(*name);
                true
            }
        });
        table.set_header(columns.iter());
        for row in rows {
            table.add_row(columns.iter().map(|column| row.get(*column).map(cell).unwrap_or_default()));
        }
    } else if let Value::Object(members) = value {
        table.set_header(["Member", "Value"]);
        for (name, member) in members {
            table.add_row([name.clone(), cell(member)]);
        }
    } else {
        table.add_row([cell(value)]);
    }
    table
}

fn first_list(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    match value {
        Value::Array(elements) => {
            let rows: Vec<&Map<String, Value>> = elements.iter().filter_map(Value::as_object).collect();
            (!rows.is_empty() && rows.len() == elements.len()).then_some(rows)
        }
        Value::Object(members) => members.values().find_map(first_list),
        _ => None,
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
