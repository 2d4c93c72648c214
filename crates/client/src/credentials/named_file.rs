//! The credentials file that an environment variable names.

use std::path::{Path, PathBuf};

use super::input::{FILE_LIMIT, read_file};
use super::{CredentialsError, Environment};

pub(super) const PROVIDER: &str = "profile";
pub(super) const FILE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";

/// Fails if `ALIBABA_CLOUD_CREDENTIALS_FILE` names a file that cannot be read.
pub(super) fn check(environment: &Environment) -> Result<(), CredentialsError> {
    match environment.variable(FILE).map(PathBuf::from) {
        Some(path) => read_file(&path, FILE_LIMIT).map(drop).map_err(|error| unreadable(&path, error)),
        None => Ok(()),
    }
}

pub(super) fn unreadable(path: &Path, error: std::io::Error) -> CredentialsError {
    CredentialsError::failed(PROVIDER, format!("{} cannot be read", path.display())).with_source(error)
}
