//! Matches the items of the old version with those of the new one.

/// The result of matching two lists.
pub(super) struct Paired<'a, T> {
    pub(super) both: Vec<(&'a T, &'a T)>,
    pub(super) removed: Vec<&'a T>,
    pub(super) added: Vec<&'a T>,
}

/// Matches items by the first rule, then the remaining ones by the next rule, and so on. The result is in the order of
/// the new list.
pub(super) fn pair<'a, T>(old: &'a [T], new: &'a [T], rules: &[fn(&T, &T) -> bool]) -> Paired<'a, T> {
    let mut partners: Vec<Option<&T>> = vec![None; new.len()];
    let mut removed: Vec<&T> = old.iter().collect();
    for rule in rules {
        for (item, partner) in new.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            if let Some(position) = removed.iter().position(|candidate| rule(candidate, item)) {
                *partner = Some(removed.remove(position));
            }
        }
    }
    let mut paired = Paired { both: Vec::new(), removed, added: Vec::new() };
    for (item, partner) in new.iter().zip(partners) {
        match partner {
            Some(partner) => paired.both.push((partner, item)),
            None => paired.added.push(item),
        }
    }
    paired
}
