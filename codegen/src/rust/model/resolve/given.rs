//! Collects the names that were chosen within a module.

use std::collections::HashMap;

use super::Resolver;
use crate::rust::model::item::{Enumeration, Item};
use crate::rust::model::pinned::{ChosenNames, variant_place};

impl Resolver<'_> {
    /// Returns all chosen names. `own` are components that are enumerations, with their locations and names.
    pub(crate) fn given(&mut self, own: impl Iterator<Item = (String, String)>) -> ChosenNames {
        self.drain();
        let mut given = self.given.take().unwrap_or_default();
        let enumerations = self.items.iter().filter_map(|item| match item {
            Item::Enumeration(enumeration) => Some((enumeration.name.as_str(), enumeration)),
            Item::Structure(_) => None,
        });
        let enumerations: HashMap<&str, &Enumeration> = enumerations.collect();
        let places: Vec<(String, String)> = given.types.clone().into_iter().chain(own).collect();
        for (place, name) in places {
            for variant in enumerations.get(name.as_str()).into_iter().flat_map(|known| &known.variants) {
                let place = variant_place(&place, &variant.value);
                if given.natural.contains_key(&place) {
                    given.variants.insert(place, variant.name.clone());
                }
            }
        }
        given
    }
}
