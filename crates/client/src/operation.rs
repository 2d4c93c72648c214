//! What the runtime knows of an operation: the trait that generated code implements, and the facts in it.

use std::fmt;

use crate::decode::Decode;
use crate::parameters::Parameters;

/// A call that can be sent: a plain value that knows its product, version, name and parameters.
///
/// Generated types implement it. It can be implemented by hand for an operation that has no description yet.
pub trait Operation: Send + Sync {
    /// What the service answers.
    type Response: Decode + Default + Send + 'static;

    /// The facts that do not depend on the parameters.
    const INFO: &'static OperationInfo;

    /// Offers each parameter to `parameters`, in the documented order, whether it is set or not.
    fn parameters(&self, parameters: &mut Parameters<'_>);

    /// Sets the idempotency token, unless it is set. Called once per call, not once per attempt.
    fn fill_idempotency_token(&mut self, token: &str) {
        let _ = token;
    }
}

/// The facts of an operation that do not depend on its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationInfo {
    /// The product that the operation belongs to.
    pub product: &'static Product,
    /// Name of the operation, the `Action` of the wire.
    pub name: &'static str,
    /// The method that is used unless the client is told otherwise.
    pub method: Method,
    /// All methods that the service accepts.
    pub methods: &'static [Method],
    /// Path template: `/` for RPC, as in `/clusters/{ClusterId}` for ROA.
    pub path: &'static str,
    /// What the request body is.
    pub body: BodyKind,
    /// How a caller proves who it is.
    pub auth: Auth,
    /// Whether the operation changes nothing, so that it may be repeated at will.
    pub read_only: bool,
    /// Name of the parameter that makes a repetition harmless, if there is one.
    pub idempotency_token: Option<&'static str>,
    /// What the body of a successful response is: nothing else is accepted as a response.
    pub response: ResponseKind,
}

/// What the body of a successful response is, as far as the description of the operation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// No body is described.
    Empty,
    /// An object with the request id and no more: it says that the operation was carried out.
    Acknowledgement,
    /// An object with the request id among its fields.
    Identified,
    /// An object with these fields, the request id not among them.
    Fields(&'static [&'static str]),
    /// An object of which nothing is said; there may be a body or not.
    Unknown,
    /// A list.
    List,
    /// An object whose keys are data.
    Map,
    /// Text, a number or a boolean: the body is the value.
    Text,
    /// Bytes: the body is the value.
    Binary,
}

/// A product of the vendor in one API version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Product code, as in `Rds`.
    pub code: &'static str,
    /// API version, as in `2014-08-15`.
    pub version: &'static str,
    /// How the gateway wants to be called.
    pub style: Style,
    /// Code of the product at the location service, if it has one.
    pub location_service_code: Option<&'static str>,
    /// How the host follows from a region that is not in `endpoints`.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub endpoints: &'static [Endpoint],
}

/// Hosts of a product in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Region, as in `cn-hangzhou`.
    pub region: &'static str,
    /// Host on the public network.
    pub public: Option<&'static str>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<&'static str>,
}

/// How the host of a product follows from a region that is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointRule {
    /// `<product>.<region>.aliyuncs.com`.
    Regional,
    /// `<product>.aliyuncs.com`.
    Central,
    /// It does not: only listed regions exist.
    Listed,
}

/// Style of a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Remote procedure calls: one path, the operation is named in a parameter or header.
    Rpc,
    /// Resource oriented: method and path name the operation.
    Roa,
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Method {
    /// The name, in capitals.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }

    /// The method as the `http` crate has it.
    #[must_use]
    pub const fn to_http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Delete => http::Method::DELETE,
            Self::Patch => http::Method::PATCH,
            Self::Head => http::Method::HEAD,
            Self::Options => http::Method::OPTIONS,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What the body of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// There is none.
    None,
    /// `application/x-www-form-urlencoded`, of the parameters at [`At::FORM`](crate::runtime::At::FORM); sent even if none is set.
    Form,
    /// JSON: the object of the parameters at [`At::BODY`](crate::runtime::At::BODY) (sent even if none is set), or the value at
    /// [`At::WHOLE_BODY`](crate::runtime::At::WHOLE_BODY). A whole body that is text is sent as it is.
    Json,
    /// Bytes as they are, `application/octet-stream`.
    Binary,
}

/// How a caller proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// By a signature.
    Signed,
    /// Not at all.
    Anonymous,
    /// By a bearer token.
    Bearer,
}

/// A documented error of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedError {
    /// HTTP status.
    pub status: u16,
    /// Code, as in `Endpoint.NotFound`. One code can stand with several statuses and messages.
    pub code: &'static str,
    /// Message, as published.
    pub message: &'static str,
}

/// A row of the authorization table of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    pub action: &'static str,
    /// `create`, `delete`, `get`, `list`, `update`, or the older `Read` and `Write`; empty if the document says nothing.
    pub access_level: &'static str,
    /// Resources on which the action can be granted.
    pub resources: &'static [RamResource],
    /// Condition keys of the service.
    pub condition_keys: &'static [&'static str],
    /// Other actions that the caller must be allowed.
    pub dependent_actions: &'static [&'static str],
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RamResource {
    /// Resource type, as in `DBInstance`.
    pub kind: &'static str,
    /// Pattern of the resource name, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: &'static str,
    /// Whether a policy must name the resource.
    pub required: bool,
}
