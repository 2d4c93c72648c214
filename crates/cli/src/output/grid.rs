//! A response as rows with columns, for tables, CSV and lines of text.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::JsonValue;

/// Rows with columns.
pub(super) struct Grid<'a> {
    pub(super) header: Vec<String>,
    /// Whether the names in the header are those of fields. Otherwise, they only count.
    pub(super) has_names: bool,
    /// The values of each row, each with its column. A value that a row does not have is missing.
    pub(super) rows: Vec<Vec<(usize, Cow<'a, JsonValue>)>>,
}

impl<'a> Grid<'a> {
    /// A row for each element of a list: with a column for each field if the elements are objects, for each position if they are lists, or
    /// with a single column.
    pub(super) fn of(elements: &'a [JsonValue]) -> Self {
        let objects: Option<Vec<_>> = elements.iter().map(fields).collect();
        if let Some(objects) = objects.filter(|objects| objects.iter().any(|fields| !fields.is_empty())) {
            return Self::of_objects(&objects);
        }
        let lists: Option<Vec<_>> = elements.iter().map(positions).collect();
        if let Some(lists) = lists.filter(|lists| lists.iter().any(|list| !list.is_empty())) {
            let width = lists.iter().map(|list| list.len()).max().unwrap_or_default();
            let row = |list: &&'a [JsonValue]| list.iter().map(Cow::Borrowed).enumerate().collect();
            return Self {
                header: (1..=width).map(|number| number.to_string()).collect(),
                has_names: false,
                rows: lists.iter().map(row).collect(),
            };
        }
        let rows = elements.iter().map(|element| vec![(0, Cow::Borrowed(element))]).collect();
        Self { header: vec!["Value".to_owned()], has_names: false, rows }
    }

    /// A list with a column for each field. A name that an object has twice has two columns.
    fn of_objects(objects: &[&'a [(String, JsonValue)]]) -> Self {
        let mut columns: HashMap<(&str, usize), usize> = HashMap::new();
        let mut header = Vec::new();
        let mut rows = Vec::with_capacity(objects.len());
        for fields in objects {
            let mut count: HashMap<&str, usize> = HashMap::new();
            let mut row = Vec::with_capacity(fields.len());
            for (name, value) in *fields {
                let count = count.entry(name).or_default();
                let column = *columns.entry((name, *count)).or_insert_with(|| {
                    header.push(name.clone());
                    header.len() - 1
                });
                *count += 1;
                row.push((column, Cow::Borrowed(value)));
            }
            rows.push(row);
        }
        Self { header, has_names: true, rows }
    }

    /// The cells of a row, empty where the row has no value.
    pub(super) fn cells(&self, row: &[(usize, Cow<'a, JsonValue>)]) -> Vec<String> {
        let mut cells = vec![String::new(); self.header.len()];
        for (column, value) in row {
            if let Some(cell) = cells.get_mut(*column)
                && !matches!(**value, JsonValue::Null)
            {
                *cell = value.bare();
            }
        }
        cells
    }
}

fn fields(value: &JsonValue) -> Option<&[(String, JsonValue)]> {
    match value {
        JsonValue::Object(fields) => Some(fields),
        _ => None,
    }
}

fn positions(value: &JsonValue) -> Option<&[JsonValue]> {
    match value {
        JsonValue::List(elements) => Some(elements),
        _ => None,
    }
}
