//! The gateway: from a request to a response.

mod authenticator;
mod dialect;
mod envelope;
mod nonce;
mod route;
mod validation;

use std::sync::Mutex;

use alicloud_api::GatewaySignature;
use alicloud_catalog::Catalog;
use alicloud_signer::redact::Redactor;
use serde_json::Value;

use self::authenticator::Authenticator;
use self::envelope::RequestEnvelope;
use self::route::RouteTarget;
use crate::access::AccessKeys;
use crate::clock::EmulatorClock;
use crate::emulated::Emulated;
use crate::error::ApiError;
use crate::identifier;
use crate::lock::lock;
use crate::operations::{self, OperationContext};
use crate::parameters::ParameterValues;
use crate::received_request::ReceivedRequest;
use crate::recorded_request::RecordedRequest;
use crate::response::{GatewayResponse, ResponseFormat};
use crate::state::World;

/// Everything behind the HTTP server.
pub(crate) struct Gateway {
    catalog: CatalogSource,
    authenticator: Authenticator,
    clock: EmulatorClock,
    world: Mutex<World>,
    strict: bool,
}

impl Gateway {
    /// A `strict` gateway refuses operations that have no state.
    pub(crate) fn new(
        catalog: CatalogSource,
        access_keys: AccessKeys,
        clock: EmulatorClock,
        world: World,
        strict: bool,
    ) -> Self {
        Self { catalog, authenticator: Authenticator::new(access_keys), clock, world: Mutex::new(world), strict }
    }

    /// Finds the operation that a request names.
    pub(crate) fn open<'a>(&'a self, received: &'a ReceivedRequest) -> RoutedRequest<'a> {
        let asked = RequestEnvelope::read(received).and_then(|envelope| {
            let target = envelope.route(self.catalog.get(), received)?;
            Ok((envelope, target))
        });
        RoutedRequest { gateway: self, received, asked }
    }

    /// The state, for tests that inspect or change it without an operation.
    pub(crate) fn world(&self) -> &Mutex<World> {
        &self.world
    }

    pub(crate) fn clock(&self) -> &EmulatorClock {
        &self.clock
    }
}

/// A request and the operation that it names.
pub(crate) struct RoutedRequest<'a> {
    gateway: &'a Gateway,
    received: &'a ReceivedRequest,
    asked: Result<(RequestEnvelope<'a>, RouteTarget<'a>), ApiError>,
}

impl RoutedRequest<'_> {
    /// The operation that the request names, whether or not it will be allowed.
    pub(crate) fn operation(&self) -> Option<&str> {
        self.asked.as_ref().ok().map(|(_, target)| target.operation.info.name)
    }

    /// Whether the operation that the request names responds by a stream of events.
    fn streams(&self) -> bool {
        self.asked.as_ref().is_ok_and(|(_, target)| target.operation.info.may_stream())
    }

    /// The entry of the request log, with secrets hidden.
    pub(crate) fn record(&self) -> RecordedRequest {
        let mut redactor = Redactor::new();
        redactor.hide_name("Signature");
        if let Ok((_, target)) = &self.asked {
            for name in target.product.secret_parameters(target.operation) {
                redactor.hide_name(name);
            }
            // A path has the values of its parameters without their names.
            for (name, value) in &target.in_path {
                if redactor.hides(name) {
                    redactor.hide_value(value);
                }
            }
        }
        RecordedRequest::new(self.received, self.operation().map(str::to_owned), &redactor)
    }

    /// Carries out the request.
    pub(crate) fn response(&self) -> GatewayResponse {
        let request_id = identifier::request_id();
        let outcome = match &self.asked {
            Ok((envelope, target)) => self.carry_out(envelope, target, &request_id),
            Err(error) => Err(error.clone()),
        };
        let response = match outcome {
            Ok((emulated, body)) if self.has_id_in_header_alone(&body) => {
                GatewayResponse::without_id(emulated, body, request_id)
            }
            Ok((emulated, body)) if self.streams() => GatewayResponse::events(emulated, body, request_id),
            Ok((emulated, body)) => {
                let operation = self.operation().unwrap_or_default();
                if self.sends_only_xml() {
                    GatewayResponse::only_xml(operation, emulated, body, request_id)
                } else {
                    GatewayResponse::success(ResponseFormat::of(self.received), operation, emulated, body, request_id)
                }
            }
            Err(error) => self.error(error, request_id),
        };
        response.of_gateway(self.signature())
    }

    /// Whether the ID of the request is not in the body: Simple Log Service has it there nowhere, and a gateway that signs as OSS
    /// sends no body where none is documented.
    fn has_id_in_header_alone(&self, body: &Value) -> bool {
        match self.signature() {
            GatewaySignature::Acs => false,
            GatewaySignature::Log => true,
            GatewaySignature::Oss4 => body.as_object().is_some_and(serde_json::Map::is_empty),
        }
    }

    /// The response to a request that is not carried out.
    pub(crate) fn refuse(&self, error: ApiError) -> GatewayResponse {
        self.error(error, identifier::request_id()).of_gateway(self.signature())
    }

    /// The signature that the gateway of the request verifies: that of its product, or the one that it has itself.
    fn signature(&self) -> GatewaySignature {
        let of_product = self.asked.as_ref().ok().map(|(_, target)| target.product.info().signature);
        of_product.or_else(|| envelope::gateway(self.received)).unwrap_or_default()
    }

    fn error(&self, error: ApiError, request_id: String) -> GatewayResponse {
        let product = self.asked.as_ref().map(|(_, target)| target.product.code()).unwrap_or_default();
        let error = dialect::error(self.signature(), error);
        if self.signature() == GatewaySignature::Log {
            return GatewayResponse::log_error(error, request_id);
        }
        let is_xml = self.sends_only_xml() || self.signature() == GatewaySignature::Oss4;
        let format = if is_xml { ResponseFormat::Xml } else { ResponseFormat::of(self.received) };
        GatewayResponse::error(format, error, product, self.received.host(), request_id)
    }

    fn sends_only_xml(&self) -> bool {
        self.asked.as_ref().is_ok_and(|(_, target)| target.operation.info.xml_response)
    }

    fn carry_out(
        &self,
        envelope: &RequestEnvelope<'_>,
        target: &RouteTarget<'_>,
        request_id: &str,
    ) -> Result<(Emulated, Value), ApiError> {
        let RouteTarget { product, operation, in_path } = target;
        let gateway = self.gateway;
        ResponseFormat::check(self.received)?;
        let now = gateway.clock.now();
        let caller = gateway.authenticator.authenticate(self.received, envelope, product, operation, now)?;
        let parameters = ParameterValues::read(product, operation, self.received, in_path)?;
        validation::check(product, operation, &parameters, operations::judged_by_operation(product, operation))?;
        let mut world = lock(&gateway.world);
        world.settle(now);
        let access_keys = gateway.authenticator.access_keys();
        let parameters = &parameters;
        operations::run(&mut OperationContext {
            product,
            operation,
            parameters,
            world: &mut world,
            access_keys,
            caller,
            now,
            request_id,
            strict: gateway.strict,
        })
    }
}

/// The embedded catalog or the user's own.
pub(crate) enum CatalogSource {
    Embedded,
    Own(Catalog),
}

impl CatalogSource {
    fn get(&self) -> &Catalog {
        match self {
            Self::Embedded => Catalog::embedded(),
            Self::Own(catalog) => catalog,
        }
    }
}
