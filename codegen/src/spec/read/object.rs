//! The objects of the format, one line per member: how they are read and, with the feature `serde`, written.

use serde_json::{Map, Value as Json};

use super::value::malformed;
use super::{Read, Reader};
use crate::diagnostic::Diagnostic;
use crate::spec::entry::{
    AdditionalProperties, Change, Components, Directory, DirectoryItem, Endpoint, ErrorCode, Info, Names, Operation,
    Parameter, Product, RamAction, RamResource, Response, ResponseDemo, Schema, Source,
};
use crate::spec::tree::{Node, Value};

/// How an object is read: `Type as "what it is" { "member" => field (= how to read it, if not by type), ... also "older name" => field,
/// ... ignored "member that means nothing here" ... }`.
macro_rules! read_object {
    (@member $node:expr, $reader:expr) => { Read::read($node, $reader) };
    (@member $node:expr, $reader:expr, $how:path) => { $how($node, $reader) };
    ($type:ident as $what:literal {
        $($member:literal => $field:ident $(= $how:path)?,)*
        $(also $($alias:literal => $aliased:ident,)*)?
        $(ignored $($ignored:literal)*)?
    }) => {
        impl Read for $type {
            fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                let Value::Object(members) = &node.value else {
                    return malformed(node, reader, concat!($what, " (an object)"));
                };
                let mut object = Self::default();
                for member in members {
                    match member.name.as_ref() {
                        $($member => {
                            object.$field = read_object!(@member &member.value, reader $(, $how)?).unwrap_or_default();
                        })*
                        $($($alias => object.$aliased = read_object!(@member &member.value, reader).unwrap_or_default(),)*)?
                        $($($ignored)|* => {})?
                        _ => reader.unknown_member(member, $what, &[$($member,)* $($($alias),*)?]),
                    }
                }
                Some(object)
            }
        }
    };
}

/// How it is written: every field, in this order, unless it is absent.
macro_rules! write_object {
    ($type:ident { $($member:literal => $field:ident,)* }) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                use crate::spec::absent::Absent as _;
                // A field without a member would not compile.
                let Self { $($field),* } = self;
                let mut object = serializer.serialize_map(None)?;
                $(if !$field.is_absent() {
                    object.serialize_entry($member, $field)?;
                })*
                object.end()
            }
        }
    };
}

/// Both, for each of the types.
macro_rules! objects {
    ($($type:ident as $what:literal {
        $($member:literal => $field:ident $(= $how:path)?,)*
        $(also $($alias:literal => $aliased:ident,)*)?
        $(ignored $($ignored:literal)*)?
    })*) => {$(
        read_object! { $type as $what {
            $($member => $field $(= $how)?,)*
            $(also $($alias => $aliased,)*)?
            $(ignored $($ignored)*)?
        } }
        write_object! { $type { $($member => $field,)* } }
    )*};
}

objects! {
    Product as "a product" {
        "version" => version,
        "info" => info,
        "directories" => directories,
        "components" => components,
        "endpoints" => endpoints,
        "x-endpoint-rule" => endpoint_rule,
        "x-location-service-code" => location_service_code,
        "x-common-error-codes" => common_error_codes,
        "x-source" => source,
        ignored "changeSet" "errorCodes" "flowControl" "ram" "pages" "openapi"
    }
    Names as "`names.json`" {
        "operations" => operations,
        "components" => components,
        "errorCodes" => error_codes,
    }
    Info as "`info`" {
        "style" => style,
        "product" => product,
        "version" => version,
        "title" => title,
        ignored "description" "shortName" "categoryName" "category2Name"
    }
    Directory as "a group of operations" {
        "id" => id,
        "title" => title,
        "type" => kind,
        "x-feature" => feature,
        "children" => children,
        ignored "name" "description"
    }
    Components as "`components`" {
        "schemas" => schemas,
    }
    Endpoint as "an endpoint" {
        "regionId" => region_id,
        "regionName" => region_name,
        "endpoint" => endpoint,
        "public" => public,
        "vpc" => vpc,
        ignored "areaId" "areaName" "public_ipv6" "vpc_ipv6"
    }
    Operation as "an operation" {
        "title" => title,
        "summary" => summary,
        "description" => description,
        "path" => path,
        "methods" => methods,
        "schemes" => schemes,
        "security" => security,
        "consumes" => consumes,
        "produces" => produces,
        "operationType" => operation_type,
        "deprecated" => deprecated,
        "parameters" => parameters,
        "responses" => responses,
        "errorCodes" => error_codes,
        "ramActions" => ram_actions,
        "responseDemo" => response_demo = response_demos,
        "changeSet" => change_set,
        "x-engines" => engines,
        "x-rate-limit" => rate_limit,
        "x-request-demo" => request_demo,
        "x-page" => page,
        "x-items" => items,
        "x-source" => source,
        "x-differences" => differences,
        ignored "systemTags" "requestParamsDescription" "responseParamsDescription" "extraInfo" "flowControl"
            "flowControlList" "eventInfo" "autoTest" "staticInfo" "visibility" "tags" "translator" "operationId"
    }
    Schema as "a schema" {
        "title" => title,
        "description" => description,
        "type" => kind,
        "format" => format,
        "$ref" => reference,
        "required" => required,
        "docRequired" => doc_required,
        "deprecated" => deprecated,
        "nullable" => nullable,
        "enum" => valid_values,
        "enumValueTitles" => enum_value_titles,
        "default" => default,
        "example" => example,
        "minimum" => minimum,
        "maximum" => maximum,
        "exclusiveMinimum" => exclusive_minimum,
        "exclusiveMaximum" => exclusive_maximum,
        "minLength" => min_length,
        "maxLength" => max_length,
        "pattern" => pattern,
        "minItems" => min_items,
        "maxItems" => max_items,
        "items" => items,
        "properties" => properties,
        "additionalProperties" => additional_properties,
        "x-secret" => secret,
        ignored "visibility" "isFileTransferUrl" "readOnly" "extendType" "backendName" "xml" "uniqueItems" "itemName"
            "maxProperties" "minProperties" "externalDocs" "examples"
    }
    Response as "a response" {
        "schema" => schema,
        "description" => description,
        "headers" => headers,
    }
    ErrorCode as "an error code" {
        "errorCode" => error_code,
        "errorMessage" => error_message,
        "description" => description,
        ignored "httpCode" "solution"
    }
    RamResource as "a RAM resource" {
        "type" => kind,
        "arn" => arn,
        "required" => required,
        also "resourceType" => kind,
        ignored "validationType" "product" "description"
    }
    ResponseDemo as "a sample response" {
        "type" => kind,
        "example" => example,
        ignored "errorExample"
    }
    Change as "a change" {
        "createdAt" => created_at,
        "description" => description,
    }
    Source as "a source" {
        "document" => document,
        "updated" => updated,
        "facts" => facts,
    }
}

/// A parameter in either form: with everything that is known of its value in the schema, or, in some of the vendor's files, with a part of
/// it beside the schema.
#[derive(Default)]
struct ParameterRow {
    name: Option<String>,
    location: Option<String>,
    style: Option<String>,
    schema: Option<Schema>,
    title: Option<String>,
    description: Option<String>,
    required: Option<bool>,
    example: Option<Json>,
}

read_object! {
    ParameterRow as "a parameter" {
        "name" => name,
        "in" => location,
        "style" => style,
        "schema" => schema,
        "title" => title,
        "description" => description,
        "required" => required,
        "example" => example,
        ignored "allowEmptyValue" "visibility"
    }
}

impl Read for Parameter {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let mut row = ParameterRow::read(node, reader)?;
        for name in ["title", "description", "required", "example"] {
            if let Some(member) = node.member(name).filter(|_| !reader.is_of_vendor) {
                let diagnostic =
                    Diagnostic::error(format!("`{name}` is beside the schema")).remedy("move it into `schema`");
                reader.report(diagnostic, member.name_span);
            }
        }
        if let Some(schema) = &mut row.schema {
            schema.title = schema.title.take().or(row.title);
            schema.description = schema.description.take().or(row.description);
            schema.required = schema.required.or(row.required);
            schema.example = schema.example.take().or(row.example);
        }
        Some(Self { name: row.name, location: row.location, style: row.style, schema: row.schema })
    }
}

write_object! {
    Parameter {
        "name" => name,
        "in" => location,
        "style" => style,
        "schema" => schema,
    }
}

/// A row of the authorization table in either form: flat, or with the action in an object of its own, which is how the
/// vendor's newer files write it.
#[derive(Default)]
struct ActionRow {
    action: Option<String>,
    access_level: Option<String>,
    resources: Vec<RamResource>,
    condition_keys: Vec<String>,
    dependent_actions: Vec<String>,
    operation_type: Option<String>,
    nested: Option<Box<RamAction>>,
}

read_object! {
    ActionRow as "a RAM action" {
        "action" => action,
        "accessLevel" => access_level,
        "resources" => resources,
        "conditionKeys" => condition_keys,
        "dependentActions" => dependent_actions,
        "operationType" => operation_type,
        "ramAction" => nested,
        ignored "authType" "product" "authOperationSubject" "authOperationType" "description"
    }
}

impl Read for RamAction {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let row = ActionRow::read(node, reader)?;
        let access_level = row.access_level.or(row.operation_type);
        Some(match row.nested {
            Some(nested) => Self { access_level: nested.access_level.clone().or(access_level), ..*nested },
            None => Self {
                action: row.action,
                access_level,
                resources: row.resources,
                condition_keys: row.condition_keys,
                dependent_actions: row.dependent_actions,
            },
        })
    }
}

write_object! {
    RamAction {
        "action" => action,
        "accessLevel" => access_level,
        "resources" => resources,
        "conditionKeys" => condition_keys,
        "dependentActions" => dependent_actions,
    }
}

impl Read for DirectoryItem {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(_) => String::read(node, reader).map(Self::Operation),
            Value::Object(_) => Directory::read(node, reader).map(Self::Directory),
            _ => malformed(node, reader, "the name of an operation, or a nested group (an object)"),
        }
    }
}

impl Read for AdditionalProperties {
    fn read(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Boolean(allowed) => Some(Self::Allowed(*allowed)),
            Value::Object(_) => Schema::read(node, reader).map(Self::Schema),
            _ => malformed(node, reader, "a schema (an object), or `true` or `false`"),
        }
    }
}

/// Samples are a list in our files, and JSON text of that list in the vendor's.
fn response_demos(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<ResponseDemo>> {
    let Value::Text(text) = &node.value else { return Read::read(node, reader) };
    if text.trim().is_empty() {
        return None;
    }
    match serde_json::from_str::<Vec<Map<String, Json>>>(text) {
        Ok(samples) => Some(samples.iter().map(response_demo).collect()),
        Err(error) => {
            let diagnostic = Diagnostic::warning(format!("the samples are not a list in JSON: {error}"))
                .rule("the operation has no samples")
                .remedy(r#"write `[{"type": "json", "example": "…"}]`, as a list or as the text of a list"#);
            reader.report(diagnostic, node.span);
            None
        }
    }
}

fn response_demo(sample: &Map<String, Json>) -> ResponseDemo {
    let text = |name: &str| sample.get(name).and_then(Json::as_str).map(str::to_owned);
    ResponseDemo { kind: text("type"), example: text("example") }
}
