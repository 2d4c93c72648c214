//! Recognizes the rows about parameters that all operations have.

use std::ops::Range;

use super::super::field::TableField;

/// A row about a parameter that all operations have, which may still identify the operation.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Common {
    /// `Action`: the name of the operation, and the range of the row.
    Action(Option<String>, Range<usize>),
    /// `Version`: the version of the API.
    Version(String),
    /// Signature, AccessKey, format, or a reference to the common parameters.
    Other,
}

/// Returns the common parameter that a row describes, if it describes one.
pub(in super::super) fn common(field: &TableField) -> Option<Common> {
    let name = field.name.trim_matches(['<', '>', '\\', ' ']).to_lowercase();
    let example = field.example.as_deref().unwrap_or_default();
    match name.as_str() {
        "action" => {
            let operation = field.example.clone().or_else(|| named(&field.description));
            // The operation may have a parameter `action` of its own.
            let is_own = field.name.starts_with('a')
                && operation.as_deref().is_none_or(|name| !name.contains(|letter: char| letter.is_ascii_uppercase()));
            (!is_own).then(|| Common::Action(operation, field.range.clone()))
        }
        "version" => {
            let words = field.description.split([' ', '。', '，', '：', '.', '\n', '`', '*']).chain([example]);
            let version = words.into_iter().find(|word| super::super::text::is_day(word));
            version.map(|version| Common::Version(version.to_owned()))
        }
        "accesskeyid" | "signature" | "signaturemethod" | "signaturenonce" | "signatureversion" | "securitytoken" => {
            Some(Common::Other)
        }
        "format" if ["JSON", "XML", "json", "xml"].contains(&example) => Some(Common::Other),
        "common request parameters" | "common parameters" | "public parameters" | "公共请求参数" | "公共参数" => {
            Some(Common::Other)
        }
        _ => None,
    }
}

/// The rows of a table that are certainly about common parameters.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct CommonRows {
    /// Whether one names the operation.
    action: bool,
    /// Whether one is about a parameter that only signs requests.
    signature: bool,
}

impl CommonRows {
    /// Finds them.
    pub(in super::super) fn of(fields: &[TableField]) -> Self {
        let signs = ["SignatureMethod", "SignatureNonce", "SignatureVersion"];
        Self {
            action: fields.iter().any(|field| matches!(common(field), Some(Common::Action(Some(_), _)))),
            signature: fields.iter().any(|field| signs.iter().any(|name| field.name.eq_ignore_ascii_case(name))),
        }
    }
}

/// Whether a row with the name of a common parameter may describe another one, as in `Signature: the signature of the
/// text message`.
pub(in super::super) fn may_be_own(common: &Common, field: &TableField, rows: CommonRows) -> bool {
    match common {
        // The usual description names the operation, or says that this is the name of one.
        Common::Action(operation, _) => {
            let lower = field.description.to_lowercase();
            let usual = ["operation", "interface", "api", "系统", "接口", "操作"];
            operation.is_none() && !lower.is_empty() && !usual.iter().any(|word| lower.contains(word))
        }
        Common::Version(_) => false,
        Common::Other => {
            let name = field.name.trim_matches(['<', '>', '\\', ' ']);
            let is = |other: &str| name.eq_ignore_ascii_case(other);
            // Older pages list `Action` and `AccessKeyId`, and nothing else of what all operations have.
            is("Signature") && !rows.signature
                || (is("AccessKeyId") || is("SecurityToken")) && !rows.signature && !rows.action
        }
    }
}

/// Returns the operation that the description of `Action` names: in bold, or as the last word that is spelled like a
/// name.
fn named(description: &str) -> Option<String> {
    let bold = description.split("**").skip(1).step_by(2).map(str::trim).filter(|word| {
        word.len() > 3
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let mut words = description.split(|character: char| !character.is_ascii_alphanumeric());
    let is_name = |word: &&str| {
        let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
        word.starts_with(|first: char| first.is_ascii_uppercase())
            && capitals > 1
            && word.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    // A word after a colon needs only one capital letter, as in `取值：Decrypt`.
    let after =
        description.rsplit(['：', ':']).next().filter(|_| description.contains(['：', ':'])).unwrap_or_default();
    let after = after.trim().trim_matches(['*', '`', '。', '.', ' ']);
    let after = Some(after).filter(|word| {
        word.len() > 3
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    bold.last().or(after).or_else(|| words.rfind(is_name)).map(str::to_owned)
}
