//! Escapes of JSON strings.

/// Resolves the escapes in the text between two quotes, whose syntax has been checked. An unpaired surrogate becomes
/// U+FFFD.
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

/// Decodes the four digits at the start of `rest`, or the surrogate pair there. Returns the character and the number of
/// bytes read.
fn code_point(rest: &str) -> (char, usize) {
    let unit = |digits: Option<&str>| digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let first = unit(rest.get(..4)).unwrap_or(0xfffd);
    // The second half of a pair follows as another escape, as in `d83d\ude00`.
    let second = rest.get(4..6).filter(|escape| *escape == "\\u").and_then(|_| unit(rest.get(6..10)));
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    match pair {
        Some(character) if character.len_utf16() == 2 => (character, 10),
        _ => (char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER), 4),
    }
}
