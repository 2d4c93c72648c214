//! Reads a value without a documented type.

use super::reader::Reader;
use super::{ALLOCATION, JsonDriver};
use crate::decode::context::{Failed, ValuePath};
use crate::scalar::json_number;
use crate::value::Value;

impl JsonDriver<'_, '_> {
    /// Reads any value as a tree. Numbers keep their digits.
    pub(super) fn any(&mut self, first: u8, path: &ValuePath<'_>) -> Result<Value, Failed> {
        Ok(match first {
            b'{' => {
                self.context.descend(path)?;
                self.reader.open();
                let mut members = serde_json::Map::new();
                while let Some(name) = self.syntax(|reader| reader.key(members.is_empty()), path)? {
                    let entry = size_of::<String>() + size_of::<Value>();
                    let node = if members.is_empty() { 11 * entry } else { 2 * entry };
                    self.context.charge(node + name.len() + ALLOCATION, path)?;
                    let first = self.syntax(Reader::peek, path)?;
                    let value = self.any(first, path)?;
                    members.entry(name.into_owned()).or_insert(value);
                }
                self.context.ascend();
                Value::Object(members)
            }
            b'[' => {
                self.context.descend(path)?;
                self.reader.open();
                let mut elements = Vec::new();
                while self.syntax(|reader| reader.element(elements.is_empty()), path)? {
                    self.context.charge(2 * size_of::<Value>(), path)?;
                    let first = self.syntax(Reader::peek, path)?;
                    elements.push(self.any(first, path)?);
                }
                self.context.ascend();
                Value::Array(elements)
            }
            b'"' => {
                let text = self.syntax(Reader::string, path)?;
                self.context.charge(text.len() + ALLOCATION, path)?;
                Value::String(text.into_owned())
            }
            _ => match self.syntax(Reader::skip, path)? {
                "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                digits => {
                    self.context.charge(digits.len(), path)?;
                    json_number(digits)
                }
            },
        })
    }
}
