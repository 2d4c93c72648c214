//! Values of a request that no output may show: a service may repeat them in its error.

use std::borrow::Cow;

use alicloud_signer::{Secret, percent_encode};

use crate::redact::HIDDEN;

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
