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

/// Splits a line into its sentences, without the marks at their ends. Parts between semicolons count as sentences.
pub(super) fn all(line: &str) -> impl Iterator<Item = &str> {
    let sentences = line.split(['。', ';', '；']).flat_map(|part| part.split(". "));
    sentences.map(|sentence| sentence.trim().trim_end_matches('.')).filter(|sentence| !sentence.is_empty())
}

/// Splits a text into the sentences of its lines.
pub(super) fn all_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(all)
}

/// Whether a line is an item of a list.
pub(super) fn is_item(line: &str) -> bool {
    ["- ", "* ", "• ", "+ "].iter().any(|mark| line.trim_start().starts_with(mark))
}

/// Whether a sentence says that something holds only under a condition, or is one of several.
pub(super) fn is_conditional(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    lower.contains('或')
        || lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "or")
        || names_condition(&lower)
}

/// Whether a sentence says that something holds only under a condition.
pub(super) fn names_condition(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace("for example", "");
    let words = ["if", "when", "unless", "otherwise", "for", "depends", "depending", "varies", "except", "where"];
    let chinese = ["如果", "若", "当", "时", "否则", "取决", "分别"];
    // Words that contain that for `when`.
    let others = ["小时", "时间", "当前"].iter().fold(lower.clone(), |text, word| text.replace(word, " "));
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
        || chinese.iter().any(|word| others.contains(word))
}

/// Whether what is in front of a label, in its sentence, makes it hold only under a condition, as in `For VPC: Default
/// value: 5`.
pub(super) fn is_condition(before: &str) -> bool {
    let lower = before.trim().to_lowercase();
    let begins = |clause: &str| {
        let words =
            ["for ", "in case", "in the ", "in version", "with ", "before ", "after ", "since ", "对于", "针对"];
        words.iter().any(|word| clause.starts_with(word))
    };
    let clauses = lower.split([',', '，', ':', '：', '(', '（', ';', '；']).map(str::trim_start);
    let words = ["if", "when", "unless", "otherwise", "where", "depends", "depending", "except"];
    let chinese = ["如果", "若", "当", "时", "否则", "取决", "分别"];
    let others = ["小时", "时间", "当前"].iter().fold(lower.clone(), |text, word| text.replace(word, " "));
    // `VPC: Default value: 5` names its condition only.
    let neutral = ["note", "notice", "important", "tip", "description", "说明", "注意", "描述", "其中"];
    let subject =
        lower.strip_suffix([':', '：']).map(|subject| subject.rsplit([',', '，']).next().unwrap_or_default().trim());
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
        || chinese.iter().any(|word| others.contains(word))
        || clauses.into_iter().any(begins)
        || subject.is_some_and(|subject| !neutral.contains(&subject))
}

/// Whether a sentence says that there are more values than those that it lists.
pub(super) fn is_open(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    lower.contains("...")
        || ["…", "and so on", "and more", "such as", "等等"].iter().any(|mark| lower.contains(mark))
        || lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "etc")
        || lower.trim_end_matches(['。', '.', ' ']).ends_with('等')
}

/// Whether a text says that there are or will be more values than those that it lists.
pub(super) fn announces_more(text: &str) -> bool {
    let lower = text.to_lowercase();
    let adds = |sentence: &str| {
        let is_of_value = !["operation", "console", " api"].iter().any(|word| sentence.contains(word));
        is_of_value
            && sentence.match_indices("also ").any(|(at, also)| {
                let next = sentence.get(at + also.len()..).unwrap_or_default();
                ADDING.iter().any(|verb| next.starts_with(verb))
            })
    };
    MORE_VALUES.iter().any(|mark| lower.contains(mark)) || all_of(&lower).any(adds)
}

/// Words with which a sentence adds a value after `also`.
const ADDING: &[&str] = &[
    "specify",
    "set ",
    "use ",
    "enter ",
    "pass ",
    "accept",
    "support",
    "choose",
    "select",
    "allow",
    "permit",
    "valid",
    "be set",
    "be specified",
    "be used",
    "be ",
    "take",
    "include",
];

const MORE_VALUES: &[&str] = &[
    "more values",
    "other values will",
    "values will be supported",
    "is also valid",
    "are also valid",
    "is also supported",
    "are also supported",
    "is also allowed",
    "can also be set to",
    "can also set it to",
    "can also set this parameter to",
    "can also set the value to",
    "更多取值",
    "支持更多",
    "也可以设置为",
    "也可设置为",
    "还可以设置为",
    "还可设置为",
    "也可以取",
    "也可以指定",
    "也可指定",
    "还可以指定",
    "还可指定",
    "还可以取",
    "还支持",
    "也支持",
    "可以指定其他",
];
