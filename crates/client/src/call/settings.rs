//! The settings that can be changed for a single call or for the calls of a run.

/// The methods that change them, for a type with the fields `settings: Arc<Settings>` and `invalid: Option<Error>`. The
/// macro shares them between single calls and runs of many calls.
macro_rules! call_settings {
    () => {
        /// Sets the region, instead of that of the client.
        pub fn region(mut self, region: impl Into<String>) -> Self {
            let region = region.into();
            match crate::region_id::check(&region) {
                Ok(()) => self.change().region = Some(region),
                Err(problem) => self.invalid = Some(crate::error::Error::configuration(problem.to_string())),
            }
            self
        }

        /// Sets the endpoint, instead of that of the client; see
        /// [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint). An endpoint that is not valid is an error of
        /// the call.
        pub fn endpoint(mut self, endpoint: &str) -> Self {
            match crate::endpoint::Endpoint::parse(endpoint) {
                Ok(endpoint) => self.change().endpoint = Some(endpoint),
                Err(error) => self.invalid = Some(error),
            }
            self
        }

        /// Sets the time limit of a call, including all attempts and pauses.
        pub fn total_timeout(mut self, limit: std::time::Duration) -> Self {
            self.change().total_timeout = limit;
            self
        }

        /// Sets the longest time without receiving a byte of the response.
        pub fn read_timeout(mut self, limit: std::time::Duration) -> Self {
            self.change().read_timeout = limit;
            self
        }

        /// Sets the retry policy, instead of that of the client.
        pub fn retry(mut self, policy: impl crate::retry::RetryPolicy + 'static) -> Self {
            self.change().retry = std::sync::Arc::new(policy);
            self
        }

        /// Sets the format of the response.
        pub fn format(mut self, format: crate::sign::Format) -> Self {
            self.change().format = format;
            self
        }

        /// The settings for changing. The first change copies those of the client.
        fn change(&mut self) -> &mut crate::client::Settings {
            std::sync::Arc::make_mut(&mut self.settings)
        }
    };
}

pub(crate) use call_settings;
