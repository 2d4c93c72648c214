//! A sign-in through a browser that the official command line made.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::Method;

use super::cli_profile::TokenStore;
use super::exchange::Exchange;
use super::issued::IssuedKey;
use super::json::{self, Object, Slot};
use super::{Credentials, CredentialsError, CredentialsProvider, Secret, Sources};
use crate::transport::BoxFuture;

const PROVIDER: &str = "oauth";

/// An access token with less than this left is renewed before it is used (as in the official libraries).
const RENEW_BEFORE: u64 = 1200;

/// Where the sign-in was made. Address and client id are those of the official command line, whose sign-in it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    address: &'static str,
    client_id: &'static str,
}

impl Site {
    /// The site with this name in the configuration file; without one, the Chinese site.
    pub(super) fn named(name: Option<&str>) -> Result<Self, CredentialsError> {
        match name.unwrap_or("CN").to_ascii_uppercase().as_str() {
            "CN" => Ok(Self { address: "https://oauth.aliyun.com", client_id: "4038181954557748008" }),
            "INTL" => Ok(Self { address: "https://oauth.alibabacloud.com", client_id: "4103531455503354461" }),
            _ => Err(CredentialsError::failed(PROVIDER, "oauth_site_type must be CN or INTL")),
        }
    }
}

/// What a sign-in gave.
#[derive(Debug, Clone)]
pub(super) struct OAuthTokens {
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    /// When the access token expires, in seconds since 1970.
    pub(super) access_expires: u64,
}

/// A sign-in through a browser: its tokens are exchanged for a temporary access key. A token that is renewed replaces the old one, so
/// it is written back for the next program.
#[derive(Debug)]
pub(super) struct OAuth {
    pub(super) site: Site,
    pub(super) tokens: OAuthTokens,
    /// The profile that the tokens are in.
    pub(super) profile: String,
    pub(super) store: Arc<TokenStore>,
    pub(super) sources: Sources,
}

#[derive(Default)]
struct TokenAnswer {
    access_token: Option<Secret>,
    refresh_token: Option<Secret>,
    expires_in: Option<u64>,
}

impl<'json> Object<'json> for TokenAnswer {
    fn member(&mut self, name: &str) -> Option<Slot<'_, 'json>> {
        Some(match name {
            "access_token" => Slot::Secret(&mut self.access_token),
            "refresh_token" => Slot::Secret(&mut self.refresh_token),
            "expires_in" => Slot::Number(&mut self.expires_in),
            _ => return None,
        })
    }
}

impl OAuth {
    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        let mut tokens = self.store.newest(&self.profile, &self.tokens);
        let left = tokens.access_expires.saturating_sub(self.sources.clock().unix_seconds());
        if tokens.access.is_empty() || left <= RENEW_BEFORE {
            tokens = self.renew(&tokens).await?;
        }
        let credentials = self.exchange(&tokens).await?;
        if let (Some(key), Some(expires)) = (credentials.access_key(), credentials.expires()) {
            let expires = expires.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
            let members = serde_json::json!({
                "access_key_id": key.id,
                "access_key_secret": key.secret.expose(),
                "sts_token": key.security_token.as_ref().map(Secret::expose),
                "sts_expiration": expires.as_secs(),
            });
            self.store.write(&self.profile, members).await;
        }
        Ok(credentials)
    }

    async fn renew(&self, tokens: &OAuthTokens) -> Result<OAuthTokens, CredentialsError> {
        let sign_in_again = || format!("run `aliyun configure --profile {} --mode OAuth`", self.profile);
        if tokens.refresh.is_empty() {
            return Err(CredentialsError::failed(PROVIDER, format!("the sign-in has expired; {}", sign_in_again())));
        }
        let now = self.sources.clock().now();
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.refresh.expose()),
            ("client_id", self.site.client_id),
            ("Timestamp", &humantime::format_rfc3339_seconds(now).to_string()),
        ];
        let form: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", alicloud_signer::percent_encode(value))).collect();
        let exchange = Exchange::new(Method::POST, format!("{}/v1/token", self.site.address))
            .body("application/x-www-form-urlencoded", form.join("&"));
        let what = format!("the sign-in service, asked for a new token (if it was refused, {}),", sign_in_again());
        let answer = exchange.send_expecting_success(self.sources.transport().as_ref(), PROVIDER, &what).await?;
        let what = "the new token of the sign-in service";
        let answer: TokenAnswer = json::read_answer(&answer.body, PROVIDER, what)?;
        let (Some(access), Some(refresh)) = (answer.access_token, answer.refresh_token) else {
            return Err(CredentialsError::failed(PROVIDER, format!("{what} lacks access_token or refresh_token")));
        };
        let access_expires = self.sources.clock().unix_seconds().saturating_add(answer.expires_in.unwrap_or(3600));
        let renewed = OAuthTokens { access, refresh, access_expires };
        // Before anything else can go wrong or be cancelled: the old refresh token is of no use any more.
        self.store.replace(&self.profile, tokens, &renewed).await;
        Ok(renewed)
    }

    async fn exchange(&self, tokens: &OAuthTokens) -> Result<Credentials, CredentialsError> {
        let exchange = Exchange::new(Method::POST, format!("{}/v1/exchange", self.site.address))
            .header("authorization", &format!("Bearer {}", tokens.access.expose()))
            .body("application/json", String::new());
        let answer = exchange
            .send_expecting_success(self.sources.transport().as_ref(), PROVIDER, "the exchange service")
            .await?;
        let what = "the answer of the exchange service";
        json::read_answer::<IssuedKey>(&answer.body, PROVIDER, what)?.into_credentials(PROVIDER, what)
    }
}

impl CredentialsProvider for OAuth {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch())
    }
}
