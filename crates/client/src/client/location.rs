//! The location service, which knows the endpoints of products in regions that no table lists.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Client, Invocation};
use crate::answer::ReceivedResponse;
use crate::decode::{Decode, Decoder};
use crate::endpoint::{Endpoint, Network, known_regions};
use crate::error::{Error, ErrorKind};
use crate::operation::{Method, Operation, OperationInfo, ProductInfo, ResponseKind};
use crate::parameters::{At, Parameters};

/// The lifetime of a response, as in the official Go library.
const LIFETIME: Duration = Duration::from_secs(3600);

/// If a response could not be renewed, it is used for this long before the service is asked again.
const PAUSE: Duration = Duration::from_secs(60);

/// The time limit for renewing a response. It is short, because a call is waiting and the old response can still be
/// used.
const RENEWAL_LIMIT: Duration = Duration::from_secs(5);

/// The largest number of cached pairs of product and region. It is limited because regions may come from users of the
/// program.
const MOST: usize = 256;

const HOST: &str = "location-readonly.aliyuncs.com";

/// All hosts in the vendor's metadata belong to this domain. Signed requests are never sent to another host only
/// because a response names it.
const DOMAIN: &str = ".aliyuncs.com";

/// The cached responses of the location service, by product and region.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    known: Mutex<HashMap<Key, Arc<Location>>>,
}

/// The product code and the region.
type Key = (&'static str, String);

/// The state for one product in one region. The caller that holds the lock sends the request; others wait for the lock
/// and use the result.
type Location = tokio::sync::Mutex<LocationState>;

#[derive(Debug, Default)]
struct LocationState {
    /// The endpoint, and the time until which it is used without asking again.
    found: Option<(Endpoint, Instant)>,
    /// The last error, and its time.
    failed: Option<(Error, Instant)>,
}

impl Locations {
    fn of(&self, product: &'static str, region: &str) -> Arc<Location> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (product, region.to_owned());
        if !known.contains_key(&key) && known.len() >= MOST {
            // An entry without waiting callers is removed, preferably one without an endpoint, since its region
            // probably does not exist.
            known.retain(|_, location| {
                Arc::strong_count(location) > 1 || location.try_lock().is_ok_and(|state| state.found.is_some())
            });
            let idle = known.iter().find(|(_, location)| Arc::strong_count(location) == 1).map(|(key, _)| key.clone());
            if let Some(idle) = idle.filter(|_| known.len() >= MOST) {
                known.remove(&idle);
            }
        }
        Arc::clone(known.entry(key).or_default())
    }
}

impl Client {
    /// Asks the location service for the endpoint of `product` in `region`. The service knows only the public network.
    pub(crate) async fn locate(
        &self,
        product: &'static ProductInfo,
        region: &str,
        network: Network,
    ) -> Result<Endpoint, Error> {
        if network == Network::Vpc {
            return Err(Error::configuration(format!(
                "no endpoint of {} within a VPC is known in {region}: set one on the client or the call, or use Network::Public",
                product.code
            )));
        }
        let unknown = || {
            Error::configuration(format!("{region:?} is not a region of {}: {}", product.code, known_regions(product)))
        };
        let Some(service) = product.location_service_code else { return Err(unknown()) };
        let location = self.shared.locations.of(product.code, region);
        let begin = Instant::now();
        let mut state = location.lock().await;
        if let Some((endpoint, until)) = &state.found
            && Instant::now() < *until
        {
            return Ok(endpoint.clone());
        }
        // The request failed while this caller waited for the lock, so asking again would only take as long again.
        if let Some((error, when)) = &state.failed
            && *when >= begin
        {
            return Err(error.clone());
        }
        let question = DescribeEndpoints { id: region.to_owned(), service_code: service };
        let mut settings = Arc::clone(&self.shared.settings);
        let changed = Arc::make_mut(&mut settings);
        changed.endpoint = Some(Endpoint::parse(HOST)?);
        if state.found.is_some() {
            changed.total_timeout = RENEWAL_LIMIT;
        }
        // Boxed, because the future is recursive: this call runs another one, which in turn needs no location.
        let response = match Invocation::of(self.clone(), question, settings) {
            Ok(invocation) => invocation.start().await.and_then(ReceivedResponse::into_response::<DescribeEndpoints>),
            Err(error) => Err(error),
        };
        let found = response.and_then(|response| response.endpoint(region, service, &unknown));
        let error = match found {
            Ok(endpoint) => {
                *state = LocationState { found: Some((endpoint.clone(), Instant::now() + LIFETIME)), failed: None };
                return Ok(endpoint);
            }
            Err(error) if is_unknown(&error) => unknown(),
            Err(error) => {
                if let Some((endpoint, until)) = &mut state.found {
                    tracing::warn!(%error, %endpoint, "the request to the location service failed; its last response is used");
                    *until = Instant::now() + PAUSE;
                    return Ok(endpoint.clone());
                }
                // The call that needs the endpoint was not sent.
                error.while_preparing()
            }
        };
        *state = LocationState { found: None, failed: Some((error.clone(), Instant::now())) };
        Err(error)
    }
}

/// Whether the service reported that it does not know the region or the product.
fn is_unknown(error: &Error) -> bool {
    error.kind() == ErrorKind::Service
        && error.code().is_some_and(|code| code.contains("Illegal") || code.contains("InvalidRegionId"))
}

/// The operation `DescribeEndpoints` of the location service, written by hand because the generated crate of that
/// service depends on this crate.
#[derive(Debug, Clone)]
struct DescribeEndpoints {
    id: String,
    service_code: &'static str,
}

static LOCATION: ProductInfo = ProductInfo::new("Location", "2015-06-12");

impl Operation for DescribeEndpoints {
    type Response = DescribeEndpointsResponse;

    const INFO: &'static OperationInfo = &OperationInfo::new(&LOCATION, "DescribeEndpoints")
        .methods(Method::Get, &[Method::Get, Method::Post])
        .read_only()
        // A response with an endpoint is accepted without a request ID, and one without an endpoint is refused anyway.
        .response(ResponseKind::Fields(&["Endpoints"]));

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

impl DescribeEndpointsResponse {
    /// The endpoint for programs in this region. A host outside of the vendor's domain is refused, because signed
    /// requests would be sent to it.
    fn endpoint(self, region: &str, service: &str, unknown: &dyn Fn() -> Error) -> Result<Endpoint, Error> {
        let is = |value: &Option<String>, expected: &str| {
            value.as_ref().is_none_or(|value| value.eq_ignore_ascii_case(expected))
        };
        let mut fitting =
            self.endpoints.list.into_iter().filter(|found| is(&found.id, region) && is(&found.kind, "openAPI"));
        let host = fitting.find_map(|found| found.host).ok_or_else(unknown)?;
        let endpoint = Endpoint::parse(&host).ok().filter(|endpoint| {
            // Only a host without scheme or port is accepted, in any case.
            endpoint.host().ends_with(DOMAIN) && host.trim().eq_ignore_ascii_case(endpoint.host())
        });
        endpoint.ok_or_else(|| {
            let shown: String = host.chars().take(100).collect();
            Error::configuration(format!(
                "the location service names {shown:?} as the endpoint of {service} in {region}, which is not a host below {}; if it is \
                 correct, set it as the endpoint of the client",
                &DOMAIN.trim_start_matches('.')
            ))
        })
    }
}

impl Decode for DescribeEndpointsResponse {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.value("Endpoints", &mut self.endpoints);
    }
}

#[derive(Default)]
struct Endpoints {
    list: Vec<FoundEndpoint>,
}

impl Decode for Endpoints {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.value("Endpoint", &mut self.list);
    }
}

#[derive(Default)]
struct FoundEndpoint {
    host: Option<String>,
    /// The region.
    id: Option<String>,
    /// The kind: `openAPI`, or `innerAPI` for the vendor's internal programs.
    kind: Option<String>,
}

impl Decode for FoundEndpoint {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.string("Endpoint", &mut self.host);
        decoder.string("Id", &mut self.id);
        decoder.string("Type", &mut self.kind);
    }
}
