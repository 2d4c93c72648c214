//! The canonical request: one text that stands for everything that is signed.

use std::borrow::Cow;
use std::ops::Range;

use super::{Algorithm, Payload, Request};
use crate::VerifyError;
use crate::encoding::{query_capacity, write_query};

/// A canonical request, written once into one buffer; the parts that are needed later are ranges of it.
#[derive(Clone)]
pub(super) struct CanonicalRequest {
    text: String,
    query: Range<usize>,
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// Of a request to be signed: the headers whose names `is_signed` picks, in the order of the rule.
    pub(super) fn sorted(request: &Request<'_>, algorithm: Algorithm, is_signed: impl Fn(&str) -> bool) -> Self {
        let mut headers: Vec<(&str, &str)> = Vec::with_capacity(request.headers.len());
        headers.extend(trimmed(request.headers).filter(|(name, _)| is_signed(name)));
        sort_headers(&mut headers);
        Self::write(request, algorithm, &headers)
    }

    /// Of a request that was received: the headers to take, and their order, are the ones that it lists as signed.
    pub(super) fn listed(
        request: &Request<'_>,
        algorithm: Algorithm,
        signed_headers: &str,
    ) -> Result<Self, VerifyError> {
        let mut headers: Vec<(&str, &str)> = Vec::with_capacity(request.headers.len());
        for listed in signed_headers.split(';') {
            let start = headers.len();
            headers.extend(trimmed(request.headers).filter(|(name, _)| name.eq_ignore_ascii_case(listed)));
            match headers.get_mut(start..) {
                Some(found) if !found.is_empty() => found.sort_unstable_by_key(|(_, value)| *value),
                _ => return Err(VerifyError::MissingHeader { name: listed.to_owned() }),
            }
        }
        Ok(Self::write(request, algorithm, &headers))
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn query(&self) -> &str {
        self.part(&self.query)
    }

    pub(super) fn signed_headers(&self) -> &str {
        self.part(&self.signed_headers)
    }

    fn part(&self, range: &Range<usize>) -> &str {
        // The ranges were taken from this text, between whole characters, so the default is never taken.
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// `headers` are the headers to sign, trimmed, those of one name side by side.
    fn write(request: &Request<'_>, algorithm: Algorithm, headers: &[(&str, &str)]) -> Self {
        let headers_length: usize = headers.iter().map(|(name, value)| 2 * name.len() + value.len() + 3).sum();
        let length = request.method.len() + request.path.len() + headers_length + query_capacity(request.query) + 72;
        let mut text = String::with_capacity(length);

        text.push_str(request.method);
        text.push('\n');
        text.push_str(&canonical_path(request.path));
        text.push('\n');
        let start = text.len();
        write_query(&sorted(request.query), &mut text);
        let query = start..text.len();
        text.push('\n');

        for same_name in by_name(headers) {
            write_name(same_name, &mut text);
            text.push(':');
            for (index, (_, value)) in same_name.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(value);
            }
            text.push('\n');
        }

        text.push('\n');
        let start = text.len();
        for (index, same_name) in by_name(headers).enumerate() {
            if index > 0 {
                text.push(';');
            }
            write_name(same_name, &mut text);
        }
        let signed_headers = start..text.len();
        text.push('\n');
        match request.payload {
            Payload::Body(bytes) => text.push_str(algorithm.hash(bytes).as_str()),
            Payload::Hash(hash) => text.push_str(hash),
        }
        Self { text, query, signed_headers }
    }
}

/// The path as the vendor's Go and Node cores sign it: three spellings that encoders differ in are made one. A path that
/// was encoded with [`percent_encode`](crate::percent_encode) has none of them.
fn canonical_path(path: &str) -> Cow<'_, str> {
    if path.is_empty() {
        Cow::Borrowed("/")
    } else if path.contains(['+', '*']) || path.contains("%7E") {
        Cow::Owned(path.replace('+', "%20").replace('*', "%2A").replace("%7E", "~"))
    } else {
        Cow::Borrowed(path)
    }
}

/// The pairs by name, those of the same name by value.
fn sorted<'a>(pairs: &'a [(&'a str, &'a str)]) -> Cow<'a, [(&'a str, &'a str)]> {
    if pairs.is_sorted() {
        return Cow::Borrowed(pairs);
    }
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    Cow::Owned(pairs)
}

/// The headers as a receiver sees them: white space around a value does not reach it.
fn trimmed<'a>(headers: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    headers.iter().map(|(name, value)| (*name, value.trim_ascii()))
}

fn by_name<'a>(headers: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = &'a [(&'a str, &'a str)]> {
    headers.chunk_by(|left, right| left.0.eq_ignore_ascii_case(right.0))
}

/// Appends the name that these headers share, in lower case.
fn write_name(same_name: &[(&str, &str)], text: &mut String) {
    let start = text.len();
    text.push_str(same_name.first().map_or("", |(name, _)| name));
    if let Some(name) = text.get_mut(start..) {
        name.make_ascii_lowercase();
    }
}

/// By name, as if it were in lower case; those of the same name by value.
fn sort_headers(headers: &mut [(&str, &str)]) {
    // Most callers have their names in lower case, where the faster plain comparison does.
    if !headers.iter().any(|(name, _)| name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        return headers.sort_unstable();
    }
    let lower = u8::to_ascii_lowercase;
    headers.sort_unstable_by(|left, right| {
        let names = left.0.as_bytes().iter().map(lower).cmp(right.0.as_bytes().iter().map(lower));
        names.then_with(|| left.1.cmp(right.1))
    });
}
