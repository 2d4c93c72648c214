//! The facts of a product and its operations, which own what they hold. Their words are those of `alicloud_api`.

use alicloud_api::{
    Auth, BodyKind, DocumentedError, EndpointRule, GatewaySignature, ListStyle, Location, Method, PagingInfo,
    Streaming, Style,
};

use super::absence::Absence;
use crate::spec::entry::RamAction;

/// The kind of body of a successful response, with owned names.
pub type ResponseKind = alicloud_api::ResponseKind<Vec<String>>;

/// Stores the facts of a product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductFacts {
    /// Product code.
    pub code: String,
    /// API version.
    pub version: String,
    /// Display name of the product.
    pub title: String,
    /// Style of the gateway.
    pub style: Style,
    /// The signature that the gateway verifies.
    pub signature: GatewaySignature,
    /// Code of the product at the location service.
    pub location_service_code: Option<String>,
    /// How the host of a region that is not listed is built.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub regions: Vec<RegionEntry>,
    /// Path of the spec folder from the root of the repository.
    pub source: String,
}

/// The hosts of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionEntry {
    /// Region.
    pub region: String,
    /// Host on the public network.
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// A group of operations, which is a Cargo feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name of the feature.
    pub feature: String,
    /// Display title.
    pub title: String,
    /// Names of all its operations, refused and not selected ones too.
    pub operations: Vec<String>,
}

/// An operation that cannot be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedOperation {
    /// Name on the wire.
    pub name: String,
    /// Why it is out of scope.
    pub reason: String,
}

/// An oddity of the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Operation or shared schema.
    pub place: String,
    /// What is odd, and how the generator handles it.
    pub text: String,
}

/// Stores the facts of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationFacts {
    /// Name on the wire.
    pub name: String,
    /// Path of the spec entry from the root of the repository.
    pub source: String,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: bool,
    /// Parameters, in the documented order.
    pub parameters: Vec<ParameterFacts>,
    /// The HTTP method that the client uses.
    pub method: Method,
    /// All HTTP methods that the service accepts.
    pub methods: Vec<Method>,
    /// Path template.
    pub path: String,
    /// The kind of the request body.
    pub body: BodyKind,
    /// The authentication method that the client uses.
    pub auth: Auth,
    /// All authentication methods that the service accepts.
    pub accepted_auth: Vec<Auth>,
    /// Whether the operation only reads.
    pub read_only: bool,
    /// Whether the response contains secrets, which not everybody with permission to read may see.
    pub returns_secrets: bool,
    /// The position of the parameter that makes a repetition harmless.
    pub idempotency_token: Option<usize>,
    /// Redundant parameters and fields of the metadata that are not generated.
    pub repeated: Vec<Repeated>,
    /// Rows of the documented authorization table.
    pub ram_actions: Vec<RamAction>,
    /// Documented errors of the operation.
    pub errors: Vec<DocumentedError<String>>,
    /// What the body of its response is, or the data of each event.
    pub response: ResponseKind,
    /// Whether the service sends only XML.
    pub xml_response: bool,
    /// Whether a successful response is a stream of server-sent events.
    pub streaming: Streaming,
    /// How it returns its results in pages, if it does.
    pub paging: Option<PagingInfo<Vec<String>>>,
    /// Why it has no pages, although it has parameters for them.
    pub without_paging: Option<Absence>,
}

impl OperationFacts {
    /// Name of the parameter that makes a repetition harmless.
    #[must_use]
    pub fn idempotency_token(&self) -> Option<&str> {
        Some(self.parameters.get(self.idempotency_token?)?.name.as_str())
    }
}

/// The facts of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterFacts {
    /// Name on the wire.
    pub name: String,
    /// Location in the request.
    pub location: Location,
    /// Serialization of a list or an object.
    pub style: ListStyle,
    /// Whether the parameter has to be set.
    pub required: bool,
    /// Whether the client fills the parameter with its region if it is required and not set.
    pub is_region: bool,
    /// The part of the entry that describes the parameter.
    pub origin: Origin,
    /// Whether the parameter is secret according to the entry or its role in paging; `None` if its name decides.
    pub marked: Option<bool>,
}

/// The part of an entry that describes a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The parameter at this index.
    Parameter(usize),
    /// The field with the parameter's name in the body, which is the parameter at this index.
    BodyField(usize),
    /// Only its placeholder in the path.
    Path,
}

/// A parameter of the metadata, or a field within one, that is a part of another one or an old spelling of it, and sent as that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// Location on the wire, such as `Tag.1.key` or `Tag[].key`.
    pub wire: String,
    /// Location of the one that is generated, such as `Tag` or `Tag[].Key`.
    pub whole: String,
}
