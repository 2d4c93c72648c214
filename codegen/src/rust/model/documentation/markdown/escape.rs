//! Escapes strings so that a Markdown parser reads back exactly the same text or code.

/// Appends text to `out` and escapes every character that has a meaning in Markdown.
///
/// `at_start` is whether a line begins here, where more characters have a meaning; it becomes `false` once a character
/// is written. In a heading, `#` is escaped everywhere, since a closing sequence of `#` is not shown.
pub(super) fn push_text(out: &mut String, text: &str, at_start: &mut bool, is_heading: bool) {
    let mut characters = text.chars().peekable();
    let mut before = None;
    let mut number = *at_start;
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        if is_space(character) {
            // Spaces at the beginning of a line would begin an indented code block.
            if !*at_start && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            before = Some(' ');
            number = false;
            continue;
        }
        match character {
            // A character reference instead of a backslash, so that every backtick in the output begins or ends code.
            '`' => out.push_str("&#96;"),
            _ => {
                let active = match character {
                    '\\' | '*' | '[' | ']' | '<' | '>' | '|' | '~' => true,
                    '_' => !(is_inside_word(before) && is_inside_word(next)),
                    '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphanumeric()),
                    // Before a link, `!` would turn it into an image. What follows this text may be one.
                    '!' => next.is_none(),
                    '#' if is_heading => true,
                    '#' | '+' | '-' | '=' => *at_start,
                    ':' => *at_start && next == Some('-'),
                    '.' | ')' => number && before.is_some_and(|before: char| before.is_ascii_digit()),
                    _ => false,
                };
                out.extend(active.then_some('\\'));
                out.push(character);
            }
        }
        number &= character.is_ascii_digit();
        before = Some(character);
        *at_start = false;
    }
}

/// A code span.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|character| if is_space(character) { ' ' } else { character }).collect();
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    if text.is_empty() {
        // Two adjacent backticks would open a longer code span instead of being an empty one.
        return "` `".to_owned();
    }
    let fence = "`".repeat(longest + 1);
    let loses_spaces = text.starts_with(' ') && text.ends_with(' ') && text.trim() != "";
    let pad = if text.starts_with('`') || text.ends_with('`') || loses_spaces { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Whether the character is written as a space. All kinds of line breaks and control characters are, since the output
/// is a single line.
fn is_space(character: char) -> bool {
    character.is_ascii_whitespace() || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn is_inside_word(character: Option<char>) -> bool {
    character.is_some_and(char::is_alphanumeric)
}
