//! The role of the ECS instance that the program runs on, from its metadata service.

use std::time::Duration;

use http::{Method, StatusCode};

use super::exchange::{self, Exchange, describe, may_be_better_next_time};
use super::issued::IssuedKey;
use super::key::clean;
use super::{Credentials, CredentialsError, CredentialsProvider, Sources};
use super::{input, json};
use crate::redact::Redactor;
use crate::transport::{BoxFuture, HttpResponse, TransportError, TransportErrorKind};

const PROVIDER: &str = "ecs_ram_role";

/// The service is on the same host, so it answers at once or not at all.
const STEP_LIMIT: Duration = Duration::from_secs(1);
/// As long as nobody knows whether there is such a service.
const SEARCH_LIMIT: Duration = Duration::from_secs(2);
/// For an instance whose role was named, so that it must be there: each step may be tried twice.
const TOTAL_LIMIT: Duration = Duration::from_secs(8);

/// Lifetime that is asked for the token of version 2; the longest there is. A token is used for one lookup only.
const TOKEN_SECONDS: &str = "21600";
const TOKEN_LIFETIME_HEADER: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";

/// The role of the ECS instance that the program runs on, from its metadata service.
///
/// Version 2 of the service (with a token) is tried first, then version 1 unless it is disabled. A request that fails or gets a status
/// of 500 and above is sent once more. A lookup takes two seconds at the most, and eight if the role is named; elsewhere than on an
/// instance it is over sooner where the network says that the address cannot be reached. The service is never asked through a proxy.
/// Each call asks it; put [`Cached`](super::Cached) around it.
#[derive(Debug)]
pub struct EcsRamRole {
    role: Option<String>,
    allow_v1: bool,
    /// Whether somebody chose this provider, so that there has to be a service.
    chosen: bool,
    sources: Sources,
}

impl EcsRamRole {
    /// The role that `ALIBABA_CLOUD_ECS_METADATA` names, else the one that the service names; version 1 unless
    /// `ALIBABA_CLOUD_IMDSV1_DISABLED` is `true`.
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

    /// The name of the role, so that the service need not be asked for it.
    #[must_use]
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self.chosen = true;
        self
    }

    /// Never uses version 1 of the service.
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
        let what = "the answer of the metadata service";
        let key: IssuedKey = json::read_answer(&success(answer, token.as_deref())?.body, PROVIDER, what)?;
        if key.code.as_deref() != Some("Success") {
            return Err(CredentialsError::failed(PROVIDER, format!("{what} lacks the code Success")));
        }
        key.into_credentials(PROVIDER, what)
    }

    /// The token of version 2; `None` if the service has none and version 1 may be used.
    async fn token(&self) -> Result<Option<String>, CredentialsError> {
        let url = format!("{}/latest/api/token", self.sources.metadata_address());
        let exchange =
            Exchange::new(Method::PUT, url).header(TOKEN_LIFETIME_HEADER, TOKEN_SECONDS).read_timeout(STEP_LIMIT);
        let redactor = exchange.redactor(self.sources.transport().as_ref());
        // Where version 1 may be used, it is the second try of a token that is lost on its way.
        let again = |result: &Result<HttpResponse, TransportError>| match result {
            Err(error) if error.kind() == TransportErrorKind::Timeout => !self.allow_v1,
            result => may_be_better_next_time(result),
        };
        match exchange.send_up_to_twice(&self.sources, again).await {
            Ok(answer) if answer.status == StatusCode::OK => {
                let token = clean(input::text(&answer.body), "a token").map_err(|problem| {
                    CredentialsError::failed(PROVIDER, format!("the answer of the metadata service {problem}"))
                })?;
                Ok(Some(token.to_owned()))
            }
            // Version 1 is at the same address, so it is not there either.
            Err(error) if error.kind() == TransportErrorKind::Connect => Err(unreachable_service().with_source(error)),
            // No answer in time does not mean no service: inside a container the token is lost on its way (its packets may travel one
            // hop only), while version 1 works.
            Ok(_) | Err(_) if self.allow_v1 => Ok(None),
            Ok(answer) => {
                let problem = format!(
                    "the metadata service gave no token ({}), and its version 1 is disabled",
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
        // One name is all there is; a line break after it does not belong to it. It becomes part of an address.
        let role = input::text(&body).unwrap_or_default().trim();
        if role.is_empty() {
            return Err(no_role());
        }
        if !role.chars().all(|character| character.is_ascii_graphic() && !matches!(character, '/' | '?' | '#' | '%')) {
            return Err(CredentialsError::failed(
                PROVIDER,
                "the metadata service does not name a role, but sends something else",
            ));
        }
        Ok(role.to_owned())
    }

    /// Gets something about the roles; if the token is not accepted, without it, as far as that is allowed.
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
        let mut exchange = Exchange::new(Method::GET, url).read_timeout(STEP_LIMIT);
        if let Some(token) = token {
            exchange = exchange.header(TOKEN_HEADER, token);
        }
        // Where nothing was heard of the service (no token came), silence is not waited for twice.
        let again = |result: &Result<HttpResponse, TransportError>| match result {
            Err(error) if error.kind() == TransportErrorKind::Timeout => token.is_some() || self.chosen,
            result => may_be_better_next_time(result),
        };
        let result = exchange.send_up_to_twice(&self.sources, again).await;
        result.map_err(|error| unreachable_service().with_source(error))
    }
}

/// Everywhere but on an ECS instance this is the normal case, so it counts as not configured.
fn unreachable_service() -> CredentialsError {
    CredentialsError::not_configured(PROVIDER, "no metadata service can be reached; is this an ECS instance?")
}

/// The response to a request with this token, if its status is 200.
fn success(response: HttpResponse, token: Option<&str>) -> Result<HttpResponse, CredentialsError> {
    let mut redactor = Redactor::new();
    redactor.hide_value(token.unwrap_or_default());
    exchange::expect_success(Ok(response), PROVIDER, "the metadata service", &redactor)
}

impl CredentialsProvider for EcsRamRole {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.look_up())
    }
}
