//! `PartialEq` for all generated types: two values are equal if they would be encoded identically.

use alicloud_signer::Secret;

use super::walk::walk;
use crate::decode::Decode;
use crate::encode::{Encode, Encoder, Sink};
use crate::scalar::Scalar;
use crate::value::FormFile;

/// Whether two structures have the same fields with the same values.
#[must_use]
pub fn same_structure(left: &dyn Encode, right: &dyn Encode) -> bool {
    let record = |value: &dyn Encode| {
        let mut recorder = Recorder::default();
        value.encode(&mut Encoder { sink: &mut recorder });
        recorder
    };
    record(left).is_same(&record(right))
}

/// Like [`same_structure`], for types that implement only [`Decode`]. It works on copies; see [`walk`].
#[must_use]
pub fn same_decoded<T: Decode + Clone>(left: &T, right: &T) -> bool {
    same_members(&mut left.clone(), &mut right.clone())
}

fn same_members(left: &mut dyn Decode, right: &mut dyn Decode) -> bool {
    let record = |value: &mut dyn Decode| {
        let mut recorder = Recorder::default();
        walk(value, &mut recorder);
        recorder
    };
    record(left).is_same(&record(right))
}

/// A sink that records a value as a flat list of events.
#[derive(Default)]
pub(crate) struct Recorder(Vec<Event>);

impl Recorder {
    /// Whether both have recorded the same value. All secrets are compared in constant time and regardless of each
    /// other, so the time reveals at most whether everything else is equal.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let both = || self.0.iter().zip(&other.0);
        self.0.len() == other.0.len()
            && both()
                .all(|(left, right)| matches!((left, right), (Event::Secret(_), Event::Secret(_))) || left == right)
            && both().fold(true, |same, (left, right)| match (left, right) {
                (Event::Secret(left), Event::Secret(right)) => same & (left == right),
                _ => same,
            })
    }
}

#[derive(PartialEq)]
enum Event {
    Begin(char),
    End,
    Member(String),
    Element,
    Null,
    Text(Vec<u8>),
    File(FormFile),
    /// A copy of a secret, which is wiped on drop as well.
    Secret(Secret),
    Integer(i128),
    Double(f64),
    Boolean(bool),
}

impl Sink for Recorder {
    fn begin_object(&mut self) {
        self.0.push(Event::Begin('{'));
    }

    fn member(&mut self, name: &str) {
        self.0.push(Event::Member(name.to_owned()));
    }

    fn end_object(&mut self) {
        self.0.push(Event::End);
    }

    fn begin_list(&mut self) {
        self.0.push(Event::Begin('['));
    }

    fn element(&mut self) {
        self.0.push(Event::Element);
    }

    fn end_list(&mut self) {
        self.0.push(Event::End);
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        self.0.push(match value {
            Scalar::Null => Event::Null,
            Scalar::Text(text) | Scalar::Undocumented(text) => Event::Text(text.as_bytes().to_vec()),
            Scalar::Secret(text) | Scalar::SecretLiteral(text) => Event::Secret(Secret::from(text)),
            Scalar::Bytes(bytes) => Event::Text(bytes.to_vec()),
            Scalar::File(file) | Scalar::SecretFile(file) => Event::File(file.clone()),
            Scalar::Integer(number) => Event::Integer(number.into()),
            Scalar::Unsigned(number) => Event::Integer(number.into()),
            Scalar::Double(number) => Event::Double(number),
            Scalar::Boolean(value) => Event::Boolean(value),
        });
    }
}
