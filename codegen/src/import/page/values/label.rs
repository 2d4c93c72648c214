//! Labels in front of facts, and where a description has one that holds for the value.

use super::{sentence, subject};

/// Labels of the number of elements of a list. All labels are in lower case.
pub(super) const ITEM_LABELS: &[&str] = &[
    "valid values of n:",
    "value range of n is",
    "value range of n:",
    "n的取值范围：",
    "n的取值范围:",
    "n 的取值范围：",
    "n 的取值范围:",
];

/// Labels of the largest number.
pub(super) const MAXIMUM_LABELS: &[&str] = &[
    "maximum value:",
    "maximum:",
    "the maximum value is",
    "the maximum is",
    "最大值：",
    "最大值:",
    "最大值为",
    "最大值是",
    "最大为",
    "最大值",
];

/// Labels of the smallest number.
pub(super) const MINIMUM_LABELS: &[&str] = &[
    "minimum value:",
    "minimum:",
    "the minimum value is",
    "the minimum is",
    "最小值：",
    "最小值:",
    "最小值为",
    "最小值是",
    "最小为",
    "最小值",
];

/// Words in front of valid values or a range.
pub(super) const LEAD_INS: &[&str] = &[
    "valid values:",
    "valid value:",
    "value range:",
    "range:",
    "values:",
    "one of:",
    "valid values are",
    "possible values are",
    "supported values are",
    "allowed values are",
    "取值范围：",
    "取值范围:",
    "取值范围为：",
    "取值范围为",
    "取值：",
    "取值:",
    "取值为：",
    "取值为:",
    "取值包括：",
    "枚举值：",
    "枚举值:",
    "可选值：",
    "可选值:",
    "有效值：",
    "有效值:",
    "可取值：",
    "可取值:",
];

/// Maximum number of labels in a line of which the first one without a condition is looked for.
const LABELS: usize = 50;

/// Returns the text after the first of these labels, which are in lower case. A label inside a list is skipped, since it
/// belongs to the subject of that list item, and so is one with a condition in front of it.
pub(super) fn after<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let mut start = 0;
    let mut above = "";
    for line in text.split_inclusive('\n') {
        // The offsets in both are the same.
        let lower = line.to_ascii_lowercase();
        let is_under_condition = above.ends_with([':', '：']) && sentence::is_condition(above);
        let (mut begin, mut left) = (0, LABELS);
        while left > 0
            && !sentence::is_item(line)
            && !is_under_condition
            && let Some(rest) = lower.get(begin..)
            && let Some((at, length)) = first_label(rest, labels)
        {
            let (at, end) = (begin + at, begin + at + length);
            let before = lower.get(..at).unwrap_or_default();
            let sentence = before.rsplit(['。', '；', ';']).next().unwrap_or_default();
            let sentence = sentence.rsplit(". ").next().unwrap_or_default();
            // `Valid values of N` is about the number of elements.
            let is_of_elements =
                before.trim_end_matches(['的', ' ']).ends_with('n') && labels != ITEM_LABELS && is_word_n(before);
            let is_first =
                text.get(..start).is_some_and(|above| above.trim().is_empty()) && before.len() == sentence.len();
            let is_of_another = labels != ITEM_LABELS && subject::is_another(sentence, is_first);
            if !is_of_elements && !is_of_another && !sentence::is_condition(sentence) {
                return text.get(start + end..);
            }
            (begin, left) = (end, left - 1);
        }
        if !line.trim().is_empty() {
            above = line.trim();
        }
        start += line.len();
    }
    None
}

/// Whether the last word of a text is `N`, which stands for the position of an element.
fn is_word_n(before: &str) -> bool {
    let word = before.trim_end_matches(['的', ' ']);
    let letters = word.strip_suffix('n').unwrap_or(word);
    !letters.ends_with(|last: char| last.is_ascii_alphanumeric())
}

/// Returns the offset and the length of the first of these labels, and of those that begin there of the longest one.
pub(super) fn first_label(text: &str, labels: &[&str]) -> Option<(usize, usize)> {
    let found = labels.iter().filter_map(|label| text.find(label).map(|at| (at, label.len())));
    found.min_by_key(|(at, length)| (*at, usize::MAX - length))
}
