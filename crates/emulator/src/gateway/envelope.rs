//! The operation that a request names, and how it authenticates.

use alicloud_signer::{acs3, roa};

use crate::error::ApiError;
use crate::received_request::ReceivedRequest;

/// What a request says of its operation and its caller, which has the same form for every operation.
pub(super) struct RequestEnvelope<'a> {
    pub(super) scheme: Scheme<'a>,
    pub(super) action: Option<&'a str>,
    pub(super) version: Option<&'a str>,
}

/// How a request authenticates.
pub(super) enum Scheme<'a> {
    /// `Authorization: ACS3-…`.
    Acs3(acs3::Authorization<'a>),
    /// `Authorization: acs …`.
    Roa(roa::Authorization<'a>),
    /// Parameter `Signature`.
    Rpc,
    /// A bearer token instead of a signature.
    Bearer(&'a str),
    /// No authentication.
    Anonymous,
}

impl<'a> RequestEnvelope<'a> {
    /// # Errors
    ///
    /// `IncompleteSignature` for an `Authorization` header of an unknown scheme.
    pub(super) fn read(received: &'a ReceivedRequest) -> Result<Self, ApiError> {
        Ok(Self {
            scheme: Scheme::read(received)?,
            action: received.described("x-acs-action", "Action"),
            version: received.described("x-acs-version", "Version"),
        })
    }
}

impl<'a> Scheme<'a> {
    fn read(received: &'a ReceivedRequest) -> Result<Self, ApiError> {
        if let Some(value) = received.header("authorization") {
            return if value.starts_with("acs ") {
                roa::Authorization::parse(value).map(Self::Roa).map_err(incomplete)
            } else {
                acs3::Authorization::parse(value).map(Self::Acs3).map_err(incomplete)
            };
        }
        let token = received.header("x-acs-bearer-token").or_else(|| received.parameter("BearerToken"));
        Ok(match token {
            Some(token) => Self::Bearer(token),
            None if received.is_signed_in_parameters() && !received.is_described_by_headers() => Self::Rpc,
            None => Self::Anonymous,
        })
    }
}

fn incomplete(error: impl std::fmt::Display) -> ApiError {
    ApiError::new(
        400,
        "IncompleteSignature",
        format!(
            "The request signature does not conform to Aliyun standards. The header Authorization cannot be read: {error}"
        ),
    )
}
