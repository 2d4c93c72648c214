//! What the emitter needs and nothing else: names chosen, types resolved, documentation rendered.

mod operation;
mod product;

pub use self::operation::{
    Advance, DocumentedError, FieldPath, Operation, Origin, Paginator, Parameter, Part, RamAction, RamResource,
    Reported, Response, ResponseKind, Step,
};
pub use self::product::{Absent, Endpoint, ErrorCode, Group, Product, Refused, Warning};

/// The Rust type of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `String`
    Text,
    /// `runtime::Secret`
    Secret,
    /// `runtime::SecretValue`: a secret that is a number, a boolean, or whatever JSON can say.
    SecretValue,
    /// `runtime::Blob`
    Bytes,
    /// `i64`, whatever width is documented: identifiers outgrew it, and what is received has to be sendable.
    Int64,
    /// `f64`, whatever precision is documented.
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
            Self::SecretValue => f.write_str("runtime::SecretValue"),
            Self::Bytes => f.write_str("runtime::Blob"),
            Self::Int64 => f.write_str("i64"),
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
