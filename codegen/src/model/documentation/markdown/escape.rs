//! Text and code as Markdown that is read back as exactly that.

/// Adds text to `out`, with every character escaped that means something in Markdown. `at_start` says that the line begins here, where
/// more of them do; it stays so until a character is written. A heading can end with number signs that are not shown.
pub(super) fn push_text(out: &mut String, text: &str, at_start: &mut bool, is_heading: bool) {
    let mut characters = text.chars().peekable();
    let mut before = None;
    let mut number = *at_start;
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        if is_space(character) {
            // Spaces at the beginning of a line would indent a code block.
            if !*at_start && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            before = Some(' ');
            number = false;
            continue;
        }
        match character {
            // Not with a backslash: so every backtick that is written begins or ends code.
            '`' => out.push_str("&#96;"),
            _ => {
                let active = match character {
                    '\\' | '*' | '[' | ']' | '<' | '>' | '|' | '~' => true,
                    '_' => !(is_inside_word(before) && is_inside_word(next)),
                    '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphanumeric()),
                    // Before a link, it would make an image of it.
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

/// Code within a line.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|character| if is_space(character) { ' ' } else { character }).collect();
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    if text.is_empty() {
        // Two backticks would begin code.
        return "` `".to_owned();
    }
    let fence = "`".repeat(longest + 1);
    let loses_spaces = text.starts_with(' ') && text.ends_with(' ') && text.trim() != "";
    let pad = if text.starts_with('`') || text.ends_with('`') || loses_spaces { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// What is a space in a line of documentation: line breaks are, in whatever way they are written.
fn is_space(character: char) -> bool {
    character.is_ascii_whitespace() || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn is_inside_word(character: Option<char>) -> bool {
    character.is_some_and(char::is_alphanumeric)
}
