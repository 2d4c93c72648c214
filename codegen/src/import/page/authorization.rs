//! Reads authorization tables.

use std::ops::Range;

use super::column::Column;
use super::document::{Row, Table};
use super::notes::PageNotes;
use crate::spec::entry::{RamAction, RamResource};

/// Adds the rows of an authorization table.
pub(super) fn read(table: &Table, actions: &mut Vec<RamAction>, notes: &mut PageNotes) {
    if is_run_together(table) {
        actions.extend(lines(table, notes).into_iter().map(|(action, _)| action));
        return;
    }
    for row in &table.rows {
        let action = table.cell(row, Column::Action).trim_matches('`').to_owned();
        if action.is_empty() {
            notes.warn(&row.range, "left out: a row of the authorization table without an action");
            continue;
        }
        let level = table.cell(row, Column::AccessLevel).to_lowercase();
        let mut action = RamAction {
            action: Some(action),
            access_level: (!level.is_empty()).then_some(level),
            ..RamAction::default()
        };
        let cell = |column| table.cell(row, column);
        add(&mut action, cell(Column::Resource), cell(Column::ConditionKeys), cell(Column::DependentActions));
        actions.push(action);
    }
}

/// Adds the cells with resources, condition keys and dependent actions to an action.
pub(super) fn add(action: &mut RamAction, resources: &str, conditions: &str, dependents: &str) {
    for line in resources.lines() {
        resource(line, action);
    }
    action.condition_keys.extend(names(conditions));
    action.dependent_actions.extend(names(dependents));
}

/// Whether the cells of this table are concatenated or on separate lines.
pub(super) fn is_run_together(table: &Table) -> bool {
    table.rows.iter().all(|row| row.cells.len() < 2)
}

/// Reads rows whose cells are concatenated or on separate lines. Returns each action with the range of its first line.
pub(super) fn lines(table: &Table, notes: &mut PageNotes) -> Vec<(RamAction, Range<usize>)> {
    let mut last_cells = 0;
    let mut actions: Vec<(RamAction, Range<usize>)> = Vec::new();
    for row in &table.rows {
        let line = line(row);
        if let Some(action) = opening(line) {
            actions.push((action, row.range.clone()));
            last_cells = 0;
            continue;
        }
        let Some((action, _)) = actions.last_mut() else {
            notes.warn(&row.range, "left out: a line of the authorization table before its first action");
            continue;
        };
        if is_none(line) {
            // The first `none` is the cell of condition keys, or that of dependent actions if there were condition
            // keys.
            last_cells += 1;
        } else if line.starts_with("acs:") || line == "*" || last_cells == 0 && !line.contains(':') {
            resource(line, action);
        } else if line.contains(':') && last_cells == 0 && (action.condition_keys.is_empty() || is_item(row)) {
            action.condition_keys.push(line.to_owned());
        } else if line.contains(':') {
            action.dependent_actions.push(line.to_owned());
        } else {
            notes.warn(&row.range, "left out: a line of the authorization table");
        }
    }
    actions
}

fn line(row: &Row) -> &str {
    row.cells.first().map_or("", |cell| cell.trim().trim_start_matches("- ").trim())
}

/// Whether the line is a list item. The condition keys of one cell form a list.
fn is_item(row: &Row) -> bool {
    row.cells.first().is_some_and(|cell| cell.trim_start().starts_with("- "))
}

fn is_none(line: &str) -> bool {
    matches!(line.to_lowercase().as_str(), "none" | "无" | "-")
}

/// Parses an action that is followed directly by its access level, as in `rds:ReleaseInstanceConnectiondelete`.
fn opening(line: &str) -> Option<RamAction> {
    let (service, rest) = line.split_once(':')?;
    if service.is_empty()
        || service == "acs"
        || !service.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
    {
        return None;
    }
    let lower = rest.to_ascii_lowercase();
    let level = LEVELS.iter().find(|level| lower.ends_with(**level))?;
    let name = rest.get(..rest.len() - level.len())?.trim();
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '*');
    is_name.then(|| RamAction {
        action: Some(format!("{service}:{name}")),
        access_level: (*level != "none").then(|| (*level).to_owned()),
        ..RamAction::default()
    })
}

const LEVELS: &[&str] = &["create", "delete", "update", "list", "get", "read", "write", "none"];

/// Reads a resource type or the ARN on the line after it. An asterisk marks a resource that a policy must name.
fn resource(line: &str, action: &mut RamAction) {
    let line = line.trim().trim_start_matches("- ").trim().trim_matches('`');
    if line.is_empty() || is_none(line) {
        return;
    }
    // The type and the ARN on one line.
    if let Some((kind, arn)) = line.split_once(" acs:") {
        resource(kind, action);
        resource(&format!("acs:{arn}"), action);
        return;
    }
    if let Some(kind) = line.strip_suffix(" *").filter(|kind| !kind.trim_matches('*').trim().is_empty()) {
        resource(kind, action);
        resource("*", action);
        return;
    }
    if line.starts_with("acs:") || line == "*" {
        match action.resources.last_mut().filter(|resource| resource.arn.is_none()) {
            Some(resource) => resource.arn = Some(line.to_owned()),
            None => action.resources.push(RamResource { arn: Some(line.to_owned()), ..RamResource::default() }),
        }
        return;
    }
    let required = line.starts_with('*');
    let kind = line.trim_matches('*').trim();
    action.resources.push(RamResource { kind: Some(kind.to_owned()), arn: None, required: required.then_some(true) });
}

fn names(cell: &str) -> Vec<String> {
    let names =
        cell.split(['\n', ',', ' ']).map(|name| name.trim().trim_start_matches(['-', '•']).trim_matches(['`', ' ']));
    names.filter(|name| !name.is_empty() && !is_none(name)).map(str::to_owned).collect()
}
