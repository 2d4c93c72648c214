//! Moves and renames keys where the vendor's format differs from the entry format.

use std::borrow::Cow;

use super::{Cause, VendorNotes, is_empty};
use crate::spec::characters;
use crate::spec::effect::vendor_word;
use crate::spec::entry::{Endpoint, Operation, RamAction, RamResource, Schema};
use crate::spec::read::shape::{Key, ObjectShape};
use crate::spec::tree::{Member, Node, Span, Value};

/// Rewrites an object of the vendor so that its keys are those of `shape`.
pub(super) fn object(members: &mut Vec<Member<'_>>, shape: &'static ObjectShape, notes: &mut VendorNotes) {
    move_into_inner(members, shape, notes);
    let what = shape.what;
    if what == Schema::OBJECT.what {
        required_fields(members, notes);
    } else if what == Operation::OBJECT.what {
        description(members);
        operation_type(members, notes);
        rate_limit(members, notes);
        samples(members, notes);
        security(members, notes);
    } else if what == RamAction::OBJECT.what {
        action(members, notes);
    } else if what == RamResource::OBJECT.what {
        resource(members);
    } else if what == Endpoint::OBJECT.what {
        host(members, notes);
    }
}

/// Moves keys of the nested object that are next to it into it, as in `{"name": …, "required": true, "schema": {…}}`.
fn move_into_inner(members: &mut Vec<Member<'_>>, shape: &'static ObjectShape, notes: &mut VendorNotes) {
    let Some((holder, inner)) = shape.inner else { return };
    let is_misplaced =
        |name: &str| !matches!((shape.key)(name), Key::Known(_)) && matches!((inner.key)(name), Key::Known(_));
    if !members.iter().any(|member| is_misplaced(&member.name)) {
        return;
    }
    let (misplaced, mut kept): (Vec<_>, Vec<_>) =
        std::mem::take(members).into_iter().partition(|member| is_misplaced(&member.name));
    for member in misplaced {
        if matches!(member.value.value, Value::Null) || is_empty(&member.value.value) {
            continue;
        }
        let position = kept.iter().position(|there| there.name == holder);
        let position = position.unwrap_or_else(|| {
            kept.push(new_member(holder, Value::Null, member.name_span));
            kept.len() - 1
        });
        let Some(there) = kept.get_mut(position) else { continue };
        if is_empty(&there.value.value) {
            there.value.value = Value::Object(Vec::new());
        }
        let Value::Object(fields) = &mut there.value.value else { continue };
        let has = |field: &Member<'_>| field.name == member.name && !is_empty(&field.value.value);
        if fields.iter().any(has) {
            notes.add(
                shape.what,
                &member.name,
                Cause::Changed("is next to the schema, which has one: it is left out"),
                member.name_span,
            );
        } else {
            notes.add(
                shape.what,
                &member.name,
                Cause::Changed("is next to the schema: it is read as a part of it"),
                member.name_span,
            );
            fields.retain(|field| field.name != member.name);
            fields.push(member);
        }
    }
    *members = kept;
}

/// Converts the form of JSON Schema, in which an object lists its required fields, to a flag at each field.
fn required_fields(members: &mut Vec<Member<'_>>, notes: &mut VendorNotes) {
    let is_list = |member: &Member<'_>| member.name == "required" && matches!(member.value.value, Value::List(_));
    let Some(position) = members.iter().position(is_list) else { return };
    let Member { value: Node { value: Value::List(names), span }, .. } = members.remove(position) else { return };
    let what = Schema::OBJECT.what;
    let mut fields = members.iter_mut().find(|member| member.name == "properties");
    for name in names {
        let field = match fields.as_deref_mut().map(|fields| &mut fields.value.value) {
            Some(Value::Object(fields)) => {
                fields.iter_mut().find(|field| name.text().is_some_and(|name| name == field.name))
            }
            _ => None,
        };
        match field.map(|field| &mut field.value.value) {
            Some(Value::Object(keys)) => {
                notes.add(
                    what,
                    "required",
                    Cause::Changed("is a list of fields: each of these fields is marked as required"),
                    span,
                );
                keys.retain(|key| key.name != "required");
                keys.push(new_member("required", Value::Boolean(true), name.span));
            }
            _ => notes.add(what, "required", Cause::Changed("lists a field that does not exist: it is left out"), span),
        }
    }
}

/// Joins the description with the parts that the vendor has under separate keys.
fn description(members: &mut Vec<Member<'_>>) {
    const PARTS: [&str; 4] = ["description", "requestParamsDescription", "responseParamsDescription", "extraInfo"];
    if !members.iter().any(|member| PARTS.iter().skip(1).any(|part| member.name == *part)) {
        return;
    }
    let parts = PARTS.map(|part| take(members, part));
    let Some(span) = parts.iter().flatten().map(|part| part.span).next() else { return };
    let said = parts.iter().flatten().filter_map(Node::text).filter(|text| !text.trim().is_empty());
    let text = said.collect::<Vec<_>>().join("\n\n");
    members.push(new_member("description", Value::Text(Cow::Owned(text)), span));
}

/// Converts `systemTags`, the vendor's classification, of which only `operationType` is used.
fn operation_type(members: &mut Vec<Member<'_>>, notes: &mut VendorNotes) {
    let Some(tags) = take(members, "systemTags") else { return };
    let span = tags.span;
    let tags = left_over(tags, "`systemTags`", &["operationType"], notes);
    let text = |node: Option<Node<'_>>| {
        node.and_then(|node| Some(node.text()?.trim().to_owned())).filter(|text| !text.is_empty())
    };
    let system = text(tags.into_iter().find(|tag| tag.name == "operationType").map(|tag| tag.value));
    if let Some(word) = vendor_word(system.as_deref(), text(take(members, "operationType"))) {
        members.push(new_member("operationType", Value::Text(Cow::Owned(word)), span));
    }
}

/// Converts `flowControl`, the number of calls per time window. Only a limit per second for all regions can be
/// expressed in an entry.
fn rate_limit(members: &mut Vec<Member<'_>>, notes: &mut VendorNotes) {
    const WHAT: &str = "`flowControl`";
    let Some(flow) = take(members, "flowControl") else { return };
    let mut limit = None;
    for member in left_over(flow, WHAT, &["flowControlList"], notes) {
        let rows = match member.value.value {
            Value::List(rows) => rows,
            _ => vec![member.value],
        };
        for row in rows {
            let span = row.span;
            let row = left_over(row, WHAT, &["countWindow", "regionId", "threshold", "api"], notes);
            let find = |name: &str| row.iter().find(|key| key.name == name).map(|key| &key.value);
            let everywhere =
                find("regionId").and_then(Node::text).is_none_or(|region| matches!(region.trim(), "" | "*"));
            match find("threshold").and_then(whole) {
                Some(threshold) if everywhere && find("countWindow").and_then(whole) == Some(1) => {
                    limit.get_or_insert((threshold, span));
                }
                Some(_) => notes.add(
                    WHAT,
                    "threshold",
                    Cause::Changed("is for another time window or for one region: it is left out"),
                    span,
                ),
                None => {}
            }
        }
    }
    if let Some((threshold, span)) = limit
        && !members.iter().any(|member| member.name == "x-rate-limit" && !is_empty(&member.value.value))
    {
        members.push(new_member("x-rate-limit", Value::Number(Cow::Owned(threshold.to_string())), span));
    }
}

/// Removes an empty list of ways to authenticate, which the entry format cannot tell from an absent one.
fn security(members: &mut Vec<Member<'_>>, notes: &mut VendorNotes) {
    let is_empty_list = |member: &Member<'_>| {
        member.name == "security" && matches!(&member.value.value, Value::List(list) if list.is_empty())
    };
    if let Some(member) = members.iter().find(|member| is_empty_list(member)) {
        let cause = Cause::Changed(NO_SECURITY);
        notes.add(Operation::OBJECT.what, "security", cause, member.value.span);
        members.retain(|member| !is_empty_list(member));
    }
}

/// What is said of an empty list of ways to authenticate.
const NO_SECURITY: &str =
    "is an empty list, which names no way to authenticate: the operation is signed like any other";

/// Converts samples, which the vendor writes as a string with a JSON list, to a list.
fn samples(members: &mut [Member<'_>], notes: &mut VendorNotes) {
    let what = Operation::OBJECT.what;
    let Some(member) = members.iter_mut().find(|member| member.name == "responseDemo") else { return };
    let span = member.value.span;
    let list = match &member.value.value {
        Value::Text(text) if text.trim().is_empty() => Vec::new(),
        Value::Text(text) => match serde_json::from_str(text) {
            Ok(serde_json::Value::Array(samples)) => samples,
            _ => {
                notes.add(what, "responseDemo", Cause::Changed("is not a list of samples: it is left out"), span);
                Vec::new()
            }
        },
        _ => return,
    };
    member.value.value = Value::List(list.into_iter().map(|sample| node_of(sample, span)).collect());
    // The outer string was cleaned while these characters were still JSON escapes in it.
    if characters::clean(&mut member.value) > 0 {
        notes.add(what, "responseDemo", Cause::Changed("contains invisible characters: they are left out"), span);
    }
}

/// Converts a row of the authorization table. The vendor's newer files nest the action in an object: `{operationType,
/// ramAction: {action, actionConditions, …}}`.
fn action(members: &mut Vec<Member<'_>>, notes: &mut VendorNotes) {
    if let Some(Node { value: Value::Object(inner), .. }) = take(members, "ramAction") {
        for member in inner {
            if !members.iter().any(|there| there.name == member.name && !is_empty(&there.value.value)) {
                members.retain(|there| there.name != member.name);
                members.push(member);
            }
        }
    }
    if let Some(mut level) = take_member(members, "operationType")
        && !members.iter().any(|member| member.name == "accessLevel" && !is_empty(&member.value.value))
    {
        level.name = Cow::Borrowed("accessLevel");
        members.retain(|member| member.name != "accessLevel");
        members.push(level);
    }
    // `authLevel` is redundant: the resources show whether permissions can be limited to single resources.
    take(members, "authLevel");
    let Some(conditions) = take(members, "actionConditions") else { return };
    let span = conditions.span;
    let rows = match conditions.value {
        Value::List(rows) => rows,
        _ => vec![conditions],
    };
    let keys =
        rows.into_iter().flat_map(|row| left_over(row, "`actionConditions`", &["key"], notes)).map(|key| key.value);
    let keys: Vec<Node<'_>> = keys.collect();
    match members.iter_mut().find(|member| member.name == "conditionKeys").map(|member| &mut member.value.value) {
        Some(Value::List(there)) => there.extend(keys),
        _ => {
            members.retain(|member| member.name != "conditionKeys");
            members.push(new_member("conditionKeys", Value::List(keys), span));
        }
    }
}

fn resource(members: &mut Vec<Member<'_>>) {
    // The product is redundant, since it is part of the ARN.
    take(members, "product");
    let is_said = |members: &[Member<'_>], name: &str| {
        members.iter().any(|member| member.name == name && !is_empty(&member.value.value))
    };
    if let Some(mut kind) = take_member(members, "resourceType")
        && !is_said(members, "type")
    {
        kind.name = Cow::Borrowed("type");
        members.retain(|member| member.name != "type");
        members.push(kind);
    }
    if let Some(validation) = take(members, "validationType")
        && !is_said(members, "required")
        && let Some(word) = validation.text().filter(|word| !word.trim().is_empty())
    {
        let required = Value::Boolean(word == "always");
        members.retain(|member| member.name != "required");
        members.push(new_member("required", required, validation.span));
    }
}

/// Renames `endpoint`, which older files use for the public host, to `public`.
fn host(members: &mut Vec<Member<'_>>, notes: &mut VendorNotes) {
    let Some(mut older) = take_member(members, "endpoint") else { return };
    match members.iter().find(|member| member.name == "public" && !is_empty(&member.value.value)) {
        Some(public) => {
            if public.value.text() != older.value.text() && !is_empty(&older.value.value) {
                notes.add(
                    Endpoint::OBJECT.what,
                    "endpoint",
                    Cause::Changed("differs from `public`: it is left out"),
                    older.name_span,
                );
            }
        }
        None => {
            older.name = Cow::Borrowed("public");
            members.retain(|member| member.name != "public");
            members.push(older);
        }
    }
}

/// Returns the keys that are `known` and records the others as left out.
fn left_over<'a>(node: Node<'a>, what: &'static str, known: &[&str], notes: &mut VendorNotes) -> Vec<Member<'a>> {
    let span = node.span;
    let Value::Object(mut members) = node.value else {
        if !is_empty(&node.value) {
            notes.add(what, "", Cause::Unusable, span);
        }
        return Vec::new();
    };
    members.retain(|member| {
        let is_known = known.iter().any(|known| member.name == *known);
        if !is_known && !is_empty(&member.value.value) {
            notes.add(what, &member.name, Cause::Meaningless, member.name_span);
        }
        is_known
    });
    members
}

fn take_member<'a>(members: &mut Vec<Member<'a>>, name: &str) -> Option<Member<'a>> {
    let position = members.iter().position(|member| member.name == name)?;
    Some(members.remove(position))
}

fn take<'a>(members: &mut Vec<Member<'a>>, name: &str) -> Option<Node<'a>> {
    take_member(members, name).map(|member| member.value)
}

fn new_member<'a>(name: &'static str, value: Value<'a>, span: Span) -> Member<'a> {
    Member { name: Cow::Borrowed(name), name_span: span, value: Node { span, value } }
}

fn whole(node: &Node<'_>) -> Option<u32> {
    match &node.value {
        Value::Number(digits) => digits.parse().ok(),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Converts JSON that was parsed from a string. All values get the span of that string.
fn node_of<'a>(json: serde_json::Value, span: Span) -> Node<'a> {
    use serde_json::Value as Json;
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Boolean(flag),
        Json::Number(number) => Value::Number(Cow::Owned(number.to_string())),
        Json::String(text) => Value::Text(Cow::Owned(text)),
        Json::Array(items) => Value::List(items.into_iter().map(|item| node_of(item, span)).collect()),
        Json::Object(members) => {
            let member =
                |(name, value)| Member { name: Cow::Owned(name), name_span: span, value: node_of(value, span) };
            Value::Object(members.into_iter().map(member).collect())
        }
    };
    Node { span, value }
}
