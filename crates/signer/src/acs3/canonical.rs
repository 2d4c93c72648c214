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
    /// Of a request to be signed: the headers whose names, in lower case, `is_signed` picks, in the order of the rule.
    pub(super) fn sorted(request: &Request<'_>, algorithm: Algorithm, is_signed: impl Fn(&str) -> bool) -> Self {
        if are_canonical(request.headers, &is_signed) {
            return Self::write(request, algorithm, request.headers);
        }
        let names = lower_case_names(request.headers);
        let mut headers: Vec<_> = received(&names, request.headers).filter(|(name, _)| is_signed(name)).collect();
        headers.sort_unstable();
        Self::write(request, algorithm, &headers)
    }

    /// Of a request that was received: the headers to take, and their order, are the ones that it lists as signed.
    pub(super) fn listed(
        request: &Request<'_>,
        algorithm: Algorithm,
        signed_headers: &str,
    ) -> Result<Self, VerifyError> {
        let names = lower_case_names(request.headers);
        let mut headers: Vec<(&str, &str)> = Vec::with_capacity(request.headers.len());
        for listed in signed_headers.split(';') {
            let start = headers.len();
            headers.extend(received(&names, request.headers).filter(|(name, _)| name.eq_ignore_ascii_case(listed)));
            match headers.get_mut(start..) {
                Some(found) if !found.is_empty() => found.sort_unstable(),
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

    /// `headers` are the headers to sign: names in lower case, values trimmed, those of one name side by side.
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
            text.push_str(name_of(same_name));
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
            text.push_str(name_of(same_name));
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

/// Whether the headers are just the ones to sign, as the rule wants them. Then they need no copy.
fn are_canonical(headers: &[(&str, &str)], is_signed: impl Fn(&str) -> bool) -> bool {
    let is_canonical =
        |(name, value): &(&str, &str)| is_lower_case(name) && is_signed(name) && is_trimmed(value.as_bytes());
    headers.is_sorted() && headers.iter().all(is_canonical)
}

fn is_lower_case(name: &str) -> bool {
    // Looks at every byte, so that the compiler can look at many at once.
    !name.bytes().fold(false, |found, byte| found | byte.is_ascii_uppercase())
}

fn is_trimmed(value: &[u8]) -> bool {
    [value.first(), value.last()].into_iter().flatten().all(|byte| !byte.is_ascii_whitespace())
}

fn lower_case_names<'a>(headers: &[(&'a str, &str)]) -> Vec<Cow<'a, str>> {
    let lower_case = |name: &'a str| match is_lower_case(name) {
        true => Cow::Borrowed(name),
        false => Cow::Owned(name.to_ascii_lowercase()),
    };
    headers.iter().map(|(name, _)| lower_case(name)).collect()
}

/// The headers as a receiver sees them: white space around a value does not reach it.
fn received<'a>(
    names: &'a [Cow<'a, str>],
    headers: &'a [(&'a str, &'a str)],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    names.iter().zip(headers).map(|(name, (_, value))| (&**name, value.trim_ascii()))
}

fn by_name<'a>(headers: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = &'a [(&'a str, &'a str)]> {
    headers.chunk_by(|left, right| left.0 == right.0)
}

/// The name that these headers share.
fn name_of<'a>(same_name: &[(&'a str, &str)]) -> &'a str {
    same_name.first().map_or("", |(name, _)| name)
}
