//! What a change is, and what each kind of change means for Rust users: the one place where that is decided.

use serde::Serialize;

use crate::notation::{element_place, member_place, value_place};

/// What a release of the generated crate with the change has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A program that uses the crate may not compile any more, or its calls fail: a major release.
    Breaking,
    /// Programs compile and run as before; something is new, or is sent in another way: a minor release.
    Addition,
    /// No program can tell: a patch release.
    Documentation,
}

impl Class {
    /// As in the JSON form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Documentation => "documentation",
        }
    }
}

/// What changed. The JSON form has the names in lower case with dashes (`member-removed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the table in `rule` says what each of them is")]
pub enum Kind {
    ProductRemoved,
    ProductAdded,
    ProductRequest,
    EndpointRemoved,
    EndpointAdded,
    EndpointChanged,
    GroupRemoved,
    GroupAdded,
    GroupLeft,
    GroupJoined,
    ErrorCodeRemoved,
    ErrorCodeAdded,
    ErrorCodeRenamed,
    ErrorCodeWireName,
    ErrorCodeLeft,
    ErrorCodeJoined,
    ErrorListed,
    ErrorUnlisted,
    OperationRemoved,
    OperationAdded,
    OperationRefused,
    OperationAccepted,
    OperationNotGenerated,
    OperationRenamed,
    OperationWireName,
    OperationRequest,
    OperationRepetition,
    OperationSecrets,
    OperationDeprecated,
    OperationUndeprecated,
    CredentialsDemanded,
    CredentialsDropped,
    PermissionAdded,
    PermissionRemoved,
    PermissionChanged,
    ResponseType,
    ResponseBody,
    PaginatorRemoved,
    PaginatorAdded,
    PaginatorType,
    PaginatorChanged,
    ParameterRequiredAdded,
    ParameterRequired,
    ParameterOptional,
    ParameterRequest,
    MemberRemoved,
    MemberAdded,
    MemberRenamed,
    MemberType,
    MemberWireName,
    MemberDeprecated,
    MemberUndeprecated,
    TypeRemoved,
    TypeAdded,
    TypeRenamed,
    TypeSettersRemoved,
    TypeSettersAdded,
    TypeDecodeRemoved,
    TypeDecodeAdded,
    ValueRemoved,
    ValueAdded,
    ValueRenamed,
    ValueWireName,
    Documentation,
}

impl Kind {
    /// How bad it is.
    #[must_use]
    pub fn class(self) -> Class {
        self.rule().0
    }

    /// Why, in a few words: what it does to a program that uses the crate.
    #[must_use]
    pub fn effect(self) -> &'static str {
        self.rule().1
    }

    /// As in the JSON form: `member-removed`.
    #[must_use]
    pub fn name(self) -> String {
        let debug = format!("{self:?}");
        heck::AsKebabCase(debug).to_string()
    }

    /// The fields of an entry whose difference the change is, so that it need not be said that they differ.
    pub(super) fn explains(self) -> &'static [&'static str] {
        match self {
            Self::OperationRequest => &["methods", "path"],
            Self::OperationRepetition => &["operationType"],
            Self::ResponseBody => &["schema"],
            Self::OperationDeprecated
            | Self::OperationUndeprecated
            | Self::MemberDeprecated
            | Self::MemberUndeprecated => &["deprecated"],
            Self::CredentialsDemanded | Self::CredentialsDropped => &["security"],
            Self::PermissionAdded | Self::PermissionRemoved | Self::PermissionChanged => &["ramActions"],
            Self::ParameterRequired | Self::ParameterOptional => &["required"],
            Self::ParameterRequest => &["in", "style"],
            Self::MemberType | Self::TypeRenamed => TYPE,
            Self::ParameterRequiredAdded | Self::MemberAdded | Self::MemberRemoved => SCHEMA,
            Self::ValueRemoved | Self::ValueAdded | Self::ValueRenamed | Self::ValueWireName => &["enum"],
            _ => &[],
        }
    }

    fn rule(self) -> (Class, &'static str) {
        use Class::{Addition, Breaking, Documentation};
        match self {
            Self::ProductRemoved => (Breaking, "its crate has nothing left to be generated from"),
            Self::ProductAdded => (Addition, "a crate can be generated"),
            Self::ProductRequest => {
                (Addition, "the same program compiles; its calls go out in the way that the service documents now")
            }
            Self::EndpointRemoved => {
                (Breaking, "no host is known for the region: a call fails unless an endpoint is given")
            }
            Self::EndpointAdded => (Addition, "calls in the region work without giving an endpoint"),
            Self::EndpointChanged => (Addition, "the same program compiles; calls in the region go to another host"),
            Self::GroupRemoved => (Breaking, "a dependency that enables the feature does not resolve"),
            Self::GroupAdded => (Addition, "there is one more feature"),
            Self::GroupLeft => (Breaking, "who enables only that feature does not get the operation"),
            Self::GroupJoined => (Addition, "one more feature brings the operation"),
            Self::ErrorCodeRemoved => (Breaking, "code that names the variant does not compile"),
            Self::ErrorCodeAdded => (
                Addition,
                "the code was `Unknown` and has a variant; a match on the open enumeration has an arm for others",
            ),
            Self::ErrorCodeRenamed => (Breaking, "code that names the variant does not compile"),
            Self::ErrorCodeWireName => (Addition, "the same program compiles; the variant is another code on the wire"),
            Self::ErrorCodeLeft => {
                (Breaking, "a program that generates this operation and not all has no variant of `ErrorCode` for it")
            }
            Self::ErrorCodeJoined => (Addition, "`ErrorCode` has its variant whichever operations a program generates"),
            Self::ErrorListed => (Addition, "the constant `ERRORS` of the operation has one more element"),
            Self::ErrorUnlisted => {
                (Documentation, "the constant `ERRORS` of the operation lacks it; the variant of `ErrorCode` stays")
            }
            Self::OperationRemoved => (Breaking, "code that names its types does not compile"),
            Self::OperationAdded => (Addition, "there is one more module"),
            Self::OperationRefused => {
                (Breaking, "it is not generated any more: code that names its types does not compile")
            }
            Self::OperationAccepted => (Addition, "it is generated now: there is one more module"),
            Self::OperationNotGenerated => (Documentation, "it is not generated, neither before nor after"),
            Self::OperationRenamed => (Breaking, "code that names its module or its types does not compile"),
            Self::OperationWireName => (
                Breaking,
                "a build script that names the operation (`Build::operations`) fails until it has the new name; all other code compiles",
            ),
            Self::OperationRequest => {
                (Addition, "the same program compiles; the call goes out in the way that the service documents now")
            }
            Self::OperationRepetition => {
                (Addition, "the same program compiles; other failures of it are retried than before")
            }
            Self::OperationSecrets => (
                Addition,
                "the same program compiles; a tool that may read, but sees no secrets, is treated differently",
            ),
            Self::OperationDeprecated => (Addition, "the compiler warns where it is used"),
            Self::OperationUndeprecated => (Documentation, "the compiler does not warn where it is used"),
            Self::CredentialsDemanded => (Breaking, "a call without such credentials fails"),
            Self::CredentialsDropped => (Addition, "a call needs no credentials any more"),
            Self::PermissionAdded => (Addition, "the constant `RAM_ACTIONS` has more; a policy made of it allows more"),
            Self::PermissionRemoved => {
                (Addition, "the constant `RAM_ACTIONS` has less; a policy made of it allows less")
            }
            Self::PermissionChanged => (Addition, "the constant `RAM_ACTIONS` says something else about the action"),
            Self::ResponseType => {
                (Breaking, "code that takes the responses of several operations for one type does not compile")
            }
            Self::ResponseBody => (
                Addition,
                "the same program compiles; another body counts as a response, and any other one is an error",
            ),
            Self::PaginatorRemoved => (Breaking, "code that asks for all pages does not compile"),
            Self::PaginatorAdded => (Addition, "all pages can be asked for"),
            Self::PaginatorType => (Breaking, "code that uses the elements of the pages does not compile"),
            Self::PaginatorChanged => (Addition, "the same program compiles; it asks for the next page in another way"),
            Self::ParameterRequiredAdded => (
                Breaking,
                "a request that compiles fails the check before it is sent, because the parameter is not set",
            ),
            Self::ParameterRequired => (Breaking, "a request that does not set it fails the check before it is sent"),
            Self::ParameterOptional => (Addition, "a request can be sent without it"),
            Self::ParameterRequest => (
                Addition,
                "the same program compiles; the parameter goes out in the way that the service documents now",
            ),
            Self::MemberRemoved => (Breaking, "code that names the field does not compile"),
            Self::MemberAdded => (Addition, "there is one more field; `Default` and setters leave it empty"),
            Self::MemberRenamed => (Breaking, "code that names the field does not compile"),
            Self::MemberType => (Breaking, "code that uses the field does not compile"),
            Self::MemberWireName => (Addition, "the same program compiles; the field has another name on the wire"),
            Self::MemberDeprecated => (Addition, "the compiler warns where it is set"),
            Self::MemberUndeprecated => (Documentation, "the compiler does not warn where it is set"),
            Self::TypeRemoved => (Breaking, "code that names the type does not compile"),
            Self::TypeAdded => (Addition, "there is one more type"),
            Self::TypeRenamed => (Breaking, "code that names the type does not compile"),
            Self::TypeSettersRemoved => {
                (Breaking, "the type is only read now: code that makes a value of it does not compile")
            }
            Self::TypeSettersAdded => (Addition, "values of the type can be made"),
            Self::TypeDecodeRemoved => {
                (Breaking, "the type is only sent now: code that reads a value of it, or stores one, does not compile")
            }
            Self::TypeDecodeAdded => (Addition, "values of the type can be read and stored"),
            Self::ValueRemoved => (Breaking, "code that names the variant does not compile"),
            Self::ValueAdded => (
                Addition,
                "the value was `Unknown` and has a variant; a match on the open enumeration has an arm for others",
            ),
            Self::ValueRenamed => (Breaking, "code that names the variant does not compile"),
            Self::ValueWireName => (Addition, "the same program compiles; the variant has another text on the wire"),
            Self::Documentation => {
                (Documentation, "documentation only: nothing of it is in the types or checked at run time")
            }
        }
    }
}

/// The fields of a schema that are its type.
pub(super) const TYPE: &[&str] = &["type", "format", "$ref", "enum", "schema"];

/// All fields of a schema that show in the code.
const SCHEMA: &[&str] = &["type", "format", "$ref", "enum", "schema", "required", "in", "style", "deprecated"];

/// What the changes of a section are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "subject", content = "name", rename_all = "kebab-case")]
pub enum Subject {
    /// The product: how calls are made, where it answers, its groups.
    Product,
    /// Its documented error codes.
    ErrorCodes,
    /// A type that operations share, by wire name.
    Component(String),
    /// An operation, by wire name.
    Operation(String),
}

/// Which side of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The request.
    Request,
    /// The response.
    Response,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How bad it is.
    pub class: Class,
    /// What it is.
    pub kind: Kind,
    /// Of an operation: which side, where it is one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// Where, by wire names: a member (`Items.DBInstance[].Port`; `[]` are the elements of a list, `{}` the values of a map), a region, a
    /// group, an error code. Empty where the whole subject is meant.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The Rust item, from the root of the crate; its name before the change, where it is gone or has another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// What was there and what is there, in a few words.
    pub what: String,
    /// What that does to a program that uses the crate.
    pub effect: &'static str,
}

/// Where something changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) subject: Subject,
    pub(super) part: Option<Part>,
    pub(super) path: String,
}

impl Place {
    pub(super) fn new(subject: Subject) -> Self {
        Self { subject, part: None, path: String::new() }
    }

    pub(super) fn operation(name: &str) -> Self {
        Self::new(Subject::Operation(name.to_owned()))
    }

    pub(super) fn component(name: &str) -> Self {
        Self::new(Subject::Component(name.to_owned()))
    }

    pub(super) fn part(&self, part: Part) -> Self {
        Self { part: Some(part), ..self.clone() }
    }

    pub(super) fn member(&self, wire: &str) -> Self {
        Self { path: member_place(&self.path, wire), ..self.clone() }
    }

    pub(super) fn elements(&self) -> Self {
        Self { path: element_place(&self.path), ..self.clone() }
    }

    /// The place of the member whose elements or values are here; this place, if they are of none.
    pub(super) fn of_list_or_map(&self) -> Self {
        let path = self.path.trim_end_matches("[]").trim_end_matches("{}").trim_end_matches("[]");
        Self { path: path.to_owned(), ..self.clone() }
    }

    pub(super) fn values(&self) -> Self {
        Self { path: value_place(&self.path), ..self.clone() }
    }
}
