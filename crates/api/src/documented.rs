//! What the documents of an operation list: errors, and the actions that a caller must be allowed.

/// A documented error of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DocumentedError {
    /// HTTP status.
    pub status: u16,
    /// Code, as in `Endpoint.NotFound`. One code can be listed with several statuses and messages.
    pub code: &'static str,
    /// Message, as published.
    pub message: &'static str,
}

impl DocumentedError {
    /// The error with this code and message, which comes with this HTTP status.
    #[must_use]
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }
}

/// A row of the authorization table of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RamAction {
    /// Action, as in `rds:ReleaseInstanceConnection`.
    pub action: &'static str,
    /// `create`, `delete`, `get`, `list`, `update`, or the older `Read` and `Write`; empty if the document says nothing.
    pub access_level: &'static str,
    /// Resources on which the action can be granted.
    pub resources: &'static [RamResource],
    /// Condition keys of the service.
    pub condition_keys: &'static [&'static str],
    /// Other actions that the caller must be allowed.
    pub dependent_actions: &'static [&'static str],
}

impl RamAction {
    /// The action with its access level, on these resources, without condition keys and dependent actions.
    #[must_use]
    pub const fn new(action: &'static str, access_level: &'static str, resources: &'static [RamResource]) -> Self {
        Self { action, access_level, resources, condition_keys: &[], dependent_actions: &[] }
    }

    /// The condition keys of the service.
    #[must_use]
    pub const fn condition_keys(self, keys: &'static [&'static str]) -> Self {
        Self { condition_keys: keys, ..self }
    }

    /// Other actions that the caller must be allowed.
    #[must_use]
    pub const fn dependent_actions(self, actions: &'static [&'static str]) -> Self {
        Self { dependent_actions: actions, ..self }
    }
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RamResource {
    /// Resource type, as in `DBInstance`.
    pub kind: &'static str,
    /// Pattern of the resource name, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: &'static str,
    /// Whether a policy must name the resource.
    pub required: bool,
}

impl RamResource {
    /// A resource that a policy need not name.
    #[must_use]
    pub const fn new(kind: &'static str, arn: &'static str) -> Self {
        Self { kind, arn, required: false }
    }

    /// A policy must name the resource.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}
