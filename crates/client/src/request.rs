//! Builds the unsigned request of an operation: path, query, headers, body.
//!
//! The encoding is the same as in the official libraries. The request is built once per call; each attempt signs a
//! copy.

mod body;
mod host;
mod inspection;
mod multipart;
mod path;

use std::borrow::Cow;
use std::sync::Arc;

use alicloud_api::{ListStyle, Location};
use bytes::Bytes;

use self::body::RequestBody;
use self::path::TemplatePath;
use crate::encode::{FlatSink, Sink};
use crate::operation::{BodyKind, OperationInfo};
use crate::pairs::{FORM, Pairs, encode};
use crate::parameters::{At, ParameterSink, ParameterValue, Parameters};
use crate::redact::RequestSecrets;
use crate::region_id;
use crate::scalar::Scalar;

/// The request of an operation, without host and signature.
#[derive(Clone, Default)]
pub(crate) struct Unsigned {
    /// The path, percent-encoded.
    pub(crate) path: Cow<'static, str>,
    /// The label in front of the host name of the endpoint, if a parameter is one.
    pub(crate) host_label: Option<Arc<str>>,
    /// The query, not encoded.
    pub(crate) query: Pairs,
    /// The fields of a form body, not encoded. Signature 1.0 signs them individually.
    pub(crate) form: Pairs,
    pub(crate) headers: Pairs,
    pub(crate) body: Bytes,
    pub(crate) content_type: Option<Cow<'static, str>>,
    /// Values that must not be shown, even if the service returns them; `None` if there are none.
    pub(crate) secrets: Option<Arc<RequestSecrets>>,
    /// Whether the request has an idempotency token that is not blank.
    pub(crate) carries_token: bool,
}

/// The reasons why an operation cannot be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct InvalidInput {
    /// The required parameters that are not set.
    pub(crate) missing: Vec<&'static str>,
    /// Whether one of them would have been set to the region of the call, if the call had a region.
    pub(crate) without_region: bool,
    /// Other problems, one sentence each.
    pub(crate) problems: Vec<String>,
}

/// Builds the request of an operation. `offer` is [`Operation::parameters`](crate::operation::Operation::parameters).
///
/// A required string parameter that names the region (see [`region_id::is_parameter`]) and is not set is sent as
/// `region`, the region of the call.
pub(crate) fn build(
    info: &OperationInfo,
    region: Option<&str>,
    offer: &dyn Fn(&mut Parameters<'_>),
) -> Result<Unsigned, InvalidInput> {
    let mut builder = RequestBuilder {
        region: region.filter(|region| !region.is_empty()),
        path: TemplatePath::new(info.path),
        token: info.idempotency_token,
        body: RequestBody::new(info.body),
        secrets: RequestSecrets::default(),
        request: Unsigned::default(),
        invalid: InvalidInput::default(),
    };
    builder.path.push_fixed_pairs(&mut builder.request.query);
    offer(&mut Parameters::new(&mut builder));
    builder.finish(info)
}

struct RequestBuilder<'a> {
    region: Option<&'a str>,
    path: TemplatePath,
    /// The name of the parameter for the idempotency token.
    token: Option<&'static str>,
    body: RequestBody,
    secrets: RequestSecrets,
    request: Unsigned,
    invalid: InvalidInput,
}

impl ParameterSink for RequestBuilder<'_> {
    fn parameter(&mut self, name: &'static str, at: At, value: ParameterValue<'_>) {
        let is_region = at.required && matches!(value, ParameterValue::UnsetString) && region_id::is_parameter(name);
        let value = match self.region.filter(|_| is_region) {
            Some(region) => ParameterValue::Scalar(Scalar::Text(region)),
            None => value,
        };
        if matches!(value, ParameterValue::Unset | ParameterValue::UnsetString) {
            if at.required && self.is_needed(name, at) {
                self.invalid.missing.push(name);
                self.invalid.without_region |= is_region;
            }
            if at.location == Location::WholeBody {
                self.body.without_whole();
            }
            return;
        }
        if let Err(problem) = inspection::inspect(name, at, self.body.has_parts(), &value, &mut self.secrets) {
            return self.invalid.problems.push(problem);
        }
        if self.token == Some(name) {
            self.request.carries_token = match &value {
                ParameterValue::Scalar(Scalar::Text(text) | Scalar::Secret(text)) => !text.trim().is_empty(),
                _ => !single(&value, at.style).trim().is_empty(),
            };
        }
        match at.location {
            Location::Query => flatten(name, at.style, &value, &mut self.request.query),
            Location::Form if self.body.form_field(name, at.style, &value) => {}
            Location::Form => flatten(name, at.style, &value, &mut self.request.form),
            Location::Path => self.path_parameter(name, &value),
            Location::WholePath => self.whole_path(name, &value),
            Location::Host => self.host_label(name, &value),
            Location::Header => {
                let text = single(&value, at.style);
                if text.bytes().any(|byte| byte == b'\r' || byte == b'\n' || byte == 0) {
                    self.invalid.problems.push(format!("{name} is sent in a header and cannot contain line breaks"));
                } else {
                    self.request.headers.push(name, &text);
                }
            }
            Location::BodyField => self.body.field(name, &value),
            Location::WholeBody => self.body.whole(&value),
        }
    }
}

impl RequestBuilder<'_> {
    /// A path parameter that the template does not contain is never sent, so it cannot be missing.
    fn is_needed(&self, name: &str, at: At) -> bool {
        at.location != Location::Path || self.path.has(name)
    }

    fn path_parameter(&mut self, name: &'static str, value: &ParameterValue<'_>) {
        if !self.path.has(name) {
            return;
        }
        let text = single(value, ListStyle::Simple);
        // An empty segment would address another resource, for example the list instead of an element.
        if text.is_empty() {
            return self.invalid.missing.push(name);
        }
        if let Err(problem) = self.path.fill(name, &text, &mut self.request.query) {
            self.invalid.problems.push(problem);
        }
    }

    fn whole_path(&mut self, name: &'static str, value: &ParameterValue<'_>) {
        let text = single(value, ListStyle::Simple);
        if text.is_empty() {
            return self.invalid.missing.push(name);
        }
        if let Err(problem) = self.path.replace(name, &text) {
            self.invalid.problems.push(problem);
        }
    }

    fn host_label(&mut self, name: &'static str, value: &ParameterValue<'_>) {
        let text = single(value, ListStyle::Simple);
        if text.is_empty() {
            return self.invalid.missing.push(name);
        }
        match host::label(&text) {
            Err(problem) => self.invalid.problems.push(format!("{name} {problem}")),
            // Their order in the host name would be unknown.
            Ok(_) if self.request.host_label.is_some() => {
                self.invalid
                    .problems
                    .push(format!("{name} is a second part of the host name, and there is one at most"));
            }
            Ok(label) => self.request.host_label = Some(label.into()),
        }
    }

    fn finish(mut self, info: &OperationInfo) -> Result<Unsigned, InvalidInput> {
        let is_incomplete = !self.invalid.missing.is_empty() || !self.invalid.problems.is_empty();
        let path = match self.path.finish(is_incomplete) {
            Ok(path) => path,
            Err(problem) => {
                self.invalid.problems.push(problem);
                Cow::default()
            }
        };
        let body = self.body.finish().map_err(|problem| self.invalid.problems.push(problem));
        let Some(body) = body.ok().filter(|_| self.invalid == InvalidInput::default()) else {
            return Err(self.invalid);
        };
        let mut request = Unsigned { path, ..self.request };
        if !self.secrets.values.is_empty() || !self.secrets.names.is_empty() {
            request.secrets = Some(Arc::new(self.secrets));
        }
        if let Some((content_type, body)) = body {
            request.content_type = Some(content_type);
            request.body = body;
        } else if info.body == BodyKind::Form || !request.form.is_empty() {
            request.content_type = Some(FORM.into());
            request.body = encode(request.form.iter()).into();
        }
        Ok(request)
    }
}

/// Writes one parameter as pairs. An empty list is sent as an empty string in the simple style, and not at all if it is
/// flattened.
fn flatten(name: &str, style: ListStyle, value: &ParameterValue<'_>, pairs: &mut Pairs) {
    match (value, style) {
        (ParameterValue::Value(value), ListStyle::Flat) => value.encode_value(&mut FlatSink::new(name, pairs)),
        _ => pairs.push_with(name, |text| write_single(value, style, text)),
    }
}

/// Formats a parameter as one string.
fn single(value: &ParameterValue<'_>, style: ListStyle) -> String {
    let mut text = String::new();
    write_single(value, style, &mut text);
    text
}

/// Appends a parameter as one string. A list or object in a header or path without a style is written as JSON.
fn write_single(value: &ParameterValue<'_>, style: ListStyle, text: &mut String) {
    match (value, style) {
        (ParameterValue::Unset | ParameterValue::UnsetString, _) => {}
        (ParameterValue::Scalar(scalar), _) => scalar.push_to(text),
        (ParameterValue::Value(value), ListStyle::Simple) => value.encode_value(&mut SimpleSink { text, first: true }),
        (ParameterValue::Value(value), ListStyle::Json | ListStyle::Flat) => {
            text.push_str(&String::from_utf8_lossy(&body::text_or_json(&ParameterValue::Value(*value))));
        }
    }
}

/// A sink that joins the elements of a list with commas.
struct SimpleSink<'a> {
    text: &'a mut String,
    first: bool,
}

impl Sink for SimpleSink<'_> {
    fn begin_object(&mut self) {}
    fn member(&mut self, _name: &str) {
        self.element();
    }
    fn end_object(&mut self) {}
    fn begin_list(&mut self) {}
    fn element(&mut self) {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
    }
    fn end_list(&mut self) {}
    fn scalar(&mut self, value: Scalar<'_>) {
        value.push_to(self.text);
    }
}
