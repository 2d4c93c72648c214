//! Writes compact JSON: wire names, no white space, no fields that are not set.

use std::io;

use base64::Engine as _;

use super::Sink;
use crate::scalar::Scalar;

/// Writes JSON into a buffer.
pub(crate) struct JsonSink<'a> {
    output: &'a mut Vec<u8>,
    /// Whether a comma is needed before the next field or element.
    separator: bool,
}

impl<'a> JsonSink<'a> {
    pub(crate) fn new(output: &'a mut Vec<u8>) -> Self {
        Self { output, separator: false }
    }

    fn separate(&mut self) {
        if self.separator {
            self.output.push(b',');
        }
        self.separator = false;
    }

    fn close(&mut self, bracket: u8) {
        self.output.push(bracket);
        self.separator = true;
    }

    fn string(&mut self, text: &str) {
        let written: Result<(), io::Error> = serde_json::to_writer(&mut *self.output, text).map_err(Into::into);
        debug_assert!(written.is_ok(), "writing to a Vec does not fail");
    }
}

impl Sink for JsonSink<'_> {
    fn begin_object(&mut self) {
        self.output.push(b'{');
        self.separator = false;
    }

    fn member(&mut self, name: &str) {
        self.separate();
        self.string(name);
        self.output.push(b':');
    }

    fn end_object(&mut self) {
        self.close(b'}');
    }

    fn begin_list(&mut self) {
        self.output.push(b'[');
        self.separator = false;
    }

    fn element(&mut self) {
        self.separate();
    }

    fn end_list(&mut self) {
        self.close(b']');
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Text(text) | Scalar::Undocumented(text) | Scalar::Secret(text) => self.string(text),
            // JSON has no type for bytes; the vendor's format `byte` is base64 (OpenAPI 3.0, data types).
            Scalar::Bytes(bytes) => {
                let text = base64::engine::general_purpose::STANDARD.encode(bytes);
                self.string(&text);
            }
            Scalar::File(file) | Scalar::SecretFile(file) => return self.scalar(Scalar::Bytes(file.content())),
            Scalar::SecretLiteral(text) => self.output.extend_from_slice(text.as_bytes()),
            Scalar::Null => self.output.extend_from_slice(b"null"),
            // JSON cannot represent these numbers (RFC 8259, section 6).
            Scalar::Double(number) if !number.is_finite() => self.output.extend_from_slice(b"null"),
            number => {
                let mut text = String::new();
                number.push_to(&mut text);
                self.output.extend_from_slice(text.as_bytes());
            }
        }
        self.separator = true;
    }
}
