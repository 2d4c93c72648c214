//! The configuration file of the official command line.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde_json::value::RawValue;

use super::PROVIDER;
use super::profile::Profile;
use crate::credentials::json::{self, Object, Slot};
use crate::credentials::{CredentialsError, Environment, Secret};

/// Where the file is; `None` if there is no home folder.
pub(super) fn path(environment: &Environment) -> Option<PathBuf> {
    let given = environment.variable("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from);
    given.or_else(|| Some(environment.home()?.join(".aliyun").join("config.json")))
}

/// The file as it is now; empty if there is none. Profiles are read one by one when they are asked for, so that a broken one does not
/// stand in the way of the others.
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
    fn member(&mut self, name: &str) -> Option<Slot<'_, 'json>> {
        Some(match name {
            "current" => Slot::Text(&mut self.current),
            "profiles" => Slot::Parts(&mut self.profiles),
            _ => return None,
        })
    }
}

/// What tells one profile from another.
#[derive(Default)]
struct Named {
    name: Option<String>,
}

impl<'json> Object<'json> for Named {
    fn member(&mut self, name: &str) -> Option<Slot<'_, 'json>> {
        (name == "name").then_some(Slot::Text(&mut self.name))
    }
}

impl Configuration {
    pub(super) fn load(environment: &Environment) -> Result<Self, CredentialsError> {
        let Some(path) = path(environment) else {
            // A container without a home folder can still have variables.
            return Ok(Self { path: "~/.aliyun/config.json".into(), text: None });
        };
        // The command line compares with capitals only.
        let ignored = environment
            .first_of(&["ALIBABA_CLOUD_IGNORE_PROFILE", "ALIBABACLOUD_IGNORE_PROFILE"])
            .is_some_and(|value| value == "TRUE");
        if ignored {
            return Ok(Self { path, text: None });
        }
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Self { path, text: Some(text.into()) }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self { path, text: None }),
            Err(error) => {
                Err(CredentialsError::failed(PROVIDER, format!("{} cannot be read", path.display())).with_source(error))
            }
        }
    }

    /// The name of the profile to use: the one asked for, else the one in the environment, else the current one of the file.
    pub(super) fn profile_name(
        &self,
        asked: Option<&str>,
        environment: &Environment,
    ) -> Result<String, CredentialsError> {
        const VARIABLES: [&str; 3] = ["ALIBABA_CLOUD_PROFILE", "ALIBABACLOUD_PROFILE", "ALICLOUD_PROFILE"];
        if let Some(name) = asked.map(str::to_owned).or_else(|| environment.first_of(&VARIABLES)) {
            return Ok(name);
        }
        let current = self.file()?.and_then(|file| file.current);
        Ok(current.unwrap_or_else(|| "default".to_owned()))
    }

    /// The profile with this name, with what the environment adds to it.
    pub(super) fn profile(&self, name: &str, environment: &Environment) -> Result<Profile, CredentialsError> {
        let profile = match self.file()? {
            Some(file) => self.find(&file, name)?,
            None => Profile { name: Some(name.to_owned()), ..Profile::default() },
        };
        Ok(profile.completed_from(environment))
    }

    /// For errors: the file, and that it is absent where it is.
    pub(super) fn describe(&self) -> String {
        match self.text {
            Some(_) => self.path.display().to_string(),
            None => format!("{} (which does not exist or is ignored)", self.path.display()),
        }
    }

    fn find(&self, file: &File<'_>, name: &str) -> Result<Profile, CredentialsError> {
        let mut names = Vec::new();
        for raw in &file.profiles {
            let found = json::read::<Named>(raw.get().as_bytes()).ok().and_then(|named| named.name).unwrap_or_default();
            if found == name {
                return json::read(raw.get().as_bytes()).map_err(|error| {
                    let path = self.path.display();
                    let problem = format!("the profile {name} in {path} {error}, counted from its beginning");
                    CredentialsError::failed(PROVIDER, problem)
                });
            }
            names.push(found);
        }
        let known =
            if names.is_empty() { "no profiles".to_owned() } else { format!("the profiles {}", names.join(", ")) };
        let problem = format!("{} has no profile {name}; it has {known}", self.path.display());
        Err(CredentialsError::not_configured(PROVIDER, problem))
    }

    fn file(&self) -> Result<Option<File<'_>>, CredentialsError> {
        let Some(text) = &self.text else { return Ok(None) };
        json::read(text.expose().as_bytes())
            .map(Some)
            .map_err(|error| CredentialsError::failed(PROVIDER, format!("{} {error}", self.path.display())))
    }
}
