//! Extracts the beginning of a body that could not be decoded, without secrets.

use crate::redact::Redactor;

/// The largest number of characters.
const LONGEST: usize = 512;

/// The number of bytes that are searched for secrets. It suffices for [`LONGEST`] characters even if most are hidden,
/// so that no secret is cut before it is found.
const LOOKED_AT: usize = 32 * LONGEST;

/// The beginning of `body` on one line, without what `redactor` hides.
pub(crate) fn excerpt(body: &[u8], redactor: &Redactor) -> String {
    let beginning = String::from_utf8_lossy(body.get(..body.len().min(LOOKED_AT)).unwrap_or_default());
    let redacted = redactor.text(&beginning);
    let mut characters = redacted.trim().chars().map(|character| if character.is_control() { ' ' } else { character });
    let mut shown: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::excerpt;
    use crate::redact::Redactor;

    #[test]
    fn is_short_and_on_one_line() {
        let long = "x".repeat(5000);
        let cases: [(&[u8], &str); 4] = [
            (b"<html>\n<body>502</body></html>", "<html> <body>502</body></html>"),
            (b"{\"Secret\":\"abc\"}", "{\"Secret\":\"***\"}"),
            (&[0xff, 0xfe, b'a'], "\u{fffd}\u{fffd}a"),
            (b"", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(excerpt(body, &Redactor::new()), expected);
        }
        assert_eq!(excerpt(long.as_bytes(), &Redactor::new()).chars().count(), 513);
    }
}
