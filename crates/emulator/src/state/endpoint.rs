//! Endpoints of instances.

use super::engine::Engine;

/// A host name for connections to an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InstanceEndpoint {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) reach: Reach,
    pub(crate) address: String,
}

/// The network from which an endpoint can be reached. It determines `IPType`, together with the network of the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Internal,
    Public,
}

impl InstanceEndpoint {
    /// Returns a host name such as `prefix.mysql.rds.aliyuncs.com`. It does not show whether the endpoint is internal
    /// or public.
    pub(crate) fn host(prefix: &str, engine: &Engine) -> String {
        format!("{}.{}.rds.aliyuncs.com", prefix.to_ascii_lowercase(), engine.label)
    }
}

/// What is wrong with the first label of a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrefixError {
    Length,
    Character,
}

/// Checks a prefix: letters, digits and hyphens, of a length that depends on the operation.
pub(crate) fn check_prefix(prefix: &str, lengths: std::ops::RangeInclusive<usize>) -> Result<(), PrefixError> {
    if !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(PrefixError::Character);
    }
    if !lengths.contains(&prefix.len()) {
        return Err(PrefixError::Length);
    }
    Ok(())
}
