//! The trait of operations, which generated code implements, and the facts about an operation.

pub use alicloud_api::{
    Auth, BodyKind, DocumentedError, EndpointRule, GatewaySignature, ListStyle, Location, Method, OperationInfo,
    ProductInfo, RamAction, RamResource, RegionHosts, ResponseKind, Streaming, Style,
};

use std::fmt;

use crate::decode::Decode;
use crate::parameters::{Parameters, debug_parameters};
use crate::redact::Redactor;
use crate::show::Recorder;

/// An operation with its parameters, which a [`Client`](crate::Client) can send. It is a plain value.
///
/// Generated types implement this trait. It can be implemented by hand for an operation without a description.
pub trait Operation: Send + Sync {
    /// The type of the response.
    type Response: Decode + Default + Send + 'static;

    /// The facts about the operation that do not depend on its parameters.
    const INFO: &'static OperationInfo;

    /// Passes each parameter to `parameters`, in the documented order, whether it is set or not.
    fn parameters(&self, parameters: &mut Parameters<'_>);

    /// Sets the idempotency token unless it is set. This is called once per call, not once per attempt.
    fn fill_idempotency_token(&mut self, token: &str) {
        let _ = token;
    }
}

/// Converts a method into the type of the `http` crate.
pub(crate) const fn http_method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Delete => http::Method::DELETE,
        Method::Patch => http::Method::PATCH,
        Method::Head => http::Method::HEAD,
        Method::Options => http::Method::OPTIONS,
    }
}

/// Formats an operation as `Name { Parameter: value, … }` with wire names. Unset parameters are omitted, and secrets
/// are hidden.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug_operation<O: Operation>(operation: &O, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_parameters(O::INFO.name, &|parameters| operation.parameters(parameters), Redactor::new(), formatter)
}

/// Whether two operations have the same parameters with the same values.
#[must_use]
pub fn same_parameters<O: Operation>(left: &O, right: &O) -> bool {
    let record = |operation: &O| {
        let mut recorder = Recorder::default();
        operation.parameters(&mut Parameters::new(&mut recorder));
        recorder
    };
    record(left).is_same(&record(right))
}
