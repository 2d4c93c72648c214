//! The settings that a single call, or the calls of a run, can have for themselves.

/// The methods that change them, for a type with the fields `settings: Arc<Settings>` and `invalid: Option<Error>`. Calls and runs of many
/// calls have the same ones, so they are written once.
macro_rules! call_settings {
    () => {
        /// Region instead of the client's.
        pub fn region(mut self, region: impl Into<String>) -> Self {
            self.change().region = Some(region.into());
            self
        }

        /// Endpoint instead of the client's, as [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint) takes it.
        pub fn endpoint(mut self, endpoint: &str) -> Self {
            match crate::endpoint::Endpoint::parse(endpoint) {
                Ok(endpoint) => self.change().endpoint = Some(endpoint),
                Err(error) => self.invalid = Some(error),
            }
            self
        }

        /// Time for a call, attempts and pauses included.
        pub fn total_timeout(mut self, limit: std::time::Duration) -> Self {
            self.change().total_timeout = limit;
            self
        }

        /// Time without a byte of the response.
        pub fn read_timeout(mut self, limit: std::time::Duration) -> Self {
            self.change().read_timeout = limit;
            self
        }

        /// Retry policy instead of the client's.
        pub fn retry(mut self, policy: impl crate::retry::RetryPolicy + 'static) -> Self {
            self.change().retry = std::sync::Arc::new(policy);
            self
        }

        /// Format of the response.
        pub fn format(mut self, format: crate::sign::Format) -> Self {
            self.change().format = format;
            self
        }

        /// The settings: a copy of those of the client from the first change on.
        fn change(&mut self) -> &mut crate::client::Settings {
            std::sync::Arc::make_mut(&mut self.settings)
        }
    };
}

pub(crate) use call_settings;
