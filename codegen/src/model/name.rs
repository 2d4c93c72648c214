//! Every Rust name is chosen here, from the name on the wire, and nowhere else.
//!
//! Real metadata is hostile. The rules, in the order in which they apply; each has a case in `tests/shapes`:
//!
//! | on the wire | rule | example |
//! |---|---|---|
//! | any case | `heck`: `UpperCamelCase` for types and variants, `snake_case` for fields and modules | `DBInstanceId` → `db_instance_id` |
//! | words of capitals and small letters, and plurals of acronyms, in fields and modules | one word | `EnableIPv6` → `enable_ipv6`, `DBs` → `dbs` |
//! | `.`, `-`, `#`, `*`, `@`, `$`, spaces, a leading `_` | separate words, and are not written | `Tag.1.key` → `tag_1_key`, `x-oss-meta-*` → `x_oss_meta` |
//! | nothing but symbols | the symbols are spelled | `*` → `asterisk`, `<=` → `LessEqual` |
//! | other alphabets | kept where Rust has them in identifiers, else spelled; modules are files, so always spelled | `地域` → `地域`, `①` → `u2460` |
//! | a leading digit | `value_` before it | `302Pv` → `value_302pv`, `5.7` → `Value5_7` |
//! | a minus before a digit (values only) | spelled | `-1` → `ValueMinus1` |
//! | an empty value | `Empty` | |
//! | a keyword | raw; `_` after it where there is no raw form, and for modules | `type` → `r#type`, `Self` → `self_`, `Match` → `mod match_` |
//! | a method that requests have anyhow, or a trait gives them | `_` after it | `new` → `new_`, `clone` → `clone_` |
//! | a type of the prelude that generated code names | `Type` after it | `Box` → `BoxType` |
//! | a value `Unknown` | the variant of values that are not known has that name | `UnknownValue` |
//! | more than 100 bytes | cut there | |
//! | one name twice in a scope | the first keeps it; the others say where they are (`_in_body`), or with what they belong (`ItemsTag`), or count (`rule_id_2`) | |

mod acronym;

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use indexmap::IndexMap;

use crate::identifier::{NO_RAW_FORM, is_identifier};

/// Names that are taken in one scope: a module, a structure, an enumeration.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    pub(crate) fn with(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Takes names for those for whom they are pinned.
    pub(crate) fn reserve<'n>(&mut self, names: impl Iterator<Item = &'n String>) {
        self.taken.extend(names.cloned());
    }

    /// Whether `name` is free.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }

    /// Takes the first of `candidates` that is free, else the last one with the first number that is (`separator` before it).
    pub(crate) fn take(&mut self, candidates: &[String], separator: &str) -> String {
        let free = candidates.iter().find(|candidate| self.is_free(candidate)).cloned();
        let last = candidates.last().map_or("", String::as_str);
        let name = free.unwrap_or_else(|| self.numbered(last, separator));
        self.taken.insert(name.clone());
        name
    }

    fn numbered(&self, name: &str, separator: &str) -> String {
        (2_u32..)
            .map(|number| format!("{name}{separator}{number}"))
            .find(|candidate| self.is_free(candidate))
            .unwrap_or_default()
    }
}

/// Gives every wire name of one scope a name of its own. First everyone who is first with a natural name gets it, only then are the
/// others renamed, so that `RuleID`, `RuleId`, `RuleId_2` become `rule_id`, `rule_id_3`, `rule_id_2`: no name depends on a later one.
pub(crate) fn distinct(scope: &mut Scope, names: &[Vec<String>], separator: &str) -> Vec<String> {
    let mut chosen: Vec<Option<String>> = Vec::with_capacity(names.len());
    for candidates in names {
        let natural = candidates.first().filter(|name| scope.is_free(name)).cloned();
        if let Some(name) = &natural {
            scope.taken.insert(name.clone());
        }
        chosen.push(natural);
    }
    chosen
        .into_iter()
        .zip(names)
        .map(|(natural, candidates)| natural.unwrap_or_else(|| scope.take(candidates, separator)))
        .collect()
}

/// The same for names of which some are pinned. A pin that another one has is none.
pub(crate) fn distinct_but_pinned(
    scope: &mut Scope,
    names: Vec<(Option<&str>, Vec<String>)>,
    separator: &str,
) -> Vec<String> {
    let mut chosen: Vec<Option<String>> = Vec::with_capacity(names.len());
    let mut others = Vec::with_capacity(names.len());
    for (pinned, candidates) in names {
        let pinned = pinned.filter(|name| scope.taken.insert((*name).to_owned())).map(str::to_owned);
        if pinned.is_none() {
            others.push(candidates);
        }
        chosen.push(pinned);
    }
    let mut others = distinct(scope, &others, separator).into_iter();
    chosen.into_iter().filter_map(|pinned| pinned.or_else(|| others.next())).collect()
}

/// The same for a scope in which names are pinned: a pinned name stays, and nobody else gets it.
pub(crate) fn distinct_from_pinned(
    mut scope: Scope,
    wires: &[&str],
    natural: fn(&str) -> String,
    pins: &IndexMap<String, String>,
    separator: &str,
) -> Vec<String> {
    scope.taken.extend(pins.values().cloned());
    let others: Vec<Vec<String>> =
        wires.iter().filter(|wire| !pins.contains_key(**wire)).map(|wire| vec![natural(wire)]).collect();
    let mut others = distinct(&mut scope, &others, separator).into_iter();
    wires.iter().filter_map(|wire| pins.get(*wire).cloned().or_else(|| others.next())).collect()
}

/// Which other names a field must not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// The field has a setter of the same name.
    Settable,
    /// The field is only read.
    Read,
}

/// The field of a structure; without `r#`, which [`raw`] adds where the name is written.
pub(crate) fn field(wire: &str, kind: FieldKind) -> String {
    let name = identifier(wire, Alphabet::Any, "value_", snake_case, "_");
    let reserved = kind == FieldKind::Settable && RESERVED_METHODS.contains(&name.as_str());
    if reserved || NO_RAW_FORM.contains(&name.as_str()) { name + "_" } else { name }
}

/// Whether a field of this kind can have a name, which somebody pinned.
pub(crate) fn can_be_field(name: &str, kind: FieldKind) -> bool {
    is_identifier(name) && !(kind == FieldKind::Settable && RESERVED_METHODS.contains(&name))
}

fn snake_case(text: &str) -> String {
    acronym::joined(text).to_snake_case()
}

/// A structure or an enumeration.
pub(crate) fn type_name(wire: &str) -> String {
    let name = identifier(wire, Alphabet::Any, "Value", ToUpperCamelCase::to_upper_camel_case, "");
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        _ if RESERVED_TYPES.contains(&name.as_str()) => name + "Type",
        _ => name,
    }
}

/// The module, and with `.rs` the file, of an operation.
pub(crate) fn module(wire: &str) -> String {
    let name = identifier(wire, Alphabet::Ascii, "value_", snake_case, "_");
    if is_keyword(&name) { name + "_" } else { name }
}

/// The variant for a valid value, from the title where the value itself says nothing (`0`: "VPC").
pub(crate) fn variant(value: &str, title: Option<&str>) -> String {
    let speaks = value.chars().any(char::is_alphabetic) && !value.starts_with(|first: char| first.is_ascii_digit());
    let name = match title.filter(|_| !speaks).and_then(short_title) {
        Some(title) => identifier(title, Alphabet::Any, "Value", camel_with_numbers, ""),
        None if value.is_empty() => "Empty".to_owned(),
        None => match value.strip_prefix('-').filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit())) {
            Some(number) => format!("ValueMinus{}", camel_with_numbers(number)),
            None => identifier(value, Alphabet::Any, "Value", camel_with_numbers, ""),
        },
    };
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        "Unknown" => "UnknownValue".to_owned(),
        _ => name,
    }
}

/// The variant of a documented error code.
pub(crate) fn error_variant(code: &str) -> String {
    variant(code, None)
}

/// The name as it is written in source text.
pub(crate) fn raw(name: &str) -> String {
    if is_keyword(name) { format!("r#{name}") } else { name.to_owned() }
}

/// Methods that requests have, and methods of traits that would be hidden by a setter of that name.
const RESERVED_METHODS: [&str; 17] = [
    "new",
    "send",
    "clone",
    "clone_from",
    "default",
    "from",
    "into",
    "try_from",
    "try_into",
    "eq",
    "ne",
    "fmt",
    "borrow",
    "borrow_mut",
    "to_owned",
    "type_id",
    "as_ref",
];

/// Types and traits of the prelude that generated code names, or whose methods it calls.
const RESERVED_TYPES: [&str; 16] = [
    "String",
    "Vec",
    "Option",
    "Box",
    "Default",
    "Clone",
    "PartialEq",
    "Eq",
    "Some",
    "None",
    "Into",
    "From",
    "IntoIterator",
    "Iterator",
    "ToOwned",
    "AsRef",
];

const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "Self", "_",
];

pub(crate) fn is_keyword(name: &str) -> bool {
    /// Bytes of `abstract`, `continue`, `override`. Most names are longer.
    const LONGEST_KEYWORD: usize = 8;
    match name.as_bytes().first() {
        Some(b'a'..=b'z') => name.len() <= LONGEST_KEYWORD && KEYWORDS.contains(&name),
        _ => matches!(name, "Self" | "_"),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    /// Whatever Rust allows in an identifier.
    Any,
    /// What every file system and every compiler allows in the name of a file.
    Ascii,
}

/// Bytes of a name, of which files and pages of documentation have one or two in theirs; file systems take 255.
pub(crate) const LONGEST: usize = 100;

/// `joiner` stands between two spelled symbols.
fn identifier(
    wire: &str,
    alphabet: Alphabet,
    digit_prefix: &str,
    case: impl Fn(&str) -> String,
    joiner: &str,
) -> String {
    let mut readable = String::with_capacity(wire.len());
    wire.chars().for_each(|character| keep_or_separate(character, alphabet, &mut readable));
    let mut name = case(&readable);
    if name.is_empty() {
        let spelled: Vec<String> = wire.chars().map(|character| case(&spell(character))).collect();
        name = spelled.join(joiner);
    }
    if name.is_empty() {
        name = case("empty");
    }
    name.truncate(name.floor_char_boundary(LONGEST));
    match name.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => name,
        _ => format!("{digit_prefix}{name}"),
    }
}

/// The character, or its number where it is a letter that cannot be written, or a space.
fn keep_or_separate(character: char, alphabet: Alphabet, readable: &mut String) {
    let writable = match alphabet {
        Alphabet::Any => unicode_ident::is_xid_continue(character),
        Alphabet::Ascii => character.is_ascii_alphanumeric(),
    };
    match character {
        '_' => readable.push(' '),
        _ if writable => readable.push(character),
        _ if character.is_alphanumeric() => {
            readable.push(' ');
            readable.push_str(&spell(character));
            readable.push(' ');
        }
        _ => readable.push(' '),
    }
}

fn spell(character: char) -> String {
    match character {
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '+' => "plus",
        '-' => "minus",
        '*' => "asterisk",
        '/' => "slash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        '?' => "question",
        '~' => "tilde",
        '^' => "caret",
        '_' => "underscore",
        ' ' => "space",
        other => return format!("u{:x}", u32::from(other)),
    }
    .to_owned()
}

/// `UpperCamelCase`, with `_` between two numbers: `5.7` and `57` are different versions.
fn camel_with_numbers(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let between_numbers = name.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit());
        if between_numbers {
            name.push('_');
        }
        name.push_str(&word.to_upper_camel_case());
    }
    name
}

/// What stands before the explanation, if that is a few words: `VPC` of `VPC (virtual private cloud)`.
fn short_title(title: &str) -> Option<&str> {
    let end = title.find(['(', ',', ';', ':', '.', '（', '，', '；', '：', '。']).unwrap_or(title.len());
    let short = title.get(..end)?.trim();
    let fits = short.chars().count() <= 40 && short.split_whitespace().count() <= 5;
    (fits && short.chars().any(char::is_alphabetic)).then_some(short)
}
