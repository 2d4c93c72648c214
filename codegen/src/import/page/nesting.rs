//! Puts the rows of parameter tables into each other.
//!
//! Some tables mark the level of a row. Most do not: a list is followed by a row that names its element and has no type, the
//! members of the element follow, and where they end nothing says. What a sample (or the entry that is there) has inside what
//! decides; without one, a member goes to the innermost level that may hold it.

use std::ops::Range;

use super::field::Field;
use super::kind::Kind;
use super::sample::Shape;

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
    /// Whether another table follows: members of a list may be there.
    more_tables: bool,
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
        Self {
            shape,
            nodes: Vec::new(),
            open: Vec::new(),
            more_tables: false,
            guesses: Vec::new(),
            unplaced: Vec::new(),
        }
    }

    /// Places the rows of a table. A second table describes the members of something in the tables before it; `before` is the
    /// text between the tables, which may say of what. `more_tables` tells whether another table follows this one.
    pub(super) fn table(&mut self, mut fields: Vec<Field>, before: &str, more_tables: bool) {
        self.more_tables = more_tables;
        // Where some rows are marked, those without a mark are of the first level.
        if fields.iter().any(|field| field.depth.is_some()) {
            fields.iter_mut().for_each(|field| field.depth = field.depth.or(Some(0)));
        }
        self.open.clear();
        let floor = if self.nodes.is_empty() { Vec::new() } else { self.owner(&fields, before) };
        self.open.clone_from(&floor);
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        for (position, field) in fields.into_iter().enumerate() {
            let later = names.get(position + 1..).unwrap_or_default();
            self.place(field, floor.len(), later);
        }
    }

    /// The tree.
    pub(super) fn finish(self) -> Nested {
        Nested { nodes: self.nodes, guesses: self.guesses, unplaced: self.unplaced }
    }

    fn place(&mut self, field: Field, floor: usize, later: &[String]) {
        if let Some(depth) = field.depth {
            self.open.truncate(floor + depth);
            self.push(field);
            return;
        }
        if field.name.is_empty() {
            self.element(field);
            return;
        }
        if self.is_wrapper(&field) {
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
            return;
        }
        self.close_unannounced(floor);
        let (level, certain) = self.level(&field.name, floor, later);
        if !certain && level > floor {
            let path = self.path(level);
            self.guesses.push((field.range.clone(), format!("`{}` was put into `{path}`", field.name)));
        }
        self.open.truncate(level);
        self.push(field);
    }

    /// Closes the container of the row before if nothing says that its members follow: a list of scalars, or one whose members
    /// are in a table of their own.
    fn close_unannounced(&mut self, floor: usize) {
        if self.open.len() <= floor {
            return;
        }
        let more_tables = self.more_tables;
        let empty = self.last_open().is_some_and(|node| {
            let shown = node.shape.as_ref().is_some_and(|shape| {
                shape.members().is_some_and(|_| shape.wrapper().is_none_or(|(_, inner)| inner.members().is_some()))
            });
            !node.announced
                && (!shown || more_tables)
                && node.members.is_empty()
                && !matches!(node.field.kind, Kind::Object | Kind::Map)
        });
        if empty {
            self.open.pop();
        }
    }

    /// A row that names the element of the list in the row before it: it has no type of its own.
    fn is_wrapper(&mut self, field: &Field) -> bool {
        let untyped = field.kind == Kind::Nothing;
        if !untyped && !field.kind.is_container() {
            return false;
        }
        self.last_open().is_some_and(|node| {
            let shown = node.shape.as_ref().and_then(Shape::wrapper).is_some_and(|(wrapper, _)| wrapper == field.name);
            let holds = if untyped { node.field.kind.is_list() || shown } else { node.field.kind.is_list() && shown };
            node.members.is_empty() && node.wrapper.is_none() && holds
        })
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

    /// The level at which a member of this name goes, and whether anything proves it.
    fn level(&mut self, name: &str, floor: usize, later: &[String]) -> (usize, bool) {
        let top = self.open.len();
        let exact = |shape: &Shape, wanted: &str| shape.member(wanted).is_some();
        let similar = |shape: &Shape, wanted: &str| {
            shape.members().is_some_and(|members| members.keys().any(|there| there.eq_ignore_ascii_case(wanted)))
        };
        if let Some(level) = self.shown(name, floor, exact).or_else(|| self.shown(name, floor, similar)) {
            return (level, true);
        }
        // A name that the level has already can only be of a level above.
        let mut highest = top;
        while highest > floor && self.has(highest, name) {
            highest -= 1;
        }
        if highest == floor {
            return (floor, true);
        }
        if name.eq_ignore_ascii_case("RequestId") && !self.has(floor, name) {
            return (floor, true);
        }
        // An element without any member yet, and nothing known of it, takes what follows.
        let announced = self
            .open
            .get(..highest)
            .and_then(|path| self.at(path))
            .is_some_and(|node| node.announced && node.members.is_empty());
        let known = (floor..=highest).any(|level| self.shape_at(level).and_then(Shape::members).is_some());
        if !known {
            let paging = [
                "TotalCount",
                "PageNumber",
                "PageSize",
                "TotalRecordCount",
                "PageRecordCount",
                "NextToken",
                "MaxResults",
            ];
            if paging.contains(&name) && !self.has(floor, name) {
                return (floor, false);
            }
            return (highest, announced);
        }
        // The sample lacks it. If what comes next is shown at a level, this is at that level or deeper; rows are mostly in
        // alphabetical order, so a step back in the alphabet ends a level.
        let next = later.iter().find_map(|later| self.shown(later, floor, exact)).unwrap_or(floor);
        if next >= highest {
            return (highest, true);
        }
        let sorted = |level: usize| {
            self.names(level).windows(2).all(|pair| matches!(pair, [a, b] if a.to_lowercase() <= b.to_lowercase()))
        };
        let follows =
            |level: usize| self.names(level).last().is_none_or(|last| last.to_lowercase() <= name.to_lowercase());
        let fits = (next..=highest).rev().find(|level| !sorted(*level) || follows(*level));
        (fits.unwrap_or(highest), false)
    }

    /// The innermost open level whose shape has the name and that does not have it yet.
    fn shown(&self, name: &str, floor: usize, has: impl Fn(&Shape, &str) -> bool) -> Option<usize> {
        (floor..=self.open.len())
            .rev()
            .find(|level| self.shape_at(*level).is_some_and(|shape| has(shape, name)) && !self.has(*level, name))
    }

    fn push(&mut self, field: Field) {
        let level = self.open.len();
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
