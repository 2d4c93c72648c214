//! Defines the kinds of changes and, only here, what each kind means for Rust users.

use serde::Serialize;

use crate::rust::notation::{element_place, member_place, value_place};

/// The severity of a change, which determines the kind of release of the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Programs that use the crate may no longer compile, or their calls may fail: a major release.
    Breaking,
    /// Programs still compile and run; something is new or is sent differently: a minor release.
    Addition,
    /// Programs cannot observe the change: a patch release.
    Documentation,
}

impl Class {
    /// The name in the JSON form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Documentation => "documentation",
        }
    }
}

/// The kind of a change. The JSON form has the names in kebab case (`member-removed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "`rule` says what each kind means")]
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
    SendRemoved,
    SendAdded,
    StreamRemoved,
    StreamAdded,
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
    /// The severity of changes of this kind.
    #[must_use]
    pub fn class(self) -> Class {
        self.rule().0
    }

    /// A short explanation of the severity: the effect on programs that use the crate.
    #[must_use]
    pub fn effect(self) -> &'static str {
        self.rule().1
    }

    /// The name in the JSON form, such as `member-removed`.
    #[must_use]
    pub fn name(self) -> String {
        let debug = format!("{self:?}");
        heck::AsKebabCase(debug).to_string()
    }

    /// The fields of a spec entry whose difference this kind of change already reports. They are not listed again as
    /// changes of documentation.
    pub(super) fn explains(self) -> &'static [&'static str] {
        match self {
            Self::OperationRequest => &["methods", "path", "produces"],
            Self::OperationRepetition => &["operationType"],
            Self::ResponseBody => &["schema"],
            Self::SendRemoved | Self::SendAdded | Self::StreamRemoved | Self::StreamAdded => &["schemes", "produces"],
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
            Self::ProductRemoved => (Breaking, "its crate can no longer be generated"),
            Self::ProductAdded => (Addition, "a crate can be generated"),
            Self::ProductRequest => {
                (Addition, "programs compile unchanged; their calls are sent in the way that the service now documents")
            }
            Self::EndpointRemoved => {
                (Breaking, "no host is known for the region: a call fails unless an endpoint is given")
            }
            Self::EndpointAdded => (Addition, "calls in the region work without giving an endpoint"),
            Self::EndpointChanged => (Addition, "programs compile unchanged; calls in the region go to another host"),
            Self::GroupRemoved => (Breaking, "a dependency that enables the feature does not resolve"),
            Self::GroupAdded => (Addition, "there is one more feature"),
            Self::GroupLeft => (Breaking, "a program that enables only that feature no longer gets the operation"),
            Self::GroupJoined => (Addition, "one more feature brings the operation"),
            Self::ErrorCodeRemoved => (Breaking, "code that names the variant does not compile"),
            Self::ErrorCodeAdded => (
                Addition,
                "the code was `Unknown` and has a variant; a match on the open enumeration has an arm for others",
            ),
            Self::ErrorCodeRenamed => (Breaking, "code that names the variant does not compile"),
            Self::ErrorCodeWireName => {
                (Addition, "programs compile unchanged; the variant has another code on the wire")
            }
            Self::ErrorCodeLeft => (
                Breaking,
                "a program that generates this operation, but not all of them, may have no variant of `ErrorCode` for it",
            ),
            Self::ErrorCodeJoined => (Addition, "`ErrorCode` has its variant for any selection of operations"),
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
                (Addition, "programs compile unchanged; the call is sent in the way that the service now documents")
            }
            Self::OperationRepetition => (
                Addition,
                "programs compile unchanged; the client retries the operation after other failures than before",
            ),
            Self::OperationSecrets => (
                Addition,
                "programs compile unchanged; tools that may read but must not see secrets treat the operation differently",
            ),
            Self::OperationDeprecated => (Addition, "the compiler warns where it is used"),
            Self::OperationUndeprecated => (Documentation, "the compiler does not warn where it is used"),
            Self::CredentialsDemanded => (Breaking, "a call without such credentials fails"),
            Self::CredentialsDropped => (Addition, "a call needs no credentials any more"),
            Self::PermissionAdded => {
                (Addition, "the constant `RAM_ACTIONS` has more elements; a policy that is built from it allows more")
            }
            Self::PermissionRemoved => {
                (Addition, "the constant `RAM_ACTIONS` has fewer elements; a policy that is built from it allows less")
            }
            Self::PermissionChanged => (Addition, "the constant `RAM_ACTIONS` describes the action differently"),
            Self::ResponseType => {
                (Breaking, "code that uses one type for the responses of several operations does not compile")
            }
            Self::ResponseBody => (
                Addition,
                "programs compile unchanged; the client expects another kind of response body and returns an error for any other",
            ),
            Self::SendRemoved => {
                (Breaking, "code that calls `send` does not compile: the response is a stream of events")
            }
            Self::SendAdded => (Addition, "the operation can be called with `send`"),
            Self::StreamRemoved => (Breaking, "code that receives a stream of events does not compile"),
            Self::StreamAdded => (Addition, "the events of the response can be received with `send_stream`"),
            Self::PaginatorRemoved => (Breaking, "code that reads all pages does not compile"),
            Self::PaginatorAdded => (Addition, "all pages can be read with a paginator"),
            Self::PaginatorType => (Breaking, "code that uses the elements of the pages does not compile"),
            Self::PaginatorChanged => {
                (Addition, "programs compile unchanged; the paginator requests the next page differently")
            }
            Self::ParameterRequiredAdded => (
                Breaking,
                "a request that compiles fails the check before it is sent, because the parameter is not set",
            ),
            Self::ParameterRequired => (Breaking, "a request that does not set it fails the check before it is sent"),
            Self::ParameterOptional => (Addition, "a request can be sent without it"),
            Self::ParameterRequest => (
                Addition,
                "programs compile unchanged; the parameter is sent in the way that the service now documents",
            ),
            Self::MemberRemoved => (Breaking, "code that names the field does not compile"),
            Self::MemberAdded => (Addition, "there is one more field; `Default` and setters leave it empty"),
            Self::MemberRenamed => (Breaking, "code that names the field does not compile"),
            Self::MemberType => (Breaking, "code that uses the field does not compile"),
            Self::MemberWireName => (Addition, "programs compile unchanged; the field has another name on the wire"),
            Self::MemberDeprecated => (Addition, "the compiler warns where it is set"),
            Self::MemberUndeprecated => (Documentation, "the compiler does not warn where it is set"),
            Self::TypeRemoved => (Breaking, "code that names the type does not compile"),
            Self::TypeAdded => (Addition, "there is one more type"),
            Self::TypeRenamed => (Breaking, "code that names the type does not compile"),
            Self::TypeSettersRemoved => {
                (Breaking, "the type occurs only in responses now: code that builds a value of it does not compile")
            }
            Self::TypeSettersAdded => (Addition, "values of the type can be built"),
            Self::TypeDecodeRemoved => (
                Breaking,
                "the type occurs only in requests now: code that decodes or stores a value of it does not compile",
            ),
            Self::TypeDecodeAdded => (Addition, "values of the type can be decoded and stored"),
            Self::ValueRemoved => (Breaking, "code that names the variant does not compile"),
            Self::ValueAdded => (
                Addition,
                "the value was `Unknown` and has a variant; a match on the open enumeration has an arm for others",
            ),
            Self::ValueRenamed => (Breaking, "code that names the variant does not compile"),
            Self::ValueWireName => (Addition, "programs compile unchanged; the variant has another string on the wire"),
            Self::Documentation => {
                (Documentation, "documentation only: neither types nor checks at run time depend on it")
            }
        }
    }
}

/// The fields of a schema that determine its type.
pub(super) const TYPE: &[&str] = &["type", "format", "$ref", "enum", "schema"];

/// The fields of a schema that have an effect on generated code.
const SCHEMA: &[&str] = &["type", "format", "$ref", "enum", "schema", "required", "in", "style", "deprecated"];

/// What a group of changes is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "subject", content = "name", rename_all = "kebab-case")]
pub enum Subject {
    /// The product: how calls are sent, its endpoints, its groups.
    Product,
    /// The documented error codes of the product.
    ErrorCodes,
    /// A type that several operations share, by its name on the wire.
    Component(String),
    /// An operation, by its name on the wire.
    Operation(String),
}

/// One side of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The request.
    Request,
    /// The response.
    Response,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiChange {
    /// The severity of the change: [`Kind::class`].
    pub class: Class,
    /// The kind of the change.
    pub kind: Kind,
    /// The side of the operation, if the change concerns one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The location of the change by names on the wire: a field (`Items.DBInstance[].Port`; `[]` stands for the
    /// elements of a list, `{}` for the values of a map), a region, a group, or an error code. Empty if the change
    /// concerns the whole subject.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The path of the Rust item from the root of the crate. For an item that was removed or renamed, this is the old
    /// path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust: Option<String>,
    /// A short description of the old and the new state.
    pub what: String,
    /// The effect on programs that use the crate: [`Kind::effect`].
    pub effect: &'static str,
}

/// The location of a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ChangeLocation {
    pub(super) subject: Subject,
    pub(super) part: Option<Part>,
    pub(super) path: String,
}

impl ChangeLocation {
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

    /// The location of the list or map whose elements or values are at this location; this location itself if it is not
    /// within one.
    pub(super) fn of_list_or_map(&self) -> Self {
        let path = self.path.trim_end_matches("[]").trim_end_matches("{}").trim_end_matches("[]");
        Self { path: path.to_owned(), ..self.clone() }
    }

    pub(super) fn values(&self) -> Self {
        Self { path: value_place(&self.path), ..self.clone() }
    }
}
