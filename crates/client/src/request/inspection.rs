//! A look into a value before it is written.

use crate::encode::Sink;
use crate::parameters::ParameterValue;
use crate::redact::RequestSecrets;
use crate::scalar::Scalar;

/// Adds the secrets in the value of the parameter `name` to `secrets`. Gives the first number that cannot be sent (`NaN`, an infinity), at
/// any depth: JSON has no way to write it, and a service would take its text for something else.
pub(super) fn inspect(name: &str, value: &ParameterValue<'_>, secrets: &mut RequestSecrets) -> Option<f64> {
    let mut sink = Inspection { has_secret: false, not_finite: None };
    show(value, &mut sink);
    if sink.has_secret {
        show(value, &mut Collection { name: name.to_owned(), secrets });
    }
    sink.not_finite
}

fn show(value: &ParameterValue<'_>, sink: &mut dyn Sink) {
    match value {
        ParameterValue::Unset | ParameterValue::UnsetString => {}
        ParameterValue::Scalar(scalar) => sink.scalar(*scalar),
        ParameterValue::Value(value) => value.encode_value(sink),
    }
}

/// Every parameter of every request goes through this: it copies nothing.
struct Inspection {
    has_secret: bool,
    not_finite: Option<f64>,
}

impl Sink for Inspection {
    fn begin_object(&mut self) {}
    fn member(&mut self, _name: &str) {}
    fn end_object(&mut self) {}
    fn begin_list(&mut self) {}
    fn element(&mut self) {}
    fn end_list(&mut self) {}
    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Secret(text) | Scalar::SecretLiteral(text) => self.has_secret |= !text.is_empty(),
            Scalar::Double(number) if !number.is_finite() => self.not_finite = Some(number),
            _ => {}
        }
    }
}

/// Keeps the secrets, with the name of the parameter or field that each is in.
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
        if let Scalar::Secret(text) | Scalar::SecretLiteral(text) = value
            && !text.is_empty()
        {
            self.secrets.add(&self.name, text);
        }
    }
}
