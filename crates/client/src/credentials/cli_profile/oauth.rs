//! Profiles of the mode `OAuth`: a sign-in through a browser that the vendor's CLI made.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use tokio::runtime::Handle;

use super::edit::Condition;
use super::kept_key::kept_key;
use super::token_store::{OAuthTokens, TokenStore};
use crate::boxed::BoxFuture;
use crate::credentials::issued::IssuedKey;
use crate::credentials::json::{self, KeyTarget, Object};
use crate::credentials::request::{CredentialsRequest, describe, expect_success, reason};
use crate::credentials::{Credentials, CredentialsError, CredentialsProvider, Secret, Sources};

/// The longest lifetime of an access token that is assumed, in seconds.
const LONGEST_LIFETIME: u64 = 365 * 24 * 3600;

const PROVIDER: &str = "oauth";

/// An access token that expires within this many seconds is renewed before use (the value of the official libraries).
const RENEW_BEFORE: u64 = 1200;

/// The number of times, and the pause, with which the file is read again after a refresh token was refused. Another
/// program may have just redeemed it, so the refusal alone does not mean that the sign-in has ended.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// The site of the sign-in. URL and client ID are those of the vendor's CLI, because the tokens were issued to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    url: &'static str,
    client_id: &'static str,
}

impl Site {
    /// The site for `oauth_site_type` of the profile; `CN` if it is absent.
    pub(super) fn named(name: Option<&str>) -> Result<Self, CredentialsError> {
        match name.unwrap_or("CN").to_ascii_uppercase().as_str() {
            "CN" => Ok(Self { url: "https://oauth.aliyun.com", client_id: "4038181954557748008" }),
            "INTL" => Ok(Self { url: "https://oauth.alibabacloud.com", client_id: "4103531455503354461" }),
            _ => Err(CredentialsError::failed(PROVIDER, "oauth_site_type must be CN or INTL")),
        }
    }
}

/// Credentials from a sign-in through a browser: its access token is exchanged for a temporary access key.
///
/// A refresh token can be used only once. A program therefore locks the file, reads the profile again, redeems the
/// token, and writes the new one back before it releases the lock. This runs in a separate task, because a call that is
/// cancelled in the middle would lose the token.
#[derive(Debug, Clone)]
pub(super) struct OAuth {
    pub(super) site: Site,
    pub(super) tokens: OAuthTokens,
    /// The name of the profile that holds the tokens.
    pub(super) profile: String,
    pub(super) store: Arc<TokenStore>,
    pub(super) sources: Sources,
}

#[derive(Default)]
struct TokenResponse {
    access_token: Option<Secret>,
    refresh_token: Option<Secret>,
    expires_in: Option<u64>,
}

impl<'json> Object<'json> for TokenResponse {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        Some(match name {
            "access_token" => KeyTarget::Secret(&mut self.access_token),
            "refresh_token" => KeyTarget::Secret(&mut self.refresh_token),
            "expires_in" => KeyTarget::Number(&mut self.expires_in),
            _ => return None,
        })
    }
}

/// What a call can use without redeeming the refresh token.
enum SignInState {
    /// Tokens whose access token does not expire soon.
    Tokens(OAuthTokens),
    /// A key that another program has saved in the profile meanwhile.
    Key(Credentials),
}

impl OAuth {
    async fn fetch(self) -> Result<Credentials, CredentialsError> {
        let tokens = self.store.newest(&self.profile, &self.tokens);
        let found = if self.is_good(&tokens) { SignInState::Tokens(tokens) } else { self.renewed().await? };
        let tokens = match found {
            SignInState::Tokens(tokens) => tokens,
            SignInState::Key(credentials) => return Ok(credentials),
        };
        let credentials = self.exchange(&tokens).await?;
        let signed_in_as = Condition { member: "oauth_access_token", is: tokens.access };
        self.store.keep_key(&self.profile, signed_in_as, &credentials).await;
        Ok(credentials)
    }

    fn is_good(&self, tokens: &OAuthTokens) -> bool {
        let left = tokens.access_expires.saturating_sub(self.sources.clock().unix_seconds());
        !tokens.access.is_empty() && left > RENEW_BEFORE
    }

    /// Returns usable tokens: those that another program has written to the file before it was locked, else renewed
    /// ones.
    async fn renewed(&self) -> Result<SignInState, CredentialsError> {
        let lock = self.store.lock().await;
        let (in_file, found) = self.look();
        if let Some(found) = found {
            return Ok(found);
        }
        let tokens = self.store.newest(&self.profile, &in_file);
        let redemption = self.store.redemption();
        let renewed = match self.redeem(&tokens).await {
            Ok(renewed) => renewed,
            Err(error) => {
                drop(redemption);
                return self.redeemed_by_another(&tokens).await.ok_or(error);
            }
        };
        self.store.replace(&self.profile, in_file.refresh, &renewed, lock).await;
        drop(redemption);
        Ok(SignInState::Tokens(renewed))
    }

    /// Reads the file again and returns its tokens, and whatever of it can be used. If the file cannot be read, the
    /// known tokens are used.
    fn look(&self) -> (OAuthTokens, Option<SignInState>) {
        let profile = self.store.profile(&self.profile);
        let in_file = profile.as_ref().map_or_else(|| self.tokens.clone(), OAuthTokens::of);
        let tokens = self.store.newest(&self.profile, &in_file);
        let key = profile.and_then(|profile| kept_key(&profile, PROVIDER, &self.sources));
        let found = match key.filter(|key| !self.store.was_refused(key)) {
            Some(key) => Some(SignInState::Key(key)),
            None if self.is_good(&tokens) => Some(SignInState::Tokens(tokens)),
            None => None,
        };
        (in_file, found)
    }

    /// Waits for what another program writes to the profile if it has redeemed the token without the lock.
    async fn redeemed_by_another(&self, refused: &OAuthTokens) -> Option<SignInState> {
        for _ in 0..LOOKS {
            let (tokens, found) = self.look();
            let is_new = tokens.refresh != refused.refresh || tokens.access != refused.access;
            if is_new && found.is_some() {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
        None
    }

    async fn redeem(&self, tokens: &OAuthTokens) -> Result<OAuthTokens, CredentialsError> {
        let sign_in_again = || format!("sign in again with `aliyun configure --profile {} --mode OAuth`", self.profile);
        if tokens.refresh.is_empty() {
            return Err(CredentialsError::failed(PROVIDER, format!("the sign-in has expired; {}", sign_in_again())));
        }
        let refused = |reason: String| {
            let problem = format!("the sign-in service refused to renew the token ({reason}); {}", sign_in_again());
            CredentialsError::failed(PROVIDER, problem)
        };
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.refresh.expose()),
            ("client_id", self.site.client_id),
            ("Timestamp", &self.timestamp()?),
        ];
        let form: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", alicloud_signer::percent_encode(value))).collect();
        // Sent only once: the token is used up even if the response is lost.
        let request = CredentialsRequest::new(Method::POST, format!("{}/v1/token", self.site.url))
            .body("application/x-www-form-urlencoded", form.join("&"));
        let redactor = request.redactor(self.sources.transport().as_ref());
        let result = request.send(self.sources.transport().as_ref()).await;
        if let Ok(response) = &result
            && matches!(response.status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        {
            return Err(refused(describe(response, &redactor)));
        }
        let what = "the sign-in service, asked for a new token,";
        let response = expect_success(result, PROVIDER, what, &redactor)?;
        let what = "the token response of the sign-in service";
        let granted: TokenResponse = json::read_answer(&response.body, PROVIDER, what)?;
        let Some(access) = granted.access_token else {
            // Some servers report a refusal with a status of success.
            return Err(match reason(&response, &redactor) {
                Some(reason) => refused(reason),
                None => CredentialsError::failed(PROVIDER, format!("{what} lacks access_token")),
            });
        };
        // If a server sends no new refresh token, the old one remains valid (RFC 6749, section 6).
        let refresh = granted.refresh_token.unwrap_or_else(|| tokens.refresh.clone());
        // The lifetime is limited because the vendor's CLI reads the resulting time as a signed number. A token that is
        // valid for longer is merely renewed earlier.
        let lifetime = granted.expires_in.unwrap_or(3600).min(LONGEST_LIFETIME);
        let access_expires = self.sources.clock().unix_seconds().saturating_add(lifetime);
        Ok(OAuthTokens { access, refresh, access_expires })
    }

    /// The current time. Fails if RFC 3339 cannot represent the time of the clock.
    fn timestamp(&self) -> Result<String, CredentialsError> {
        crate::timestamp::rfc3339(self.sources.clock().now())
            .map_err(|error| CredentialsError::failed(PROVIDER, error.to_string()))
    }

    async fn exchange(&self, tokens: &OAuthTokens) -> Result<Credentials, CredentialsError> {
        let request = CredentialsRequest::new(Method::POST, format!("{}/v1/exchange", self.site.url))
            .header("authorization", &format!("Bearer {}", tokens.access.expose()))
            .body("application/json", String::new());
        let transport = self.sources.transport().as_ref();
        let redactor = request.redactor(transport);
        let response = request.send_expecting_success(transport, PROVIDER, "the exchange service").await?;
        let what = "the response of the exchange service";
        let key = json::read_answer::<IssuedKey>(&response.body, PROVIDER, what)?.into_credentials(PROVIDER, what);
        key.map_err(|error| match reason(&response, &redactor) {
            Some(reason) => {
                CredentialsError::failed(PROVIDER, format!("the exchange service issued no key ({reason})"))
            }
            None => error,
        })
    }
}

/// Runs `work` to completion even if the caller stops waiting. Outside of a runtime no task can be spawned, so the
/// caller awaits it.
async fn detached(
    work: impl Future<Output = Result<Credentials, CredentialsError>> + Send + 'static,
) -> Result<Credentials, CredentialsError> {
    match Handle::try_current() {
        Ok(runtime) => runtime.spawn(work).await.unwrap_or_else(|error| {
            Err(CredentialsError::failed(PROVIDER, "the sign-in could not be renewed").with_source(error))
        }),
        Err(_) => work.await,
    }
}

impl CredentialsProvider for OAuth {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(detached(self.clone().fetch()))
    }

    fn refused(&self, credentials: &Credentials) {
        self.store.refuse(credentials);
    }
}
