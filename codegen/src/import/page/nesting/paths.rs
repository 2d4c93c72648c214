//! Places rows whose names contain their path, as in `Data.Items.N.Id`. In a request, such a name is that of a parameter. In
//! JSON, it is not a key: the field is inside of objects.

use std::collections::HashSet;

use super::super::field::TableField;
use super::super::kind::CellType;
use super::super::limits;
use super::super::shape::SampleShape;
use super::{NestedField, Nesting};

/// A row, and the path in its name. The last step is the field itself.
pub(super) struct PathRow {
    steps: Vec<PathStep>,
    field: TableField,
}

/// A field on a path.
#[derive(Debug, PartialEq, Eq)]
struct PathStep {
    name: String,
    /// Whether an index follows, as in `Items.N` and `Items[]`.
    is_list: bool,
}

impl Nesting<'_> {
    /// Removes the rows whose names contain their path. If a sample shows such a name as a key, it is one.
    pub(super) fn split_off_paths(&mut self, fields: &mut Vec<TableField>) -> Vec<PathRow> {
        let mut rows = Vec::new();
        for field in std::mem::take(fields) {
            let is_in_body = field.position.as_deref() == Some("body");
            let has_marks = field.name.contains(['.', '[']);
            let is_literal = self.dotted.contains(field.name.as_str());
            // Marked rows inside others are placed by their marks.
            let is_marked = field.depth.is_some_and(|depth| depth > 0);
            if !has_marks || is_literal || is_marked || !(self.is_response || is_in_body) {
                fields.push(field);
                continue;
            }
            // Lists of a request are collected by their names, whatever their location is.
            match steps(&field.name) {
                Some(steps) if self.is_response || !steps.iter().any(|step| step.is_list) => {
                    rows.push(PathRow { steps, field });
                }
                found => {
                    if found.is_none() && self.is_response {
                        let what = format!("`{}` was kept as the name of one field", field.name);
                        self.guesses.push((field.range.clone(), what));
                    }
                    fields.push(field);
                }
            }
        }
        let around = |row: &PathRow| row.steps.split_last().map_or(0, |(_, around)| around.len());
        let containers: HashSet<&str> =
            rows.iter().flat_map(|row| row.steps.iter().take(around(row))).map(|step| step.name.as_str()).collect();
        for field in fields {
            field.has_paths = containers.contains(field.name.as_str());
        }
        rows
    }

    /// Places the rows that were split off. `floor` is the path of the container whose fields the table lists.
    pub(super) fn place_paths(&mut self, rows: Vec<PathRow>, floor: &[usize]) {
        for PathRow { mut steps, mut field } in rows {
            if steps.len() > limits::LEVELS {
                self.too_deep.push(field.range);
                continue;
            }
            let Some(last) = steps.pop() else { continue };
            let first = steps.first().map_or(last.name.as_str(), |step| step.name.as_str());
            self.open = self.beginning(first, floor);
            for step in &steps {
                self.enter(step, &field);
            }
            if last.is_list && !field.kind.is_list() {
                field.kind = CellType::List(Some(Box::new(field.kind)));
            }
            field.name = last.name;
            self.put(field);
        }
        self.open.clear();
    }

    /// Returns the path of the container in which the first step of a path is a field.
    fn beginning(&self, first: &str, floor: &[usize]) -> Vec<usize> {
        if self.names.contains(first) {
            return Vec::new();
        }
        if self.at(floor).is_some_and(|around| around.names.contains(first)) {
            return floor.to_vec();
        }
        let mut found = Vec::new();
        containers_of(&self.nodes, first, &mut Vec::new(), &mut found);
        match <[Vec<usize>; 1]>::try_from(found) {
            Ok([only]) => only,
            Err(_) => floor.to_vec(),
        }
    }

    /// Opens a field of the innermost open container. A field that no row describes is added.
    fn enter(&mut self, step: &PathStep, row: &TableField) {
        let Some((nodes, names)) = self.neighbours(self.open.len()) else { return };
        let known = nodes.iter_mut().enumerate().find(|(_, node)| node.field.name == step.name);
        if let Some((index, node)) = known {
            if step.is_list && !node.field.kind.is_list() {
                let kind = std::mem::replace(&mut node.field.kind, CellType::Object);
                node.field.kind =
                    CellType::List(Some(Box::new(if kind.is_container() { kind } else { CellType::Object })));
                let what = format!("`{}` was taken to be a list, since `{}` is inside of it", step.name, row.name);
                self.guesses.push((row.range.clone(), what));
            }
            self.open.push(index);
            return;
        }
        names.insert(step.name.clone());
        let enclosing = TableField::enclosing(&step.name, step.is_list, row.range.clone());
        nodes.push(NestedField {
            // An object is required if a field of it is.
            field: TableField { position: row.position.clone(), required: row.required, ..enclosing },
            wrapper: None,
            list: step.is_list,
            members: Vec::new(),
            shape: None,
            names: HashSet::new(),
        });
        let index = nodes.len() - 1;
        self.open.push(index);
    }

    /// Adds a field to the innermost open container. The row of a container may follow those of its fields.
    fn put(&mut self, field: TableField) {
        let Some((nodes, _)) = self.neighbours(self.open.len()) else { return };
        let known = nodes.iter_mut().find(|node| node.field.name == field.name);
        match known {
            Some(node) if node.field.type_cell.is_empty() && !node.members.is_empty() => {
                let kind = node.field.kind.clone();
                node.field = field;
                if kind.is_list() && !node.field.kind.is_list() || node.field.kind == CellType::Nothing {
                    node.field.kind = kind;
                }
            }
            Some(node)
                if node.field.kind == CellType::List(None) && node.members.is_empty() && field.kind.is_list() =>
            {
                // A row like `Ids.N` describes the elements of `Ids`.
                node.field.kind = field.kind;
                node.field.example = node.field.example.take().or(field.example);
            }
            _ => {
                self.push(field, false);
            }
        }
    }

    /// Removes the path from the name of a marked row, as in `└ Data.Id` below `Data`.
    pub(super) fn without_path(&self, mut field: TableField) -> TableField {
        let around = self.open.split_last().and_then(|_| self.at(&self.open)).map(|node| node.field.name.as_str());
        let inner = steps(&field.name).filter(|_| self.is_response).and_then(|mut steps| {
            let last = steps.pop()?;
            (steps.last().map(|step| step.name.as_str()) == around && around.is_some()).then_some(last)
        });
        if let Some(inner) = inner {
            field.name = inner.name;
        }
        field
    }
}

/// Returns the keys of a sample that look like paths.
pub(super) fn dotted_keys(shape: &SampleShape) -> HashSet<&str> {
    let mut keys = HashSet::new();
    let mut open = vec![shape];
    while let Some(shape) = open.pop() {
        for (name, member) in shape.members().into_iter().flatten() {
            if name.contains(['.', '[']) {
                keys.insert(name.as_str());
            }
            open.push(member);
        }
    }
    keys
}

/// Splits a name like `Data.Items.N.Id` or `Data.Items[].Id`. Returns `None` if it is not a path.
fn steps(name: &str) -> Option<Vec<PathStep>> {
    let mut steps: Vec<PathStep> = Vec::new();
    let mut parts = name.split('.').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        let (word, index) = part.split_at_checked(part.find('[').unwrap_or(part.len()))?;
        // A letter at the end is the name of a field, as in `Point.X`; only `N` is an index by itself.
        let is_field = is_last && matches!(word, "X" | "Y" | "M" | "m");
        if index.is_empty() && is_index(word) && !is_field {
            steps.last_mut()?.is_list = true;
            continue;
        }
        if !is_name(word) || !index.is_empty() && !is_bracketed(index) {
            return None;
        }
        steps.push(PathStep { name: word.to_owned(), is_list: !index.is_empty() });
    }
    (steps.len() > 1 || steps.first().is_some_and(|step| step.is_list)).then_some(steps)
}

fn is_index(word: &str) -> bool {
    matches!(word, "N" | "n" | "M" | "m" | "X" | "Y" | "#" | "*")
        || !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is an index in brackets, as in `[]`, `[N]` and `[0]`.
fn is_bracketed(index: &str) -> bool {
    let inner = index.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| inner.len() < 3 && inner.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && word.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '$' | '@'))
}

/// Finds all containers that have a field with this name.
fn containers_of(nodes: &[NestedField], name: &str, path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    for (index, node) in nodes.iter().enumerate() {
        path.push(index);
        if node.names.contains(name) {
            found.push(path.clone());
        }
        containers_of(&node.members, name, path, found);
        path.pop();
    }
}
