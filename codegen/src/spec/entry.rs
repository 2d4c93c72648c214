//! The file format, exactly: Alibaba Cloud's own `api-docs` metadata, one type per object of it.
//!
//! Every member is optional here, even where the format demands it. A file that lacks something is *read* like any other
//! and then reported together with everything else that is wrong with it; were the type strict, the first
//! omission would hide all the others.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

/// `product.json`: everything of an `api-docs.json` except the operations.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Product {
    /// Version of the file format; always `1.0` so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Which product and version this is, and how it is called.
    pub info: Info,
    /// Groups of operations; each with an `x-feature` is a Cargo feature of the generated crate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directories: Vec<Directory>,
    /// Schemas that operations share.
    #[serde(skip_serializing_if = "Components::is_empty")]
    pub components: Components,
    /// Where the product answers, by region.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<Endpoint>,
    /// How a host name follows from a region that is not listed: `regional`, `central`, or absent (then only listed regions work).
    #[serde(rename = "x-endpoint-rule", skip_serializing_if = "Option::is_none")]
    pub endpoint_rule: Option<String>,
    /// Code of the product at the location service, if it has one.
    #[serde(rename = "x-location-service-code", skip_serializing_if = "Option::is_none")]
    pub location_service_code: Option<String>,
    /// Errors that every operation of the product can return (they are printed on nearly every page).
    #[serde(rename = "x-common-error-codes", skip_serializing_if = "IndexMap::is_empty")]
    pub common_error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Documents that this file was derived from.
    #[serde(rename = "x-source", skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Source>,
}

/// `info` of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Info {
    /// Gateway style: `RPC`, `ROA`, or one that is not generated (`OSS`, `FC`, …).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// Product code, as in `Rds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// API version, as in `2014-08-15`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Name of the product for people, as in `ApsaraDB RDS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A group of operations.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Directory {
    /// Identifier in the vendor's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// Title for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Always `directory`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Name of the Cargo feature that this group becomes.
    #[serde(rename = "x-feature", skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Operation names and nested groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<DirectoryItem>,
}

/// What a [`Directory`] holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum DirectoryItem {
    /// The name of an operation.
    Operation(String),
    /// A group within the group.
    Directory(Directory),
}

impl Default for DirectoryItem {
    fn default() -> Self {
        Self::Directory(Directory::default())
    }
}

/// `components` of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Components {
    /// Schemas by name; `$ref` is `#/components/schemas/NAME`.
    pub schemas: IndexMap<String, Schema>,
}

impl Components {
    /// Whether there is no shared schema.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty()
    }
}

/// Where a product answers in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Endpoint {
    /// Region, as in `cn-hangzhou`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_id: Option<String>,
    /// Name of the region for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_name: Option<String>,
    /// Host on the public network (older files call it `endpoint`, newer ones `public`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Host on the public network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc: Option<String>,
}

/// One entry of `apis`: an operation. Its name is the file's name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    /// Short name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One sentence: what the operation does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What a caller has to know, as Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Path template of a ROA operation, as in `/clusters/{ClusterId}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// HTTP methods, lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// `http`, `https`, `sse`, ….
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schemes: Vec<String>,
    /// Ways to authenticate; any one of them is enough. Keys are `AK`, `Anonymous`, `BearerToken`, ….
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<IndexMap<String, Value>>,
    /// Media types of the request body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of the response body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// `read` or `write` (or `readAndWrite`): whether the operation changes anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation_type: Option<String>,
    /// Whether the vendor advises against the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<bool>,
    /// Request parameters, in the documented order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Responses by HTTP status; `200` is the one that is typed.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub responses: IndexMap<String, Response>,
    /// Documented errors by HTTP status.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Rows of the authorization table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ram_actions: Vec<RamAction>,
    /// JSON text (`[{"type":"json","example":"…"}, {"type":"xml","example":"…"}]`) in the vendor's files; a list here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_demo: Vec<ResponseDemo>,
    /// Change history, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub change_set: Vec<Change>,
    /// Database engines that support the operation, where the document says so.
    #[serde(rename = "x-engines", skip_serializing_if = "Vec::is_empty")]
    pub engines: Vec<String>,
    /// Calls per second and user that the gateway admits, where documented.
    #[serde(rename = "x-rate-limit", skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<u32>,
    /// Sample request, as the document prints it.
    #[serde(rename = "x-request-demo", skip_serializing_if = "Option::is_none")]
    pub request_demo: Option<String>,
    /// Address of the official page.
    #[serde(rename = "x-page", skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Documents that this entry was derived from.
    #[serde(rename = "x-source", skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Source>,
    /// Where the documents disagree with each other or with today's metadata, one sentence each.
    #[serde(rename = "x-differences", skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<String>,
}

/// A request parameter.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Parameter {
    /// Name on the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `query`, `formData`, `path`, `header`, `body` or `host`.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// How a list or object is written: `json`, `repeatList`, `flat` or `simple`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// Type, limits, example and description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

/// A type, with its limits and its documentation.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    /// Title for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the value means, as Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `string`, `integer`, `number`, `boolean`, `array`, `object` or `any`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `int32`, `int64`, `float`, `double`, `binary`, `byte`, `iso8601`, ….
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// `#/components/schemas/NAME`.
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether the value must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Required according to the documentation only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_required: Option<bool>,
    /// Whether the vendor advises against the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<bool>,
    /// Whether `null` may stand for the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// Valid values: text in the vendor's files, whatever the type.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub valid_values: Vec<Value>,
    /// What each valid value means.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub enum_value_titles: IndexMap<String, String>,
    /// Value that the service assumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// A sample value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Smallest number. Text in some files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Value>,
    /// Largest number. Text in some files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Value>,
    /// Whether `minimum` itself is excluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<bool>,
    /// Whether `maximum` itself is excluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<bool>,
    /// Fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// Most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Regular expression (not always one that Rust's `regex` reads).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Fewest elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// Most elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// Type of the elements of an array.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// Members of an object.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub properties: IndexMap<String, Schema>,
    /// Type of the values of a map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Box<AdditionalProperties>>,
    /// Whether the value must not appear in output (also concluded from names such as `AccountPassword`).
    #[serde(rename = "x-secret", skip_serializing_if = "Option::is_none")]
    pub secret: Option<bool>,
}

impl Schema {
    /// The name in `$ref`, if that points at a shared schema of the product.
    #[must_use]
    pub fn component_name(&self) -> Option<&str> {
        self.reference.as_deref()?.strip_prefix("#/components/schemas/")
    }
}

/// `additionalProperties`: a schema or a mere flag.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "schemas hold it in a box already")]
pub enum AdditionalProperties {
    /// `true` (any value) or `false`.
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
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Response {
    /// Type of the body; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// What the response holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Response headers by name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Value>,
}

/// A documented error.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorCode {
    /// Code, as in `Endpoint.NotFound`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Message, letter by letter as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A row of the authorization table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// `create`, `delete`, `get`, `list`, `update`, or the older `Read` and `Write`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_level: Option<String>,
    /// Resources on which the action can be granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<RamResource>,
    /// Condition keys of the service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub condition_keys: Vec<String>,
    /// Other actions that the caller must be allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependent_actions: Vec<String>,
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RamResource {
    /// Resource type, as in `DBInstance`; `All Resources` where the action cannot be narrowed.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// ARN pattern, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Whether the resource must be named (an asterisk in the document).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// A sample response.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ResponseDemo {
    /// `json` or `xml`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The sample, as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// A row of the change history.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Change {
    /// Day, as in `2025-03-25`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// What changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A document that facts were taken from.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    /// File name or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// When that document was last updated, as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// What was taken from it, where that is not everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<String>,
}
