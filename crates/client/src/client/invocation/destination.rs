//! Finds the endpoint of a call, and adds it to errors.

use std::borrow::Cow;

use super::Invocation;
use crate::endpoint::{Endpoint, Resolution, known_regions, resolve};
use crate::error::{Error, ErrorKind};

impl Invocation {
    /// The endpoint of the request: `endpoint`, which is that of the product, with a label in front of its host if a parameter
    /// is one.
    pub(super) fn labelled<'a>(&self, endpoint: &'a Endpoint) -> Result<Cow<'a, Endpoint>, Error> {
        match &self.request.host_label {
            Some(label) => endpoint.with_label(label).map(Cow::Owned),
            None => Ok(Cow::Borrowed(endpoint)),
        }
    }

    /// The endpoint that is set, or that of the product in the region.
    pub(super) async fn product_endpoint(&self) -> Result<Cow<'_, Endpoint>, Error> {
        if let Some(endpoint) = &self.settings.endpoint {
            return Ok(Cow::Borrowed(endpoint));
        }
        let product = self.info.product;
        let resolved = resolve(product, self.settings.region.as_deref(), self.settings.network);
        let endpoint = match resolved.map_err(|error| self.settings.explain_lack_of_region(error))? {
            Resolution::Known(endpoint) => endpoint,
            Resolution::Unknown => {
                let region = self.settings.region.as_deref().unwrap_or_default();
                self.client.locate(product, region, self.settings.network).await?
            }
        };
        Ok(Cow::Owned(if self.settings.plain_http { endpoint.without_encryption() } else { endpoint }))
    }

    /// Extends the error if the host does not exist because it was derived by a rule: the region is then probably
    /// wrong.
    pub(super) fn explain(&self, error: Error) -> Error {
        let Some(region) = self.settings.region.as_deref() else { return error };
        let product = self.info.product;
        let listed = product.endpoints.iter().any(|known| known.region == region);
        if error.kind() != ErrorKind::Connect
            || self.settings.endpoint.is_some()
            || listed
            || product.endpoints.is_empty()
        {
            return error;
        }
        let message = format!("{error}; {region} is not a known region: {}", known_regions(product));
        error.with_message(message)
    }

    /// Adds the endpoint and the proxy to the error of a response that is not from the service, because the proxy may
    /// have sent it.
    #[cold]
    pub(super) fn through_proxy(&self, error: Error, endpoint: &Endpoint) -> Error {
        match self.client.shared.transport.proxy_for(&endpoint.to_string()) {
            Some(proxy) => error.sent_to(&endpoint.host_and_port(), Some(&proxy)),
            None => error,
        }
    }
}
