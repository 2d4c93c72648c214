//! From the mode of a profile to a provider.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::configuration::Configuration;
use super::profile::Profile;
use super::{PROVIDER, TokenStore};
use crate::credentials::cloud_sso::CloudSso;
use crate::credentials::oauth::{OAuth, OAuthTokens, Site};
use crate::credentials::role_session::RoleSession;
use crate::credentials::{
    AccessKey, AssumeRole, AssumeRoleWithOidc, Credentials, CredentialsError, CredentialsKind, CredentialsProvider,
    CredentialsUri, EcsRamRole, ExternalProcess, Secret, Sources, Static,
};

/// The header that a bearer token travels in unless a profile names another one.
const BEARER_HEADER: &str = "x-acs-bearer-token";

/// A temporary key that a profile keeps is not used if it ends sooner than this, so that it does not end during a call.
const KEPT_KEY_MARGIN: u64 = 180;

/// What the modes are made of.
pub(super) struct Modes<'a> {
    pub(super) configuration: &'a Configuration,
    pub(super) sources: &'a Sources,
    pub(super) tokens: &'a Arc<TokenStore>,
}

impl Modes<'_> {
    /// The provider that the profile with this name describes.
    pub(super) fn provider(&self, name: &str) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        self.provider_below(name, &mut Vec::new())
    }

    /// The same, for a profile that the profiles `above` lead to.
    fn provider_below(
        &self,
        name: &str,
        above: &mut Vec<String>,
    ) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        let cycle = above.iter().any(|profile| profile == name);
        above.push(name.to_owned());
        if cycle {
            let problem = format!("the source profiles go round in a circle: {}", above.join(" -> "));
            return Err(CredentialsError::failed(PROVIDER, problem));
        }
        let profile = self.configuration.profile(name, self.sources.environment())?;
        let fields = Fields { profile: &profile, name, file: self.configuration };
        let Some(mode) = profile.mode() else {
            return Err(CredentialsError::not_configured(
                PROVIDER,
                format!("the profile {name} in {} has no mode", self.configuration.describe()),
            ));
        };
        Ok(match mode.to_ascii_lowercase().as_str() {
            "ak" => Box::new(Static::from(fields.access_key()?)),
            "ststoken" => {
                let token = fields.secret("sts_token", &profile.sts_token)?;
                Box::new(Static::from(fields.access_key()?.with_security_token(token)))
            }
            "ramrolearn" => {
                let mut key = fields.access_key()?;
                key.security_token = profile.sts_token.clone();
                Box::new(self.assume_role(&fields, Box::new(Static::from(key)))?)
            }
            "chainableramrolearn" => {
                let source = fields.text("source_profile", &profile.source_profile)?;
                let source = self.provider_below(&source, above).map_err(CredentialsError::into_failure)?;
                Box::new(self.assume_role(&fields, source)?)
            }
            "ecsramrole" => {
                let provider = EcsRamRole::new(self.sources);
                match &profile.ram_role_name {
                    Some(role) => Box::new(provider.role_name(role)),
                    None => Box::new(provider),
                }
            }
            "oidc" => {
                let provider_arn = fields.text("oidc_provider_arn", &profile.oidc_provider_arn)?;
                let token_file = fields.text("oidc_token_file", &profile.oidc_token_file)?;
                Box::new(AssumeRoleWithOidc::from_session(
                    self.sources,
                    fields.session()?,
                    provider_arn,
                    token_file.into(),
                ))
            }
            "external" => {
                Box::new(ExternalProcess::new(self.sources, fields.text("process_command", &profile.process_command)?))
            }
            "credentialsuri" => {
                Box::new(CredentialsUri::new(self.sources, fields.text("credentials_uri", &profile.credentials_uri)?))
            }
            "cloudsso" => self.kept_key(&profile, "cloud_sso").map_or_else(|| self.cloud_sso(&fields), Ok)?,
            "oauth" => self.kept_key(&profile, "oauth").map_or_else(|| self.oauth(&fields), Ok)?,
            "bearertoken" => {
                if profile
                    .bearer_token_header_key
                    .as_deref()
                    .is_some_and(|header| !header.eq_ignore_ascii_case(BEARER_HEADER))
                {
                    let problem = format!(
                        "bearer_token_header_key of the profile {name} is not supported; only {BEARER_HEADER} is"
                    );
                    return Err(CredentialsError::failed(PROVIDER, problem));
                }
                Box::new(Static::bearer(fields.secret("bearer_token", &profile.bearer_token)?))
            }
            "anonymous" => Box::new(Static::anonymous()),
            "rsakeypair" => return Err(fields.given_up("RsaKeyPair", "AK or OIDC")),
            "ramrolearnwithrolename" => return Err(fields.given_up("RamRoleArnWithRoleName", "ChainableRamRoleArn")),
            _ => {
                return Err(CredentialsError::failed(
                    PROVIDER,
                    format!("the profile {name} has the mode {mode}, which is not known"),
                ));
            }
        })
    }

    fn assume_role(
        &self,
        fields: &Fields<'_>,
        source: Box<dyn CredentialsProvider>,
    ) -> Result<AssumeRole, CredentialsError> {
        let provider = AssumeRole::from_session(self.sources, source, fields.session()?);
        Ok(match &fields.profile.external_id {
            Some(id) => provider.external_id(id),
            None => provider,
        })
    }

    /// The temporary key that the command line (or this library) left in the profile, while it is good.
    fn kept_key(&self, profile: &Profile, provider: &str) -> Option<Box<dyn CredentialsProvider>> {
        let expires = profile.sts_expiration?;
        if expires <= self.sources.clock().unix_seconds().saturating_add(KEPT_KEY_MARGIN) {
            return None;
        }
        let key = AccessKey::new(profile.access_key_id.clone()?, profile.access_key_secret.clone()?);
        let key = key.with_security_token(profile.sts_token.clone()?);
        let expires = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(expires))?;
        let credentials = Credentials::new(CredentialsKind::AccessKey(key), provider).with_expiry(expires);
        Some(Box::new(Static::from(credentials)))
    }

    fn cloud_sso(&self, fields: &Fields<'_>) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        let profile = fields.profile;
        Ok(Box::new(CloudSso {
            sign_in_url: fields.text("cloud_sso_sign_in_url", &profile.cloud_sso_sign_in_url)?,
            account_id: fields.text("cloud_sso_account_id", &profile.cloud_sso_account_id)?,
            access_configuration: fields.text("cloud_sso_access_config", &profile.cloud_sso_access_config)?,
            access_token: profile.access_token.clone().unwrap_or_default(),
            access_token_expires: profile.cloud_sso_access_token_expire.unwrap_or_default(),
            profile: fields.name.to_owned(),
            sources: self.sources.clone(),
        }))
    }

    fn oauth(&self, fields: &Fields<'_>) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        let profile = fields.profile;
        Ok(Box::new(OAuth {
            site: Site::named(profile.oauth_site_type.as_deref())?,
            tokens: OAuthTokens {
                access: profile.oauth_access_token.clone().unwrap_or_default(),
                refresh: profile.oauth_refresh_token.clone().unwrap_or_default(),
                access_expires: profile.oauth_access_token_expire.unwrap_or_default(),
            },
            profile: fields.name.to_owned(),
            store: Arc::clone(self.tokens),
            sources: self.sources.clone(),
        }))
    }
}

/// The members of a profile, with an error for one that is needed and absent.
struct Fields<'a> {
    profile: &'a Profile,
    name: &'a str,
    file: &'a Configuration,
}

impl Fields<'_> {
    fn text(&self, member: &str, value: &Option<String>) -> Result<String, CredentialsError> {
        value.clone().ok_or_else(|| self.lacks(member))
    }

    fn secret(&self, member: &str, value: &Option<Secret>) -> Result<Secret, CredentialsError> {
        value.clone().ok_or_else(|| self.lacks(member))
    }

    fn access_key(&self) -> Result<AccessKey, CredentialsError> {
        let id = self.text("access_key_id", &self.profile.access_key_id)?;
        Ok(AccessKey::new(id, self.secret("access_key_secret", &self.profile.access_key_secret)?))
    }

    fn session(&self) -> Result<RoleSession, CredentialsError> {
        let profile = self.profile;
        Ok(RoleSession {
            role_arn: self.text("ram_role_arn", &profile.ram_role_arn)?,
            name: profile.ram_session_name.clone().or_else(|| profile.role_session_name.clone()),
            duration: profile.expired_seconds.map(Duration::from_secs),
            policy: profile.policy.clone(),
            endpoint: profile.sts_endpoint.clone(),
            region: profile.sts_region.clone(),
            vpc: profile.enable_vpc,
        })
    }

    /// A profile that the command line made and nobody filled in is the normal case, so it counts as not configured.
    fn lacks(&self, member: &str) -> CredentialsError {
        let problem = format!(
            "the profile {} in {} has no {member}; run `aliyun configure --profile {}`",
            self.name,
            self.file.describe(),
            self.name
        );
        CredentialsError::not_configured(PROVIDER, problem)
    }

    fn given_up(&self, mode: &str, instead: &str) -> CredentialsError {
        let problem = format!(
            "the profile {} has the mode {mode}, which the official command line has given up; use {instead}",
            self.name
        );
        CredentialsError::failed(PROVIDER, problem)
    }
}
