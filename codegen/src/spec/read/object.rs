//! The objects of the format as tables with one line per key: how they are read and, with the feature `serde`, written.

use super::shape::{Key, ObjectShape, Shape};
use super::value::malformed;
use super::{EntryReader, Read};
use crate::spec::entry::{
    AdditionalProperties, Change, Components, Directory, DirectoryItem, DocumentedWaiter, Endpoint, ErrorCode, Info,
    Names, Operation, Parameter, Product, RamAction, RamResource, Response, ResponseDemo, Schema, Source,
};
use crate::spec::tree::{Node, Value};

/// Implements reading of an object: `Type as "description" { "key" => field, ... ignored "unused key" ... inner "key"
/// Type }`. Keys of the `inner` object that appear next to it are reported as misplaced.
macro_rules! read_object {
    ($type:ident as $what:literal {
        $($member:literal => $field:ident,)*
        $(ignored $($ignored:literal)*)?
        $(inner $inner:literal $holder:ident)?
    }) => {
        impl $type {
            /// The table of its keys.
            pub(crate) const OBJECT: &'static ObjectShape = &ObjectShape {
                what: $what,
                key: |name| match name {
                    $($member => Key::Known(shape_of(|object: &Self| &object.$field)),)*
                    $($($ignored)|* => Key::Meaningless,)?
                    _ => Key::Unknown,
                },
                keys: &[$($member),*],
                inner: read_object!(@inner $($inner $holder)?),
            };
        }

        impl Read for $type {
            fn shape() -> Shape {
                Shape::Object(Self::OBJECT)
            }

            fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
                let Value::Object(members) = &node.value else {
                    return malformed(node, reader, concat!($what, " (an object)"));
                };
                let mut object = Self::default();
                for member in members {
                    match member.name.as_ref() {
                        $($member => object.$field = Read::read(&member.value, reader).unwrap_or_default(),)*
                        $($($ignored)|* => {})?
                        _ => reader.unknown_key(member, Self::OBJECT),
                    }
                }
                Some(object)
            }
        }
    };
    (@inner) => { None };
    (@inner $inner:literal $holder:ident) => { Some(($inner, $holder::OBJECT)) };
}

/// The shape of a field.
fn shape_of<T, F: Read>(_: fn(&T) -> &F) -> Shape {
    F::shape()
}

/// Implements writing of an object: all fields in this order, except absent ones.
macro_rules! write_object {
    ($type:ident { $($member:literal => $field:ident,)* }) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                use crate::spec::absent::Absent as _;
                // Exhaustive on purpose: a field without a key does not compile.
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

/// Implements reading and writing for each of the types.
macro_rules! objects {
    ($($type:ident as $what:literal {
        $($member:literal => $field:ident,)*
        $(ignored $($ignored:literal)*)?
        $(inner $inner:literal $holder:ident)?
    })*) => {$(
        read_object! { $type as $what {
            $($member => $field,)*
            $(ignored $($ignored)*)?
            $(inner $inner $holder)?
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
        "x-signature" => signature,
        "x-location-service-code" => location_service_code,
        "x-common-error-codes" => common_error_codes,
        "x-waiters" => waiters,
        "x-source" => source,
        ignored "changeSet" "errorCodes" "flowControl" "ram" "pages" "openapi"
    }
    DocumentedWaiter as "a waiter" {
        "summary" => summary,
        "operation" => operation,
        "arguments" => arguments,
        "expression" => expression,
        "value" => value,
        "never" => never,
        "missing" => missing,
    }
    Names as "`names.json`" {
        "operations" => operations,
        "components" => components,
        "errorCodes" => error_codes,
        "fields" => fields,
        "types" => types,
        "variants" => variants,
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
        "responseDemo" => response_demo,
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
    Parameter as "a parameter" {
        "name" => name,
        "in" => location,
        "style" => style,
        "schema" => schema,
        ignored "allowEmptyValue" "visibility"
        inner "schema" Schema
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
    RamAction as "a RAM action" {
        "action" => action,
        "accessLevel" => access_level,
        "resources" => resources,
        "conditionKeys" => condition_keys,
        "dependentActions" => dependent_actions,
        ignored "authLevel" "authType" "product" "authOperationSubject" "authOperationType" "description"
    }
    RamResource as "a RAM resource" {
        "type" => kind,
        "arn" => arn,
        "required" => required,
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

impl Read for DirectoryItem {
    fn shape() -> Shape {
        Shape::Either(String::shape, Directory::shape)
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(_) => String::read(node, reader).map(Self::Operation),
            Value::Object(_) => Directory::read(node, reader).map(Self::Directory),
            _ => malformed(node, reader, "the name of an operation, or a nested group (an object)"),
        }
    }
}

impl Read for AdditionalProperties {
    fn shape() -> Shape {
        Shape::Either(bool::shape, Schema::shape)
    }

    fn read(node: &Node<'_>, reader: &mut EntryReader<'_>) -> Option<Self> {
        match &node.value {
            Value::Boolean(allowed) => Some(Self::Allowed(*allowed)),
            Value::Object(_) => Schema::read(node, reader).map(Self::Schema),
            _ => malformed(node, reader, "a schema (an object), or `true` or `false`"),
        }
    }
}
