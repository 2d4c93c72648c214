//! The path template of an operation as it is sent.

/// Normalizes a template: placeholders become `{name}` (some files use `[name]`), and everything between them is
/// percent-encoded once, as in the vendor's libraries: `/apps:search` is sent and signed as `/apps%3Asearch`. Escapes
/// that are already in the description are kept.
pub(crate) fn template(path: &str) -> String {
    let mut template = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once(['{', '[']) {
        let Some((name, remaining)) = after.split_once(['}', ']']) else { break };
        literal(before, &mut template);
        template.push('{');
        template.push_str(name);
        template.push('}');
        rest = remaining;
    }
    literal(rest, &mut template);
    template
}

fn literal(text: &str, template: &mut String) {
    for (index, character) in text.char_indices() {
        let is_kept = character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '~' | '/');
        if is_kept || (character == '%' && is_encoded(text.get(index + 1..).unwrap_or_default())) {
            template.push(character);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in character.encode_utf8(&mut buffer).bytes() {
            template.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Whether a percent sign is followed by two hexadecimal digits.
fn is_encoded(after: &str) -> bool {
    after.bytes().take_while(u8::is_ascii_hexdigit).take(2).count() == 2
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn literals_are_encoded_once() {
        let cases = [
            ("/", "/"),
            ("/clusters/{ClusterId}/nodes", "/clusters/{ClusterId}/nodes"),
            ("/clusters/[ClusterId]", "/clusters/{ClusterId}"),
            ("/appstack/apps:search", "/appstack/apps%3Asearch"),
            ("/appstack/apps%3Asearch", "/appstack/apps%3Asearch"),
            ("/appstack/apps%3asearch", "/appstack/apps%3asearch"),
            ("/plans/{planId}:apply", "/plans/{planId}%3Aapply"),
            ("/{a}:{b}@x", "/{a}%3A{b}%40x"),
            ("/100%/a b,c;d=e+f&g", "/100%25/a%20b%2Cc%3Bd%3De%2Bf%26g"),
            ("/%2", "/%252"),
            ("/a-b_c.d~e", "/a-b_c.d~e"),
            ("/名", "/%E5%90%8D"),
            ("/{open", "/%7Bopen"),
        ];
        for (path, expected) in cases {
            assert_eq!(template(path), expected, "{path}");
        }
    }
}
