//! Applies corrections to errors in the vendor's descriptions.
//!
//! `corrections.json` is a list of objects with these keys:
//!
//! - the location: `operation` (absent for the product itself) and `at`, a JSON pointer (RFC 6901) into the entry; in a
//!   list of objects with names, a name may be used instead of the index (`/parameters/DBInstanceId/schema/maximum`);
//! - one change: `set` (the new value), `remove` (`true`) or `rename` (the new key);
//! - the old value: `was`, required when a value is replaced or removed; for an object it may list only the keys that
//!   matter;
//! - the reason: `why`, and optionally a `link` to evidence.
//!
//! It is an error if the value at the location is no longer `was` or the location no longer exists: then the vendor has
//! fixed the description, or the correction would break something else.
//!
//! Corrections change the tree before it is read. Values that they insert keep their position in `corrections.json` for
//! diagnostics, and problems that they fix are not reported.

use super::document::Documents;
use super::suggest;
use super::tree::{Member, Node, SourceFiles, Span, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

const MEMBERS: [&str; 8] = ["operation", "at", "set", "remove", "rename", "was", "why", "link"];

/// Applies the list `corrections` to the documents. Problems are reported, and the remaining corrections are still
/// applied.
pub(super) fn apply<'a>(
    documents: &mut Documents<'a>,
    corrections: &Node<'a>,
    sources: &SourceFiles,
    problems: &mut Diagnostics,
) {
    let mut report = |problem: Problem| {
        problems.push(sources.point(Diagnostic::error(problem.message).remedy(problem.remedy), problem.span));
    };
    let Value::List(entries) = &corrections.value else {
        let message = format!("expected a list of corrections, found {}", corrections.kind());
        return report(Problem {
            message,
            remedy: "write `[{\"operation\": …, \"at\": …}]`".to_owned(),
            span: corrections.span,
        });
    };
    for entry in entries {
        match Correction::read(entry) {
            Err(found) => found.into_iter().for_each(&mut report),
            Ok(correction) => {
                if let Err(problem) = correction.apply(documents) {
                    report(problem);
                }
            }
        }
    }
}

/// Returns the index of each well-formed correction that does not apply, with the problem.
#[cfg(feature = "cli")]
pub(super) fn stale<'a>(documents: &mut Documents<'a>, corrections: &Node<'a>) -> Vec<(usize, String)> {
    let Value::List(entries) = &corrections.value else { return Vec::new() };
    let read =
        entries.iter().enumerate().filter_map(|(position, entry)| Some((position, Correction::read(entry).ok()?)));
    read.filter_map(|(position, correction)| Some((position, correction.apply(documents).err()?.message))).collect()
}

/// A problem of a correction.
struct Problem {
    message: String,
    remedy: String,
    span: Span,
}

/// One element of the list.
struct Correction<'n, 'a> {
    operation: Option<(&'n str, Span)>,
    at: &'n str,
    at_span: Span,
    change: Change<'n, 'a>,
    was: Option<&'n Node<'a>>,
}

enum Change<'n, 'a> {
    Set(&'n Node<'a>),
    Remove,
    Rename(&'n str, Span),
}

impl<'n, 'a> Correction<'n, 'a> {
    fn read(entry: &'n Node<'a>) -> Result<Self, Vec<Problem>> {
        let Value::Object(members) = &entry.value else {
            return Err(vec![wrong_type(entry, "a correction (an object)")]);
        };
        let mut problems = unknown_members(members);
        let mut text = |name: &str, required: Option<&str>| match (entry.member(name), required) {
            (Some(member), _) => match member.value.text() {
                Some(text) => Some((text, member.value.span)),
                None => {
                    problems.push(wrong_type(&member.value, "a string"));
                    None
                }
            },
            (None, Some(remedy)) => {
                let message = format!("the correction has no `{name}`");
                problems.push(Problem { message, remedy: remedy.to_owned(), span: entry.span });
                None
            }
            (None, None) => None,
        };
        let operation = text("operation", None);
        let at = text("at", Some("write a JSON pointer, as in `/parameters/0/schema/maximum`"));
        text("why", Some("say why the vendor's description is wrong"));
        text("link", None);
        let change = read_change(entry, &mut problems);
        match (at, change) {
            (Some((at, at_span)), Some(change)) if problems.is_empty() => {
                let was = entry.member("was").map(|member| &member.value);
                Ok(Self { operation, at, at_span, change, was })
            }
            _ => Err(problems),
        }
    }

    fn apply(&self, documents: &mut Documents<'a>) -> Result<(), Problem> {
        let document = match self.operation {
            None => documents.product.as_mut().ok_or_else(|| self.stale("there is no product.json to correct"))?,
            Some((name, span)) => documents.operations.get_mut(name).ok_or_else(|| Problem {
                message: format!("there is no operation `{name}` to correct"),
                remedy: "remove the correction, or name another operation".to_owned(),
                span,
            })?,
        };
        let Some((parent, last)) = self.at.rsplit_once('/') else {
            return Err(self.stale(&format!("`{}` is not a JSON pointer into an object", self.at)));
        };
        let parent =
            parent.split('/').skip(1).try_fold(document, |node, step| match step_into(node, &unescape(step)) {
                Some(next) => Ok(next),
                None => Err(self.stale(&format!("there is no `{step}` on the path `{}`", self.at))),
            })?;
        let last = unescape(last);
        let found = step_into(parent, &last).map(|node| &*node);
        self.check_was(found)?;
        self.change(parent, &last)
    }

    /// Returns an error if the current value is not the one that the correction was made for.
    fn check_was(&self, found: Option<&Node<'_>>) -> Result<(), Problem> {
        match (&self.change, found, self.was) {
            (Change::Set(_), None, None) => Ok(()),
            (_, None, _) => Err(self.stale(&format!("there is nothing at `{}`", self.at))),
            (Change::Set(value), Some(found), _) if agrees(found, value) && agrees(value, found) => {
                Err(self.stale(&format!("`{}` has this value already", self.at)))
            }
            (_, Some(found), Some(was)) if !agrees(found, was) => Err(Problem {
                message: format!("`{}` is no longer what the correction was made for", self.at),
                remedy: "compare the description with `why`: correct `was`, or remove the correction".to_owned(),
                span: was.span,
            }),
            (Change::Set(_) | Change::Remove, Some(_), None) => {
                Err(self.stale_with("the correction does not state the old value", "add `was` with the old value"))
            }
            _ => Ok(()),
        }
    }

    fn change(&self, parent: &mut Node<'a>, last: &str) -> Result<(), Problem> {
        let position = match &parent.value {
            Value::Object(members) => members.iter().position(|member| member.name == last),
            Value::List(items) => position_in_list(items, last),
            _ => None,
        };
        match (&self.change, &mut parent.value, position) {
            (Change::Set(value), Value::Object(members), None) => {
                members.push(Member { name: last.to_owned().into(), name_span: self.at_span, value: (*value).clone() })
            }
            (Change::Set(value), Value::Object(members), Some(position)) => {
                members.iter_mut().skip(position).take(1).for_each(|member| member.value = (*value).clone());
            }
            (Change::Set(value), Value::List(items), Some(position)) => {
                items.iter_mut().skip(position).take(1).for_each(|item| *item = (*value).clone());
            }
            (Change::Set(value), Value::List(items), None) if last == "-" => items.push((*value).clone()),
            (Change::Remove, Value::Object(members), Some(position)) => drop(members.remove(position)),
            (Change::Remove, Value::List(items), Some(position)) => drop(items.remove(position)),
            (Change::Rename(name, span), Value::Object(members), Some(position)) => {
                if members.iter().any(|member| member.name == *name) {
                    let message = format!("there is a key `{name}` already");
                    let remedy = "choose another name, or remove the correction".to_owned();
                    return Err(Problem { message, remedy, span: *span });
                }
                members.iter_mut().skip(position).take(1).for_each(|member| {
                    member.name = (*name).to_owned().into();
                    member.name_span = *span;
                });
            }
            _ => return Err(self.stale(&format!("there is nothing at `{}` that this could change", self.at))),
        }
        Ok(())
    }

    fn stale(&self, message: &str) -> Problem {
        self.stale_with(
            message,
            "remove the correction if the vendor has fixed the description, or correct its location",
        )
    }

    fn stale_with(&self, message: &str, remedy: &str) -> Problem {
        Problem { message: message.to_owned(), remedy: remedy.to_owned(), span: self.at_span }
    }
}

fn read_change<'n, 'a>(entry: &'n Node<'a>, problems: &mut Vec<Problem>) -> Option<Change<'n, 'a>> {
    let mut changes = Vec::new();
    if let Some(member) = entry.member("set") {
        changes.push(Change::Set(&member.value));
    }
    if let Some(member) = entry.member("remove") {
        match member.value.value {
            Value::Boolean(true) => changes.push(Change::Remove),
            _ => problems.push(wrong_type(&member.value, "`true`")),
        }
    }
    if let Some(member) = entry.member("rename") {
        match member.value.text() {
            Some(name) => changes.push(Change::Rename(name, member.value.span)),
            None => problems.push(wrong_type(&member.value, "the new name (a string)")),
        }
    }
    if changes.len() != 1 && problems.is_empty() {
        let message = format!("the correction has {} changes", changes.len());
        let remedy = "write one of `set`, `remove` and `rename`".to_owned();
        problems.push(Problem { message, remedy, span: entry.span });
    }
    changes.pop()
}

fn unknown_members(members: &[Member<'_>]) -> Vec<Problem> {
    members
        .iter()
        .filter(|member| !MEMBERS.contains(&member.name.as_ref()))
        .map(|member| Problem {
            message: format!("a correction has no key `{}`", member.name),
            remedy: match suggest::closest(&member.name, MEMBERS) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("write {}", suggest::alternatives(&MEMBERS)),
            },
            span: member.name_span,
        })
        .collect()
}

fn wrong_type(node: &Node<'_>, expected: &str) -> Problem {
    let message = format!("expected {expected}, found {}", node.kind());
    Problem { message, remedy: format!("write {expected}"), span: node.span }
}

fn step_into<'t, 'a>(node: &'t mut Node<'a>, step: &str) -> Option<&'t mut Node<'a>> {
    match &mut node.value {
        Value::Object(members) => members.iter_mut().find(|member| member.name == step).map(|member| &mut member.value),
        Value::List(items) => {
            let position = position_in_list(items, step)?;
            items.get_mut(position)
        }
        _ => None,
    }
}

/// Resolves a step of a pointer in a list: an index, or the `name` of an object.
fn position_in_list(items: &[Node<'_>], step: &str) -> Option<usize> {
    match step.parse() {
        Ok(index) => (index < items.len()).then_some(index),
        Err(_) => {
            items.iter().position(|item| item.member("name").and_then(|member| member.value.text()) == Some(step))
        }
    }
}

/// Decodes a step of a pointer: `~1` is a slash and `~0` a tilde (RFC 6901, section 4).
fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Whether `value` equals `pattern`, except that objects may have more keys than their pattern.
fn agrees(value: &Node<'_>, pattern: &Node<'_>) -> bool {
    match (&value.value, &pattern.value) {
        (Value::Null, Value::Null) => true,
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| agrees(left, right))
        }
        (Value::Object(_), Value::Object(right)) => right
            .iter()
            .all(|wanted| value.member(&wanted.name).is_some_and(|member| agrees(&member.value, &wanted.value))),
        _ => false,
    }
}
