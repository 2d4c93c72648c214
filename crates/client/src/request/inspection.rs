//! Inspects a parameter before it is written.

use alicloud_api::{ListStyle, Location};

use crate::encode::Sink;
use crate::parameters::{At, ParameterValue};
use crate::redact::RequestSecrets;
use crate::scalar::Scalar;

/// Adds the secrets in the parameter `name` to `secrets`. `has_parts` is whether a form is sent in parts.
///
/// # Errors
///
/// Why the value cannot be sent: a number at any depth that JSON cannot represent (`NaN` or an infinity) and a service would misread, or
/// bytes that are not UTF-8 where a text is sent.
pub(super) fn inspect(
    name: &str,
    at: At,
    has_parts: bool,
    value: &ParameterValue<'_>,
    secrets: &mut RequestSecrets,
) -> Result<(), String> {
    let mut sink = Inspection { depth: 0, has_secret: false, not_finite: None, no_text: false, no_text_within: false };
    show(value, &mut sink);
    if sink.has_secret {
        show(value, &mut Collection { name: name.to_owned(), secrets });
    }
    if let Some(number) = sink.not_finite {
        return Err(format!("{name} is or contains {number}, which cannot be sent"));
    }
    if (sink.no_text && is_text(at.location, has_parts)) || (sink.no_text_within && is_text_within(at)) {
        let part = at.location.part();
        return Err(format!("{name} has bytes that are not UTF-8, and it is sent as a text ({part})"));
    }
    Ok(())
}

/// Whether bytes are sent as a text. In JSON and XML they are base64, and alone they are the whole body or a part of the form.
fn is_text(location: Location, has_parts: bool) -> bool {
    match location {
        Location::BodyField | Location::WholeBody => false,
        Location::Form => !has_parts,
        Location::Query | Location::Path | Location::WholePath | Location::Host | Location::Header => true,
    }
}

/// Whether bytes in a list or an object are sent as a text.
fn is_text_within(at: At) -> bool {
    match (at.location, at.style) {
        (Location::BodyField | Location::WholeBody, _) => false,
        (Location::Path | Location::WholePath | Location::Host, _) | (_, ListStyle::Simple) => true,
        (Location::Query | Location::Form, ListStyle::Flat) => true,
        (Location::Query | Location::Form | Location::Header, ListStyle::Flat | ListStyle::Json) => false,
    }
}

fn show(value: &ParameterValue<'_>, sink: &mut dyn Sink) {
    match value {
        ParameterValue::Unset | ParameterValue::UnsetString => {}
        ParameterValue::Scalar(scalar) => sink.scalar(*scalar),
        ParameterValue::Value(value) => value.encode_value(sink),
    }
}

/// A sink that copies nothing, because it inspects every parameter of every request.
struct Inspection {
    depth: usize,
    has_secret: bool,
    not_finite: Option<f64>,
    /// Whether the value is bytes that are not UTF-8.
    no_text: bool,
    /// Whether a list or an object in the value has such bytes.
    no_text_within: bool,
}

impl Inspection {
    fn bytes(&mut self, bytes: &[u8]) {
        let no_text = std::str::from_utf8(bytes).is_err();
        if self.depth == 0 { self.no_text |= no_text } else { self.no_text_within |= no_text }
    }
}

impl Sink for Inspection {
    fn begin_object(&mut self) {
        self.depth += 1;
    }
    fn member(&mut self, _name: &str) {}
    fn end_object(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
    fn begin_list(&mut self) {
        self.depth += 1;
    }
    fn element(&mut self) {}
    fn end_list(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Secret(text) | Scalar::SecretLiteral(text) => self.has_secret |= !text.is_empty(),
            Scalar::Double(number) if !number.is_finite() => self.not_finite = Some(number),
            Scalar::Bytes(bytes) => self.bytes(bytes),
            Scalar::File(file) => self.bytes(file.content()),
            Scalar::SecretFile(file) => {
                self.has_secret = true;
                self.bytes(file.content());
            }
            _ => {}
        }
    }
}

/// A sink that collects the secrets, with the names of the parameters or fields that contain them.
struct Collection<'a> {
    name: String,
    secrets: &'a mut RequestSecrets,
}

impl Sink for Collection<'_> {
    fn begin_object(&mut self) {}
    fn member(&mut self, name: &str) {
        name.clone_into(&mut self.name);
    }
    fn end_object(&mut self) {}
    fn begin_list(&mut self) {}
    fn element(&mut self) {}
    fn end_list(&mut self) {}
    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Secret(text) | Scalar::SecretLiteral(text) if !text.is_empty() => {
                self.secrets.add(&self.name, text);
            }
            Scalar::SecretFile(file) => self.secrets.add_file(&self.name, file),
            _ => {}
        }
    }
}
