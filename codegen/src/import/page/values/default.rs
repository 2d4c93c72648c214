//! Extracts the default from a description. A sentence may describe it instead of naming it, as in `the current time`, so
//! only what is clearly one value is taken.

use super::label::after;
use super::limit::is_scale;
use super::{is_value, number, sentence, unit};

/// Labels of defaults, in lower case.
const LABELS: &[&str] = &[
    "default value:",
    "default:",
    "the default value is",
    "the default is",
    "default value is",
    "defaults to",
    "默认值：",
    "默认值:",
    "默认值为：",
    "默认值为:",
    "默认值为",
    "默认值是",
    "默认：",
    "默认:",
    "默认为：",
    "默认为:",
    "默认为",
    "默认是",
    "缺省值：",
    "缺省值:",
    "缺省值为",
    "缺省为",
];

/// Whether a text begins with the label of a default.
pub(super) fn is_label(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    LABELS.iter().any(|label| text.starts_with(label))
}

/// Returns the default that a description names. `valid_values` are those of the same description.
pub(super) fn in_description(text: &str, valid_values: &[String]) -> Option<String> {
    match after(text, LABELS) {
        Some(rest) => one_value(rest, valid_values, text),
        None => without_label(text, valid_values),
    }
}

/// Returns the default in `Default 20` and `默认20`: only a number or a valid value is one.
fn without_label(text: &str, valid_values: &[String]) -> Option<String> {
    let rest = after(text, &["default ", "默认"])?;
    let value = one_value(rest, valid_values, text)?;
    (valid_values.contains(&value) || value.parse::<f64>().is_ok()).then_some(value)
}

/// Returns the value with which a text begins, if nothing that follows makes it one of several. `description` names the
/// unit of the value, if it has one.
pub(super) fn one_value(rest: &str, valid_values: &[String], description: &str) -> Option<String> {
    let (value, is_certain, after) = match marked(rest) {
        Some((value, after)) => (value.to_owned(), true, after),
        None => {
            let (value, after) = token(rest.trim_start())?;
            // `1,000` is written with a separator of thousands.
            let thousands = number(&value).filter(|(_, length)| *length == value.len() && value.contains(','));
            (thousands.map_or(value, |(number, _)| number.to_string()), false, after)
        }
    };
    if says_nothing(&value) || sentence::is_conditional(sentence::first(after)) || names_another(after, valid_values) {
        return None;
    }
    if value.parse::<f64>().is_ok() && unit::is_foreign(after, description) {
        return None;
    }
    let is_one = is_certain || is_value(&value) && (valid_values.contains(&value) || ends(&value, after));
    is_one.then_some(value)
}

/// Whether another value follows the first one, as in `10, 20`.
fn names_another(after: &str, valid_values: &[String]) -> bool {
    let Some(rest) = after.trim_start().strip_prefix([',', '，', '、']) else { return false };
    // A word that no valid value is may belong to an explanation, unless nothing else follows it.
    token(rest.trim_start().trim_start_matches(['"', '\'', '“'])).is_some_and(|(word, rest)| {
        let word = word.trim_end_matches(['"', '\'', '”']);
        (is_value(word) || valid_values.iter().any(|value| value == word)) && ends(word, rest)
    })
}

/// Whether a word says that there is no default.
pub(super) fn says_nothing(value: &str) -> bool {
    ["null", "none", "empty", "空", "无", "n/a", "-", "--"].contains(&value.to_lowercase().as_str())
}

/// Whether a sentence ends after a word, apart from an explanation. A number may have a unit.
fn ends(value: &str, after: &str) -> bool {
    let after = sentence::first(after);
    let is_end = |rest: &str| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with(['.', ',', '(', '。', '，', '（', '、', ')', '）'])
    };
    let is_number = value.parse::<f64>().is_ok();
    let unit = after.trim_start();
    let length = unit.find([' ', '.', ',', '(', '。', '，', '（']).unwrap_or(unit.len());
    let is_unit = unit
        .get(..length)
        .is_some_and(|word| !is_scale(word) && word.chars().all(|letter| letter.is_alphabetic() || letter == '/'));
    is_end(after) || is_number && is_unit && unit.get(length..).is_some_and(is_end)
}

/// Returns the content of the code span or the quotation marks with which a text begins, and what follows it. It may
/// contain blanks.
fn marked(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start_matches([' ', '\n']);
    let pairs = [('`', '`'), ('"', '"'), ('“', '”'), ('\'', '\'')];
    let (value, after) = pairs.iter().find_map(|(open, close)| rest.strip_prefix(*open)?.split_once(*close))?;
    let is_one_value = value.contains(char::is_alphanumeric) && value.len() <= 200 && !value.contains(char::is_control);
    is_one_value.then_some((value.trim(), after))
}

/// Returns the first word without the punctuation after it, and what follows.
fn token(text: &str) -> Option<(String, &str)> {
    let end = text.find([' ', '\n', '。', '，', '（', '；', ';']).unwrap_or(text.len());
    let word = text.get(..end)?.trim_end_matches(['.', ',']);
    (!word.is_empty()).then(|| (word.replace('`', ""), text.get(word.len()..).unwrap_or_default()))
}
