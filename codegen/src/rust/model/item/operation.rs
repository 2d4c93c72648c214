//! An operation: its facts, its request and its response.

use alicloud_api::PagingInfo;

use super::{Field, Item, Presence, Type};
use crate::decide::{OperationFacts, ParameterFacts};

/// An operation: a request, its response, and the types within.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationItem {
    /// How it is called.
    pub facts: OperationFacts,
    /// Module, and file without `.rs`.
    pub module: String,
    /// Name of the request type.
    pub type_name: String,
    /// Markdown for the module: what the operation does.
    pub summary: String,
    /// Markdown for the request: everything that the spec says.
    pub documentation: String,
    /// The field of the request for each parameter, in their order.
    pub fields: Vec<Field>,
    /// What it returns.
    pub response: ResponseItem,
    /// Types within request and response: shallow before deep, then in the documented order.
    pub types: Vec<Item>,
    /// How to get the next page, where the response is one of several.
    pub paginator: Option<PaginatorItem>,
}

impl OperationItem {
    /// Its name on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.facts.name
    }

    /// Its parameters, each with the field that holds it.
    pub fn parameters(&self) -> impl Iterator<Item = ParameterItem<'_>> {
        self.facts.parameters.iter().zip(&self.fields).map(|(facts, field)| ParameterItem { facts, field })
    }

    /// The field of the parameter that makes a repetition harmless.
    #[must_use]
    pub fn idempotency_field(&self) -> Option<&Field> {
        self.fields.get(self.facts.idempotency_token?)
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterItem<'a> {
    /// How it is sent.
    pub facts: &'a ParameterFacts,
    /// The field that holds it.
    pub field: &'a Field,
}

/// What an operation returns.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseItem {
    /// Name in Rust.
    pub name: String,
    /// Markdown.
    pub documentation: String,
    /// Fields; the request id is always one of them.
    pub fields: Vec<Field>,
}

impl ResponseItem {
    /// Whether it holds the request id and no more, as the runtime's `Acknowledgement` does.
    #[must_use]
    pub fn is_acknowledgement(&self) -> bool {
        matches!(self.fields.as_slice(), [id] if id.presence == Presence::RequestId && id.wire == "RequestId")
    }
}

/// How to get the next page.
#[derive(Debug, Clone, PartialEq)]
pub struct PaginatorItem {
    /// The fields of request and response that it reads and sets.
    pub paging: PagingInfo<FieldPath>,
    /// Type of the items.
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
