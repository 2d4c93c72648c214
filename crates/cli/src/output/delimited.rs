//! Shows rows as CSV (RFC 4180), TSV and lines of text.

use std::io::{self, Write};

use super::grid::Grid;
use crate::escape;

/// Writes rows as CSV, with a header if the columns have names. Line ends within a value are kept: its quotes say where it ends.
pub(super) fn write_csv(grid: &Grid<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    let escaped =
        |cells: Vec<String>| cells.into_iter().map(|cell| escape::lines(&cell).into_owned()).collect::<Vec<_>>();
    if grid.has_names {
        writer.write_record(escaped(grid.header.clone()))?;
    }
    for row in &grid.rows {
        writer.write_record(escaped(grid.cells(row)))?;
    }
    writer.flush()
}

/// Writes rows with tabs between their values, with a header if the columns have names. Line ends and tabs within a value are escapes.
pub(super) fn write_tsv(grid: &Grid<'_>, out: &mut dyn Write) -> io::Result<()> {
    if grid.has_names {
        write_line(&grid.header, out)?;
    }
    write_text(grid, out)
}

/// Like [`write_tsv`], without a header: for loops of a shell.
pub(super) fn write_text(grid: &Grid<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in &grid.rows {
        write_line(&grid.cells(row), out)?;
    }
    Ok(())
}

fn write_line(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<_> = cells.iter().map(|cell| escape::line(cell)).collect();
    writeln!(out, "{}", cells.join("\t"))
}
