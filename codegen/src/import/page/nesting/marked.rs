//! Places rows whose levels are marked, as in `└ Id`.

use super::super::field::TableField;
use super::super::kind::CellType;
use super::super::limits;
use super::Nesting;
use super::trail::TrailPlace;

impl Nesting<'_> {
    /// Places rows with marked levels; those without a marker are on the first level. A row without a name is the element of
    /// the enclosing list, and has a level of its own.
    pub(super) fn marked(&mut self, fields: Vec<TableField>, floor: usize) {
        let mut depths: Vec<usize> = Vec::new();
        let mut fields = fields.into_iter().peekable();
        while let Some(field) = fields.next() {
            let depth = field.depth.unwrap_or(0);
            let is_above_fields = fields.peek().and_then(|next| next.depth).is_some_and(|next| next > depth);
            // An element without a marker is that of the list in the row before.
            if field.depth.is_none() && self.is_element(&field, is_above_fields) {
                if field.name.is_empty() {
                    self.element(field);
                    depths.truncate(self.open.len().saturating_sub(floor));
                } else {
                    self.place(field, TrailPlace::Wrapper);
                }
                continue;
            }
            while depths.last().is_some_and(|open| *open >= depth) {
                depths.pop();
                self.open.truncate(floor + depths.len());
            }
            if self.open.len() >= limits::LEVELS {
                self.too_deep.push(field.range);
                return;
            }
            let field = self.without_path(field);
            if field.name.is_empty() {
                self.element(field);
                depths.truncate(self.open.len().saturating_sub(floor));
            } else if self.push(field, true) {
                depths.push(depth);
            }
        }
    }

    /// Whether a row describes the element of the list in the row before: it has no name, or a name without a type above
    /// the fields of the element.
    fn is_element(&self, field: &TableField, is_above_fields: bool) -> bool {
        let before = self.open.split_last().and_then(|_| self.at(&self.open));
        let is_first = before.is_some_and(|list| list.field.kind.is_list() && list.members.is_empty());
        is_first && (field.name.is_empty() || field.kind == CellType::Nothing && is_above_fields)
    }
}
