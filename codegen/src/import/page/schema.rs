//! Derives schemas from the rows of parameter tables.

use std::collections::HashSet;

use serde_json::Value;

use super::kind::CellType;
use super::nesting::NestedField;
use super::notes::PageNotes;
use super::shape::SampleShape;
use super::values;
use super::width;
use crate::spec::entry::{AdditionalProperties, Schema};

/// Creates schemas. `descriptions` keeps the page's sentences.
pub(super) struct Schemas<'a> {
    pub(super) descriptions: bool,
    pub(super) notes: &'a mut PageNotes,
}

impl Schemas<'_> {
    /// Returns the schema of a field and of its nested fields.
    pub(super) fn of_node(&mut self, node: &NestedField) -> Schema {
        let shape = node.shape.as_ref();
        let mut schema = if node.members.is_empty() { self.leaf(node) } else { self.structure(node) };
        let facts_kind = match (&node.field.kind, shape) {
            (CellType::Nothing, Some(SampleShape::Scalar(kind))) => kind.clone(),
            // The valid values of an `Array` are those of its elements.
            (CellType::List(None), _) => match element(node, &mut schema).map(|item| CellType::of_scalar(item)) {
                Some(scalar @ CellType::Scalar(..)) => CellType::List(Some(Box::new(scalar))),
                _ => CellType::List(None),
            },
            (kind, _) => kind.clone(),
        };
        self.facts(node, &facts_kind, &mut schema);
        schema
    }

    /// Returns the description of a row, if descriptions are kept.
    pub(super) fn description(&self, node: &NestedField) -> Option<String> {
        Some(node.field.description.clone()).filter(|description| self.descriptions && !description.is_empty())
    }

    fn structure(&mut self, node: &NestedField) -> Schema {
        let mut object = CellType::Object.schema();
        object.properties =
            node.members.iter().map(|member| (member.field.name.clone(), self.of_node(member))).collect();
        if let CellType::Scalar(..) | CellType::Any = node.field.kind {
            self.notes.warn_rule(
                &node.field.range,
                format!(
                    "the page calls `{}` a {}, and lists fields of it",
                    node.field.name,
                    node.field.type_cell.trim()
                ),
                "it was taken to be an object",
            );
        }
        if node.list && matches!(node.field.kind, CellType::Object | CellType::Map(_)) && node.wrapper.is_none() {
            self.notes.warn_rule(
                &node.field.range,
                format!("the page calls `{}` an object, and the sample or the metadata shows a list", node.field.name),
                "it was taken to be a list of such objects",
            );
        }
        if node.is_map_of_objects() {
            let values = Some(Box::new(AdditionalProperties::Schema(object)));
            return Schema { additional_properties: values, ..kind("object") };
        }
        let inner = if node.list { Schema { items: Some(Box::new(object)), ..kind("array") } } else { object };
        match &node.wrapper {
            Some(wrapper) => wrap(wrapper, inner),
            None => inner,
        }
    }

    fn leaf(&mut self, node: &NestedField) -> Schema {
        let (kind, shape) = (&node.field.kind, node.shape.as_ref());
        let incomplete = match kind {
            CellType::Named(_) | CellType::Nothing | CellType::Object | CellType::List(None) => true,
            CellType::List(Some(item)) => item.is_container(),
            CellType::Scalar(..) | CellType::Map(_) | CellType::Any => false,
        };
        // A list of scalars may have a wrapper too.
        let wrapper = shape.and_then(SampleShape::wrapper);
        let wrapper = wrapper.filter(|(_, inner)| kind.is_list() && !incomplete && inner.members().is_none());
        let wrapper = wrapper.map(|(name, _)| name).or(node.wrapper.as_deref().filter(|_| shape.is_none()));
        if let Some(wrapper) = wrapper.filter(|_| !incomplete) {
            return wrap(wrapper, kind.schema());
        }
        // RPC operations wrap the lists of their responses, and only a sample shows how.
        let is_response = node.field.required.is_none() && node.field.position.is_none();
        let is_shown = shape.is_some_and(|shape| shape.is_list() || !shape.is_empty());
        let unwrapped = kind.is_list() && !is_shown && is_response;
        if unwrapped && (!incomplete || scalars(node).is_some()) {
            self.notes.warn_rule(
                &node.field.range,
                format!("no sample shows the list `{}`", node.field.name),
                "it was taken to be a plain list; the metadata shows how it is wrapped",
            );
        }
        if !incomplete {
            // A timestamp is a number of seconds or a string.
            return match shape {
                Some(SampleShape::Scalar(shown @ CellType::Scalar("string", _)))
                    if node.field.type_cell.trim().eq_ignore_ascii_case("timestamp") =>
                {
                    shown.schema()
                }
                _ => kind.schema(),
            };
        }
        if let Some(schema) = scalars(node) {
            return schema;
        }
        // If the table says that it is a list or an object, the sample does not override it with a string.
        let is_explicit = kind.is_list() || *kind == CellType::Object;
        if let Some(shape) = node.shape.as_ref().filter(|shape| match shape {
            SampleShape::Scalar(CellType::Any) => false,
            // Exporters write `{}` for an empty list too.
            shape if shape.is_empty() => false,
            SampleShape::Scalar(_) => !is_explicit,
            _ => true,
        }) {
            let mut schema = match shape.wrapper() {
                // In XML, a list with one element looks like the element.
                Some((name, element @ SampleShape::Object(_))) if kind.is_list() => {
                    wrap(name, Schema { items: Some(Box::new(of_shape(element))), ..self::kind("array") })
                }
                _ => of_shape(shape),
            };
            if let (Some(wrapper), true) = (&node.wrapper, schema.properties.is_empty()) {
                schema = wrap(wrapper, schema);
            }
            if !matches!(shape, SampleShape::Scalar(_)) {
                self.notes.warn_rule(
                    &node.field.range,
                    format!("the page does not list the members of `{}`", node.field.name),
                    "they were taken from the sample",
                );
            }
            return schema;
        }
        match kind {
            CellType::Named(name) => self.notes.warn_rule(
                &node.field.range,
                format!("`{name}` is not a known type, and no table describes it"),
                "any value is accepted",
            ),
            CellType::Nothing if node.field.type_cell.trim().is_empty() => {
                self.notes.warn_rule(
                    &node.field.range,
                    format!("`{}` has no type", node.field.name),
                    "any value is accepted",
                );
            }
            _ => self.notes.warn_rule(
                &node.field.range,
                format!("nothing says what `{}` holds", node.field.name),
                "any value is accepted inside",
            ),
        }
        match kind {
            CellType::Named(_) => CellType::Any.schema(),
            CellType::List(Some(_)) => CellType::List(None).schema(),
            other => other.schema(),
        }
    }

    fn facts(&mut self, node: &NestedField, kind: &CellType, schema: &mut Schema) {
        let field = &node.field;
        let mut facts = values::facts(&field.description, kind);
        // The default may also be in a column of its own.
        facts.default = facts.default.or_else(|| {
            let is_scalar = schema.items.is_none() && schema.properties.is_empty();
            field
                .default
                .as_deref()
                .filter(|_| is_scalar)
                .and_then(|cell| values::default_cell(cell, &facts.valid_values, &field.description))
        });
        facts.judge(kind, field.example.as_deref());
        for (what, rule) in std::mem::take(&mut facts.contradictions) {
            self.notes.warn_rule(&field.range, format!("`{}`: {what}", field.name), rule);
        }
        self.report_unread(node, &facts);
        let example = field.example.clone();
        schema.required = field.required;
        schema.example = example.map(Value::String);
        schema.default = facts.default.map(Value::String);
        let limit = |limit: values::Limit| Value::String(limit.to_string());
        let (minimum, maximum) = (facts.minimum.map(limit), facts.maximum.map(limit));
        schema.description = self.description(node);
        let mut shown: Vec<String> = facts.valid_values.iter().map(|(value, _)| value.clone()).collect();
        let written = [&schema.example, &schema.default, &minimum, &maximum].into_iter().flatten();
        shown.extend(written.filter_map(|value| value.as_str().map(str::to_owned)));
        // The limits of a list are those of its elements.
        let Some(target) = element(node, schema) else { return };
        (target.minimum, target.maximum) = (minimum, maximum);
        (target.min_length, target.max_length) = (facts.min_length, facts.max_length);
        if let Some(long) = shown.iter().find(|value| width::widen_for(value, target)) {
            self.notes.warn_rule(
                &field.range,
                format!("`{}` is called an integer of 32 bits, and {long} is more than those hold", field.name),
                width::RULE,
            );
        }
        let mut known: HashSet<Value> = target.valid_values.iter().cloned().collect();
        for (value, title) in facts.valid_values {
            // The meaning of a number is a fact. A word explains itself, so its title is only a sentence of the page.
            let speaks = value.starts_with(|character: char| character.is_ascii_alphabetic());
            if let Some(title) = title.filter(|_| !speaks || self.descriptions) {
                target.enum_value_titles.insert(value.clone(), title);
            }
            let value = Value::String(value);
            if known.insert(value.clone()) {
                target.valid_values.push(value);
            }
        }
    }
}

impl Schemas<'_> {
    /// Reports what the description and the column of defaults say that is in no fact of the entry.
    fn report_unread(&mut self, node: &NestedField, facts: &values::DescribedFacts) {
        let field = &node.field;
        for unread in &facts.unread {
            self.notes.warn_rule(
                &field.range,
                format!(
                    "`{}`: {} in its description could not be read for certain: `{}`",
                    field.name, unread.what, unread.text
                ),
                "the entry does not have it",
            );
        }
        if let Some(remark) = CellType::remark(&field.type_cell) {
            let what = format!("`{}`: `{remark}` behind its type could not be read for certain", field.name);
            self.notes.warn_rule(&field.range, what, "the entry does not have it");
        }
        let cell = field.default.as_deref().filter(|cell| facts.default.is_none() && !values::says_nothing(cell));
        if let Some(cell) = cell {
            let what = format!("`{}`: the default `{cell}` could not be read for certain", field.name);
            self.notes.warn_rule(&field.range, what, "the entry does not have it");
        }
    }
}

/// Returns the schema of a list whose type says nothing about its elements, if the sample or the example shows scalars.
/// XML and careless samples show a list with one element as the element.
fn scalars(node: &NestedField) -> Option<Schema> {
    let listed = |item: &CellType| Schema { items: Some(Box::new(item.schema())), ..kind("array") };
    let known = |shape: &SampleShape| match shape {
        SampleShape::Scalar(item) if *item != CellType::Any => Some(listed(item)),
        SampleShape::List(Some(item)) => match item.as_ref() {
            SampleShape::Scalar(item) if *item != CellType::Any => Some(listed(item)),
            _ => None,
        },
        _ => None,
    };
    if node.field.kind != CellType::List(None) {
        return None;
    }
    let string = CellType::Scalar("string", None);
    // Only scalars have valid values.
    let described = || {
        let strings = CellType::List(Some(Box::new(string.clone())));
        let facts = values::facts(&node.field.description, &strings);
        (!facts.valid_values.is_empty()).then(|| listed(&string))
    };
    let shape = node.shape.as_ref().filter(|shape| !matches!(shape, SampleShape::Object(_)) || !shape.is_empty());
    let Some(shape) = shape else {
        let example = node.field.example.as_deref().and_then(of_example);
        return example.map(|item| listed(&item)).or_else(described);
    };
    match shape.wrapper() {
        Some((name, inner)) if inner.is_empty() => described().map(|list| wrap(name, list)),
        Some((name, inner)) => known(inner).map(|list| wrap(name, list)),
        None if shape.is_empty() => described(),
        None => known(shape),
    }
}

/// Returns the schema of a list's elements, or the schema itself if it is not that of a list.
fn element<'s>(node: &NestedField, schema: &'s mut Schema) -> Option<&'s mut Schema> {
    let is_list = |schema: &Schema| schema.items.is_some();
    let is_wrapped = node.field.kind.is_list()
        && !is_list(schema)
        && schema.properties.len() == 1
        && schema.properties.values().all(is_list);
    let list = if is_wrapped { schema.properties.values_mut().next()? } else { schema };
    if is_list(list) { list.items.as_deref_mut() } else { Some(list) }
}

/// Returns the type of a list's elements from its example, which is a JSON list or one element.
fn of_example(example: &str) -> Option<CellType> {
    let element = match serde_json::from_str(example) {
        Ok(Value::Array(elements)) => elements.into_iter().next()?,
        Ok(element) => element,
        Err(_) if example.starts_with(['[', '{']) => return None,
        Err(_) => Value::String(example.to_owned()),
    };
    match element {
        Value::String(_) => Some(CellType::Scalar("string", None)),
        Value::Number(number) if number.is_i64() => Some(CellType::Scalar("integer", Some("int64"))),
        Value::Bool(_) => Some(CellType::Scalar("boolean", None)),
        _ => None,
    }
}

/// Returns the schema of a sample's shape.
pub(super) fn of_shape(shape: &SampleShape) -> Schema {
    match shape {
        SampleShape::Scalar(scalar) => scalar.schema(),
        SampleShape::List(item) => {
            let item = item.as_ref().map_or_else(|| CellType::Any.schema(), |item| of_shape(item));
            Schema { items: Some(Box::new(item)), ..kind("array") }
        }
        SampleShape::Object(members) => Schema {
            properties: members.iter().map(|(name, member)| (name.clone(), of_shape(member))).collect(),
            ..kind("object")
        },
    }
}

fn wrap(name: &str, list: Schema) -> Schema {
    Schema { properties: std::iter::once((name.to_owned(), list)).collect(), ..kind("object") }
}

fn kind(name: &str) -> Schema {
    Schema { kind: Some(name.to_owned()), ..Schema::default() }
}
