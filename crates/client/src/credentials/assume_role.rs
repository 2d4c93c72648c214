//! Assumes a RAM role with the credentials of another provider.

use std::sync::{Arc, Mutex, PoisonError};

use super::role_session::{RoleSession, session_setters};
use super::sts::{AssumeRoleOperation, assume};
use super::{Credentials, CredentialsError, CredentialsProvider, Sources};
use crate::boxed::BoxFuture;

const PROVIDER: &str = "ram_role_arn";

/// Assumes a RAM role with the credentials of another provider (operation `AssumeRole` of the security token service,
/// STS).
///
/// Each call sends a request to the service, so wrap this provider in [`Cached`](super::Cached), as
/// [`ClientBuilder::credentials`](crate::ClientBuilder::credentials) does.
///
/// ```no_run
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use alicloud_client::Client;
/// use alicloud_client::credentials::{self, AssumeRole, Sources};
/// use alicloud_client::transport::HttpClient;
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let sources = Sources::new(Arc::new(HttpClient::builder().build()?)).with_region("cn-hangzhou");
/// let role = AssumeRole::new(&sources, credentials::default_chain(&sources), "acs:ram::1234567890123456:role/backup")
///     .session_name("nightly-backup")
///     .duration(Duration::from_secs(3600));
/// let client = Client::builder().region("cn-hangzhou").credentials(role).build()?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct AssumeRole {
    source: Arc<dyn CredentialsProvider>,
    session: RoleSession,
    external_id: Option<String>,
    sources: Sources,
    /// The latest session and the credentials that opened it. If the service refuses the session, the provider of those
    /// credentials is notified.
    last: Mutex<Option<Opened>>,
}

#[derive(Debug)]
struct Opened {
    session: Credentials,
    by: Credentials,
}

impl AssumeRole {
    /// Assumes the role `role_arn` (`acs:ram::<account>:role/<name>`) with the credentials of `source`.
    #[must_use]
    pub fn new(sources: &Sources, source: impl CredentialsProvider + 'static, role_arn: impl Into<String>) -> Self {
        let session = RoleSession { role_arn: role_arn.into(), ..RoleSession::default() };
        Self::from_session(sources, Arc::new(source), session)
    }

    pub(super) fn from_session(sources: &Sources, source: Arc<dyn CredentialsProvider>, session: RoleSession) -> Self {
        Self { source, session, external_id: None, sources: sources.clone(), last: Mutex::default() }
    }

    session_setters!();

    /// Sets the external ID that the owner of the role requires from callers of other accounts.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let session = &self.session;
        if session.role_arn.is_empty() {
            return Err(CredentialsError::failed(PROVIDER, "the ARN of the role is not set"));
        }
        let duration_seconds = session.duration_seconds(PROVIDER)?;
        // The credentials are read once, so that the reported provider is the one whose credentials are used.
        let source = self.source.credentials().await.map_err(|error| error.within(PROVIDER).into_failure())?;
        if source.access_key().is_none() {
            let problem =
                format!("assuming a role needs an access key, and the provider {} has none", source.provider());
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
        let endpoint = session.endpoint(&self.sources, PROVIDER)?;
        let caller = Arc::new(Caller { source: Arc::clone(&self.source), now: Mutex::new(Some(source)) });
        let opened = assume(operation, Arc::clone(&caller), &endpoint, &self.sources, &provider).await?;
        if let Some(by) = caller.shown() {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Opened { session: opened.clone(), by });
        }
        Ok(opened)
    }
}

impl CredentialsProvider for AssumeRole {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.assume())
    }

    /// The session may be refused because the credentials that opened it are no longer valid, so their provider is
    /// notified as well.
    fn refused(&self, credentials: &Credentials) {
        let last = self
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take_if(|last| last.session.is_same_as(credentials));
        if let Some(last) = last {
            self.source.refused(&last.by);
        }
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        self.source.settled()
    }
}

/// Provides the credentials for one call of the security token service: first those that were read already, and if the
/// service refuses them, new ones from their provider.
#[derive(Debug)]
struct Caller {
    source: Arc<dyn CredentialsProvider>,
    now: Mutex<Option<Credentials>>,
}

impl Caller {
    fn shown(&self) -> Option<Credentials> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl CredentialsProvider for Caller {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            if let Some(credentials) = self.shown() {
                return Ok(credentials);
            }
            let credentials = self.source.credentials().await?;
            *self.now.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
            Ok(credentials)
        })
    }

    fn refused(&self, credentials: &Credentials) {
        let same = |shown: &mut Credentials| shown.is_same_as(credentials);
        self.now.lock().unwrap_or_else(PoisonError::into_inner).take_if(same);
        self.source.refused(credentials);
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        self.source.settled()
    }
}
