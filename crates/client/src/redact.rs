//! Hides what may be secret in text of unknown shape, by the names that stand before the values.

/// Words in the name of a member whose value is hidden. `token` is not among them: see [`sounds_secret`].
const SECRET_WORDS: [&str; 6] = ["password", "passwd", "secret", "privatekey", "private_key", "credential"];

/// Names with `token` in them that hold a position or make a request unique: nothing to hide.
const HARMLESS_TOKENS: [&str; 6] =
    ["nexttoken", "clienttoken", "pagetoken", "nextpagetoken", "continuationtoken", "marker"];

/// What stands in place of a secret.
pub(crate) const HIDDEN: &str = "***";

/// Whether a member or parameter of this name is likely to hold a secret.
pub(crate) fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
        || (name.contains("token") && !HARMLESS_TOKENS.contains(&name.as_str()))
}

/// `text` (JSON, XML, a query, a log line) with the values after names that sound secret replaced by `***`. Where it is not clear
/// where a value ends, more is hidden rather than less.
pub(crate) fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_name) {
        let (before, from_name) = split(rest, start);
        let (name, after) =
            split(from_name, from_name.find(|character| !is_name(character)).unwrap_or(from_name.len()));
        shown.push_str(before);
        shown.push_str(name);
        rest = after;
        if !sounds_secret(name) {
            continue;
        }
        if let Some(value) = value_start(after) {
            let (separator, value) = split(after, value);
            shown.push_str(separator);
            let (secret, rest_after) = split(value, value_length(value, separator));
            let secret = secret.trim();
            shown.push_str(if secret.is_empty() || secret == "null" { secret } else { HIDDEN });
            rest = rest_after;
        }
    }
    shown.push_str(rest);
    shown
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '-'
}

/// Where the value begins after a name: behind quotes and blanks, one `:`, `=` or `>`, and more quotes and blanks.
fn value_start(after_name: &str) -> Option<usize> {
    let quiet = |character: char| matches!(character, '"' | '\'' | '\\') || character.is_whitespace();
    let separator = after_name.find(|character| !quiet(character))?;
    let (_, from_separator) = split(after_name, separator);
    let width = from_separator.chars().next().filter(|character| matches!(character, ':' | '=' | '>'))?.len_utf8();
    let (_, after_separator) = split(from_separator, width);
    let value = after_separator.find(|character| !quiet(character)).unwrap_or(after_separator.len());
    // `Token="",` has an empty value: what comes after its second quote is not part of it.
    let quotes = after_separator.get(..value).unwrap_or_default().matches('"').count();
    (quotes < 2).then_some(separator + width + value)
}

/// How long the value is that stands after `separator`.
fn value_length(value: &str, separator: &str) -> usize {
    let quote = separator.chars().next_back().filter(|character| matches!(character, '"' | '\''));
    if let Some(quote) = quote {
        // JSON inside of JSON has its quotes behind backslashes: the value ends at one with as many of them.
        let depth = separator.trim_end_matches(quote).chars().rev().take_while(|character| *character == '\\').count();
        return quoted_length(value, quote, depth);
    }
    if separator.ends_with('>') {
        return value.find('<').unwrap_or(value.len());
    }
    if value.starts_with(['{', '[']) {
        return bracketed_length(value);
    }
    value.find([',', '}', ']', '&', '<', ';', '\n', '"', ' ']).unwrap_or(value.len())
}

fn quoted_length(value: &str, quote: char, depth: usize) -> usize {
    let mut backslashes = 0;
    for (position, character) in value.char_indices() {
        // An escaped backslash before the end doubles with each level; so does the one of an escaped quote.
        if character == quote && backslashes % (2 * (depth + 1)) == depth {
            return position - depth;
        }
        backslashes = if character == '\\' { backslashes + 1 } else { 0 };
    }
    value.len()
}

fn bracketed_length(value: &str) -> usize {
    let mut open = 0_usize;
    for (position, character) in value.char_indices() {
        match character {
            '{' | '[' => open += 1,
            '}' | ']' => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return position + 1;
                }
            }
            _ => {}
        }
    }
    value.len()
}

fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn hides_values_by_name_whatever_surrounds_them() {
        let cases = [
            (r#"{"Code":"X","AccessKeySecret":"wyLT/+=","Id":1}"#, r#"{"Code":"X","AccessKeySecret":"***","Id":1}"#),
            (r#"{"Password":"ab\"cd\\","Id":1}"#, r#"{"Password":"***","Id":1}"#),
            (r#"{"Body":"{\"Password\":\"ab\\\"cd\",\"Id\":1}"}"#, r#"{"Body":"{\"Password\":\"***\",\"Id\":1}"}"#),
            ("<SecurityToken>CAIS abc</SecurityToken><A>1</A>", "<SecurityToken>***</SecurityToken><A>1</A>"),
            ("password=hunter2&user=me", "password=***&user=me"),
            (r#"{"Token" : 12345}"#, r#"{"Token" : ***}"#),
            (r#"{"Passwords":["a","b"],"Id":1}"#, r#"{"Passwords":***,"Id":1}"#),
            (r#"{"Credentials":{"A":"b"},"Id":1}"#, r#"{"Credentials":***,"Id":1}"#),
            (
                r#"{"NextToken":"page-2","Token":"","Secret":null}"#,
                r#"{"NextToken":"page-2","Token":"","Secret":null}"#,
            ),
            (r#"{"Password":"never closed"#, r#"{"Password":"***"#),
            ("the password is not valid", "the password is not valid"),
            ("Пароль=1 密码 password=密", "Пароль=1 密码 password=***"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text), expected, "{text}");
        }
    }
}
