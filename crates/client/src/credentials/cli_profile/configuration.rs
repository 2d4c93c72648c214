//! The configuration file of the official command line.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::PROVIDER;
use super::profile::Profile;
use crate::credentials::issued::unreadable;
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

#[derive(Deserialize)]
struct File<'a> {
    #[serde(default)]
    current: Option<String>,
    #[serde(default, borrow)]
    profiles: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: Option<String>,
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
        let current = self.file()?.and_then(|file| file.current).filter(|name| !name.is_empty());
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
        for raw in file.profiles.iter().flatten() {
            let found = serde_json::from_str::<Named>(raw.get()).ok().and_then(|named| named.name).unwrap_or_default();
            if found == name {
                return serde_json::from_str(raw.get()).map_err(|error| {
                    let problem = format!(
                        "the profile {name} in {} {}, counted from its beginning",
                        self.path.display(),
                        unreadable(&error)
                    );
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
        let unreadable =
            |error| CredentialsError::failed(PROVIDER, format!("{} {}", self.path.display(), unreadable(&error)));
        serde_json::from_str(text.expose()).map(Some).map_err(unreadable)
    }
}
