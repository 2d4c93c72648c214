//! Extracts limits of numbers. A limit that holds only under a condition is none.

use std::fmt;

use super::sentence;

/// A limit of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Limit {
    /// Of an integer.
    Integer(i64),
    /// Of a number with digits behind the point.
    Decimal(f64),
}

impl Limit {
    /// Returns the limit as a number with a point, which may be less exact.
    #[allow(
        clippy::cast_precision_loss,
        reason = "only limits beyond 2^53 are rounded, and only when they are compared"
    )]
    fn rounded(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Decimal(value) => value,
        }
    }

    /// Whether this limit is less than another one.
    pub(in super::super) fn is_less(self, other: Self) -> bool {
        match (self, other) {
            (Self::Integer(this), Self::Integer(other)) => this < other,
            (this, other) => this.rounded() < other.rounded(),
        }
    }

    /// Parses a value of which nothing else is known.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let integer = value.parse().map(Self::Integer).ok();
        integer.or_else(|| value.parse().ok().filter(|value: &f64| value.is_finite()).map(Self::Decimal))
    }

    /// Returns the next integer in a direction.
    pub(super) fn moved(self, by: i64) -> Option<Self> {
        match self {
            Self::Integer(value) => value.checked_add(by).map(Self::Integer),
            Self::Decimal(_) => None,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
        }
    }
}

/// A range of numbers, whose limits may be in the wrong order.
pub(super) type Range = (Limit, Limit);

/// Which numbers a limit may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// Integers.
    Whole,
    /// Numbers with or without a point.
    Decimal,
}

/// Parses a range like `1 to 65,535`, `1~8`, `[1, 100)`, `20 GB to 500 GB` or `1 - 5`. A range that is one of several is
/// none.
pub(super) fn range(rest: &str, digits: Digits) -> Option<Range> {
    let (range, after) = range_and_rest(rest, digits)?;
    is_plain(after).then_some(range)
}

/// Does the same, whatever follows the range, and returns that as well.
pub(super) fn range_and_rest(rest: &str, digits: Digits) -> Option<(Range, &str)> {
    let rest = rest.trim_start();
    let (rest, separators): (&str, &[&str]) = match rest.strip_prefix("between ") {
        Some(inner) => (inner.trim_start(), &["and "]),
        None => {
            let rest = ["from ", "in the range of ", "in the range from "]
                .iter()
                .find_map(|word| rest.strip_prefix(word))
                .unwrap_or(rest);
            (rest.trim_start(), &["to ", "~", "～", "–", "—", "至", "到", "-", ","])
        }
    };
    let (open, rest) = match rest.strip_prefix(['[', '(']) {
        Some(inner) => (rest.chars().next(), inner.trim_start()),
        None => (None, rest),
    };
    // The comma within brackets is between the limits, not between thousands.
    let commas = if open.is_some() { Commas::Separate } else { Commas::Thousands };
    let (mut least, length) = number_with(rest, digits, commas)?;
    let (unit, rest) = unit_before(rest.get(length..)?, separators);
    // `1万~10万` has limits that are larger than the digits say.
    if is_scale(unit) {
        return None;
    }
    let (separator, rest) =
        separators.iter().find_map(|separator| Some((*separator, rest.strip_prefix(separator)?.trim_start())))?;
    let (mut most, length) = number_with(rest, digits, commas)?;
    let mut after = rest.get(length..)?;
    if !unit.is_empty() {
        // Numbers of different units cannot be compared.
        let start = after.trim_start();
        after = start.strip_prefix(unit).filter(|after| !after.starts_with(char::is_alphanumeric))?;
    }
    if let Some(open) = open {
        let close = after.trim_start().chars().next().filter(|close| [']', ')'].contains(close));
        if separator == "," && open == '(' {
            least = least.moved(1)?;
        }
        if separator == "," && close == Some(')') {
            most = most.moved(-1)?;
        }
        after = after.trim_start().trim_start_matches([']', ')']);
    }
    // `1, 5, 10` is an enumeration, and so is `0, 5 to 10`.
    let next = after.trim_start();
    let more = separator == "," && open.is_none() && separators.iter().any(|separator| next.starts_with(separator))
        || separator == "," && next.starts_with([',', '、']);
    (least != most && !more).then_some(((least, most), after))
}

/// Maximum number of clauses of a sentence in which a special case is looked for.
const CLAUSES: usize = 50;

/// Whether a sentence gives another range for a special case, as in `For local disks: 5 to 2000`, that is not within this
/// one. Then this one does not hold for every value.
pub(super) fn goes_beyond(sentence: &str, (least, most): Range, digits: Digits) -> bool {
    let clauses = sentence.match_indices([':', '：', ',', '，', '为']).take(CLAUSES);
    let mut rests = clauses.filter_map(|(at, mark)| Some((sentence.get(..at)?, sentence.get(at + mark.len()..)?)));
    rests.any(|(before, rest)| {
        let is_special = sentence::names_condition(before) || sentence::is_condition(before);
        is_special
            && range(rest, digits).is_some_and(|(least_there, most_there)| {
                least_there.is_less(most_there) && (least_there.is_less(least) || most.is_less(most_there))
            })
    })
}

/// Returns the unit before a separator, as in ` GB to 500 GB`, and what follows it.
fn unit_before<'t>(rest: &'t str, separators: &[&str]) -> (&'t str, &'t str) {
    let rest = rest.trim_start();
    if separators.iter().any(|separator| rest.starts_with(separator)) {
        return ("", rest);
    }
    let length = rest.find(|letter: char| !(letter.is_alphabetic() || letter == '%')).unwrap_or(rest.len());
    // Chinese has no spaces between a unit and the separator.
    let end = ["至", "到"].iter().filter_map(|separator| rest.find(separator)).min().unwrap_or(length).min(length);
    let (unit, after) = rest.split_at_checked(end).unwrap_or(("", rest));
    let after = after.trim_start();
    if unit.len() <= 12 && separators.iter().any(|separator| after.starts_with(separator)) {
        (unit, after)
    } else {
        ("", rest)
    }
}

/// Parses a limit like `1,000`.
pub(super) fn limit(rest: &str, digits: Digits) -> Option<Limit> {
    let rest = rest.trim_start();
    let (limit, length) = number_with(rest, digits, Commas::Thousands)?;
    is_plain(rest.get(length..)?).then_some(limit)
}

/// Whether a number is whole, and what follows it says nothing about other limits.
pub(super) fn is_plain(after: &str) -> bool {
    let attached: String = after.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let goes_on = after.trim_start().starts_with(['^', '*', '×', '%', '万', '亿', '千', '百', '倍', '位'])
        || after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
        || ["k", "K", "m", "M", "G", "T", "e", "E"].contains(&attached.as_str());
    let sentence = sentence::first_with_semicolons(after);
    let is_scaled = sentence.split(|letter: char| !letter.is_alphabetic()).any(is_scale);
    !goes_on
        && !is_scaled
        && !is_relative(sentence)
        && !is_excluded(sentence)
        && !sentence::is_conditional(sentence)
        && !names_another(sentence)
}

/// Whether a word after a number makes it another number.
pub(super) fn is_scale(word: &str) -> bool {
    let scales = ["hundred", "thousand", "million", "billion", "trillion", "power", "percent", "k", "K"];
    scales.contains(&word) || word.starts_with(['万', '亿', '千', '百'])
}

/// Whether a number counts from another value, as in `10 times the current size` and `5 less than the maximum`.
fn is_relative(sentence: &str) -> bool {
    let lower = sentence.trim_start().to_ascii_lowercase();
    ["times the ", "times that ", "times as ", "times of ", "less than ", "more than ", "fewer than "]
        .iter()
        .any(|words| lower.starts_with(words))
}

/// Whether a range is said to exclude one of its values, as in `1 to 10 (exclusive)`.
fn is_excluded(sentence: &str) -> bool {
    let lower = sentence.to_ascii_lowercase();
    ["exclusive", "excluding", "excluded", "neither", "不含", "不包含", "不包括", "除外", "不等于"]
        .iter()
        .any(|word| lower.contains(word))
}

/// Whether a number follows a conjunction, as in `1 to 9 and 12`.
fn names_another(sentence: &str) -> bool {
    let conjunctions = ["and ", "or ", "、", "和", "或", ", ", ",", "，", ";", "；"];
    conjunctions.iter().any(|conjunction| {
        sentence.match_indices(conjunction).any(|(at, _)| {
            let (before, rest) = sentence.split_at_checked(at).unwrap_or_default();
            let rest = rest.get(conjunction.len()..).unwrap_or_default().trim_start();
            let rest = ["from ", "between "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
            // The comma of `65,535` separates thousands.
            let is_in_number = *conjunction == "," && before.ends_with(|last: char| last.is_ascii_digit());
            !is_in_number && rest.starts_with(|first: char| first.is_ascii_digit() || first == '[')
        })
    })
}

/// What a comma between digits means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commas {
    /// It separates numbers.
    Separate,
    /// It may separate thousands.
    Thousands,
}

/// Reads the integer at the start of a text, with or without separators of thousands, and its length.
pub(super) fn number(text: &str) -> Option<(i64, usize)> {
    match number_with(text, Digits::Whole, Commas::Thousands)? {
        (Limit::Integer(value), length) => Some((value, length)),
        (Limit::Decimal(_), _) => None,
    }
}

fn number_with(text: &str, kind: Digits, commas: Commas) -> Option<(Limit, usize)> {
    let (value, length) = if commas == Commas::Thousands { thousands(text)? } else { digits(text)? };
    let fraction = text
        .get(length..)
        .and_then(|rest| rest.strip_prefix('.'))
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    if kind == Digits::Decimal && fraction > 0 {
        let end = length + 1 + fraction;
        let decimal = text.get(..end)?.replace(',', "").parse().ok()?;
        return Some((Limit::Decimal(decimal), end));
    }
    Some((Limit::Integer(value), length))
}

fn thousands(text: &str) -> Option<(i64, usize)> {
    let (mut value, mut length) = digits(text)?;
    let mut whole = text.get(..length)?.to_owned();
    if whole.trim_start_matches('-').len() > 3 {
        return Some((value, length));
    }
    let mut end = length;
    while let Some(group) = text.get(end..).and_then(|rest| rest.strip_prefix(',')).and_then(|rest| rest.get(..3))
        && group.bytes().all(|byte| byte.is_ascii_digit())
    {
        whole.push_str(group);
        end += 4;
    }
    let is_cut = text.get(end..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    if !is_cut {
        (value, length) = (whole.parse().ok()?, end);
    }
    Some((value, length))
}

fn digits(text: &str) -> Option<(i64, usize)> {
    let sign = usize::from(text.starts_with('-'));
    let count = text.get(sign..)?.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..sign + count)?;
    number.parse().ok().map(|value| (value, number.len()))
}
