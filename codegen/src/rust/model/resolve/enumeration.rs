//! Resolves enumerations, and decides which of them are the same type.

use indexmap::IndexMap;

use super::{Context, Resolver};
use crate::decide::schema::valid_values;
use crate::rust::model::documentation;
use crate::rust::model::item::{Enumeration, Item, Reference, Variant};
use crate::rust::model::name::{self, Scope};
use crate::rust::model::pinned::variant_place;
use crate::spec::entry::Schema;
use crate::spec::identifier::is_identifier;

impl<'a> Resolver<'a> {
    /// Defines an enumeration under a name that is already taken.
    pub(crate) fn define_enumeration(&mut self, schema: &'a Schema, name: String, member: &str, place: &str) {
        self.record_values(place, schema);
        self.items.push(Item::Enumeration(Enumeration {
            wire: member.to_owned(),
            name: name.clone(),
            documentation: documentation::enumeration(schema, member),
            variants: Vec::new(),
        }));
        self.add_variants(&name, schema, place);
        self.schemas.entry(name).or_default().push(schema);
    }

    /// Adds the values that an enumeration does not have yet.
    fn add_variants(&mut self, name: &str, schema: &Schema, place: &str) {
        let pinned = self.pinned;
        let enumeration = self.items.iter_mut().rev().find_map(|item| match item {
            Item::Enumeration(enumeration) if enumeration.name == name => Some(enumeration),
            _ => None,
        });
        let Some(enumeration) = enumeration else { return };
        let mut values = valid_values(schema);
        values.retain(|value| enumeration.variants.iter().all(|known| known.value != *value));
        let mut scope = Scope::with(&["Unknown"]);
        scope.reserve(enumeration.variants.iter().map(|known| &known.name));
        let titles: Vec<Option<&str>> =
            values.iter().map(|value| schema.enum_value_titles.get(value).map(String::as_str)).collect();
        let candidates = values.iter().zip(&titles).map(|(value, title)| {
            let pinned = pinned.variant(place, value).filter(|name| is_identifier(name));
            (pinned, vec![name::variant(value, *title)])
        });
        let names = name::distinct_but_pinned(&mut scope, candidates.collect(), "");
        enumeration.variants.extend(values.iter().zip(names).zip(titles).map(|((value, name), title)| Variant {
            value: value.clone(),
            name,
            documentation: documentation::variant(value, title),
        }));
    }

    pub(super) fn enumeration(&mut self, schema: &'a Schema, context: &Context) -> Reference {
        let name = self.joined(schema, context).unwrap_or_else(|| self.own_enumeration(schema, context));
        self.record_type(&context.place, &name);
        self.record_values(&context.place, schema);
        Reference { home: self.home, name }
    }

    /// The existing enumeration whose name is also pinned for this schema: they once had the same values, so programs
    /// know them as one type. It gets the values of both, unless the same value has different meanings.
    fn joined(&mut self, schema: &'a Schema, context: &Context) -> Option<String> {
        let name = self.pinned.type_name(&context.place)?;
        let known = self.schemas.get(name)?;
        let values = valid_values(schema);
        let is_alike = |other: &&Schema| {
            let others = valid_values(other);
            let common: Vec<String> = values.iter().filter(|value| others.contains(value)).cloned().collect();
            agree(&schema.enum_value_titles, &other.enum_value_titles, &common)
        };
        if !known.iter().all(is_alike) {
            return None;
        }
        self.add_variants(name, schema, &context.place);
        self.schemas.entry(name.to_owned()).or_default().push(schema);
        Some(name.to_owned())
    }

    fn own_enumeration(&mut self, schema: &'a Schema, context: &Context) -> String {
        let same = (name::type_name(&context.member), valid_values(schema));
        let titles = &schema.enum_value_titles;
        let is_pinned = self.pinned.type_name(&context.place).is_some_and(|name| !self.used.contains(name));
        let known = self.enumerations.get(&same).into_iter().flatten().filter(|_| !is_pinned);
        if let Some((_, name)) = known.into_iter().find(|(others, _)| agree(titles, others, &same.1)) {
            return name.clone();
        }
        let name = self.take_type_name(context);
        self.enumerations.entry(same).or_default().push((titles, name.clone()));
        self.define_enumeration(schema, name.clone(), &context.member, &context.place);
        name
    }

    fn record_values(&mut self, place: &str, schema: &Schema) {
        if let Some(given) = &mut self.given {
            for value in valid_values(schema) {
                let title = schema.enum_value_titles.get(&value).map(String::as_str);
                given.natural.insert(variant_place(place, &value), name::variant(&value, title));
            }
        }
    }
}

/// Whether all values have the same meaning in both: equal titles, or a title in only one of them that does not
/// influence the name of the variant.
fn agree(titles: &IndexMap<String, String>, others: &IndexMap<String, String>, values: &[String]) -> bool {
    values.iter().all(|value| {
        let (title, other) = (titles.get(value).map(String::as_str), others.get(value).map(String::as_str));
        let same_variant = name::variant(value, title) == name::variant(value, other);
        same_variant && (title.is_none() || other.is_none() || title == other)
    })
}
