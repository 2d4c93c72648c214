//! Open containers, and what the sample shows of their fields.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::field::TableField;
use super::super::kind::CellType;
use super::super::shape::SampleShape;

/// An open container, or the outermost level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// Shape of the container in the sample.
    pub(super) shape: Option<&'a SampleShape>,
    /// Names of its fields in earlier tables.
    pub(super) earlier: Option<&'a HashSet<String>>,
    /// Name of the container; empty if it was open before the table.
    pub(super) name: &'a str,
    /// Row of the container; 0 if it was open before the table.
    pub(super) opened: usize,
    /// Number of its fields so far.
    pub(super) count: usize,
    /// Names of the first two fields.
    pub(super) first: [&'a str; 2],
    /// Name of the last field.
    pub(super) last: &'a str,
    /// Whether the container is a list.
    pub(super) list: bool,
    /// Whether fields are expected to follow: it is an object, a list of a named type, or a row named its element.
    pub(super) announced: bool,
    /// Whether a row of its own stands for the element, so that its fields follow.
    pub(super) has_element: bool,
    /// Whether a row named the element.
    pub(super) wrapped: bool,
    /// Whether the wrapper of the list has a row of its own, like a field.
    pub(super) lists_wrapper: bool,
}

impl<'a> Frame<'a> {
    /// Creates the frame of a container that was open before the table. `wrapped` tells whether the shape is that
    /// inside the list's wrapper.
    pub(super) fn open(shape: Option<&'a SampleShape>, wrapped: bool, names: &'a HashSet<String>, list: bool) -> Self {
        Self {
            shape,
            earlier: Some(names),
            name: "",
            opened: 0,
            count: names.len(),
            first: [""; 2],
            last: "",
            list,
            announced: true,
            has_element: true,
            wrapped,
            lists_wrapper: false,
        }
    }

    /// Creates the frame of a container that a row opens.
    pub(super) fn opened(field: &'a TableField, row: usize, shape: Option<&'a SampleShape>, table: TableFacts) -> Self {
        // The fields of a list of structures may be in a separate table.
        let is_elsewhere = field.type_cell.contains("](") && !field.type_cell.contains("](#");
        let announced = match &field.kind {
            // The type links to another page, which describes it.
            _ if is_elsewhere => false,
            // An object with an example may be a map, whose keys are not listed.
            CellType::Object => field.example.is_none(),
            CellType::List(Some(item)) => item.is_container() && !table.more_tables,
            _ => false,
        };
        Self {
            shape,
            earlier: None,
            name: &field.name,
            opened: row,
            count: 0,
            first: [""; 2],
            last: "",
            list: field.kind.is_list(),
            announced: announced && !table.request && !field.is_described_elsewhere,
            has_element: false,
            wrapped: false,
            lists_wrapper: false,
        }
    }

    pub(super) fn add(&mut self, name: &'a str) {
        if let Some(first) = self.first.get_mut(self.count) {
            *first = name;
        }
        self.last = name;
        self.count += 1;
        self.lists_wrapper |= self.shape.and_then(SampleShape::wrapper).is_some_and(|(wrapper, _)| wrapper == name);
    }

    /// Returns the shape with the fields. The wrapper of a list is skipped if no row describes it.
    pub(super) fn members(&self) -> Option<&'a SampleShape> {
        let shape = self.shape?;
        match shape.wrapper() {
            Some((_, inner))
                if !self.wrapped && !self.lists_wrapper && inner.is_structure() && (self.list || inner.is_list()) =>
            {
                Some(inner)
            }
            _ => Some(shape),
        }
    }

    /// Whether a sample shows this container without content.
    pub(super) fn is_shown_empty(&self) -> bool {
        self.shape.is_some_and(SampleShape::is_empty)
    }

    /// Whether this is a tag that already has its key and value.
    pub(super) fn is_tag(&self) -> bool {
        self.count == 2
            && matches!(
                self.first,
                ["Key", "Value"] | ["TagKey", "TagValue"] | ["Value", "Key"] | ["TagValue", "TagKey"]
            )
    }

    /// Returns the shape of a field that the sample shows inside an object without a row.
    pub(super) fn hidden(&self, name: &str, rows: Rows<'a, '_>) -> Option<&'a SampleShape> {
        let around = rows.around(self.members()?);
        around.hidden.iter().find_map(|inner| inner.member(name))
    }

    /// Returns whether the sample shows the field at this level.
    pub(super) fn shown(&self, name: &str, rows: Rows<'a, '_>) -> Shown {
        // The wrapper itself may have a row.
        if self.shape.is_some_and(|shape| shape.member(name).is_some()) {
            return Shown::Yes;
        }
        let shape = self.members();
        let members = shape.and_then(SampleShape::members).filter(|members| !members.is_empty());
        let (Some(shape), Some(members)) = (shape, members) else { return Shown::Unknown };
        if members.contains_key(name) {
            return Shown::Yes;
        }
        let around = rows.around(shape);
        let is_near = around.names.contains(&name.to_lowercase());
        if is_near || around.hidden.iter().any(|inner| inner.member(name).is_some()) {
            Shown::Almost
        } else {
            Shown::No
        }
    }
}

/// Cached facts about a shape.
#[derive(Debug, Default)]
pub(super) struct Around<'a> {
    /// Names of the fields, in lower case.
    names: HashSet<String>,
    /// Objects among the fields that have no row.
    hidden: Vec<&'a SampleShape>,
}

/// Evidence of a sample for a field at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// The sample shows the field.
    Yes,
    /// The sample shows it in another case, or inside an object that has no row.
    Almost,
    /// The sample shows other fields at this level.
    No,
    /// The sample does not show this level.
    Unknown,
}

/// Facts about a table that are known before its rows are placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableFacts {
    /// Number of containers that are open before the first row.
    pub(super) floor: usize,
    /// Whether another table follows.
    pub(super) more_tables: bool,
    /// Whether these are request parameters, for which nested fields are rarely listed.
    pub(super) request: bool,
    /// Cost of a row that breaks the alphabetical order.
    pub(super) order: u32,
    /// Whether rows that do not say whether they are required follow containers only, so that they are their fields.
    pub(super) nested_lack_flag: bool,
}

/// The row that is being placed, and facts about the rows so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a, 'b> {
    /// Number of the row.
    pub(super) row: usize,
    /// For each row, the previous one with the same name.
    pub(super) previous: &'b [Option<usize>],
    /// Whether the row equals the previous one.
    pub(super) repeats: bool,
    /// Names of all rows.
    pub(super) names: &'b HashSet<&'a str>,
    /// Cache of facts about shapes, by their address.
    pub(super) around: &'b RefCell<HashMap<*const SampleShape, Rc<Around<'a>>>>,
}

impl<'a> Rows<'a, '_> {
    fn around(&self, shape: &'a SampleShape) -> Rc<Around<'a>> {
        if let Some(known) = self.around.borrow().get(&std::ptr::from_ref(shape)) {
            return Rc::clone(known);
        }
        let members = shape.members().into_iter().flatten();
        let mut around = Around::default();
        for (name, inner) in members {
            around.names.insert(name.to_lowercase());
            if matches!(inner, SampleShape::Object(_)) && !self.names.contains(name.as_str()) {
                around.hidden.push(inner);
            }
        }
        // Among many objects without rows, a field would be found only by chance.
        around.hidden.truncate(100);
        let around = Rc::new(around);
        self.around.borrow_mut().insert(std::ptr::from_ref(shape), Rc::clone(&around));
        around
    }
}
