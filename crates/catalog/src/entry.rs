//! What descriptions say at run time.

use std::borrow::Cow;

use alicloud_api::{Auth, ListStyle, Location, OperationInfo};
use indexmap::IndexMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::kept;

/// What a description says of a product besides its facts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Name for people, as in `ApsaraDB RDS`.
    pub title: String,
    /// Groups of operations.
    pub directories: Vec<Directory>,
    /// Schemas that operations share, by name; `$ref` is `#/components/schemas/NAME`.
    pub schemas: IndexMap<String, Schema>,
    /// Names of regions for people, by region.
    pub region_names: IndexMap<String, String>,
    /// Errors that every operation of the product can return, by HTTP status.
    pub common_error_codes: IndexMap<String, Vec<ErrorCode>>,
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

/// An operation: its facts, and what its description says besides.
#[derive(Debug, Clone)]
pub struct Operation {
    /// How it is called, whatever the values of its parameters.
    pub info: &'static OperationInfo,
    /// Short name for people.
    pub title: Option<String>,
    /// One sentence: what the operation does.
    pub summary: Option<String>,
    /// What a caller has to know, as Markdown.
    pub description: Option<String>,
    /// Whether the vendor advises against the operation.
    pub deprecated: bool,
    /// Every way to authenticate that the service accepts.
    pub accepted_auth: Vec<Auth>,
    /// Whether the response holds secrets. Such a read is not harmless for a caller that gets to see the response.
    pub returns_secrets: bool,
    /// Request parameters, in the documented order. They are exactly those of generated code: each once, without the parts of other ones
    /// (`Tag.1.key` beside `Tag`), the fields of a body one by one.
    pub parameters: Vec<Parameter>,
    /// Responses by HTTP status.
    pub responses: IndexMap<String, Response>,
    /// Documented errors by HTTP status.
    pub error_codes: IndexMap<String, Vec<ErrorCode>>,
    /// Rows of the authorization table.
    pub ram_actions: Vec<RamAction>,
    /// Documented sample responses.
    pub response_demo: Vec<ResponseDemo>,
    /// URL of the official page.
    pub page: Option<String>,
}

/// What the text of an operation says: everything but its facts.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Description {
    title: Option<String>,
    summary: Option<String>,
    description: Option<String>,
    deprecated: bool,
    #[serde(deserialize_with = "words")]
    accepted_auth: Vec<Auth>,
    returns_secrets: bool,
    parameters: Vec<Parameter>,
    responses: IndexMap<String, Response>,
    error_codes: IndexMap<String, Vec<ErrorCode>>,
    ram_actions: Vec<RamAction>,
    response_demo: Vec<ResponseDemo>,
    page: Option<String>,
}

impl Operation {
    pub(crate) fn new(info: &'static OperationInfo, description: Description) -> Self {
        Self {
            info,
            title: description.title,
            summary: description.summary,
            description: description.description,
            deprecated: description.deprecated,
            accepted_auth: description.accepted_auth,
            returns_secrets: description.returns_secrets,
            parameters: description.parameters,
            responses: description.responses,
            error_codes: description.error_codes,
            ram_actions: description.ram_actions,
            response_demo: description.response_demo,
            page: description.page,
        }
    }

    /// The type of the body of a successful response.
    #[must_use]
    pub fn response(&self) -> Option<&Schema> {
        self.responses.get("200").and_then(|response| response.schema.as_ref())
    }

    /// The documented sample response of a kind, `json` or `xml`.
    #[must_use]
    pub fn sample(&self, kind: &str) -> Option<&str> {
        self.response_demo.iter().find(|demo| demo.kind.eq_ignore_ascii_case(kind)).map(|demo| demo.example.as_str())
    }
}

/// A name that requests hold, for as long as the program runs. (Of a field that it sees to be a reference, `serde` demands that the text
/// lives as long.)
type Name = &'static str;

/// A request parameter.
#[derive(Debug, Clone, Deserialize)]
pub struct Parameter {
    /// Name on the wire.
    #[serde(deserialize_with = "name")]
    pub name: Name,
    /// Where it is in the request.
    #[serde(rename = "in", deserialize_with = "location")]
    pub location: Location,
    /// How a list or object is written.
    #[serde(deserialize_with = "style")]
    pub style: ListStyle,
    /// Whether the operation cannot be sent without it.
    pub required: bool,
    /// Type, limits, example and description.
    pub schema: Schema,
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

/// The value that a word of the text stands for.
fn word<'de, D: Deserializer<'de>, T>(parse: fn(&str) -> Option<T>, deserializer: D) -> Result<T, D::Error> {
    let word = Cow::<str>::deserialize(deserializer)?;
    parse(&word).ok_or_else(|| D::Error::custom(format_args!("`{word}` is not known")))
}

/// The name of a parameter, which requests hold.
fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    Cow::<str>::deserialize(deserializer).map(|name| kept::text(&name))
}

fn location<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Location, D::Error> {
    word(Location::parse, deserializer)
}

fn style<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ListStyle, D::Error> {
    word(ListStyle::parse, deserializer)
}

fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Auth>, D::Error> {
    let words = Vec::<Cow<'_, str>>::deserialize(deserializer)?;
    let way =
        |word: &Cow<'_, str>| Auth::parse(word).ok_or_else(|| D::Error::custom(format_args!("`{word}` is not known")));
    words.iter().map(way).collect()
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
