//! Builds the body of a request that is not an urlencoded form.

use std::borrow::Cow;

use alicloud_api::ListStyle;
use bytes::Bytes;

use super::multipart::FormParts;
use crate::encode::{JsonSink, Sink, XmlSink};
use crate::operation::BodyKind;
use crate::parameters::ParameterValue;
use crate::scalar::Scalar;

const JSON: &str = "application/json; charset=utf-8";
const OCTETS: &str = "application/octet-stream";
const XML: &str = "application/xml";

/// The body while the parameters are received.
pub(super) struct RequestBody {
    kind: BodyKind,
    content: Content,
}

enum Content {
    /// No parameter is in the body, and no empty document is sent for that.
    Nothing,
    /// A JSON object without its closing brace.
    Json(Vec<u8>),
    /// An XML document, empty at first.
    Xml(Box<XmlSink>),
    /// The parts of a form.
    Parts(FormParts),
    /// The bytes of the parameter that is the whole body, and whether they are raw instead of JSON.
    Whole(Vec<u8>, bool),
}

impl RequestBody {
    pub(super) fn new(kind: BodyKind) -> Self {
        let content = match kind {
            BodyKind::Json => Content::Json(Vec::from(*b"{")),
            BodyKind::Xml => Content::Xml(Box::new(XmlSink::new())),
            BodyKind::Multipart => Content::Parts(FormParts::default()),
            BodyKind::None | BodyKind::Form | BodyKind::Binary => Content::Nothing,
        };
        Self { kind, content }
    }

    /// Whether the fields of the form are parts.
    pub(super) fn has_parts(&self) -> bool {
        matches!(self.content, Content::Parts(_))
    }

    /// Writes a field of the form, if it is sent in parts. Returns whether it is.
    pub(super) fn form_field(&mut self, name: &str, style: ListStyle, value: &ParameterValue<'_>) -> bool {
        let Content::Parts(parts) = &mut self.content else { return false };
        parts.field(name, style, value);
        true
    }

    /// Writes a field of the body.
    pub(super) fn field(&mut self, name: &str, value: &ParameterValue<'_>) {
        match &mut self.content {
            Content::Whole(..) | Content::Parts(_) => {}
            Content::Xml(sink) => {
                sink.member(name);
                write(value, sink.as_mut());
            }
            Content::Json(json) => json_field(name, value, json),
            Content::Nothing => {
                let mut json = Vec::from(*b"{");
                json_field(name, value, &mut json);
                self.content = Content::Json(json);
            }
        }
    }

    /// Writes the parameter that is the whole body. Strings and bytes are sent unchanged, as in the official libraries.
    pub(super) fn whole(&mut self, value: &ParameterValue<'_>) {
        match (raw(value), &mut self.content) {
            (Some(bytes), _) => self.content = Content::Whole(bytes, true),
            (None, Content::Xml(sink)) => write(value, sink.as_mut()),
            (None, _) => self.content = Content::Whole(json(value), false),
        }
    }

    /// The parameter that is the whole body is not set, so there is no JSON object.
    pub(super) fn without_whole(&mut self) {
        if matches!(self.content, Content::Json(_)) {
            self.content = Content::Nothing;
        }
    }

    /// The content type and the body; `None` if there is no body.
    ///
    /// # Errors
    ///
    /// A sentence that says why the body cannot be written.
    pub(super) fn finish(self) -> Result<Option<(Cow<'static, str>, Bytes)>, String> {
        Ok(match self.content {
            Content::Nothing => None,
            Content::Json(mut json) => {
                json.push(b'}');
                Some((JSON.into(), json.into()))
            }
            // The vendor's libraries send the content type of an empty document too.
            Content::Xml(sink) => Some((XML.into(), sink.finish()?.into())),
            Content::Parts(parts) => {
                let (content_type, body) = parts.finish()?;
                Some((content_type.into(), body))
            }
            Content::Whole(body, is_raw) => {
                let content_type = match self.kind {
                    BodyKind::Binary if is_raw => OCTETS,
                    BodyKind::Xml => XML,
                    _ => JSON,
                };
                Some((content_type.into(), body.into()))
            }
        })
    }
}

fn json_field(name: &str, value: &ParameterValue<'_>, json: &mut Vec<u8>) {
    if json.len() > 1 {
        json.push(b',');
    }
    let mut sink = JsonSink::new(json);
    sink.member(name);
    write(value, &mut sink);
}

/// A string or bytes unchanged, any other value as JSON.
pub(super) fn text_or_json(value: &ParameterValue<'_>) -> Vec<u8> {
    raw(value).unwrap_or_else(|| json(value))
}

fn json(value: &ParameterValue<'_>) -> Vec<u8> {
    let mut body = Vec::new();
    write(value, &mut JsonSink::new(&mut body));
    body
}

/// The bytes of a string or of bytes; `None` for any other value.
fn raw(value: &ParameterValue<'_>) -> Option<Vec<u8>> {
    let mut probe = RawSink { raw: None };
    write(value, &mut probe);
    probe.raw
}

fn write(value: &ParameterValue<'_>, sink: &mut dyn Sink) {
    match value {
        ParameterValue::Unset | ParameterValue::UnsetString => sink.scalar(Scalar::Null),
        ParameterValue::Scalar(scalar) => sink.scalar(*scalar),
        ParameterValue::Value(value) => value.encode_value(sink),
    }
}

/// A sink that keeps a single string or bytes. For any other value it keeps nothing.
struct RawSink {
    raw: Option<Vec<u8>>,
}

impl Sink for RawSink {
    fn begin_object(&mut self) {}
    fn member(&mut self, _name: &str) {}
    fn end_object(&mut self) {
        self.raw = None;
    }
    fn begin_list(&mut self) {}
    fn element(&mut self) {}
    fn end_list(&mut self) {
        self.raw = None;
    }
    fn scalar(&mut self, value: Scalar<'_>) {
        self.raw = match value {
            Scalar::Text(text) | Scalar::Undocumented(text) | Scalar::Secret(text) => Some(text.as_bytes().to_vec()),
            Scalar::Bytes(bytes) => Some(bytes.to_vec()),
            Scalar::File(file) | Scalar::SecretFile(file) => Some(file.content().to_vec()),
            _ => None,
        };
    }
}
