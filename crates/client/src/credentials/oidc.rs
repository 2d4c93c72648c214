//! Assumes a RAM role with the token of an identity provider, as in a Kubernetes pod.

use std::path::PathBuf;

use super::input::{TOKEN_LIMIT, read_file};
use super::key::clean;
use super::role_session::{RoleSession, session_setters};
use super::sts::{AssumeRoleWithOidcOperation, assume};
use super::{Credentials, CredentialsError, CredentialsProvider, Secret, Sources, Static};
use crate::boxed::BoxFuture;

const PROVIDER: &str = "oidc_role_arn";

/// Assumes a RAM role with an OIDC token of an identity provider (operation `AssumeRoleWithOIDC` of the security token
/// service, STS).
///
/// Each call reads the token file, which the identity provider renews, and sends a request to the service, so wrap this
/// provider in [`Cached`](super::Cached), as [`ClientBuilder::credentials`](crate::ClientBuilder::credentials) does.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use alicloud_client::Client;
/// use alicloud_client::credentials::{AssumeRoleWithOidc, Sources};
/// use alicloud_client::transport::HttpClient;
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let sources = Sources::new(Arc::new(HttpClient::builder().build()?)).with_region("cn-hangzhou");
/// // In a pod of ACK, environment variables hold these values: use `AssumeRoleWithOidc::from_environment(&sources)?`.
/// let role = AssumeRoleWithOidc::new(
///     &sources,
///     "acs:ram::1234567890123456:role/pod",
///     "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c0123",
///     "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token",
/// );
/// let client = Client::builder().region("cn-hangzhou").credentials(role).build()?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct AssumeRoleWithOidc {
    session: RoleSession,
    provider_arn: String,
    token_file: PathBuf,
    sources: Sources,
}

impl AssumeRoleWithOidc {
    /// Assumes the role `role_arn` with the token in `token_file`, which was issued by the identity provider
    /// `provider_arn`.
    #[must_use]
    pub fn new(
        sources: &Sources,
        role_arn: impl Into<String>,
        provider_arn: impl Into<String>,
        token_file: impl Into<PathBuf>,
    ) -> Self {
        let session = RoleSession { role_arn: role_arn.into(), ..RoleSession::default() };
        Self::from_session(sources, session, provider_arn.into(), token_file.into())
    }

    pub(super) fn from_session(
        sources: &Sources,
        session: RoleSession,
        provider_arn: String,
        token_file: PathBuf,
    ) -> Self {
        Self { session, provider_arn, token_file, sources: sources.clone() }
    }

    /// Uses the role, identity provider and token file in `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`
    /// and `ALIBABA_CLOUD_OIDC_TOKEN_FILE`.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`]: not configured if `ALIBABA_CLOUD_ROLE_ARN` or both other variables are not set; failed if
    /// one of the other two is missing or a variable is not valid UTF-8.
    pub fn from_environment(sources: &Sources) -> Result<Self, CredentialsError> {
        const ROLE: &str = "ALIBABA_CLOUD_ROLE_ARN";
        const IDENTITY_PROVIDER: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
        const TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
        let environment = sources.environment();
        environment.check().map_err(|problem| CredentialsError::failed(PROVIDER, problem))?;
        // Without a role, the other variables may be meant for a profile, and a role alone is also used for other
        // purposes. Neither is an error.
        let absent = |name: &str| CredentialsError::not_configured(PROVIDER, format!("{name} is not set"));
        let role_arn = environment.variable(ROLE).ok_or_else(|| absent(ROLE))?;
        let half = |set: &str, missing: &str| {
            CredentialsError::failed(PROVIDER, format!("{ROLE} and {set} are set, but {missing} is not"))
        };
        match (environment.variable(IDENTITY_PROVIDER), environment.variable(TOKEN_FILE)) {
            (Some(provider_arn), Some(token_file)) => Ok(Self::new(sources, role_arn, provider_arn, token_file)),
            (Some(_), None) => Err(half(IDENTITY_PROVIDER, TOKEN_FILE)),
            (None, Some(_)) => Err(half(TOKEN_FILE, IDENTITY_PROVIDER)),
            (None, None) => Err(absent(IDENTITY_PROVIDER)),
        }
    }

    session_setters!();

    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let session = &self.session;
        let missing = [
            ("ARN of the role", session.role_arn.is_empty()),
            ("ARN of the identity provider", self.provider_arn.is_empty()),
            ("token file", self.token_file.as_os_str().is_empty()),
        ];
        if let Some((what, _)) = missing.into_iter().find(|(_, missing)| *missing) {
            return Err(CredentialsError::failed(PROVIDER, format!("the {what} is not set")));
        }
        let operation = AssumeRoleWithOidcOperation {
            role_arn: Some(session.role_arn.clone()),
            oidc_provider_arn: Some(self.provider_arn.clone()),
            oidc_token: Some(self.token()?),
            role_session_name: Some(session.name(&self.sources)),
            duration_seconds: Some(session.duration_seconds(PROVIDER)?),
            policy: session.policy.clone(),
        };
        let endpoint = session.endpoint(&self.sources, PROVIDER)?;
        assume(operation, Static::anonymous(), &endpoint, &self.sources, PROVIDER).await
    }

    fn token(&self) -> Result<Secret, CredentialsError> {
        let unusable = |problem: &str| {
            CredentialsError::failed(PROVIDER, format!("the token file {} {problem}", self.token_file.display()))
        };
        let text =
            read_file(&self.token_file, TOKEN_LIMIT).map_err(|error| unusable("cannot be read").with_source(error))?;
        // A file with only white space is reported as empty. Editors and shells end a file with a line break, which is
        // not part of the token.
        if text.expose().trim().is_empty() {
            return Err(unusable("is empty"));
        }
        clean(Some(text.expose()), "the token").map(Secret::from).map_err(|problem| unusable(&problem))
    }
}

impl CredentialsProvider for AssumeRoleWithOidc {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.assume())
    }
}
