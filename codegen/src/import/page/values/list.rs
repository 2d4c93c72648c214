//! Reads the valid values after a lead-in, in a list or in a sentence.

use super::{default, is_value, sentence};

/// Valid values, and the one that is marked as the default.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ListedValues {
    /// The values, each with its meaning.
    pub(super) values: Vec<(String, Option<String>)>,
    /// The default.
    pub(super) default: Option<String>,
}

impl ListedValues {
    fn add(&mut self, (value, title, is_default): (String, Option<String>, bool)) {
        if is_default {
            self.default = Some(value.clone());
        }
        self.values.push((value, title));
    }
}

/// Returns the values after a lead-in, in a list or in a sentence.
pub(super) fn values(rest: &str) -> ListedValues {
    let listed = in_list(rest);
    if listed.values.is_empty() { in_sentence(rest) } else { listed }
}

/// Returns the values in the list below a lead-in: items, or lines that are values with their meanings.
pub(super) fn in_list(rest: &str) -> ListedValues {
    let items = in_items(rest);
    let listed = if items.values.is_empty() { in_lines(rest).unwrap_or_default() } else { items };
    if listed.values.iter().any(is_reserved) { ListedValues::default() } else { listed }
}

/// Returns the values that a sentence after a lead-in enumerates.
pub(super) fn in_sentence(rest: &str) -> ListedValues {
    if let Some(values) = spans(rest) {
        return ListedValues { values: values.into_iter().map(|value| (value, None)).collect(), default: None };
    }
    let rest = rest.replace('`', "");
    let listed = titled(&rest).unwrap_or_else(|| in_line(&rest));
    if listed.values.iter().any(is_reserved) { ListedValues::default() } else { listed }
}

fn in_items(rest: &str) -> ListedValues {
    let mut lines = rest.lines();
    // The rest of the lead-in's line must be empty: a sentence there does not introduce a list.
    if lines.next().is_some_and(|line| !line.trim().is_empty()) {
        return ListedValues::default();
    }
    let mut listed = ListedValues::default();
    // `MySQL:` among other items is a heading, as a list within an item leaves it: the values below hold only there.
    let (mut headings, mut items, mut is_open_heading) = (0, 0, false);
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
            // This belongs to the value above, which is no heading then.
            is_open_heading = false;
            continue;
        }
        headings += usize::from(is_open_heading);
        let bullet = bullet.trim();
        is_open_heading = bullet.ends_with([':', '：']);
        items += 1;
        if default::is_label(bullet) {
            listed.default = default::in_description(bullet, &[]);
            continue;
        }
        let Some(value) = bullet_value(bullet) else { return ListedValues::default() };
        listed.add(value);
    }
    let is_grouped = headings > 0 && headings + usize::from(is_open_heading) < items;
    if is_grouped { ListedValues::default() } else { listed }
}

/// Returns the values in lines without marks of items, as line breaks in a cell give them: each has a meaning, or none has.
fn in_lines(rest: &str) -> Option<ListedValues> {
    let lines = rest.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take_while(|line| !default::is_label(line)).collect();
    let mut listed = ListedValues::default();
    for line in &lines {
        let (value, title, is_default) = bullet_value(line)?;
        let is_named = title.is_some() || is_default;
        // A word in front of a sentence is not a value, as in `Note: …`.
        let is_separated = line
            .get(value.len()..)
            .is_some_and(|rest| rest.trim_start_matches('`').starts_with([':', '：', '（', '(', ' ']));
        if is_named && !is_separated {
            return None;
        }
        listed.add((value, title, is_default));
    }
    let named = listed.values.iter().filter(|(_, title)| title.is_some()).count();
    (lines.len() > 1 && (named == 0 || named == lines.len())).then_some(listed)
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
    if let Some((value, title)) = equated(bullet) {
        return Some((value.to_owned(), Some(title.to_owned()), false));
    }
    let end = bullet.find(['：', '（', '，', '。', ' ']).unwrap_or(bullet.len());
    let (word, mut rest) = bullet.split_at_checked(end)?;
    let mut value = word;
    // A colon is a separator only at the end of the word: it may be part of the value, as in `AUTOSCALING:SCALE_OUT`.
    if let Some(short) = word.strip_suffix(':') {
        (value, rest) = (short, bullet.get(short.len()..)?);
    }
    let value = value.trim_end_matches(['.', ';', ',', '；']);
    let rest = rest.trim();
    let is_default = DEFAULT_MARKS.iter().any(|mark| rest.starts_with(mark));
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
    let marked = DEFAULT_MARKS.iter().find_map(|mark| title.strip_suffix(mark)).map(str::trim_end);
    let (title, is_default) = (marked.unwrap_or(title), is_default || marked.is_some());
    Some((value.to_owned(), (!title.is_empty()).then(|| title.to_owned()), is_default))
}

/// Splits `1=on` into a number and its meaning.
fn equated(text: &str) -> Option<(&str, &str)> {
    let (value, title) =
        text.split_once('=').map(|(value, title)| (value.trim(), title.trim_start_matches('=').trim()))?;
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let title = title.trim_end_matches(['.', '。', ';', '；', ',']);
    (is_number && !title.is_empty()).then_some((value, title))
}

/// Whether an entry says that other values, or this number, are not for use, as in `others: reserved`. Then it is not
/// certain which values are valid.
fn is_reserved((value, title): &(String, Option<String>)) -> bool {
    let title = title.as_deref().unwrap_or_default().to_lowercase();
    let is_for_others = ["other", "others", "else", "rest"].contains(&value.to_lowercase().as_str());
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let words =
        ["reserved", "invalid", "unsupported", "not ", "unused", "illegal", "undefined", "保留", "预留", "无效"];
    (is_for_others || is_number)
        && words.iter().any(|word| if is_for_others { title.starts_with(word) } else { title == *word })
}

/// Returns the values that a sentence enumerates in code spans, if one of them contains a blank.
fn spans(rest: &str) -> Option<Vec<String>> {
    let sentence = first_line(rest)?;
    let end = ["`. ", "`。"].iter().filter_map(|mark| sentence.find(mark)).min().map_or(sentence.len(), |at| at + 1);
    let sentence = sentence.get(..end)?;
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

/// Returns the values that a sentence lists with their meanings, as in `0：关闭；1：开启`.
fn titled(rest: &str) -> Option<ListedValues> {
    let sentence = first_line(rest)?;
    let sentence = sentence.get(..sentence.find('。').unwrap_or(sentence.len()))?;
    if sentence::is_open(sentence) {
        return None;
    }
    let mut listed = ListedValues::default();
    for part in sentence.split(['；', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        if default::is_label(part) {
            continue;
        }
        let value = bullet_value(part.trim_end_matches('.')).filter(|(_, title, _)| title.is_some())?;
        listed.add(value);
    }
    (listed.values.len() > 1).then_some(listed)
}

/// Returns the values that a sentence enumerates, as in `on and off`, `A, B, or C` and `A、B和C`.
fn in_line(rest: &str) -> ListedValues {
    // The points of an ellipsis end no sentence.
    let sentence = &first_line(rest).unwrap_or_default().replace("...", "…");
    let ends = [". ", "。", ", default", "; default", "，默认", "；默认", "，缺省"];
    let end = ends.iter().filter_map(|mark| sentence.find(mark)).min().unwrap_or(sentence.len());
    let sentence = sentence.get(..end).unwrap_or_default().trim();
    if sentence::is_open(sentence) {
        return ListedValues::default();
    }
    let Some(mut text) = without_thousands(sentence.trim_end_matches('.')) else { return ListedValues::default() };
    for separator in [", and ", ", or ", " and ", " or ", "、", "，", "或", "和", "/", "|"] {
        text = text.replace(separator, ",");
    }
    let mut listed = ListedValues::default();
    for part in text.split(',') {
        // Ignores an explanation in parentheses.
        let (value, remark) = match part.find(['(', '（']) {
            Some(at) => part.split_at(at),
            None => (part, ""),
        };
        let is_default = DEFAULT_MARKS.iter().any(|mark| remark.starts_with(mark));
        let (value, title) = match equated(value) {
            Some((value, title)) => (value, Some(title.to_owned())),
            None => (value.trim(), None),
        };
        // The words behind one value are no values.
        if !is_value(value) || listed.values.last().is_some_and(|(_, before)| before.is_some() != title.is_some()) {
            return ListedValues::default();
        }
        listed.add((value.to_owned(), title, is_default));
    }
    if listed.values.len() > 1 { listed } else { ListedValues::default() }
}

fn first_line(rest: &str) -> Option<&str> {
    rest.lines().find(|line| !line.trim().is_empty())
}

/// Marks of the value that is the default.
pub(super) const DEFAULT_MARKS: &[&str] = &[
    "(default)",
    "(Default)",
    "(default value)",
    "(by default)",
    "(the default)",
    "（默认）",
    "（默认值）",
    "（缺省）",
    "(默认)",
    "(默认值)",
];

/// Removes the separators of thousands from the numbers of an enumeration. Returns `None` if each comma may be one, as in
/// `100,200`.
fn without_thousands(sentence: &str) -> Option<String> {
    let bytes = sentence.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_group = |at: usize| {
        bytes.get(at) == Some(&b',')
            && at.checked_sub(1).is_some_and(is_digit)
            && (1..4).all(|step| is_digit(at + step))
            && !is_digit(at + 4)
    };
    if !(0..bytes.len()).any(is_group) {
        return Some(sentence.to_owned());
    }
    // A single number is no list, so each comma separates values, unless a value would begin with zeros.
    if bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b',') {
        let begins_with_zero = |part: &str| part.len() > 1 && part.starts_with('0');
        let is_one_number = (0..bytes.len()).all(|at| bytes.get(at) != Some(&b',') || is_group(at));
        return (is_one_number && !sentence.split(',').any(begins_with_zero)).then(|| sentence.to_owned());
    }
    let mut text = String::with_capacity(sentence.len());
    text.extend(sentence.char_indices().filter(|(at, _)| !is_group(*at)).map(|(_, letter)| letter));
    let has_others =
        [", ", " and ", " or ", "、", "，", "或", "和", "/", "|"].iter().any(|separator| text.contains(separator));
    // A number has at most three digits before the first separator of thousands.
    let is_long = (0..bytes.len())
        .filter(|at| is_group(*at))
        .any(|at| (1..5).all(|back| at.checked_sub(back).is_some_and(is_digit)));
    (has_others && !is_long).then_some(text)
}
