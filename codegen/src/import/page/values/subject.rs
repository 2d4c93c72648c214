//! Tells whether what stands in front of a label leaves the fact behind it to the value itself.
//!
//! `参数B的默认值为5` is about another parameter, and `包年包月实例，取值范围：1~9` holds for some values only.

/// Whether the words in front of a label, in its sentence and in lower case, name a subject that may be another one than
/// the value. `is_first` is whether the sentence is the first one of the description, which says what the value is.
pub(super) fn is_another(before: &str, is_first: bool) -> bool {
    let (earlier, clause) = match before.rfind(SEPARATORS) {
        Some(at) => before.split_at_checked(at).unwrap_or_default(),
        None => ("", before),
    };
    let clause = clause.trim_start_matches(SEPARATORS).trim();
    names_another(clause) || earlier.rsplit(SEPARATORS).any(|clause| holds_for_some(clause.trim(), is_first))
}

/// Marks between the clauses of a sentence.
const SEPARATORS: [char; 10] = [',', '，', ':', '：', '(', '（', ')', '）', '\n', '、'];

/// Whether the clause of a label has a subject besides the label.
fn names_another(clause: &str) -> bool {
    // `Maximum value: 50.Default value: 10` has no blank between its sentences.
    if clause.ends_with('.') {
        return false;
    }
    let has_letters = clause.contains(|letter: char| letter.is_ascii_alphabetic());
    if clause.is_ascii() {
        let words = clause.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        return words.into_iter().any(|word| !NEUTRAL_WORDS.contains(&word));
    }
    let subject = clause.trim_end_matches(['的', ' ']);
    // A name is one of another parameter, and a subject in the genitive is explicit.
    let is_explicit = has_letters || subject.len() < clause.len() || subject.starts_with("参数");
    is_explicit && !NEUTRAL_SUBJECTS.contains(&subject) || is_kind_of_thing(subject)
}

/// Whether an earlier clause of the sentence may limit what the label says. In the first sentence, only what names a
/// condition outright does: `类型，取值：…` says what the value is.
fn holds_for_some(clause: &str, is_first: bool) -> bool {
    if is_first {
        return ["包年包月", "按量", "预付费", "后付费"].iter().any(|word| clause.contains(word))
            && clause.ends_with("实例")
            || clause.ends_with("情况下");
    }
    let things = ["instances", "disks", "users", "clusters"];
    is_kind_of_thing(clause) || things.iter().any(|word| clause.ends_with(word))
}

/// Whether a clause names some of the things for which a value is given, as `包年包月实例` does.
fn is_kind_of_thing(clause: &str) -> bool {
    let things = ["实例", "类型", "模式", "场景", "用户", "地域", "版本", "情况下", "版", "付费"];
    things.iter().any(|word| clause.len() > word.len() && clause.ends_with(word))
}

/// English words that may stand in front of a label.
const NEUTRAL_WORDS: &[&str] = &[
    "the",
    "a",
    "an",
    "its",
    "this",
    "of",
    "and",
    "by",
    "parameter",
    "value",
    "note",
    "possible",
    "supported",
    "allowed",
    "optional",
    "enum",
    "enumeration",
    "enumerated",
    "valid",
    "permitted",
    "accepted",
    "acceptable",
    "available",
    "integer",
    "string",
    "number",
    "numeric",
    "current",
    "currently",
    "all",
    "following",
    "only",
    "effective",
    "legal",
    "specify",
    "specifies",
    "must",
    "be",
    "in",
    "is",
    "are",
    "set",
    "to",
    "it",
];

/// Chinese subjects that are the value itself.
const NEUTRAL_SUBJECTS: &[&str] = &[
    "",
    "参数",
    "该参数",
    "此参数",
    "本参数",
    "当前参数",
    "参数值",
    "参数的值",
    "该参数值",
    "该值",
    "其",
    "其值",
    "它",
    "值",
    "该字段",
    "此字段",
    "字段",
    "可选",
    "合法",
    "有效",
    "支持",
    "目前支持",
    "系统",
    "默认",
    "允许",
];
