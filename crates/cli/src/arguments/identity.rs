//! The identity that the flags choose: a profile, or credentials for one call.

use std::sync::Arc;
use std::time::Duration;

use alicloud_client::CredentialsProvider;
use alicloud_client::credentials::{
    AssumeRole, AssumeRoleWithOidc, Cached, CredentialsUri, EcsRamRole, Environment, ExternalProcess, ProfileFile,
    Sources, Static, from_profile,
};
use alicloud_client::region;
use alicloud_client::retry::Backoff;
use clap::Command;

use super::options::{GlobalOptions, IdentityFlags};
use super::profile::{self, CONFIG_FILE, environment};
use super::registry::{self, FlagId};
use crate::escape;
use crate::failure::CliFailure;
use crate::sent_requests::CountingTransport;
use crate::streams::complain;

/// A provider with the settings of the session of a role. Both ways to assume one have the same setters, and no trait.
macro_rules! session {
    ($flags:expr, $provider:expr) => {{
        let mut provider = $provider;
        if let Some(name) = $flags.get(FlagId::RoleSessionName) {
            provider = provider.session_name(name);
        }
        if let Some(host) = $flags.get(FlagId::StsEndpoint) {
            provider = provider.sts_endpoint(host);
        }
        if let Some(region) = $flags.get(FlagId::StsRegion) {
            provider = provider.sts_region(region);
        }
        if let Some(seconds) = seconds($flags)? {
            provider = provider.duration(seconds);
        }
        provider
    }};
}

/// The flags whose value is a secret.
const SECRETS: [FlagId; 3] = [FlagId::AccessKeySecret, FlagId::StsToken, FlagId::BearerToken];

/// The flags about credentials that each mode of a single call takes.
const MODES: [(&str, &[FlagId]); 10] = {
    use FlagId::{
        AccessKeyId, AccessKeySecret, BearerToken, CredentialsUri, ExpiredSeconds, ExternalId, OidcProviderArn,
        OidcTokenFile, ProcessCommand, RamRoleArn, RamRoleName, RoleSessionName, SourceProfile, StsEndpoint, StsRegion,
        StsToken,
    };
    [
        ("AK", &[AccessKeyId, AccessKeySecret, StsToken]),
        ("StsToken", &[AccessKeyId, AccessKeySecret, StsToken]),
        (
            "RamRoleArn",
            &[
                AccessKeyId,
                AccessKeySecret,
                StsToken,
                RamRoleArn,
                RoleSessionName,
                ExternalId,
                StsEndpoint,
                StsRegion,
                ExpiredSeconds,
            ],
        ),
        (
            "ChainableRamRoleArn",
            &[SourceProfile, RamRoleArn, RoleSessionName, ExternalId, StsEndpoint, StsRegion, ExpiredSeconds],
        ),
        ("EcsRamRole", &[RamRoleName]),
        (
            "OIDC",
            &[OidcProviderArn, OidcTokenFile, RamRoleArn, RoleSessionName, StsEndpoint, StsRegion, ExpiredSeconds],
        ),
        ("External", &[ProcessCommand]),
        ("CredentialsURI", &[CredentialsUri]),
        ("BearerToken", &[BearerToken]),
        ("Anonymous", &[]),
    ]
};

/// The flags about a sign-in with CloudSSO, which only a profile has.
const SIGN_IN: [FlagId; 3] = [FlagId::CloudSsoAccessConfig, FlagId::CloudSsoAccountId, FlagId::CloudSsoSignInUrl];

/// The identity that the flags choose.
#[derive(Default)]
pub(crate) struct Identity {
    /// `None` for the default chain.
    pub(crate) provider: Option<Arc<dyn CredentialsProvider>>,
    /// The region of the profile that a flag names.
    pub(crate) region: Option<String>,
}

/// The identity that the flags choose. `command` is the one whose usage an error shows.
pub(crate) fn of(
    options: &GlobalOptions,
    transport: CountingTransport,
    policy: Option<Backoff>,
    command: &mut Command,
) -> Result<Identity, CliFailure> {
    let flags = &options.identity;
    refuse_unused(flags).map_err(|problem| CliFailure::usage(command, problem))?;
    let environment = environment(options);
    let mut sources = Sources::new(Arc::new(transport)).with_environment(environment.clone());
    if let Some(policy) = policy {
        sources = sources.with_retry(policy);
    }
    if let Some(region) = &options.region {
        sources = sources.with_region(region);
    }
    if let Some(network) = options.network {
        sources = sources.with_network(network);
    }
    if let Some(provider) = of_flags(flags, &sources).map_err(|problem| CliFailure::usage(command, problem))? {
        // The key of an emulator of this call was not typed by anybody.
        if !options.emulator {
            warn_about_secrets(flags);
        }
        if let Some(profile) = &options.profile {
            complain(&format!(
                "warning: the flags are the credentials of this call, so the profile {profile} is not used"
            ));
        }
        return Ok(Identity { provider: Some(provider), region: None });
    }
    let current = match &options.config_path {
        Some(path) => current_of_file(path, &environment)?,
        None => None,
    };
    if options.profile.is_none() && options.config_path.is_none() {
        return Ok(Identity::default());
    }
    // A flag that names the file asks for the credentials of its profile, and for no others.
    let name = profile::used_name(options, &environment, current.as_deref());
    let provider: Arc<dyn CredentialsProvider> = Arc::new(from_profile(&sources, name));
    // Only the profile: a variable says something about other calls.
    let names = [CONFIG_FILE, "ALIBABA_CLOUD_PROFILE"];
    let mut variables: Vec<(&str, String)> =
        names.iter().filter_map(|name| Some((*name, environment.variable(name)?))).collect();
    if let Some(name) = &options.profile {
        variables.retain(|(variable, _)| *variable == CONFIG_FILE);
        variables.push(("ALIBABA_CLOUD_PROFILE", name.clone()));
    }
    let mut only = Environment::fixed(variables);
    if let Some(home) = environment.home() {
        only = only.with_home(home);
    }
    let region = region::discover(&only).map_err(|error| CliFailure::configuration(&error))?;
    Ok(Identity { provider: Some(provider), region })
}

/// The current profile of the file that `--config-path` names.
fn current_of_file(path: &str, environment: &Environment) -> Result<Option<String>, CliFailure> {
    let wrong = |error: &dyn std::error::Error| {
        let text = error.to_string();
        let place = if text.contains(path) { String::new() } else { format!("{path}: ") };
        CliFailure::Configuration(escape::line(&format!("--config-path: {place}{text}")).into_owned())
    };
    let _ = std::fs::metadata(path).map_err(|error| wrong(&error))?;
    let Some(file) = ProfileFile::find(environment) else { return Ok(None) };
    file.read().map(|stored| stored.current).map_err(|error| wrong(&error))
}

/// Whoever lists the processes of the machine sees the command line.
pub(crate) fn warn_about_secrets(flags: &IdentityFlags) {
    let given = registry::FLAGS.iter().filter(|flag| SECRETS.contains(&flag.id) && flags.get(flag.id).is_some());
    let given: Vec<String> = given.map(|flag| format!("--{}", flag.name)).collect();
    if !given.is_empty() {
        complain(&format!(
            "warning: other users of this machine can see {} in the list of processes; a profile or the environment hides it",
            given.join(" and ")
        ));
    }
}

/// The credentials of the flags; `None` if no flag is about credentials.
fn of_flags(flags: &IdentityFlags, sources: &Sources) -> Result<Option<Arc<dyn CredentialsProvider>>, String> {
    let has_key = flags.get(FlagId::AccessKeyId).is_some() || flags.get(FlagId::AccessKeySecret).is_some();
    let mode = match flags.get(FlagId::Mode) {
        Some(mode) => known_mode(mode)?,
        None if has_key && flags.get(FlagId::RamRoleArn).is_some() => "RamRoleArn",
        None if has_key => "AK",
        None if flags.get(FlagId::BearerToken).is_some() => "BearerToken",
        None => return without_mode(flags),
    };
    refuse_other_modes(flags, mode)?;
    let needed = |id: FlagId| needed(flags, id, mode);
    let provider: Arc<dyn CredentialsProvider> = match mode {
        "RamRoleArn" => {
            let provider = AssumeRole::new(sources, key(flags, mode)?, needed(FlagId::RamRoleArn)?);
            Arc::new(with_external_id(flags, session!(flags, provider)))
        }
        "ChainableRamRoleArn" => {
            let source = from_profile(sources, needed(FlagId::SourceProfile)?);
            let provider = AssumeRole::new(sources, source, needed(FlagId::RamRoleArn)?);
            Arc::new(with_external_id(flags, session!(flags, provider)))
        }
        "EcsRamRole" => match flags.get(FlagId::RamRoleName) {
            Some(name) => Arc::new(EcsRamRole::new(sources).role_name(name)),
            None => Arc::new(EcsRamRole::new(sources)),
        },
        "OIDC" => {
            let (provider, token) = (needed(FlagId::OidcProviderArn)?, needed(FlagId::OidcTokenFile)?);
            let provider = AssumeRoleWithOidc::new(sources, needed(FlagId::RamRoleArn)?, provider, token);
            Arc::new(session!(flags, provider))
        }
        "External" => Arc::new(ExternalProcess::new(sources, needed(FlagId::ProcessCommand)?)),
        "CredentialsURI" => Arc::new(CredentialsUri::new(sources, needed(FlagId::CredentialsUri)?)),
        "BearerToken" => Arc::new(Static::bearer(needed(FlagId::BearerToken)?)),
        "Anonymous" => Arc::new(Static::anonymous()),
        _ => Arc::new(key(flags, mode)?),
    };
    Ok(Some(Arc::new(Cached::new(provider))))
}

/// The mode with this name, in any case, as it is written.
fn known_mode(name: &str) -> Result<&'static str, String> {
    if let Some(mode) = MODES.iter().map(|(mode, _)| *mode).find(|mode| mode.eq_ignore_ascii_case(name)) {
        return Ok(mode);
    }
    let names: Vec<&str> = MODES.iter().map(|(mode, _)| *mode).collect();
    Err(deprecated_mode(name).unwrap_or_else(|| {
        format!(
            "--mode has to be one of {} for a single call; other modes need a profile, which 'alicloud configure' makes. A parameter of that \
             name is written --Mode or --biz-mode",
            names.join(", ")
        )
    }))
}

/// A flag of another mode would be ignored, and the call would have another identity than the one that is meant.
fn refuse_other_modes(flags: &IdentityFlags, mode: &str) -> Result<(), String> {
    let has = |mode: &str, id: FlagId| MODES.iter().any(|(name, taken)| *name == mode && taken.contains(&id));
    let Some(flag) = of_modes(flags).find(|flag| !has(mode, flag.id)) else { return Ok(()) };
    let name = flag.name;
    let others: Vec<&str> = MODES.iter().map(|(mode, _)| *mode).filter(|mode| has(mode, flag.id)).collect();
    let owner = if others.is_empty() { "CloudSSO, which needs a profile".to_owned() } else { others.join(", ") };
    Err(format!(
        "--{name} has no meaning in the mode {mode}, but in {owner}; a parameter of that name is written --biz-{name}"
    ))
}

/// The flags that are given and that only some modes take.
fn of_modes(flags: &IdentityFlags) -> impl Iterator<Item = &'static registry::Flag> {
    let is_of_mode = |id: FlagId| SIGN_IN.contains(&id) || MODES.iter().any(|(_, taken)| taken.contains(&id));
    registry::FLAGS.iter().filter(move |flag| is_of_mode(flag.id) && flags.get(flag.id).is_some())
}

/// Why a mode that the official CLI still lists cannot be used.
pub(crate) fn deprecated_mode(mode: &str) -> Option<String> {
    const DEPRECATED: [(&str, &str); 2] =
        [("RsaKeyPair", "AK or OIDC"), ("RamRoleArnWithRoleName", "ChainableRamRoleArn")];
    let (name, instead) = DEPRECATED.iter().find(|(name, _)| name.eq_ignore_ascii_case(mode))?;
    Some(format!("--mode: the vendor has deprecated the mode {name}; use {instead}"))
}

/// Flags that only a profile keeps, for the official CLI, are probably meant as parameters of the operation: `KeyPairName` is one in many.
fn refuse_unused(flags: &IdentityFlags) -> Result<(), String> {
    const UNUSED: [FlagId; 5] = [
        FlagId::BearerTokenHeaderKey,
        FlagId::ExternalAccountType,
        FlagId::KeyPairName,
        FlagId::OauthSiteType,
        FlagId::PrivateKey,
    ];
    match registry::FLAGS.iter().find(|flag| UNUSED.contains(&flag.id) && flags.get(flag.id).is_some()) {
        None => Ok(()),
        Some(flag) => {
            let name = flag.name;
            Err(format!(
                "--{name} is an option of the program for profiles of the official CLI, and no call uses it; a parameter of that name is \
                 written --biz-{name}"
            ))
        }
    }
}

/// Flags that mean nothing without a mode are probably meant as parameters of the operation: `RamRoleName` is one in many.
fn without_mode(flags: &IdentityFlags) -> Result<Option<Arc<dyn CredentialsProvider>>, String> {
    match of_modes(flags).next() {
        None => Ok(None),
        Some(flag) => {
            let name = flag.name;
            Err(format!(
                "--{name} is an option of the program for credentials, and needs --mode; a parameter of that name is written --biz-{name}"
            ))
        }
    }
}

fn needed<'a>(flags: &'a IdentityFlags, id: FlagId, mode: &str) -> Result<&'a str, String> {
    let name = registry::FLAGS.iter().find(|flag| flag.id == id).map_or("", |flag| flag.name);
    flags
        .get(id)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| format!("--{name} is not set, which the mode {mode} needs"))
}

fn key(flags: &IdentityFlags, mode: &str) -> Result<Static, String> {
    let (id, secret) = (needed(flags, FlagId::AccessKeyId, mode)?, needed(flags, FlagId::AccessKeySecret, mode)?);
    Ok(match flags.get(FlagId::StsToken) {
        Some(token) => Static::with_token(id, secret, token),
        None if mode == "StsToken" => return Err("--sts-token is not set, which the mode StsToken needs".to_owned()),
        None => Static::new(id, secret),
    })
}

fn seconds(flags: &IdentityFlags) -> Result<Option<Duration>, String> {
    let Some(text) = flags.get(FlagId::ExpiredSeconds) else { return Ok(None) };
    let seconds =
        text.parse().map_err(|_| format!("invalid value '{text}' for '--expired-seconds': not a whole number"))?;
    Ok(Some(Duration::from_secs(seconds)))
}

/// A provider with the external ID that the role requires.
fn with_external_id(flags: &IdentityFlags, provider: AssumeRole) -> AssumeRole {
    match flags.get(FlagId::ExternalId) {
        Some(id) => provider.external_id(id),
        None => provider,
    }
}
