//! The role of an account, assumed by somebody who already has credentials.

use super::role_session::{RoleSession, session_setters};
use super::sts::{AssumeRoleOperation, assume};
use super::{Credentials, CredentialsError, CredentialsProvider, Sources, Static};
use crate::transport::BoxFuture;

const PROVIDER: &str = "ram_role_arn";

/// The role of an account, assumed with the credentials of another provider (`AssumeRole` of the security token service).
///
/// Each call asks the service; put [`Cached`](super::Cached) around it.
#[derive(Debug)]
pub struct AssumeRole {
    source: Box<dyn CredentialsProvider>,
    session: RoleSession,
    external_id: Option<String>,
    sources: Sources,
}

impl AssumeRole {
    /// The role `role_arn` (`acs:ram::<account>:role/<name>`), assumed with the credentials of `source`.
    #[must_use]
    pub fn new(sources: &Sources, source: impl CredentialsProvider + 'static, role_arn: impl Into<String>) -> Self {
        let session = RoleSession { role_arn: role_arn.into(), ..RoleSession::default() };
        Self::from_session(sources, Box::new(source), session)
    }

    pub(super) fn from_session(sources: &Sources, source: Box<dyn CredentialsProvider>, session: RoleSession) -> Self {
        Self { source, session, external_id: None, sources: sources.clone() }
    }

    session_setters!();

    /// The id that the owner of the role demands of callers from other accounts.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let session = &self.session;
        if session.role_arn.is_empty() {
            return Err(CredentialsError::failed(PROVIDER, "the ARN of the role is not given"));
        }
        let duration_seconds = session.duration_seconds(PROVIDER)?;
        // One snapshot for the whole call, so that its origin is the one that is reported.
        let source = self.source.credentials().await.map_err(|error| error.within(PROVIDER).into_failure())?;
        if source.access_key().is_none() {
            let problem = format!("a role is assumed with an access key; {} has none", source.provider());
            return Err(CredentialsError::failed(PROVIDER, problem));
        }
        let operation = AssumeRoleOperation {
            role_arn: Some(session.role_arn.clone()),
            role_session_name: Some(session.name(&self.sources)),
            duration_seconds: Some(duration_seconds),
            policy: session.policy.clone(),
            external_id: self.external_id.clone(),
        };
        let provider = format!("{PROVIDER}/{}", source.provider());
        let endpoint = session.endpoint(self.sources.environment());
        assume(operation, Static::from(source), &endpoint, &self.sources, &provider).await
    }
}

impl CredentialsProvider for AssumeRole {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.assume())
    }

    fn refused(&self, credentials: &Credentials) {
        self.source.refused(credentials);
    }
}
