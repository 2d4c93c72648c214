//! The settings that can be changed for a single call, or for the calls of a run, of pages or of a waiter.

use std::sync::Arc;
use std::time::Duration;

use crate::client::{Client, Settings};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::nonces::NonceSource;
use crate::operation::OperationInfo;
use crate::retry::RetryPolicy;
use crate::sign::Format;

/// The settings of a call. They are those of the client, which the first change copies.
#[derive(Debug, Clone)]
pub(crate) struct CallSettings {
    settings: Arc<Settings>,
    /// The error of a setting that is not valid. The methods that change settings return no result, so the call returns it.
    invalid: Option<Error>,
}

impl CallSettings {
    pub(crate) fn of(client: &Client) -> Self {
        Self { settings: Arc::clone(&client.shared.settings), invalid: None }
    }

    /// The settings, unless one of them is not valid.
    pub(crate) fn checked(self, info: &OperationInfo) -> Result<Arc<Settings>, Error> {
        match self.invalid {
            Some(error) => Err(error.of(info, 0)),
            None => Ok(self.settings),
        }
    }

    pub(crate) fn set_region(&mut self, region: String) {
        if let Err(error) = self.change().set_region(region) {
            self.invalid = Some(error);
        }
    }

    pub(crate) fn set_endpoint(&mut self, endpoint: &str) {
        match Endpoint::parse(endpoint) {
            Ok(endpoint) => self.change().endpoint = Some(endpoint),
            Err(error) => self.invalid = Some(error),
        }
    }

    pub(crate) fn total_timeout(&self) -> Duration {
        self.settings.total_timeout
    }

    pub(crate) fn set_total_timeout(&mut self, limit: Duration) {
        self.change().total_timeout = limit;
    }

    pub(crate) fn set_read_timeout(&mut self, limit: Duration) {
        self.change().read_timeout = limit;
    }

    pub(crate) fn set_event_timeout(&mut self, limit: Duration) {
        self.change().event_timeout = limit;
    }

    pub(crate) fn set_event_limit(&mut self, bytes: usize) {
        self.change().event_limit = bytes;
    }

    pub(crate) fn retry(&self) -> &Arc<dyn RetryPolicy> {
        &self.settings.retry
    }

    pub(crate) fn set_retry(&mut self, policy: Arc<dyn RetryPolicy>) {
        self.change().retry = policy;
    }

    pub(crate) fn set_nonces(&mut self, source: Arc<dyn NonceSource>) {
        self.change().nonces = Some(source);
    }

    pub(crate) fn set_format(&mut self, format: Format) {
        self.change().format = format;
    }

    fn change(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.settings)
    }
}

/// The public methods that change [`CallSettings`], for each type that makes calls: a call, an untyped call, pages, a waiter, a
/// bulk run. The type needs a method `change` that passes its settings to a closure.
macro_rules! call_settings {
    () => {
        /// Sets the region, instead of that of the client. A string that is not the ID of a region is an error of the
        /// call.
        pub fn region(self, region: impl Into<String>) -> Self {
            self.change(|settings| settings.set_region(region.into()))
        }

        /// Sets the endpoint, instead of that of the client; see
        /// [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint). An endpoint that is not valid is an error of
        /// the call.
        pub fn endpoint(self, endpoint: &str) -> Self {
            self.change(|settings| settings.set_endpoint(endpoint))
        }

        /// Sets the time limit of a call, including all attempts and pauses.
        pub fn total_timeout(self, limit: std::time::Duration) -> Self {
            self.change(|settings| settings.set_total_timeout(limit))
        }

        /// Sets the longest time without receiving a byte of the response.
        pub fn read_timeout(self, limit: std::time::Duration) -> Self {
            self.change(|settings| settings.set_read_timeout(limit))
        }

        /// Sets the retry policy, instead of that of the client.
        pub fn retry(self, policy: impl crate::retry::RetryPolicy + 'static) -> Self {
            self.change(|settings| settings.set_retry(std::sync::Arc::new(policy)))
        }

        /// Sets the format of the response.
        pub fn format(self, format: crate::sign::Format) -> Self {
            self.change(|settings| settings.set_format(format))
        }
    };
}

pub(crate) use call_settings;
