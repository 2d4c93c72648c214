//! Extracts the length of a string, as in `The name must be 2 to 128 characters in length`.

use super::limit::{self, Digits, Limit};
use super::sentence;

/// Smallest and largest number of characters, if a description has them. A length that is given twice depends on
/// something, and one of each part is that of an element if the string is one (`is_of_elements`).
pub(super) fn length(text: &str, is_of_elements: bool) -> (Option<u64>, Option<u64>) {
    let sentences = text.lines().filter(|line| !sentence::is_item(line)).flat_map(sentence::all);
    let mut found = sentences
        .filter(|sentence| is_about_length(sentence))
        .map(|sentence| (is_of_elements || !is_of_part(sentence)).then(|| of_sentence(sentence)));
    match (found.next(), found.next()) {
        (Some(Some(length)), None) => length,
        _ => (None, None),
    }
}

/// Whether a sentence says how long the string is, at least in part.
fn is_about_length(sentence: &str) -> bool {
    let lower = sentence.to_ascii_lowercase();
    let has_word = ["character", "length", "字符", "长度"].iter().any(|word| lower.contains(word));
    has_word && lower.contains(|digit: char| digit.is_ascii_digit())
}

/// Whether a sentence is about each of several parts of the string, as in `64 characters per key`.
fn is_of_part(sentence: &str) -> bool {
    let lower = sentence.to_ascii_lowercase();
    let has_word =
        lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| ["per", "each", "every"].contains(&word));
    has_word || ["每", "单个", "各"].iter().any(|word| lower.contains(word))
}

fn of_sentence(sentence: &str) -> (Option<u64>, Option<u64>) {
    let lower = without_thousands(&sentence.to_ascii_lowercase());
    let numbers = lower.split(|digit: char| !digit.is_ascii_digit()).filter(|number| !number.is_empty()).count();
    let labelled = || {
        let labels = ["length:", "length must be ", "length is ", "长度为", "长度：", "长度:", "长度限制为", "长度"];
        let rest = labels.iter().find_map(|label| lower.split_once(label)).map(|(_, rest)| rest)?;
        between(rest).filter(|(_, after)| is_end(after))
    };
    let counted = || {
        let starts = lower.char_indices().filter(|(at, digit)| {
            digit.is_ascii_digit()
                && !lower.get(..*at).is_some_and(|before| before.ends_with(|last: char| last.is_ascii_alphanumeric()))
        });
        starts.filter_map(|(at, _)| between(lower.get(at..)?)).find(|(_, after)| is_unit(after))
    };
    if let Some(((least, most), _)) = labelled().or_else(counted) {
        let is_plain = numbers == 2 && least <= most && !sentence::names_condition(sentence);
        return if is_plain { (Some(least), Some(most)) } else { (None, None) };
    }
    let most = || {
        let labels = [
            "up to ",
            "at most ",
            "cannot exceed ",
            "must not exceed ",
            "can not exceed ",
            "a maximum of ",
            "no more than ",
            "maximum length:",
            "maximum length is ",
            "最大长度为",
            "最长为",
            "最长",
            "最大长度：",
            "不超过",
            "不能超过",
            "不得超过",
            "最多支持",
            "最多",
        ];
        let rest = labels.iter().find_map(|label| lower.split_once(label)).map(|(_, rest)| rest.trim_start())?;
        let (Limit::Integer(most), after) = first(rest)? else { return None };
        let is_length =
            is_unit(after) || lower.contains("length") && is_end(after) || lower.contains("长度") && is_end(after);
        u64::try_from(most).ok().filter(|_| is_length && numbers == 1 && !sentence::names_condition(sentence))
    };
    (None, most())
}

/// Removes the commas between digits that separate thousands.
fn without_thousands(sentence: &str) -> String {
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let mut plain = String::with_capacity(sentence.len());
    for (at, letter) in sentence.char_indices() {
        let after = sentence.get(at + letter.len_utf8()..).unwrap_or_default();
        let is_group = after.bytes().take(4).take_while(u8::is_ascii_digit).count() == 3;
        if letter != ',' || !is_group || !is_digit(plain.chars().next_back()) {
            plain.push(letter);
        }
    }
    plain
}

/// Returns a range of lengths, and what follows it.
fn between(rest: &str) -> Option<((u64, u64), &str)> {
    let ((Limit::Integer(least), Limit::Integer(most)), after) = limit::range_and_rest(rest, Digits::Whole)? else {
        return None;
    };
    Some(((u64::try_from(least).ok()?, u64::try_from(most).ok()?), after))
}

fn first(rest: &str) -> Option<(Limit, &str)> {
    let (number, length) = limit::number(rest)?;
    Some((Limit::Integer(number), rest.get(length..)?))
}

/// Whether the unit that follows a number is that of the length of a string.
fn is_unit(after: &str) -> bool {
    let after = after.trim_start();
    ["characters", "character", "个字符", "字符", "位字符", "个英文字符"].iter().any(|unit| after.starts_with(unit))
}

/// Whether a sentence ends after a length, apart from its unit and a remark.
fn is_end(after: &str) -> bool {
    let after = after.trim_start();
    after.is_empty() || after.starts_with(['.', '。', ',', '，', ';', '；', '(', '（']) || is_unit(after)
}
