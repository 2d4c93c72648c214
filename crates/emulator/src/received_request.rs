//! A request as it was received.

mod multipart;

use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// A whole request, its parameters decoded once.
#[derive(Debug, Clone)]
pub(crate) struct ReceivedRequest {
    /// Upper case.
    pub(crate) method: String,
    /// As on the wire, percent-encoded.
    pub(crate) path: String,
    /// Decoded, in the order of the URL.
    pub(crate) query: Vec<(String, String)>,
    /// Names in lower case, in the order of the request.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// The body's parameters if it is a form, decoded. Files are among them, as strings.
    pub(crate) form: Vec<(String, String)>,
    /// Whether the form is sent in parts, which a signature in parameters does not cover.
    is_in_parts: bool,
}

impl ReceivedRequest {
    /// The limit for query and form together. The largest documented request has a few hundred parameters.
    pub(crate) const MOST_PARAMETERS: usize = 10_000;

    /// `None` if there are more than [`MOST_PARAMETERS`](Self::MOST_PARAMETERS). A form in parts that cannot be read has no parameters.
    pub(crate) fn new(parts: &http::request::Parts, body: Bytes) -> Option<Self> {
        let mut received = Self::without_body(parts);
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let form: &[u8] = if is_form(received.header("content-type").unwrap_or_default()) { &body } else { b"" };
        // Counted before they are decoded, since each takes many times its length in memory.
        if count(query) + count(form) > Self::MOST_PARAMETERS {
            return None;
        }
        received.query = pairs(query);
        received.form = pairs(form);
        if let Some(boundary) = multipart::boundary(received.header("content-type").unwrap_or_default()) {
            received.form = multipart::parts(&body, &boundary, Self::MOST_PARAMETERS - received.query.len())?;
            received.is_in_parts = true;
        }
        received.body = body;
        Some(received)
    }

    /// Method, path and headers only, for a request that is refused because of its body or its parameters.
    pub(crate) fn without_body(parts: &http::request::Parts) -> Self {
        let headers: Vec<(String, String)> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: Vec::new(),
            headers,
            body: Bytes::new(),
            form: Vec::new(),
            is_in_parts: false,
        }
    }

    /// The first header of this name (in lower case).
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The first parameter of this name, in the query or in the form.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.query, name).or_else(|| find(&self.form, name))
    }

    /// The first parameter of this name that a signature in parameters covers, or that belongs to that signature: none in a part.
    pub(crate) fn signed_parameter(&self, name: &str) -> Option<&str> {
        self.signed_parameters().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The parameters that a signature in parameters covers: the query, and the form unless it is sent in parts.
    pub(crate) fn signed_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let form: &[(String, String)] = if self.is_in_parts { &[] } else { self.form.as_slice() };
        self.query.iter().chain(form).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether headers determine operation, version and format. Parameters with these names then belong to the operation
    /// itself: CreateExtensions of polardb has a `Version`, ApplyScalingGroup of Ess has a `Format`.
    ///
    /// A request that is signed in its parameters has unsigned headers, so they determine nothing.
    pub(crate) fn is_described_by_headers(&self) -> bool {
        self.header("authorization").is_some()
            || (self.header("x-acs-action").is_some() && !self.is_signed_in_parameters())
    }

    /// Whether the request carries a signature, or a part of one, in its parameters.
    pub(crate) fn is_signed_in_parameters(&self) -> bool {
        let names = ["AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion"];
        names.iter().any(|name| self.signed_parameter(name).is_some())
    }

    /// The value of a header, or of a parameter if [headers do not determine the
    /// operation](Self::is_described_by_headers).
    pub(crate) fn described(&self, header: &str, parameter: &str) -> Option<&str> {
        // If the path is not `/`, it selects the operation, and all parameters belong to that.
        let is_operations_own = self.path != "/" && self.header("authorization").is_some();
        if self.is_described_by_headers() {
            self.header(header).or_else(|| self.signed_parameter(parameter).filter(|_| !is_operations_own))
        } else {
            self.signed_parameter(parameter).or_else(|| self.header(header))
        }
    }

    /// Query and form together.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().chain(&self.form).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The host that the request names.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }
}

/// Media types are case-insensitive and can have parameters.
fn is_form(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The largest number of parameters that `encoded` can have.
fn count(encoded: &[u8]) -> usize {
    if encoded.is_empty() { 0 } else { 1 + encoded.iter().filter(|byte| **byte == b'&').count() }
}

/// Decodes a segment of a path.
pub(crate) fn decode_segment(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// Clients write a space as `+` or as `%20`; both mean the same here as in any form.
fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
}
