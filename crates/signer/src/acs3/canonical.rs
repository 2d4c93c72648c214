//! The canonical request: a string that covers every signed part of a request.

use std::borrow::Cow;
use std::ops::Range;

use super::{Algorithm, Payload, Request};
use crate::VerifyError;
use crate::encoding::{query_capacity, write_query};

/// A canonical request. It is written once into one buffer; parts that are needed later are kept as ranges of that
/// buffer.
#[derive(Clone)]
pub(super) struct CanonicalRequest {
    text: String,
    query: Range<usize>,
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// The canonical request for signing: takes the headers for whose lower-case name `is_signed` returns true, sorted
    /// by name and value.
    pub(super) fn sorted(request: &Request<'_>, algorithm: Algorithm, is_signed: impl Fn(&str) -> bool) -> Self {
        if are_canonical(request.headers, &is_signed) {
            return Self::write(request, algorithm, request.headers);
        }
        let names = lower_case_names(request.headers);
        let mut headers: Vec<_> = received(&names, request.headers).filter(|(name, _)| is_signed(name)).collect();
        headers.sort_unstable();
        Self::write(request, algorithm, &headers)
    }

    /// The canonical request for verifying: takes the headers in `signed_headers` (names joined with `;`), in that
    /// order, since the client signed them in that order.
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
        // The ranges were taken from this string at character boundaries, so the default is never used.
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Writes the canonical request. `headers` are the headers to sign: names in lower case, values trimmed, and
    /// headers of the same name next to each other.
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

/// Normalizes the path as the vendor's Go and Node libraries do: they sign `+`, `*` and `%7E`, which some encoders
/// write, as `%20`, `%2A` and `~`. A path that was encoded with [`percent_encode`](crate::percent_encode) contains none
/// of them.
fn canonical_path(path: &str) -> Cow<'_, str> {
    if path.is_empty() {
        Cow::Borrowed("/")
    } else if path.contains(['+', '*']) || path.contains("%7E") {
        Cow::Owned(path.replace('+', "%20").replace('*', "%2A").replace("%7E", "~"))
    } else {
        Cow::Borrowed(path)
    }
}

/// The pairs sorted by name, and by value where names are equal.
fn sorted<'a>(pairs: &'a [(&'a str, &'a str)]) -> Cow<'a, [(&'a str, &'a str)]> {
    if pairs.is_sorted() {
        return Cow::Borrowed(pairs);
    }
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    Cow::Owned(pairs)
}

/// Whether the headers are already canonical: all of them are to be signed, in lower case, trimmed and sorted. They are
/// then used without a copy.
fn are_canonical(headers: &[(&str, &str)], is_signed: impl Fn(&str) -> bool) -> bool {
    let is_canonical =
        |(name, value): &(&str, &str)| is_lower_case(name) && is_signed(name) && is_trimmed(value.as_bytes());
    headers.is_sorted() && headers.iter().all(is_canonical)
}

fn is_lower_case(name: &str) -> bool {
    // Inspects every byte instead of stopping at the first hit, so that the compiler can vectorize the loop.
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

/// The headers as a server receives them: HTTP removes white space around a value (RFC 9110, section 5.5).
fn received<'a>(
    names: &'a [Cow<'a, str>],
    headers: &'a [(&'a str, &'a str)],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    names.iter().zip(headers).map(|(name, (_, value))| (&**name, value.trim_ascii()))
}

fn by_name<'a>(headers: &'a [(&'a str, &'a str)]) -> impl Iterator<Item = &'a [(&'a str, &'a str)]> {
    headers.chunk_by(|left, right| left.0 == right.0)
}

/// The name that all of these headers have.
fn name_of<'a>(same_name: &[(&'a str, &str)]) -> &'a str {
    same_name.first().map_or("", |(name, _)| name)
}
