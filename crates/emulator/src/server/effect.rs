//! Faults that replace the operation.

use crate::emulated::Emulated;
use crate::error::ApiError;
use crate::fault::FaultEffect;
use crate::response::GatewayResponse;

/// What a fault does instead of the operation.
pub(super) enum Replacement {
    CarryOut,
    Reset,
    Refuse(ApiError),
    Respond(GatewayResponse),
}

impl Replacement {
    pub(super) fn of(effect: &FaultEffect) -> Self {
        match effect {
            FaultEffect::Throttle { retry_after } => {
                let error = ApiError::new(400, "Throttling.User", "Request was denied due to user flow control.");
                Self::Refuse(match retry_after {
                    Some(time) => error.with_header("x-acs-retry-after", time.as_millis().to_string()),
                    None => error,
                })
            }
            FaultEffect::Error { status, code, message } => Self::Refuse(ApiError::new(*status, code, message)),
            FaultEffect::InternalError => Self::Refuse(ApiError::new(
                500,
                "InternalError",
                "The request processing has failed due to some unknown error, exception or failure.",
            )),
            FaultEffect::ServiceUnavailable => Self::Refuse(ApiError::new(
                503,
                "ServiceUnavailable",
                "The request has failed due to a temporary failure of the server.",
            )),
            FaultEffect::Html { status } => Self::Respond(GatewayResponse {
                status: *status,
                headers: vec![("content-type", "text/html".to_owned())],
                body: format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"),
                error_code: None,
                emulated: Emulated::Refused,
            }),
            FaultEffect::Redirect { status, location } => Self::Respond(GatewayResponse {
                status: *status,
                headers: vec![("location", location.clone())],
                body: String::new(),
                error_code: None,
                emulated: Emulated::Refused,
            }),
            FaultEffect::ResetBefore => Self::Reset,
            FaultEffect::DelayHeaders(_)
            | FaultEffect::DelayBody(_)
            | FaultEffect::ResetAfter
            | FaultEffect::TruncateBody
            | FaultEffect::ErrorEvent { .. }
            | FaultEffect::SilentStream(_)
            | FaultEffect::TooLongContentLength
            | FaultEffect::Garbage => Self::CarryOut,
        }
    }
}

/// The error that ends a connection without a response.
#[derive(Debug)]
pub(super) struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection is reset on purpose")
    }
}

impl std::error::Error for Reset {}
