//! What the emitter needs and nothing else: the facts, with names, types and documentation in Rust.

mod operation;
mod product;

pub use self::operation::{FieldPath, OperationItem, PaginatorItem, ParameterItem, ResponseItem, Step};
pub use self::product::{AbsentOperation, ErrorVariant};

/// The Rust type of a value.
pub type Type = crate::decide::Type<Reference>;

/// Formats the type for a module that imports `alicloud_client::runtime`: `Vec<Tag>`, `runtime::Secret`.
impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text => f.write_str("String"),
            Self::Secret => f.write_str("runtime::Secret"),
            Self::SecretValue => f.write_str("runtime::SecretValue"),
            Self::Bytes => f.write_str("runtime::Blob"),
            Self::File | Self::SecretFile => f.write_str("runtime::FormFile"),
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

/// A reference to a generated type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The module of the type.
    pub home: Home,
    /// The Rust name of the type.
    pub name: String,
}

/// The module of a generated type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    /// The module of the only operation that uses it.
    Operation,
    /// The module `components`.
    Components,
}

/// How a field stores its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// `Option<T>`
    Optional,
    /// `Option<Box<T>>`, for a type that contains itself.
    Boxed,
    /// `T`, which is empty if the value is absent.
    Plain,
    /// `String`, which the decoder fills from the response header if it is not in the body.
    RequestId,
    /// `T` or `Option<T>`: the field is the whole response body, which is not an object.
    Body {
        /// Whether the field is an `Option`.
        optional: bool,
    },
}

/// A field of a request, response or structure.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Name in Rust, without `r#`.
    pub name: String,
    /// Type, without the `Option`.
    pub ty: Type,
    /// How the value is stored.
    pub presence: Presence,
    /// Markdown.
    pub documentation: String,
    /// Whether the vendor marks the field as deprecated.
    pub deprecated: bool,
}

/// Whether a structure occurs in requests, responses, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Only in requests: every field is optional, and the structure is never decoded.
    Request,
    /// Only in responses.
    Response,
    /// In both: fields are stored as in requests, and the structure is also decoded.
    Both,
}

/// A structure within a request or response.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// Name of the component, or of the field that has this type, on the wire.
    pub wire: String,
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// Fields, in the documented order.
    pub fields: Vec<Field>,
    /// Where the structure occurs.
    pub direction: Direction,
}

/// An enumeration of valid values of a string.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Name on the wire, as for a [`Structure`].
    pub wire: String,
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// The documented values.
    pub variants: Vec<Variant>,
}

/// A valid value.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The string on the wire.
    pub value: String,
    /// In Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
}

/// A generated type that is neither a request nor a response.
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
