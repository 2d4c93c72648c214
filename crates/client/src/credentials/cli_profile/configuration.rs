//! The configuration file of the vendor's CLI.

use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use super::PROVIDER;
use super::named_by::NamedBy;
use super::profile::Profile;
use crate::credentials::input::{FILE_LIMIT, is_absent, read_file};
use crate::credentials::json::{self, KeyTarget, Object};
use crate::credentials::{CredentialsError, Environment, Secret};
use crate::shown::{LONGEST_NAME, shown};

/// The environment variable that names the file.
const FILE: &str = "ALIBABA_CLOUD_CONFIG_FILE";

/// The path of the file, or `None` if there is no home directory.
pub(super) fn path(environment: &Environment) -> Option<PathBuf> {
    let given = environment.variable(FILE).map(PathBuf::from);
    given.or_else(|| Some(environment.home()?.join(".aliyun").join("config.json")))
}

/// The environment variable that names a profile, and that name; `None` if no such variable is set.
pub(in crate::credentials) fn profile_variable(environment: &Environment) -> Option<(&'static str, String)> {
    const VARIABLES: [&str; 3] = ["ALIBABA_CLOUD_PROFILE", "ALIBABACLOUD_PROFILE", "ALICLOUD_PROFILE"];
    VARIABLES.into_iter().find_map(|variable| Some((variable, environment.variable(variable)?)))
}

/// The largest number of names that an error lists.
const MOST_LISTED: usize = 10;

/// The largest number of bytes of a name in such a list.
const LONGEST_LISTED: usize = 64;

/// Formats names of profiles or sections for an error. A name with `=` may be a setting that got into the line of a section by mistake,
/// with its secret, so it is hidden.
fn listed(names: &[String]) -> String {
    let begin = names
        .iter()
        .take(MOST_LISTED)
        .map(|name| if name.contains('=') { "***".to_owned() } else { shown(name, LONGEST_LISTED).to_string() });
    let mut list = begin.collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(MOST_LISTED).filter(|more| *more > 0) {
        list.push_str(&format!(" and {more} more"));
    }
    list
}

/// Describes which profiles or sections a file has, for an error about a missing one.
pub(in crate::credentials) fn has_only(names: &[String]) -> String {
    if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", listed(names)) }
}

/// The content of the file, empty if it does not exist. A profile is parsed only when it is needed, so that an invalid
/// profile does not affect the others.
pub(super) struct Configuration {
    path: PathBuf,
    text: Option<Secret>,
}

#[derive(Default)]
struct File<'json> {
    current: Option<String>,
    profiles: Vec<&'json RawValue>,
}

impl<'json> Object<'json> for File<'json> {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        Some(match name {
            "current" => KeyTarget::Text(&mut self.current),
            "profiles" => KeyTarget::Parts(&mut self.profiles),
            _ => return None,
        })
    }
}

/// The name of a profile, parsed without the rest of it.
#[derive(Default)]
struct Named {
    name: Option<String>,
}

impl<'json> Object<'json> for Named {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        (name == "name").then_some(KeyTarget::Text(&mut self.name))
    }
}

/// The name of a profile; empty if it has none.
pub(super) fn name_of(profile: &RawValue) -> String {
    json::read::<Named>(profile.get().as_bytes()).ok().and_then(|named| named.name).unwrap_or_default()
}

impl Configuration {
    pub(super) fn load(environment: &Environment) -> Result<Self, CredentialsError> {
        let Some(path) = path(environment) else {
            // Without a home directory, as in some containers, the environment variables still apply.
            return Ok(Self { path: "~/.aliyun/config.json".into(), text: None });
        };
        // The vendor's CLI also accepts only the upper-case `TRUE`.
        let ignored = environment
            .first_of(&["ALIBABA_CLOUD_IGNORE_PROFILE", "ALIBABACLOUD_IGNORE_PROFILE"])
            .is_some_and(|value| value == "TRUE");
        if ignored {
            return Ok(Self { path, text: None });
        }
        match read_file(&path, FILE_LIMIT) {
            Ok(text) => Ok(Self { path, text: Some(text) }),
            Err(error) if is_absent(&path, &error) && environment.variable(FILE).is_none() => {
                Ok(Self { path, text: None })
            }
            Err(error) => {
                let by =
                    if environment.variable(FILE).is_some() { format!(", which {FILE} names,") } else { String::new() };
                let problem = format!("{}{by} cannot be read", path.display());
                Err(CredentialsError::failed(PROVIDER, problem).with_source(error))
            }
        }
    }

    /// Reads the file at `path`, which must exist.
    pub(super) fn at(path: &Path) -> std::io::Result<Self> {
        Ok(Self { path: path.to_owned(), text: Some(read_file(path, FILE_LIMIT)?) })
    }

    /// The name of the profile to use: `asked` if given, else the one in the environment, else the current one of the
    /// file.
    pub(super) fn profile_name(
        &self,
        asked: Option<&str>,
        environment: &Environment,
    ) -> Result<(String, NamedBy), CredentialsError> {
        if let Some(name) = asked {
            return Ok((name.to_owned(), NamedBy::Program));
        }
        if let Some((variable, name)) = profile_variable(environment) {
            return Ok((name, NamedBy::Variable(variable)));
        }
        let current = self.file()?.and_then(|file| file.current);
        Ok(current.map_or_else(|| ("default".to_owned(), NamedBy::Default), |name| (name, NamedBy::File)))
    }

    /// Whether the file has a profile with this name; false if there is no file.
    pub(super) fn has_profile(&self, name: &str) -> Result<bool, CredentialsError> {
        let Some(file) = self.file()? else { return Ok(false) };
        Ok(file.profiles.iter().any(|profile| name_of(profile) == name))
    }

    /// Whether the file exists and is not ignored.
    pub(super) fn exists(&self) -> bool {
        self.text.is_some()
    }

    /// The profile with this name. Missing settings are taken from the environment, as far as they may be.
    pub(super) fn profile(
        &self,
        name: &str,
        named_by: NamedBy,
        environment: &Environment,
    ) -> Result<Profile, CredentialsError> {
        let profile = match self.file()? {
            Some(file) => self.find(&file, name)?,
            None if named_by == NamedBy::Program => {
                let problem = format!("there is no profile {}: {}", shown(name, LONGEST_NAME), self.describe_absence());
                return Err(CredentialsError::not_configured(PROVIDER, problem));
            }
            None => Profile { name: Some(name.to_owned()), ..Profile::default() },
        };
        Ok(profile.completed_from(environment, named_by))
    }

    /// The path for an error, with a remark if the file does not exist or is ignored.
    pub(super) fn describe(&self) -> String {
        match self.text {
            Some(_) => self.path.display().to_string(),
            None => format!("{} (which does not exist or is ignored)", self.path.display()),
        }
    }

    /// Describes that there is no profile `name`, for an error about another file in which the name was searched for as
    /// well.
    pub(super) fn describe_lack_of(&self, name: &str) -> String {
        match self.file() {
            Ok(Some(file)) => {
                let names: Vec<String> = file.profiles.iter().map(|profile| name_of(profile)).collect();
                format!("{} has no profile {} ({})", self.path.display(), shown(name, LONGEST_NAME), has_only(&names))
            }
            Ok(None) => self.describe_absence(),
            Err(error) => error.to_string(),
        }
    }

    fn describe_absence(&self) -> String {
        format!("{} does not exist or is ignored", self.path.display())
    }

    fn find(&self, file: &File<'_>, name: &str) -> Result<Profile, CredentialsError> {
        let mut names = Vec::new();
        for raw in &file.profiles {
            let found = name_of(raw);
            if found == name {
                return json::read(raw.get().as_bytes()).map_err(|error| {
                    let path = self.path.display();
                    let problem =
                        format!("the profile {name} in {path} {error}, counted from the start of the profile");
                    CredentialsError::failed(PROVIDER, problem)
                });
            }
            names.push(found);
        }
        let known =
            if names.is_empty() { "no profiles".to_owned() } else { format!("the profiles {}", listed(&names)) };
        let problem = format!("{} has no profile {}; it has {known}", self.path.display(), shown(name, LONGEST_NAME));
        Err(CredentialsError::not_configured(PROVIDER, problem))
    }

    fn file(&self) -> Result<Option<File<'_>>, CredentialsError> {
        let Some(text) = &self.text else { return Ok(None) };
        json::read(text.expose().as_bytes())
            .map(Some)
            .map_err(|error| CredentialsError::failed(PROVIDER, format!("{} {error}", self.path.display())))
    }
}
