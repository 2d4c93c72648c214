//! A look into a value before it is written.

use alicloud_signer::Secret;

use crate::encode::{Scalar, Sink};
use crate::parameters::ParameterValue;

/// Adds the secrets in `value` to `secrets`. Gives the first number that cannot be sent (`NaN`, an infinity), at any depth: JSON has
/// no way to write it, and a service would take its text for something else.
pub(super) fn inspect(value: &ParameterValue<'_>, secrets: &mut Vec<Secret>) -> Option<f64> {
    let mut sink = Inspection { secrets, not_finite: None };
    match value {
        ParameterValue::Unset | ParameterValue::UnsetString => {}
        ParameterValue::Scalar(scalar) => sink.scalar(*scalar),
        ParameterValue::Value(value) => value.encode_value(&mut sink),
    }
    sink.not_finite
}

struct Inspection<'a> {
    secrets: &'a mut Vec<Secret>,
    not_finite: Option<f64>,
}

impl Sink for Inspection<'_> {
    fn begin_object(&mut self) {}
    fn member(&mut self, _name: &str) {}
    fn end_object(&mut self) {}
    fn begin_list(&mut self) {}
    fn element(&mut self) {}
    fn end_list(&mut self) {}
    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Secret(text) if !text.is_empty() => self.secrets.push(Secret::from(text)),
            Scalar::Float(number) if !number.is_finite() => self.not_finite = Some(number.into()),
            Scalar::Double(number) if !number.is_finite() => self.not_finite = Some(number),
            _ => {}
        }
    }
}
