//! Collects parameters whose rows have an index in their names, as in `Disk.N.Ebs.Size`: all rows of one list become one
//! parameter.

use std::collections::{HashMap, HashSet};

use super::super::kind::CellType;
use super::super::nesting::NestedField;
use crate::spec::entry::{Parameter, Schema};

/// A part of a parameter's name after the name of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameStep<'a> {
    /// The elements of a list: `N`.
    Element,
    /// A field of an object.
    Field(&'a str),
}

/// Splits `Disk.N.Ebs.Size` into `Disk` and the steps after it. Returns `None` for `SystemDisk.Size`, which has no
/// index and is an ordinary name, and for `Point.X`, whose last letter is the name of a field.
fn indexed(name: &str) -> Option<(&str, Vec<NameStep<'_>>)> {
    split(name, |before, part| is_index(part) && !is_last_field(name, before.len() + 1 + part.len(), part, false))
}

/// Whether a part of a name that may be an index is the name of a field: a letter at the end of the name. `M` is the
/// second index of `Disk.N.Tag.M`.
fn is_last_field(name: &str, end: usize, part: &str, is_inner: bool) -> bool {
    end == name.len() && (matches!(part, "X" | "Y") || matches!(part, "M" | "m") && !is_inner)
}

fn is_index(part: &str) -> bool {
    matches!(part, "N" | "n" | "M" | "m" | "X" | "Y" | "#" | "*") || part.starts_with('{')
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits a name at its first index. `is_first` decides by what is before a part, and by the part.
fn split(name: &str, is_first: impl Fn(&str, &str) -> bool) -> Option<(&str, Vec<NameStep<'_>>)> {
    let mut start = 0_usize;
    for part in name.split('.') {
        let before = start.checked_sub(1).and_then(|end| name.get(..end));
        if let Some(before) = before
            && is_first(before, part)
        {
            let mut end = before.len();
            let mut steps = Vec::new();
            for part in name.get(start..)?.split('.') {
                end += 1 + part.len();
                let is_letter = is_index(part) && !is_last_field(name, end, part, true);
                let is_element = is_letter || is_number(part) && is_number(first(name, start));
                if !part.is_empty() {
                    steps.push(if is_element { NameStep::Element } else { NameStep::Field(part) });
                }
            }
            return Some((before, steps));
        }
        start += part.len() + 1;
    }
    None
}

fn first(name: &str, start: usize) -> &str {
    name.get(start..).and_then(|rest| rest.split('.').next()).unwrap_or_default()
}

/// Names of the parameters that some row calls a list.
pub(super) struct ListNames(HashSet<String>);

impl ListNames {
    /// Finds the lists among all rows, since a row of an element may come before the one that names the list.
    pub(super) fn of(nodes: &[NestedField]) -> Self {
        let name = |node: &NestedField| match indexed(&node.field.name) {
            Some((list, _)) => Some(list.to_owned()),
            None => node.field.kind.is_list().then(|| node.field.name.clone()),
        };
        Self(nodes.iter().filter_map(name).collect())
    }

    /// Splits a name with an index. A number is one if other rows say that a list is before it, as in `Disk.1.Size` beside
    /// `Disk.N.Category`; it is returned as `true`, since the row describes one element.
    pub(super) fn split<'n>(&self, name: &'n str) -> Option<(&'n str, Vec<NameStep<'n>>, bool)> {
        if let Some((list, steps)) = indexed(name) {
            return Some((list, steps, false));
        }
        let (list, steps) = split(name, |before, part| is_number(part) && self.0.contains(before))?;
        Some((list, steps, true))
    }

    /// Returns the list that a name without an index contains, as in `Disk.Size` beside `Disk.N.Category`.
    pub(super) fn around<'n>(&self, name: &'n str) -> Option<&'n str> {
        let ends = name.match_indices('.').map(|(at, _)| at);
        ends.filter_map(|end| name.get(..end)).find(|before| self.0.contains(*before))
    }
}

/// The parameters so far, with an index by name for rows like `Tag.N.Key`.
#[derive(Default)]
pub(super) struct ListedParameters {
    pub(super) all: Vec<Parameter>,
    by_name: HashMap<String, usize>,
}

impl ListedParameters {
    pub(super) fn push(&mut self, parameter: Parameter) {
        if let Some(name) = &parameter.name {
            self.by_name.entry(name.clone()).or_insert(self.all.len());
        }
        self.all.push(parameter);
    }

    /// Returns the schema of an existing parameter.
    pub(super) fn listed(&mut self, name: &str) -> Option<&mut Schema> {
        let position = *self.by_name.get(name)?;
        self.all.get_mut(position)?.schema.as_mut()
    }

    /// Returns the schema of a list parameter, which is added if it does not exist.
    pub(super) fn list(&mut self, name: &str, location: &str) -> Option<&mut Schema> {
        let position = match self.by_name.get(name) {
            Some(position) => *position,
            None => {
                let schema = Schema { required: Some(false), ..array() };
                self.push(Parameter {
                    name: Some(name.to_owned()),
                    location: Some(location.to_owned()),
                    style: Some("repeatList".to_owned()),
                    schema: Some(schema),
                });
                self.all.len() - 1
            }
        };
        let parameter = self.all.get_mut(position)?;
        parameter.style = Some("repeatList".to_owned());
        Some(parameter.schema.get_or_insert_with(array))
    }
}

fn array() -> Schema {
    Schema { kind: Some("array".to_owned()), ..Schema::default() }
}

/// Inserts a schema into another at a path. Returns `false` if the path leads through a value that was a scalar before.
pub(super) fn insert(there: &mut Schema, steps: &[NameStep<'_>], schema: Schema) -> bool {
    let is_any = |there: &Schema| matches!(there.kind.as_deref(), None | Some("any"));
    match steps.split_first() {
        None => {
            // The row of an object may come after those of its fields.
            let before = std::mem::replace(there, schema);
            if there.properties.is_empty()
                && there.items.is_none()
                && (!before.properties.is_empty() || before.items.is_some())
            {
                (there.kind, there.properties, there.items) = (before.kind, before.properties, before.items);
            }
            true
        }
        Some((NameStep::Element, rest)) => {
            let fits = is_any(there) || there.kind.as_deref() == Some("array");
            if there.kind.as_deref() != Some("array") {
                there.kind = Some("array".to_owned());
                (there.format, there.items) = (None, None);
                there.properties.clear();
            }
            let item = there.items.get_or_insert_default();
            if !rest.is_empty() {
                return insert(item, rest, schema) && fits;
            }
            // A row like `InstanceId.N` has the type of the element (or RepeatList), but its "required" cell is about
            // the list.
            let (required, example) = (schema.required, schema.example.clone());
            let mut element = match schema {
                Schema { kind: Some(kind), items, .. } if kind == "array" => {
                    items.map(|items| *items).unwrap_or_default()
                }
                other => other,
            };
            (element.required, element.max_items, element.example) = (None, None, None);
            there.required = if required == Some(true) { required } else { there.required.or(required) };
            there.example = example.or(there.example.take());
            there.description = element.description.take().or(there.description.take());
            insert(item, rest, element) && fits
        }
        Some((NameStep::Field(name), rest)) => {
            let fits = is_any(there) || there.kind.as_deref() == Some("object");
            if there.kind.as_deref() != Some("object") {
                *there = Schema {
                    required: there.required,
                    description: there.description.take(),
                    ..CellType::Object.schema()
                };
            }
            insert(there.properties.entry((*name).to_owned()).or_default(), rest, schema) && fits
        }
    }
}

/// Returns the schema at a path, if a row described it.
pub(super) fn described<'s>(there: &'s Schema, steps: &[NameStep<'_>]) -> Option<&'s Schema> {
    let inner = steps.iter().try_fold(there, |there, step| match step {
        NameStep::Element => there.items.as_deref(),
        NameStep::Field(name) => there.properties.get(*name),
    })?;
    inner.kind.is_some().then_some(inner)
}
