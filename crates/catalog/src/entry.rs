//! The content of descriptions at run time.

use std::borrow::Cow;

use alicloud_api::{Auth, ListStyle, Location, OperationInfo};
use indexmap::IndexMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::kept;

/// The part of a product's description that calls do not depend on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Title for people, such as `ApsaraDB RDS`.
    pub title: String,
    /// Groups of operations.
    pub directories: Vec<Directory>,
    /// Schemas that several operations share, by name. They are referred to with the `$ref`
    /// `#/components/schemas/NAME`.
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
    /// Name of the Cargo feature for the group in the generated crate.
    #[serde(rename = "x-feature")]
    pub feature: Option<String>,
    /// Operation names and nested groups.
    pub children: Vec<DirectoryItem>,
}

/// A child of a [`Directory`].
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum DirectoryItem {
    /// The name of an operation.
    Operation(String),
    /// A nested group.
    Directory(Directory),
}

/// An operation: the facts that are needed to call it, and the rest of its description.
#[derive(Debug, Clone)]
pub struct Operation {
    /// How the operation is called.
    pub info: &'static OperationInfo,
    /// Short name for people.
    pub title: Option<String>,
    /// One sentence that says what the operation does.
    pub summary: Option<String>,
    /// What callers need to know, as Markdown.
    pub description: Option<String>,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: bool,
    /// All authentication methods that the service accepts.
    pub accepted_auth: Vec<Auth>,
    /// Whether the response contains secrets. An operation that only reads is then not harmless if the response is
    /// shown.
    pub returns_secrets: bool,
    /// Request parameters in the documented order, exactly those of the generated request: without entries of the
    /// metadata that repeat parts of others (`Tag.1.key` in addition to `Tag`), and with the fields of a body as
    /// separate parameters.
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

/// The JSON of an operation: everything except [`Operation::info`].
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

    /// The type of a successful response's body; `None` if there is no body.
    #[must_use]
    pub fn response(&self) -> Option<&Schema> {
        self.responses.get("200").and_then(|response| response.schema.as_ref())
    }

    /// The documented sample response in the format `kind`, which is `json` or `xml` in any case.
    #[must_use]
    pub fn sample(&self, kind: &str) -> Option<&str> {
        self.response_demo.iter().find(|demo| demo.kind.eq_ignore_ascii_case(kind)).map(|demo| demo.example.as_str())
    }
}

/// A name that is never freed, because requests refer to it. The alias hides the reference from `serde`'s derive, which
/// would otherwise borrow the string from the input.
type Name = &'static str;

/// A request parameter.
#[derive(Debug, Clone, Deserialize)]
pub struct Parameter {
    /// Name on the wire.
    #[serde(deserialize_with = "name")]
    pub name: Name,
    /// Location in the request.
    #[serde(rename = "in", deserialize_with = "location")]
    pub location: Location,
    /// Serialization of a list or object.
    #[serde(deserialize_with = "style")]
    pub style: ListStyle,
    /// Whether the parameter has to be set.
    pub required: bool,
    /// Type, limits, example and description.
    pub schema: Schema,
}

/// A type with its limits and documentation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    /// Title for people.
    pub title: Option<String>,
    /// What the value means, as Markdown.
    pub description: Option<String>,
    /// The type: `string`, `integer`, `number`, `boolean`, `array`, `object` or `any`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The format within the type: `int32`, `int64`, `float`, `double`, `binary`, `byte`, `iso8601`, ….
    pub format: Option<String>,
    /// Reference to a shared schema, `#/components/schemas/NAME`. [`Product::resolve`](crate::Product::resolve) follows
    /// it.
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// Whether the value must be set.
    pub required: bool,
    /// Whether the vendor marks the value as deprecated.
    pub deprecated: bool,
    /// Valid values as strings, as on the wire.
    #[serde(rename = "enum", deserialize_with = "texts")]
    pub valid_values: Vec<String>,
    /// The meaning of each valid value.
    pub enum_value_titles: IndexMap<String, String>,
    /// The value that the service uses if none is sent.
    pub default: Option<Value>,
    /// A sample value.
    pub example: Option<Value>,
    /// Minimum of a number.
    #[serde(deserialize_with = "number")]
    pub minimum: Option<f64>,
    /// Maximum of a number.
    #[serde(deserialize_with = "number")]
    pub maximum: Option<f64>,
    /// Whether `minimum` itself is not allowed.
    pub exclusive_minimum: bool,
    /// Whether `maximum` itself is not allowed.
    pub exclusive_maximum: bool,
    /// Minimum number of characters.
    pub min_length: Option<usize>,
    /// Maximum number of characters.
    pub max_length: Option<usize>,
    /// Regular expression. It is not always valid for Rust's `regex`.
    pub pattern: Option<String>,
    /// Minimum number of elements.
    pub min_items: Option<usize>,
    /// Maximum number of elements.
    pub max_items: Option<usize>,
    /// Type of the elements of an array.
    pub items: Option<Box<Schema>>,
    /// Fields of an object.
    pub properties: IndexMap<String, Schema>,
    /// Type of the values of a map.
    pub additional_properties: Option<AdditionalProperties>,
    /// Whether the value must not appear in output.
    #[serde(rename = "x-secret")]
    pub secret: bool,
}

/// The value of `additionalProperties`: a schema or a boolean.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum AdditionalProperties {
    /// `true` allows any value, `false` none.
    Allowed(bool),
    /// The type of the values.
    Schema(Box<Schema>),
}

/// A response.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Response {
    /// Type of the body; absent if there is no body.
    pub schema: Option<Schema>,
}

/// A documented error.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorCode {
    /// Code, such as `Endpoint.NotFound`.
    pub error_code: String,
    /// Message, exactly as published.
    pub error_message: String,
    /// What callers can do about the error.
    pub description: Option<String>,
}

/// A row of the authorization table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RamAction {
    /// Action, such as `rds:ReleaseInstanceConnection`.
    pub action: String,
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
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RamResource {
    /// Resource type, such as `DBInstance`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// ARN pattern, such as `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: Option<String>,
    /// Whether a policy must name the resource.
    pub required: bool,
}

/// A sample response.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResponseDemo {
    /// Format of the sample: `json` or `xml`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sample as published.
    pub example: String,
}

/// Deserializes a value from its string.
fn word<'de, D: Deserializer<'de>, T>(parse: fn(&str) -> Option<T>, deserializer: D) -> Result<T, D::Error> {
    let word = Cow::<str>::deserialize(deserializer)?;
    parse(&word).ok_or_else(|| D::Error::custom(format_args!("`{word}` is not known")))
}

/// Deserializes the name of a parameter into a string that is never freed.
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

/// Deserializes valid values, which are strings, numbers or booleans in the vendor's files, as strings.
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

/// Deserializes a limit, which is a number or a string in the vendor's files.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(Value::String(text)) => text.trim().parse().map(Some).map_err(serde::de::Error::custom),
        Some(other) => Err(serde::de::Error::custom(format_args!("expected a number, found {other}"))),
    }
}
