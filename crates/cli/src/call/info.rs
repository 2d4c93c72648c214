//! A description as the client wants it. The texts live as long as the program, which makes one call.

use alicloud_catalog::{Location, Operation, Parameter, Product};
use alicloud_client::OperationInfo;
use alicloud_client::runtime::{self, At, Auth, BodyKind, EndpointRule, Method};

/// The facts of an operation, or why it cannot be called.
pub(super) fn of(product: &'static Product, operation: &Operation) -> Result<&'static OperationInfo, String> {
    let methods = operation.methods.iter().map(|name| method(name)).collect::<Result<Vec<_>, _>>()?;
    let first =
        methods.first().copied().ok_or_else(|| format!("{} has no method in its description", operation.name))?;
    let preferred = if methods.contains(&Method::Post) { Method::Post } else { first };
    let token = operation.parameters.iter().find(|parameter| parameter.name == "ClientToken");
    let read_only = match operation.operation_type.as_deref() {
        Some(kind) => kind.eq_ignore_ascii_case("read"),
        None => ["Describe", "List", "Get", "Query", "Search"].iter().any(|prefix| operation.name.starts_with(prefix)),
    };
    let auth = match (
        operation.accepts("AK"),
        operation.accepts("Anonymous") || operation.accepts("ARS_OIDC"),
        operation.accepts("BearerToken"),
    ) {
        (false, true, _) => Auth::Anonymous,
        (false, false, true) => Auth::Bearer,
        _ => Auth::Signed,
    };
    Ok(Box::leak(Box::new(OperationInfo {
        product: describe(product)?,
        name: keep(&operation.name),
        method: preferred,
        methods: methods.leak(),
        path: keep(operation.path.as_deref().unwrap_or("/")),
        body: body(operation),
        auth,
        read_only,
        idempotency_token: token.map(|_| "ClientToken"),
    })))
}

/// Where a parameter goes; `None` for one that is part of a host name, which no description here has.
pub(super) fn place(parameter: &Parameter) -> Option<(&'static str, At)> {
    let at = match parameter.location {
        Location::Query => At::QUERY,
        Location::FormData => At::FORM,
        Location::Path => At::PATH,
        Location::Header => At::HEADER,
        Location::Body => At::WHOLE_BODY,
        _ => return None,
    };
    let at = match parameter.style.as_deref() {
        Some("json") => at.json(),
        Some("simple") => at.simple(),
        _ => at,
    };
    let at = if parameter.schema.required { at.required() } else { at };
    Some((keep(&parameter.name), at))
}

fn describe(product: &Product) -> Result<&'static runtime::Product, String> {
    let details = product.details().map_err(|error| error.to_string())?;
    let endpoints: Vec<runtime::Endpoint> = details
        .endpoints
        .iter()
        .map(|endpoint| runtime::Endpoint {
            region: keep(&endpoint.region_id),
            public: endpoint.public.as_deref().map(keep),
            vpc: endpoint.vpc.as_deref().map(keep),
        })
        .collect();
    Ok(Box::leak(Box::new(runtime::Product {
        code: keep(product.code()),
        version: keep(product.version()),
        style: if product.style().eq_ignore_ascii_case("ROA") { runtime::Style::Roa } else { runtime::Style::Rpc },
        location_service_code: details.location_service_code.as_deref().map(keep),
        endpoint_rule: match details.endpoint_rule.as_deref() {
            Some("regional") => EndpointRule::Regional,
            Some("central") => EndpointRule::Central,
            _ => EndpointRule::Listed,
        },
        endpoints: endpoints.leak(),
    })))
}

fn body(operation: &Operation) -> BodyKind {
    let has = |location: Location| operation.parameters.iter().any(|parameter| parameter.location == location);
    if has(Location::FormData) {
        BodyKind::Form
    } else if has(Location::Body) {
        BodyKind::Json
    } else {
        BodyKind::None
    }
}

fn method(name: &str) -> Result<Method, String> {
    const METHODS: [Method; 7] =
        [Method::Get, Method::Post, Method::Put, Method::Delete, Method::Patch, Method::Head, Method::Options];
    METHODS
        .into_iter()
        .find(|method| method.as_str().eq_ignore_ascii_case(name))
        .ok_or_else(|| format!("the method {name:?} of the description is not one of HTTP"))
}

fn keep(text: &str) -> &'static str {
    text.to_owned().leak()
}
