//! The places of the rows so far. Hypotheses that differ only in their last rows share the rest.

use std::rc::Rc;

/// Role of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TrailPlace {
    /// Names the element of the list in the previous row.
    Wrapper,
    /// Describes the element of a list, or the whole response: it has no name.
    Element,
    /// Is a duplicate of a field of an open container.
    Again,
    /// A field of the container that is open at this level.
    Member {
        /// Number of enclosing containers.
        level: usize,
        /// Whether the sample shows it there, or no other place is possible.
        certain: bool,
        /// Whether nested fields may follow.
        opens: bool,
    },
}

/// Places of rows, in order. Copying takes constant time, however many rows there are.
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

/// Number of rows per block.
const ROWS: usize = 32;

/// Maximum number of blocks that are searched for a row.
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

    /// Returns the place of a row, counted back from the next one. `None` if it is too far back.
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

    /// Returns all places.
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
