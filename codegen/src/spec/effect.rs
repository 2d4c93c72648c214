//! Whether an operation reads or changes.
//!
//! A lost call is repeated only if it reads, and a tool that may only read goes by it, so where there is doubt an operation changes
//! something. The evidence, in this order; the first that says anything decides:
//!
//! 1. the exceptions (`effect/exceptions.rs`), by name, each with its reason;
//! 2. `operationType` in an entry of `spec/`: it was reviewed;
//! 3. a name that says it changes something, whatever else is said: `DeleteX`, `GetXAndSubmitY`, `GetXVerifyCode`, see `effect/verb.rs`;
//! 4. the vendor's own classification: `systemTags.operationType`, unless `operationType` contradicts it, then `operationType` where it
//!    is `read` or `write` (`readAndWrite` is also written where nobody thought about it, and says nothing);
//! 5. the access levels of RAM: one that changes is enough;
//! 6. the HTTP method, where method and path name the operation: GET and HEAD read, PUT, PATCH and DELETE change, POST can do either;
//! 7. a name that says it reads: `DescribeX`;
//! 8. none of all this: it changes something.

mod exceptions;
mod verb;

use super::entry;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing, so that it can be repeated.
    Reads,
    /// It may change something.
    Changes,
}

impl Effect {
    /// The word for it in `operationType` of an entry.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "read",
            Self::Changes => "write",
        }
    }

    /// The effect that a reviewed `operationType` says.
    pub(crate) fn of_entry(word: &str) -> Option<Self> {
        [Self::Reads, Self::Changes].into_iter().find(|effect| effect.as_str() == word)
    }
}

/// Whether a name of several words begins with a verb, as the names of operations do.
#[cfg(feature = "cli")]
pub(crate) fn begins_as_operation(name: &str) -> bool {
    verb::begins_as_operation(name)
}

/// Decides what an operation of the product with this code does. `is_reviewed` says that its entry is one of ours.
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

/// `operationType` as far as the vendor's two words for it agree; `system_type` is `systemTags.operationType`.
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

/// The vendor's words for what is done with a resource.
fn level(word: &str) -> Option<Effect> {
    match word.to_ascii_lowercase().as_str() {
        "get" | "list" | "read" => Some(Effect::Reads),
        "create" | "update" | "delete" | "write" => Some(Effect::Changes),
        _ => None,
    }
}

/// Only a path names an operation together with its method; where a parameter does, any method is as good as any other.
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
