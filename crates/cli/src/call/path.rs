//! The path of a call, in the one spelling in which it is checked, signed, shown and sent.

/// The canonical spelling of a path without its query: percent-encoded only where it has to be.
///
/// # Errors
///
/// Why the path is refused: another path than the typed one would arrive, or the safety policy would check another one.
pub(super) fn canonical(path: &str) -> Result<String, String> {
    let refused = |problem: &str| Err(format!("the path {path:?} {problem}"));
    let mut text = String::with_capacity(path.len());
    let mut rest = path.chars();
    while let Some(character) = rest.next() {
        match character {
            '%' => {
                let digits: String = rest.by_ref().take(2).collect();
                let Some(byte) = byte(&digits) else {
                    return refused("has a '%' that begins no percent-encoding; write %25 for the character");
                };
                if byte.is_ascii_control() {
                    return refused("has a control character");
                }
                match char::from(byte) {
                    '\\' => return refused("has a backslash"),
                    plain if is_unreserved(plain) => text.push(plain),
                    _ => text.push_str(&format!("%{byte:02X}")),
                }
            }
            '/' => text.push('/'),
            // A last segment `*` would be a wildcard in a template, and here every character means itself.
            '*' => text.push_str("%2A"),
            // What a segment may have (RFC 3986, section 3.3), and the braces of a placeholder, which are reported later.
            character if is_unreserved(character) || "!$&'()+,;=:@{}".contains(character) => text.push(character),
            '\\' => return refused("has a backslash"),
            character if character.is_control() => return refused("has a control character"),
            '#' => return refused("has a '#'; write %23 for the character"),
            '?' => return refused("has a second '?'; write %3F for the character"),
            _ => return refused("has a character that has to be percent-encoded in a URL, as in %20 for a space"),
        }
    }
    let mut segments = text.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        if matches!(segment, "." | "..") {
            return refused("has a segment '.' or '..', so another path would arrive");
        }
        if segment.is_empty() && segments.peek().is_some() {
            return refused("has an empty segment, so another path could be meant");
        }
    }
    Ok(text)
}

/// The byte that two hexadecimal digits stand for.
fn byte(digits: &str) -> Option<u8> {
    let is_complete = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| is_complete)
}

fn is_unreserved(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~".contains(character)
}
