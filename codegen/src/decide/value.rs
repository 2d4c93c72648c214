//! The type of a value.

/// The type of a value. `N` is how a structure or an enumeration is identified: by its schema, or by its name in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type<N> {
    /// A string.
    Text,
    /// A string that must not appear in output.
    Secret,
    /// A secret that is a number, a boolean, or whatever JSON can say.
    SecretValue,
    /// Bytes.
    Bytes,
    /// A file of a form.
    File,
    /// A file of a form whose content must not appear in output.
    SecretFile,
    /// An integer of 64 bits, whatever width is documented: identifiers outgrew it, and what is received has to be sendable.
    Int64,
    /// A number, whatever precision is documented.
    Double,
    /// A boolean.
    Boolean,
    /// Whatever JSON can say.
    Any,
    /// A string with documented values.
    Enumeration(N),
    /// An object with documented fields.
    Structure(N),
    /// A list.
    List(Box<Type<N>>),
    /// An object whose keys are the caller's choice.
    Map(Box<Type<N>>),
}

/// What of a type has a name of its own.
#[cfg(feature = "rust")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nominal {
    Structure,
    Enumeration,
}

#[cfg(feature = "rust")]
impl<N> Type<N> {
    /// The same type, with the structure or enumeration in it identified in another way.
    pub(crate) fn map<M>(self, identify: &mut dyn FnMut(Nominal, N) -> M) -> Type<M> {
        match self {
            Self::Structure(by) => Type::Structure(identify(Nominal::Structure, by)),
            Self::Enumeration(by) => Type::Enumeration(identify(Nominal::Enumeration, by)),
            Self::List(element) => Type::List(Box::new(element.map(identify))),
            Self::Map(value) => Type::Map(Box::new(value.map(identify))),
            Self::Text => Type::Text,
            Self::Secret => Type::Secret,
            Self::SecretValue => Type::SecretValue,
            Self::Bytes => Type::Bytes,
            Self::File => Type::File,
            Self::SecretFile => Type::SecretFile,
            Self::Int64 => Type::Int64,
            Self::Double => Type::Double,
            Self::Boolean => Type::Boolean,
            Self::Any => Type::Any,
        }
    }
}
