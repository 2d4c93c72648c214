//! The location service: where a product answers in a region that no table knows.

use std::collections::HashMap;
use std::future::IntoFuture as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::client::Client;
use crate::decode::{Decode, Decoder};
use crate::endpoint::{Endpoint, known_regions};
use crate::error::{Error, ErrorKind};
use crate::operation::{Auth, BodyKind, EndpointRule, Method, Operation, OperationInfo, Product, Style};
use crate::parameters::{At, Parameters};

/// How long an answer is used, as in the official Go library.
const LIFETIME: Duration = Duration::from_secs(3600);

const HOST: &str = "location-readonly.aliyuncs.com";

/// Answers of the location service, by product and region.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    known: Mutex<HashMap<Key, Arc<Location>>>,
}

/// Product code and region.
type Key = (&'static str, String);

/// An answer and when it came, or nothing yet. Whoever holds the lock asks; all others wait for the answer.
type Location = tokio::sync::Mutex<Option<(Endpoint, Instant)>>;

impl Locations {
    fn of(&self, product: &'static str, region: &str) -> Arc<Location> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry((product, region.to_owned())).or_default())
    }
}

impl Client {
    /// Asks the location service where `product` answers in `region`.
    pub(crate) async fn locate(&self, product: &'static Product, region: &str) -> Result<Endpoint, Error> {
        let unknown = || {
            Error::configuration(format!("{region:?} is not a region of {}: {}", product.code, known_regions(product)))
        };
        let Some(service) = product.location_service_code else { return Err(unknown()) };
        let location = self.shared.locations.of(product.code, region);
        let mut location = location.lock().await;
        if let Some((endpoint, found)) = &*location
            && found.elapsed() < LIFETIME
        {
            return Ok(endpoint.clone());
        }
        let question = DescribeEndpoints { id: region.to_owned(), service_code: service };
        // Boxed, since the answer to this call needs no location and the recursion ends here.
        let call = Box::pin(self.send(question).endpoint(HOST).into_future());
        let response = call.await.map_err(|error| match error.kind() {
            ErrorKind::Service
                if error.is_not_found()
                    || error
                        .code()
                        .is_some_and(|code| code.contains("Illegal") || code.contains("InvalidRegionId")) =>
            {
                unknown()
            }
            _ => error,
        })?;
        let host = response.endpoints.list.into_iter().find_map(|found| found.host).ok_or_else(unknown)?;
        let endpoint = Endpoint::parse(&host)?;
        *location = Some((endpoint.clone(), Instant::now()));
        Ok(endpoint)
    }
}

/// `DescribeEndpoints` of the location service, by hand: the generated crate of that product stands above this one.
#[derive(Debug, Clone)]
struct DescribeEndpoints {
    id: String,
    service_code: &'static str,
}

static LOCATION: Product = Product {
    code: "Location",
    version: "2015-06-12",
    style: Style::Rpc,
    location_service_code: None,
    endpoint_rule: EndpointRule::Listed,
    endpoints: &[],
};

impl Operation for DescribeEndpoints {
    type Response = DescribeEndpointsResponse;

    const INFO: &'static OperationInfo = &OperationInfo {
        product: &LOCATION,
        name: "DescribeEndpoints",
        method: Method::Get,
        methods: &[Method::Get, Method::Post],
        path: "/",
        body: BodyKind::None,
        auth: Auth::Signed,
        read_only: true,
        idempotency_token: None,
    };

    fn parameters(&self, parameters: &mut Parameters<'_>) {
        parameters.text("Id", At::QUERY.required(), Some(&self.id));
        parameters.text("ServiceCode", At::QUERY.required(), Some(self.service_code));
        parameters.text("Type", At::QUERY, Some("openAPI"));
    }
}

#[derive(Default)]
struct DescribeEndpointsResponse {
    endpoints: Endpoints,
}

impl Decode for DescribeEndpointsResponse {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.value("Endpoints", &mut self.endpoints);
    }
}

#[derive(Default)]
struct Endpoints {
    list: Vec<Found>,
}

impl Decode for Endpoints {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.value("Endpoint", &mut self.list);
    }
}

#[derive(Default)]
struct Found {
    host: Option<String>,
}

impl Decode for Found {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("Endpoint", &mut self.host);
    }
}
