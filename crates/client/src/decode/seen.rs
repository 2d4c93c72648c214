//! Which fields of one structure have been read.

/// A set of positions in a list of fields.
#[derive(Debug, Default)]
pub(super) struct Seen {
    low: u128,
    /// Positions from 128 on; few structures have so many fields.
    high: Vec<u32>,
}

impl Seen {
    /// Adds a position; `false` if it was there before.
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
