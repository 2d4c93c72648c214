//! Extracts limits of numbers. A limit that holds only under a condition is none.

use super::sentence;

/// A range of integers, whose limits may be in the wrong order.
pub(super) type Range = (i64, i64);

/// Parses a range like `1 to 65,535`, `1~8`, `[1, 100)` or `1 - 5`. A range that is one of several is none.
pub(super) fn range(rest: &str) -> Option<Range> {
    let rest = rest.trim_start();
    let (open, rest) = match rest.strip_prefix(['[', '(']) {
        Some(inner) => (rest.chars().next(), inner.trim_start()),
        None => (None, rest),
    };
    // The comma within brackets is between the limits, not between thousands.
    let number = if open.is_some() { digits } else { number };
    let (mut least, length) = number(rest)?;
    let rest = rest.get(length..)?.trim_start();
    let separators = ["to ", "~", "～", "–", "-", ","];
    let (separator, rest) =
        separators.iter().find_map(|separator| Some((*separator, rest.strip_prefix(separator)?.trim_start())))?;
    let (mut most, length) = number(rest)?;
    let mut after = rest.get(length..)?;
    if let Some(open) = open {
        let close = after.trim_start().chars().next().filter(|close| [']', ')'].contains(close));
        if separator == "," && open == '(' {
            least = least.checked_add(1)?;
        }
        if separator == "," && close == Some(')') {
            most = most.checked_sub(1)?;
        }
        after = after.trim_start().trim_start_matches([']', ')']);
    }
    // `1, 5, 10` is an enumeration.
    let more = separator == "," && after.trim_start().starts_with([',', '、']);
    (least != most && !more && is_plain(after)).then_some((least, most))
}

/// Parses a limit like `1,000`.
pub(super) fn limit(rest: &str) -> Option<i64> {
    let rest = rest.trim_start();
    let (limit, length) = number(rest)?;
    is_plain(rest.get(length..)?).then_some(limit)
}

/// Whether a number is whole, and what follows it says nothing about other limits.
fn is_plain(after: &str) -> bool {
    let attached: String = after.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let goes_on = after.starts_with(['^', '*', '×', '%', '万', '亿', '千'])
        || after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
        || ["k", "K", "m", "M", "G", "T", "e", "E"].contains(&attached.as_str());
    let sentence = sentence::first_with_semicolons(after);
    let scales = ["thousand", "million", "billion", "power"];
    let is_scaled = sentence.split(|letter: char| !letter.is_alphabetic()).any(|word| scales.contains(&word));
    !goes_on && !is_scaled && !sentence::is_conditional(sentence) && !names_another(sentence)
}

/// Whether a number follows a conjunction, as in `1 to 9 and 12`.
fn names_another(sentence: &str) -> bool {
    let conjunctions = ["and ", "or ", "、", "和", "或", ", ", ";", "；"];
    conjunctions.iter().any(|conjunction| {
        let after = sentence.split(conjunction).skip(1);
        after.map(str::trim_start).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit() || first == '['))
    })
}

/// Reads the integer at the start of a text, with or without separators of thousands, and its length.
pub(super) fn number(text: &str) -> Option<(i64, usize)> {
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
