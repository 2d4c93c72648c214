//! What the values of an entry are: which of them hold others, and in which lists an element can be found again.

use serde_json::Value;

/// What a value is, by its place in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryPart {
    /// An entry.
    Operation,
    /// `product.json`.
    Product,
    /// `components` of a product.
    Components,
    /// The list of parameters.
    Parameters,
    /// A parameter.
    Parameter,
    /// Schemas by name.
    Schemas,
    /// A schema.
    Schema,
    /// Responses by status.
    Responses,
    /// A response.
    Response,
    /// Errors by status.
    Errors,
    /// The errors of a status.
    ErrorRows,
    /// Rows of the authorization table.
    Actions,
    /// A row of the authorization table.
    Action,
    /// Resources of a row of the authorization table.
    Resources,
    /// Sample responses.
    Samples,
    /// Documents.
    Sources,
    /// Regions and their hosts.
    Endpoints,
    /// A list in which each element is a fact of its own, and its order says nothing.
    Set,
    /// An element of one of these lists: an object of facts.
    Row,
    /// Facts by name.
    Object,
    /// A single fact, whatever it consists of.
    Fact,
}

impl EntryPart {
    /// The kind of the value under a key.
    pub(super) fn of(self, key: &str) -> Self {
        match (self, key) {
            (Self::Operation, "parameters") => Self::Parameters,
            (Self::Operation, "responses") => Self::Responses,
            (Self::Operation, "errorCodes") | (Self::Product, "x-common-error-codes") => Self::Errors,
            (Self::Operation, "ramActions") => Self::Actions,
            (Self::Operation, "responseDemo") => Self::Samples,
            (Self::Operation, "changeSet" | "x-engines" | "x-differences")
            | (Self::Action, "conditionKeys" | "dependentActions") => Self::Set,
            (Self::Operation | Self::Product, "x-source") => Self::Sources,
            (Self::Product, "info") | // Whether an operation changes anything was reviewed where an entry says it.
                (Self::Operation, "operationType") | (Self::Schema, "enumValueTitles") | (Self::Response, "headers") => Self::Object,
            (Self::Product, "components") => Self::Components,
            (Self::Product, "endpoints") => Self::Endpoints,
            (Self::Components, "schemas") | (Self::Schema, "properties") => Self::Schemas,
            (Self::Schemas, _)
            | (Self::Parameter | Self::Response, "schema")
            | (Self::Schema, "items" | "additionalProperties") => Self::Schema,
            (Self::Responses, _) => Self::Response,
            (Self::Errors, _) => Self::ErrorRows,
            (Self::Action, "resources") => Self::Resources,
            _ => Self::Fact,
        }
    }

    /// The kind of the elements, if this is a list in which elements can be found again.
    pub(super) fn element(self) -> Option<Self> {
        match self {
            Self::Parameters => Some(Self::Parameter),
            Self::Actions => Some(Self::Action),
            Self::ErrorRows | Self::Resources | Self::Samples | Self::Sources | Self::Endpoints => Some(Self::Row),
            Self::Set => Some(Self::Fact),
            _ => None,
        }
    }

    /// Whether this holds any number of things of one kind, so that having none of them is the same as being absent.
    pub(super) fn is_collection(self) -> bool {
        matches!(self, Self::Schemas | Self::Responses | Self::Errors | Self::Components | Self::Object)
            || self.element().is_some()
    }

    /// Whether a key under this kind holds what people write: a document of the vendor has nothing to say about it, or other
    /// words for it. Whether an operation changes anything was reviewed where an entry says it.
    pub(super) fn is_ours(self, key: &str) -> bool {
        key.starts_with("x-")
            || is_wording(key)
            || matches!(
                (self, key),
                (Self::Operation, "operationType") | (Self::Schema, "enumValueTitles") | (Self::Product, "directories")
            )
    }

    /// Whether a key under this kind belongs to the outline of a description: what a new description does not list is not there
    /// any more. Of other facts, silence says nothing.
    pub(super) fn is_outline(self, key: &str) -> bool {
        match self {
            Self::Schemas | Self::Responses => true,
            Self::Operation => matches!(key, "deprecated" | "parameters" | "responses"),
            Self::Product => key == "components",
            Self::Components => key == "schemas",
            Self::Parameter => matches!(key, "name" | "in" | "style" | "schema"),
            Self::Response => key == "schema",
            Self::Schema => matches!(key, "type" | "$ref" | "format" | "items" | "properties" | "additionalProperties"),
            _ => false,
        }
    }

    /// What an element of a list is known by: exactly, and, if that is not found, roughly.
    pub(super) fn identities(self, element: &Value) -> [Option<String>; 2] {
        let part = |key: &str| element.get(key).and_then(Value::as_str).map_or("", str::trim).to_owned();
        let both = |first: &str, second: &str| Some(format!("{}\n{}", part(first), part(second)));
        match self {
            Self::Parameters => [both("name", "in"), Some(part("name"))],
            Self::Actions => [both("action", "accessLevel"), Some(part("action"))],
            Self::ErrorRows => [both("errorCode", "errorMessage"), Some(part("errorCode"))],
            Self::Resources => [both("type", "arn"), None],
            Self::Samples => [Some(part("type")), None],
            Self::Sources => [Some(part("document")), None],
            Self::Endpoints => [Some(part("regionId")), None],
            _ => [Some(element.to_string()), None],
        }
    }
}

/// Whether a key holds words for people.
pub(super) fn is_wording(key: &str) -> bool {
    matches!(key, "title" | "summary" | "description")
}
