//! Words of the command line that are not understood, as they are shown in messages: without what may be a secret.

use alicloud_signer::redact::Redactor;

/// The most characters of a word that is shown, or that is compared with known names: that takes time with the square of its length, and no
/// name is so long.
const LONGEST: usize = 64;

/// A word without a value: only the name of `-Password=x` or `--Password:x`, and a link without its password. Only one letter is shown
/// after a single dash, because the value may follow it without a separator (`-px`).
pub(crate) fn shown(word: &str) -> String {
    let name = name(word);
    match word.strip_prefix('-') {
        // Shortened only then: the beginning of a link could show the password that is hidden in the whole.
        None => shortened(&Redactor::new().text(name)),
        Some(rest) if rest.starts_with('-') => shortened(name),
        Some(_) => match name.char_indices().nth(2).and_then(|(end, _)| name.get(..end)) {
            Some(start) => format!("{start}…"),
            None => name.to_owned(),
        },
    }
}

/// The beginning of a word, or all of it if it is short.
pub(crate) fn shortened(word: &str) -> String {
    match word.char_indices().nth(LONGEST).and_then(|(end, _)| word.get(..end)) {
        Some(start) => format!("{start}…"),
        None => word.to_owned(),
    }
}

/// Whether a word is too long to be compared with names.
pub(crate) fn is_too_long(word: &str) -> bool {
    word.char_indices().nth(LONGEST).is_some()
}

/// The part of a word that can be the name of an option.
pub(crate) fn name(word: &str) -> &str {
    let is_option = word.starts_with('-');
    let ends = |character: char| {
        character == '=' || is_option && !(character.is_alphanumeric() || matches!(character, '-' | '_' | '.'))
    };
    word.split(ends).next().unwrap_or_default()
}

/// At most three of `known` that can be meant by `name`, the most likely first. Case, `-` and `_` make no difference; a quarter of the
/// letters may differ, so that nothing unrelated is named.
pub(crate) fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    if is_too_long(name) {
        return Vec::new();
    }
    let letters = |name: &str| -> String {
        name.chars().filter(|character| !matches!(character, '-' | '_')).collect::<String>().to_lowercase()
    };
    let wanted = letters(name);
    let mut ranked: Vec<(usize, &str)> = known
        .map(|known| (known, letters(known)))
        .map(|(known, letters)| (strsim::damerau_levenshtein(&letters, &wanted), letters.chars().count(), known))
        .filter(|(distance, length, _)| *distance <= (length / 4).max(1))
        .map(|(distance, _, known)| (distance, known))
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(3).map(|(_, known)| known).collect()
}
