//! `--output cols=… rows=…`, as in the official CLI: the rows of a table, and its columns.

use std::borrow::Cow;

use super::grid::Grid;
use crate::json::JsonValue;
use crate::query::Query;

/// Chosen columns.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    columns: Vec<(String, Query)>,
    rows: Option<Query>,
    /// Whether the rows are numbered, from 0 as in the official CLI.
    numbered: bool,
}

impl Columns {
    /// Parses the settings of the option: each of `columns` is the expression of a value (`Status`), also under another title
    /// (`State:Status`), or the position in a row that is a list (`0`). `rows` is the expression of a list.
    ///
    /// # Errors
    ///
    /// What is wrong with an expression.
    pub(crate) fn parse(columns: &[String], rows: Option<&str>, numbered: bool) -> Result<Self, String> {
        let columns = columns.iter().map(|column| column.trim()).filter(|column| !column.is_empty()).map(|column| {
            let (title, expression) = column.split_once(':').unwrap_or((column, column));
            let expression = match expression.trim() {
                position if position.bytes().all(|byte| byte.is_ascii_digit()) => format!("[{position}]"),
                expression => expression.to_owned(),
            };
            Ok((title.trim().to_owned(), Query::parse(&expression)?))
        });
        let columns = columns.collect::<Result<_, String>>()?;
        Ok(Self { columns, rows: rows.map(Query::parse).transpose()?, numbered })
    }

    /// What the expression of the rows finds, if there is one.
    pub(super) fn rows(&self, value: &JsonValue) -> Result<Option<JsonValue>, String> {
        self.rows.as_ref().map(|rows| rows.evaluate(value)).transpose()
    }

    /// The chosen columns of these rows.
    pub(super) fn grid(&self, rows: &[JsonValue]) -> Result<Grid<'static>, String> {
        let number = self.numbered.then(|| "Num".to_owned());
        let header: Vec<String> =
            number.into_iter().chain(self.columns.iter().map(|(title, _)| title.clone())).collect();
        let mut grid = Grid { header, has_names: true, rows: Vec::with_capacity(rows.len()) };
        for (index, row) in rows.iter().enumerate() {
            let number = self.numbered.then(|| Ok(JsonValue::Number(index.to_string())));
            let values = number.into_iter().chain(self.columns.iter().map(|(_, column)| column.evaluate(row)));
            let values = values.map(|value| value.map(Cow::Owned)).collect::<Result<Vec<_>, _>>()?;
            grid.rows.push(values.into_iter().enumerate().collect());
        }
        Ok(grid)
    }
}
