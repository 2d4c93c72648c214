//! Finds the operation of the catalog for action and version, or method and path.

use alicloud_api::{GatewaySignature, Method};
use alicloud_catalog::{Catalog, Operation, Product, Route};

use super::envelope::RequestEnvelope;
use crate::error::ApiError;
use crate::received_request::{ReceivedRequest, decode_segment};

/// The operation that a request names.
pub(super) struct RouteTarget<'a> {
    pub(super) product: &'a Product,
    pub(super) operation: &'a Operation,
    /// The parameters in the path and its query, decoded.
    pub(super) in_path: Vec<(String, String)>,
}

impl RequestEnvelope<'_> {
    /// All products have one endpoint here, so the version selects the product; if two products share a version, the
    /// operation does. Where only the path names the operation, products whose gateway verifies the signature come first.
    ///
    /// # Errors
    ///
    /// Action or version are missing or unknown, or the operation does not have the method.
    pub(super) fn route<'a>(
        &self,
        catalog: &'a Catalog,
        received: &'a ReceivedRequest,
    ) -> Result<RouteTarget<'a>, ApiError> {
        let target = match self.action {
            Some(action) => self.by_action(catalog, received, action)?,
            None if received.path == "/" && self.is_common() => return Err(ApiError::missing("Action")),
            None => self.by_path(catalog, received)?,
        };
        let methods = target.operation.info.methods;
        if !methods.is_empty() && !Method::parse(&received.method).is_some_and(|method| methods.contains(&method)) {
            return Err(ApiError::new(400, "UnsupportedHTTPMethod", "This http method is not supported."));
        }
        Ok(target)
    }

    /// Whether the request is one to the common gateway, where the path `/` says nothing of the operation.
    fn is_common(&self) -> bool {
        self.scheme.gateway().is_none_or(|gateway| gateway == GatewaySignature::Acs)
    }

    /// Whether the gateway of a product verifies the signature of the request.
    fn verifies(&self, product: &Product) -> bool {
        self.scheme.gateway().is_none_or(|gateway| gateway == product.info().signature)
    }

    fn by_action<'a>(
        &self,
        catalog: &'a Catalog,
        received: &'a ReceivedRequest,
        action: &str,
    ) -> Result<RouteTarget<'a>, ApiError> {
        let version = self.version.ok_or_else(|| ApiError::missing("Version"))?;
        let mut products = catalog.products().iter().filter(|product| product.version() == version).peekable();
        // An unknown version and an action that this version does not have are different errors: the first is a wrong
        // client, the second usually a typing error. The vendor documents a code for each.
        if products.peek().is_none() {
            return Err(ApiError::invalid("Version"));
        }
        // `operation` also accepts kebab case, which the CLI offers, but no service.
        let (product, operation) = products
            .filter_map(|product| Some((product, product.operation(action).ok()?)))
            .find(|(_, operation)| operation.info.name.eq_ignore_ascii_case(action))
            .ok_or_else(|| out_of_scope(catalog, action).unwrap_or_else(|| not_found("InvalidAction.NotFound")))?;
        let in_path = match operation.info.path {
            "/" => Vec::new(),
            _ => match product.route(&received.method, &received.path, &received.query) {
                Some(route) if route.operation == operation.info.name => decoded(&route),
                _ => return Err(not_found("InvalidApi.NotFound")),
            },
        };
        Ok(RouteTarget { product, operation, in_path })
    }

    fn by_path<'a>(&self, catalog: &'a Catalog, received: &'a ReceivedRequest) -> Result<RouteTarget<'a>, ApiError> {
        let is_asked = |product: &&Product| self.version.is_none_or(|version| product.version() == version);
        let find = |product: &'a Product| {
            let route = product.route(&received.method, &received.path, &received.query)?;
            Some(RouteTarget { product, operation: product.operation(route.operation).ok()?, in_path: decoded(&route) })
        };
        let products = catalog.products().iter().filter(is_asked);
        // Gateways have paths in common. Where none fits that verifies the signature, the caller is told so.
        let (own, others): (Vec<_>, Vec<_>) = products.partition(|product| self.verifies(product));
        own.into_iter().chain(others).find_map(find).ok_or_else(|| not_found("InvalidApi.NotFound"))
    }
}

/// The error for an operation that is described in a way that nothing here can call.
fn out_of_scope(catalog: &Catalog, action: &str) -> Option<ApiError> {
    let mut operations = catalog.products().iter().flat_map(|product| product.out_of_scope());
    let (name, reason) = operations.find(|(name, _)| name.eq_ignore_ascii_case(action))?;
    Some(ApiError::new(501, "Emulator.OutOfScope", format!("{name} is not emulated: {reason}.")))
}

fn decoded(route: &Route<'_>) -> Vec<(String, String)> {
    let segments = route.segments.iter().map(|(name, segment)| ((*name).to_owned(), decode_segment(segment)));
    let in_query = route.query_values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    segments.chain(in_query).collect()
}

fn not_found(code: &str) -> ApiError {
    ApiError::new(404, code, "Specified api is not found, please check your url and method.")
}
