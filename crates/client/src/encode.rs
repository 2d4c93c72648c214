//! Encodes typed values.
//!
//! A generated structure implements one function, [`Encode::encode`], which lists its fields. Every use that walks over
//! a value (JSON, XML, flattened query parameters, `Debug` with hidden secrets, comparison) is a [`Sink`] that receives
//! these fields. The sinks are compiled once in this crate, so a generated type costs one short function instead of one
//! derive for each use.

mod flat;
mod json;
mod xml;

use std::collections::BTreeMap;

use alicloud_signer::Secret;

pub(crate) use flat::FlatSink;
pub(crate) use json::JsonSink;
pub(crate) use xml::XmlSink;

use crate::scalar::{Scalar, ScalarSlot};
use crate::value::{Blob, FormFile, SecretValue, Value};

/// A value that can be sent. Types that occur only in responses implement [`Decode`](crate::decode::Decode) instead,
/// through which sinks can inspect them as well.
///
/// Generated structures implement [`encode`](Self::encode); scalars, lists and maps (all in this crate) implement
/// [`encode_value`](Self::encode_value). The trait is not meant to be implemented by hand.
pub trait Encode {
    /// Passes each field of a structure to `encoder`, in the documented order.
    fn encode(&self, encoder: &mut Encoder<'_>) {
        let _ = encoder;
    }

    /// Writes the value itself. The default writes an object with the fields of [`encode`](Self::encode).
    #[doc(hidden)]
    fn encode_value(&self, sink: &mut dyn Sink) {
        sink.begin_object();
        self.encode(&mut Encoder { sink });
        sink.end_object();
    }

    /// Whether the value is not set, so that not even its name is written.
    #[doc(hidden)]
    fn is_unset(&self) -> bool {
        false
    }
}

/// Receives the fields of a structure.
pub struct Encoder<'a> {
    pub(crate) sink: &'a mut dyn Sink,
}

impl Encoder<'_> {
    fn scalar(&mut self, name: &'static str, value: Option<Scalar<'_>>) {
        if let Some(value) = value {
            self.sink.member(name);
            self.sink.scalar(value);
        }
    }

    /// A string field.
    pub fn string(&mut self, name: &'static str, value: &Option<String>) {
        self.scalar(name, value.as_deref().map(Scalar::Text));
    }

    /// A field whose values are an enumeration.
    pub fn enumeration<E: ScalarSlot>(&mut self, name: &'static str, value: &Option<E>) {
        self.scalar(name, value.as_ref().and_then(ScalarSlot::get));
    }

    /// A string field that holds a secret.
    pub fn secret(&mut self, name: &'static str, value: &Option<Secret>) {
        self.scalar(name, value.as_ref().map(|secret| Scalar::Secret(secret.expose())));
    }

    /// An integer field.
    pub fn int64(&mut self, name: &'static str, value: &Option<i64>) {
        self.scalar(name, value.map(Scalar::Integer));
    }

    /// A number field.
    pub fn double(&mut self, name: &'static str, value: &Option<f64>) {
        self.scalar(name, value.map(Scalar::Double));
    }

    /// A boolean field.
    pub fn boolean(&mut self, name: &'static str, value: &Option<bool>) {
        self.scalar(name, value.map(Scalar::Boolean));
    }

    /// Any other field: a list, a map, a structure, bytes.
    pub fn value(&mut self, name: &'static str, value: &dyn Encode) {
        if !value.is_unset() {
            self.sink.member(name);
            value.encode_value(self.sink);
        }
    }
}

/// Receives the parts of a value in order. Calls are well nested: `member` precedes each value within an object,
/// `element` each value within a list.
#[doc(hidden)]
pub trait Sink {
    fn begin_object(&mut self);
    fn member(&mut self, name: &str);
    fn end_object(&mut self);
    fn begin_list(&mut self);
    fn element(&mut self);
    fn end_list(&mut self);
    fn scalar(&mut self, value: Scalar<'_>);
}

macro_rules! encode_scalar {
    ($($type:ty, $value:ident => $scalar:expr;)*) => {$(
        impl Encode for $type {
            fn encode_value(&self, sink: &mut dyn Sink) {
                let $value = self;
                sink.scalar($scalar);
            }
        }
    )*};
}

encode_scalar! {
    String, value => Scalar::Text(value);
    Secret, value => Scalar::Secret(value.expose());
    i64, value => Scalar::Integer(*value);
    f64, value => Scalar::Double(*value);
    bool, value => Scalar::Boolean(*value);
    Blob, value => Scalar::Bytes(value.as_ref());
    FormFile, value => Scalar::File(value);
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) {
        if let Some(value) = self {
            value.encode(encoder);
        }
    }

    fn encode_value(&self, sink: &mut dyn Sink) {
        match self {
            Some(value) => value.encode_value(sink),
            None => sink.scalar(Scalar::Null),
        }
    }

    fn is_unset(&self) -> bool {
        self.is_none()
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) {
        (**self).encode(encoder);
    }

    fn encode_value(&self, sink: &mut dyn Sink) {
        (**self).encode_value(sink);
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode_value(&self, sink: &mut dyn Sink) {
        sink.begin_list();
        for element in self {
            sink.element();
            element.encode_value(sink);
        }
        sink.end_list();
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode_value(&self, sink: &mut dyn Sink) {
        sink.begin_object();
        for (name, value) in self {
            if !value.is_unset() {
                sink.member(name);
                value.encode_value(sink);
            }
        }
        sink.end_object();
    }
}

/// Encodes the JSON of the value with every part of it marked as secret.
impl Encode for SecretValue {
    fn encode_value(&self, sink: &mut dyn Sink) {
        match serde_json::from_str(self.expose()) {
            // The number is written from its text, so that it keeps its digits.
            Ok(Value::Number(_)) => sink.scalar(Scalar::SecretLiteral(self.expose().trim())),
            Ok(value) => encode_secret(&value, sink),
            Err(_) => sink.scalar(Scalar::Secret(self.expose())),
        }
    }
}

fn encode_secret(value: &Value, sink: &mut dyn Sink) {
    match value {
        Value::Null => sink.scalar(Scalar::Null),
        Value::Bool(value) => sink.scalar(Scalar::SecretLiteral(if *value { "true" } else { "false" })),
        Value::Number(number) => sink.scalar(Scalar::SecretLiteral(Secret::from(number.to_string()).expose())),
        Value::String(text) => sink.scalar(Scalar::Secret(text)),
        Value::Array(elements) => {
            sink.begin_list();
            for element in elements {
                sink.element();
                encode_secret(element, sink);
            }
            sink.end_list();
        }
        Value::Object(fields) => {
            sink.begin_object();
            for (name, value) in fields {
                sink.member(name);
                encode_secret(value, sink);
            }
            sink.end_object();
        }
    }
}

impl Encode for Value {
    fn encode_value(&self, sink: &mut dyn Sink) {
        match self {
            Self::Null => sink.scalar(Scalar::Null),
            Self::Bool(value) => sink.scalar(Scalar::Boolean(*value)),
            Self::Number(number) => sink.scalar(match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(value), _, _) => Scalar::Integer(value),
                (_, Some(value), _) => Scalar::Unsigned(value),
                (_, _, Some(value)) => Scalar::Double(value),
                _ => Scalar::Null,
            }),
            Self::String(value) => sink.scalar(Scalar::Text(value)),
            Self::Array(elements) => elements.encode_value(sink),
            Self::Object(members) => {
                sink.begin_object();
                for (name, value) in members {
                    sink.member(name);
                    value.encode_value(sink);
                }
                sink.end_object();
            }
        }
    }
}
