//! The locations of parameters in a request, and the visitor that receives them.

use std::fmt;

use alicloud_api::{ListStyle, Location};
use alicloud_signer::Secret;

use crate::encode::{Encode, Sink as _};
use crate::redact::Redactor;
use crate::scalar::{Scalar, ScalarSlot};
use crate::show::{DebugSink, Recorder};
use crate::value::FormFile;

/// The location and style of a parameter, such as `At::QUERY.required()` or `At::FORM.json()`.
///
/// Lists and objects without a style are flattened (`Name.1`, `Name.Key`). The styles `repeatList` and `flat` of the
/// vendor's metadata mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub(crate) location: Location,
    pub(crate) style: ListStyle,
    pub(crate) required: bool,
}

impl At {
    /// In the query string.
    pub const QUERY: Self = Self::located(Location::Query);
    /// In a form body.
    pub const FORM: Self = Self::located(Location::Form);
    /// In the path template, percent-encoded as one segment, or in the query of the template. Always required.
    pub const PATH: Self = Self { required: true, ..Self::located(Location::Path) };
    /// The whole path, which has to match the path template. Always required.
    ///
    /// Each segment is percent-encoded. An escape in the value is kept, so that a segment can contain a slash (`%2F`).
    pub const WHOLE_PATH: Self = Self { required: true, ..Self::located(Location::WholePath) };
    /// A label in front of the host name: `project` in `project.cn-hangzhou.log.aliyuncs.com`.
    ///
    /// The value is one label of a host name (RFC 1123, section 2.1): up to 63 letters, digits and hyphens, neither
    /// beginning nor ending with a hyphen. It is sent in lower case and signed with the host. A loopback address or
    /// `localhost` as endpoint has no labels, so requests go there with the header `Host: VALUE.localhost`; any other IP
    /// address is an error.
    pub const HOST: Self = Self::located(Location::Host);
    /// In a header.
    pub const HEADER: Self = Self::located(Location::Header);
    /// A field of the JSON object in the body, or the root element of the XML document in it.
    pub const BODY_FIELD: Self = Self::located(Location::BodyField);
    /// The whole body.
    pub const WHOLE_BODY: Self = Self::located(Location::WholeBody);

    /// Creates a location with a style.
    #[must_use]
    pub const fn new(location: Location, style: ListStyle, required: bool) -> Self {
        Self { location, style, required }
    }

    const fn located(location: Location) -> Self {
        Self { location, style: ListStyle::Flat, required: false }
    }

    /// Marks the parameter as required: the operation cannot be sent without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Sets the style to JSON: lists and objects are sent as a JSON string.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { style: ListStyle::Json, ..self }
    }

    /// Sets the simple style: the elements of a list are joined with commas.
    #[must_use]
    pub const fn simple(self) -> Self {
        Self { style: ListStyle::Simple, ..self }
    }
}

/// Receives the parameters of an operation; see [`Operation::parameters`](crate::Operation::parameters).
pub struct Parameters<'a> {
    sink: &'a mut dyn ParameterSink,
}

impl<'a> Parameters<'a> {
    pub(crate) fn new(sink: &'a mut dyn ParameterSink) -> Self {
        Self { sink }
    }

    fn scalar(&mut self, name: &'static str, at: At, value: Option<Scalar<'_>>) {
        self.sink.parameter(name, at, value.map_or(ParameterValue::Unset, ParameterValue::Scalar));
    }

    fn string_or_unset(&mut self, name: &'static str, at: At, value: Option<&str>) {
        let value = value.map_or(ParameterValue::UnsetString, |text| ParameterValue::Scalar(Scalar::Text(text)));
        self.sink.parameter(name, at, value);
    }

    /// A string parameter.
    pub fn string(&mut self, name: &'static str, at: At, value: &Option<String>) {
        self.string_or_unset(name, at, value.as_deref());
    }

    /// A parameter whose values are an enumeration.
    pub fn enumeration<E: ScalarSlot>(&mut self, name: &'static str, at: At, value: &Option<E>) {
        let value = value.as_ref().and_then(ScalarSlot::get);
        self.sink.parameter(name, at, value.map_or(ParameterValue::UnsetString, ParameterValue::Scalar));
    }

    /// A string parameter that is borrowed.
    pub fn text(&mut self, name: &'static str, at: At, value: Option<&str>) {
        self.string_or_unset(name, at, value);
    }

    /// A string parameter that holds a secret.
    pub fn secret(&mut self, name: &'static str, at: At, value: &Option<Secret>) {
        self.scalar(name, at, value.as_ref().map(|secret| Scalar::Secret(secret.expose())));
    }

    /// A file of a form whose content is a secret.
    pub fn secret_file(&mut self, name: &'static str, at: At, value: &Option<FormFile>) {
        self.scalar(name, at, value.as_ref().map(Scalar::SecretFile));
    }

    /// An integer parameter.
    pub fn int64(&mut self, name: &'static str, at: At, value: &Option<i64>) {
        self.scalar(name, at, value.map(Scalar::Integer));
    }

    /// A number parameter.
    pub fn double(&mut self, name: &'static str, at: At, value: &Option<f64>) {
        self.scalar(name, at, value.map(Scalar::Double));
    }

    /// A boolean parameter.
    pub fn boolean(&mut self, name: &'static str, at: At, value: &Option<bool>) {
        self.scalar(name, at, value.map(Scalar::Boolean));
    }

    /// Any other parameter: a list, a map, a structure, bytes.
    pub fn value(&mut self, name: &'static str, at: At, value: &dyn Encode) {
        let value = if value.is_unset() { ParameterValue::Unset } else { ParameterValue::Value(value) };
        self.sink.parameter(name, at, value);
    }
}

/// A visitor of parameters, such as the request builder or `Debug`.
pub(crate) trait ParameterSink {
    fn parameter(&mut self, name: &'static str, at: At, value: ParameterValue<'_>);
}

pub(crate) enum ParameterValue<'a> {
    Unset,
    /// An unset parameter of a string type.
    UnsetString,
    Scalar(Scalar<'a>),
    Value(&'a dyn Encode),
}

/// Formats parameters as `Name { Parameter: value, … }`; see [`debug_operation`](crate::runtime::debug_operation).
pub(crate) fn debug_parameters(
    name: &str,
    offer: &dyn Fn(&mut Parameters<'_>),
    redactor: Redactor,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    formatter.write_str(name)?;
    let mut sink = DebugSink::new(formatter, redactor);
    sink.open(" {");
    offer(&mut Parameters::new(&mut sink));
    sink.close("}");
    sink.result
}

impl ParameterSink for DebugSink<'_, '_> {
    fn parameter(&mut self, name: &'static str, _at: At, value: ParameterValue<'_>) {
        match value {
            ParameterValue::Unset | ParameterValue::UnsetString => {}
            ParameterValue::Scalar(scalar) => {
                self.member(name);
                self.scalar(scalar);
            }
            ParameterValue::Value(value) => {
                self.member(name);
                value.encode_value(self);
            }
        }
    }
}

impl ParameterSink for Recorder {
    fn parameter(&mut self, name: &'static str, _at: At, value: ParameterValue<'_>) {
        self.member(name);
        match value {
            ParameterValue::Unset | ParameterValue::UnsetString => {}
            ParameterValue::Scalar(scalar) => self.scalar(scalar),
            ParameterValue::Value(value) => value.encode_value(self),
        }
    }
}
