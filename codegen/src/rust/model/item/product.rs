//! The error codes of a product, and what the enabled features do not bring.

/// A documented error code of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorVariant {
    /// On the wire.
    pub code: String,
    /// Variant name.
    pub name: String,
    /// Markdown: statuses and messages.
    pub documentation: String,
}

/// An operation that could be generated and is not, because the feature of its group is not enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentOperation {
    /// Its name on the wire.
    pub name: String,
    /// The module that it would be.
    pub module: String,
    /// The feature that brings it: that of the smallest group that it is in, or `full`.
    pub feature: String,
}
