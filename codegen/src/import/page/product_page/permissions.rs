//! Reads tables with the RAM actions of all operations of a product.

use std::ops::Range;

use super::super::authorization;
use super::super::column::Column;
use super::super::document::{Block, Document, Table};
use super::super::notes::PageNotes;
use super::columns::{PermissionColumns, bare, cells};
use super::listing::ProductListing;
use super::operations::OperationNames;
use crate::spec::entry::{RamAction, RamResource};

/// Adds the actions of all tables to the listing. Returns the number of tables.
pub(super) fn read(
    document: &Document,
    names: &OperationNames,
    given: Option<&str>,
    listing: &mut ProductListing,
    notes: &mut PageNotes,
) -> usize {
    let stated = stated_code(document);
    let code = given.or(stated.as_deref());
    let mut count = 0;
    let mut reader = Reader { names, code, listing, notes };
    for table in tables(document) {
        if authorization::is_run_together(table) {
            if table.has(Column::Action) && table.has(Column::AccessLevel) {
                count += 1;
                reader.lines(table);
            }
        } else if let Some(columns) = PermissionColumns::of(table) {
            count += 1;
            reader.rows(table, &columns);
        }
    }
    count
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    let blocks = document.parts.iter().flat_map(|part| &part.blocks);
    blocks.filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
}

struct Reader<'a> {
    names: &'a OperationNames,
    /// Code of the product in RAM policies, if the caller gives it or the page states it.
    code: Option<&'a str>,
    listing: &'a mut ProductListing,
    notes: &'a mut PageNotes,
}

impl Reader<'_> {
    /// Reads a table with separate cells. A row without action and operation continues the one above, as in a table with joined cells.
    fn rows(&mut self, table: &Table, columns: &PermissionColumns) {
        let mut current: Option<(RamAction, String, Range<usize>)> = None;
        for row in &table.rows {
            let (action, api) = (cells(row, &columns.actions), cells(row, &columns.apis));
            let (action, continues) = (bare(&action).to_owned(), action.is_empty() && api.is_empty());
            if !continues {
                self.place(current.take());
                let level = cells(row, &columns.levels).to_lowercase();
                let level = (!level.is_empty() && !is_none(&level)).then(|| bare(&level).to_owned());
                let action = RamAction { action: Some(action), access_level: level, ..RamAction::default() };
                current = Some((action, api, row.range.clone()));
            }
            let Some((action, _, _)) = &mut current else {
                self.notes.warn(&row.range, "left out: a row without an action, and above it is none");
                continue;
            };
            let part = |columns: &[usize]| cells(row, columns);
            let resources = part(&columns.resources).replace([',', ';', '，', '；'], "\n");
            authorization::add(action, &resources, &part(&columns.conditions), &part(&columns.dependents));
        }
        self.place(current);
    }

    /// Reads a table whose cells are concatenated or on separate lines.
    fn lines(&mut self, table: &Table) {
        for (mut action, range) in authorization::lines(table, self.notes) {
            let mut api = String::new();
            if table.has(Column::Api) {
                let name = action.action.clone().unwrap_or_default();
                let (service, name) = name.split_once(':').unwrap_or(("", name.as_str()));
                if let Some((before, operation)) = self.names.split(name) {
                    operation.clone_into(&mut api);
                    action.action = Some(format!("{service}:{before}"));
                } else if let Some(operation) = self.leading(&mut action) {
                    api = operation;
                }
            }
            self.place(Some((action, api, range)));
        }
    }

    /// Takes the operation from where it is read as the first resource: on a line of its own below the action.
    fn leading(&self, action: &mut RamAction) -> Option<String> {
        let first = action.resources.first_mut()?;
        let operation = self.names.find(first.kind.as_deref()?)?.to_owned();
        first.kind = None;
        if first.arn.is_none() {
            action.resources.remove(0);
        }
        Some(operation)
    }

    /// Adds an action to the operations that it belongs to: those that the cell beside it names, or else the one that it is called like.
    fn place(&mut self, read: Option<(RamAction, String, Range<usize>)>) {
        let Some((mut action, api, range)) = read else { return };
        let written = action.action.take().unwrap_or_default();
        let Some(full) = self.full(&written, &api, &range) else { return };
        let operations: Vec<String> = if api.is_empty() {
            let name = full.split_once(':').map_or("", |(_, name)| name);
            let Some(found) = self.names.find(name) else {
                self.notes.warn_rule(
                    &range,
                    format!("the action `{full}` names no operation of the product"),
                    "it was left out, since the table has no other column that names one",
                );
                return;
            };
            vec![found.to_owned()]
        } else {
            let (found, unknown) = self.names.in_cell(&api);
            for word in unknown {
                self.notes.warn(&range, format!("left out: `{word}` is no operation of the product"));
            }
            found.into_iter().map(str::to_owned).collect()
        };
        action.action = Some(full);
        for operation in operations {
            self.add(&operation, action.clone(), &range);
        }
    }

    /// The action with the code of its service. It is what the page or the caller says, and never the code of the product.
    fn full(&mut self, written: &str, api: &str, range: &Range<usize>) -> Option<String> {
        if written.is_empty() {
            let whose = api.split_whitespace().next().unwrap_or_default();
            self.notes.warn(range, format!("left out: there is no action beside `{}`", bare(whose)));
            return None;
        }
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_*/".contains(&byte))
        };
        match (written.split_once(':'), self.code) {
            (Some((code, name)), _) if is_word(code) && is_word(name) => Some(written.to_owned()),
            (None, Some(code)) if is_word(written) => Some(format!("{code}:{written}")),
            (None, None) if is_word(written) => {
                self.notes.warn_rule(
                    range,
                    format!("left out: the action `{written}` has no code of a service"),
                    "the code need not be that of the product, so none is made up: give it with `--ram-code`",
                );
                None
            }
            _ => {
                let shown: String = written.chars().take(60).collect();
                self.notes.warn(range, format!("left out: `{shown}` is not an action"));
                None
            }
        }
    }

    /// Adds an action to an operation. A second row of the same action adds to the first one.
    fn add(&mut self, operation: &str, new: RamAction, range: &Range<usize>) {
        let listed = self.listing.about(operation, range);
        let Some(there) = listed.actions.iter_mut().find(|there| there.action == new.action) else {
            listed.actions.push(new);
            return;
        };
        if there.access_level.is_some() && new.access_level.is_some() && there.access_level != new.access_level {
            let level = |action: &RamAction| action.access_level.clone().unwrap_or_default();
            let (first, second) = (level(there), level(&new));
            let action = new.action.clone().unwrap_or_default();
            let message = format!("the page gives `{action}` of {operation} the level `{second}`, and `{first}` above");
            self.notes.warn_rule(range, message, format!("`{first}` was used"));
        }
        there.access_level = there.access_level.take().or(new.access_level);
        let is_new = |resource: &RamResource| !there.resources.contains(resource);
        let resources: Vec<RamResource> = new.resources.into_iter().filter(is_new).collect();
        there.resources.extend(resources);
        for (keys, new) in
            [(&mut there.condition_keys, new.condition_keys), (&mut there.dependent_actions, new.dependent_actions)]
        {
            let new: Vec<String> = new.into_iter().filter(|key| !keys.contains(key)).collect();
            keys.extend(new);
        }
    }
}

fn is_none(cell: &str) -> bool {
    matches!(cell.trim(), "none" | "无" | "-" | "n/a")
}

/// The RAM code that the page states: the word after `RamCode` or `RAM code`.
fn stated_code(document: &Document) -> Option<String> {
    let blocks = document.parts.iter().flat_map(|part| &part.blocks);
    let paragraphs =
        blocks.filter_map(|block| if let Block::Paragraph(text) = block { Some(&text.text) } else { None });
    paragraphs.flat_map(|text| text.lines()).find_map(|line| {
        let lower = line.to_ascii_lowercase();
        let label = ["ramcode", "ram code", "ram 代码", "ram代码"].into_iter().find(|label| lower.contains(label))?;
        let after = lower.split_once(label)?.1;
        let after = after.trim_start_matches(['`', '*', ' ', '"', ')', '）']);
        let after = [":", "：", "is", "为", "是"].into_iter().find_map(|mark| after.strip_prefix(mark))?;
        let word = after.trim_start_matches([':', '：', '`', '*', ' ', '"', '“']);
        let end = word.find(|next: char| !(next.is_ascii_alphanumeric() || next == '-')).unwrap_or(word.len());
        word.get(..end).filter(|code| !code.is_empty()).map(str::to_owned)
    })
}
