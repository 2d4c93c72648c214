//! Verbs at the beginning of operation names: recognizes such names, and derives the effect of an operation from its
//! name.

use super::Effect::{self, Changes, Reads};

/// Verbs of operations that only read.
const READING: &[&str] = &[
    "calculate",
    "check",
    "count",
    "decode",
    "decrypt",
    "desc",
    "descibe",
    "describe",
    "download",
    "encrypt",
    "estimate",
    "estimated",
    "evaluate",
    "find",
    "get",
    "inquiry",
    "list",
    "lookup",
    "parse",
    "precheck",
    "preview",
    "query",
    "recommend",
    "search",
    "show",
    "statistics",
    "summary",
    "validate",
    "view",
];

/// Verbs of operations that change something.
const CHANGING: &[&str] = &[
    "abort",
    "accept",
    "activate",
    "active",
    "add",
    "allocate",
    "allow",
    "answer",
    "append",
    "apply",
    "approve",
    "archive",
    "assign",
    "associate",
    "attach",
    "audit",
    "authorize",
    "ban",
    "bind",
    "block",
    "build",
    "buy",
    "call",
    "cancel",
    "change",
    "clean",
    "clear",
    "clone",
    "close",
    "commit",
    "complete",
    "config",
    "configure",
    "confirm",
    "connect",
    "continue",
    "convert",
    "copy",
    "create",
    "deactivate",
    "deactive",
    "decline",
    "delete",
    "deliver",
    "deploy",
    "deprovision",
    "deregister",
    "destroy",
    "detach",
    "detect",
    "disable",
    "disassociate",
    "disconnect",
    "dispatch",
    "dissociate",
    "downgrade",
    "drop",
    "edit",
    "enable",
    "end",
    "enter",
    "exchange",
    "exec",
    "execute",
    "exit",
    "expand",
    "export",
    "failover",
    "finalize",
    "finish",
    "fix",
    "flush",
    "forbid",
    "forward",
    "freeze",
    "generate",
    "grant",
    "import",
    "init",
    "initialize",
    "insert",
    "install",
    "interrupt",
    "invite",
    "invoke",
    "issue",
    "join",
    "kick",
    "kill",
    "launch",
    "leave",
    "lock",
    "login",
    "logout",
    "mark",
    "merge",
    "migrate",
    "modify",
    "move",
    "mute",
    "notify",
    "open",
    "operate",
    "order",
    "patch",
    "pause",
    "pay",
    "perform",
    "post",
    "promote",
    "provision",
    "publish",
    "pull",
    "purchase",
    "purge",
    "push",
    "put",
    "reactivate",
    "rebalance",
    "reboot",
    "rebuild",
    "receive",
    "record",
    "recover",
    "recovery",
    "redeploy",
    "reduce",
    "refresh",
    "refund",
    "register",
    "reinstall",
    "reject",
    "release",
    "relieve",
    "reload",
    "remind",
    "remove",
    "rename",
    "renew",
    "reopen",
    "repair",
    "replace",
    "report",
    "rerun",
    "rescale",
    "resend",
    "reset",
    "resize",
    "restart",
    "restore",
    "resume",
    "retry",
    "return",
    "reverse",
    "revert",
    "revoke",
    "rollback",
    "rollover",
    "rotate",
    "run",
    "save",
    "scale",
    "scan",
    "schedule",
    "send",
    "set",
    "share",
    "shrink",
    "shutdown",
    "sign",
    "signal",
    "skip",
    "split",
    "start",
    "stop",
    "submit",
    "subscribe",
    "suspend",
    "switch",
    "sync",
    "synchronize",
    "tag",
    "terminate",
    "transfer",
    "transform",
    "trigger",
    "truncate",
    "turn",
    "unassign",
    "unassociate",
    "unban",
    "unbind",
    "unblock",
    "undeploy",
    "unfreeze",
    "uninstall",
    "unlock",
    "unmark",
    "unregister",
    "unshare",
    "unsubscribe",
    "untag",
    "update",
    "upgrade",
    "upload",
    "upsert",
    "use",
    "verify",
    "withdraw",
    "write",
];

/// Verbs of which some operations read and others change, so that they are no evidence.
#[cfg(feature = "cli")]
const EITHER: &[&str] = &[
    "assume",
    "decrease",
    "diagnose",
    "fetch",
    "hot",
    "increase",
    "inquire",
    "load",
    "monitor",
    "offline",
    "online",
    "produce",
    "read",
    "recognize",
    "reinit",
    "request",
    "retrieve",
    "test",
];

/// Verbs that begin names of types, and titles of other pages, just as often: `OrderStatus`, `CallType`.
#[cfg(feature = "cli")]
const BEGINS_TYPES: &[&str] = &[
    "active",
    "answer",
    "audit",
    "block",
    "call",
    "end",
    "estimated",
    "exchange",
    "issue",
    "mark",
    "order",
    "patch",
    "record",
    "recovery",
    "return",
    "scan",
    "share",
    "signal",
    "statistics",
    "summary",
    "use",
];

/// Words before the verb that do not change its meaning.
const BEFORE_THE_VERB: &[&str] = &["async", "auto", "batch", "bulk", "force", "multi", "pre", "sync"];

/// Words that a second verb may follow: `GetNotebookAndSubmitTask`.
const CONJUNCTIONS: &[&str] = &["and", "or", "then"];

/// Verbs that are just as often nouns. They do not count as verbs after a conjunction
/// (`GetTrackListByMailFromAndTagName`).
const NOUNS: &[&str] = &[
    "answer", "audit", "block", "build", "call", "change", "config", "copy", "end", "export", "import", "issue",
    "lock", "login", "mark", "order", "post", "record", "report", "return", "scale", "scan", "schedule", "set",
    "share", "sign", "signal", "switch", "tag", "transfer", "trigger", "use",
];

/// Suffixes of operation names whose call sends a message to somebody, although they begin with a verb such as `Get`.
const SENT: &[&[&str]] = &[&["verify", "code"], &["verification", "code"], &["sms", "code"], &["auth", "code"]];

/// The effect that the name of an operation implies; `None` if it implies none.
pub(super) fn says(name: &str) -> Option<Effect> {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if changes_besides(&words) {
        return Some(Changes);
    }
    let mut from_verb = words.as_slice();
    loop {
        let verb = *from_verb.first()?;
        let rest = from_verb.get(1..).unwrap_or_default();
        // `SyncX` is the verb "synchronize", but `SyncDescribeX` is a synchronous `DescribeX`.
        if BEFORE_THE_VERB.contains(&verb) && rest.first().is_some_and(|next| kind(next).is_some()) {
            from_verb = rest;
            continue;
        }
        return kind(verb);
    }
}

/// Whether a name consists of several words and begins with a verb (`CreateKey`), or with a prefix and a verb
/// (`BatchCreateKeys`). 99 of 100 operation names do.
#[cfg(feature = "cli")]
pub(super) fn begins_as_operation(name: &str) -> bool {
    let words = words(name);
    let is_verb = |word: &str| kind(word).is_some() || EITHER.contains(&word);
    match words.as_slice() {
        [first, _, ..] if is_verb(first) => !BEGINS_TYPES.contains(&first.as_str()),
        [first, second, ..] => BEFORE_THE_VERB.contains(&first.as_str()) && is_verb(second),
        _ => false,
    }
}

fn kind(verb: &str) -> Option<Effect> {
    if READING.contains(&verb) {
        Some(Reads)
    } else if CHANGING.contains(&verb) {
        Some(Changes)
    } else {
        None
    }
}

/// Whether the rest of a name implies a change although its first verb may imply reading.
fn changes_besides(words: &[&str]) -> bool {
    let changes = |word: &&str| CHANGING.contains(word) && !NOUNS.contains(word);
    let second_verb = words
        .windows(2)
        .skip(1)
        .any(|pair| matches!(pair, [before, verb] if CONJUNCTIONS.contains(before) && changes(verb)));
    let ends_with_verb = matches!(words, [.., "with", verb] if changes(verb));
    second_verb || ends_with_verb || SENT.iter().any(|sent| words.ends_with(sent))
}

/// Splits a name into lower-case words: `DescribeDBInstances` is `describe`, `db` and `instances`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut letters = name.chars().peekable();
    let mut before = '_';
    while let Some(letter) = letters.next() {
        let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
        let begins = letter.is_ascii_uppercase() && (!before.is_ascii_uppercase() || next_is_small);
        match words.last_mut() {
            Some(word) if letter.is_ascii_alphabetic() && !begins && before.is_ascii_alphabetic() => {
                word.push(letter.to_ascii_lowercase());
            }
            _ if letter.is_ascii_alphabetic() => words.push(letter.to_ascii_lowercase().to_string()),
            _ => {}
        }
        before = letter;
    }
    words
}
