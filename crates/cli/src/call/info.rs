//! Converts a description into the types of the client, one to one. The strings are never freed: the program makes one call.

use alicloud_catalog::{
    Auth, BodyKind, Call, EndpointRule, Location, Method, Operation, Parameter, Product, ResponseKind, Style,
};
use alicloud_client::OperationInfo;
use alicloud_client::runtime::{self, At};

/// The facts of an operation, or the reason why it cannot be called.
pub(super) fn of(product: &'static Product, operation: &Operation) -> Result<&'static OperationInfo, String> {
    let Call { method, methods, path, body, auth, read_only, idempotency_token, response, .. } =
        operation.call.as_ref().ok_or_else(|| {
            let reason = operation.out_of_scope.as_deref().unwrap_or("its description does not say how");
            format!("{} cannot be called: {reason}", operation.name)
        })?;
    Ok(Box::leak(Box::new(OperationInfo {
        product: describe(product)?,
        name: keep(&operation.name),
        method: self::method(*method),
        methods: methods.iter().copied().map(self::method).collect::<Vec<_>>().leak(),
        path: keep(path),
        body: match body {
            BodyKind::None => runtime::BodyKind::None,
            BodyKind::Form => runtime::BodyKind::Form,
            BodyKind::Json => runtime::BodyKind::Json,
            BodyKind::Binary => runtime::BodyKind::Binary,
        },
        auth: match auth {
            Auth::Signed => runtime::Auth::Signed,
            Auth::Anonymous => runtime::Auth::Anonymous,
            Auth::Bearer => runtime::Auth::Bearer,
        },
        read_only: *read_only,
        idempotency_token: idempotency_token.as_deref().map(keep),
        response: match response {
            ResponseKind::Empty => runtime::ResponseKind::Empty,
            ResponseKind::Acknowledgement => runtime::ResponseKind::Acknowledgement,
            ResponseKind::Identified => runtime::ResponseKind::Identified,
            ResponseKind::Fields(fields) => {
                runtime::ResponseKind::Fields(fields.iter().map(|field| keep(field)).collect::<Vec<_>>().leak())
            }
            ResponseKind::Unknown => runtime::ResponseKind::Unknown,
            ResponseKind::List => runtime::ResponseKind::List,
            ResponseKind::Map => runtime::ResponseKind::Map,
            ResponseKind::Text => runtime::ResponseKind::Text,
            ResponseKind::Binary => runtime::ResponseKind::Binary,
        },
    })))
}

/// The name and location of a parameter; `None` for a part of the host name, which no operation has that can be called.
pub(super) fn place(parameter: &Parameter) -> Option<(&'static str, At)> {
    let at = match parameter.location {
        Location::Query => At::QUERY,
        Location::FormData => At::FORM,
        Location::Path => At::PATH,
        Location::Header => At::HEADER,
        Location::Body => At::WHOLE_BODY,
        Location::BodyMember => At::BODY_FIELD,
        _ => return None,
    };
    let at = match parameter.style {
        Style::Flat => at,
        Style::Json => at.json(),
        Style::Simple => at.simple(),
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
        style: if details.resource_oriented { runtime::Style::Roa } else { runtime::Style::Rpc },
        location_service_code: details.location_service_code.as_deref().map(keep),
        endpoint_rule: match details.endpoint_rule {
            EndpointRule::Regional => runtime::EndpointRule::Regional,
            EndpointRule::Central => runtime::EndpointRule::Central,
            EndpointRule::Listed => runtime::EndpointRule::Listed,
        },
        endpoints: endpoints.leak(),
    })))
}

fn method(method: Method) -> runtime::Method {
    match method {
        Method::Get => runtime::Method::Get,
        Method::Post => runtime::Method::Post,
        Method::Put => runtime::Method::Put,
        Method::Delete => runtime::Method::Delete,
        Method::Patch => runtime::Method::Patch,
        Method::Head => runtime::Method::Head,
        Method::Options => runtime::Method::Options,
    }
}

fn keep(text: &str) -> &'static str {
    text.to_owned().leak()
}
