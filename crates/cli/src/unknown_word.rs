//! Words of the command line that are not understood, as they are shown in messages: without what may be a secret.

use alicloud_signer::redact::Redactor;

/// A word without a value: only the name of `-Password=x` or `--Password:x`, and a link without its password. Only one letter is shown
/// after a single dash, because the value may follow it without a separator (`-px`).
pub(crate) fn shown(word: &str) -> String {
    let name = name(word);
    match word.strip_prefix('-') {
        None => Redactor::new().text(name).into_owned(),
        Some(rest) if rest.starts_with('-') => name.to_owned(),
        Some(_) => match name.char_indices().nth(2).and_then(|(end, _)| name.get(..end)) {
            Some(start) => format!("{start}…"),
            None => name.to_owned(),
        },
    }
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
