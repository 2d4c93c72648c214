//! Chooses the nesting level of every row of a table without markers, with a beam search.
//!
//! A single row is ambiguous: a field that the sample lacks may be on any open level, and a name may exist on several.
//! Later rows decide (a second `VpcId`, a name that only an outer level has), so all rows are placed together:
//! hypotheses are carried from row to row, each with its cost, and the cheapest one at the end wins. The effort per row
//! depends on the number of open levels, not on the number of earlier rows.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::super::field::TableField;
use super::super::kind::CellType;
use super::super::limits;
use super::super::shape::SampleShape;
use super::frame::{Frame, Rows, Shown, TableFacts};
use super::trail::{Trail, TrailPlace};

#[derive(Debug, Clone)]
struct Hypothesis<'a> {
    cost: u32,
    frames: Vec<Frame<'a>>,
    trail: Trail,
}

/// A candidate for the level of a row.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// The hypothesis that it continues.
    from: usize,
    cost: u32,
    place: TrailPlace,
}

/// Maximum number of hypotheses that are carried to the next row.
const BEAM: usize = 48;

// Costs have no unit. They were tuned on tables that were generated from metadata, so that the levels were known, with
// samples that lack fields.

/// Cost of a field that the sample does not show at this level.
const NOT_SHOWN: u32 = 6;
/// Cost of such a field in a container whose fields are not expected to be listed here.
const DOUBTFUL: u32 = 14;
/// Cost of a field outside of containers if its row looks like that of a nested field, and the reverse.
const OUTSIDE: u32 = 12;
/// Cost of a row that repeats a field.
const AGAIN: u32 = 24;
/// Cost of a structure without fields.
const EMPTY_STRUCTURE: u32 = 40;

/// Places the rows. `frames` are the levels that are open before the first row; none of them is closed. `more_tables`
/// tells whether another table follows. If rows are nested too deep, the first such row is returned as well, and the
/// rows from there on are not placed.
pub(super) fn choose<'a>(
    fields: &'a [TableField],
    frames: Vec<Frame<'a>>,
    more_tables: bool,
) -> (Vec<TrailPlace>, Option<usize>) {
    let floor = frames.len().saturating_sub(1);
    let table = TableFacts {
        floor,
        more_tables,
        request: fields.iter().any(|field| field.required.is_some()),
        order: order(fields),
        nested_lack_flag: nested_lack_flag(fields),
    };
    let mut rows_by_name: HashMap<&str, usize> = HashMap::new();
    let around = RefCell::new(HashMap::new());
    let names: HashSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let mut beam = vec![Hypothesis { cost: 0, frames, trail: Trail::default() }];
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(fields.len());
    for (row, field) in fields.iter().enumerate() {
        previous.push(rows_by_name.insert(&field.name, row));
        let repeats = row.checked_sub(1).and_then(|row| fields.get(row)).is_some_and(|before| {
            (&before.name, &before.type_cell, &before.description, &before.example)
                == (&field.name, &field.type_cell, &field.description, &field.example)
        });
        let rows = Rows { row, previous: &previous, names: &names, around: &around, repeats };
        let mut steps: Vec<Step> = Vec::new();
        for (from, hypothesis) in beam.iter().enumerate() {
            hypothesis.steps(field, from, rows, table, &mut steps);
        }
        // The sort is stable: of equal costs, the candidate that keeps more levels open comes first.
        steps.sort_by_key(|step| step.cost);
        let mut next: Vec<Hypothesis<'a>> = Vec::with_capacity(BEAM);
        let mut states = HashSet::new();
        for step in steps.iter().take(3 * BEAM) {
            let Some(hypothesis) = beam.get(step.from).map(|before| before.with(field, *step, rows, table)) else {
                continue;
            };
            // Closed levels have no influence on later rows: of hypotheses that differ only in those, the cheapest is
            // enough.
            if states.insert(hypothesis.state()) {
                next.push(hypothesis);
            }
            if next.len() == BEAM {
                break;
            }
        }
        beam = next;
        if beam.first().is_some_and(|best| best.frames.len() > limits::LEVELS) {
            return (beam.into_iter().next().map_or_else(Vec::new, |best| best.trail.into_places()), Some(row));
        }
    }
    for hypothesis in &mut beam {
        hypothesis.cost += hypothesis.closing(floor);
    }
    let best = beam.into_iter().min_by_key(|hypothesis| hypothesis.cost);
    (best.map_or_else(Vec::new, |hypothesis| hypothesis.trail.into_places()), None)
}

impl<'a> Hypothesis<'a> {
    /// Adds a candidate for each level that the row may have.
    fn steps(&self, field: &'a TableField, from: usize, rows: Rows<'a, '_>, table: TableFacts, steps: &mut Vec<Step>) {
        if field.name.is_empty() {
            steps.push(Step { from, cost: self.cost, place: TrailPlace::Element });
            return;
        }
        if self.is_wrapper(field, table.floor) {
            steps.push(Step { from, cost: self.cost, place: TrailPlace::Wrapper });
            return;
        }
        // A name like `Tag.N.Key` contains its path.
        let is_path = table.request && field.name.contains('.');
        let top = if is_path { table.floor } else { self.frames.len().saturating_sub(1) };
        let mut levels: Vec<usize> =
            (table.floor..=top).rev().filter(|level| !self.has(&field.name, *level, rows)).collect();
        let again = if rows.repeats { 1 } else { AGAIN };
        // All open levels have this field already, so one of its two rows was misplaced or is a duplicate.
        let repeated = if levels.is_empty() { again } else { 0 };
        if levels.is_empty() {
            levels.push(top);
        }
        if levels.len() <= top - table.floor {
            steps.push(Step { from, cost: self.cost + again, place: TrailPlace::Again });
        }
        let alone = levels.len() == 1;
        let (mut closed, mut closing) = (self.frames.len().saturating_sub(1), 0);
        for level in levels {
            // Adds the cost of closing the inner levels: a structure should have fields.
            while closed > level {
                closing += self.frames.get(closed).map_or(0, cost_without_fields);
                closed -= 1;
            }
            if let Some((cost, place)) = self.step(field, level, alone, rows, table) {
                steps.push(Step { from, cost: self.cost + repeated + closing + cost, place });
            }
        }
    }

    /// Returns the cost of the row at this level.
    fn step(
        &self,
        field: &'a TableField,
        level: usize,
        alone: bool,
        rows: Rows<'a, '_>,
        table: TableFacts,
    ) -> Option<(u32, TrailPlace)> {
        let open = self.frames.len().saturating_sub(1);
        let frame = self.frames.get(level)?;
        let shown = frame.shown(&field.name, rows);
        let is_request_id = field.name.eq_ignore_ascii_case("RequestId");
        let top = open == level && level == table.floor || is_request_id;
        let first_of_announced = frame.announced && frame.count == 0 && shown == Shown::Unknown;
        // A list or a type whose fields are not expected to be listed here.
        // If a sample shows an empty container, and all fields around it, those that it lacks are inside.
        let is_empty = frame.is_shown_empty() && !table.more_tables && !table.request;
        let doubtful = level > table.floor && !frame.announced && !is_empty;
        let lacks_flag = table.nested_lack_flag && lacks_flag(field);
        let doubtful = doubtful && !lacks_flag;
        let mut cost = match shown {
            Shown::Yes if doubtful && table.more_tables => 10,
            Shown::Yes => 0,
            Shown::Almost => 4,
            Shown::No | Shown::Unknown if doubtful => DOUBTFUL,
            Shown::No | Shown::Unknown => NOT_SHOWN,
        };
        let is_marked = table.nested_lack_flag && shown != Shown::Yes;
        if is_marked && lacks_flag == (level == table.floor) {
            cost += OUTSIDE;
        }
        if shown != Shown::Yes && frame.is_tag() {
            cost += 7;
        }
        if frame.last > field.name.as_str() && frame.last.to_lowercase() > field.name.to_lowercase() {
            // The outermost level often has an order of its own, and the sample is stronger evidence than the alphabet.
            cost += if level == table.floor || shown == Shown::Yes { table.order / 3 } else { table.order };
        }
        if level > table.floor && shown != Shown::Yes {
            if is_request_id {
                cost += 30;
            } else if OUTERMOST.contains(&field.name.as_str()) && !shows_outermost(frame) {
                cost += 8;
            } else if self.belongs_outside(field, level, table) {
                cost += 1;
            }
        }
        let shown_or_forced = match shown {
            Shown::Yes | Shown::Almost => true,
            // A row after an object may be its first field, or the object has none.
            Shown::Unknown => alone || first_of_announced && frame.has_element,
            Shown::No => false,
        };
        let opens = opens(field, self.shape_of(field, level, rows));
        Some((cost, TrailPlace::Member { level, certain: shown_or_forced || top, opens }))
    }

    /// Whether a name begins with that of an outer container: `VpcId` belongs to an element of `Vpcs`.
    fn belongs_outside(&self, field: &TableField, level: usize, table: TableFacts) -> bool {
        let around = self.frames.get(table.floor + 1..level).unwrap_or_default();
        let here = self.frames.get(level).map_or("", |frame| frame.name);
        let names = |container: &str| {
            let one = container.strip_suffix("ies").or_else(|| container.strip_suffix('s')).unwrap_or(container);
            one.len() > 2 && field.name.starts_with(one)
        };
        !names(here) && around.iter().any(|frame| names(frame.name))
    }

    /// Returns the hypothesis extended by the row.
    fn with(&self, field: &'a TableField, step: Step, rows: Rows<'a, '_>, table: TableFacts) -> Self {
        let level = if let TrailPlace::Member { level, .. } = step.place { level } else { self.frames.len() };
        let mut next = Self {
            cost: step.cost,
            frames: self.frames.get(..=level).unwrap_or(&self.frames).to_vec(),
            trail: self.trail.clone(),
        };
        next.trail.push(step.place);
        let Some(frame) = next.frames.last_mut() else { return next };
        match step.place {
            TrailPlace::Element if frame.count == 0 => {
                frame.announced = field.kind.is_container() || field.kind == CellType::Nothing;
                frame.has_element = frame.announced;
                // A list or a map of scalars has no fields.
                if !frame.announced && next.frames.len() > table.floor + 1 {
                    next.frames.pop();
                }
            }
            TrailPlace::Element | TrailPlace::Again => {}
            TrailPlace::Wrapper => {
                // A list of scalars has no fields.
                frame.announced = field.kind.is_container() || field.kind == CellType::Nothing;
                frame.has_element = frame.announced;
                frame.wrapped = true;
                if let Some((_, inner)) = frame.shape.and_then(SampleShape::wrapper) {
                    frame.shape = Some(inner);
                }
            }
            TrailPlace::Member { opens, .. } => {
                frame.add(&field.name);
                if opens {
                    let shape = self.shape_of(field, level, rows);
                    next.frames.push(Frame::opened(field, rows.row, shape, table));
                }
            }
        }
        next
    }

    /// Returns the state of the open levels: the row, the number of fields and the last field of each.
    fn state(&self) -> Vec<(usize, usize, &'a str)> {
        self.frames.iter().map(|frame| (frame.opened, frame.count, frame.last)).collect()
    }

    /// Returns the shape of the field at this level in the sample.
    fn shape_of(&self, field: &TableField, level: usize, rows: Rows<'a, '_>) -> Option<&'a SampleShape> {
        let frame = self.frames.get(level)?;
        let shape = frame.members().and_then(|shape| shape.member(&field.name));
        let shape = shape.or_else(|| frame.shape.and_then(|shape| shape.member(&field.name)));
        shape.or_else(|| frame.hidden(&field.name, rows))
    }

    /// Whether the container at this level has a field of this name.
    fn has(&self, name: &str, level: usize, rows: Rows<'a, '_>) -> bool {
        let Some(frame) = self.frames.get(level) else { return false };
        if frame.earlier.is_some_and(|names| names.contains(name)) {
            return true;
        }
        let mut earlier = rows.previous.get(rows.row).copied().flatten();
        // A name that occurs more often than this exists on all open levels.
        for _ in 0..limits::LEVELS {
            let Some(row) = earlier.filter(|row| *row >= frame.opened) else { return false };
            let place = self.trail.back(rows.row - row);
            if row > frame.opened || frame.earlier.is_some() {
                match place {
                    Some(TrailPlace::Member { level: there, .. }) if there == level => return true,
                    None => return true,
                    _ => {}
                }
            }
            earlier = rows.previous.get(row).copied().flatten();
        }
        false
    }

    /// Returns the cost of closing the levels inside this one.
    fn closing(&self, level: usize) -> u32 {
        self.frames.get(level + 1..).unwrap_or_default().iter().map(cost_without_fields).sum()
    }

    /// Whether the row names the element of the list in the previous row: it has no type, or that of a list of scalars.
    fn is_wrapper(&self, field: &TableField, floor: usize) -> bool {
        if self.frames.len() <= floor + 1 {
            return false;
        }
        let Some(frame) = self.frames.last().filter(|frame| frame.count == 0 && !frame.wrapped) else { return false };
        let shown = frame.shape.and_then(SampleShape::wrapper).filter(|(wrapper, _)| *wrapper == field.name);
        match &field.kind {
            CellType::Nothing => frame.list || shown.is_some(),
            CellType::Scalar(..) => frame.list && matches!(shown, Some((_, inner)) if inner.members().is_none()),
            kind => kind.is_container() && frame.list && shown.is_some() && !kind.is_list(),
        }
    }
}

fn lacks_flag(field: &TableField) -> bool {
    field.required.is_none() && field.required_cell.is_none()
}

/// Whether rows that do not say whether they are required follow containers, or other such rows, only.
fn nested_lack_flag(fields: &[TableField]) -> bool {
    let mut rows = fields.iter();
    let Some(mut before) = rows.next().filter(|first| !lacks_flag(first)) else { return false };
    let mut is_nested = false;
    for field in rows {
        if lacks_flag(field) {
            if !lacks_flag(before) && !before.kind.is_container() {
                return false;
            }
            is_nested = true;
        }
        before = field;
    }
    is_nested
}

/// Whether the sample has such fields in this container. An object like `Page` may have all of them.
fn shows_outermost(frame: &Frame<'_>) -> bool {
    let members = frame.members().and_then(SampleShape::members);
    members.is_some_and(|members| OUTERMOST.iter().any(|name| members.contains_key(*name)))
}

/// Returns the cost of closing a container: a structure should have fields.
fn cost_without_fields(frame: &Frame<'_>) -> u32 {
    if frame.announced && frame.count == 0 { EMPTY_STRUCTURE } else { 0 }
}

/// Fields that normally describe the response as a whole.
const OUTERMOST: &[&str] = &[
    "TotalCount",
    "Total",
    "PageNumber",
    "PageSize",
    "TotalRecordCount",
    "PageRecordCount",
    "NextToken",
    "MaxResults",
    "Success",
    "ErrorCode",
    "TraceId",
];

/// Whether nested fields may follow.
fn opens(field: &TableField, shape: Option<&SampleShape>) -> bool {
    if field.has_paths {
        return false;
    }
    let may_hold = field.kind.is_container() || field.kind == CellType::Nothing;
    match shape.filter(|shape| !shape.is_empty()) {
        Some(SampleShape::Object(_)) => may_hold,
        Some(SampleShape::List(item)) => match item.as_deref() {
            Some(SampleShape::Scalar(kind)) if *kind != CellType::Any => false,
            Some(SampleShape::Object(_) | SampleShape::List(_)) => may_hold,
            _ => field.kind.is_container() && !(is_vague(&field.kind) && field.example.is_some()),
        },
        Some(SampleShape::Scalar(kind)) if *kind != CellType::Any => false,
        // A value with an example is probably a scalar.
        _ => field.kind.is_container() && !(is_vague(&field.kind) && field.example.is_some()),
    }
}

/// Whether the type may also mean a scalar or a list of scalars.
fn is_vague(kind: &CellType) -> bool {
    matches!(kind, CellType::List(None) | CellType::Named(_))
}

/// Returns the cost of a row that breaks the alphabetical order. It is 0 for a table without such an order.
fn order(fields: &[TableField]) -> u32 {
    let pairs = fields.windows(2).filter_map(|pair| match pair {
        [a, b] if a.kind != CellType::Nothing && b.kind != CellType::Nothing => Some((a, b)),
        _ => None,
    });
    let (mut steps, mut forward) = (0_usize, 0_usize);
    for (a, b) in pairs {
        steps += 1;
        forward += usize::from(a.name <= b.name || a.name.to_lowercase() <= b.name.to_lowercase());
    }
    if steps == 0 {
        return 0;
    }
    u32::try_from((forward * 100 / steps).saturating_sub(60).min(30)).unwrap_or(0) * 24 / 30
}
