//! How an operation is called. The generator decides it while the catalog is built; nothing here is a rule.

use serde::Deserialize;

/// How an operation is called, whatever the values of its parameters: what generated code has as the operation's facts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Call {
    /// The method to use.
    pub method: Method,
    /// All methods that the service accepts.
    pub methods: Vec<Method>,
    /// Path template: `/` for RPC, as in `/clusters/{ClusterId}` for ROA.
    pub path: String,
    /// What the request body is.
    pub body: BodyKind,
    /// How a caller proves who it is.
    pub auth: Auth,
    /// Whether the operation changes nothing, so that it may be repeated at will.
    pub read_only: bool,
    /// Whether its response holds secrets. Such a read is not harmless for whoever gets to see the response.
    #[serde(default)]
    pub returns_secrets: bool,
    /// Name of the parameter that makes a repetition harmless, if there is one.
    #[serde(default)]
    pub idempotency_token: Option<String>,
    /// What the body of a successful response is.
    pub response: ResponseKind,
}

/// What the body of a successful response is, as far as the description says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResponseKind {
    /// No body is described.
    Empty,
    /// An object with the request id and no more: it says that the operation was carried out.
    Acknowledgement,
    /// An object with the request id among its fields.
    Identified,
    /// An object with these fields, the request id not among them.
    Fields(Vec<String>),
    /// An object of which nothing is said; there may be a body or not.
    Unknown,
    /// A list.
    List,
    /// An object whose keys are data.
    Map,
    /// Text, a number or a boolean.
    Text,
    /// Bytes.
    Binary,
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
}

/// What the body of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BodyKind {
    /// There is none.
    None,
    /// A form, of the parameters at [`Location::FormData`](crate::Location::FormData).
    Form,
    /// JSON: the object of the parameters at [`Location::BodyMember`](crate::Location::BodyMember), or the parameter at
    /// [`Location::Body`](crate::Location::Body).
    Json,
    /// Bytes as they are.
    Binary,
}

/// How a caller proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Auth {
    /// By a signature.
    Signed,
    /// Not at all.
    Anonymous,
    /// By a bearer token.
    Bearer,
}

/// How a list or an object is written outside of a JSON body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Style {
    /// As JSON text.
    Json,
    /// With commas between the elements.
    Simple,
    /// One parameter for each value: `Name.1`, `Name.Key`. The vendor's files have `flat` and `repeatList` for it.
    #[default]
    #[serde(other)]
    Flat,
}

/// How a host name follows from a region that is not listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EndpointRule {
    /// From product and region.
    Regional,
    /// From the product.
    Central,
    /// It does not: only listed regions exist.
    #[default]
    #[serde(other)]
    Listed,
}
