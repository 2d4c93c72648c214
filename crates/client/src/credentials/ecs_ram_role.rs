//! Credentials of the RAM role of an ECS instance, from the metadata service of the instance.

use std::time::Duration;

use http::{Method, StatusCode};

use super::issued::IssuedKey;
use super::key::clean;
use super::request::{self, CredentialsRequest, describe, may_be_better_next_time};
use super::{Credentials, CredentialsError, CredentialsProvider, Sources};
use super::{input, json};
use crate::redact::Redactor;
use crate::transport::{BoxFuture, HttpResponse, TransportError, TransportErrorKind};

const PROVIDER: &str = "ecs_ram_role";

/// The limit of one request. The service is on the same host, so it responds at once or not at all.
const STEP_LIMIT: Duration = Duration::from_secs(1);
/// The limit of a lookup when nothing says that there is a metadata service.
const SEARCH_LIMIT: Duration = Duration::from_secs(2);
/// The limit of a lookup when a role was named, so that the service must exist. It allows a second attempt of each
/// request.
const TOTAL_LIMIT: Duration = Duration::from_secs(8);

/// The lifetime that is requested for a token of version 2, in seconds: the longest that the service allows. A token is
/// used for one lookup only.
const TOKEN_SECONDS: &str = "21600";
const TOKEN_LIFETIME_HEADER: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";

/// Credentials of the RAM role of the ECS instance on which the program runs, from the metadata service of the
/// instance.
///
/// Version 2 of the service (with a token) is tried first, then version 1 unless it is disabled. A request that fails
/// or returns status 429 or a 5xx status is sent a second time. A lookup takes at most two seconds, or eight if a role
/// is named. Outside of ECS it fails sooner if the network reports that the IP address is unreachable. Requests to the
/// service never use a proxy. Each call sends requests, so wrap this provider in [`Cached`](super::Cached).
#[derive(Debug)]
pub struct EcsRamRole {
    role: Option<String>,
    allow_v1: bool,
    /// Whether a variable, the program or a profile selected this provider, so that the service must exist.
    chosen: bool,
    sources: Sources,
}

impl EcsRamRole {
    /// Uses the role that `ALIBABA_CLOUD_ECS_METADATA` names, else the one that the service reports. Version 1 of the
    /// service is allowed unless `ALIBABA_CLOUD_IMDSV1_DISABLED` is `true`.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        let environment = sources.environment();
        let role = environment.variable("ALIBABA_CLOUD_ECS_METADATA");
        Self {
            allow_v1: !environment.is_on("ALIBABA_CLOUD_IMDSV1_DISABLED"),
            chosen: role.is_some(),
            role,
            sources: sources.clone(),
        }
    }

    /// Sets the name of the role, so that the service is not asked for it.
    #[must_use]
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self.chosen = true;
        self
    }

    /// Disables version 1 of the service, which works without a token.
    #[must_use]
    pub fn disable_v1(mut self) -> Self {
        self.allow_v1 = false;
        self
    }

    async fn look_up(&self) -> Result<Credentials, CredentialsError> {
        const SWITCH: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
        if self.sources.environment().is_on(SWITCH) {
            return Err(CredentialsError::not_configured(PROVIDER, format!("{SWITCH} is true")));
        }
        self.sources.environment().check().map_err(|problem| CredentialsError::failed(PROVIDER, problem))?;
        let limit = if self.chosen { TOTAL_LIMIT } else { SEARCH_LIMIT };
        let result = tokio::time::timeout(limit, self.ask()).await.unwrap_or_else(|_| {
            Err(unreachable_service().with_source(TransportError::new(TransportErrorKind::Timeout, true)))
        });
        result.map_err(|error| if self.chosen { error.into_failure() } else { error.not_chosen() })
    }

    async fn ask(&self) -> Result<Credentials, CredentialsError> {
        let token = self.token().await?;
        let role = match &self.role {
            Some(role) => role.clone(),
            None => self.discover(token.as_deref()).await?,
        };
        let answer = self.get(&role, token.as_deref()).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Err(CredentialsError::failed(PROVIDER, format!("the instance does not have the role {role}")));
        }
        let what = "the response of the metadata service";
        let key: IssuedKey = json::read_answer(&success(answer, token.as_deref())?.body, PROVIDER, what)?;
        if key.code.as_deref() != Some("Success") {
            return Err(CredentialsError::failed(PROVIDER, format!("{what} lacks the code Success")));
        }
        key.into_credentials(PROVIDER, what)
    }

    /// Requests the token of version 2. Returns `None` if that fails and version 1 is allowed.
    async fn token(&self) -> Result<Option<String>, CredentialsError> {
        let url = format!("{}/latest/api/token", self.sources.metadata_address());
        let request = CredentialsRequest::new(Method::PUT, url)
            .header(TOKEN_LIFETIME_HEADER, TOKEN_SECONDS)
            .read_timeout(STEP_LIMIT);
        let redactor = request.redactor(self.sources.transport().as_ref());
        // If version 1 is allowed, it is tried next, so a request that timed out is not sent again.
        let again = |result: &Result<HttpResponse, TransportError>| match result {
            Err(error) if error.kind() == TransportErrorKind::Timeout => !self.allow_v1,
            result => may_be_better_next_time(result),
        };
        match request.send_up_to_twice(&self.sources, again).await {
            Ok(answer) if answer.status == StatusCode::OK => {
                let token = clean(input::text(&answer.body), "a token").map_err(|problem| {
                    CredentialsError::failed(PROVIDER, format!("the response of the metadata service {problem}"))
                })?;
                Ok(Some(token.to_owned()))
            }
            // Version 1 has the same IP address, so it is unreachable as well.
            Err(error) if error.kind() == TransportErrorKind::Connect => Err(unreachable_service().with_source(error)),
            // A timeout does not mean that there is no service: inside a container the token may be lost, because its
            // packets may travel only one hop, while version 1 works.
            Ok(_) | Err(_) if self.allow_v1 => Ok(None),
            Ok(answer) => {
                let problem = format!(
                    "the metadata service issued no token ({}), and its version 1 is disabled",
                    describe(&answer, &redactor)
                );
                Err(CredentialsError::failed(PROVIDER, problem))
            }
            Err(error) => Err(unreachable_service().with_source(error)),
        }
    }

    async fn discover(&self, token: Option<&str>) -> Result<String, CredentialsError> {
        let answer = self.get("", token).await?;
        let no_role = || CredentialsError::not_configured(PROVIDER, "the instance has no role");
        if answer.status == StatusCode::NOT_FOUND {
            return Err(no_role());
        }
        let body = success(answer, token)?.body;
        // The name becomes a part of a URL, so only one plain name is accepted. A line break after it is allowed.
        let role = input::text(&body).unwrap_or_default().trim();
        if role.is_empty() {
            return Err(no_role());
        }
        if !role.chars().all(|character| character.is_ascii_graphic() && !matches!(character, '/' | '?' | '#' | '%')) {
            return Err(CredentialsError::failed(
                PROVIDER,
                "the metadata service returned something that is not the name of a role",
            ));
        }
        Ok(role.to_owned())
    }

    /// Sends a `GET` below the path of the roles. If the token is not accepted, the request is repeated without it,
    /// provided that version 1 is allowed.
    async fn get(&self, role: &str, token: Option<&str>) -> Result<HttpResponse, CredentialsError> {
        let refused = |answer: &HttpResponse| answer.status != StatusCode::OK && answer.status != StatusCode::NOT_FOUND;
        let answer = self.get_once(role, token).await?;
        if token.is_some() && self.allow_v1 && refused(&answer) {
            return self.get_once(role, None).await;
        }
        Ok(answer)
    }

    async fn get_once(&self, role: &str, token: Option<&str>) -> Result<HttpResponse, CredentialsError> {
        let url = format!("{}/latest/meta-data/ram/security-credentials/{role}", self.sources.metadata_address());
        let mut request = CredentialsRequest::new(Method::GET, url).read_timeout(STEP_LIMIT);
        if let Some(token) = token {
            request = request.header(TOKEN_HEADER, token);
        }
        // If the service has not responded so far (there is no token), a timeout does not cause a second attempt,
        // unless the service must exist.
        let again = |result: &Result<HttpResponse, TransportError>| match result {
            Err(error) if error.kind() == TransportErrorKind::Timeout => token.is_some() || self.chosen,
            result => may_be_better_next_time(result),
        };
        let result = request.send_up_to_twice(&self.sources, again).await;
        result.map_err(|error| unreachable_service().with_source(error))
    }
}

/// This is the normal case outside of ECS, so it counts as not configured.
fn unreachable_service() -> CredentialsError {
    CredentialsError::not_configured(PROVIDER, "the metadata service cannot be reached; is this an ECS instance?")
}

/// Returns the response if its status is 200. The token is hidden in the error.
fn success(response: HttpResponse, token: Option<&str>) -> Result<HttpResponse, CredentialsError> {
    let mut redactor = Redactor::new();
    redactor.hide_value(token.unwrap_or_default());
    request::expect_success(Ok(response), PROVIDER, "the metadata service", &redactor)
}

impl CredentialsProvider for EcsRamRole {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.look_up())
    }
}
