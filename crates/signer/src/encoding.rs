//! Percent-encoding for signatures.
//!
//! The unreserved characters of RFC 3986, section 2.3 (`A-Z a-z 0-9 - . _ ~`) are kept; every other byte of the UTF-8
//! string becomes `%XX` in upper-case hex. A space is therefore `%20` and never `+`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Encodes a parameter name, a parameter value, or one segment of a path.
///
/// ```
/// assert_eq!(alicloud_signer::percent_encode("a b*~/中"), "a%20b%2A~%2F%E4%B8%AD");
/// ```
pub fn percent_encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// Like [`percent_encode`], but appends to `output`.
pub fn percent_encode_into(text: &str, output: &mut String) {
    output.extend(utf8_percent_encode(text, RESERVED));
}

/// Encodes a whole path. Every `/` is kept as a separator.
///
/// A `/` *inside* a path parameter has to become `%2F`: encode each such parameter with [`percent_encode`] before it is
/// put into the path, and do not encode the result again.
///
/// ```
/// assert_eq!(alicloud_signer::percent_encode_path("/path/ test"), "/path/%20test");
/// ```
pub fn percent_encode_path(path: &str) -> Cow<'_, str> {
    utf8_percent_encode(path, RESERVED_IN_PATH).into()
}

/// Appends `name=value&name=value`, with names and values encoded, in the given order.
///
/// The vendor's documents encode names and values. Its libraries do not encode the names of an ACS3 query. Both give
/// the same result unless a name has reserved characters, and in that case only encoded names give a valid URL.
pub(crate) fn write_query(pairs: &[(&str, &str)], output: &mut String) {
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            output.push('&');
        }
        percent_encode_into(name, output);
        output.push('=');
        percent_encode_into(value, output);
    }
}

/// An estimate of the number of bytes that [`write_query`] appends. It is large enough if few characters are reserved.
pub(crate) fn query_capacity(pairs: &[(&str, &str)]) -> usize {
    pairs.iter().map(|(name, value)| name.len() + value.len() + value.len() / 4 + 2).sum()
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');
