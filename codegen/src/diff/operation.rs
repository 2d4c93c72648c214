//! Compares operations that both versions generate.

use std::collections::HashSet;

use alicloud_api::{Auth, Method, Streaming};

use super::change::{ChangeLocation, Kind, Part};
use super::pair::{Paired, pair};
use super::permissions;
use super::record::Record;
use super::types::{Owner, Types};
use crate::decide::{OperationFacts, ParameterFacts, ResponseKind};
use crate::rust::model::item::{Home, OperationItem, PaginatorItem, ParameterItem};
use crate::rust::notation::{Notation, member_path};

/// Error codes of the new version.
pub(super) struct Codes<'a> {
    /// Codes that every operation has. They are generated for any selection of operations.
    pub(super) common: HashSet<&'a str>,
    /// All codes of the product.
    pub(super) all: HashSet<&'a str>,
}

/// Compares all parts of an operation in the model. A change of the idempotency token is found through its parameter.
pub(super) fn compare<'a>(
    old: &'a OperationItem,
    new: &'a OperationItem,
    codes: &Codes<'_>,
    types: &mut Types<'a>,
    record: &mut Record,
) {
    // Exhaustive on purpose: a new field of `Operation` does not compile here until it is compared below or ignored
    // explicitly.
    let OperationItem {
        facts: _,
        module: _,
        type_name: _,
        summary: _,
        documentation: _,
        fields: _,
        response: _,
        types: _,
        paginator: _,
    } = old;
    let OperationFacts {
        name: _,
        source: _,
        deprecated: _,
        parameters: _,
        method: _,
        methods: _,
        path: _,
        body: _,
        auth: _,
        accepted_auth: _,
        read_only: _,
        returns_secrets: _,
        idempotency_token: _,
        repeated: _,
        ram_actions: _,
        errors: _,
        response: _,
        xml_response: _,
        streaming: _,
        paging: _,
        without_paging: _,
    } = old.facts;
    let place = ChangeLocation::operation(new.name());
    types.enter((&old.module, &old.types), (&new.module, &new.types));
    names(old, new, &place, record);
    request(&old.facts, &new.facts, &place, record);
    behaviour(old, new, &place, record);
    parameters(old, new, &place.part(Part::Request), types, record);
    let (old_response, new_response) = (path(old, &old.response.name), path(new, &new.response.name));
    let response = place.part(Part::Response);
    if old.response.is_acknowledgement() != new.response.is_acknowledgement() {
        let kind = |operation: &OperationItem| {
            if operation.response.is_acknowledgement() { "`runtime::Acknowledgement`" } else { "a type of its own" }
        };
        record.add_at(Kind::ResponseType, &response, &old_response, format!("{} is now {}", kind(old), kind(new)));
    }
    streamed(old, new, &place, record);
    answered(&old.facts.response, &new.facts.response, &old_response, &response, record);
    types.members(
        Owner { path: &old_response, home: Home::Operation, fields: &old.response.fields, is_set: false },
        Owner { path: &new_response, home: Home::Operation, fields: &new.response.fields, is_set: false },
        &response,
        record,
    );
    // Compared after the response: if only the list of items changed, the change belongs to its fields and not to the
    // paginator.
    paginator(old.paginator.as_ref(), new.paginator.as_ref(), &path(old, &old.type_name), (&response, types), record);
    errors(old, new, codes, &place, record);
    permissions::compare(&old.facts.ram_actions, &new.facts.ram_actions, &path(new, &new.type_name), &place, record);
}

fn names(old: &OperationItem, new: &OperationItem, place: &ChangeLocation, record: &mut Record) {
    let (before, after) = (path(old, &old.type_name), path(new, &new.type_name));
    if before != after {
        record.add_at(Kind::OperationRenamed, place, &before, format!("`{before}` is now `{after}`"));
    }
    if old.name() != new.name() {
        let what = format!("operation `{}` is now `{}`", old.name(), new.name());
        record.add_at(Kind::OperationWireName, place, &after, what);
    }
}

/// Compares the kind of response body. Its fields are compared with [`Types::members`].
fn answered(old: &ResponseKind, new: &ResponseKind, rust: &str, place: &ChangeLocation, record: &mut Record) {
    let (before, after) = (body_of(old), body_of(new));
    if before != after {
        record.add_at(Kind::ResponseBody, place, rust, format!("body: {before} is now {after}"));
    }
}

/// Compares the methods that send the operation.
fn streamed(old: &OperationItem, new: &OperationItem, place: &ChangeLocation, record: &mut Record) {
    let (before, after) = (old.facts.streaming, new.facts.streaming);
    let sends = |streaming| streaming != Streaming::Always;
    let streams = |streaming| streaming != Streaming::Never;
    let type_path = path(new, &new.type_name);
    let mut changed = |had: bool, has: bool, method: &str, removed: Kind, added: Kind| {
        let at = member_path(&type_path, method);
        match (had, has) {
            (true, false) => record.add_at(removed, place, &at, format!("`{method}` is gone")),
            (false, true) => record.add_at(added, place, &at, format!("`{method}` is new")),
            _ => {}
        }
    };
    changed(sends(before), sends(after), "send", Kind::SendRemoved, Kind::SendAdded);
    changed(streams(before), streams(after), "send_stream", Kind::StreamRemoved, Kind::StreamAdded);
}

fn body_of(kind: &ResponseKind) -> &'static str {
    match kind {
        ResponseKind::Empty => "none",
        ResponseKind::Acknowledgement | ResponseKind::Identified => "an object with a request id",
        ResponseKind::Fields(_) => "an object without a request id",
        ResponseKind::Unknown => "any object",
        ResponseKind::List => "a list",
        ResponseKind::Map => "a map",
        ResponseKind::Text => "a single value",
        ResponseKind::Binary => "bytes",
    }
}

fn request(old: &OperationFacts, new: &OperationFacts, place: &ChangeLocation, record: &mut Record) {
    let mut changed = |what: &str, old: String, new: String| {
        if old != new {
            record.add(Kind::OperationRequest, place, format!("{what} `{old}` is now `{new}`"));
        }
    };
    changed("method", old.method.to_string(), new.method.to_string());
    let all = |methods: &[Method]| methods.iter().copied().map(Method::as_str).collect::<Vec<_>>().join(", ");
    changed("accepted methods", all(&old.methods), all(&new.methods));
    changed("path", old.path.clone(), new.path.clone());
    changed("body", old.body.to_string(), new.body.to_string());
    let format = |operation: &OperationFacts| if operation.xml_response { "XML" } else { "JSON" }.to_owned();
    changed("format of the response", format(old), format(new));
}

fn behaviour(old: &OperationItem, new: &OperationItem, place: &ChangeLocation, record: &mut Record) {
    if old.facts.auth != new.facts.auth {
        let kind = if new.facts.auth == Auth::Anonymous { Kind::CredentialsDropped } else { Kind::CredentialsDemanded };
        record.add(kind, place, format!("authentication `{}` is now `{}`", old.facts.auth, new.facts.auth));
    }
    if old.facts.read_only != new.facts.read_only {
        let says =
            |read_only| if read_only { "an operation that only reads" } else { "an operation that may change state" };
        record.add(
            Kind::OperationRepetition,
            place,
            format!("{} is now {}", says(old.facts.read_only), says(new.facts.read_only)),
        );
    }
    let (before, after) = (old.facts.idempotency_token(), new.facts.idempotency_token());
    if before.is_some() != after.is_some() {
        let says = |token: Option<&str>| {
            if token.is_some() {
                "an operation with an idempotency token"
            } else {
                "an operation without an idempotency token"
            }
        };
        record.add(Kind::OperationRepetition, place, format!("{} is now {}", says(before), says(after)));
    }
    if old.facts.returns_secrets != new.facts.returns_secrets {
        let says = |returns| if returns { "a response with secrets" } else { "a response without secrets" };
        let what = format!("{} is now {}", says(old.facts.returns_secrets), says(new.facts.returns_secrets));
        record.add(Kind::OperationSecrets, place, what);
    }
    let type_path = path(new, &new.type_name);
    match (old.facts.deprecated, new.facts.deprecated) {
        (false, true) => record.add_at(Kind::OperationDeprecated, place, &type_path, "deprecated"),
        (true, false) => record.add_at(Kind::OperationUndeprecated, place, &type_path, "not deprecated any more"),
        _ => {}
    }
}

fn parameters<'a>(
    old: &'a OperationItem,
    new: &'a OperationItem,
    place: &ChangeLocation,
    types: &mut Types<'a>,
    record: &mut Record,
) {
    let (old_parameters, new_parameters): (Vec<_>, Vec<_>) = (old.parameters().collect(), new.parameters().collect());
    let Paired { both, removed, added } = pair(
        &old_parameters,
        &new_parameters,
        &[
            |old, new| {
                old.field.wire == new.field.wire
                    && old.facts.location == new.facts.location
                    && old.field.name == new.field.name
            },
            |old, new| old.field.wire == new.field.wire && old.facts.location == new.facts.location,
            |old, new| old.field.wire == new.field.wire,
            |old, new| old.field.name == new.field.name,
        ],
    );
    let (old_path, new_path) = (path(old, &old.type_name), path(new, &new.type_name));
    for parameter in removed {
        let path = member_path(&old_path, &parameter.field.name);
        record.add_at(Kind::MemberRemoved, &place.member(&parameter.field.wire), &path, "removed");
    }
    for ParameterItem { field, facts } in added {
        let ty = Notation::relative(&new.module).field_type(field);
        let (kind, what) = match facts.required {
            true => (Kind::ParameterRequiredAdded, format!("added, required, `{ty}`")),
            false => (Kind::MemberAdded, format!("added, `{ty}`")),
        };
        record.add_at(kind, &place.member(&field.wire), &member_path(&new_path, &field.name), what);
    }
    for (before, after) in both {
        let old_owner = Owner { path: &old_path, home: Home::Operation, fields: &[], is_set: true };
        let new_owner = Owner { path: &new_path, home: Home::Operation, fields: &[], is_set: true };
        types.field((before.field, old_owner), (after.field, new_owner), place, record);
        let rust = member_path(&new_path, &after.field.name);
        sending(before.facts, after.facts, &rust, &place.member(&after.field.wire), record);
    }
}

/// Compares how a parameter is sent.
fn sending(old: &ParameterFacts, new: &ParameterFacts, rust: &str, place: &ChangeLocation, record: &mut Record) {
    match (old.required, new.required) {
        (false, true) => record.add_at(Kind::ParameterRequired, place, rust, "optional is now required"),
        (true, false) => record.add_at(Kind::ParameterOptional, place, rust, "required is now optional"),
        _ => {}
    }
    let mut changed = |what: &str, old: String, new: String| {
        if old != new {
            record.add_at(Kind::ParameterRequest, place, rust, format!("{what} `{old}` is now `{new}`"));
        }
    };
    changed("name", old.name.clone(), new.name.clone());
    changed("location", old.location.to_string(), new.location.to_string());
    changed("style", old.style.to_string(), new.style.to_string());
    let filled = |parameter: &ParameterFacts| if parameter.is_region { "the region of the client" } else { "nothing" };
    changed("value sent when unset", filled(old).to_owned(), filled(new).to_owned());
}

fn paginator<'a>(
    old: Option<&'a PaginatorItem>,
    new: Option<&'a PaginatorItem>,
    rust: &str,
    (place, types): (&ChangeLocation, &mut Types<'a>),
    record: &mut Record,
) {
    match (old, new) {
        (Some(_), None) => record.add_at(Kind::PaginatorRemoved, place, rust, "pages: no paginator any more"),
        (None, Some(_)) => record.add_at(Kind::PaginatorAdded, place, rust, "pages: a paginator"),
        (Some(old), Some(new)) => {
            if !types.same(&old.item, &new.item, place, record) {
                record.add_at(Kind::PaginatorType, place, rust, "pages: their elements have another type");
            } else if old.paging != new.paging {
                record.add_at(Kind::PaginatorChanged, place, rust, "pages: the next page is requested differently");
            }
        }
        (None, None) => {}
    }
}

fn errors(old: &OperationItem, new: &OperationItem, codes: &Codes<'_>, place: &ChangeLocation, record: &mut Record) {
    let listed = |operation: &OperationItem| -> Vec<(u16, String)> {
        operation.facts.errors.iter().map(|error| (error.status, error.code.clone())).collect()
    };
    let (old, new) = (listed(old), listed(new));
    let Paired { removed, added, .. } = pair(&old, &new, &[|old, new| old == new]);
    for (status, code) in removed {
        // A code that the whole product no longer has is reported for the product.
        let stays = !codes.all.contains(code.as_str()) || codes.common.contains(code.as_str());
        let is_kept = new.iter().any(|(_, kept)| kept == code);
        let kind = if stays || is_kept { Kind::ErrorUnlisted } else { Kind::ErrorCodeLeft };
        record.add(kind, &error(place, *status, code), "error not listed any more");
    }
    for (status, code) in added {
        record.add(Kind::ErrorListed, &error(place, *status, code), "error listed");
    }
}

fn error(place: &ChangeLocation, status: u16, code: &str) -> ChangeLocation {
    ChangeLocation { path: format!("{status} {code}"), ..place.clone() }
}

fn path(operation: &OperationItem, name: &str) -> String {
    Notation::relative(&operation.module).item(name)
}
