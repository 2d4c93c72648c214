//! The fields of a profile, and which of them each mode has.

use alicloud_client::Network;
use serde_json::Value;

use crate::arguments::registry::FlagId;
use crate::arguments::{GlobalOptions, deprecated_mode};

/// A field that a flag sets.
pub(super) struct ProfileField {
    /// The key in the file.
    pub(super) key: &'static str,
    pub(super) flag: FlagId,
    pub(super) kind: ProfileValueKind,
    pub(super) is_secret: bool,
    /// Whether it is about credentials.
    pub(super) is_of_mode: bool,
}

/// How a value is written in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ProfileValueKind {
    Text,
    Number,
    Boolean,
}

const fn text(key: &'static str, flag: FlagId) -> ProfileField {
    ProfileField { key, flag, kind: ProfileValueKind::Text, is_secret: false, is_of_mode: true }
}

const fn secret(key: &'static str, flag: FlagId) -> ProfileField {
    ProfileField { is_secret: true, ..text(key, flag) }
}

const fn plain(key: &'static str, flag: FlagId, kind: ProfileValueKind) -> ProfileField {
    ProfileField { kind, is_of_mode: false, ..text(key, flag) }
}

use FlagId as Id;

/// All fields, in the order in which they are written.
pub(super) static FIELDS: &[ProfileField] = &[
    text("mode", Id::Mode),
    text("access_key_id", Id::AccessKeyId),
    secret("access_key_secret", Id::AccessKeySecret),
    secret("sts_token", Id::StsToken),
    text("sts_region", Id::StsRegion),
    text("sts_endpoint", Id::StsEndpoint),
    text("ram_role_name", Id::RamRoleName),
    text("ram_role_arn", Id::RamRoleArn),
    text("ram_session_name", Id::RoleSessionName),
    text("external_id", Id::ExternalId),
    text("source_profile", Id::SourceProfile),
    secret("private_key", Id::PrivateKey),
    text("key_pair_name", Id::KeyPairName),
    ProfileField { kind: ProfileValueKind::Number, ..text("expired_seconds", Id::ExpiredSeconds) },
    text("process_command", Id::ProcessCommand),
    text("credentials_uri", Id::CredentialsUri),
    text("oidc_provider_arn", Id::OidcProviderArn),
    text("oidc_token_file", Id::OidcTokenFile),
    text("cloud_sso_sign_in_url", Id::CloudSsoSignInUrl),
    text("cloud_sso_access_config", Id::CloudSsoAccessConfig),
    text("cloud_sso_account_id", Id::CloudSsoAccountId),
    text("oauth_site_type", Id::OauthSiteType),
    text("external_account_type", Id::ExternalAccountType),
    secret("bearer_token", Id::BearerToken),
    text("bearer_token_header_key", Id::BearerTokenHeaderKey),
    plain("region_id", Id::Region, ProfileValueKind::Text),
    plain("language", Id::Language, ProfileValueKind::Text),
    plain("auto_plugin_install", Id::AutoPluginInstall, ProfileValueKind::Boolean),
    plain("auto_plugin_install_enable_pre", Id::AutoPluginInstallPre, ProfileValueKind::Boolean),
];

/// A mode of a profile, with the keys of its fields.
pub(super) struct ProfileMode {
    pub(super) name: &'static str,
    pub(super) needed: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
    /// Whether its tokens come from a sign-in in a browser.
    pub(super) signs_in: bool,
}

const fn mode(name: &'static str, needed: &'static [&'static str], optional: &'static [&'static str]) -> ProfileMode {
    ProfileMode { name, needed, optional, signs_in: false }
}

/// All modes.
pub(super) static MODES: &[ProfileMode] = &[
    mode("AK", &["access_key_id", "access_key_secret"], &[]),
    mode("StsToken", &["access_key_id", "access_key_secret", "sts_token"], &[]),
    mode(
        "RamRoleArn",
        &["access_key_id", "access_key_secret", "ram_role_arn", "ram_session_name"],
        &["sts_region", "expired_seconds", "external_id"],
    ),
    mode(
        "ChainableRamRoleArn",
        &["source_profile", "ram_role_arn", "ram_session_name"],
        &["sts_region", "expired_seconds", "external_id"],
    ),
    mode("EcsRamRole", &[], &["ram_role_name"]),
    mode(
        "OIDC",
        &["oidc_provider_arn", "oidc_token_file", "ram_role_arn", "ram_session_name"],
        &["sts_region", "expired_seconds"],
    ),
    mode("External", &["process_command"], &[]),
    mode("CredentialsURI", &["credentials_uri"], &[]),
    mode("BearerToken", &["bearer_token"], &[]),
    mode("Anonymous", &[], &[]),
    ProfileMode { signs_in: true, ..mode("CloudSSO", &["cloud_sso_sign_in_url"], &[]) },
    ProfileMode { signs_in: true, ..mode("OAuth", &[], &["oauth_site_type"]) },
];

/// The fields that flags set.
///
/// # Errors
///
/// Which value is not valid.
pub(super) fn given(options: &GlobalOptions) -> Result<Vec<(String, Value)>, String> {
    let mut found = Vec::new();
    for field in FIELDS {
        let text = match field.flag {
            Id::Region => options.region.as_deref(),
            id => options.identity.get(id),
        };
        if let Some(text) = text {
            found.push((field.key.to_owned(), value(field, text)?));
        }
    }
    if let Some(endpoint) = &options.endpoint {
        found.push(("endpoint".to_owned(), Value::from(endpoint.as_str())));
    }
    if let Some(network) = options.network {
        found.push(("endpoint_type".to_owned(), Value::from(if network == Network::Vpc { "vpc" } else { "" })));
    }
    if let Some(count) = options.retry_count {
        // The official CLI writes 0 where nothing is set, so it is read in this way.
        if count == 0 {
            return Err("--retry-count: 0 in a profile means that nothing is set; write --retry-count 0 for each call, or set 1".to_owned());
        }
        found.push(("retry_count".to_owned(), Value::from(count)));
    }
    for (key, limit) in [("read_timeout", options.read_timeout), ("connect_timeout", options.connect_timeout)] {
        if let Some(limit) = limit {
            if limit.subsec_nanos() > 0 {
                return Err(format!("--{}: a profile keeps whole seconds", key.replace('_', "-")));
            }
            found.push((key.to_owned(), Value::from(limit.as_secs())));
        }
    }
    Ok(found)
}

/// The value of a field as it is written in the file. A mode is written as the official CLI spells it.
///
/// # Errors
///
/// Why it is not valid.
pub(super) fn value(field: &ProfileField, text: &str) -> Result<Value, String> {
    match (field.flag, field.kind) {
        (Id::Mode, _) => match MODES.iter().find(|mode| mode.name.eq_ignore_ascii_case(text)) {
            Some(mode) => Ok(Value::from(mode.name)),
            None => {
                if let Some(problem) = deprecated_mode(text) {
                    return Err(problem);
                }
                let names: Vec<&str> = MODES.iter().map(|mode| mode.name).collect();
                Err(format!("invalid value '{text}' for '--mode': possible values: {}", names.join(", ")))
            }
        },
        (Id::Region, _) => {
            alicloud_client::region::check(text).map_err(|error| format!("--region: {error}"))?;
            Ok(Value::from(text))
        }
        (_, ProfileValueKind::Text) => Ok(Value::from(text)),
        (_, ProfileValueKind::Number) => {
            text.parse::<u64>().map(Value::from).map_err(|_| format!("{}: {text:?} is not a whole number", field.key))
        }
        (_, ProfileValueKind::Boolean) => text
            .to_ascii_lowercase()
            .parse::<bool>()
            .map(Value::from)
            .map_err(|_| format!("{}: {text:?} is neither true nor false", field.key)),
    }
}
