//! An operation: its request, its response, and the facts about it.

use alicloud_api::{Auth, BodyKind, ListStyle, Location, Method};

use super::{Field, Item, Presence, Type};

/// What the body of a successful response is, with names that the description owns.
pub type ResponseKind = alicloud_api::ResponseKind<Vec<String>>;

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The field that holds it.
    pub field: Field,
    /// Where it is in the request.
    pub location: Location,
    /// How it is written.
    pub style: ListStyle,
    /// Whether the operation cannot be sent without it.
    pub required: bool,
    /// Whether it is the region of the client where it is required and not set.
    pub is_region: bool,
    /// What of the entry describes it.
    pub origin: Origin,
    /// What the entry, or its role in paging, says about it being a secret.
    pub marked: Option<bool>,
}

/// What of an entry describes a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The parameter at this position.
    Parameter(usize),
    /// The field with its name in the body, which is the parameter at this position.
    BodyField(usize),
    /// Its placeholder in the path, and nothing else.
    Path,
}

/// A parameter of the metadata, or a member within one, that is a part of another one or an old spelling of it, and generated as that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its place on the wire, as in `Tag.1.key` or `Tag[].key`.
    pub wire: String,
    /// Place of what says it, as in `Tag` or `Tag[].Key`.
    pub whole: String,
}

/// What an operation answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// Members; the request id is always one of them.
    pub fields: Vec<Field>,
    /// What its body is.
    pub kind: ResponseKind,
}

impl Response {
    /// Whether it tells the request id and no more, as the runtime's `Acknowledgement` does.
    #[must_use]
    pub fn is_acknowledgement(&self) -> bool {
        matches!(self.fields.as_slice(), [id] if id.presence == Presence::RequestId && id.wire == "RequestId")
    }
}

/// How to get the next page.
#[derive(Debug, Clone, PartialEq)]
pub struct Paginator {
    /// What is set on the request for the next page.
    pub advance: Advance,
    /// The list in the response.
    pub items: FieldPath,
    /// Type of its elements.
    pub item: Type,
}

/// The way to a field of a request or a response: fields, each within the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath(pub Vec<Step>);

/// As Rust would have it without `Option`: `data.total_count`.
impl std::fmt::Display for FieldPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            write!(f, "{dot}{}", step.name)?;
        }
        Ok(())
    }
}

/// A field on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Name in Rust.
    pub name: String,
    /// Whether it is held in an `Option`.
    pub optional: bool,
}

/// What is set on the request for the next page. Fields are those of the request, unless said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Advance {
    /// The token in the response; the last page has none.
    Token {
        /// Field that takes the token.
        request: FieldPath,
        /// Field of the response that has it.
        response: FieldPath,
        /// Whether the token stays the same, so that a page without elements is the last one.
        stays: bool,
        /// What is set while no token was ever seen, where the operation has two conventions and the caller may use either.
        otherwise: Option<Box<Advance>>,
    },
    /// The number of the page.
    Number {
        /// Field with the number.
        number: FieldPath,
        /// Field with the number of elements per page.
        size: Option<FieldPath>,
        /// What the response says of the list.
        reported: Reported,
    },
    /// The number of elements to skip.
    Offset {
        /// Field with that number.
        offset: FieldPath,
        /// What the response says of the list.
        reported: Reported,
    },
}

/// What a response says of the list that it is a page of. All are fields of the response, of any type that can hold a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Field with the number of elements on all pages.
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
    /// Code, as in `Endpoint.NotFound`.
    pub code: String,
    /// Message, as published.
    pub message: String,
}

/// A row of the authorization table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    pub action: String,
    /// Access level, as published; may be empty.
    pub access_level: String,
    /// Resources on which the action can be granted.
    pub resources: Vec<RamResource>,
    /// Condition keys of the service.
    pub condition_keys: Vec<String>,
    /// Other actions that the caller must be allowed.
    pub dependent_actions: Vec<String>,
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RamResource {
    /// Resource type.
    pub kind: String,
    /// Pattern of its name.
    pub arn: String,
    /// Whether a policy must name it.
    pub required: bool,
}

/// An operation: a request, its response, and the types within.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Name on the wire.
    pub name: String,
    /// Module, and file without `.rs`.
    pub module: String,
    /// Name of the request type.
    pub type_name: String,
    /// Spec file that it comes from, from the root of the repository.
    pub source: String,
    /// Markdown for the module: what the operation does.
    pub summary: String,
    /// Markdown for the request: everything that the spec says.
    pub documentation: String,
    /// Whether the vendor advises against the operation.
    pub deprecated: bool,
    /// Parameters, in the documented order.
    pub parameters: Vec<Parameter>,
    /// The method to use.
    pub method: Method,
    /// All methods that the service accepts.
    pub methods: Vec<Method>,
    /// Path template.
    pub path: String,
    /// What the request body is.
    pub body: BodyKind,
    /// How a caller authenticates, if it may choose.
    pub auth: Auth,
    /// Every way to authenticate that the service accepts.
    pub accepted_auth: Vec<Auth>,
    /// Whether the operation changes nothing.
    pub read_only: bool,
    /// Whether its response holds secrets: who may read does not always get to see them.
    pub returns_secrets: bool,
    /// Field name of the parameter that makes a repetition harmless.
    pub idempotency_token: Option<String>,
    /// What the metadata lists and its parameters say already.
    pub parts: Vec<Part>,
    /// Rows of the authorization table.
    pub ram_actions: Vec<RamAction>,
    /// Documented errors.
    pub errors: Vec<DocumentedError>,
    /// What it answers.
    pub response: Response,
    /// Types within request and response: shallow before deep, then in the documented order.
    pub types: Vec<Item>,
    /// How to get the next page, where the answer comes in pages.
    pub paginator: Option<Paginator>,
    /// Whether a parameter says which page is asked for.
    pub asks_for_pages: bool,
}

impl Operation {
    /// The parameter that makes a repetition harmless.
    #[must_use]
    pub fn idempotency_parameter(&self) -> Option<&Parameter> {
        let name = self.idempotency_token.as_ref()?;
        self.parameters.iter().find(|parameter| &parameter.field.name == name)
    }
}
