//! Classifies the values of an entry: which are containers, and how the elements of a list are identified.

use serde_json::Value;

/// Kind of a value, which follows from its place in an entry.
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
    /// Groups of operations, which are the vendor's directories.
    Groups,
    /// A group of operations.
    Group,
    /// The operations and groups in a group.
    GroupChildren,
    /// A list in which each element is an independent fact, in no particular order.
    Set,
    /// An object in a list of rows, samples, documents or endpoints.
    Row,
    /// Facts by name.
    Object,
    /// A single fact, which is compared and replaced as a whole.
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
            (Self::Product, "info")
            | (Self::Operation, "operationType")
            | (Self::Schema, "enumValueTitles")
            | (Self::Response, "headers") => Self::Object,
            (Self::Product, "components") => Self::Components,
            (Self::Product, "endpoints") => Self::Endpoints,
            (Self::Product, "directories") => Self::Groups,
            (Self::Group, "children") => Self::GroupChildren,
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

    /// The kind of the elements, if this is a list whose elements can be identified.
    pub(super) fn element(self) -> Option<Self> {
        match self {
            Self::Parameters => Some(Self::Parameter),
            Self::Actions => Some(Self::Action),
            Self::ErrorRows | Self::Resources | Self::Samples | Self::Sources | Self::Endpoints => Some(Self::Row),
            Self::Groups | Self::GroupChildren => Some(Self::Group),
            Self::Set => Some(Self::Fact),
            _ => None,
        }
    }

    /// Whether this is a collection, so that an empty one is the same as an absent one.
    pub(super) fn is_collection(self) -> bool {
        matches!(self, Self::Schemas | Self::Responses | Self::Errors | Self::Components | Self::Object)
            || self.element().is_some()
    }

    /// Whether people write the value of this key. Documents do not have it, or only in other words. `operationType` is
    /// one of these keys, since it was reviewed by hand where an entry has it.
    pub(super) fn is_ours(self, key: &str) -> bool {
        key.starts_with("x-")
            || is_wording(key)
            || matches!(
                (self, key),
                (Self::Operation, "operationType") | (Self::Schema, "enumValueTitles") | (Self::Product, "directories")
            )
    }

    /// Whether a key is part of the outline of a description, which documents always contain as a whole: what a new
    /// document omits was removed. For other facts, an omission means nothing.
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

    /// Returns what identifies an element of a list: exactly, and as a fallback approximately.
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
            // A child of a group is the name of an operation, or a group.
            Self::Groups | Self::GroupChildren if element.is_object() => {
                let id = element.get("id").and_then(Value::as_i64).map(|id| id.to_string());
                let title = Some(part("title")).filter(|title| !title.is_empty());
                [id, title.or_else(|| Some(part("x-feature")))]
            }
            _ => [Some(element.to_string()), None],
        }
    }
}

/// Whether the value of a key is a sentence for people.
pub(super) fn is_wording(key: &str) -> bool {
    matches!(key, "title" | "summary" | "description")
}
