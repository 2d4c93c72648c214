//! Extracts facts from descriptions: valid values, limits and defaults.
//!
//! A wording that cannot be read for certain gives no fact. So that it is not lost in silence, [`unread`] lists the
//! sentences that state a fact of which nothing was taken.

mod comparison;
mod default;
mod label;
mod length;
mod limit;
mod list;
mod sentence;
mod subject;
mod unit;
mod unread;

use std::collections::HashSet;

use super::kind::CellType;
use label::{ITEM_LABELS, LEAD_INS, MAXIMUM_LABELS, MINIMUM_LABELS, after, first_label};
pub(super) use limit::Limit;
use limit::{Digits, number, range};
use list::ListedValues;
pub(super) use unread::UnreadSentence;

/// Facts in a description.
#[derive(Debug, Default, PartialEq)]
pub(super) struct DescribedFacts {
    /// Valid values, each with its meaning.
    pub(super) valid_values: Vec<(String, Option<String>)>,
    /// Default value.
    pub(super) default: Option<String>,
    /// Minimum of a number.
    pub(super) minimum: Option<Limit>,
    /// Maximum of a number.
    pub(super) maximum: Option<Limit>,
    /// Minimum number of characters of a string.
    pub(super) min_length: Option<u64>,
    /// Maximum number of characters of a string.
    pub(super) max_length: Option<u64>,
    /// Maximum number of elements of a list whose elements are `Name.N`.
    pub(super) max_items: Option<u64>,
    /// Contradictions, each with how it was resolved.
    pub(super) contradictions: Vec<(String, &'static str)>,
    /// Sentences that state a fact of which nothing was taken.
    pub(super) unread: Vec<UnreadSentence>,
}

impl DescribedFacts {
    /// Drops facts that contradict each other, the type, or the example, and records the contradictions.
    pub(super) fn judge(&mut self, scalar: &CellType, example: Option<&str>) {
        if let (Some(least), Some(most)) = (self.minimum, self.maximum)
            && most.is_less(least)
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
            "integer" if !is_integer(value) => return Some("is not an integer".to_owned()),
            "number" if !is_number(value) => return Some("is not a number".to_owned()),
            _ => {}
        }
        if let Some(number) = Limit::parse(value) {
            if let Some(least) = self.minimum.filter(|least| number.is_less(*least)) {
                return Some(format!("is less than the smallest value, {least}"));
            }
            if let Some(most) = self.maximum.filter(|most| most.is_less(number)) {
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

/// Whether a value is an integer as JSON has it: `+5` and `05` may be meant as texts.
fn is_integer(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| number.to_string() == value)
}

/// Whether a value is a number as JSON has it.
fn is_number(value: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(value).is_ok()
}

fn is_boolean(value: &str) -> bool {
    ["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Extracts the facts from the description of a value of this type.
pub(super) fn facts(description: &str, kind: &CellType) -> DescribedFacts {
    let mut facts = DescribedFacts::default();
    let marked = prepared(description);
    let text = marked.replace('`', "");
    let scalar = if let CellType::List(Some(item)) = kind { item } else { kind };
    facts.read(&marked, &text, scalar, matches!(kind, CellType::List(_)));
    facts.unread = unread::sentences(&text, &facts, scalar);
    facts
}

impl DescribedFacts {
    /// Reads a description with code spans (`marked`) and without, of a value or of the elements of a list.
    fn read(&mut self, marked: &str, text: &str, scalar: &CellType, is_of_elements: bool) {
        let max_items = after(text, ITEM_LABELS).and_then(|rest| range(rest, Digits::Whole));
        if let Some((least, most)) = max_items {
            if most.is_less(least) {
                self.contradict(reversed(least, most), LEFT_OUT);
            } else if let Limit::Integer(most) = most {
                self.max_items = u64::try_from(most).ok();
            }
        }
        match scalar {
            CellType::Scalar("boolean", _) => self.boolean(marked),
            CellType::Scalar("integer", _) => self.values(marked, text, Some(Digits::Whole)),
            CellType::Scalar("number", _) => self.values(marked, text, Some(Digits::Decimal)),
            CellType::Scalar("string", _) => {
                self.values(marked, text, None);
                (self.min_length, self.max_length) = length::length(text, is_of_elements);
            }
            _ => {}
        }
    }

    fn boolean(&mut self, marked: &str) {
        let ListedValues { values, default } = after(marked, LEAD_INS).map(list::values).unwrap_or_default();
        self.default = default::in_description(marked, &[]).or(default.filter(|default| is_boolean(default)));
        let mut values = values.iter().map(|(value, _)| value);
        if let Some(other) = values.find(|value| !is_boolean(value) && !["0", "1"].contains(&value.as_str())) {
            self.contradict(format!("`{other}` is listed as a valid value of a boolean"), "it was left out");
        }
    }

    /// Reads the valid values, the limits and the default of a string, or of a number with these digits.
    fn values(&mut self, marked: &str, text: &str, digits: Option<Digits>) {
        let mut listed_default = None;
        if let Some(marked_rest) = after(marked, LEAD_INS) {
            let rest = marked_rest.replace('`', "");
            let listed = list::in_list(marked_rest);
            if !listed.values.is_empty() {
                (self.valid_values, listed_default) = (listed.values, listed.default);
            } else if let Some((least, most)) = digits.and_then(|digits| range(&rest, digits)) {
                if unit::has_foreign(sentence::first(&rest), text) {
                    // The range is not in the unit of the value.
                } else if most.is_less(least) {
                    self.contradict(reversed(least, most), LEFT_OUT);
                } else {
                    (self.minimum, self.maximum) = (Some(least), Some(most));
                }
            } else {
                let ListedValues { values, default } = list::in_sentence(marked_rest);
                (self.valid_values, listed_default) = (values, default.or(listed.default));
            }
            let is_format = |(value, _): &(String, Option<String>)| is_format(value);
            if sentence::announces_more(&rest)
                || self.valid_values.iter().any(is_format)
                || self.differs_below(marked_rest)
            {
                self.valid_values.clear();
                (self.minimum, self.maximum) = (None, None);
            }
            if let (Some(least), Some(most), Some(digits)) = (self.minimum, self.maximum, digits)
                && sentence::all_of(&rest).skip(1).any(|sentence| limit::goes_beyond(sentence, (least, most), digits))
            {
                (self.minimum, self.maximum) = (None, None);
            }
            // `null` says that there need not be a value.
            self.valid_values.retain(|(value, _)| !value.eq_ignore_ascii_case("null"));
            // A range among integers, as in `1|1-5120`, cannot be part of a list of values.
            let is_other = |(value, _): &&(String, Option<String>)| !is_integer(value);
            if digits == Some(Digits::Whole)
                && let Some((other, _)) = self.valid_values.iter().find(is_other)
            {
                let what = format!("`{other}` is among the valid values of an integer");
                self.contradict(what, "the list of valid values was left out");
                self.valid_values.clear();
            }
        }
        let valid_values: Vec<String> = self.valid_values.iter().map(|(value, _)| value.clone()).collect();
        self.default = default::in_description(marked, &valid_values).or(listed_default);
        if let Some(digits) = digits {
            self.limits(text, digits);
        }
    }

    /// Whether a second lead-in gives other values than the first one, so that each holds under a condition that is not
    /// understood.
    fn differs_below(&self, marked_rest: &str) -> bool {
        let Some(second) = after(marked_rest, LEAD_INS) else { return false };
        let others = list::values(second).values;
        !self.valid_values.is_empty() && {
            let values: HashSet<&str> = self.valid_values.iter().map(|(value, _)| value.as_str()).collect();
            others.iter().any(|(other, _)| !values.contains(other.as_str()))
        }
    }

    /// Reads limits that are not in a range.
    fn limits(&mut self, text: &str, digits: Digits) {
        let lower = text.to_ascii_lowercase();
        let limit = |labels: &[&str]| {
            // A limit that is given twice depends on something.
            let mut rest = lower.as_str();
            let mut count = 0;
            while count < 2
                && let Some((at, length)) = first_label(rest, labels)
            {
                count += 1;
                rest = rest.get(at + length..).unwrap_or_default();
            }
            let rest = after(text, labels).filter(|_| count == 1);
            rest.filter(|rest| !unit::has_foreign(sentence::first(rest), text))
                .and_then(|rest| limit::limit(rest, digits))
        };
        let (least, most) = comparison::bounds(text, digits);
        self.maximum = self.maximum.or_else(|| limit(MAXIMUM_LABELS)).or(most);
        self.minimum = self.minimum.or_else(|| limit(MINIMUM_LABELS)).or(least);
    }
}

/// Returns the default in a column of its own. The description names the unit of the value, if it has one.
pub(super) fn default_cell(cell: &str, valid_values: &[(String, Option<String>)], description: &str) -> Option<String> {
    let valid_values: Vec<String> = valid_values.iter().map(|(value, _)| value.clone()).collect();
    default::one_value(cell, &valid_values, description)
}

/// Whether a cell or a label says that there is no default.
pub(super) fn says_nothing(value: &str) -> bool {
    default::says_nothing(value)
}

/// Returns a description without emphasis, with a line break for each HTML tag that stands for one, and with each item of
/// a list on a line of its own.
fn prepared(description: &str) -> String {
    let mut text = without_emphasis(description);
    for (tag, replacement) in BREAKS {
        if text.contains(tag) {
            text = text.replace(tag, replacement);
        }
    }
    // Moves the first item of a list to a line of its own if it is on that of the lead-in.
    for colon in [":", "："] {
        for space in ["", " "] {
            text = text.replace(&format!("{colon}{space}-   "), &format!("{colon}\n-   "));
        }
    }
    text
}

const BREAKS: &[(&str, &str)] = &[
    ("<br>", "\n"),
    ("<br/>", "\n"),
    ("<br />", "\n"),
    ("<BR>", "\n"),
    ("<p>", "\n"),
    ("</p>", "\n"),
    ("<ul>", "\n"),
    ("</ul>", "\n"),
    ("<ol>", "\n"),
    ("</ol>", "\n"),
    ("<li>", "\n- "),
    ("</li>", ""),
];

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

fn reversed(least: Limit, most: Limit) -> String {
    format!("the range from {least} to {most} ends before it begins")
}

fn is_value(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.is_ascii()
        && text.chars().any(|character| character.is_ascii_alphanumeric())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "_-.:+#%/=*@".contains(character))
}
