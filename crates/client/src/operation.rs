//! What the runtime knows of an operation: the trait that generated code implements, and the facts in it.

pub use alicloud_api::{
    Auth, BodyKind, DocumentedError, EndpointRule, ListStyle, Location, Method, OperationInfo, ProductInfo, RamAction,
    RamResource, RegionHosts, ResponseKind, Style,
};

use crate::decode::Decode;
use crate::parameters::Parameters;

/// A call that can be sent: a plain value that knows its product, version, name and parameters.
///
/// Generated types implement it. It can be implemented by hand for an operation that has no description yet.
pub trait Operation: Send + Sync {
    /// What the service answers.
    type Response: Decode + Default + Send + 'static;

    /// The facts that do not depend on the parameters.
    const INFO: &'static OperationInfo;

    /// Offers each parameter to `parameters`, in the documented order, whether it is set or not.
    fn parameters(&self, parameters: &mut Parameters<'_>);

    /// Sets the idempotency token, unless it is set. Called once per call, not once per attempt.
    fn fill_idempotency_token(&mut self, token: &str) {
        let _ = token;
    }
}

/// The method as the `http` crate has it.
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
