//! What the emitter needs and nothing else: names chosen, types resolved, documentation rendered.

/// The Rust type of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `String`
    Text,
    /// `runtime::Secret`
    Secret,
    /// `runtime::Blob`
    Bytes,
    /// `i32`
    Int32,
    /// `i64`
    Int64,
    /// `f32`
    Float,
    /// `f64`
    Double,
    /// `bool`
    Boolean,
    /// `runtime::Value`: whatever JSON can say.
    Any,
    /// A generated enumeration.
    Enumeration(Reference),
    /// A generated structure.
    Structure(Reference),
    /// `Vec`
    List(Box<Type>),
    /// `std::collections::BTreeMap` with text as keys.
    Map(Box<Type>),
}

/// The type as it is written where `alicloud_client::runtime` is in scope: `Vec<Tag>`, `runtime::Secret`.
impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => f.write_str("String"),
            Self::Secret => f.write_str("runtime::Secret"),
            Self::Bytes => f.write_str("runtime::Blob"),
            Self::Int32 => f.write_str("i32"),
            Self::Int64 => f.write_str("i64"),
            Self::Float => f.write_str("f32"),
            Self::Double => f.write_str("f64"),
            Self::Boolean => f.write_str("bool"),
            Self::Any => f.write_str("runtime::Value"),
            Self::Enumeration(Reference { home: Home::Operation, name })
            | Self::Structure(Reference { home: Home::Operation, name }) => f.write_str(name),
            Self::Enumeration(reference) | Self::Structure(reference) => write!(f, "components::{}", reference.name),
            Self::List(element) => write!(f, "Vec<{element}>"),
            Self::Map(value) => write!(f, "BTreeMap<String, {value}>"),
        }
    }
}

/// A generated type, by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Where it is.
    pub home: Home,
    /// Its Rust name.
    pub name: String,
}

/// Where a generated type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    /// In the module of the operation that uses it.
    Operation,
    /// In the module `components`.
    Components,
}

/// How a field holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// `Option<T>`
    Optional,
    /// `Option<Box<T>>`: the type contains itself.
    Boxed,
    /// `T`: what is absent is empty.
    Plain,
    /// `String` that the decoder also fills from the response header.
    RequestId,
    /// `T` or `Option<T>` as given: the response is not an object but this value.
    Body {
        /// Whether it is an `Option`.
        optional: bool,
    },
}

/// A member of a structure.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Name in Rust, without `r#`.
    pub name: String,
    /// Type, without the `Option`.
    pub ty: Type,
    /// How it is held.
    pub presence: Presence,
    /// Markdown.
    pub documentation: String,
    /// Whether the vendor advises against it.
    pub deprecated: bool,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// The query string.
    Query,
    /// A form body.
    Form,
    /// The path template.
    Path,
    /// A header.
    Header,
    /// A member of the JSON body.
    Body,
    /// The body itself.
    WholeBody,
}

/// How a list or an object is written outside of a JSON body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `Name.1`, `Name.Key`.
    Flat,
    /// JSON text.
    Json,
    /// Commas between the elements.
    Simple,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The field that holds it.
    pub field: Field,
    /// Where it goes.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether the operation cannot be sent without it.
    pub required: bool,
}

/// A parameter of the metadata that is a part of another one, and generated as that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name on the wire, as in `Tag.1.key`.
    pub wire: String,
    /// Wire name of the parameter that it is a part of, as in `Tag`.
    pub whole: String,
}

/// In which direction a structure travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Only to the service: every member can be left out, and nothing reads it from the wire.
    Request,
    /// Only from the service.
    Response,
    /// Both ways: held like a request, read like a response.
    Both,
}

/// A structure within a request or response.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// Name on the wire: of the component, or of the member that has this type.
    pub wire: String,
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// Members, in the documented order.
    pub fields: Vec<Field>,
    /// In which direction it travels.
    pub direction: Direction,
}

/// Valid values of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Name on the wire, as for a [`Structure`].
    pub wire: String,
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// Known values.
    pub variants: Vec<Variant>,
}

/// A valid value.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// On the wire.
    pub value: String,
    /// In Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
}

/// A generated type besides requests and responses themselves.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A structure.
    Structure(Structure),
    /// An enumeration.
    Enumeration(Enumeration),
}

impl Item {
    /// Name in Rust.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Structure(structure) => &structure.name,
            Self::Enumeration(enumeration) => &enumeration.name,
        }
    }
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
}

/// How to get the next page.
#[derive(Debug, Clone, PartialEq)]
pub struct Paginator {
    /// What is set on the request for the next page.
    pub advance: Advance,
    /// Path of fields to the list in the response.
    pub items: Vec<String>,
    /// Type of its elements.
    pub item: Type,
}

/// What is set on the request for the next page. Fields are those of the request, unless said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Advance {
    /// The token in the response; the last page has none.
    Token {
        /// Field that takes the token.
        request: String,
        /// Field of the response that has it.
        response: String,
        /// What is set while no token was ever seen, where the operation has two conventions and the caller may use either.
        otherwise: Option<Box<Advance>>,
    },
    /// The number of the page.
    Number {
        /// Field with the number.
        number: Counter,
        /// Field with the number of elements per page.
        size: Option<Counter>,
        /// Field of the response with the number of elements on all pages.
        total: Option<Counter>,
    },
    /// The number of elements to pass over.
    Offset {
        /// Field with that number.
        offset: Counter,
        /// Field of the response with the number of elements on all pages.
        total: Option<Counter>,
    },
}

/// A field that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    /// The field.
    pub field: String,
    /// [`Type::Int32`] or [`Type::Int64`].
    pub ty: Type,
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

/// What the body of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// There is none.
    None,
    /// A form.
    Form,
    /// JSON, or text as it is.
    Json,
    /// Bytes.
    Binary,
}

/// An HTTP method.
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
    /// How a caller proves who it is.
    pub auth: Auth,
    /// Whether the operation changes nothing.
    pub read_only: bool,
    /// Field name of the parameter that makes a repetition harmless.
    pub idempotency_token: Option<String>,
    /// Dotted names that stand for parts of its parameters.
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
}

/// A documented error code of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCode {
    /// On the wire.
    pub code: String,
    /// Variant name.
    pub name: String,
    /// Markdown: statuses and messages.
    pub documentation: String,
}

/// The product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// Product code.
    pub code: String,
    /// API version.
    pub version: String,
    /// Name for people.
    pub title: String,
    /// Whether method and path name the operation, not a parameter.
    pub resource_oriented: bool,
    /// Code of the product at the location service.
    pub location_service_code: Option<String>,
    /// How a host follows from a region that is not listed.
    pub endpoint_rule: EndpointRule,
    /// Hosts by region.
    pub endpoints: Vec<Endpoint>,
    /// Spec folder, from the root of the repository.
    pub source: String,
}

/// How a host follows from a region that is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EndpointRule {
    /// From product and region.
    Regional,
    /// From the product.
    Central,
    /// It does not.
    #[default]
    Listed,
}

/// Hosts of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Region.
    pub region: String,
    /// Host on the public network.
    pub public: Option<String>,
    /// Host inside a virtual private cloud.
    pub vpc: Option<String>,
}

/// A group of operations, and a Cargo feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The feature.
    pub feature: String,
    /// Title for people.
    pub title: String,
    /// Wire names of all its operations, refused and not selected ones too.
    pub operations: Vec<String>,
}

/// An operation that cannot be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub operation: String,
    /// What about it is out of scope.
    pub reason: String,
}

/// An oddity of the spec, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Operation or component.
    pub place: String,
    /// What is odd, and what was done.
    pub text: String,
}
