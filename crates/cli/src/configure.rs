//! `alicloud configure`: profiles of the official configuration file.

mod fields;
mod questions;

use alicloud_client::credentials::{ProfileFile, StoredProfile, StoredProfiles};
use serde_json::Value;

use crate::arguments::registry;
use crate::arguments::{GlobalOptions, environment, program, warn_about_secrets};
use crate::configure_command::ConfigureCommand;
use crate::failure::CliFailure;
use crate::{escape, output, policy};
use fields::{FIELDS, MODES, ProfileField};

/// Runs a command other than `check`.
pub(crate) async fn run(options: &GlobalOptions, command: Option<ConfigureCommand>) -> Result<(), CliFailure> {
    let nothing = |why: &str| output::write(|out| writeln!(out, "nothing is to be done: {why}"));
    match command {
        Some(ConfigureCommand::AiMode { .. }) => {
            return nothing(
                "this program behaves the same for agents and for people; --user-agent names the program that calls it",
            );
        }
        Some(ConfigureCommand::PluginSettings { .. }) => {
            return nothing("a product needs no plugin here, only a description");
        }
        Some(ConfigureCommand::SafetyPolicy { .. }) => {
            let text = policy::described(&environment(options))?;
            return output::write(|out| writeln!(out, "{text}"));
        }
        _ => {}
    }
    let file = ProfileFile::find(&environment(options)).ok_or_else(|| {
        CliFailure::Configuration("there is no home directory: name the file with --config-path".to_owned())
    })?;
    let stored = file.read().map_err(|error| failed(&file, &error))?;
    match command {
        None => ask(&file, &stored, options).await,
        Some(ConfigureCommand::List) => list(&stored),
        Some(ConfigureCommand::Get { names }) => get(&file, &stored, options, &names),
        Some(ConfigureCommand::Set { current }) => set(&file, &stored, options, current).await,
        Some(ConfigureCommand::Switch { name }) => {
            let name = named(name, options, "switch")?;
            file.switch(&name).await.map_err(|error| failed(&file, &error))?;
            say(&format!("the current profile is {name} now"))
        }
        Some(ConfigureCommand::Delete { name }) => {
            let name = named(name, options, "delete")?;
            file.delete(&name).await.map_err(|error| failed(&file, &error))?;
            say(&format!("the profile {name} is deleted"))
        }
        Some(
            ConfigureCommand::Check
            | ConfigureCommand::SafetyPolicy { .. }
            | ConfigureCommand::AiMode { .. }
            | ConfigureCommand::PluginSettings { .. },
        ) => Ok(()),
    }
}

fn say(line: &str) -> Result<(), CliFailure> {
    let line = escape::line(line);
    output::write(|out| writeln!(out, "{line}"))
}

fn failed(file: &ProfileFile, error: &std::io::Error) -> CliFailure {
    let (path, text) = (file.path().display().to_string(), error.to_string());
    CliFailure::Configuration(
        escape::line(&if text.contains(&path) { text } else { format!("{path}: {text}") }).into_owned(),
    )
}

fn usage(message: String) -> CliFailure {
    CliFailure::usage(&mut program(), message)
}

/// The name of the profile that a command is about: the word after it, or that of `--profile`.
fn named(word: Option<String>, options: &GlobalOptions, command: &str) -> Result<String, CliFailure> {
    if let (Some(word), Some(flag)) = (&word, &options.profile)
        && word != flag
    {
        return Err(usage(format!("{command} is about one profile, and {word} and --profile {flag} are two")));
    }
    word.or_else(|| options.profile.clone()).filter(|name| !name.is_empty()).ok_or_else(|| {
        usage(format!("the name of a profile is missing, as in alicloud configure {command} --profile NAME"))
    })
}

/// The profile that a flag names, else the current one.
fn chosen(stored: &StoredProfiles, options: &GlobalOptions) -> String {
    options
        .profile
        .clone()
        .or_else(|| stored.current.clone())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "default".to_owned())
}

fn find<'a>(stored: &'a StoredProfiles, name: &str) -> Option<&'a StoredProfile> {
    stored.profiles.iter().find(|profile| profile.name == name)
}

fn list(stored: &StoredProfiles) -> Result<(), CliFailure> {
    let mut rows = vec![["Profile", "Mode", "Credential", "Region", "Language"].map(str::to_owned)];
    for profile in &stored.profiles {
        let mark = if stored.current.as_deref() == Some(&profile.name) { " *" } else { "" };
        let text = |key: &str| profile.text(key).unwrap_or_default().to_owned();
        let credential = match profile.text("access_key_id") {
            Some(id) => masked(id),
            None => profile.text("ram_role_name").or(profile.text("ram_role_arn")).unwrap_or_default().to_owned(),
        };
        rows.push([format!("{}{mark}", profile.name), text("mode"), credential, text("region_id"), text("language")]);
    }
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    let mut lines = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{:width$}", escape::line(cell)));
        lines.push_str(cells.collect::<Vec<_>>().join(" | ").trim_end());
        lines.push('\n');
    }
    output::write(|out| out.write_all(lines.as_bytes()))
}

/// Only the end of a secret.
fn masked(text: &str) -> String {
    let end: Vec<char> = text.chars().rev().take(if text.chars().count() > 8 { 3 } else { 0 }).collect();
    format!("***{}", end.into_iter().rev().collect::<String>())
}

/// A command without its arguments, or a URL without its user and its query, in which secrets can be.
fn without_rest(text: &str, separator: char) -> String {
    let (start, rest) = text.split_once(separator).unwrap_or((text, ""));
    let start = match start.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.find('/').unwrap_or(rest.len());
            let user = rest.get(..host).and_then(|host| host.rfind('@')).map_or(0, |at| at + 1);
            let mark = if user > 0 { "***@" } else { "" };
            format!("{scheme}://{mark}{}", rest.get(user..).unwrap_or_default())
        }
        None => start.to_owned(),
    };
    if rest.is_empty() { start } else { format!("{start}{separator}***") }
}

/// The fields whose value is not shown.
fn is_secret(key: &str) -> bool {
    FIELDS.iter().any(|field| field.key == key && field.is_secret)
        || ["token", "secret", "password", "private_key"]
            .iter()
            .any(|part| key.contains(part) && !key.ends_with("expire") && !key.ends_with("file"))
}

/// The value of a field as it may be shown.
fn shown_text(key: &str, text: &str) -> String {
    match key {
        _ if text.is_empty() => String::new(),
        "access_key_id" => masked(text),
        _ if is_secret(key) => masked(text),
        "process_command" => without_rest(text, ' '),
        "credentials_uri" => without_rest(text, '?'),
        _ => text.to_owned(),
    }
}

fn get(
    file: &ProfileFile,
    stored: &StoredProfiles,
    options: &GlobalOptions,
    names: &[String],
) -> Result<(), CliFailure> {
    let name = chosen(stored, options);
    let profile = find(stored, &name).ok_or_else(|| {
        CliFailure::Configuration(
            escape::line(&format!("{} has no profile {name}", file.path().display())).into_owned(),
        )
    })?;
    let shown = |key: &str, value: &Value| match value.as_str() {
        Some(text) => Value::from(shown_text(key, text)),
        None => value.clone(),
    };
    if names.is_empty() {
        let fields = profile.fields.iter().map(|(key, value)| (key.clone(), shown(key, value)));
        let object = Value::Object(fields.collect());
        let text = serde_json::to_string_pretty(&object).unwrap_or_default();
        return output::write(|out| writeln!(out, "{}", escape::lines(&text)));
    }
    let mut lines = String::new();
    for asked in names {
        let bare = asked.trim_start_matches('-');
        let key = match bare {
            "profile" => "name".to_owned(),
            "output" => "output_format".to_owned(),
            other => FIELDS
                .iter()
                .find(|field| flag_name(field) == other || field.key == other)
                .map_or_else(|| other.replace('-', "_"), |field| field.key.to_owned()),
        };
        let value = profile.fields.iter().rfind(|(known, _)| *known == key).map(|(key, value)| shown(key, value));
        let text =
            value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default();
        lines.push_str(&format!("{}={}\n", escape::line(bare), escape::line(&text)));
    }
    output::write(|out| out.write_all(lines.as_bytes()))
}

/// The name of the flag that sets a field.
fn flag_name(field: &ProfileField) -> &'static str {
    registry::FLAGS.iter().find(|flag| flag.id == field.flag).map_or("", |flag| flag.name)
}

async fn set(
    file: &ProfileFile,
    stored: &StoredProfiles,
    options: &GlobalOptions,
    current: bool,
) -> Result<(), CliFailure> {
    let name = chosen(stored, options);
    let changes = fields::given(options).map_err(usage)?;
    let known = find(stored, &name);
    if changes.is_empty() {
        if current && known.is_some() && options.profile.is_some() {
            file.switch(&name).await.map_err(|error| failed(file, &error))?;
            return say(&format!("the current profile is {name} now"));
        }
        return say("nothing is to be done: no setting is given");
    }
    let value = |key: &str| {
        let new = changes.iter().rfind(|(known, _)| known == key).and_then(|(_, value)| value.as_str());
        new.or_else(|| known.and_then(|profile| profile.text(key))).unwrap_or_default().to_owned()
    };
    let mode = Some(value("mode")).filter(|mode| !mode.is_empty()).unwrap_or_else(|| "AK".to_owned());
    // A change of the region or the language of a profile that is not filled in yet is no mistake.
    let is_about_mode = changes.iter().any(|(key, _)| FIELDS.iter().any(|field| field.key == key && field.is_of_mode));
    if is_about_mode {
        let needed = MODES.iter().find(|known| known.name == mode).map(|mode| mode.needed).unwrap_or_default();
        let missing: Vec<String> = needed
            .iter()
            .filter(|key| value(key).is_empty())
            .filter_map(|key| FIELDS.iter().find(|field| field.key == *key))
            .map(|field| format!("--{}", flag_name(field)))
            .collect();
        if !missing.is_empty() {
            return Err(usage(format!("the mode {mode} needs {}", missing.join(", "))));
        }
    }
    let mut all = changes;
    if known.and_then(|profile| profile.text("mode")).is_none() && !all.iter().any(|(key, _)| key == "mode") {
        all.insert(0, ("mode".to_owned(), Value::from(mode)));
    }
    warn_about_secrets(&options.identity);
    file.set(&name, &all).await.map_err(|error| failed(file, &error))?;
    if current {
        file.switch(&name).await.map_err(|error| failed(file, &error))?;
    }
    say(&format!("the profile {name} is saved in {}", file.path().display()))
}

/// `alicloud configure`: asks for the settings of a profile.
async fn ask(file: &ProfileFile, stored: &StoredProfiles, options: &GlobalOptions) -> Result<(), CliFailure> {
    let name = chosen(stored, options);
    let known = find(stored, &name);
    let given = fields::given(options).map_err(usage)?;
    let given_mode = given.iter().find(|(key, _)| key == "mode").and_then(|(_, value)| value.as_str());
    let mode = given_mode.or_else(|| known.and_then(|profile| profile.text("mode"))).unwrap_or("AK");
    let mode = MODES.iter().find(|known| known.name == mode).ok_or_else(|| {
        let names: Vec<&str> = MODES.iter().map(|mode| mode.name).collect();
        usage(format!("the mode {mode} cannot be configured here; the others are {}", names.join(", ")))
    })?;
    if mode.signs_in {
        return Err(usage(format!(
            "a sign-in of the mode {} is made by the official CLI; its profile, tokens included, is used and renewed here",
            mode.name
        )));
    }
    questions::say(&format!("Configuring the profile {name} in the mode {} ({})", mode.name, file.path().display()));
    let mut changes = vec![("mode".to_owned(), Value::from(mode.name))];
    for key in mode.needed.iter().chain(mode.optional).chain(&["region_id"]) {
        let Some(field) = FIELDS.iter().find(|field| field.key == *key) else { continue };
        let new = given.iter().rfind(|(known, _)| known == key).and_then(|(_, value)| value.as_str());
        let old = new.or_else(|| known.and_then(|profile| profile.text(key)));
        let shown = old.map(|old| shown_text(key, old));
        let question = flag_name(field).replace('-', " ");
        let answer = questions::ask(&question, shown.as_deref(), field.is_secret)
            .map_err(|error| CliFailure::Call(format!("the answer cannot be read: {error}")))?;
        let value = if answer.is_empty() { old.unwrap_or_default().to_owned() } else { answer };
        if value.is_empty() && mode.needed.contains(key) {
            return Err(usage(format!("{question} is empty, which the mode {} needs; nothing was saved", mode.name)));
        }
        if !value.is_empty() {
            changes.push(((*key).to_owned(), fields::value(field, &value).map_err(usage)?));
        }
    }
    file.set(&name, &changes).await.map_err(|error| failed(file, &error))?;
    say(&format!("the profile {name} is saved in {}", file.path().display()))
}
