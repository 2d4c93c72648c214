//! The types of the entry format, which follow the objects of Alibaba Cloud's `api-docs` metadata one to one.
//!
//! Every field is optional here, even if the format requires it. A file that lacks a key is *read* like any other, and
//! the missing key is then reported together with all other problems of the file; a strict type would hide everything
//! after the first omission.

use indexmap::IndexMap;
use serde_json::Value;

/// The content of `product.json`: an `api-docs.json` without its operations.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Product {
    /// Version of the file format; always `1.0` so far.
    pub version: Option<String>,
    /// Code, version, style and title of the product.
    pub info: Info,
    /// Groups of operations. A group with an `x-feature` is a Cargo feature of the generated crate.
    pub directories: Vec<Directory>,
    /// Schemas that several operations share.
    pub components: Components,
    /// Hosts of the product by region.
    pub endpoints: Vec<Endpoint>,
    /// How the host of a region that is not listed is built: `regional` (`CODE.REGION.aliyuncs.com`), `central`
    /// (`CODE.aliyuncs.com`), or absent. Without a rule, such a region has the global host, if there is one: that of
    /// the region `public`, or the one that all listed regions share. Import derives the rule from the listed hosts.
    #[cfg_attr(feature = "schema", schemars(rename = "x-endpoint-rule"))]
    pub endpoint_rule: Option<String>,
    /// The signature that the gateway verifies: `ACS`, the common one; `LOG`, that of Simple Log Service; or `OSS4`. If it is
    /// absent, it is the one that is known of the product. The vendor's metadata do not state it.
    #[cfg_attr(feature = "schema", schemars(rename = "x-signature"))]
    pub signature: Option<String>,
    /// Code of the product at the location service, if it has one.
    #[cfg_attr(feature = "schema", schemars(rename = "x-location-service-code"))]
    pub location_service_code: Option<String>,
    /// Errors that every operation of the product can return. The documentation repeats them on nearly every page.
    #[cfg_attr(feature = "schema", schemars(rename = "x-common-error-codes"))]
    pub common_error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// States that a command can wait for, by name, such as `instance-running`.
    #[cfg_attr(feature = "schema", schemars(rename = "x-waiters"))]
    pub waiters: IndexMap<String, DocumentedWaiter>,
    /// Documents that this file was derived from.
    #[cfg_attr(feature = "schema", schemars(rename = "x-source"))]
    pub source: Vec<Source>,
}

/// A state, and how it is found out whether it has come: an operation that only reads is called until its response has a value.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct DocumentedWaiter {
    /// What is waited for, in one sentence.
    pub summary: Option<String>,
    /// Name of the operation.
    pub operation: Option<String>,
    /// Names of the parameters whose values the caller has to give, in this order.
    pub arguments: Vec<String>,
    /// JMESPath expression for the value in the response.
    pub expression: Option<String>,
    /// The value that ends the wait, as a string.
    pub value: Option<String>,
    /// Values after which the awaited one cannot come any more.
    pub never: Vec<String>,
    /// Whether the wait also ends when the service says that the resource does not exist. Otherwise it has failed then.
    pub missing: Option<bool>,
}

/// The content of `names.json`: pinned Rust names, which do not change when other names are added. Keys are names on
/// the wire.
///
/// Import pins every name that depends on other names: a name that the whole product shares as soon as several items
/// want it, and a name within an operation as soon as another item there would take it over. The name of an item that
/// was removed stays reserved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// Names of the modules of operations.
    pub operations: IndexMap<String, String>,
    /// Names of the types of shared schemas.
    pub components: IndexMap<String, String>,
    /// Names of the variants of error codes.
    pub error_codes: IndexMap<String, String>,
    /// Names of fields within operations and shared schemas: the outer key is the operation (`#/components/schemas` for
    /// all shared schemas), the inner key the location within it.
    pub fields: IndexMap<String, IndexMap<String, String>>,
    /// Names of structures and enumerations within operations and shared schemas, by operation and location.
    pub types: IndexMap<String, IndexMap<String, String>>,
    /// Names of variants of enumerations, by operation and location. The inner key is the location, `=`, and the value.
    pub variants: IndexMap<String, IndexMap<String, String>>,
}

/// `info` of a product.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Info {
    /// Gateway style: `RPC`, `ROA`, `V3` (both of these), `FC` (treated like `ROA`), or one that is not supported
    /// (`OSS`, …).
    pub style: Option<String>,
    /// Product code, as in `Rds`.
    pub product: Option<String>,
    /// API version, as in `2014-08-15`.
    pub version: Option<String>,
    /// Display name of the product, such as `ApsaraDB RDS`.
    pub title: Option<String>,
}

/// A group of operations.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Directory {
    /// Identifier in the vendor's files.
    pub id: Option<i64>,
    /// Display title.
    pub title: Option<String>,
    /// Always `directory`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: Option<String>,
    /// Name of the Cargo feature that this group becomes.
    #[cfg_attr(feature = "serde", serde(rename = "x-feature"))]
    pub feature: Option<String>,
    /// Operation names and nested groups.
    pub children: Vec<DirectoryItem>,
}

/// A child of a [`Directory`].
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(untagged))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DirectoryItem {
    /// The name of an operation.
    Operation(String),
    /// A nested group.
    Directory(Directory),
}

impl Default for DirectoryItem {
    fn default() -> Self {
        Self::Directory(Directory::default())
    }
}

/// `components` of a product.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default))]
pub struct Components {
    /// Schemas by name. They are referred to with the `$ref` `#/components/schemas/NAME`.
    pub schemas: IndexMap<String, Schema>,
}

/// The hosts of a product in one region.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Endpoint {
    /// Region, as in `cn-hangzhou`.
    pub region_id: Option<String>,
    /// Display name of the region.
    pub region_name: Option<String>,
    /// Host on the public network under the key of older files; newer ones use `public`.
    pub endpoint: Option<String>,
    /// Host on the public network.
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// An operation, as under `apis` of an `api-docs.json`. The name of the file is the name of the operation.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Operation {
    /// Short display name.
    pub title: Option<String>,
    /// One sentence that says what the operation does.
    pub summary: Option<String>,
    /// What callers need to know, as Markdown.
    pub description: Option<String>,
    /// Path template of a ROA operation, as in `/clusters/{ClusterId}`.
    pub path: Option<String>,
    /// HTTP methods in lower case.
    pub methods: Vec<String>,
    /// Protocols: `http`, `https`, `sse`, ….
    pub schemes: Vec<String>,
    /// Accepted authentication methods, each with its name as the key: `AK`, `Anonymous`, `BearerToken`, …. Any one of
    /// them is sufficient.
    pub security: Vec<IndexMap<String, Value>>,
    /// Media types of the request body.
    pub consumes: Vec<String>,
    /// Media types of the response body.
    pub produces: Vec<String>,
    /// Whether the operation changes state: `read`, `write`, or `readAndWrite`.
    pub operation_type: Option<String>,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: Option<bool>,
    /// Request parameters, in the documented order.
    pub parameters: Vec<Parameter>,
    /// Responses by HTTP status. Types are generated for `200` only.
    pub responses: IndexMap<String, Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Rows of the documented authorization table.
    pub ram_actions: Vec<RamAction>,
    /// Sample responses. The vendor's files have a string with JSON (`[{"type":"json","example":"…"},
    /// {"type":"xml","example":"…"}]`) here.
    pub response_demo: Vec<ResponseDemo>,
    /// Change history, newest first.
    pub change_set: Vec<Change>,
    /// Database engines that support the operation, if documented.
    #[cfg_attr(feature = "schema", schemars(rename = "x-engines"))]
    pub engines: Vec<String>,
    /// Number of calls per second and user that the gateway accepts, if documented.
    #[cfg_attr(feature = "schema", schemars(rename = "x-rate-limit"))]
    pub rate_limit: Option<u32>,
    /// Sample request as printed in the document.
    #[cfg_attr(feature = "schema", schemars(rename = "x-request-demo"))]
    pub request_demo: Option<String>,
    /// URL of the official page.
    #[cfg_attr(feature = "schema", schemars(rename = "x-page"))]
    pub page: Option<String>,
    /// Path of the list in the response that holds the items of a page, such as `Data.Items`, if it cannot be derived
    /// from the description. Empty if the operation has no pages.
    #[cfg_attr(feature = "schema", schemars(rename = "x-items"))]
    pub items: Option<String>,
    /// Documents that this entry was derived from.
    #[cfg_attr(feature = "schema", schemars(rename = "x-source"))]
    pub source: Vec<Source>,
    /// Differences between the documents, or between them and the current metadata, one sentence each.
    #[cfg_attr(feature = "schema", schemars(rename = "x-differences"))]
    pub differences: Vec<String>,
}

/// A request parameter.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Parameter {
    /// Name on the wire.
    pub name: Option<String>,
    /// Location: `query`, `formData`, `path`, `header`, `body` or `host`.
    #[cfg_attr(feature = "schema", schemars(rename = "in"))]
    pub location: Option<String>,
    /// How a list or object is serialized: `json`, `repeatList`, `flat` or `simple`.
    pub style: Option<String>,
    /// Type, limits, example and description.
    pub schema: Option<Schema>,
}

/// A type with its limits and documentation.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schema {
    /// Display title.
    pub title: Option<String>,
    /// What the value means, as Markdown.
    pub description: Option<String>,
    /// The type: `string`, `integer`, `number`, `boolean`, `array`, `object` or `any`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: Option<String>,
    /// The format within the type: `int32`, `int64`, `float`, `double`, `binary`, `byte`, `iso8601`, ….
    pub format: Option<String>,
    /// Reference to a shared schema: `#/components/schemas/NAME`.
    #[cfg_attr(feature = "serde", serde(rename = "$ref"))]
    pub reference: Option<String>,
    /// Whether the value must be set.
    pub required: Option<bool>,
    /// Whether the value is required according to the documentation only.
    pub doc_required: Option<bool>,
    /// Whether the vendor marks the value as deprecated.
    pub deprecated: Option<bool>,
    /// Whether the value may be `null`.
    pub nullable: Option<bool>,
    /// Valid values. In the vendor's files they are strings for every type.
    #[cfg_attr(feature = "serde", serde(rename = "enum"))]
    pub valid_values: Vec<Value>,
    /// The meaning of each valid value.
    pub enum_value_titles: IndexMap<String, String>,
    /// The value that the service uses if none is sent.
    pub default: Option<Value>,
    /// A sample value.
    pub example: Option<Value>,
    /// Minimum of a number; a string in some files.
    pub minimum: Option<Value>,
    /// Maximum of a number; a string in some files.
    pub maximum: Option<Value>,
    /// Whether `minimum` itself is not allowed.
    pub exclusive_minimum: Option<bool>,
    /// Whether `maximum` itself is not allowed.
    pub exclusive_maximum: Option<bool>,
    /// Minimum number of characters.
    pub min_length: Option<u64>,
    /// Maximum number of characters.
    pub max_length: Option<u64>,
    /// Regular expression. It is not always valid for Rust's `regex`.
    pub pattern: Option<String>,
    /// Minimum number of elements.
    pub min_items: Option<u64>,
    /// Maximum number of elements.
    pub max_items: Option<u64>,
    /// Type of the elements of an array.
    pub items: Option<Box<Schema>>,
    /// Fields of an object.
    pub properties: IndexMap<String, Schema>,
    /// Type of the values of a map.
    pub additional_properties: Option<Box<AdditionalProperties>>,
    /// Whether the value must not appear in output. If absent, it is derived from names such as `AccountPassword`.
    #[cfg_attr(feature = "serde", serde(rename = "x-secret"))]
    pub secret: Option<bool>,
}

impl Schema {
    /// The name in `$ref`, if it refers to a shared schema of the product.
    #[must_use]
    pub fn component_name(&self) -> Option<&str> {
        self.reference.as_deref()?.strip_prefix("#/components/schemas/")
    }
}

/// The value of `additionalProperties`: a schema or a boolean.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize), serde(untagged))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(clippy::large_enum_variant, reason = "schemas hold it in a box already")]
pub enum AdditionalProperties {
    /// `true` allows any value, `false` none.
    Allowed(bool),
    /// The type of the values.
    Schema(Schema),
}

impl Default for AdditionalProperties {
    fn default() -> Self {
        Self::Allowed(true)
    }
}

/// A response.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// Type of the body; absent if there is no body.
    pub schema: Option<Schema>,
    /// What the response contains.
    pub description: Option<String>,
    /// Response headers by name.
    pub headers: IndexMap<String, Value>,
}

/// A documented error.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorCode {
    /// Code, such as `Endpoint.NotFound`.
    pub error_code: Option<String>,
    /// Message, exactly as published.
    pub error_message: Option<String>,
    /// What callers can do about the error.
    pub description: Option<String>,
}

/// A row of the authorization table.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    pub action: Option<String>,
    /// Access level: `create`, `delete`, `get`, `list`, `update`, or the older `Read` and `Write`.
    pub access_level: Option<String>,
    /// Resources for which the action can be granted.
    pub resources: Vec<RamResource>,
    /// Condition keys of the service.
    pub condition_keys: Vec<String>,
    /// Other actions for which the caller needs permission.
    pub dependent_actions: Vec<String>,
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RamResource {
    /// Resource type, such as `DBInstance`; `All Resources` if the action cannot be restricted to single resources.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: Option<String>,
    /// ARN pattern, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: Option<String>,
    /// Whether a policy must name the resource. The documents mark this with an asterisk.
    pub required: Option<bool>,
}

/// A sample response.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponseDemo {
    /// Format of the sample: `json` or `xml`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: Option<String>,
    /// The sample as published.
    pub example: Option<String>,
}

/// A row of the change history.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Change {
    /// Day, as in `2025-03-25`.
    pub created_at: Option<String>,
    /// What changed.
    pub description: Option<String>,
}

/// A document from which facts were taken.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Source {
    /// File name or URL.
    pub document: Option<String>,
    /// Date of the last update, as stated in the document.
    pub updated: Option<String>,
    /// What was taken from the document, if not everything.
    pub facts: Option<String>,
}
