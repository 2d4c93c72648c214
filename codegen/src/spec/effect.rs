//! Decides whether an operation only reads or may change state.
//!
//! The client repeats a lost call only if it reads, and tools that may only read rely on this, too. Therefore an
//! operation counts as changing unless there is evidence that it reads. These sources are consulted in this order, and
//! the first with evidence decides:
//!
//! 1. the exceptions (`effect/exceptions.rs`), which list operations with reasons;
//! 2. `operationType` in an entry of `spec/`, which was reviewed;
//! 3. a name that implies a change, whatever else is stated: `DeleteX`, `GetXAndSubmitY`, `GetXVerifyCode`, see
//!    `effect/verb.rs`;
//! 4. the vendor's own classification: `systemTags.operationType`, unless `operationType` contradicts it, then
//!    `operationType` if it is `read` or `write` (`readAndWrite` is no evidence, since the vendor also uses it as a
//!    default);
//! 5. the access levels of RAM: one that changes is enough;
//! 6. the HTTP method, if the path identifies the operation: GET and HEAD read, PUT, PATCH and DELETE change, POST is
//!    no evidence;
//! 7. a name that implies reading: `DescribeX`;
//! 8. otherwise the operation counts as changing.

mod exceptions;
mod verb;

use super::entry;

/// Whether an operation reads or changes state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The operation changes nothing, so it can be repeated safely.
    Reads,
    /// The operation may change state.
    Changes,
}

impl Effect {
    /// The value of `operationType` in an entry.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "read",
            Self::Changes => "write",
        }
    }

    /// The effect that a reviewed `operationType` states; `None` for any other string.
    pub(crate) fn of_entry(word: &str) -> Option<Self> {
        [Self::Reads, Self::Changes].into_iter().find(|effect| effect.as_str() == word)
    }
}

/// Whether a name consists of several words and begins with a verb, like the names of operations.
#[cfg(feature = "cli")]
pub(crate) fn begins_as_operation(name: &str) -> bool {
    verb::begins_as_operation(name)
}

/// Decides the effect of an operation. `product` is the product code; `is_reviewed` is whether the entry is from
/// `spec/` rather than the vendor's.
pub(crate) fn effect(product: &str, name: &str, entry: &entry::Operation, is_reviewed: bool) -> Effect {
    let operation_type = entry.operation_type.as_deref();
    let said = verb::says(name);
    exceptions::effect(product, name)
        .or_else(|| operation_type.filter(|_| is_reviewed).and_then(Effect::of_entry))
        .or_else(|| said.filter(|effect| *effect == Effect::Changes))
        .or_else(|| operation_type.and_then(level))
        .or_else(|| access_level(entry))
        .or_else(|| method(entry))
        .or(said)
        .unwrap_or(Effect::Changes)
}

/// Combines the vendor's two classifications into one `operationType`; they count as reading only if they do not
/// contradict each other. `system_type` is `systemTags.operationType`.
pub(crate) fn vendor_word(system_type: Option<&str>, operation_type: Option<String>) -> Option<String> {
    let effect = match (level(system_type.unwrap_or_default()), operation_type.as_deref().and_then(level)) {
        (None, _) => return operation_type,
        (Some(Effect::Reads), None | Some(Effect::Reads)) => Effect::Reads,
        (Some(Effect::Reads), Some(Effect::Changes)) | (Some(Effect::Changes), _) => Effect::Changes,
    };
    Some(effect.as_str().to_owned())
}

fn access_level(entry: &entry::Operation) -> Option<Effect> {
    let levels = || entry.ram_actions.iter().filter_map(|row| level(row.access_level.as_deref()?));
    levels().find(|effect| *effect == Effect::Changes).or_else(|| levels().next())
}

/// The effect of an access level or operation type in the vendor's terms.
fn level(word: &str) -> Option<Effect> {
    match word.to_ascii_lowercase().as_str() {
        "get" | "list" | "read" => Some(Effect::Reads),
        "create" | "update" | "delete" | "write" => Some(Effect::Changes),
        _ => None,
    }
}

/// The effect that the HTTP method implies. In RPC style, a parameter names the operation and any method can be used,
/// so the method is evidence only if there is a path.
fn method(entry: &entry::Operation) -> Option<Effect> {
    entry.path.as_deref().filter(|path| !matches!(*path, "" | "/"))?;
    let all = |methods: &[&str]| {
        !entry.methods.is_empty()
            && entry.methods.iter().all(|method| methods.iter().any(|known| method.eq_ignore_ascii_case(known)))
    };
    if all(&["get", "head"]) {
        Some(Effect::Reads)
    } else if all(&["put", "patch", "delete"]) {
        Some(Effect::Changes)
    } else {
        None
    }
}
