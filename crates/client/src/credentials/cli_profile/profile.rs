//! A profile of the configuration file.

use super::named_by::NamedBy;
use crate::credentials::environment_keys::{SPELLINGS_OF_CLI, find};
use crate::credentials::json::{KeyTarget, Object};
use crate::credentials::{Environment, Secret};

/// A profile. The fields have the names of the JSON keys.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) name: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) region_id: Option<String>,
    pub(super) access_key_id: Option<String>,
    pub(super) access_key_secret: Option<Secret>,
    pub(super) sts_token: Option<Secret>,
    pub(super) sts_expiration: Option<u64>,
    pub(super) sts_region: Option<String>,
    pub(super) sts_endpoint: Option<String>,
    pub(super) enable_vpc: Option<bool>,
    pub(super) ram_role_name: Option<String>,
    pub(super) ram_role_arn: Option<String>,
    pub(super) ram_session_name: Option<String>,
    /// The name that the vendor's Python library reads instead of `ram_session_name`.
    pub(super) role_session_name: Option<String>,
    pub(super) expired_seconds: Option<u64>,
    pub(super) policy: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) source_profile: Option<String>,
    pub(super) process_command: Option<String>,
    pub(super) credentials_uri: Option<String>,
    pub(super) oidc_provider_arn: Option<String>,
    pub(super) oidc_token_file: Option<String>,
    pub(super) cloud_sso_sign_in_url: Option<String>,
    pub(super) cloud_sso_account_id: Option<String>,
    pub(super) cloud_sso_access_config: Option<String>,
    pub(super) access_token: Option<Secret>,
    pub(super) cloud_sso_access_token_expire: Option<u64>,
    pub(super) oauth_site_type: Option<String>,
    pub(super) oauth_access_token: Option<Secret>,
    pub(super) oauth_refresh_token: Option<Secret>,
    pub(super) oauth_access_token_expire: Option<u64>,
    pub(super) bearer_token: Option<Secret>,
    pub(super) bearer_token_header_key: Option<String>,
}

impl<'json> Object<'json> for Profile {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        Some(match name {
            "name" => KeyTarget::Text(&mut self.name),
            "mode" => KeyTarget::Text(&mut self.mode),
            "region_id" => KeyTarget::Text(&mut self.region_id),
            "access_key_id" => KeyTarget::Text(&mut self.access_key_id),
            "access_key_secret" => KeyTarget::Secret(&mut self.access_key_secret),
            "sts_token" => KeyTarget::Secret(&mut self.sts_token),
            "sts_expiration" => KeyTarget::Number(&mut self.sts_expiration),
            "sts_region" => KeyTarget::Text(&mut self.sts_region),
            "sts_endpoint" => KeyTarget::Text(&mut self.sts_endpoint),
            "enable_vpc" => KeyTarget::Flag(&mut self.enable_vpc),
            "ram_role_name" => KeyTarget::Text(&mut self.ram_role_name),
            "ram_role_arn" => KeyTarget::Text(&mut self.ram_role_arn),
            "ram_session_name" => KeyTarget::Text(&mut self.ram_session_name),
            "role_session_name" => KeyTarget::Text(&mut self.role_session_name),
            "expired_seconds" => KeyTarget::Number(&mut self.expired_seconds),
            "policy" => KeyTarget::Text(&mut self.policy),
            "external_id" => KeyTarget::Text(&mut self.external_id),
            "source_profile" => KeyTarget::Text(&mut self.source_profile),
            "process_command" => KeyTarget::Text(&mut self.process_command),
            "credentials_uri" => KeyTarget::Text(&mut self.credentials_uri),
            "oidc_provider_arn" => KeyTarget::Text(&mut self.oidc_provider_arn),
            "oidc_token_file" => KeyTarget::Text(&mut self.oidc_token_file),
            "cloud_sso_sign_in_url" => KeyTarget::Text(&mut self.cloud_sso_sign_in_url),
            "cloud_sso_account_id" => KeyTarget::Text(&mut self.cloud_sso_account_id),
            "cloud_sso_access_config" => KeyTarget::Text(&mut self.cloud_sso_access_config),
            "access_token" => KeyTarget::Secret(&mut self.access_token),
            "cloud_sso_access_token_expire" => KeyTarget::Number(&mut self.cloud_sso_access_token_expire),
            "oauth_site_type" => KeyTarget::Text(&mut self.oauth_site_type),
            "oauth_access_token" => KeyTarget::Secret(&mut self.oauth_access_token),
            "oauth_refresh_token" => KeyTarget::Secret(&mut self.oauth_refresh_token),
            "oauth_access_token_expire" => KeyTarget::Number(&mut self.oauth_access_token_expire),
            "bearer_token" => KeyTarget::Secret(&mut self.bearer_token),
            "bearer_token_header_key" => KeyTarget::Text(&mut self.bearer_token_header_key),
            _ => return None,
        })
    }
}

impl Profile {
    /// Returns the profile with missing fields taken from the environment variables that the CLI reads, in the order of
    /// the CLI.
    ///
    /// An access key is taken only as a whole, because the secret or token of one key is useless with the ID of
    /// another. Nothing that says who the caller is is taken if the program names the profile: the caller would be
    /// somebody else than the program asked for.
    pub(super) fn completed_from(mut self, environment: &Environment, named_by: NamedBy) -> Self {
        const ANONYMOUS: &str = "Anonymous";
        let is_named_by_program = named_by == NamedBy::Program;
        if !is_named_by_program && self.access_key_id.is_none() && self.access_key_secret.is_none() {
            // If only one half of the pair is set, the provider of the environment reports it.
            if let Some(Ok(key)) = find(environment, &SPELLINGS_OF_CLI) {
                self.access_key_id = Some(key.id);
                self.access_key_secret = Some(key.secret);
                self.sts_token = key.security_token;
            }
        }
        let fill = |slot: &mut Option<String>, names: &[&str]| {
            if slot.is_none() {
                *slot = environment.first_of(names);
            }
        };
        fill(&mut self.oidc_provider_arn, &["ALIBABACLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"]);
        fill(&mut self.oidc_token_file, &["ALIBABACLOUD_OIDC_TOKEN_FILE", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"]);
        fill(&mut self.external_id, &["ALIBABACLOUD_EXTERNAL_ID", "ALIBABA_CLOUD_EXTERNAL_ID"]);
        fill(&mut self.bearer_token_header_key, &["ALIBABA_CLOUD_BEARER_TOKEN_HEADER_KEY"]);
        if is_named_by_program {
            return self;
        }
        fill(&mut self.credentials_uri, &["ALIBABA_CLOUD_CREDENTIALS_URI"]);
        fill(&mut self.ram_role_arn, &["ALIBABACLOUD_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"]);
        let bearer_token = || environment.first_of(&["ALIBABA_CLOUD_BEARER_TOKEN"]).map(Secret::from);
        self.bearer_token = self.bearer_token.take().or_else(bearer_token);
        if environment.variable("ALIBABA_CLOUD_PROFILE_MODE").is_some_and(|mode| mode.eq_ignore_ascii_case(ANONYMOUS)) {
            self.mode = Some(ANONYMOUS.to_owned());
        }
        self
    }

    /// The mode; if the file has none, the mode that the CLI derives from the fields that are present. `None` if no
    /// mode fits.
    pub(super) fn mode(&self) -> Option<&str> {
        if let Some(mode) = &self.mode {
            return Some(mode);
        }
        let recognised = [
            ("StsToken", self.has_access_key() && self.sts_token.is_some()),
            ("RamRoleArn", self.has_access_key() && self.ram_role_arn.is_some()),
            ("AK", self.has_access_key()),
            ("EcsRamRole", self.ram_role_name.is_some()),
            ("External", self.process_command.is_some()),
            ("OIDC", self.oidc_provider_arn.is_some() && self.oidc_token_file.is_some() && self.ram_role_arn.is_some()),
            ("CloudSSO", self.cloud_sso_sign_in_url.is_some()),
            ("BearerToken", self.bearer_token.is_some()),
        ];
        recognised.into_iter().find(|(_, recognised)| *recognised).map(|(mode, _)| mode)
    }

    fn has_access_key(&self) -> bool {
        self.access_key_id.is_some() && self.access_key_secret.is_some()
    }
}
