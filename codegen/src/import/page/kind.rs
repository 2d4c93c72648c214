//! Types as documentation pages name them.

use crate::spec::entry::{AdditionalProperties, Schema};

/// Content of a type cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellType {
    /// Nothing: the cell is empty or a dash.
    Nothing,
    /// A scalar, as `type` and `format` of the metadata.
    Scalar(&'static str, Option<&'static str>),
    /// A list, and the type of its elements if the cell contains it.
    List(Option<Box<CellType>>),
    /// An object.
    Object,
    /// A map, and the type of its values if the cell contains it.
    Map(Option<Box<CellType>>),
    /// Any value.
    Any,
    /// The name of a type that another table describes.
    Named(String),
}

impl CellType {
    /// Parses a type cell.
    pub(super) fn parse(cell: &str) -> Self {
        let cell = cell.trim().trim_matches(['`', '*']).trim();
        // No real type is that long. This also bounds the nesting of lists.
        if cell.len() > 200 {
            return Self::Named(cell.to_owned());
        }
        // Types may be links to their descriptions.
        let linked = without_links(cell).replace('\\', "");
        let cell = linked.trim();
        let cell = cell.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(cell);
        let lower = cell.to_lowercase();
        if let Some(scalar) = SCALARS.iter().find(|(words, ..)| words.contains(&lower.as_str())) {
            return Self::Scalar(scalar.1, scalar.2);
        }
        match lower.as_str() {
            "" | "-" | "--" | "n/a" | "none" | "无" => return Self::Nothing,
            "object" | "struct" | "json" | "jsonobject" | "json object" | "对象" => return Self::Object,
            "map" | "hashmap" => return Self::Map(None),
            "any" => return Self::Any,
            "array" | "arrays" | "list" | "lists" | "jsonarray" | "json array" | "set" | "数组" | "列表" | "集合" =>
            {
                return Self::List(None);
            }
            "object array" | "object list" | "array object" | "list object" | "array[object]" | "list[object]"
            | "对象数组" | "数组对象" | "对象列表" => {
                return Self::List(Some(Box::new(Self::Object)));
            }
            "字符串数组" | "字符串列表" => return Self::List(Some(Box::new(Self::Scalar("string", None)))),
            "repeatlist" => return Self::List(Some(Box::new(Self::Scalar("string", None)))),
            _ => {}
        }
        for opening in ["array of ", "list of ", "array<", "list<", "array <", "array[", "list["] {
            if lower.starts_with(opening) {
                let item = cell.get(opening.len()..).unwrap_or_default().trim_end_matches(['>', ']', ' ']);
                // Restores the closing brackets of an inner list, which were trimmed with that of the outer list.
                let open = item.matches('<').count();
                return Self::List(Some(Box::new(Self::item(&format!("{item}{}", ">".repeat(open))))));
            }
        }
        for opening in ["map<", "object<"] {
            if lower.starts_with(opening) {
                let inner = cell.get(opening.len()..).and_then(|inner| inner.trim().strip_suffix('>'));
                let value = inner.and_then(|inner| inner.split_once(',')).map(|(_, value)| Self::item(value));
                // Only a scalar is known from the cell alone.
                return Self::Map(value.filter(|value| matches!(value, Self::Scalar(..))).map(Box::new));
            }
        }
        for ending in ["[]", " array", " list", "list"] {
            if let Some(item) = lower.strip_suffix(ending).map(str::trim)
                && let Some(scalar) = SCALARS.iter().find(|(words, ..)| words.contains(&item))
            {
                return Self::List(Some(Box::new(Self::Scalar(scalar.1, scalar.2))));
            }
        }
        // `Integer/Long` and `Integer(64)` are as wide as the wider of the two.
        let parts: Vec<&str> = lower.split(['/', '(', '（', ')', '）', ' ']).filter(|part| !part.is_empty()).collect();
        if let [first, second] = parts.as_slice()
            && let (Self::Scalar("integer", _), true) = (Self::parse(first), is_wide(second))
        {
            return Self::Scalar("integer", Some("int64"));
        }
        // Drops what follows the type, as in `String(64)` and `Integer（秒）`.
        if let Some((word, _)) = cell.split_once(['(', '（', ',', '，', '/'])
            && let scalar @ Self::Scalar(..) = Self::parse(word)
        {
            return scalar;
        }
        if let Some(item) = cell.strip_suffix("[]").map(str::trim).filter(|item| !item.is_empty()) {
            return Self::List(Some(Box::new(Self::item(item))));
        }
        Self::Named(cell.to_owned())
    }

    /// Returns what a cell says behind a scalar type, if it has a number that is not the width of the type. It is a limit
    /// of some kind, as in `String(64)` and `Integer (0-5)`.
    pub(super) fn remark(cell: &str) -> Option<String> {
        let Self::Scalar(kind, _) = Self::parse(cell) else { return None };
        let plain = without_links(cell).replace('\\', "");
        let remark = plain.get(plain.find(['(', '（', ',', '，'])?..)?;
        let remark = remark.trim_matches(['(', '（', ',', '，', ')', '）', '`', '*', ' ']);
        let width = remark.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let is_width = kind != "string" && ["8", "16", "32", "64"].contains(&width);
        (remark.contains(|digit: char| digit.is_ascii_digit()) && !is_width).then(|| remark.to_owned())
    }

    /// Returns the type that a word misspells, as in `Interger` and `Sting`.
    pub(super) fn nearly(cell: &str) -> Option<Self> {
        let lower = cell.trim().to_lowercase();
        let scalars = SCALARS.iter().flat_map(|(words, ..)| words.iter());
        let words = scalars.chain(["object", "array"].iter()).filter(|word| word.is_ascii() && word.len() > 4);
        let same_start = words.filter(|word| word.get(..1) == lower.get(..1));
        let word = same_start.min_by_key(|word| strsim::osa_distance(word, &lower))?;
        // A plural like `Strings` may mean a list.
        let near = strsim::osa_distance(word, &lower) <= 1 && lower.len() > 3 && lower.strip_suffix('s') != Some(word);
        near.then(|| Self::parse(word))
    }

    /// Whether rows with the fields of the value may follow.
    pub(super) fn is_container(&self) -> bool {
        match self {
            Self::Object | Self::Named(_) | Self::List(None) | Self::Map(_) => true,
            Self::List(Some(item)) => item.is_container(),
            Self::Nothing | Self::Scalar(..) | Self::Any => false,
        }
    }

    /// Returns the name of a type that another table describes. For a list, that is the type of its elements.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(Some(item)) => item.name(),
            _ => None,
        }
    }

    /// Whether this is a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// Returns the schema of a value without fields.
    pub(super) fn schema(&self) -> Schema {
        let kind = |kind: &str| Schema { kind: Some(kind.to_owned()), ..Schema::default() };
        match self {
            Self::Nothing | Self::Any => kind("any"),
            Self::Scalar(name, format) => Schema { format: format.map(str::to_owned), ..kind(name) },
            Self::Object | Self::Named(_) => kind("object"),
            Self::Map(value) => {
                let value = value.as_ref().map_or_else(|| kind("any"), |value| value.schema());
                let values = AdditionalProperties::Schema(value);
                Schema { additional_properties: Some(Box::new(values)), ..kind("object") }
            }
            Self::List(item) => {
                let item = item.as_ref().map_or_else(|| kind("any"), |item| item.schema());
                Schema { items: Some(Box::new(item)), ..kind("array") }
            }
        }
    }

    /// Returns the type of a schema without fields and elements.
    pub(super) fn of_scalar(schema: &Schema) -> Self {
        match (schema.kind.as_deref(), schema.format.as_deref()) {
            (Some("string"), _) => Self::Scalar("string", None),
            (Some("integer"), Some("int64")) => Self::Scalar("integer", Some("int64")),
            (Some("integer"), _) => Self::Scalar("integer", Some("int32")),
            (Some("number"), Some("float")) => Self::Scalar("number", Some("float")),
            (Some("number"), _) => Self::Scalar("number", Some("double")),
            (Some("boolean"), _) => Self::Scalar("boolean", None),
            _ => Self::Any,
        }
    }

    /// Parses the type of the elements of a list. Names of types are often in the plural.
    fn item(cell: &str) -> Self {
        match Self::parse(cell) {
            Self::Named(name) => {
                let singular = name.strip_suffix('s').map_or(Self::Nothing, Self::parse);
                if let Self::Scalar(..) = singular { singular } else { Self::Named(name) }
            }
            other => other,
        }
    }
}

/// Whether the second part of a type says that an integer has 64 bits.
fn is_wide(part: &str) -> bool {
    part == "64" || matches!(CellType::parse(part), CellType::Scalar("integer", Some("int64")))
}

/// Replaces links by their texts: `[Category](types.md#)[]` becomes `Category[]`.
fn without_links(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((before, link)) = rest.split_once('[')
        && let Some((label, target)) = link.split_once("](")
        && let Some((_, after)) = target.split_once(')')
    {
        text.push_str(before);
        text.push_str(label.trim_matches('`'));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Returns the offset of the type at the end of a string, as in `DBInstanceIdstring`.
pub(super) fn suffix(text: &str) -> Option<usize> {
    if text.ends_with('>') {
        let starts = ["array<", "list<", "map<", "object<", "Array<", "List<", "Map<"];
        return starts.into_iter().filter_map(|start| text.find(start)).min();
    }
    let words = [
        "string", "integer", "long", "boolean", "float", "double", "number", "object", "array", "map", "any", "file",
        "binary",
    ];
    let ending = words.into_iter().filter(|word| {
        let start = text.len().checked_sub(word.len()).and_then(|start| text.get(start..));
        start.is_some_and(|end| {
            end.eq_ignore_ascii_case(word) && end.chars().skip(1).all(|character| character.is_ascii_lowercase())
        })
    });
    ending.map(str::len).max().map(|length| text.len() - length)
}

type Scalar = (&'static [&'static str], &'static str, Option<&'static str>);

const SCALARS: &[Scalar] = &[
    (&["string", "str", "text", "enum", "date", "datetime", "time", "字符串", "字符", "日期"], "string", None),
    (&["integer", "int", "int32", "short", "整型", "整数", "数字"], "integer", Some("int32")),
    (&["long", "int64", "bigint", "biginteger", "timestamp", "长整型"], "integer", Some("int64")),
    (&["boolean", "bool", "布尔", "布尔型", "布尔值"], "boolean", None),
    (&["float", "浮点型", "浮点数"], "number", Some("float")),
    (&["double", "number", "decimal", "bigdecimal", "双精度"], "number", Some("double")),
    (&["file", "binary", "bytes", "byte[]"], "string", Some("binary")),
];
