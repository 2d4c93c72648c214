//! Finds the elements of two lists that correspond to each other.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::kind::EntryPart;

/// Returns, for each element of `these`, the position of its counterpart in `others`. Each element is matched once:
/// exact matches first, then approximate ones, in the order of the lists.
pub(super) fn matches(kind: EntryPart, these: &[Value], others: &[Value]) -> Vec<Option<usize>> {
    let identities =
        |list: &[Value]| -> Vec<[Option<String>; 2]> { list.iter().map(|element| kind.identities(element)).collect() };
    let (mine, theirs) = (identities(these), identities(others));
    let mut found: Vec<Option<usize>> = vec![None; these.len()];
    let mut taken = vec![false; others.len()];
    for strength in 0..2 {
        let name = |identity: &[Option<String>; 2]| identity.get(strength).cloned().flatten();
        let mut free: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (position, identity) in theirs.iter().enumerate() {
            if let (Some(name), Some(false)) = (name(identity), taken.get(position)) {
                free.entry(name).or_default().push_back(position);
            }
        }
        for (slot, identity) in found.iter_mut().zip(&mine).filter(|(slot, _)| slot.is_none()) {
            *slot = name(identity).and_then(|name| free.get_mut(&name)?.pop_front());
            if let Some(taken) = slot.and_then(|position| taken.get_mut(position)) {
                *taken = true;
            }
        }
    }
    found
}
