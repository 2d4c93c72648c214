//! Flattens lists and objects into single parameters: `Name.1`, `Name.Key`, `Tag.1.Key`.
//!
//! The rules are those of the official libraries: an index counts from 1 and also counts elements that are not set; an
//! empty list or object writes nothing; an empty string is sent.

use super::Sink;
use crate::pairs::Pairs;
use crate::scalar::Scalar;

/// Writes pairs of names and values. All names begin with the name of the parameter.
pub(crate) struct FlatSink<'a> {
    pairs: &'a mut Pairs,
    name: String,
    /// For each open list or object, the length of the name before it and the current index.
    open: Vec<(usize, usize)>,
}

impl<'a> FlatSink<'a> {
    pub(crate) fn new(name: &str, pairs: &'a mut Pairs) -> Self {
        Self { pairs, name: name.to_owned(), open: Vec::new() }
    }

    fn begin(&mut self) {
        self.open.push((self.name.len(), 0));
    }

    fn end(&mut self) {
        if let Some((length, _)) = self.open.pop() {
            self.name.truncate(length);
        }
    }
}

impl Sink for FlatSink<'_> {
    fn begin_object(&mut self) {
        self.begin();
    }

    fn member(&mut self, name: &str) {
        if let Some((length, _)) = self.open.last() {
            self.name.truncate(*length);
        }
        self.name.push('.');
        self.name.push_str(name);
    }

    fn end_object(&mut self) {
        self.end();
    }

    fn begin_list(&mut self) {
        self.begin();
    }

    fn element(&mut self) {
        if let Some((length, index)) = self.open.last_mut() {
            *index += 1;
            let index = i64::try_from(*index).unwrap_or(i64::MAX);
            self.name.truncate(*length);
            self.name.push('.');
            Scalar::Integer(index).push_to(&mut self.name);
        }
    }

    fn end_list(&mut self) {
        self.end();
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        if !matches!(value, Scalar::Null) {
            self.pairs.push_with(&self.name, |text| value.push_to(text));
        }
    }
}
