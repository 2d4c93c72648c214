//! Open containers, and what the sample shows of the fields in them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::field::TableField;
use super::super::kind::CellType;
use super::super::shape::SampleShape;

/// An open container, or the outermost level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// What the sample shows at the container.
    pub(super) shape: Option<&'a SampleShape>,
    /// Names of the fields that earlier tables listed.
    pub(super) earlier: Option<&'a HashSet<String>>,
    /// Name of the container; empty for what was open before the table.
    pub(super) name: &'a str,
    /// Row with which it was opened; 0 for what was open before the table.
    pub(super) opened: usize,
    /// Number of fields so far.
    pub(super) count: usize,
    /// Names of the first two fields.
    pub(super) first: [&'a str; 2],
    /// Name of the last field.
    pub(super) last: &'a str,
    /// Whether the container is a list.
    pub(super) list: bool,
    /// Whether fields must follow: an object, a list of a named type, or a row that named the element.
    pub(super) announced: bool,
    /// Whether a row named the element.
    pub(super) wrapped: bool,
    /// Whether a row lists what wraps the list as a field of its own.
    pub(super) lists_wrapper: bool,
}

impl<'a> Frame<'a> {
    /// A container that was open before the table. `wrapped` tells that the shape is that of the list's elements.
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
            wrapped,
            lists_wrapper: false,
        }
    }

    /// The level of a container that a row opens.
    pub(super) fn opened(field: &'a TableField, row: usize, shape: Option<&'a SampleShape>, table: TableFacts) -> Self {
        // The fields of a list of structures may be in a table of their own.
        let is_elsewhere = field.type_cell.contains("](") && !field.type_cell.contains("](#");
        let announced = match &field.kind {
            // A link to another page that describes the type.
            _ if is_elsewhere => false,
            // The keys of a map are values of the user.
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
            announced: announced && !table.request,
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

    /// What the sample shows of the fields: behind the single field that wraps a list, if no row was for that.
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

    /// Whether this is a tag with all that a tag has.
    pub(super) fn is_tag(&self) -> bool {
        self.count == 2
            && matches!(
                self.first,
                ["Key", "Value"] | ["TagKey", "TagValue"] | ["Value", "Key"] | ["TagValue", "TagKey"]
            )
    }

    /// What the sample shows of the field in an object that no row lists.
    pub(super) fn hidden(&self, name: &str, rows: Rows<'a, '_>) -> Option<&'a SampleShape> {
        let around = rows.around(self.members()?);
        around.hidden.iter().find_map(|inner| inner.member(name))
    }

    /// Whether the sample shows the field at this level.
    pub(super) fn shown(&self, name: &str, rows: Rows<'a, '_>) -> Shown {
        // The wrapper itself may be listed as a field.
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

/// What is asked of a shape again and again.
#[derive(Debug, Default)]
pub(super) struct Around<'a> {
    /// Names of the fields, in lower case.
    names: HashSet<String>,
    /// Objects among the fields that no row lists.
    hidden: Vec<&'a SampleShape>,
}

/// Whether a sample shows a field at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// It does.
    Yes,
    /// In another case, or in an object that no row lists.
    Almost,
    /// It shows other fields.
    No,
    /// It shows nothing of the level.
    Unknown,
}

/// What is known of a table before its rows are placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableFacts {
    /// Number of containers that are open before the first row.
    pub(super) floor: usize,
    /// Whether another table follows.
    pub(super) more_tables: bool,
    /// Whether these are parameters of a request: what is inside an object is rarely listed there.
    pub(super) request: bool,
    /// What a step back in the alphabet costs.
    pub(super) order: u32,
}

/// The row that is being placed, and of each row the one before it with the same name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a, 'b> {
    /// Number of the row.
    pub(super) row: usize,
    /// Of each row the one before it with the same name.
    pub(super) previous: &'b [Option<usize>],
    /// Whether the row before says the same.
    pub(super) repeats: bool,
    /// Names of all rows.
    pub(super) names: &'b HashSet<&'a str>,
    /// What is known of shapes, by their places in memory.
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
        // One field of many objects that nobody lists is found by chance.
        around.hidden.truncate(100);
        let around = Rc::new(around);
        self.around.borrow_mut().insert(std::ptr::from_ref(shape), Rc::clone(&around));
        around
    }
}
