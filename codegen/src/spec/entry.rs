//! The file format, exactly: Alibaba Cloud's own `api-docs` metadata, one type per object of it.
//!
//! Every member is optional here, even where the format demands it. A file that lacks something is *read* like any other
//! and then reported together with everything else that is wrong with it; were the type strict, the first
//! omission would hide all the others.

use indexmap::IndexMap;
use serde_json::Value;

/// `product.json`: everything of an `api-docs.json` except the operations.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Product {
    /// Version of the file format; always `1.0` so far.
    pub version: Option<String>,
    /// Which product and version this is, and how it is called.
    pub info: Info,
    /// Groups of operations; each with an `x-feature` is a Cargo feature of the generated crate.
    pub directories: Vec<Directory>,
    /// Schemas that operations share.
    pub components: Components,
    /// Where the product answers, by region.
    pub endpoints: Vec<Endpoint>,
    /// How a host name follows from a region that is not listed: `regional` (`CODE.REGION.aliyuncs.com`), `central` (`CODE.aliyuncs.com`), or
    /// absent. Without a rule, such a region has the global host, if there is one: that of the region `public`, or the one that all listed
    /// regions share. Import concludes the rule from the listed hosts.
    #[cfg_attr(feature = "schema", schemars(rename = "x-endpoint-rule"))]
    pub endpoint_rule: Option<String>,
    /// Code of the product at the location service, if it has one.
    #[cfg_attr(feature = "schema", schemars(rename = "x-location-service-code"))]
    pub location_service_code: Option<String>,
    /// Errors that every operation of the product can return (they are printed on nearly every page).
    #[cfg_attr(feature = "schema", schemars(rename = "x-common-error-codes"))]
    pub common_error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Documents that this file was derived from.
    #[cfg_attr(feature = "schema", schemars(rename = "x-source"))]
    pub source: Vec<Source>,
}

/// `names.json`: names in Rust that stay, whatever other names are added. Keys are the names on the wire.
///
/// Import pins every name that depends on its neighbours: what a whole product shares as soon as several have one name, what is within an
/// operation as soon as a neighbour would take a name over. A name of something that is gone stays reserved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// Modules of operations.
    pub operations: IndexMap<String, String>,
    /// Types of shared schemas.
    pub components: IndexMap<String, String>,
    /// Variants of error codes.
    pub error_codes: IndexMap<String, String>,
    /// Fields within operations and shared schemas: first the operation (`#/components/schemas` for all shared schemas), then the place.
    pub fields: IndexMap<String, IndexMap<String, String>>,
    /// Types of structures and enumerations within operations and shared schemas, by operation and place.
    pub types: IndexMap<String, IndexMap<String, String>>,
    /// Variants of enumerations, by operation and place, `=` and the value.
    pub variants: IndexMap<String, IndexMap<String, String>>,
}

/// `info` of a product.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Info {
    /// Gateway style: `RPC`, `ROA`, `V3` (both), `FC` (as `ROA`), or one that is not generated (`OSS`, …).
    pub style: Option<String>,
    /// Product code, as in `Rds`.
    pub product: Option<String>,
    /// API version, as in `2014-08-15`.
    pub version: Option<String>,
    /// Name of the product for people, as in `ApsaraDB RDS`.
    pub title: Option<String>,
}

/// A group of operations.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Directory {
    /// Identifier in the vendor's files.
    pub id: Option<i64>,
    /// Title for people.
    pub title: Option<String>,
    /// Always `directory`.
    #[cfg_attr(feature = "schema", schemars(rename = "type"))]
    pub kind: Option<String>,
    /// Name of the Cargo feature that this group becomes.
    #[cfg_attr(feature = "schema", schemars(rename = "x-feature"))]
    pub feature: Option<String>,
    /// Operation names and nested groups.
    pub children: Vec<DirectoryItem>,
}

/// What a [`Directory`] holds.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default))]
pub struct Components {
    /// Schemas by name; `$ref` is `#/components/schemas/NAME`.
    pub schemas: IndexMap<String, Schema>,
}

/// Where a product answers in one region.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Endpoint {
    /// Region, as in `cn-hangzhou`.
    pub region_id: Option<String>,
    /// Name of the region for people.
    pub region_name: Option<String>,
    /// Host on the public network (older files call it `endpoint`, newer ones `public`).
    pub endpoint: Option<String>,
    /// Host on the public network.
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// One entry of `apis`: an operation. Its name is the file's name.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Operation {
    /// Short name for people.
    pub title: Option<String>,
    /// One sentence: what the operation does.
    pub summary: Option<String>,
    /// What a caller has to know, as Markdown.
    pub description: Option<String>,
    /// Path template of a ROA operation, as in `/clusters/{ClusterId}`.
    pub path: Option<String>,
    /// HTTP methods, lower case.
    pub methods: Vec<String>,
    /// `http`, `https`, `sse`, ….
    pub schemes: Vec<String>,
    /// Ways to authenticate; any one of them is enough. Keys are `AK`, `Anonymous`, `BearerToken`, ….
    pub security: Vec<IndexMap<String, Value>>,
    /// Media types of the request body.
    pub consumes: Vec<String>,
    /// Media types of the response body.
    pub produces: Vec<String>,
    /// `read` or `write` (or `readAndWrite`): whether the operation changes anything.
    pub operation_type: Option<String>,
    /// Whether the vendor advises against the operation.
    pub deprecated: Option<bool>,
    /// Request parameters, in the documented order.
    pub parameters: Vec<Parameter>,
    /// Responses by HTTP status; `200` is the one that is typed.
    pub responses: IndexMap<String, Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Rows of the authorization table.
    pub ram_actions: Vec<RamAction>,
    /// JSON text (`[{"type":"json","example":"…"}, {"type":"xml","example":"…"}]`) in the vendor's files; a list here.
    pub response_demo: Vec<ResponseDemo>,
    /// Change history, newest first.
    pub change_set: Vec<Change>,
    /// Database engines that support the operation, where the document says so.
    #[cfg_attr(feature = "schema", schemars(rename = "x-engines"))]
    pub engines: Vec<String>,
    /// Calls per second and user that the gateway admits, where documented.
    #[cfg_attr(feature = "schema", schemars(rename = "x-rate-limit"))]
    pub rate_limit: Option<u32>,
    /// Sample request, as the document prints it.
    #[cfg_attr(feature = "schema", schemars(rename = "x-request-demo"))]
    pub request_demo: Option<String>,
    /// Address of the official page.
    #[cfg_attr(feature = "schema", schemars(rename = "x-page"))]
    pub page: Option<String>,
    /// Path of the list in the response that its pages are made of, as in `Data.Items`, where the description does not show which it is;
    /// empty if there are no pages.
    #[cfg_attr(feature = "schema", schemars(rename = "x-items"))]
    pub items: Option<String>,
    /// Documents that this entry was derived from.
    #[cfg_attr(feature = "schema", schemars(rename = "x-source"))]
    pub source: Vec<Source>,
    /// Where the documents disagree with each other or with today's metadata, one sentence each.
    #[cfg_attr(feature = "schema", schemars(rename = "x-differences"))]
    pub differences: Vec<String>,
}

/// A request parameter.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Parameter {
    /// Name on the wire.
    pub name: Option<String>,
    /// `query`, `formData`, `path`, `header`, `body` or `host`.
    #[cfg_attr(feature = "schema", schemars(rename = "in"))]
    pub location: Option<String>,
    /// How a list or object is written: `json`, `repeatList`, `flat` or `simple`.
    pub style: Option<String>,
    /// Type, limits, example and description.
    pub schema: Option<Schema>,
}

/// A type, with its limits and its documentation.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Schema {
    /// Title for people.
    pub title: Option<String>,
    /// What the value means, as Markdown.
    pub description: Option<String>,
    /// `string`, `integer`, `number`, `boolean`, `array`, `object` or `any`.
    #[cfg_attr(feature = "schema", schemars(rename = "type"))]
    pub kind: Option<String>,
    /// `int32`, `int64`, `float`, `double`, `binary`, `byte`, `iso8601`, ….
    pub format: Option<String>,
    /// `#/components/schemas/NAME`.
    #[cfg_attr(feature = "schema", schemars(rename = "$ref"))]
    pub reference: Option<String>,
    /// Whether the value must be given.
    pub required: Option<bool>,
    /// Required according to the documentation only.
    pub doc_required: Option<bool>,
    /// Whether the vendor advises against the value.
    pub deprecated: Option<bool>,
    /// Whether `null` may stand for the value.
    pub nullable: Option<bool>,
    /// Valid values: text in the vendor's files, whatever the type.
    #[cfg_attr(feature = "schema", schemars(rename = "enum"))]
    pub valid_values: Vec<Value>,
    /// What each valid value means.
    pub enum_value_titles: IndexMap<String, String>,
    /// Value that the service assumes.
    pub default: Option<Value>,
    /// A sample value.
    pub example: Option<Value>,
    /// Smallest number. Text in some files.
    pub minimum: Option<Value>,
    /// Largest number. Text in some files.
    pub maximum: Option<Value>,
    /// Whether `minimum` itself is excluded.
    pub exclusive_minimum: Option<bool>,
    /// Whether `maximum` itself is excluded.
    pub exclusive_maximum: Option<bool>,
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Regular expression (not always one that Rust's `regex` reads).
    pub pattern: Option<String>,
    /// Fewest elements.
    pub min_items: Option<u64>,
    /// Most elements.
    pub max_items: Option<u64>,
    /// Type of the elements of an array.
    pub items: Option<Box<Schema>>,
    /// Members of an object.
    pub properties: IndexMap<String, Schema>,
    /// Type of the values of a map.
    pub additional_properties: Option<Box<AdditionalProperties>>,
    /// Whether the value must not appear in output (also concluded from names such as `AccountPassword`).
    #[cfg_attr(feature = "schema", schemars(rename = "x-secret"))]
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
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Response {
    /// Type of the body; absent if there is none.
    pub schema: Option<Schema>,
    /// What the response holds.
    pub description: Option<String>,
    /// Response headers by name.
    pub headers: IndexMap<String, Value>,
}

/// A documented error.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct ErrorCode {
    /// Code, as in `Endpoint.NotFound`.
    pub error_code: Option<String>,
    /// Message, letter by letter as published.
    pub error_message: Option<String>,
    /// What to do about it.
    pub description: Option<String>,
}

/// A row of the authorization table.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    pub action: Option<String>,
    /// `create`, `delete`, `get`, `list`, `update`, or the older `Read` and `Write`.
    pub access_level: Option<String>,
    /// Resources on which the action can be granted.
    pub resources: Vec<RamResource>,
    /// Condition keys of the service.
    pub condition_keys: Vec<String>,
    /// Other actions that the caller must be allowed.
    pub dependent_actions: Vec<String>,
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct RamResource {
    /// Resource type, as in `DBInstance`; `All Resources` where the action cannot be narrowed.
    #[cfg_attr(feature = "schema", schemars(rename = "type"))]
    pub kind: Option<String>,
    /// ARN pattern, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: Option<String>,
    /// Whether the resource must be named (an asterisk in the document).
    pub required: Option<bool>,
}

/// A sample response.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct ResponseDemo {
    /// `json` or `xml`.
    #[cfg_attr(feature = "schema", schemars(rename = "type"))]
    pub kind: Option<String>,
    /// The sample, as published.
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

/// A document that facts were taken from.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "camelCase", default))]
pub struct Source {
    /// File name or address.
    pub document: Option<String>,
    /// When that document was last updated, as it says itself.
    pub updated: Option<String>,
    /// What was taken from it, where that is not everything.
    pub facts: Option<String>,
}
