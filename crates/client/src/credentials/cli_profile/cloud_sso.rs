//! Profiles of the mode `CloudSSO`: a sign-in that the vendor's CLI made.

use std::sync::Arc;

use http::Method;

use super::edit::Condition;
use super::token_store::TokenStore;
use crate::boxed::BoxFuture;
use crate::credentials::issued::IssuedKey;
use crate::credentials::json::{self, KeyTarget, Object};
use crate::credentials::request::{CredentialsRequest, reason};
use crate::credentials::{Credentials, CredentialsError, CredentialsProvider, Secret, Sources};

const PROVIDER: &str = "cloud_sso";

/// Credentials from a CloudSSO sign-in. Its access token cannot be renewed without user interaction. The temporary key
/// that it is exchanged for is saved in the profile for the next program, as the CLI does.
#[derive(Debug)]
pub(super) struct CloudSso {
    pub(super) sign_in_url: String,
    pub(super) account_id: String,
    pub(super) access_configuration: String,
    pub(super) access_token: Secret,
    /// Seconds since the Unix epoch.
    pub(super) access_token_expires: u64,
    /// The name of the profile, for the help in errors.
    pub(super) profile: String,
    pub(super) store: Arc<TokenStore>,
    pub(super) sources: Sources,
}

#[derive(Default)]
struct KeyResponse {
    credential: IssuedKey,
}

impl<'json> Object<'json> for KeyResponse {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        (name == "CloudCredential").then_some(KeyTarget::Object(&mut self.credential))
    }
}

impl CloudSso {
    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        if self.access_token.is_empty() || self.access_token_expires <= self.sources.clock().unix_seconds() {
            let problem = format!(
                "the sign-in has expired; sign in again with `aliyun configure --profile {} --mode CloudSSO`",
                self.profile
            );
            return Err(CredentialsError::failed(PROVIDER, problem));
        }
        let origin = origin(&self.sign_in_url).ok_or_else(|| {
            CredentialsError::failed(PROVIDER, "cloud_sso_sign_in_url is not a URL that begins with https://")
        })?;
        let body =
            serde_json::json!({ "AccountId": self.account_id, "AccessConfigurationId": self.access_configuration });
        let request = CredentialsRequest::new(Method::POST, format!("{origin}/cloud-credentials"))
            .header("accept", "application/json")
            .header("authorization", &format!("Bearer {}", self.access_token.expose()))
            .body("application/json", body.to_string());
        let transport = self.sources.transport().as_ref();
        let redactor = request.redactor(transport);
        let response = request.send_expecting_success(transport, PROVIDER, "the sign-in service").await?;
        let what = "the response of the sign-in service";
        let answer: KeyResponse = json::read_answer(&response.body, PROVIDER, what)?;
        let key =
            answer.credential.into_credentials(PROVIDER, "CloudCredential in the response of the sign-in service");
        let key = key.map_err(|error| match reason(&response, &redactor) {
            Some(reason) => CredentialsError::failed(PROVIDER, format!("the sign-in service issued no key ({reason})")),
            None => error,
        })?;
        let signed_in_as = Condition { member: "access_token", is: self.access_token.clone() };
        self.store.keep_key(&self.profile, signed_in_as, &key).await;
        Ok(key)
    }
}

/// Returns scheme and host of a URL. The token is sent to this host, so the scheme must be `https`.
fn origin(address: &str) -> Option<String> {
    let host = address.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    (!host.is_empty()).then(|| format!("https://{host}"))
}

impl CredentialsProvider for CloudSso {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch())
    }

    fn refused(&self, credentials: &Credentials) {
        self.store.refuse(credentials);
    }
}
