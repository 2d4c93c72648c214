//! Chooses every Rust name from the name on the wire. No other module does.
//!
//! Real metadata contains all kinds of strange names. These rules apply, in this order; each has a case in
//! `tests/shapes`:
//!
//! | on the wire | rule | example |
//! |---|---|---|
//! | any case | converted by `heck`: `UpperCamelCase` for types and variants, `snake_case` for fields and modules | `DBInstanceId` → `db_instance_id` |
//! | words that mix upper and lower case, and plurals of acronyms, in fields and modules | treated as one word | `EnableIPv6` → `enable_ipv6`, `DBs` → `dbs` |
//! | `.`, `-`, `#`, `*`, `@`, `$`, spaces, a leading `_` | removed; they separate words | `Tag.1.key` → `tag_1_key`, `x-oss-meta-*` → `x_oss_meta` |
//! | only symbols | spelled out | `*` → `asterisk`, `<=` → `LessEqual` |
//! | other alphabets | kept if Rust allows them in identifiers, else spelled by code point; always spelled in modules, which are file names | `地域` → `地域`, `①` → `u2460` |
//! | a leading digit | prefixed with `value_` | `302Pv` → `value_302pv`, `5.7` → `Value5_7` |
//! | a minus before a digit (values only) | spelled out | `-1` → `ValueMinus1` |
//! | an empty value | `Empty` | |
//! | a keyword | raw identifier; suffix `_` if there is no raw form, and for modules | `type` → `r#type`, `Self` → `self_`, `Match` → `mod match_` |
//! | a crate that generated code names, or a device of Windows, in modules | suffix `_` | `Std` → `mod std_`, `Con` → `con_.rs` |
//! | the name of a method of all requests or of a trait | suffix `_` | `new` → `new_`, `clone` → `clone_` |
//! | a type of the prelude that generated code uses | suffix `Type` | `Box` → `BoxType` |
//! | a value `Unknown` | `UnknownValue`, since `Unknown` is the variant for unknown values | |
//! | more than 100 bytes | cut | |
//! | the same name twice in a scope | the first keeps it; the others get their location (`_in_body`), the name of what encloses them (`ItemsTag`), or a number (`rule_id_2`) | |

use std::collections::HashSet;

use heck::ToUpperCamelCase;
use indexmap::IndexMap;

use crate::decide::words::snake_case;
use crate::spec::device::is_device;
use crate::spec::identifier::{NO_RAW_FORM, is_identifier};

/// The names that are taken in a scope: a module, a structure, an enumeration.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    pub(crate) fn with(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Marks pinned names as taken, so that no other item gets them.
    pub(crate) fn reserve<'n>(&mut self, names: impl Iterator<Item = &'n String>) {
        self.taken.extend(names.cloned());
    }

    /// Whether `name` is not taken.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }

    /// Takes the first free name of `candidates`. If all are taken, takes the last one with `separator` and the lowest
    /// free number from 2.
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

/// Chooses a unique name for each item of a scope; `names` are the candidates of each item. First, every item that is
/// the first with its natural name gets it; only then the others are renamed. So `RuleID`, `RuleId`, `RuleId_2` become
/// `rule_id`, `rule_id_3`, `rule_id_2`: a renamed item never takes the natural name of a later one.
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

/// Like [`distinct`], but some items have pinned names. A pinned name that is already taken is ignored.
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

/// Like [`distinct`], for names on the wire of which some are pinned: they keep their names, and no other item gets
/// them.
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

/// Determines which names a field must not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// The field has a setter with the same name.
    Settable,
    /// The field has no setter.
    Read,
}

/// The name of a field, without the `r#` that [`raw`] adds.
pub(crate) fn field(wire: &str, kind: FieldKind) -> String {
    let name = identifier(wire, Alphabet::Any, "value_", snake_case, "_");
    let reserved = kind == FieldKind::Settable && RESERVED_METHODS.contains(&name.as_str());
    if reserved || NO_RAW_FORM.contains(&name.as_str()) { name + "_" } else { name }
}

/// Whether a pinned name is allowed for a field of this kind.
pub(crate) fn can_be_field(name: &str, kind: FieldKind) -> bool {
    is_identifier(name) && !(kind == FieldKind::Settable && RESERVED_METHODS.contains(&name))
}

/// The name of a structure or an enumeration.
pub(crate) fn type_name(wire: &str) -> String {
    let name = identifier(wire, Alphabet::Any, "Value", ToUpperCamelCase::to_upper_camel_case, "");
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        _ if RESERVED_TYPES.contains(&name.as_str()) => name + "Type",
        _ => name,
    }
}

/// The name of an operation's module, which with `.rs` is also its file name.
pub(crate) fn module(wire: &str) -> String {
    let name = identifier(wire, Alphabet::Ascii, "value_", snake_case, "_");
    let is_taken = is_keyword(&name) || OF_OTHER_CRATES.contains(&name.as_str()) || is_device(&name);
    if is_taken { name + "_" } else { name }
}

/// Crates that generated code, or what its macros expand to, names at the beginning of a path. A module of the same name
/// beside it would be ambiguous.
const OF_OTHER_CRATES: [&str; 9] = [
    "alicloud_api",
    "alicloud_client",
    "alicloud_codegen",
    "alicloud_signer",
    "alloc",
    "core",
    "proc_macro",
    "serde",
    "std",
];

/// The name of the variant for a valid value. It is derived from the title if the value itself has no meaning (`0`:
/// "VPC").
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

/// The name of the variant for a documented error code.
pub(crate) fn error_variant(code: &str) -> String {
    variant(code, None)
}

/// The name as written in source code, with `r#` if it is a keyword.
pub(crate) fn raw(name: &str) -> String {
    if is_keyword(name) { format!("r#{name}") } else { name.to_owned() }
}

/// Methods of requests, and methods of traits that a setter with this name would hide.
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
    /// Length of the longest keywords, such as `abstract`. Most names are longer, so this check is a fast path.
    const LONGEST_KEYWORD: usize = 8;
    match name.as_bytes().first() {
        Some(b'a'..=b'z') => name.len() <= LONGEST_KEYWORD && KEYWORDS.contains(&name),
        _ => matches!(name, "Self" | "_"),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    /// All characters that Rust allows in identifiers.
    Any,
    /// Only characters that every file system and every compiler allows in file names.
    Ascii,
}

/// Maximum length of a name in bytes. File systems allow 255 bytes, and the names of files and documentation pages
/// contain one or two such names.
pub(crate) const LONGEST: usize = 100;

/// Converts a name on the wire to an identifier. `joiner` separates symbols that are spelled out.
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
    while name.len() > LONGEST {
        name.pop();
    }
    match name.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => name,
        _ => format!("{digit_prefix}{name}"),
    }
}

/// Appends the character; its code point if it is a letter that identifiers cannot contain; or else a space.
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

/// Converts to `UpperCamelCase`, with `_` between two numbers, since `5.7` and `57` may be different versions.
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

/// The part of a title before its explanation, if it is short: `VPC` of `VPC (virtual private cloud)`.
fn short_title(title: &str) -> Option<&str> {
    let end = title.find(['(', ',', ';', ':', '.', '（', '，', '；', '：', '。']).unwrap_or(title.len());
    let short = title.get(..end)?.trim();
    let fits = short.chars().count() <= 40 && short.split_whitespace().count() <= 5;
    (fits && short.chars().any(char::is_alphabetic)).then_some(short)
}
