//! Escapes of JSON strings.

/// What the text between two quotes says. It has been checked for escapes that do not exist; half of a surrogate pair is U+FFFD.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let mut characters = after.chars();
        let escape = characters.next().unwrap_or('\\');
        rest = characters.as_str();
        match escape {
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'u' => {
                let (character, length) = code_point(rest);
                text.push(character);
                rest = rest.get(length..).unwrap_or_default();
            }
            itself => text.push(itself),
        }
    }
    text.push_str(rest);
    text
}

/// The character of the four digits at the start of `rest`, or of the surrogate pair there, and how long it is written.
fn code_point(rest: &str) -> (char, usize) {
    let unit = |digits: Option<&str>| digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let first = unit(rest.get(..4)).unwrap_or(0xfffd);
    // A pair is written `d83d\ude00`.
    let second = rest.get(4..6).filter(|escape| *escape == "\\u").and_then(|_| unit(rest.get(6..10)));
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    match pair {
        Some(character) if character.len_utf16() == 2 => (character, 10),
        _ => (char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER), 4),
    }
}
