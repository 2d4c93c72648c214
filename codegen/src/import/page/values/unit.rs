//! Units behind numbers. `Maximum value: 10 GB` says nothing about a number of bytes, so a number with a unit is a fact
//! only if the description names that unit as the one of the value.

/// Whether the text behind a number begins with a unit that the description does not name elsewhere.
pub(super) fn is_foreign(after: &str, description: &str) -> bool {
    unit(after).is_some_and(|unit| !is_named(unit, description))
}

/// Whether a sentence has a number with such a unit.
pub(super) fn has_foreign(sentence: &str, description: &str) -> bool {
    let ends = sentence.char_indices().filter(|(at, letter)| {
        letter.is_ascii_digit()
            && !sentence.get(at + 1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    });
    ends.take(NUMBERS).any(|(at, _)| is_foreign(sentence.get(at + 1..).unwrap_or_default(), description))
}

/// Maximum number of numbers in a sentence whose units are looked at.
const NUMBERS: usize = 50;

/// Returns the unit with which a text begins.
fn unit(after: &str) -> Option<&str> {
    let after = after.trim_start_matches(' ');
    if after.starts_with(|first: char| first.is_ascii()) {
        let end = after.find(|letter: char| !(letter.is_ascii_alphabetic() || letter == '/')).unwrap_or(after.len());
        let word = after.get(..end)?;
        return UNITS.contains(&singular(word).as_str()).then_some(word);
    }
    CHINESE_UNITS.iter().find_map(|unit| after.starts_with(unit).then_some(*unit))
}

/// Whether a description names a unit other than behind a number.
fn is_named(unit: &str, description: &str) -> bool {
    if !unit.is_ascii() {
        let mut places = description.match_indices(unit);
        return places.any(|(at, _)| !follows_number(description.get(..at).unwrap_or_default()));
    }
    let unit = singular(unit);
    let mut start = 0;
    description.split(|letter: char| !(letter.is_ascii_alphabetic() || letter == '/')).any(|word| {
        let before = description.get(..start).unwrap_or_default();
        let next = description.get(start + word.len()..).and_then(|rest| rest.chars().next());
        start += word.len() + next.map_or(0, char::len_utf8);
        singular(word) == unit && !follows_number(before)
    })
}

fn follows_number(before: &str) -> bool {
    before.trim_end_matches([' ', '个']).ends_with(|last: char| last.is_ascii_digit())
}

/// Returns a word in lower case and without the ending of its plural.
fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    match lower.strip_suffix('s') {
        Some(short) if short.len() > 2 && !short.ends_with("bp") => short.to_owned(),
        _ => lower,
    }
}

/// Units of which there are larger and smaller ones, in lower case and in the singular.
const UNITS: &[&str] = &[
    "bit",
    "b",
    "byte",
    "kb",
    "mb",
    "gb",
    "tb",
    "pb",
    "kib",
    "mib",
    "gib",
    "tib",
    "g",
    "m",
    "k",
    "t",
    "bps",
    "kbps",
    "mbps",
    "gbps",
    "kbit/s",
    "mbit/s",
    "gbit/s",
    "kb/s",
    "mb/s",
    "gb/s",
    "ms",
    "millisecond",
    "microsecond",
    "s",
    "sec",
    "second",
    "min",
    "minute",
    "h",
    "hour",
    "d",
    "day",
    "week",
    "month",
    "year",
];

/// The same in Chinese, longer ones first.
const CHINESE_UNITS: &[&str] =
    &["毫秒", "微秒", "秒", "分钟", "小时", "天", "日", "周", "个月", "月", "年", "字节", "比特"];
