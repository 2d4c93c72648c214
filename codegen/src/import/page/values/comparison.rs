//! Extracts limits from sentences that compare the value with a number, as in `The value must be less than 100`.
//!
//! Such a sentence is read only if its subject is the value itself: `The size of the disk must be less than 100` may be
//! about something else.

use super::limit::{self, Digits, Limit};
use super::{sentence, unit};

/// Limits of the value: the smallest and the largest one, if the sentence has them.
pub(super) type Bounds = (Option<Limit>, Option<Limit>);

/// Returns the limits in the sentences of a description. A limit that is given twice depends on something.
pub(super) fn bounds(text: &str, digits: Digits) -> Bounds {
    let sentences = text.lines().filter(|line| !sentence::is_item(line)).flat_map(sentence::all);
    let mut bounds: Bounds = (None, None);
    let found = sentences.filter_map(|sentence| Some((sentence, of_sentence(sentence, digits)?)));
    for (sentence, (least, most)) in found {
        if unit::has_foreign(sentence, text) {
            return (None, None);
        }
        if least.is_some() && bounds.0.is_some() || most.is_some() && bounds.1.is_some() {
            return (None, None);
        }
        bounds = (bounds.0.or(least), bounds.1.or(most));
    }
    bounds
}

fn of_sentence(sentence: &str, digits: Digits) -> Option<Bounds> {
    let lower = sentence.to_ascii_lowercase();
    let (rest, is_negated) = after_verb(&lower)?;
    let number = ["an integer ", "a number "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let begins_range = ["between ", "from ", "in the range "].iter().any(|word| number.starts_with(word));
    if begins_range && !is_negated {
        let (least, most) = limit::range(number, digits)?;
        return least.is_less(most).then_some((Some(least), Some(most)));
    }
    let begun = COMPARISONS.iter().filter(|comparison| rest.starts_with(comparison.0));
    let (phrase, bound, step) = *begun.max_by_key(|comparison| comparison.0.len())?;
    // `cannot be less than 1` is `at least 1`.
    let (bound, step) = match (is_negated, bound, step) {
        (false, bound, step) => (bound, step),
        (true, Bound::Largest, -1) => (Bound::Smallest, 0),
        (true, Bound::Smallest, 1) => (Bound::Largest, 0),
        (true, ..) => return None,
    };
    // The largest number below another one is only known for integers.
    if digits == Digits::Decimal && step != 0 {
        return None;
    }
    let rest = rest.get(phrase.len()..)?;
    let limit = limit::limit(rest, digits)?.moved(step)?;
    // `greater than 0 and less than 100` has two.
    let second =
        [" and ", "且", "并且"].iter().find_map(|word| rest.split_once(word)).map(|(_, second)| second.trim_start());
    let second = second.and_then(|second| {
        let begun = COMPARISONS.iter().filter(|comparison| second.starts_with(comparison.0));
        let (phrase, bound, step) = *begun.max_by_key(|comparison| comparison.0.len())?;
        Some((bound, limit::limit(second.get(phrase.len()..)?, digits).and_then(|limit| limit.moved(step))))
    });
    match (bound, second) {
        (Bound::Smallest, None) => Some((Some(limit), None)),
        (Bound::Largest, None) => Some((None, Some(limit))),
        (Bound::Smallest, Some((Bound::Largest, Some(most)))) if !is_negated => Some((Some(limit), Some(most))),
        (Bound::Largest, Some((Bound::Smallest, Some(least)))) if !is_negated => Some((Some(least), Some(limit))),
        _ => None,
    }
}

/// Returns what follows the subject and the verb of a sentence, if the subject is the value, and whether the verb is
/// negated.
fn after_verb(sentence: &str) -> Option<(&str, bool)> {
    let sentence = sentence.trim_start();
    let subject = SUBJECTS.iter().find_map(|subject| sentence.strip_prefix(subject)).unwrap_or(sentence).trim_start();
    // Without a subject, this is a part of a question or of a condition.
    let stated = ["is ", "ranges "].iter().find_map(|verb| subject.strip_prefix(verb));
    if let Some(rest) = stated.filter(|_| subject.len() < sentence.len()) {
        return Some((rest, false));
    }
    for verb in ["must be ", "should be ", "shall be ", "has to be "] {
        if let Some(rest) = subject.strip_prefix(verb) {
            return Some((rest, false));
        }
    }
    for verb in ["must not be ", "should not be ", "cannot be ", "can not be "] {
        if let Some(rest) = subject.strip_prefix(verb) {
            return Some((rest, true));
        }
    }
    for verb in ["must not ", "should not ", "cannot ", "can not "] {
        if let Some(rest) = subject.strip_prefix(verb).filter(|rest| rest.starts_with("exceed ")) {
            return Some((rest, false));
        }
    }
    let mut rest = sentence;
    while let Some(shorter) = CHINESE_SUBJECTS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest.starts_with(|first: char| !first.is_ascii()).then_some((rest, false))
}

/// Subjects that are the value.
const SUBJECTS: &[&str] = &[
    "the parameter value ",
    "the value of this parameter ",
    "the value of the parameter ",
    "the specified value ",
    "the value ",
    "this value ",
    "this parameter ",
    "the number ",
    "value ",
    "it ",
];

/// The same, and verbs.
const CHINESE_SUBJECTS: &[&str] =
    &["该参数", "参数值", "取值", "该值", "数值", "最大值", "最小值", "最大", "最小", "值", "必须", "须", "需", " "];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Smallest,
    Largest,
}

/// Comparisons, the bound that follows each, and the step from it to the bound itself.
const COMPARISONS: &[(&str, Bound, i64)] = &[
    ("less than or equal to ", Bound::Largest, 0),
    ("smaller than or equal to ", Bound::Largest, 0),
    ("greater than or equal to ", Bound::Smallest, 0),
    ("larger than or equal to ", Bound::Smallest, 0),
    ("less than ", Bound::Largest, -1),
    ("smaller than ", Bound::Largest, -1),
    ("lower than ", Bound::Largest, -1),
    ("greater than ", Bound::Smallest, 1),
    ("larger than ", Bound::Smallest, 1),
    ("higher than ", Bound::Smallest, 1),
    ("more than ", Bound::Smallest, 1),
    ("at least ", Bound::Smallest, 0),
    ("no less than ", Bound::Smallest, 0),
    ("not less than ", Bound::Smallest, 0),
    ("at most ", Bound::Largest, 0),
    ("no more than ", Bound::Largest, 0),
    ("not more than ", Bound::Largest, 0),
    ("no greater than ", Bound::Largest, 0),
    ("not greater than ", Bound::Largest, 0),
    ("exceed ", Bound::Largest, 0),
    ("大于等于", Bound::Smallest, 0),
    ("大于或等于", Bound::Smallest, 0),
    ("小于等于", Bound::Largest, 0),
    ("小于或等于", Bound::Largest, 0),
    ("大于", Bound::Smallest, 1),
    ("小于", Bound::Largest, -1),
    ("不小于", Bound::Smallest, 0),
    ("不少于", Bound::Smallest, 0),
    ("不低于", Bound::Smallest, 0),
    ("不能小于", Bound::Smallest, 0),
    ("不能低于", Bound::Smallest, 0),
    ("不大于", Bound::Largest, 0),
    ("不高于", Bound::Largest, 0),
    ("不超过", Bound::Largest, 0),
    ("不能超过", Bound::Largest, 0),
    ("不得超过", Bound::Largest, 0),
    ("不能大于", Bound::Largest, 0),
];
