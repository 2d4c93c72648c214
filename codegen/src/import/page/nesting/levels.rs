//! Chooses the level of every row of a table that does not mark its levels.
//!
//! One row alone is ambiguous: a member that the sample lacks may be of any open level, and a name may be of several. What
//! comes later decides (a second `VpcId`, a name that only an outer level has), so all rows are placed together: hypotheses are
//! carried from row to row, each with what it costs, and the cheapest at the end is taken.

use super::super::field::Field;
use super::super::kind::Kind;
use super::super::sample::Shape;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Names the element of the list in the row before.
    Wrapper,
    /// Describes the element of a list, or the whole response: it has no name.
    Element,
    /// A member of the container that is open at this level.
    Member {
        /// Number of open containers around it.
        level: usize,
        /// Whether the sample shows it there, or nothing else is possible.
        certain: bool,
    },
}

/// An open container, or the outermost level.
#[derive(Debug, Clone)]
pub(super) struct Frame<'a> {
    /// What the sample shows at the container.
    pub(super) shape: Option<&'a Shape>,
    /// Names of the members so far.
    pub(super) names: Vec<&'a str>,
    /// Whether the container is a list.
    pub(super) list: bool,
    /// Whether members must follow: an object, a list of a named type, or a row that named the element.
    pub(super) announced: bool,
    /// Whether a row named the element.
    pub(super) wrapped: bool,
}

impl<'a> Frame<'a> {
    /// The level of a container that a row opens.
    fn opened(field: &'a Field, shape: Option<&'a Shape>, table: TableFacts) -> Self {
        // The members of a list of structures may be in a table of their own.
        let announced = match &field.kind {
            // The members of a map are values of the user.
            Kind::Object => field.example.is_none(),
            Kind::List(Some(item)) => item.is_container() && !table.more_tables,
            _ => false,
        };
        let list = field.kind.is_list();
        Self { shape, names: Vec::new(), list, announced: announced && !table.request, wrapped: false }
    }

    /// What the sample shows of the members: behind the single member that wraps a list, if no row stood for that.
    fn members(&self) -> Option<&'a Shape> {
        let shape = self.shape?;
        match shape.wrapper() {
            Some((_, inner)) if !self.wrapped && inner.is_structure() && (self.list || inner.is_list()) => Some(inner),
            _ => Some(shape),
        }
    }

    /// Whether this is a tag with all that a tag has.
    fn is_tag(&self) -> bool {
        matches!(
            self.names.as_slice(),
            ["Key", "Value"] | ["TagKey", "TagValue"] | ["Value", "Key"] | ["TagValue", "TagKey"]
        )
    }

    fn shown(&self, name: &str) -> Shown {
        let Some(members) = self.members().and_then(Shape::members).filter(|members| !members.is_empty()) else {
            return Shown::Unknown;
        };
        // The wrapper itself may be listed as a member.
        let raw = self.shape.is_some_and(|shape| shape.member(name).is_some());
        if raw || members.contains_key(name) {
            Shown::Yes
        } else if members.keys().any(|there| there.eq_ignore_ascii_case(name)) {
            Shown::Almost
        } else {
            Shown::No
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Yes,
    Almost,
    No,
    Unknown,
}

#[derive(Debug, Clone)]
struct Hypothesis<'a> {
    cost: u32,
    frames: Vec<Frame<'a>>,
    places: Vec<Place>,
}

/// Hypotheses that are carried on.
const BEAM: usize = 48;

// Costs have no unit. They were weighed on tables made of metadata, whose levels are known, with samples that lack members.

/// A member that the sample does not show at its level.
const NOT_SHOWN: u32 = 6;
/// The same, in a container about which nothing says that its members are listed here.
const DOUBTFUL: u32 = 14;
/// A structure without members.
const EMPTY_STRUCTURE: u32 = 40;

/// Places the rows. `frames` are the levels that are open before the first row; none of them is closed. `more_tables` tells
/// that another table follows.
pub(super) fn choose<'a>(fields: &'a [Field], frames: Vec<Frame<'a>>, more_tables: bool) -> Vec<Place> {
    let floor = frames.len().saturating_sub(1);
    let table = TableFacts {
        floor,
        more_tables,
        request: fields.iter().any(|field| field.required.is_some()),
        order: order(fields),
    };
    let mut beam = vec![Hypothesis { cost: 0, frames, places: Vec::new() }];
    for field in fields {
        let mut next: Vec<Hypothesis<'a>> =
            beam.into_iter().flat_map(|hypothesis| hypothesis.extended(field, table)).collect();
        // Stable: of equals the one that keeps more levels open comes first.
        next.sort_by_key(|hypothesis| hypothesis.cost);
        next.truncate(BEAM);
        beam = next;
    }
    for hypothesis in &mut beam {
        hypothesis.cost += hypothesis.closing(floor);
    }
    beam.into_iter().min_by_key(|hypothesis| hypothesis.cost).map_or_else(Vec::new, |hypothesis| hypothesis.places)
}

#[derive(Debug, Clone, Copy)]
struct TableFacts {
    floor: usize,
    more_tables: bool,
    /// Whether these are parameters of a request: what is inside an object is rarely listed there.
    request: bool,
    /// What a step back in the alphabet costs.
    order: u32,
}

impl<'a> Hypothesis<'a> {
    fn extended(mut self, field: &'a Field, table: TableFacts) -> Vec<Self> {
        if field.name.is_empty() {
            if let Some(frame) = self.frames.last_mut().filter(|frame| frame.names.is_empty()) {
                frame.announced = field.kind.is_container() || field.kind == Kind::Nothing;
            }
            self.places.push(Place::Element);
            return vec![self];
        }
        if self.is_wrapper(field, table.floor) {
            if let Some(frame) = self.frames.last_mut() {
                frame.announced = true;
                frame.wrapped = true;
                if let Some((_, inner)) = frame.shape.and_then(Shape::wrapper) {
                    frame.shape = Some(inner);
                }
            }
            self.places.push(Place::Wrapper);
            return vec![self];
        }
        let top = self.frames.len().saturating_sub(1);
        let free =
            |level: &usize| self.frames.get(*level).is_some_and(|frame| !frame.names.contains(&field.name.as_str()));
        let mut levels: Vec<usize> = (table.floor..=top).rev().filter(free).collect();
        if levels.is_empty() {
            levels.push(top);
        }
        let alone = levels.len() == 1;
        levels.into_iter().map(|level| self.clone().with(field, level, alone, table)).collect()
    }

    fn with(mut self, field: &'a Field, level: usize, alone: bool, table: TableFacts) -> Self {
        self.cost += self.closing(level);
        let open = self.frames.len().saturating_sub(1);
        self.frames.truncate(level + 1);
        let Some(frame) = self.frames.last_mut() else { return self };
        let shown = frame.shown(&field.name);
        let top = open == level && level == table.floor || field.name.eq_ignore_ascii_case("RequestId");
        let first_of_announced = frame.announced && frame.names.is_empty() && shown == Shown::Unknown;
        // A list or a type about which nothing says that its members are listed here.
        let doubtful = level > table.floor && !frame.announced;
        self.cost += match shown {
            Shown::Yes if doubtful && table.more_tables => 10,
            Shown::Yes => 0,
            Shown::Almost => 4,
            Shown::No | Shown::Unknown if doubtful => DOUBTFUL,
            Shown::No | Shown::Unknown => NOT_SHOWN,
        };
        if shown != Shown::Yes && frame.is_tag() {
            self.cost += 7;
        }
        if let Some(last) = frame.names.last()
            && *last > field.name.as_str()
            && last.to_lowercase() > field.name.to_lowercase()
        {
            // The outermost level is often in an order of its own.
            self.cost += if level == table.floor { table.order / 3 } else { table.order };
        }
        if level > table.floor && shown != Shown::Yes {
            if field.name.eq_ignore_ascii_case("RequestId") {
                self.cost += 30;
            } else if PAGING.contains(&field.name.as_str()) {
                self.cost += 8;
            }
        }
        frame.names.push(&field.name);
        let shape = frame.members().and_then(|shape| shape.member(&field.name));
        let shape = shape.or_else(|| frame.shape.and_then(|shape| shape.member(&field.name)));
        if opens(field, shape) {
            self.frames.push(Frame::opened(field, shape, table));
        }
        let shown_or_forced = match shown {
            Shown::Yes | Shown::Almost => true,
            Shown::Unknown => alone || first_of_announced,
            Shown::No => false,
        };
        let certain = shown_or_forced || top;
        self.places.push(Place::Member { level, certain });
        self
    }

    /// What it costs to close the levels above this one: a structure has members.
    fn closing(&self, level: usize) -> u32 {
        let closed = self.frames.get(level + 1..).unwrap_or_default();
        closed.iter().filter(|frame| frame.announced && frame.names.is_empty()).map(|_| EMPTY_STRUCTURE).sum()
    }

    /// A row that names the element of the list in the row before it: it has no type of its own.
    fn is_wrapper(&self, field: &Field, floor: usize) -> bool {
        let untyped = field.kind == Kind::Nothing;
        if !untyped && !field.kind.is_container() || self.frames.len() <= floor + 1 {
            return false;
        }
        self.frames.last().is_some_and(|frame| {
            let shown = frame.shape.and_then(Shape::wrapper).is_some_and(|(wrapper, _)| wrapper == field.name);
            frame.names.is_empty() && !frame.wrapped && if untyped { frame.list || shown } else { frame.list && shown }
        })
    }
}

const PAGING: &[&str] =
    &["TotalCount", "PageNumber", "PageSize", "TotalRecordCount", "PageRecordCount", "NextToken", "MaxResults"];

/// Whether members of this field may follow.
fn opens(field: &Field, shape: Option<&Shape>) -> bool {
    let element = shape.map(|shape| match (shape, shape.wrapper()) {
        (Shape::List(item), _) => item.as_deref(),
        (_, Some((_, Shape::List(item)))) => item.as_deref(),
        (_, Some((_, inner))) if field.kind.is_list() => Some(inner),
        _ => Some(shape),
    });
    match element {
        Some(Some(Shape::Scalar(kind))) if *kind != Kind::Any => false,
        Some(Some(Shape::Object(_) | Shape::List(_))) => field.kind.is_container() || field.kind == Kind::Nothing,
        // An example is that of a scalar.
        _ => field.kind.is_container() && !(is_vague(&field.kind) && field.example.is_some()),
    }
}

/// Whether a scalar, or a list of scalars, may be called this.
fn is_vague(kind: &Kind) -> bool {
    matches!(kind, Kind::List(None) | Kind::Named(_))
}

/// What a step back in the alphabet costs: nothing where the rows are in no alphabetical order.
fn order(fields: &[Field]) -> u32 {
    let pairs = fields.windows(2).filter_map(|pair| match pair {
        [a, b] if a.kind != Kind::Nothing && b.kind != Kind::Nothing => Some((a, b)),
        _ => None,
    });
    let (mut steps, mut forward) = (0_u32, 0_u32);
    for (a, b) in pairs {
        steps += 1;
        forward += u32::from(a.name <= b.name || a.name.to_lowercase() <= b.name.to_lowercase());
    }
    if steps == 0 {
        return 0;
    }
    (forward * 100 / steps).saturating_sub(60).min(30) * 24 / 30
}
