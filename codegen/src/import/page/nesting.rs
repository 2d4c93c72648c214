//! Nests the rows of parameter tables.
//!
//! Some tables mark the nesting level of each row. In most of them, a list is followed by a row that names its element
//! and has no type, then by the fields of the element, and nothing marks where those end. The nesting in the sample (or
//! in the existing entry) decides, together with the alphabetical order that most tables have (see [`levels`]). When
//! all rows are placed, the sample decides which objects wrap a list (see [`wrapping`]).

mod frame;
mod levels;
mod marked;
mod paths;
mod trail;
mod wrapping;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::field::TableField;
use super::kind::CellType;
use super::shape::SampleShape;
use frame::Frame;
use trail::TrailPlace;

/// A field with its nested fields.
#[derive(Debug, Clone)]
pub(super) struct NestedField {
    /// The row.
    pub(super) field: TableField,
    /// Name of the single field that wraps the list's elements (`Items.DBInstance[]`).
    pub(super) wrapper: Option<String>,
    /// Whether the value, or the value of the wrapper, is a list.
    pub(super) list: bool,
    /// Fields of the object, or of the list's elements.
    pub(super) members: Vec<NestedField>,
    /// Shape of the sample at this place.
    pub(super) shape: Option<SampleShape>,
    /// Names of the nested fields.
    names: HashSet<String>,
}

impl NestedField {
    /// Whether this is a map whose values have the nested fields.
    pub(super) fn is_map_of_objects(&self) -> bool {
        matches!(&self.field.kind, CellType::Map(Some(value)) if **value == CellType::Object)
    }
}

/// Nests the rows of one table after another.
pub(super) struct Nesting<'a> {
    shape: Option<&'a SampleShape>,
    /// Whether the rows describe a response, whose names contain no dots.
    is_response: bool,
    /// Keys of the sample that look like paths.
    dotted: HashSet<&'a str>,
    nodes: Vec<NestedField>,
    /// Names of the fields of the first level.
    names: HashSet<String>,
    /// The open containers, outermost first, as indices among their siblings.
    open: Vec<usize>,
    /// Rows that were placed without evidence, with a message that names the place.
    guesses: Vec<(Range<usize>, String)>,
    /// Rows that could not be placed, with the reason.
    unplaced: Vec<(Range<usize>, String)>,
    /// Rows that are nested too deep.
    too_deep: Vec<Range<usize>>,
    /// Level of a duplicate container, whose fields are skipped.
    again: Option<usize>,
}

/// The tree, and its uncertainties.
pub(super) struct Nested {
    /// Fields of the first level.
    pub(super) nodes: Vec<NestedField>,
    /// Rows that were placed without evidence, with a message that names the place.
    pub(super) guesses: Vec<(Range<usize>, String)>,
    /// Rows whose parent occurs only in the sample, with a message that names it.
    pub(super) decided: Vec<(Range<usize>, String)>,
    /// Rows that could not be placed, with the reason.
    pub(super) unplaced: Vec<(Range<usize>, String)>,
    /// Rows that are nested deeper than [`limits::LEVELS`]. The rest of their tables was skipped.
    pub(super) too_deep: Vec<Range<usize>>,
}

impl<'a> Nesting<'a> {
    /// Creates an empty tree. `shape` is the known shape of the whole request or response.
    pub(super) fn new(shape: Option<&'a SampleShape>, is_response: bool) -> Self {
        Self {
            shape,
            is_response,
            dotted: shape.map(paths::dotted_keys).unwrap_or_default(),
            nodes: Vec::new(),
            names: HashSet::new(),
            open: Vec::new(),
            guesses: Vec::new(),
            unplaced: Vec::new(),
            too_deep: Vec::new(),
            again: None,
        }
    }

    /// Places the rows of a table. A further table of a section describes the fields of a field in an earlier table.
    /// `before` is the text between the tables, which may name that field; it is `None` for the first table.
    /// `more_tables` tells whether another table follows.
    pub(super) fn table(&mut self, mut fields: Vec<TableField>, before: Option<&str>, more_tables: bool) {
        self.open.clear();
        self.again = None;
        let floor = before.map_or_else(Vec::new, |before| self.owner(&fields, before));
        self.open.clone_from(&floor);
        let paths = self.split_off_paths(&mut fields);
        // If some rows are marked, those without a marker are on the first level.
        if fields.iter().any(|field| field.depth.is_some()) {
            self.marked(fields, floor.len());
        } else {
            self.unmarked(fields, more_tables);
        }
        self.place_paths(paths, &floor);
    }

    /// Places rows without marked levels.
    fn unmarked(&mut self, fields: Vec<TableField>, more_tables: bool) {
        let (places, too_deep) = levels::choose(&fields, self.frames(), more_tables);
        self.too_deep.extend(too_deep.and_then(|row| fields.get(row)).map(|field| field.range.clone()));
        for (field, place) in fields.into_iter().zip(places) {
            self.place(field, place);
        }
    }

    /// Returns the tree.
    pub(super) fn finish(mut self) -> Nested {
        let mut decided = Vec::new();
        self.share_types();
        wrapping::settle(&mut self.nodes, self.shape, &mut decided);
        Nested { nodes: self.nodes, guesses: self.guesses, decided, unplaced: self.unplaced, too_deep: self.too_deep }
    }

    /// Copies the fields of a named type, which the page lists once, to all fields of this type.
    fn share_types(&mut self) {
        let mut described: HashMap<String, Vec<NestedField>> = HashMap::new();
        let mut size = 0;
        each(&mut self.nodes, &mut |node| {
            if let Some(name) = node.field.kind.name().filter(|_| !node.members.is_empty())
                && !described.contains_key(name)
            {
                described.insert(name.to_owned(), node.members.clone());
            }
        });
        each(&mut self.nodes, &mut |node| {
            let members = node.field.kind.name().and_then(|name| described.get(name));
            // Recursive types would grow without end. Beyond the limit, the sample decides.
            if let Some(members) = members.filter(|_| node.members.is_empty() && size < SHARED) {
                size += count(members);
                node.members.clone_from(members);
                node.names = members.iter().map(|member| member.field.name.clone()).collect();
            }
        });
    }

    fn place(&mut self, field: TableField, place: TrailPlace) {
        match place {
            TrailPlace::Element => self.element(field),
            TrailPlace::Wrapper => {
                if let Some(node) = self.last_open() {
                    // If the sample shows the list without a wrapper, the row contains the name of the element's type.
                    let plain = matches!(node.shape, Some(SampleShape::List(_)));
                    if !plain {
                        node.wrapper = Some(field.name);
                    }
                    if !field.kind.is_container() && field.kind != CellType::Nothing {
                        node.field.kind = CellType::List(Some(Box::new(field.kind)));
                        node.field.example = node.field.example.take().or(field.example);
                    }
                }
            }
            TrailPlace::Again => {
                let what = format!("`{}` is listed twice; the first row was used", field.name);
                self.unplaced.push((field.range, what));
            }
            TrailPlace::Member { level, certain, opens } => {
                if self.again.take_if(|again| *again >= level).is_none() && self.again.is_some() {
                    let what = format!("`{}` is inside something that is listed twice", field.name);
                    self.unplaced.push((field.range, what));
                    return;
                }
                if !certain {
                    let path = self.path(level);
                    let place = if path.is_empty() { "the outermost level".to_owned() } else { format!("`{path}`") };
                    self.guesses.push((field.range.clone(), format!("`{}` was put into {place}", field.name)));
                }
                self.open.truncate(level);
                if !self.push(field, opens) && opens {
                    self.again = Some(level);
                }
            }
        }
    }

    /// Returns the outermost level and all open containers.
    fn frames(&self) -> Vec<Frame<'_>> {
        let frame = |level: usize| {
            let node = level.checked_sub(1).and_then(|_| self.at(self.open.get(..level)?));
            let names = node.map_or(&self.names, |node| &node.names);
            let (shape, wrapped) = self.shape_at(level);
            Frame::open(shape, wrapped, names, node.is_some_and(|node| node.field.kind.is_list()))
        };
        (0..=self.open.len()).map(frame).collect()
    }

    /// Places a row without a name. It is the element of the list before it, or (as the first row) the whole response.
    fn element(&mut self, field: TableField) {
        if self.nodes.is_empty() {
            if field.kind.is_container() {
                return;
            }
            self.unplaced.push((field.range, "a row without a name, before anything that could hold it".to_owned()));
            return;
        }
        if let Some(node) = self.last_open()
            && node.members.is_empty()
        {
            // An object whose element has no name is a map, unless a sample shows a list.
            let is_object = matches!(node.field.kind, CellType::Object | CellType::Map(_));
            let is_map = is_object && !node.shape.as_ref().is_some_and(SampleShape::is_list);
            if is_map && field.kind != CellType::Nothing {
                let has_fields = field.kind == CellType::Object;
                node.field.kind = CellType::Map(Some(Box::new(field.kind)));
                if !has_fields {
                    self.open.pop();
                }
            } else if !field.kind.is_container() && field.kind != CellType::Nothing {
                node.field.kind = CellType::List(Some(Box::new(field.kind)));
                node.field.example = node.field.example.take().or(field.example);
                self.open.pop();
            }
            return;
        }
        // The element of a list of scalars. Such a list is closed right after its own row.
        let closed = self.neighbours(self.open.len()).and_then(|(nodes, _)| nodes.last_mut());
        match closed {
            Some(node) if node.field.kind.is_list() => node.field.example = node.field.example.take().or(field.example),
            _ => self.unplaced.push((field.range, "a row without a name that follows no list".to_owned())),
        }
    }

    /// Adds a field to the innermost open container. Returns whether the field was opened as a container.
    fn push(&mut self, field: TableField, opens: bool) -> bool {
        let level = self.open.len();
        let (around, wrapped) = self.shape_at(level);
        let behind = around.and_then(SampleShape::wrapper).filter(|_| !wrapped).map(|(_, inner)| inner);
        let shape = [around, behind].into_iter().flatten().find_map(|shape| shape.member(&field.name)).cloned();
        let Some((neighbours, names)) = self.neighbours(level) else { return false };
        if !names.insert(field.name.clone()) {
            let place = if level == 0 { String::new() } else { format!(" in `{}`", self.path(level)) };
            self.unplaced
                .push((field.range, format!("`{}` is listed twice{place}; the first row was used", field.name)));
            return false;
        }
        let list = field.kind.is_list();
        neighbours.push(NestedField { field, wrapper: None, list, members: Vec::new(), shape, names: HashSet::new() });
        let index = neighbours.len() - 1;
        if opens {
            self.open.push(index);
        }
        opens
    }

    /// Returns the path of the container whose fields a further table lists.
    fn owner(&mut self, fields: &[TableField], before: &str) -> Vec<usize> {
        let words: Vec<&str> = before.split(|character: char| !character.is_ascii_alphanumeric()).collect();
        let mut pending = Vec::new();
        collect_pending(&self.nodes, &mut Vec::new(), &mut pending);
        let score = |node: &NestedField| {
            let item = match &node.field.kind {
                CellType::List(Some(item)) => {
                    if let CellType::Named(name) = item.as_ref() {
                        name.as_str()
                    } else {
                        ""
                    }
                }
                CellType::Named(name) => name.as_str(),
                _ => "",
            };
            // A description may link to the type, as in `the calls ([CallType](#))`.
            let is_linked = words.iter().any(|word| word.len() > 4 && node.field.links.iter().any(|link| link == word));
            // Of several names, as in `Instance.Disks`, the last one is that of the field.
            let named = |name: &str| words.iter().rposition(|word| !name.is_empty() && word.eq_ignore_ascii_case(name));
            let shape = node.shape.as_ref().map(|shape| shape.wrapper().map_or(shape, |(_, inner)| inner));
            let shown =
                fields.iter().filter(|field| shape.is_some_and(|shape| shape.member(&field.name).is_some())).count();
            // The sample is stronger evidence than an unknown type.
            let evidence = match node.shape.as_ref().filter(|shape| !shape.is_empty()) {
                Some(SampleShape::Scalar(kind)) if *kind != CellType::Any => -100,
                Some(SampleShape::Object(_) | SampleShape::List(_)) => 2,
                _ => 0,
            };
            // A list whose elements are not structures is described by a table only if there is no better candidate.
            let container = i64::from(node.field.kind.is_container());
            let points = 2 * i64::try_from(shown).unwrap_or(i64::MAX / 4) + container + evidence;
            let position = named(item).max(named(&node.field.name)).or(is_linked.then_some(0));
            let points = points + position.map_or(0, |position| 1000 + i64::try_from(position).unwrap_or(0));
            (points, position.is_some() || shown > 0)
        };
        // Of equal candidates, the first one wins: tables are in the order of the fields that they describe.
        let mut best: Option<(i64, bool, Vec<usize>)> = None;
        for (node, path) in pending {
            let (points, is_certain) = score(node);
            if best.as_ref().is_none_or(|(most, ..)| points > *most) {
                best = Some((points, is_certain, path));
            }
        }
        let Some((_, is_certain, path)) = best.filter(|(points, ..)| *points >= 0) else { return Vec::new() };
        if let Some(first) = fields.first().filter(|_| !is_certain) {
            let name = self.at(&path).map_or("", |node| node.field.name.as_str());
            self.guesses.push((first.range.clone(), format!("it and the others of its table were put into `{name}`")));
        }
        path
    }

    /// Returns the shape of the sample at a level, and whether it is that inside the list's wrapper.
    fn shape_at(&self, level: usize) -> (Option<&SampleShape>, bool) {
        if level == 0 {
            return (self.shape, true);
        }
        let Some(node) = self.open.get(..level).and_then(|path| self.at(path)) else { return (None, true) };
        let shape = node.shape.as_ref();
        match shape.and_then(SampleShape::wrapper) {
            Some((_, inner)) if node.wrapper.is_some() => (Some(inner), true),
            _ => (shape, false),
        }
    }

    fn at(&self, path: &[usize]) -> Option<&NestedField> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.nodes.get(*first)?, |node, index| node.members.get(*index))
    }

    fn last_open(&mut self) -> Option<&mut NestedField> {
        let (last, path) = self.open.split_last()?;
        let mut nodes = &mut self.nodes;
        for index in path {
            nodes = &mut nodes.get_mut(*index)?.members;
        }
        nodes.get_mut(*last)
    }

    /// Returns the fields of the container at a level, and their names.
    fn neighbours(&mut self, level: usize) -> Option<(&mut Vec<NestedField>, &mut HashSet<String>)> {
        let (mut nodes, mut names) = (&mut self.nodes, &mut self.names);
        for index in self.open.get(..level)? {
            let node = nodes.get_mut(*index)?;
            (nodes, names) = (&mut node.members, &mut node.names);
        }
        Some((nodes, names))
    }

    fn path(&self, level: usize) -> String {
        let names =
            (1..=level).filter_map(|level| self.at(self.open.get(..level)?)).map(|node| node.field.name.as_str());
        names.collect::<Vec<_>>().join(".")
    }
}

/// Maximum number of fields that are copied because several fields have the same type.
const SHARED: usize = 10_000;

/// Counts fields at all levels.
fn count(nodes: &[NestedField]) -> usize {
    nodes.iter().map(|node| 1 + count(&node.members)).sum()
}

/// Calls a function for each field, children first, so fields that the function adds are not visited.
fn each(nodes: &mut [NestedField], visit: &mut impl FnMut(&mut NestedField)) {
    for node in nodes {
        each(&mut node.members, visit);
        visit(node);
    }
}

fn collect_pending<'a>(
    nodes: &'a [NestedField],
    path: &mut Vec<usize>,
    pending: &mut Vec<(&'a NestedField, Vec<usize>)>,
) {
    for (index, node) in nodes.iter().enumerate() {
        path.push(index);
        // A scalar may have a table too: the description of `Details` says `For more information, see [Details](#)`.
        let links_itself = || node.field.links.iter().any(|link| link.eq_ignore_ascii_case(&node.field.name));
        let holds = node.field.kind.is_container() || node.field.kind.is_list() || links_itself();
        if node.members.is_empty() && holds {
            pending.push((node, path.clone()));
        }
        collect_pending(&node.members, path, pending);
        path.pop();
    }
}
