//! Sentences of a description.

/// Returns the text up to the end of its first sentence.
pub(super) fn first(text: &str) -> &str {
    let sentence = first_with_semicolons(text);
    sentence.split([';', '；']).next().unwrap_or_default()
}

/// Does the same, and does not end at a semicolon.
pub(super) fn first_with_semicolons(text: &str) -> &str {
    let end = [". ", ".\n", "\n", "。"].iter().filter_map(|mark| text.find(mark)).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// Whether a sentence says that something holds only under a condition, or is one of several.
pub(super) fn is_conditional(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace("for example", "");
    let words = ["if", "when", "unless", "otherwise", "for", "or", "depends", "depending", "varies", "except", "where"];
    let chinese = ["如果", "若", "当", "时", "否则", "取决", "或", "分别"];
    // Words that contain that for `when`.
    let others = ["小时", "时间", "当前"].iter().fold(lower.clone(), |text, word| text.replace(word, " "));
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
        || chinese.iter().any(|word| others.contains(word))
}

/// Whether a sentence says that there are more values than those that it lists.
pub(super) fn is_open(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    lower.contains("...")
        || ["…", "and so on", "and more", "such as", "等等"].iter().any(|mark| lower.contains(mark))
        || lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "etc")
        || lower.trim_end_matches(['。', '.', ' ']).ends_with('等')
}

/// Whether a text says that there will be more values than those that it lists.
pub(super) fn announces_more(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["more values", "other values will", "values will be supported", "更多取值", "支持更多"]
        .iter()
        .any(|mark| lower.contains(mark))
}
