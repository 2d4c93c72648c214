//! The set of fields of a structure that have been read.

/// A set of positions in the list of fields.
#[derive(Debug, Default)]
pub(super) struct Seen {
    low: u128,
    /// Positions from 128 on. Few structures have so many fields.
    high: Vec<u32>,
}

impl Seen {
    /// Adds a position. Returns whether it was not in the set before.
    pub(super) fn insert(&mut self, position: u32) -> bool {
        let new = !self.contains(position);
        match bit(position) {
            Some(bit) => self.low |= bit,
            None if new => self.high.push(position),
            None => {}
        }
        new
    }

    pub(super) fn contains(&self, position: u32) -> bool {
        match bit(position) {
            Some(bit) => self.low & bit != 0,
            None => self.high.contains(&position),
        }
    }
}

fn bit(position: u32) -> Option<u128> {
    1_u128.checked_shl(position)
}
