//! The members of the spec's file format that tools need at run time. Read-only, lenient, and owned.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::call::{Call, EndpointRule, Style};

/// What `product.json` says beside the code and the version of the product.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Name for people and gateway style.
    pub info: Info,
    /// Groups of operations.
    pub directories: Vec<Directory>,
    /// Schemas that operations share.
    pub components: Components,
    /// Where the product answers, by region.
    pub endpoints: Vec<Endpoint>,
    /// How a host name follows from a region that is not listed.
    #[serde(rename = "x-endpoint-rule")]
    pub endpoint_rule: EndpointRule,
    /// Whether method and path name the operation, not a parameter. Only the embedded catalog knows.
    #[serde(rename = "x-resource-oriented")]
    pub resource_oriented: bool,
    /// Code of the product at the location service.
    #[serde(rename = "x-location-service-code")]
    pub location_service_code: Option<String>,
    /// Errors that every operation of the product can return, by HTTP status.
    #[serde(rename = "x-common-error-codes")]
    pub common_error_codes: IndexMap<String, Vec<ErrorCode>>,
}

/// Which product this is, and how it is called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Info {
    /// Name for people, as in `ApsaraDB RDS`.
    pub title: Option<String>,
    /// Product code, as in `Rds`.
    pub product: String,
    /// API version, as in `2014-08-15`.
    pub version: String,
    /// Gateway style, as in `RPC`.
    pub style: String,
}

/// A group of operations.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Directory {
    /// Title for people.
    pub title: Option<String>,
    /// Name of the Cargo feature that the group is in the generated crate.
    #[serde(rename = "x-feature")]
    pub feature: Option<String>,
    /// Operation names and nested groups.
    pub children: Vec<DirectoryItem>,
}

/// What a [`Directory`] holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum DirectoryItem {
    /// The name of an operation.
    Operation(String),
    /// A group within the group.
    Directory(Directory),
}

/// Schemas that operations share.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Components {
    /// By name; `$ref` is `#/components/schemas/NAME`.
    pub schemas: IndexMap<String, Schema>,
}

/// Where a product answers in one region.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Endpoint {
    /// Region, as in `cn-hangzhou`.
    pub region_id: String,
    /// Name of the region for people.
    pub region_name: Option<String>,
    /// Host on the public network (`endpoint` in older files).
    #[serde(alias = "endpoint")]
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// An operation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    /// Name, as in `DescribeDBInstances`. It is the file's name, not a member of the file.
    #[serde(skip)]
    pub name: String,
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
    /// Ways to authenticate; any one of them is enough. Keys are `AK`, `Anonymous`, `BearerToken`, ….
    pub security: Vec<IndexMap<String, Value>>,
    /// Media types of the request body.
    pub consumes: Vec<String>,
    /// Media types of the response body.
    pub produces: Vec<String>,
    /// `read`, `write` or `readAndWrite`.
    pub operation_type: Option<String>,
    /// Whether the vendor advises against the operation.
    pub deprecated: bool,
    /// Request parameters, in the documented order. In the embedded catalog they are exactly those of generated code: each
    /// once, without the parts of other ones (`Tag.1.key` beside `Tag`), the members of a body one by one.
    pub parameters: Vec<Parameter>,
    /// How it is called. Only the embedded catalog knows, and only of operations that are not [out of
    /// scope](Self::out_of_scope).
    #[serde(rename = "x-call")]
    pub call: Option<Call>,
    /// Why no code is generated for the operation, if none is.
    #[serde(rename = "x-out-of-scope")]
    pub out_of_scope: Option<String>,
    /// Responses by HTTP status.
    pub responses: IndexMap<String, Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Rows of the authorization table.
    pub ram_actions: Vec<RamAction>,
    /// Documented sample responses.
    #[serde(deserialize_with = "samples")]
    pub response_demo: Vec<ResponseDemo>,
    /// Address of the official page.
    #[serde(rename = "x-page")]
    pub page: Option<String>,
}

impl Operation {
    /// Whether the operation may be called with this way to authenticate: `AK`, `Anonymous`, `BearerToken`, ….
    #[must_use]
    pub fn accepts(&self, scheme: &str) -> bool {
        self.security.iter().any(|way| way.contains_key(scheme))
    }

    /// The type of a successful answer.
    #[must_use]
    pub fn response(&self) -> Option<&Schema> {
        self.responses.get("200").and_then(|response| response.schema.as_ref())
    }

    /// The documented sample answer of a kind, `json` or `xml`.
    #[must_use]
    pub fn sample(&self, kind: &str) -> Option<&str> {
        self.response_demo.iter().find(|demo| demo.kind.eq_ignore_ascii_case(kind)).map(|demo| demo.example.as_str())
    }
}

/// A request parameter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Where it goes.
    #[serde(rename = "in")]
    pub location: Location,
    /// How a list or object is written.
    pub style: Style,
    /// Type, limits, example and description.
    pub schema: Schema,
}

/// Where a parameter goes in a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Location {
    /// Query of the URL.
    #[default]
    Query,
    /// Form in the body.
    FormData,
    /// Segment of the path.
    Path,
    /// Header.
    Header,
    /// The body itself; in a catalog from a folder, possibly a member of it.
    Body,
    /// A member of the JSON object that is the body.
    BodyMember,
    /// Label of the host name.
    Host,
}

/// A type, with its limits and its documentation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    /// Title for people.
    pub title: Option<String>,
    /// What the value means, as Markdown.
    pub description: Option<String>,
    /// `string`, `integer`, `number`, `boolean`, `array`, `object` or `any`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `int32`, `int64`, `float`, `double`, `binary`, `byte`, `iso8601`, ….
    pub format: Option<String>,
    /// `#/components/schemas/NAME`; see [`Product::resolve`](crate::Product::resolve).
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// Whether the value must be given.
    pub required: bool,
    /// Whether the vendor advises against the value.
    pub deprecated: bool,
    /// Valid values as they are written on the wire.
    #[serde(rename = "enum", deserialize_with = "texts")]
    pub valid_values: Vec<String>,
    /// What each valid value means.
    pub enum_value_titles: IndexMap<String, String>,
    /// Value that the service assumes.
    pub default: Option<Value>,
    /// A sample value.
    pub example: Option<Value>,
    /// Smallest number.
    #[serde(deserialize_with = "number")]
    pub minimum: Option<f64>,
    /// Largest number.
    #[serde(deserialize_with = "number")]
    pub maximum: Option<f64>,
    /// Whether `minimum` itself is excluded.
    pub exclusive_minimum: bool,
    /// Whether `maximum` itself is excluded.
    pub exclusive_maximum: bool,
    /// Fewest characters.
    pub min_length: Option<usize>,
    /// Most characters.
    pub max_length: Option<usize>,
    /// Regular expression (not always one that Rust's `regex` reads).
    pub pattern: Option<String>,
    /// Fewest elements.
    pub min_items: Option<usize>,
    /// Most elements.
    pub max_items: Option<usize>,
    /// Type of the elements of an array.
    pub items: Option<Box<Schema>>,
    /// Members of an object.
    pub properties: IndexMap<String, Schema>,
    /// Type of the values of a map.
    pub additional_properties: Option<AdditionalProperties>,
    /// Whether the value must not appear in output.
    #[serde(rename = "x-secret")]
    pub secret: bool,
}

/// `additionalProperties`: a type or a mere flag.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum AdditionalProperties {
    /// `true` (any value) or `false`.
    Allowed(bool),
    /// The type of the values.
    Schema(Box<Schema>),
}

/// A response.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Response {
    /// Type of the body; absent if there is none.
    pub schema: Option<Schema>,
}

/// A documented error.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorCode {
    /// Code, as in `Endpoint.NotFound`.
    pub error_code: String,
    /// Message, letter by letter as published.
    pub error_message: String,
    /// What to do about it.
    pub description: Option<String>,
}

/// A row of the authorization table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    pub action: String,
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RamResource {
    /// Resource type, as in `DBInstance`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// ARN pattern, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: Option<String>,
    /// Whether the resource must be named.
    pub required: bool,
}

/// A sample response.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResponseDemo {
    /// `json` or `xml`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sample, as published.
    pub example: String,
}

/// Samples are a list in our entries and JSON text of that list in the vendor's files.
fn samples<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ResponseDemo>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Samples {
        List(Vec<ResponseDemo>),
        Text(String),
    }
    match Samples::deserialize(deserializer)? {
        Samples::List(list) => Ok(list),
        Samples::Text(text) if text.is_empty() => Ok(Vec::new()),
        Samples::Text(text) => serde_json::from_str(&text).map_err(serde::de::Error::custom),
    }
}

/// The vendor's files write valid values as text or as numbers, whatever the type.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let values = Vec::<Value>::deserialize(deserializer)?;
    Ok(values
        .into_iter()
        .map(|value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        })
        .collect())
}

/// The vendor's files write limits as numbers or as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(Value::String(text)) => text.trim().parse().map(Some).map_err(serde::de::Error::custom),
        Some(other) => Err(serde::de::Error::custom(format_args!("expected a number, found {other}"))),
    }
}
