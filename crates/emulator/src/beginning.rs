//! Cuts strings that are too long to be kept or shown.

/// The longest beginning of a string that has at most `most` bytes and ends with a whole character.
pub(crate) fn beginning(text: &str, most: usize) -> &str {
    (0..=most.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_string_is_cut_between_characters() {
        for (text, most, expected) in
            [("abc", 5, "abc"), ("abc", 2, "ab"), ("a地域", 4, "a地"), ("a地域", 6, "a地"), ("地", 2, "")]
        {
            assert_eq!(beginning(text, most), expected, "{text} {most}");
        }
    }
}
