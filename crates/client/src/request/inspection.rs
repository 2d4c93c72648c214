//! Inspects a parameter before it is written.

use crate::encode::Sink;
use crate::parameters::ParameterValue;
use crate::redact::RequestSecrets;
use crate::scalar::Scalar;

/// Adds the secrets in the parameter `name` to `secrets`. Returns the first number at any depth that cannot be sent
/// (`NaN` or an infinity): JSON cannot represent it, and a service would misread its text.
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

/// A sink that copies nothing, because it inspects every parameter of every request.
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
        if let Scalar::Secret(text) | Scalar::SecretLiteral(text) = value
            && !text.is_empty()
        {
            self.secrets.add(&self.name, text);
        }
    }
}
