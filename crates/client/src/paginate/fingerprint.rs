//! Hashes of requests and pages, with which a walk recognizes repetitions. Each needs only eight bytes.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::decode::Slot;
use crate::encode::Sink;
use crate::operation::Operation;
use crate::parameters::{At, ParameterSink, ParameterValue, Parameters};
use crate::scalar::Scalar;
use crate::show::walk_slot;

/// A hash of all parameters of a request. Equal requests have equal hashes.
pub(super) fn fingerprint<O: Operation>(operation: &O) -> u64 {
    let mut sink = HashSink(DefaultHasher::new());
    operation.parameters(&mut Parameters::new(&mut sink));
    sink.0.finish()
}

/// A hash of a decoded value. Equal values have equal hashes.
pub(super) fn fingerprint_of(value: Slot<'_>) -> u64 {
    let mut sink = HashSink(DefaultHasher::new());
    walk_slot(value, &mut sink);
    sink.0.finish()
}

struct HashSink(DefaultHasher);

impl ParameterSink for HashSink {
    fn parameter(&mut self, name: &'static str, _at: At, value: ParameterValue<'_>) {
        self.member(name);
        match value {
            ParameterValue::Unset | ParameterValue::UnsetString => {}
            ParameterValue::Scalar(scalar) => self.scalar(scalar),
            ParameterValue::Value(value) => value.encode_value(self),
        }
    }
}

impl Sink for HashSink {
    fn begin_object(&mut self) {
        self.0.write_u8(b'{');
    }

    fn member(&mut self, name: &str) {
        name.hash(&mut self.0);
    }

    fn end_object(&mut self) {
        self.0.write_u8(b'}');
    }

    fn begin_list(&mut self) {
        self.0.write_u8(b'[');
    }

    fn element(&mut self) {
        self.0.write_u8(b',');
    }

    fn end_list(&mut self) {
        self.0.write_u8(b']');
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Null => self.0.write_u8(b'n'),
            Scalar::Text(text) | Scalar::Undocumented(text) | Scalar::Secret(text) | Scalar::SecretLiteral(text) => {
                text.hash(&mut self.0)
            }
            Scalar::Bytes(bytes) => bytes.hash(&mut self.0),
            Scalar::File(file) | Scalar::SecretFile(file) => file.hash(&mut self.0),
            Scalar::Integer(number) => self.0.write_i64(number),
            Scalar::Unsigned(number) => self.0.write_u64(number),
            Scalar::Double(number) => self.0.write_u64(number.to_bits()),
            Scalar::Boolean(value) => value.hash(&mut self.0),
        }
    }
}
