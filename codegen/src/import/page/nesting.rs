//! Puts the rows of parameter tables into each other.
//!
//! Some tables mark the level of a row. Most do not: a list is followed by a row that names its element and has no type, the
//! members of the element follow, and where they end nothing says. What a sample (or the entry that is there) has inside what
//! decides, with the alphabetical order that most tables have (see [`levels`]).

mod levels;

use std::ops::Range;

use super::field::Field;
use super::kind::Kind;
use super::sample::Shape;
use levels::{Frame, Place};

/// A field with what is inside it.
#[derive(Debug)]
pub(super) struct Node {
    /// The row.
    pub(super) field: Field,
    /// Name of the single member that wraps the list's elements (`Items.DBInstance[]`).
    pub(super) wrapper: Option<String>,
    /// Whether a row of its own announced the element of the list.
    pub(super) announced: bool,
    /// Members of the object, or of the list's elements.
    pub(super) members: Vec<Node>,
    /// What the sample shows at this place.
    pub(super) shape: Option<Shape>,
}

/// Places the rows of one table after another.
pub(super) struct Nesting<'a> {
    shape: Option<&'a Shape>,
    nodes: Vec<Node>,
    /// The open containers, outermost first: the index of each among its neighbours.
    open: Vec<usize>,
    /// Rows that no evidence placed, with where they were put.
    guesses: Vec<(Range<usize>, String)>,
    /// Rows that could not be placed at all.
    unplaced: Vec<(Range<usize>, String)>,
}

/// The tree, and what about it is uncertain.
pub(super) struct Nested {
    /// Fields of the first level.
    pub(super) nodes: Vec<Node>,
    /// Rows that no evidence placed, with where they were put.
    pub(super) guesses: Vec<(Range<usize>, String)>,
    /// Rows that could not be placed at all, with why.
    pub(super) unplaced: Vec<(Range<usize>, String)>,
}

impl<'a> Nesting<'a> {
    /// Begins with nothing. `shape` is what is known of the whole.
    pub(super) fn new(shape: Option<&'a Shape>) -> Self {
        Self { shape, nodes: Vec::new(), open: Vec::new(), guesses: Vec::new(), unplaced: Vec::new() }
    }

    /// Places the rows of a table. A second table of a section describes the members of something in the tables before it;
    /// `before` is the text between the tables, which may say of what, `None` for a first table. `more_tables` tells whether another table follows this one.
    pub(super) fn table(&mut self, mut fields: Vec<Field>, before: Option<&str>, more_tables: bool) {
        // Where some rows are marked, those without a mark are of the first level.
        if fields.iter().any(|field| field.depth.is_some()) {
            fields.iter_mut().for_each(|field| field.depth = field.depth.or(Some(0)));
        }
        self.open.clear();
        let floor = before.map_or_else(Vec::new, |before| self.owner(&fields, before));
        self.open.clone_from(&floor);
        if fields.iter().any(|field| field.depth.is_some()) {
            for field in fields {
                self.open.truncate(floor.len() + field.depth.unwrap_or(0));
                self.push(field);
            }
            return;
        }
        let places = levels::choose(&fields, self.frames(), more_tables);
        for (field, place) in fields.into_iter().zip(places) {
            self.place(field, place);
        }
    }

    /// The tree.
    pub(super) fn finish(self) -> Nested {
        Nested { nodes: self.nodes, guesses: self.guesses, unplaced: self.unplaced }
    }

    fn place(&mut self, field: Field, place: Place) {
        match place {
            Place::Element => self.element(field),
            Place::Wrapper => {
                if let Some(node) = self.last_open() {
                    // A sample may show the list without its wrapper; the row is the name of the element's type then.
                    let plain = matches!(node.shape, Some(Shape::List(_)));
                    if !plain {
                        node.wrapper = Some(field.name);
                    }
                    node.announced = true;
                    if let Some((_, inner)) = node.shape.as_ref().and_then(Shape::wrapper) {
                        node.shape = Some(inner.clone());
                    }
                }
            }
            Place::Member { level, certain } => {
                if !certain {
                    let path = self.path(level);
                    let place = if path.is_empty() { "the outermost level".to_owned() } else { format!("`{path}`") };
                    self.guesses.push((field.range.clone(), format!("`{}` was put into {place}", field.name)));
                }
                self.open.truncate(level);
                self.push(field);
            }
        }
    }

    /// The outermost level and the containers that are open.
    fn frames(&self) -> Vec<Frame<'_>> {
        let frame = |level: usize| {
            let node = level.checked_sub(1).and_then(|_| self.at(self.open.get(..level)?));
            Frame {
                shape: self.shape_at(level),
                names: self.names(level),
                list: node.is_some_and(|node| node.field.kind.is_list()),
                announced: true,
                // The shape is that of the elements already.
                wrapped: true,
            }
        };
        (0..=self.open.len()).map(frame).collect()
    }

    /// A row without a name: the element of the list before it, or (first of all) the whole response.
    fn element(&mut self, field: Field) {
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
            node.announced = true;
            if !field.kind.is_container() && field.kind != Kind::Nothing {
                node.field.kind = Kind::List(Some(Box::new(field.kind)));
                node.field.example = node.field.example.take().or(field.example);
                self.open.pop();
            }
            return;
        }
        // The element of a list of scalars that was closed with its own row.
        let closed = self.neighbours(self.open.len()).and_then(|nodes| nodes.last_mut());
        match closed {
            Some(node) if node.field.kind.is_list() => node.field.example = node.field.example.take().or(field.example),
            _ => self.unplaced.push((field.range, "a row without a name that follows no list".to_owned())),
        }
    }

    fn push(&mut self, field: Field) {
        let level = self.open.len();
        if self.has(level, &field.name) {
            let place = if level == 0 { String::new() } else { format!(" in `{}`", self.path(level)) };
            self.unplaced
                .push((field.range, format!("`{}` is listed twice{place}; the first row was used", field.name)));
            return;
        }
        self.imply_wrapper(&field.name);
        let shape = self.shape_at(level).and_then(|shape| shape.member(&field.name)).cloned();
        let shown_container = matches!(&shape, Some(Shape::Object(_) | Shape::List(Some(_))));
        let opens =
            field.kind.is_container() || (field.kind == Kind::Nothing && shown_container) || field.depth.is_some();
        let Some(neighbours) = self.neighbours(level) else { return };
        neighbours.push(Node { field, wrapper: None, announced: false, members: Vec::new(), shape });
        let index = neighbours.len() - 1;
        if opens {
            self.open.push(index);
        }
    }

    /// A sample may show a list where the page lists the members of its elements right below the object around it.
    fn imply_wrapper(&mut self, name: &str) {
        let Some(node) = self.last_open().filter(|node| node.members.is_empty() && node.wrapper.is_none()) else {
            return;
        };
        let Some(shape) = node.shape.as_ref().filter(|shape| shape.member(name).is_none()) else { return };
        if let Some((wrapper, inner)) =
            shape.wrapper().filter(|(_, inner)| inner.is_list() && inner.member(name).is_some())
        {
            (node.wrapper, node.shape) = (Some(wrapper.to_owned()), Some(inner.clone()));
        }
    }

    /// The container whose members a further table lists.
    fn owner(&self, fields: &[Field], before: &str) -> Vec<usize> {
        let mut pending = Vec::new();
        collect_pending(&self.nodes, &mut Vec::new(), &mut pending);
        let score = |path: &Vec<usize>| {
            let Some(node) = self.at(path) else { return 0 };
            let item = match &node.field.kind {
                Kind::List(Some(item)) => {
                    if let Kind::Named(name) = item.as_ref() {
                        name.as_str()
                    } else {
                        ""
                    }
                }
                Kind::Named(name) => name.as_str(),
                _ => "",
            };
            let named = |name: &str| {
                !name.is_empty()
                    && before
                        .split(|character: char| !character.is_ascii_alphanumeric())
                        .any(|word| word.eq_ignore_ascii_case(name))
            };
            let shape = node.shape.as_ref().map(|shape| shape.wrapper().map_or(shape, |(_, inner)| inner));
            let shown =
                fields.iter().filter(|field| shape.is_some_and(|shape| shape.member(&field.name).is_some())).count();
            // A list of something else than structures is described by a table only if nothing better is at hand.
            let container = usize::from(node.field.kind.is_container());
            2 * shown + container + if named(item) || named(&node.field.name) { 1000 } else { 0 }
        };
        // The first of equals: tables follow in the order of what they describe.
        let mut best: Option<(usize, Vec<usize>)> = None;
        for path in pending {
            let points = score(&path);
            if best.as_ref().is_none_or(|(most, _)| points > *most) {
                best = Some((points, path));
            }
        }
        best.map(|(_, path)| path).unwrap_or_default()
    }

    fn shape_at(&self, level: usize) -> Option<&Shape> {
        if level == 0 {
            return self.shape;
        }
        let node = self.at(self.open.get(..level)?)?;
        let shape = node.shape.as_ref()?;
        // A wrapper that only the sample shows.
        if node.wrapper.is_none()
            && node.field.kind.is_list()
            && let Some((_, inner)) = shape.wrapper().filter(|(_, inner)| inner.is_structure())
        {
            return Some(inner);
        }
        Some(shape)
    }

    fn at(&self, path: &[usize]) -> Option<&Node> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.nodes.get(*first)?, |node, index| node.members.get(*index))
    }

    fn last_open(&mut self) -> Option<&mut Node> {
        let (last, path) = self.open.split_last()?;
        let mut nodes = &mut self.nodes;
        for index in path {
            nodes = &mut nodes.get_mut(*index)?.members;
        }
        nodes.get_mut(*last)
    }

    fn neighbours(&mut self, level: usize) -> Option<&mut Vec<Node>> {
        let mut nodes = &mut self.nodes;
        for index in self.open.get(..level)? {
            nodes = &mut nodes.get_mut(*index)?.members;
        }
        Some(nodes)
    }

    fn names(&self, level: usize) -> Vec<&str> {
        let nodes = if level == 0 {
            Some(&self.nodes)
        } else {
            self.open.get(..level).and_then(|path| self.at(path)).map(|node| &node.members)
        };
        nodes.map_or_else(Vec::new, |nodes| nodes.iter().map(|node| node.field.name.as_str()).collect())
    }

    fn has(&self, level: usize, name: &str) -> bool {
        self.names(level).contains(&name)
    }

    fn path(&self, level: usize) -> String {
        let names =
            (1..=level).filter_map(|level| self.at(self.open.get(..level)?)).map(|node| node.field.name.as_str());
        names.collect::<Vec<_>>().join(".")
    }
}

fn collect_pending(nodes: &[Node], path: &mut Vec<usize>, pending: &mut Vec<Vec<usize>>) {
    for (index, node) in nodes.iter().enumerate() {
        path.push(index);
        if node.members.is_empty() && (node.field.kind.is_container() || node.field.kind.is_list()) {
            pending.push(path.clone());
        }
        collect_pending(&node.members, path, pending);
        path.pop();
    }
}
