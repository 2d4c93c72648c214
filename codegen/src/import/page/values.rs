//! Extracts facts from descriptions: valid values, limits and defaults.

mod default;
mod limit;
mod sentence;

use super::kind::CellType;
use limit::{number, range};

/// Facts in a description.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DescribedFacts {
    /// Valid values, each with its meaning.
    pub(super) valid_values: Vec<(String, Option<String>)>,
    /// Default value.
    pub(super) default: Option<String>,
    /// Minimum of a number.
    pub(super) minimum: Option<i64>,
    /// Maximum of a number.
    pub(super) maximum: Option<i64>,
    /// Maximum number of elements of a list whose elements are `Name.N`.
    pub(super) max_items: Option<u64>,
    /// Contradictions, each with how it was resolved.
    pub(super) contradictions: Vec<(String, &'static str)>,
}

impl DescribedFacts {
    /// Drops facts that contradict each other, the type, or the example, and records the contradictions.
    pub(super) fn judge(&mut self, scalar: &CellType, example: Option<&str>) {
        if let (Some(least), Some(most)) = (self.minimum, self.maximum)
            && least > most
        {
            (self.minimum, self.maximum) = (None, None);
            self.contradict(format!("the smallest value is {least}, and the largest is {most}"), "both were left out");
        }
        if let Some(default) = self.default.take() {
            match self.misfit(scalar, &default) {
                Some(why) => self.contradict(format!("the default `{default}` {why}"), "the default was left out"),
                None => self.default = Some(default),
            }
        }
        // Masked and abbreviated examples are not compared.
        let is_value =
            |example: &&str| is_value(example) && !example.contains('*') && !example.to_lowercase().contains("xxx");
        if let Some(example) = example.filter(is_value)
            && let Some(why) = self.misfit(scalar, example)
        {
            self.contradict(format!("the example `{example}` {why}"), "the example was kept");
        }
    }

    /// Returns why a value does not fit the type, the limits or the valid values, if it does not.
    fn misfit(&self, scalar: &CellType, value: &str) -> Option<String> {
        let CellType::Scalar(kind, _) = scalar else { return None };
        match *kind {
            "boolean" if !is_boolean(value) => return Some("is neither true nor false".to_owned()),
            "integer" if value.parse::<i64>().is_err() => return Some("is not an integer".to_owned()),
            "number" if value.parse::<f64>().is_err() => return Some("is not a number".to_owned()),
            _ => {}
        }
        if let Ok(number) = value.parse::<i64>() {
            if let Some(least) = self.minimum.filter(|least| number < *least) {
                return Some(format!("is less than the smallest value, {least}"));
            }
            if let Some(most) = self.maximum.filter(|most| number > *most) {
                return Some(format!("is greater than the largest value, {most}"));
            }
        }
        let is_listed = self.valid_values.is_empty() || self.valid_values.iter().any(|(valid, _)| valid == value);
        (!is_listed).then(|| "is none of the valid values".to_owned())
    }

    fn contradict(&mut self, what: String, rule: &'static str) {
        self.contradictions.push((what, rule));
    }
}

fn is_boolean(value: &str) -> bool {
    ["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Extracts the facts from the description of a value of this type.
pub(super) fn facts(description: &str, kind: &CellType) -> DescribedFacts {
    let mut facts = DescribedFacts::default();
    let marked = without_emphasis(description);
    // Moves the first item of a list to a line of its own if it is on that of the lead-in.
    let marked = marked.replace(":-   ", ":\n-   ").replace("：-   ", "：\n-   ");
    let text = marked.replace('`', "");
    let scalar = if let CellType::List(Some(item)) = kind { item } else { kind };
    let is_integer = matches!(scalar, CellType::Scalar("integer", _));
    facts.max_items = after(
        &text,
        &["Valid values of N:", "N的取值范围：", "N的取值范围:", "N 的取值范围：", "n 的取值范围：", "n的取值范围："],
    )
    .and_then(range)
    .and_then(|(least, most)| {
        if least > most {
            facts.contradict(reversed(least, most), LEFT_OUT);
            return None;
        }
        u64::try_from(most).ok()
    });
    if !matches!(scalar, CellType::Scalar("string" | "integer" | "number", _)) {
        if matches!(scalar, CellType::Scalar("boolean", _)) {
            facts.default = default::in_description(&marked, &[]);
            let values = after(&text, LEAD_INS).map(enumerated).unwrap_or_default();
            if let Some(other) = values.iter().find(|value| !is_boolean(value) && !["0", "1"].contains(&value.as_str()))
            {
                facts.contradict(format!("`{other}` is listed as a valid value of a boolean"), "it was left out");
            }
        }
        return facts;
    }
    let mut listed_default = None;
    if let Some(marked_rest) = after(&marked, LEAD_INS) {
        let rest = marked_rest.replace('`', "");
        let rest = rest.as_str();
        let (values, default) = listed(marked_rest);
        facts.valid_values = values;
        listed_default = default;
        if facts.valid_values.is_empty() {
            if let Some((least, most)) = range(rest).filter(|_| is_integer) {
                if least > most {
                    facts.contradict(reversed(least, most), LEFT_OUT);
                } else {
                    (facts.minimum, facts.maximum) = (Some(least), Some(most));
                }
            } else {
                let values = spans(marked_rest).unwrap_or_else(|| in_line(rest));
                facts.valid_values = values.into_iter().map(|value| (value, None)).collect();
            }
        }
        if sentence::announces_more(rest) || facts.valid_values.iter().any(|(value, _)| is_format(value)) {
            facts.valid_values.clear();
        }
        // `null` says that there need not be a value.
        facts.valid_values.retain(|(value, _)| !value.eq_ignore_ascii_case("null"));
        // A range among integers, as in `1|1-5120`, cannot be part of a list of values.
        let is_other = |(value, _): &&(String, Option<String>)| value.parse::<i64>().is_err();
        if is_integer && let Some((other, _)) = facts.valid_values.iter().find(is_other) {
            let what = format!("`{other}` is among the valid values of an integer");
            facts.contradict(what, "the list of valid values was left out");
            facts.valid_values.clear();
        }
    }
    let valid_values: Vec<String> = facts.valid_values.iter().map(|(value, _)| value.clone()).collect();
    facts.default = default::in_description(&marked, &valid_values).or(listed_default);
    if is_integer {
        let limit = |labels: &[&str]| {
            // A limit that is given twice depends on something.
            let count: usize =
                labels.iter().map(|label| text.to_lowercase().matches(&label.to_lowercase()).count()).sum();
            after(&text, labels).filter(|_| count == 1).and_then(limit::limit)
        };
        facts.maximum = facts.maximum.or_else(|| limit(&["Maximum value:", "最大值：", "最大值:"]));
        facts.minimum = facts.minimum.or_else(|| limit(&["Minimum value:", "最小值：", "最小值:"]));
    }
    facts
}

/// Returns the default in a column of its own.
pub(super) fn default_cell(cell: &str, valid_values: &[(String, Option<String>)]) -> Option<String> {
    let valid_values: Vec<String> = valid_values.iter().map(|(value, _)| value.clone()).collect();
    default::one_value(cell, &valid_values)
}

/// Removes the marks of bold text. Those between digits are a power.
fn without_emphasis(description: &str) -> String {
    let mut text = String::with_capacity(description.len());
    for piece in description.split_inclusive("**") {
        let after_digit =
            text.ends_with("**") && text.trim_end_matches('*').ends_with(|last: char| last.is_ascii_digit());
        if text.ends_with("**") && !(after_digit && piece.starts_with(|first: char| first.is_ascii_digit())) {
            text.truncate(text.len() - 2);
        }
        text.push_str(piece);
    }
    if text.ends_with("**") {
        text.truncate(text.len() - 2);
    }
    text
}

/// Whether a word is the format of a date or a time, as in `yyyy-MM-dd`.
fn is_format(value: &str) -> bool {
    ["yyyy", "YYYY", "HH:mm", "hh:mm", "MM-dd", "MM-DD"].iter().any(|part| value.contains(part))
}

/// How contradictory limits are resolved.
const LEFT_OUT: &str = "the range was left out";

fn reversed(least: i64, most: i64) -> String {
    format!("the range from {least} to {most} ends before it begins")
}

/// Returns the values after a lead-in, in a list or in a sentence.
fn enumerated(rest: &str) -> Vec<String> {
    let (values, _) = listed(rest);
    if values.is_empty() { in_line(rest) } else { values.into_iter().map(|(value, _)| value).collect() }
}

const LEAD_INS: &[&str] = &[
    "Valid values:",
    "valid values:",
    "Valid value:",
    "Value range:",
    "Values:",
    "Valid values are",
    "Optional values:",
    "取值范围：",
    "取值范围:",
    "取值：",
    "取值:",
    "可选值：",
    "有效值：",
    "可取值：",
];

/// Returns the text after the first of these labels. A label inside a list is skipped, since it belongs to the subject
/// of that list item.
fn after<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let found = labels.iter().filter_map(|label| line.find(label).map(|at| (at, at + label.len()))).min();
        let is_item = ["- ", "* ", "• "].iter().any(|mark| line.trim_start().starts_with(mark));
        if let Some((at, end)) = found.filter(|_| !is_item) {
            // `Valid values of N` is about the number of elements.
            let before = line.get(..at).unwrap_or_default().trim_end_matches(['的', ' ']);
            if !before.ends_with(['N', 'n']) {
                return text.get(start + end..);
            }
        }
        start += line.len();
    }
    None
}

/// Returns the values in the list after a lead-in, and the one that is marked as the default.
fn listed(rest: &str) -> (Vec<(String, Option<String>)>, Option<String>) {
    let mut lines = rest.lines();
    // The rest of the lead-in's line must be empty: a sentence there does not introduce a list.
    if lines.next().is_some_and(|line| !line.trim().is_empty()) {
        return (Vec::new(), None);
    }
    let (mut values, mut default) = (Vec::new(), None);
    for line in lines {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim();
        let Some(bullet) =
            text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")).or_else(|| text.strip_prefix("• "))
        else {
            if text.is_empty() || indent > 1 {
                continue;
            }
            break;
        };
        if indent > 1 {
            // This belongs to the value above.
            continue;
        }
        let bullet = bullet.trim();
        if default::LABELS.iter().any(|label| bullet.starts_with(label)) {
            default = default::in_description(bullet, &[]);
            continue;
        }
        let Some((value, title, is_default)) = bullet_value(bullet) else { return (Vec::new(), None) };
        if is_default {
            default = Some(value.clone());
        }
        values.push((value, title));
    }
    (values, default)
}

/// Parses a list item such as `0: classic network`, `Running`, `wrr (default): …` or `PrePaid（…）`.
fn bullet_value(bullet: &str) -> Option<(String, Option<String>, bool)> {
    // A value in a code span may contain blanks.
    let span = bullet.strip_prefix('`').and_then(|rest| rest.split_once('`')).filter(|(value, _)| value.contains(' '));
    if let Some((value, rest)) = span {
        let (_, title, is_default) = bullet_value(&format!("value{}", rest.replace('`', "")))?;
        return Some((value.to_owned(), title, is_default));
    }
    let bullet = &bullet.replace('`', "");
    let end = bullet.find(['：', '（', '，', '。', ' ']).unwrap_or(bullet.len());
    let (word, mut rest) = bullet.split_at_checked(end)?;
    let mut value = word;
    // A colon is a separator only at the end of the word: it may be part of the value, as in `AUTOSCALING:SCALE_OUT`.
    if let Some(short) = word.strip_suffix(':') {
        (value, rest) = (short, bullet.get(short.len()..)?);
    }
    let value = value.trim_end_matches(['.', ';', ',', '；']);
    let rest = rest.trim();
    let is_default = ["(default)", "(Default)", "（默认）", "（默认值）"].iter().any(|mark| rest.starts_with(mark));
    let rest = if is_default { rest.split_once([')', '）']).map_or("", |(_, rest)| rest).trim() } else { rest };
    // Without a separator, the text is a sentence.
    let separated = rest.is_empty() || rest.starts_with([':', '：', '（', '(', '，', '-', '–', '。', '.']);
    if !is_value(value) || !separated {
        return None;
    }
    let title = rest.trim_start_matches([':', '：', '，', '-', '–', '。', '.', ' ']);
    let title =
        if let Some(inner) = title.strip_prefix('（') { inner.trim_end_matches(['）', '。']) } else { title };
    let title = title.trim().trim_end_matches(['.', '。', ';', '；']);
    Some((value.to_owned(), (!title.is_empty()).then(|| title.to_owned()), is_default))
}

/// Returns the values that a sentence enumerates in code spans, if one of them contains a blank.
fn spans(rest: &str) -> Option<Vec<String>> {
    let sentence = rest.lines().find(|line| !line.trim().is_empty())?;
    if sentence::is_open(sentence) {
        return None;
    }
    let pieces: Vec<&str> = sentence.split('`').collect();
    let (last, around) = pieces.split_last()?;
    let is_separator = |text: &str| {
        let words = text.split([' ', ',', '、', '，', '/', '|', '或', '和']);
        words.into_iter().all(|word| matches!(word, "" | "and" | "or"))
    };
    let is_list = around.len() % 2 == 0
        && around.iter().step_by(2).all(|text| is_separator(text))
        && (last.trim().is_empty() || last.starts_with(['.', '。', ';', '；']));
    let values: Vec<String> = around.iter().skip(1).step_by(2).map(|value| value.trim().to_owned()).collect();
    (is_list && values.len() > 1 && values.iter().any(|value| value.contains(' '))).then_some(values)
}

/// Returns the values that a sentence enumerates, as in `on and off`, `A, B, or C` and `A、B和C`.
fn in_line(rest: &str) -> Vec<String> {
    let sentence = rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let end = sentence.find(". ").or_else(|| sentence.find('。')).unwrap_or(sentence.len());
    let sentence = sentence.get(..end).unwrap_or_default().trim();
    if sentence::is_open(sentence) {
        return Vec::new();
    }
    let sentence = sentence.trim_end_matches('.');
    let mut text = sentence.to_owned();
    for separator in [", and ", ", or ", " and ", " or ", "、", "，", "或", "和", "/", "|"] {
        text = text.replace(separator, ",");
    }
    let mut values = Vec::new();
    for part in text.split(',') {
        // Ignores an explanation in parentheses.
        let value = part.split(['(', '（']).next().unwrap_or_default().trim();
        if !is_value(value) {
            return Vec::new();
        }
        values.push(value.to_owned());
    }
    if values.len() > 1 { values } else { Vec::new() }
}

fn is_value(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.is_ascii()
        && text.chars().any(|character| character.is_ascii_alphanumeric())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "_-.:+#%/=*@".contains(character))
}
