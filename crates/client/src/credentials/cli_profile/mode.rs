//! Creates the provider for the mode of a profile.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::PROVIDER;
use super::cloud_sso::CloudSso;
use super::configuration::Configuration;
use super::kept_key::{KeptKey, NAMES, kept_key};
use super::named_by::NamedBy;
use super::oauth::{OAuth, Site};
use super::profile::Profile;
use super::token_store::{OAuthTokens, TokenStore};
use crate::credentials::key::{Parts, access_key_of, clean};
use crate::credentials::role_session::RoleSession;
use crate::credentials::{
    AccessKey, AssumeRole, AssumeRoleWithOidc, CredentialsError, CredentialsProvider, CredentialsUri, EcsRamRole,
    Environment, ExternalProcess, Secret, Sources, Static,
};

/// The only supported header for a bearer token.
const BEARER_HEADER: &str = "x-acs-bearer-token";

/// The longest chain of source profiles. Each profile costs a call of the security token service and a level of
/// recursion.
const LONGEST_CHAIN: usize = 16;

/// Everything that is needed to create the provider of a profile.
pub(super) struct Modes<'a> {
    pub(super) configuration: &'a Configuration,
    pub(super) named_by: NamedBy,
    pub(super) sources: &'a Sources,
    pub(super) tokens: &'a Arc<TokenStore>,
}

impl Modes<'_> {
    /// Creates the provider for the profile with this name.
    pub(super) fn provider(&self, name: &str) -> Result<Arc<dyn CredentialsProvider>, CredentialsError> {
        self.provider_below(name, &mut Vec::new())
    }

    /// Like [`provider`](Self::provider), for a profile that is a source of the profiles `above`.
    fn provider_below(
        &self,
        name: &str,
        above: &mut Vec<String>,
    ) -> Result<Arc<dyn CredentialsProvider>, CredentialsError> {
        let cycle = above.iter().any(|profile| profile == name);
        above.push(name.to_owned());
        if cycle {
            let problem = format!("the source profiles form a cycle: {}", above.join(" -> "));
            return Err(CredentialsError::failed(PROVIDER, problem));
        }
        if above.len() > LONGEST_CHAIN {
            let problem =
                format!("the chain of source profiles is longer than {LONGEST_CHAIN}; the last one read is {name}");
            return Err(CredentialsError::failed(PROVIDER, problem));
        }
        let profile = self.configuration.profile(name, self.named_by, self.sources.environment())?;
        let fields = ProfileFields { profile: &profile, name, file: self.configuration };
        let Some(mode) = profile.mode() else {
            if profile.access_key_id.is_some() != profile.access_key_secret.is_some() {
                fields.access_key(None)?;
            }
            return Err(CredentialsError::not_configured(
                PROVIDER,
                format!("the profile {name} in {} has no mode", self.configuration.describe()),
            ));
        };
        Ok(match mode.to_ascii_lowercase().as_str() {
            // The CLI creates such a profile before the user fills it in.
            "ak" if profile.access_key_id.is_none() && profile.access_key_secret.is_none() => {
                return Err(fields.is_not_filled_in(NAMES.id));
            }
            "ak" => Arc::new(Static::from(fields.access_key(None)?)),
            "ststoken" => {
                let token = fields.secret(NAMES.token, &profile.sts_token)?;
                Arc::new(fields.temporary_key(&token)?)
            }
            "ramrolearn" => {
                let key = fields.access_key(profile.sts_token.as_ref())?;
                Arc::new(self.assume_role(&fields, Arc::new(Static::from(key)))?)
            }
            "chainableramrolearn" => {
                let source = fields.text("source_profile", &profile.source_profile)?;
                let source = self.provider_below(&source, above).map_err(CredentialsError::into_failure)?;
                Arc::new(self.assume_role(&fields, source)?)
            }
            "ecsramrole" => {
                let provider = EcsRamRole::new(self.sources);
                match &profile.ram_role_name {
                    Some(role) => Arc::new(provider.role_name(role)),
                    None => Arc::new(provider),
                }
            }
            "oidc" => {
                let provider_arn = fields.text("oidc_provider_arn", &profile.oidc_provider_arn)?;
                let token_file = fields.text("oidc_token_file", &profile.oidc_token_file)?;
                Arc::new(AssumeRoleWithOidc::from_session(
                    self.sources,
                    fields.session(self.sources.environment())?,
                    provider_arn,
                    token_file.into(),
                ))
            }
            "external" => {
                Arc::new(ExternalProcess::new(self.sources, fields.text("process_command", &profile.process_command)?))
            }
            "credentialsuri" => {
                Arc::new(CredentialsUri::new(self.sources, fields.text("credentials_uri", &profile.credentials_uri)?))
            }
            "cloudsso" => self.kept_or(&profile, "cloud_sso", self.cloud_sso(&fields))?,
            "oauth" => self.kept_or(&profile, "oauth", self.oauth(&fields))?,
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
                let token = fields.secret("bearer_token", &profile.bearer_token)?;
                let token = clean(Some(token.expose()), "bearer_token").map_err(|problem| fields.failed(&problem))?;
                Arc::new(Static::bearer(token))
            }
            "anonymous" => Arc::new(Static::anonymous()),
            "rsakeypair" => return Err(fields.deprecated("RsaKeyPair", "AK or OIDC")),
            "ramrolearnwithrolename" => return Err(fields.deprecated("RamRoleArnWithRoleName", "ChainableRamRoleArn")),
            _ => {
                return Err(CredentialsError::failed(
                    PROVIDER,
                    format!("the profile {name} has the unknown mode {mode}"),
                ));
            }
        })
    }

    fn assume_role(
        &self,
        fields: &ProfileFields<'_>,
        source: Arc<dyn CredentialsProvider>,
    ) -> Result<AssumeRole, CredentialsError> {
        let provider = AssumeRole::from_session(self.sources, source, fields.session(self.sources.environment())?);
        Ok(match &fields.profile.external_id {
            Some(id) => provider.external_id(id),
            None => provider,
        })
    }

    /// Uses the temporary key that the CLI or this library has saved in the profile while it is valid, else the
    /// sign-in.
    fn kept_or(
        &self,
        profile: &Profile,
        provider: &str,
        sign_in: Result<Arc<dyn CredentialsProvider>, CredentialsError>,
    ) -> Result<Arc<dyn CredentialsProvider>, CredentialsError> {
        match kept_key(profile, provider, self.sources) {
            Some(credentials) => Ok(Arc::new(KeptKey { credentials, tokens: Arc::clone(self.tokens), sign_in })),
            None => sign_in,
        }
    }

    fn cloud_sso(&self, fields: &ProfileFields<'_>) -> Result<Arc<dyn CredentialsProvider>, CredentialsError> {
        let profile = fields.profile;
        Ok(Arc::new(CloudSso {
            sign_in_url: fields.text("cloud_sso_sign_in_url", &profile.cloud_sso_sign_in_url)?,
            account_id: fields.text("cloud_sso_account_id", &profile.cloud_sso_account_id)?,
            access_configuration: fields.text("cloud_sso_access_config", &profile.cloud_sso_access_config)?,
            access_token: profile.access_token.clone().unwrap_or_default(),
            access_token_expires: profile.cloud_sso_access_token_expire.unwrap_or_default(),
            profile: fields.name.to_owned(),
            store: Arc::clone(self.tokens),
            sources: self.sources.clone(),
        }))
    }

    fn oauth(&self, fields: &ProfileFields<'_>) -> Result<Arc<dyn CredentialsProvider>, CredentialsError> {
        let profile = fields.profile;
        Ok(Arc::new(OAuth {
            site: Site::named(profile.oauth_site_type.as_deref())?,
            tokens: OAuthTokens::of(profile),
            profile: fields.name.to_owned(),
            store: Arc::clone(self.tokens),
            sources: self.sources.clone(),
        }))
    }
}

/// The fields of a profile. Reading a required field that is missing returns an error.
struct ProfileFields<'a> {
    profile: &'a Profile,
    name: &'a str,
    file: &'a Configuration,
}

impl ProfileFields<'_> {
    fn text(&self, member: &str, value: &Option<String>) -> Result<String, CredentialsError> {
        value.clone().ok_or_else(|| self.lacks(member))
    }

    fn secret(&self, member: &str, value: &Option<Secret>) -> Result<Secret, CredentialsError> {
        value.clone().ok_or_else(|| self.lacks(member))
    }

    fn access_key(&self, token: Option<&Secret>) -> Result<AccessKey, CredentialsError> {
        let id = self.text(NAMES.id, &self.profile.access_key_id)?;
        let secret = self.secret(NAMES.secret, &self.profile.access_key_secret)?;
        let parts = Parts { id: Some(&id), secret: Some(&secret), token };
        access_key_of(PROVIDER, &self.describe(), &parts, NAMES)
    }

    /// A temporary key that another program has put into the profile, perhaps with its expiry.
    fn temporary_key(&self, token: &Secret) -> Result<Static, CredentialsError> {
        let key = Static::from(self.access_key(Some(token))?);
        let expires = self.profile.sts_expiration.filter(|seconds| *seconds > 0);
        let expires = expires.and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
        Ok(match expires {
            Some(expires) => key.until(expires),
            None => key,
        })
    }

    /// As in the CLI, the host of the profile has priority over the host of the environment, which has priority over
    /// the region of the profile.
    fn session(&self, environment: &Environment) -> Result<RoleSession, CredentialsError> {
        let profile = self.profile;
        let endpoint = profile.sts_endpoint.clone();
        Ok(RoleSession {
            role_arn: self.text("ram_role_arn", &profile.ram_role_arn)?,
            name: profile.ram_session_name.clone().or_else(|| profile.role_session_name.clone()),
            duration: profile.expired_seconds.map(Duration::from_secs),
            policy: profile.policy.clone(),
            endpoint: endpoint.or_else(|| environment.variable("ALIBABA_CLOUD_STS_ENDPOINT")),
            region: profile.sts_region.clone(),
            vpc: profile.enable_vpc,
        })
    }

    /// A profile that the CLI created and nobody filled in is common, so it counts as not configured.
    fn is_not_filled_in(&self, member: &str) -> CredentialsError {
        CredentialsError::not_configured(PROVIDER, self.lacking(member))
    }

    fn lacks(&self, member: &str) -> CredentialsError {
        CredentialsError::failed(PROVIDER, self.lacking(member))
    }

    fn lacking(&self, member: &str) -> String {
        let name = self.name;
        format!("{} has no {member}; set it with `alicloud configure --profile {name}`", self.describe())
    }

    fn failed(&self, problem: &str) -> CredentialsError {
        CredentialsError::failed(PROVIDER, format!("{} {problem}", self.describe()))
    }

    fn describe(&self) -> String {
        format!("the profile {} in {}", self.name, self.file.describe())
    }

    fn deprecated(&self, mode: &str, instead: &str) -> CredentialsError {
        let problem =
            format!("the profile {} has the mode {mode}, which the vendor has deprecated; use {instead}", self.name);
        CredentialsError::failed(PROVIDER, problem)
    }
}
