//! The operations `AssumeRole` and `AssumeRoleWithOIDC` of the security token service.
//!
//! They are written by hand, because the generated crate of this service depends on this crate.

use std::sync::Arc;
use std::time::Duration;

use super::issued::IssuedKey;
use super::{Cached, Credentials, CredentialsError, CredentialsProvider, Secret, Sources};
use crate::client::{Client, Settings, Shared, user_agent};
use crate::decode::{Decode, Decoder};
use crate::endpoint::Endpoint;
use crate::operation::{Auth, BodyKind, EndpointRule, Method, Operation, OperationInfo, ProductInfo, ResponseKind};
use crate::parameters::{At, Parameters};

/// The value of the official libraries. It is short, because a call waits for the key.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
const TOTAL_LIMIT: Duration = Duration::from_secs(30);

/// Responses of the service are a few kilobytes.
const RESPONSE_LIMIT: usize = 256 * 1024;

static STS: ProductInfo =
    ProductInfo::new("Sts", "2015-04-01").location_service_code("sts").endpoints(EndpointRule::Regional, &[]);

const fn info(name: &'static str, auth: Auth) -> OperationInfo {
    OperationInfo::new(&STS, name)
        .methods(Method::Post, &[Method::Post, Method::Get])
        // Policies and identity tokens can exceed the maximum length of a URL.
        .body(BodyKind::Form)
        .auth(auth)
        // The operation issues a key and changes nothing, so it may be repeated.
        .read_only()
        // A response with credentials is accepted without a request ID, and one without credentials is refused anyway.
        .response(ResponseKind::Fields(&["Credentials"]))
}

/// Exchanges the caller's access key for a temporary one with the permissions of a role.
#[derive(Clone, Default)]
pub(super) struct AssumeRoleOperation {
    pub(super) role_arn: Option<String>,
    pub(super) role_session_name: Option<String>,
    pub(super) duration_seconds: Option<i64>,
    pub(super) policy: Option<String>,
    pub(super) external_id: Option<String>,
}

impl Operation for AssumeRoleOperation {
    type Response = AssumedRole;
    const INFO: &'static OperationInfo = &info("AssumeRole", Auth::Signed);

    fn parameters(&self, parameters: &mut Parameters<'_>) {
        parameters.string("RoleArn", At::FORM.required(), &self.role_arn);
        parameters.string("RoleSessionName", At::FORM.required(), &self.role_session_name);
        parameters.int64("DurationSeconds", At::FORM, &self.duration_seconds);
        parameters.string("Policy", At::FORM, &self.policy);
        parameters.string("ExternalId", At::FORM, &self.external_id);
    }
}

/// Exchanges the token of an identity provider for a temporary access key with the permissions of a role. The request
/// is not signed.
#[derive(Clone, Default)]
pub(super) struct AssumeRoleWithOidcOperation {
    pub(super) role_arn: Option<String>,
    pub(super) oidc_provider_arn: Option<String>,
    pub(super) oidc_token: Option<Secret>,
    pub(super) role_session_name: Option<String>,
    pub(super) duration_seconds: Option<i64>,
    pub(super) policy: Option<String>,
}

impl Operation for AssumeRoleWithOidcOperation {
    type Response = AssumedRole;
    const INFO: &'static OperationInfo = &info("AssumeRoleWithOIDC", Auth::Anonymous);

    fn parameters(&self, parameters: &mut Parameters<'_>) {
        parameters.string("RoleArn", At::FORM.required(), &self.role_arn);
        parameters.string("OIDCProviderArn", At::FORM.required(), &self.oidc_provider_arn);
        parameters.secret("OIDCToken", At::FORM.required(), &self.oidc_token);
        parameters.string("RoleSessionName", At::FORM.required(), &self.role_session_name);
        parameters.int64("DurationSeconds", At::FORM, &self.duration_seconds);
        parameters.string("Policy", At::FORM, &self.policy);
    }
}

/// The response of both operations.
#[derive(Default)]
pub(super) struct AssumedRole {
    credentials: Option<IssuedKey>,
}

impl Decode for AssumedRole {
    fn decode(&mut self, decoder: &mut Decoder<'_>) {
        decoder.value("Credentials", &mut self.credentials);
    }
}

/// Sends one of the operations to the service at `endpoint`, with the credentials of `caller`.
pub(super) async fn assume<O: Operation<Response = AssumedRole> + Clone + 'static>(
    operation: O,
    caller: impl CredentialsProvider + 'static,
    endpoint: &str,
    sources: &Sources,
    provider: &str,
) -> Result<Credentials, CredentialsError> {
    let failed = |problem: String| CredentialsError::failed(provider, problem);
    // The source of this error names the endpoint, without the user and password that a URL may contain.
    let unusable =
        |error| failed("the client for the security token service cannot be created".to_owned()).with_source(error);
    let application = sources.environment().variable("ALIBABA_CLOUD_USER_AGENT");
    let settings = Settings {
        endpoint: Some(Endpoint::parse(endpoint).map_err(unusable)?),
        network: sources.network(),
        retry: Arc::clone(sources.retry()),
        read_timeout: ANSWER_LIMIT,
        total_timeout: TOTAL_LIMIT,
        response_limit: RESPONSE_LIMIT,
        ..Settings::new(user_agent(application.as_deref()).map_err(unusable)?)
    };
    let clock = sources.clock().clone();
    let caller = Cached::new(caller).with_clock(clock.clone());
    let client: Client = Shared::new(sources.transport().clone(), Arc::new(caller), settings, clock).into();
    let answer = client.send(operation).await;
    let answer = answer.map_err(|error| failed(format!("{} at {endpoint} failed", O::INFO.name)).with_source(error))?;
    let what = format!("the response of {endpoint}");
    let key = answer.credentials.ok_or_else(|| failed(format!("{what} lacks Credentials")))?;
    key.into_credentials(provider, &what)
}
