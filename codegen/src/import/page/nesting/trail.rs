//! Where the rows so far were placed, shared by hypotheses that differ in their last rows only.

use std::rc::Rc;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TrailPlace {
    /// Names the element of the list in the row before.
    Wrapper,
    /// Describes the element of a list, or the whole response: it has no name.
    Element,
    /// Repeats a field of an open container, by mistake.
    Again,
    /// A field of the container that is open at this level.
    Member {
        /// Number of open containers around it.
        level: usize,
        /// Whether the sample shows it there, or nothing else is possible.
        certain: bool,
        /// Whether fields of it may follow.
        opens: bool,
    },
}

/// Places of rows, the first row first. A copy costs as much for the last row of a table as for the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    before: Option<Rc<Block>>,
    last: Vec<TrailPlace>,
}

#[derive(Debug)]
struct Block {
    before: Option<Rc<Block>>,
    places: Vec<TrailPlace>,
}

/// Rows of a block.
const ROWS: usize = 32;

/// Blocks in which a row is looked for.
const BLOCKS: usize = 64;

impl Trail {
    /// Adds the place of the next row.
    pub(super) fn push(&mut self, place: TrailPlace) {
        if self.last.len() == ROWS {
            let places = std::mem::take(&mut self.last);
            self.before = Some(Rc::new(Block { before: self.before.take(), places }));
        }
        self.last.push(place);
    }

    /// The place of a row, `back` rows before the next one; `None` if that is too long ago.
    pub(super) fn back(&self, back: usize) -> Option<TrailPlace> {
        if let Some(index) = self.last.len().checked_sub(back) {
            return self.last.get(index).copied();
        }
        let mut back = back - self.last.len();
        let mut block = self.before.as_ref();
        for _ in 0..BLOCKS {
            let there = block?;
            if let Some(index) = there.places.len().checked_sub(back) {
                return there.places.get(index).copied();
            }
            back -= there.places.len();
            block = there.before.as_ref();
        }
        None
    }

    /// All places.
    pub(super) fn into_places(self) -> Vec<TrailPlace> {
        let mut blocks = vec![self.last];
        let mut block = self.before;
        while let Some(there) = block {
            blocks.push(there.places.clone());
            block = there.before.clone();
        }
        blocks.into_iter().rev().flatten().collect()
    }
}
