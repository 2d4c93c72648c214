//! Paths that arrive as another path than the one that was signed and checked.

/// Why a path must not be sent; `None` if it may be.
///
/// Whatever handles a URL on its way removes `.` and `..` (RFC 3986, section 5.2.4), also percent-encoded, takes a backslash for a slash,
/// drops control characters, and cuts off what follows `#` (WHATWG URL, section 4.4). The request would be about another resource.
pub(super) fn problem(path: &str) -> Option<&'static str> {
    if path.bytes().any(|byte| byte.is_ascii_control()) {
        return Some("a control character");
    }
    if path.contains('\\') {
        return Some("a backslash");
    }
    if path.contains('#') {
        return Some("a '#'");
    }
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    path.split('/').any(is_dots).then_some("a segment '.' or '..'")
}

/// Whether a segment is `.` or `..`, in which `%2e` is a dot.
fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}
