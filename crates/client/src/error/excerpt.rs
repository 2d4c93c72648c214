//! A bounded piece of a body that could not be read, without what may be secret in it.

/// Characters that are shown at the most.
const LONGEST: usize = 512;

/// Words in the name of a member whose value is hidden.
const SECRET_NAMES: [&str; 7] = ["password", "passwd", "secret", "token", "privatekey", "private_key", "credential"];

/// The beginning of `body` on one line; values after a name that sounds secret are replaced by `***`.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body.get(..body.len().min(4 * LONGEST)).unwrap_or_default());
    let mut shown = String::new();
    let mut word = String::new();
    let mut hide = Hide::No;
    let mut count = 0;
    for character in text.chars() {
        if count >= LONGEST {
            shown.push('…');
            break;
        }
        let character = if character.is_control() { ' ' } else { character };
        if character.is_alphanumeric() || character == '_' || character == '-' {
            word.push(character);
        } else if !word.is_empty() {
            if hide != Hide::Value && sounds_secret(&word) {
                hide = Hide::Next;
            }
            word.clear();
        }
        hide = hide.after(character);
        match hide {
            Hide::Value => {
                if !shown.ends_with("***") {
                    shown.push_str("***");
                    count += 3;
                }
            }
            Hide::No | Hide::Next | Hide::Separator => {
                shown.push(character);
                count += 1;
            }
        }
    }
    shown.trim().to_owned()
}

fn sounds_secret(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|name| word.contains(name))
}

/// Where the reader stands between the name of a secret and the end of its value.
#[derive(Clone, Copy, PartialEq)]
enum Hide {
    No,
    /// After the name, before `:`, `=` or `>`.
    Next,
    /// After the separator, before the value.
    Separator,
    Value,
}

impl Hide {
    fn after(self, character: char) -> Self {
        match self {
            Self::No => Self::No,
            Self::Next => match character {
                ':' | '=' | '>' => Self::Separator,
                '"' | '\'' | ' ' | '\\' => Self::Next,
                _ => Self::No,
            },
            Self::Separator => match character {
                '"' | '\'' | ' ' | '\\' => Self::Separator,
                ',' | '}' | '&' | '<' => Self::No,
                _ => Self::Value,
            },
            Self::Value => match character {
                '"' | '\'' | ',' | '}' | '&' | '<' | '\\' => Self::No,
                _ => Self::Value,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn hides_secrets_and_bounds_the_length() {
        let cases = [
            (r#"{"Code":"X","AccessKeySecret":"wyLT/+=","Id":1}"#, r#"{"Code":"X","AccessKeySecret":"***","Id":1}"#),
            ("<SecurityToken>CAIS abc</SecurityToken><A>1</A>", "<SecurityToken>***</SecurityToken><A>1</A>"),
            ("password=hunter2&user=me", "password=***&user=me"),
            (r#"{"Token" : 12345}"#, r#"{"Token" : ***}"#),
            ("<html>\n<body>502</body></html>", "<html> <body>502</body></html>"),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(excerpt(body.as_bytes()), expected);
        }
        assert_eq!(excerpt("x".repeat(5000).as_bytes()).chars().count(), 513);
        assert_eq!(excerpt(&[0xff, 0xfe, b'a']), "\u{fffd}\u{fffd}a");
    }
}
