//! Guesses the meaning of columns with unknown headers.

use super::column::{COLUMNS, Column, Guess, column};
use super::document::{Block, Document, Row};
use super::field;
use super::kind::CellType;
use super::section::{Section, plain};

/// Tells whether a cell fits a column.
type Test = fn(&str) -> bool;

/// Guesses the meaning of all columns with unknown headers in parameter tables.
pub(super) fn complete_columns(document: &mut Document) {
    for part in &mut document.parts {
        let is_listing = part.lists(Section::Request) || part.lists(Section::Response);
        for block in &mut part.blocks {
            let Block::Table(table) = block else { continue };
            let is_other = table.has(Column::Code) && table.has(Column::Message)
                || table.has(Column::AccessLevel)
                || table.has(Column::ChangedAt);
            let may_list = is_listing || part.section.is_none() && table.has(Column::Type);
            if is_other || !may_list {
                continue;
            }
            if table.columns.is_empty() {
                let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
                // Rows with a single cell do not form a table.
                table.columns = vec![Column::Other; if width > 1 { width } else { 0 }];
            }
            table.guesses = complete(&mut table.columns, &table.headers, &table.rows);
        }
    }
}

/// Guesses the meaning of columns with unknown headers, from a header that resembles a known one, or from cells that
/// are types, `Yes` and `No`, names, or sentences.
fn complete(columns: &mut [Column], headers: &[String], rows: &[Row]) -> Vec<Guess> {
    let mut guesses = Vec::new();
    let cells = |index: usize| rows.iter().filter_map(move |row| row.cells.get(index)).map(String::as_str);
    let share = |index: usize, fits: fn(&str) -> bool| {
        let filled: Vec<bool> =
            cells(index).map(str::trim).filter(|cell| !cell.is_empty()).take(200).map(fits).collect();
        let fitting = filled.iter().filter(|fits| **fits).count();
        // At least four fifths of the cells have to fit.
        !filled.is_empty() && fitting * 5 >= filled.len() * 4
    };
    // If two columns have the same meaning, the first one is used. Of two columns of names, it is the one with
    // identifiers.
    for wanted in [Column::Name, Column::Type, Column::Required, Column::Example, Column::Description, Column::Position]
    {
        let same: Vec<usize> =
            columns.iter().enumerate().filter(|(_, column)| **column == wanted).map(|(index, _)| index).collect();
        let best = same.iter().copied().find(|index| wanted == Column::Name && share(*index, is_identifier));
        let best = best.or(same.first().copied());
        for index in same.into_iter().filter(|index| Some(*index) != best) {
            if let Some(column) = columns.get_mut(index) {
                *column = Column::Other;
            }
        }
    }
    guesses.extend(exchanged(columns, headers, rows));
    let unknown: Vec<usize> =
        columns.iter().enumerate().filter(|(_, column)| **column == Column::Other).map(|(index, _)| index).collect();
    for index in &unknown {
        let header = headers.get(*index).map(String::as_str).unwrap_or_default();
        let near = nearly(header).filter(|_| column(header) == Column::Other).filter(|near| !columns.contains(near));
        if let (Some(near), Some(column)) = (near, columns.get_mut(*index)) {
            *column = near;
        }
    }
    let tests: [(Column, Test); 4] = [
        (Column::Type, is_type),
        (Column::Required, is_flag),
        (Column::Name, is_name),
        (Column::Description, is_sentence),
    ];
    for (wanted, fits) in tests {
        let is_listing = columns.contains(&Column::Type) || columns.contains(&Column::Required);
        if columns.contains(&wanted) || wanted == Column::Name && !is_listing {
            continue;
        }
        // The cells are no evidence if `No` means "required".
        let inverse =
            |header: &str| ["optional", "nullable", "可选", "可空"].iter().any(|word| plain(header).contains(word));
        let found = unknown.iter().copied().find(|index| {
            columns.get(*index) == Some(&Column::Other)
                && !(wanted == Column::Required && headers.get(*index).is_some_and(|header| inverse(header)))
                && share(*index, fits)
        });
        if let Some(column) = found.and_then(|index| columns.get_mut(index)) {
            *column = wanted;
        }
    }
    // A table with types describes named values, whatever the header of the names is.
    if columns.contains(&Column::Type) && !columns.contains(&Column::Name) {
        let first = unknown.iter().copied().find(|index| columns.get(*index) == Some(&Column::Other));
        if let Some(column) = first.and_then(|index| columns.get_mut(index)) {
            *column = Column::Name;
        }
    }
    for index in unknown {
        let column = columns.get(index).copied().unwrap_or(Column::Other);
        if cells(index).any(|cell| !cell.trim().is_empty()) {
            guesses.push(Guess { header: headers.get(index).cloned().unwrap_or_default(), column });
        }
    }
    guesses
}

/// Exchanges two headers if the cells show that they are mixed up, as when `Type` is above names and `Name` above
/// types.
fn exchanged(columns: &mut [Column], headers: &[String], rows: &[Row]) -> Vec<Guess> {
    let fitting = |index: usize, fits: Test| {
        let cells = rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| cell.trim());
        let filled: Vec<bool> = cells.filter(|cell| !cell.is_empty()).take(200).map(fits).collect();
        (filled.iter().filter(|fits| **fits).count(), filled.len())
    };
    let mut guesses = Vec::new();
    for (wanted, fits) in [(Column::Type, is_type as Test), (Column::Required, is_flag), (Column::Name, is_identifier)]
    {
        let Some(here) = columns.iter().position(|column| *column == wanted) else { continue };
        // The headers are exchanged if none of at least two cells fits here, and at least four fifths of another column
        // do.
        // Paths like `/Data/Name` and `Data->Name` are names in other notations.
        let is_path: Test = |cell| is_identifier(&cell.replace("->", ".").replace('/', "."));
        let (right, all) = fitting(here, if wanted == Column::Name { is_path } else { fits });
        if right > 0 || all < 2 {
            continue;
        }
        let there = (0..columns.len()).find(|index| {
            let is_known = columns.get(*index).is_some_and(|column| *column != wanted && *column != Column::Other);
            let (right, all) = fitting(*index, fits);
            // The words for types look like names, and so do short sentences: a column that has what its header says
            // remains one, whatever is in that of the names.
            let own = match columns.get(*index) {
                Some(Column::Type) => fitting(*index, is_type),
                Some(Column::Required) => fitting(*index, is_flag),
                Some(Column::Description) if wanted == Column::Name => fitting(*index, is_sentence),
                _ => (0, 1),
            };
            is_known && all > 1 && right * 5 >= all * 4 && own.0 * 5 < own.1 * 4
        });
        let Some(there) = there else { continue };
        columns.swap(here, there);
        for index in [here, there] {
            let header = headers.get(index).cloned().unwrap_or_default();
            guesses.push(Guess { header, column: columns.get(index).copied().unwrap_or(Column::Other) });
        }
    }
    guesses
}

/// Returns the column whose header is misspelled like this, as in `Prameter` and `Discription`.
fn nearly(header: &str) -> Option<Column> {
    let header = plain(header);
    let word = header.split(['(', '（']).next().unwrap_or_default();
    if !word.is_ascii() || word.len() < 5 || word.len() > 30 {
        return None;
    }
    let most = if word.len() < 8 { 1 } else { 2 };
    let wanted = [Column::Name, Column::Type, Column::Required, Column::Example, Column::Description];
    let known = COLUMNS.iter().filter(|(_, column)| wanted.contains(column));
    let words = known.flat_map(|(headers, column)| headers.iter().map(move |header| (*header, *column)));
    let near = words
        .filter(|(header, _)| header.is_ascii())
        .map(|(header, column)| (strsim::osa_distance(header, word), column));
    near.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, column)| column)
}

fn is_type(cell: &str) -> bool {
    !matches!(CellType::parse(cell), CellType::Named(_) | CellType::Nothing)
}

fn is_flag(cell: &str) -> bool {
    field::required(cell).is_some()
}

fn is_name(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic)
        && cell.chars().all(|character| character.is_alphanumeric() || "_.-└├─│ \u{a0}\u{3000}".contains(character))
        && !cell.contains(". ")
        && cell.split(' ').count() < 3
}

fn is_identifier(cell: &str) -> bool {
    cell.is_ascii() && is_name(cell)
}

fn is_sentence(cell: &str) -> bool {
    cell.trim().contains(' ') || !cell.is_ascii()
}
