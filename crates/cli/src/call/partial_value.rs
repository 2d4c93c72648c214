//! Values that are given part by part, as with `--Tag.1.Key`.

use alicloud_catalog::{Product, Schema};
use serde_json::Value;

use super::schema::step;

/// A part of a list or object, with its own parts.
#[derive(Default)]
pub(super) struct PartialValue {
    /// The option that gave it a value.
    pub(super) spelling: Option<String>,
    pub(super) value: Option<Value>,
    is_list: bool,
    /// By index (from 1) or name, in the order in which they were given.
    parts: Vec<(String, PartialValue)>,
}

impl PartialValue {
    /// The part under `path`, and its schema.
    ///
    /// # Errors
    ///
    /// That there is no such part, or that something is given both as a whole and in parts.
    pub(super) fn at<'a>(
        &mut self,
        path: &[String],
        schema: &'a Schema,
        product: &'a Product,
    ) -> Result<(&mut PartialValue, &'a Schema), String> {
        let Some((first, rest)) = path.split_first() else {
            return if self.parts.is_empty() {
                Ok((self, schema))
            } else {
                Err("given as a whole and in parts: use one of the two".to_owned())
            };
        };
        if let Some(spelling) = &self.spelling {
            return Err(format!("{spelling} is given as a whole and in parts: use one of the two"));
        }
        let (name, schema) = step(first, schema, product)?;
        self.is_list |= name.is_none();
        let name = name.unwrap_or_else(|| first.clone());
        let index = match self.parts.iter().position(|(known, _)| *known == name) {
            Some(index) => index,
            None => {
                self.parts.push((name, Self::default()));
                self.parts.len() - 1
            }
        };
        match self.parts.get_mut(index) {
            Some((_, part)) => part.at(rest, schema, product),
            None => Err(format!("{first:?} is not a part")),
        }
    }

    /// The whole value.
    ///
    /// # Errors
    ///
    /// That an element of a list is missing.
    pub(super) fn into_value(self) -> Result<Value, String> {
        if let Some(value) = self.value {
            return Ok(value);
        }
        if !self.is_list {
            let fields = self.parts.into_iter().map(|(name, part)| Ok((name, part.into_value()?)));
            return Ok(Value::Object(fields.collect::<Result<_, String>>()?));
        }
        let mut elements = Vec::with_capacity(self.parts.len());
        let mut parts = self.parts;
        for index in 1..=parts.len() {
            let wanted = index.to_string();
            let Some(at) = parts.iter().position(|(name, _)| *name == wanted) else {
                return Err(format!("element {index} of the list is missing, but a later one is given"));
            };
            elements.push(parts.swap_remove(at).1.into_value()?);
        }
        Ok(Value::Array(elements))
    }
}
