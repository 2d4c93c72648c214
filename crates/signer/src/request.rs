//! The parts of a request that the header signatures without a payload cover.

use std::fmt;

/// The parts of a request that are signed.
///
/// `Debug` hides the values of query and headers, which may hold passwords and tokens.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, `POST` and so on, in upper case.
    pub method: &'a str,
    /// The path as it is sent, that is, already percent-encoded; at least `/`.
    pub path: &'a str,
    /// Names and decoded values of the query, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Names, in any case, and values of the headers, in any order. Headers that are not signed may be included.
    pub headers: &'a [(&'a str, &'a str)],
}

impl<'a> Request<'a> {
    /// The value of a header, without the white space around it; empty if the request does not have it.
    pub(crate) fn header(&self, name: &str) -> &'a str {
        let found = self.headers.iter().find(|header| header.0.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.trim_ascii())
    }

    /// Writes a line `name:value` for each header for whose lower-case name `is_signed` returns true, sorted by name.
    pub(crate) fn write_headers(&self, is_signed: impl Fn(&str) -> bool, text: &mut String) {
        let mut signed: Vec<(String, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim_ascii()))
            .filter(|(name, _)| is_signed(name))
            .collect();
        signed.sort_unstable();
        for (name, value) in signed {
            text.push_str(&name);
            text.push(':');
            // White space other than a space would break the line, so the vendor's documents require a space instead.
            text.extend(value.chars().map(|c| if matches!(c, '\t' | '\n' | '\r' | '\u{c}') { ' ' } else { c }));
            text.push('\n');
        }
    }

    /// Writes the path, and `?` with the pairs of the query, sorted and not encoded. `write_value` writes what follows a
    /// name.
    pub(crate) fn write_resource(&self, write_value: impl Fn(&str, &mut String), text: &mut String) {
        text.push_str(self.path);
        let mut sorted = self.query.to_vec();
        sorted.sort_unstable();
        for (index, (name, value)) in sorted.into_iter().enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(name);
            write_value(value, text);
        }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
