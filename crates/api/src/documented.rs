//! What the documents of an operation list: errors, and the actions that a caller must be allowed.

/// A documented error of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentedError {
    /// HTTP status.
    pub status: u16,
    /// Code, as in `Endpoint.NotFound`. One code can be listed with several statuses and messages.
    pub code: &'static str,
    /// Message, as published.
    pub message: &'static str,
}

/// A row of the authorization table of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// A resource of a [`RamAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RamResource {
    /// Resource type, as in `DBInstance`.
    pub kind: &'static str,
    /// Pattern of the resource name, as in `acs:rds:{#regionId}:{#accountId}:dbinstance/{#dbinstanceId}`.
    pub arn: &'static str,
    /// Whether a policy must name the resource.
    pub required: bool,
}
