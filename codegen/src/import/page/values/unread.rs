//! Finds the sentences of a description that state a fact of which nothing was taken.
//!
//! Pages word valid values, limits and defaults in more ways than can be read for certain. What is not read is reported, so
//! that nobody takes its absence for a statement of the page.

use super::super::kind::CellType;
use super::label::{LEAD_INS, first_label};
use super::{DescribedFacts, default, list, sentence};

/// A sentence that states a fact of which nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct UnreadSentence {
    /// What the sentence states, as in `a limit`.
    pub(in super::super) what: &'static str,
    /// The sentence.
    pub(in super::super) text: String,
}

/// Maximum number of characters between the brackets of an interval.
const INTERVAL: usize = 60;

/// Maximum number of lines of a list of values in which one is looked for.
const LINES: usize = 200;

/// Maximum number of characters of a sentence in a message.
const SHOWN: usize = 160;

/// Returns the first such sentence about valid values, about limits, and about the default.
pub(super) fn sentences(text: &str, facts: &DescribedFacts, scalar: &CellType) -> Vec<UnreadSentence> {
    // What contradicts itself is reported already, and a boolean has the values and limits that it has.
    let is_settled = matches!(scalar, CellType::Scalar("boolean", _)) || !facts.contradictions.is_empty();
    let mut found: Vec<UnreadSentence> = Vec::new();
    let mut add = |what: &'static str, sentence: &str| {
        if found.iter().all(|unread| unread.what != what) {
            found.push(UnreadSentence { what, text: sentence.chars().take(SHOWN).collect() });
        }
    };
    if !is_settled
        && facts.valid_values.is_empty()
        && let Some(sentence) = unannounced(text)
    {
        add("valid values", sentence);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for (position, line) in lines.iter().enumerate() {
        let below = lines.get(position + 1..).unwrap_or_default();
        for sentence in sentence::all(line) {
            let lower = sentence.to_lowercase();
            if !is_settled && states_values(&lower) && !facts.has_value_of(sentence, below) {
                add("valid values", sentence);
            } else if !is_settled && states_limit(&lower) && !facts.has_limit_of(sentence) {
                add("a limit", sentence);
            }
            if states_default(&lower) && !facts.has_default_of(sentence) {
                add("a default", sentence);
            }
        }
    }
    found
}

impl DescribedFacts {
    /// Whether one of the valid values or limits is that of a sentence, or of the list below it.
    fn has_value_of(&self, sentence: &str, below: &[&str]) -> bool {
        if self.valid_values.is_empty() {
            return self.has_limit_of(sentence);
        }
        let has_value = |text: &str| self.valid_values.iter().any(|(value, _)| text.contains(value.as_str()));
        has_value(sentence)
            || has_value(&sentence.replace(',', ""))
            || below.iter().take(LINES).any(|line| has_value(line))
            || self.has_limit_of(sentence)
    }

    /// Whether a sentence has one of the limits.
    fn has_limit_of(&self, sentence: &str) -> bool {
        let limits = [self.minimum, self.maximum].into_iter().flatten().map(|limit| limit.to_string());
        let sizes = [self.min_length, self.max_length, self.max_items].into_iter().flatten();
        let mut numbers = limits.chain(sizes.map(|size| size.to_string()));
        let written = numbers_of(sentence);
        numbers.any(|number| {
            // A limit that is excluded is written one higher or lower.
            let near = number.parse::<i64>().map_or(Vec::new(), |near| {
                vec![near.saturating_sub(1).to_string(), near.saturating_add(1).to_string()]
            });
            written.iter().any(|written| *written == number || near.contains(written))
        })
    }

    /// Whether a sentence names the default, or says that there is none.
    fn has_default_of(&self, sentence: &str) -> bool {
        let plain = sentence.replace(',', "");
        let is_named = self
            .default
            .as_ref()
            .is_some_and(|default| sentence.contains(default.as_str()) || plain.contains(default.as_str()));
        is_named || sentence.split([' ', ':', '：', '为', '是']).any(default::says_nothing)
    }
}

/// Returns the numbers in a sentence, with and without the commas that may separate thousands.
fn numbers_of(sentence: &str) -> Vec<String> {
    let plain: String = sentence.chars().filter(|letter| *letter != ',').collect();
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == '-';
    let mut found = Vec::new();
    for word in [sentence, plain.as_str()].into_iter().flat_map(|text| text.split(|letter| !is_part(letter))) {
        // A hyphen between numbers is not a sign.
        let words = word.split('-').chain([word]).map(|word| word.trim_matches('.'));
        found.extend(words.filter(|word| word.contains(|digit: char| digit.is_ascii_digit())).map(str::to_owned));
    }
    found
}

/// Returns the first of at least two sentences or items that give a number a meaning, as in `0: none. 1: all`.
fn unannounced(text: &str) -> Option<&str> {
    let sentences = text.lines().flat_map(sentence::all);
    let mut found = sentences.filter(|sentence| {
        let item = sentence.trim_start_matches(['-', '*', '•', ' ']);
        let rest = item.trim_start_matches(|digit: char| digit.is_ascii_digit());
        rest.len() < item.len() && (rest.starts_with(": ") || rest.starts_with('：'))
    });
    let first = found.next()?;
    found.next().map(|_| first)
}

/// Whether a sentence introduces valid values.
fn states_values(lower: &str) -> bool {
    let phrases = ["one of the following values", "valid values", "以下取值", "可选值"];
    first_label(lower, LEAD_INS).is_some()
        || lower.starts_with("取值为")
        || phrases.iter().any(|phrase| lower.contains(phrase))
}

/// Whether a sentence states a limit. Without a number, it states none.
fn states_limit(lower: &str) -> bool {
    let has_number = lower.contains(|digit: char| digit.is_ascii_digit());
    let begins_range = ["value:", "值：", "值:"].iter().any(|label| lower.starts_with(label));
    has_number && (begins_range || LIMIT_WORDS.iter().any(|word| lower.contains(word)) || has_interval(lower))
}

/// Whether a text has an interval like `(0, 1]`.
fn has_interval(text: &str) -> bool {
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok();
    text.match_indices(['[', '(']).any(|(at, open)| {
        let inner = text.get(at + open.len()..).unwrap_or_default();
        let end = inner.char_indices().take(INTERVAL).find(|(_, letter)| matches!(letter, ']' | ')'));
        let Some((end, _)) = end else { return false };
        // `(1, 2)` may be anything, but `(1-2)` is an interval.
        let is_marked = open == "[" || inner.get(end..).is_some_and(|rest| rest.starts_with(']'));
        let commas: &[char] = if is_marked { &[',', '，', '~', '-', '–'] } else { &['~', '-', '–'] };
        let numbers = inner.get(..end).and_then(|inner| inner.split_once(commas));
        numbers.is_some_and(|(least, most)| is_number(least) && is_number(most))
    })
}

/// Words of sentences about limits.
const LIMIT_WORDS: &[&str] = &[
    "minimum",
    "maximum",
    "at most",
    "at least",
    "up to",
    "less than",
    "greater than",
    "larger than",
    "smaller than",
    "more than",
    "exceed",
    "between",
    "range",
    "in length",
    "length of",
    "length:",
    "characters",
    " max ",
    " min ",
    "integer from",
    "number from",
    "value from",
    "starts from",
    "start from",
    "最大",
    "最小",
    "最多",
    "最少",
    "至多",
    "至少",
    "不超过",
    "不能超过",
    "不得超过",
    "大于",
    "小于",
    "长度",
    "范围",
    "个字符",
    "以内",
    "最长",
    "最短",
];

/// Whether a sentence states a default, and not only that something is one.
fn states_default(lower: &str) -> bool {
    let phrases = [
        "default value",
        "default:",
        "defaults to",
        "default is",
        "used by default",
        "默认使用",
        "默认值",
        "默认为",
        "默认：",
        "默认:",
        "默认是",
        "缺省值",
        "缺省为",
    ];
    let has_value = lower.contains(|digit: char| digit.is_ascii_digit()) || lower.contains(['"', '“']);
    let mentions = lower.contains("by default") || lower.starts_with("default ") || lower.contains("默认");
    phrases.iter().any(|phrase| lower.contains(phrase))
        || list::DEFAULT_MARKS.iter().any(|mark| lower.contains(mark))
        || has_value && mentions
}
