//! Documented facts of an operation that calls do not depend on: errors and RAM permissions.

/// A documented error of an operation.
///
/// `S` is the type of its strings: generated code has constants, a description that is read owns them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DocumentedError<S = &'static str> {
    /// HTTP status.
    pub status: u16,
    /// Code, such as `Endpoint.NotFound`. The same code may be listed with several statuses and messages.
    pub code: S,
    /// Message as published.
    pub message: S,
}

impl<S> DocumentedError<S> {
    /// Creates an error from its HTTP status, code and message.
    #[must_use]
    pub const fn new(status: u16, code: S, message: S) -> Self {
        Self { status, code, message }
    }
}

/// A RAM permission that a caller needs: a row of the documented authorization table of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RamAction {
    /// Action, such as `rds:ReleaseInstanceConnection`.
    pub action: &'static str,
    /// Access level: `create`, `delete`, `get`, `list`, `update`, or the older `Read` and `Write`; empty if
    /// undocumented.
    pub access_level: &'static str,
    /// Resources for which the action can be granted.
    pub resources: &'static [RamResource],
    /// Condition keys of the service that policies may use.
    pub condition_keys: &'static [&'static str],
    /// Other actions for which the caller needs permission.
    pub dependent_actions: &'static [&'static str],
}

impl RamAction {
    /// Creates a permission without condition keys and dependent actions.
    #[must_use]
    pub const fn new(action: &'static str, access_level: &'static str, resources: &'static [RamResource]) -> Self {
        Self { action, access_level, resources, condition_keys: &[], dependent_actions: &[] }
    }

    /// Sets the condition keys of the service that policies may use.
    #[must_use]
    pub const fn condition_keys(self, keys: &'static [&'static str]) -> Self {
        Self { condition_keys: keys, ..self }
    }

    /// Other actions for which the caller needs permission.
    #[must_use]
    pub const fn dependent_actions(self, actions: &'static [&'static str]) -> Self {
        Self { dependent_actions: actions, ..self }
    }
}

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RamResource {
    /// Resource type, such as `DBInstance`.
    pub kind: &'static str,
    /// Pattern of the resource name (ARN), such as `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: &'static str,
    /// Whether a policy must name the resource.
    pub required: bool,
}

impl RamResource {
    /// Creates a resource that a policy need not name.
    #[must_use]
    pub const fn new(kind: &'static str, arn: &'static str) -> Self {
        Self { kind, arn, required: false }
    }

    /// Marks the resource as one that a policy must name.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}
