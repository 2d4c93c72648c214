//! The settings of the profile in use. Each counts where no flag sets it.

use std::time::Duration;

use alicloud_client::credentials::{Environment, ProfileFile, StoredProfile};
use alicloud_client::{Endpoint, Network};
use serde_json::Value;

use super::options::{GlobalOptions, IdentityFlags};
use super::registry::FlagId;
use crate::escape;
use crate::failure::CliFailure;

/// The variable that names the configuration file.
pub(super) const CONFIG_FILE: &str = "ALIBABA_CLOUD_CONFIG_FILE";

/// The variables that name a profile, as the client reads them.
const NAMES: [&str; 3] = ["ALIBABA_CLOUD_PROFILE", "ALIBABACLOUD_PROFILE", "ALICLOUD_PROFILE"];

/// The options with the settings of the profile in use.
///
/// Without a flag that names a profile or a file, a file that cannot be read has no settings: the credentials may come from elsewhere, and if
/// they come from the file, they cannot be read either.
///
/// # Errors
///
/// Which setting is not valid.
pub(super) fn completed(options: &GlobalOptions) -> Result<GlobalOptions, CliFailure> {
    let mut options = options.clone();
    let environment = environment(&options);
    let is_switched_off =
        |name: &str| environment.variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if is_for_one_call(&options.identity)
        || is_switched_off("ALIBABA_CLOUD_CLI_PROFILE_DISABLED")
        || is_switched_off("ALIBABA_CLOUD_IGNORE_PROFILE")
    {
        return Ok(options);
    }
    let Some(file) = ProfileFile::find(&environment) else { return Ok(options) };
    let Ok(stored) = file.read() else { return Ok(options) };
    let name = used_name(&options, &environment, stored.current.as_deref());
    let Some(profile) = stored.profiles.iter().find(|profile| profile.name == name) else { return Ok(options) };
    set(&mut options, profile).map_err(|problem| {
        let problem = format!("{problem} (the profile {name} in {})", file.path().display());
        CliFailure::Configuration(escape::line(&problem).into_owned())
    })?;
    Ok(options)
}

/// The name of the profile in use; `current` is the current one of the file.
pub(super) fn used_name(options: &GlobalOptions, environment: &Environment, current: Option<&str>) -> String {
    let name = options.profile.clone().or_else(|| NAMES.iter().find_map(|name| environment.variable(name)));
    name.or_else(|| current.map(str::to_owned)).unwrap_or_else(|| "default".to_owned())
}

/// Sets what no flag sets.
fn set(options: &mut GlobalOptions, profile: &StoredProfile) -> Result<(), String> {
    // The endpoint of the profile is that of one network.
    if options.network.is_none() {
        if let (None, Some(endpoint)) = (&options.endpoint, profile.text("endpoint")) {
            Endpoint::parse(endpoint).map_err(|error| format!("endpoint: {error}"))?;
            options.endpoint = Some(endpoint.to_owned());
        }
        options.network = match profile.text("endpoint_type").map(str::to_ascii_lowercase).as_deref() {
            None | Some("public") => None,
            Some("vpc") => Some(Network::Vpc),
            Some(other) => return Err(format!("endpoint_type: {other:?} is neither vpc nor public")),
        };
    }
    let seconds = |key: &str| Ok::<_, String>(number(profile, key)?.map(Duration::from_secs));
    if let (None, Some(limit)) = (options.read_timeout, seconds("read_timeout")?) {
        options.read_timeout = Some(limit);
    }
    if let (None, Some(limit)) = (options.connect_timeout, seconds("connect_timeout")?) {
        options.connect_timeout = Some(limit);
    }
    if let (None, Some(count)) = (options.retry_count, number(profile, "retry_count")?) {
        let count = u32::try_from(count).map_err(|_| format!("retry_count: {count} is too large"))?;
        options.retry_count = Some(count);
    }
    Ok(())
}

/// A number that is set. The official CLI writes 0 where nothing is set.
fn number(profile: &StoredProfile, key: &str) -> Result<Option<u64>, String> {
    let Some((_, value)) = profile.fields.iter().rfind(|(name, _)| name == key) else { return Ok(None) };
    let number = match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.is_empty() => return Ok(None),
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    };
    match number {
        Some(number) => Ok(Some(number).filter(|number| *number > 0)),
        None => Err(format!("{key}: {value} is not a whole number")),
    }
}

/// The environment of the process, with the configuration file that a flag names.
pub(crate) fn environment(options: &GlobalOptions) -> Environment {
    let process = Environment::process();
    let Some(path) = &options.config_path else { return process };
    let variables =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let variables = variables.filter(|(name, _)| name != CONFIG_FILE).chain([(CONFIG_FILE.to_owned(), path.clone())]);
    let changed = Environment::fixed(variables);
    match process.home() {
        Some(home) => changed.with_home(home),
        None => changed,
    }
}

/// Whether the flags set credentials for one call, so that no profile is used.
fn is_for_one_call(flags: &IdentityFlags) -> bool {
    let flags = |id: FlagId| flags.get(id).is_some();
    [FlagId::Mode, FlagId::AccessKeyId, FlagId::AccessKeySecret, FlagId::BearerToken].into_iter().any(flags)
}
