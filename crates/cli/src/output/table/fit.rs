//! Chooses the columns of a table for which a terminal has room.

use unicode_width::UnicodeWidthStr as _;

/// What a cell takes beside its text: a space on both sides, and a bar.
const FRAME: usize = 3;

/// A column is not narrower than this because of other columns. Longer values are wrapped.
const COMFORTABLE: usize = 28;

/// How names end whose values say what a row is about, the most telling ones first.
const TELLING: [&str; 6] = ["Id", "Name", "Status", "State", "Type", "Key"];

/// Removes the columns for which `width` characters have no room, and returns their names. Empty columns go first, then those whose values
/// are lists or objects, then those whose names say least.
pub(super) fn fit(header: &mut Vec<String>, rows: &mut [Vec<(usize, String)>], width: usize) -> Vec<String> {
    let columns = measured(header, rows);
    if columns.iter().map(|column| column.width + FRAME).sum::<usize>() < width {
        return Vec::new();
    }
    let mut ranked: Vec<usize> = (0..columns.len()).collect();
    ranked.sort_by_key(|index| columns.get(*index).map(|column| column.rank));
    let mut left = width.saturating_sub(1);
    let mut kept = vec![false; columns.len()];
    for (position, index) in ranked.into_iter().enumerate() {
        let (Some(column), Some(kept)) = (columns.get(index), kept.get_mut(index)) else { continue };
        let needed = column.width.min(COMFORTABLE) + FRAME;
        // At least one column, however narrow the terminal is.
        *kept = position == 0 || needed <= left;
        if *kept {
            left = left.saturating_sub(needed);
        }
    }
    let mut places = Vec::with_capacity(kept.len());
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for (name, kept) in std::mem::take(header).into_iter().zip(&kept) {
        places.push(kept.then_some(shown.len()));
        if *kept { shown.push(name) } else { hidden.push(name) }
    }
    *header = shown;
    for row in rows {
        let cells = std::mem::take(row).into_iter();
        let place = |column: usize| places.get(column).copied().flatten();
        *row = cells.filter_map(|(column, cell)| Some((place(column)?, cell))).collect();
    }
    hidden
}

struct ColumnWidth {
    width: usize,
    /// Columns with a lower rank are kept first.
    rank: (bool, bool, usize),
}

fn measured(header: &[String], rows: &[Vec<(usize, String)>]) -> Vec<ColumnWidth> {
    let mut columns: Vec<ColumnWidth> =
        header.iter().map(|name| ColumnWidth { width: name.width(), rank: (true, false, telling(name)) }).collect();
    for (index, cell) in rows.iter().flatten() {
        if let Some(column) = columns.get_mut(*index) {
            let longest = cell.lines().map(|line| line.width()).max().unwrap_or_default();
            column.width = column.width.max(longest);
            column.rank.0 &= cell.is_empty() || cell == "null";
            column.rank.1 |= cell.starts_with(['{', '[']) && cell.len() > 2;
        }
    }
    columns
}

fn telling(name: &str) -> usize {
    TELLING.iter().position(|end| name.ends_with(end)).unwrap_or(TELLING.len())
}
