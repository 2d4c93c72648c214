//! Values of a request that no output may show: a service may repeat them in its error.

use std::borrow::Cow;

use alicloud_signer::{Secret, percent_encode};

use crate::encode::{Scalar, Sink};
use crate::parameters::ParameterValue;
use crate::redact::HIDDEN;

/// Adds the secrets in `value` to `secrets`.
pub(super) fn collect(value: &ParameterValue<'_>, secrets: &mut Vec<Secret>) {
    let mut sink = SecretSink { secrets };
    match value {
        ParameterValue::Unset => {}
        ParameterValue::Scalar(scalar) => sink.scalar(*scalar),
        ParameterValue::Value(value) => value.encode_value(&mut sink),
    }
}

/// `body` without `secrets`, be they plain, percent-encoded or inside of JSON.
pub(crate) fn hide_secrets<'a>(body: &'a [u8], secrets: &[Secret]) -> Cow<'a, [u8]> {
    if secrets.is_empty() {
        return Cow::Borrowed(body);
    }
    let mut text = String::from_utf8_lossy(body).into_owned();
    for secret in secrets {
        let plain = secret.expose();
        let quoted = serde_json::Value::from(plain).to_string();
        for form in [plain, quoted.trim_matches('"'), &percent_encode(plain)] {
            text = text.replace(form, HIDDEN);
        }
    }
    Cow::Owned(text.into_bytes())
}

struct SecretSink<'a> {
    secrets: &'a mut Vec<Secret>,
}

impl Sink for SecretSink<'_> {
    fn begin_object(&mut self) {}
    fn member(&mut self, _name: &str) {}
    fn end_object(&mut self) {}
    fn begin_list(&mut self) {}
    fn element(&mut self) {}
    fn end_list(&mut self) {}
    fn scalar(&mut self, value: Scalar<'_>) {
        if let Scalar::Secret(text) = value
            && !text.is_empty()
        {
            self.secrets.push(Secret::from(text));
        }
    }
}
