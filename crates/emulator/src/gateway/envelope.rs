//! The operation that a request names, and how it authenticates.

use alicloud_api::GatewaySignature;
use alicloud_signer::{acs3, oss4, roa, sls};

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
    /// `Authorization: LOG …`.
    Log(sls::Authorization<'a>),
    /// `Authorization: OSS4-…`.
    Oss4(oss4::Authorization<'a>),
    /// Parameter `Signature`.
    Rpc,
    /// A bearer token instead of a signature.
    Bearer(&'a str),
    /// No authentication.
    Anonymous,
}

/// The gateway that the request is meant for, by its signature; `None` if it has none that can be read.
pub(super) fn gateway(received: &ReceivedRequest) -> Option<GatewaySignature> {
    Scheme::read(received).ok()?.gateway()
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
    /// The gateways that verify such a signature; `None` for a request without one, which says nothing of its gateway.
    pub(super) fn gateway(&self) -> Option<GatewaySignature> {
        match self {
            Self::Log(_) => Some(GatewaySignature::Log),
            Self::Oss4(_) => Some(GatewaySignature::Oss4),
            Self::Acs3(_) | Self::Roa(_) | Self::Rpc | Self::Bearer(_) => Some(GatewaySignature::Acs),
            Self::Anonymous => None,
        }
    }

    fn read(received: &'a ReceivedRequest) -> Result<Self, ApiError> {
        if let Some(value) = received.header("authorization") {
            let read = match value.split(' ').next() {
                Some("acs") => roa::Authorization::parse(value).map(Self::Roa),
                Some("LOG") => sls::Authorization::parse(value).map(Self::Log),
                Some(oss4::SCHEME) => oss4::Authorization::parse(value).map(Self::Oss4),
                _ => acs3::Authorization::parse(value).map(Self::Acs3),
            };
            return read.map_err(incomplete);
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
