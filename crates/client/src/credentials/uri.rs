//! Credentials from a local HTTP service.

use std::fmt;

use http::Method;

use super::issued::IssuedKey;
use super::json;
use super::request::{CredentialsRequest, expect_success, may_be_better_next_time, reason};
use super::{Credentials, CredentialsError, CredentialsProvider, Sources};
use crate::boxed::BoxFuture;
use crate::redact::Redactor;
use crate::shown::url_without_secrets;

const PROVIDER: &str = "credential_uri";

/// Credentials from a local HTTP service, such as a sidecar. The response to `GET` must be `{"Code": "Success",
/// "AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"}`.
///
/// A request that fails or returns status 429 or a 5xx status is sent a second time. Requests to the same machine never
/// use a proxy.
///
/// Each call sends a request, so wrap this provider in [`Cached`](super::Cached).
pub struct CredentialsUri {
    uri: String,
    sources: Sources,
}

impl CredentialsUri {
    /// Uses the service at `uri`.
    #[must_use]
    pub fn new(sources: &Sources, uri: impl Into<String>) -> Self {
        Self { uri: uri.into(), sources: sources.clone() }
    }

    /// Uses the service at the URL in `ALIBABA_CLOUD_CREDENTIALS_URI`.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`]: not configured if the variable is not set; failed if a variable is not valid UTF-8.
    pub fn from_environment(sources: &Sources) -> Result<Self, CredentialsError> {
        const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";
        sources.environment().check().map_err(|problem| CredentialsError::failed(PROVIDER, problem))?;
        match sources.environment().variable(VARIABLE) {
            Some(uri) => Ok(Self::new(sources, uri)),
            None => Err(CredentialsError::not_configured(PROVIDER, format!("{VARIABLE} is not set"))),
        }
    }

    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        const WHAT: &str = "the service at the credentials URI";
        let request = CredentialsRequest::new(Method::GET, self.uri.clone());
        let redactor = request.redactor(self.sources.transport().as_ref());
        let answer = request.send_up_to_twice(&self.sources, may_be_better_next_time).await;
        let answer = expect_success(answer, PROVIDER, WHAT, &redactor)?;
        let what = "the response of the service at the credentials URI";
        let key: IssuedKey = json::read_answer(&answer.body, PROVIDER, what)?;
        if key.code.as_deref() != Some("Success") {
            let reason = reason(&answer, &redactor).map(|reason| format!(" ({reason})")).unwrap_or_default();
            return Err(CredentialsError::failed(PROVIDER, format!("{what} lacks the code Success{reason}")));
        }
        key.into_credentials(PROVIDER, what)
    }
}

impl CredentialsProvider for CredentialsUri {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch())
    }
}

/// Hides the query, which often holds a secret.
impl fmt::Debug for CredentialsUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = url_without_secrets(&self.uri);
        let address = &*Redactor::new().text(&address);
        formatter.debug_struct("CredentialsUri").field("address", &address).finish_non_exhaustive()
    }
}
