//! Reads tables with the errors of a product.

use super::super::column::Column;
use super::super::document::{Block, Document, Row, Table};
use super::super::errors::{self, Errors};
use super::super::notes::PageNotes;
use super::columns::bare;
use super::listing::ProductListing;
use super::operations::OperationNames;
use crate::import::places::PagePlaces;

/// Adds the errors of all tables to the listing. Returns the number of tables.
///
/// An error belongs to the operations that its row names, in a column for them; otherwise to the operation that is the heading above the
/// table; otherwise to the product.
pub(super) fn read(
    document: &Document,
    names: &OperationNames,
    descriptions: bool,
    listing: &mut ProductListing,
    notes: &mut PageNotes,
) -> usize {
    let mut count = 0;
    for part in &document.parts {
        let mut above = names.find(bare(&part.heading.text));
        for block in &part.blocks {
            match block {
                Block::Paragraph(text) => {
                    above = names.find(bare(text.text.trim().trim_start_matches('#'))).or(above);
                }
                Block::Table(table) if table.has(Column::Code) => {
                    count += 1;
                    let mut reader = Reader { names, descriptions, listing: &mut *listing, notes: &mut *notes };
                    reader.table(table, above);
                }
                Block::Table(_) | Block::Code(_) => {}
            }
        }
    }
    count
}

struct Reader<'a> {
    names: &'a OperationNames,
    descriptions: bool,
    listing: &'a mut ProductListing,
    notes: &'a mut PageNotes,
}

impl Reader<'_> {
    fn table(&mut self, table: &Table, above: Option<&str>) {
        for row in &table.rows {
            let single = Table {
                columns: table.columns.clone(),
                header: table.header.clone(),
                headers: table.headers.clone(),
                guesses: Vec::new(),
                rows: vec![Row { cells: row.cells.clone(), indent: row.indent, range: row.range.clone() }],
            };
            let (named, unknown) = self.names.in_cell(table.cell(row, Column::Api));
            for word in &unknown {
                self.notes.warn(&row.range, format!("left out: `{word}` is no operation of the product"));
            }
            if named.is_empty() && !unknown.is_empty() {
                continue;
            }
            let mut found = Errors::new();
            errors::read(&single, &[], self.descriptions, (&mut found, &mut PagePlaces::default()), self.notes);
            let named = if named.is_empty() { above.into_iter().collect() } else { named };
            for operation in &named {
                let listed = self.listing.about(operation, &row.range);
                self::add(&mut listed.errors, &found, row, self.notes);
            }
            if named.is_empty() {
                add(&mut self.listing.common, &found, row, self.notes);
            }
        }
    }
}

/// Adds errors that are not there yet. A second row of the same code contradicts the first one if it has another message.
fn add(there: &mut Errors, new: &Errors, row: &Row, notes: &mut PageNotes) {
    for (status, errors) in new {
        let there = there.entry(status.clone()).or_default();
        for error in errors {
            match there.iter().find(|known| known.error_code == error.error_code) {
                None => there.push(error.clone()),
                Some(known) if known.error_message == error.error_message => {}
                // A code may have several messages, as on the pages of operations.
                Some(_) if there.contains(error) => {}
                Some(_) => {
                    let code = error.error_code.as_deref().unwrap_or_default();
                    let message = format!("the page has the error {status} `{code}` twice, with different messages");
                    notes.warn_rule(&row.range, message, "both were kept");
                    there.push(error.clone());
                }
            }
        }
    }
}
