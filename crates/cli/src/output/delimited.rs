//! Shows rows as CSV (RFC 4180), TSV and lines of text.

use std::borrow::Cow;
use std::io::{self, Write};

use super::grid::Grid;
use crate::escape;

/// Writes rows as CSV, with a header if the columns have names. Line ends within a value are kept: its quotes say where it ends.
///
/// Only on a terminal, characters that act on it are escaped: a file or another program gets the values as they are.
pub(super) fn write_csv(grid: &Grid<'_>, is_terminal: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    let written = |cells: Vec<String>| -> Vec<String> {
        if !is_terminal {
            return cells;
        }
        cells.into_iter().map(|cell| escape::lines(&cell).into_owned()).collect()
    };
    if grid.has_names {
        writer.write_record(written(grid.header.clone()))?;
    }
    for row in &grid.rows {
        writer.write_record(written(grid.cells(row)))?;
    }
    writer.flush()
}

/// Writes rows with tabs between their values, with a header if the columns have names. Line ends and tabs within a value are escapes; other
/// characters as in [`write_csv`].
pub(super) fn write_tsv(grid: &Grid<'_>, is_terminal: bool, out: &mut dyn Write) -> io::Result<()> {
    if grid.has_names {
        write_line(&grid.header, is_terminal, out)?;
    }
    write_text(grid, is_terminal, out)
}

/// Like [`write_tsv`], without a header: for loops of a shell.
pub(super) fn write_text(grid: &Grid<'_>, is_terminal: bool, out: &mut dyn Write) -> io::Result<()> {
    for row in &grid.rows {
        write_line(&grid.cells(row), is_terminal, out)?;
    }
    Ok(())
}

fn write_line(cells: &[String], is_terminal: bool, out: &mut dyn Write) -> io::Result<()> {
    let written = |cell: &'_ String| -> String {
        let cell: Cow<'_, str> = if is_terminal { escape::line(cell) } else { escape::separators(cell) };
        cell.into_owned()
    };
    let cells: Vec<String> = cells.iter().map(written).collect();
    writeln!(out, "{}", cells.join("\t"))
}
