//! Operations of the model: requests, responses, paginators and facts.

use alicloud_api::{Auth, BodyKind, ListStyle, Location, Method};

use super::{Field, Item, Presence, Type};

/// The kind of body of a successful response, with owned names.
pub type ResponseKind = alicloud_api::ResponseKind<Vec<String>>;

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The field of the request that stores the parameter.
    pub field: Field,
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

/// A redundant parameter of the metadata, or field within one: a part or an old spelling of another one, which is
/// generated instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Location on the wire, such as `Tag.1.key` or `Tag[].key`.
    pub wire: String,
    /// Location of the one that is generated, such as `Tag` or `Tag[].Key`.
    pub whole: String,
}

/// The response of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// Fields, always including the request id.
    pub fields: Vec<Field>,
    /// The kind of the body.
    pub kind: ResponseKind,
}

impl Response {
    /// Whether the response contains only the request id, like the runtime's `Acknowledgement`.
    #[must_use]
    pub fn is_acknowledgement(&self) -> bool {
        matches!(self.fields.as_slice(), [id] if id.presence == Presence::RequestId && id.wire == "RequestId")
    }
}

/// How the next page is requested.
#[derive(Debug, Clone, PartialEq)]
pub struct Paginator {
    /// How the request for the next page is built.
    pub advance: Advance,
    /// Path of the list in the response.
    pub items: FieldPath,
    /// Type of its elements.
    pub item: Type,
}

/// The path to a field of a request or a response: a sequence of nested fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath(pub Vec<Step>);

/// Formats the path as Rust code without regard to `Option`: `data.total_count`.
impl std::fmt::Display for FieldPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            write!(f, "{dot}{}", step.name)?;
        }
        Ok(())
    }
}

/// A field on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Name in Rust.
    pub name: String,
    /// Whether the field is an `Option`.
    pub optional: bool,
}

/// How the request for the next page is built. Paths are those of request fields, unless stated otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Advance {
    /// By the token of the response. The last page has no token.
    Token {
        /// Field for the token.
        request: FieldPath,
        /// Field of the response with the token.
        response: FieldPath,
        /// Whether the token is the same for all pages; then a page without elements is the last one.
        stays: bool,
        /// The second convention, if the operation has two and the caller may use either. It is used as long as no
        /// token was returned.
        otherwise: Option<Box<Advance>>,
    },
    /// By page number.
    Number {
        /// Field for the page number.
        number: FieldPath,
        /// Field with the number of elements per page.
        size: Option<FieldPath>,
        /// The facts that the response reports about its list.
        reported: Reported,
    },
    /// By the number of elements to skip.
    Offset {
        /// Field for that number.
        offset: FieldPath,
        /// The facts that the response reports about its list.
        reported: Reported,
    },
}

/// The facts that a response reports about its list. All paths are those of response fields, of any type that can hold
/// a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Field with the total number of elements.
    pub total: Option<FieldPath>,
    /// Field with the page number or offset of this page.
    pub position: Option<FieldPath>,
    /// Field with the number of elements per page.
    pub size: Option<FieldPath>,
}

/// A documented error of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentedError {
    /// HTTP status.
    pub status: u16,
    /// Code, such as `Endpoint.NotFound`.
    pub code: String,
    /// Message as published.
    pub message: String,
}

/// A row of the authorization table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RamAction {
    /// Action, such as `rds:ReleaseInstanceConnection`.
    pub action: String,
    /// Access level as published; may be empty.
    pub access_level: String,
    /// Resources for which the action can be granted.
    pub resources: Vec<RamResource>,
    /// Condition keys of the service.
    pub condition_keys: Vec<String>,
    /// Other actions for which the caller needs permission.
    pub dependent_actions: Vec<String>,
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RamResource {
    /// Resource type.
    pub kind: String,
    /// Pattern of the resource name (ARN).
    pub arn: String,
    /// Whether a policy must name the resource.
    pub required: bool,
}

/// An operation: a request, its response, and the types that only they use.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Name on the wire.
    pub name: String,
    /// Name of the module, and of its file without `.rs`.
    pub module: String,
    /// Name of the request type.
    pub type_name: String,
    /// Path of the spec entry from the root of the repository.
    pub source: String,
    /// Markdown for the module: one sentence about the operation.
    pub summary: String,
    /// Markdown for the request: all documentation of the operation.
    pub documentation: String,
    /// Whether the vendor marks the operation as deprecated.
    pub deprecated: bool,
    /// Parameters, in the documented order.
    pub parameters: Vec<Parameter>,
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
    /// Field name of the idempotency token, with which the service detects repeated requests.
    pub idempotency_token: Option<String>,
    /// Redundant parameters and fields of the metadata that are not generated.
    pub parts: Vec<Part>,
    /// Rows of the authorization table.
    pub ram_actions: Vec<RamAction>,
    /// Documented errors.
    pub errors: Vec<DocumentedError>,
    /// The response.
    pub response: Response,
    /// Types that only the request and the response use: shallow before deep, then in the documented order.
    pub types: Vec<Item>,
    /// How the next page is requested, if the operation returns pages.
    pub paginator: Option<Paginator>,
    /// Whether the operation has a parameter that selects a page.
    pub asks_for_pages: bool,
}

impl Operation {
    /// The parameter for the idempotency token.
    #[must_use]
    pub fn idempotency_parameter(&self) -> Option<&Parameter> {
        let name = self.idempotency_token.as_ref()?;
        self.parameters.iter().find(|parameter| &parameter.field.name == name)
    }
}
