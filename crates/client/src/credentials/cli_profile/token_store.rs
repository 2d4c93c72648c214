//! Tokens that were renewed: kept in memory, and written back into the configuration file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::credentials::Secret;
use crate::credentials::oauth::OAuthTokens;

/// Tokens that were renewed, by profile.
///
/// The file is written for the next program; where that fails (a file system that is full or cannot be written to), this one goes on
/// with what it has in memory.
#[derive(Debug)]
pub(in crate::credentials) struct TokenStore {
    path: Option<PathBuf>,
    renewed: Mutex<Vec<Renewed>>,
}

#[derive(Debug)]
struct Renewed {
    profile: String,
    /// The refresh token that is of no use any more. While the file still has it, the file is behind.
    instead_of: Secret,
    tokens: OAuthTokens,
}

impl TokenStore {
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self { path, renewed: Mutex::default() }
    }

    /// The tokens to use for a profile whose file has `of_file`. A person who has signed in anew has put other tokens there.
    pub(in crate::credentials) fn newest(&self, profile: &str, of_file: &OAuthTokens) -> OAuthTokens {
        let renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        match renewed.iter().find(|renewed| renewed.profile == profile) {
            Some(renewed) if renewed.instead_of == of_file.refresh => renewed.tokens.clone(),
            _ => of_file.clone(),
        }
    }

    /// Remembers that `new` stand in for `old`, and writes them.
    pub(in crate::credentials) async fn replace(&self, profile: &str, old: &OAuthTokens, new: &OAuthTokens) {
        {
            let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
            match renewed.iter_mut().find(|renewed| renewed.profile == profile) {
                // If the file could not be written before, it still has the token from before that.
                Some(before) if before.tokens.refresh == old.refresh => before.tokens = new.clone(),
                Some(before) => (before.instead_of, before.tokens) = (old.refresh.clone(), new.clone()),
                None => renewed.push(Renewed {
                    profile: profile.to_owned(),
                    instead_of: old.refresh.clone(),
                    tokens: new.clone(),
                }),
            }
        }
        let members = json!({
            "oauth_access_token": new.access.expose(),
            "oauth_refresh_token": new.refresh.expose(),
            "oauth_access_token_expire": new.access_expires,
        });
        self.write(profile, members).await;
    }

    /// Writes members into a profile of the file. A failure is told to the log only: the call that needed the tokens has them.
    pub(in crate::credentials) async fn write(&self, profile: &str, members: Value) {
        let Some(path) = self.path.clone() else { return };
        let profile = profile.to_owned();
        // On a thread of its own: it may wait for another program, and it must be finished even if nobody waits for it any more.
        let writing =
            tokio::task::spawn_blocking(move || write_members(&path, &profile, members).map_err(|error| (path, error)));
        match writing.await {
            Ok(Ok(())) => {}
            Ok(Err((path, error))) => {
                tracing::warn!(path = %path.display(), %error, "renewed tokens could not be written back; other programs have to sign in again");
            }
            Err(error) => tracing::warn!(%error, "renewed tokens could not be written back"),
        }
    }
}

/// Changes members of a profile and leaves everything else in the file as it is.
fn write_members(path: &Path, profile: &str, members: Value) -> io::Result<()> {
    // A link stays a link, and its target is replaced.
    let path = fs::canonicalize(path)?;
    let current = File::open(&path)?;
    // The official libraries lock the file itself in the same way.
    current.lock()?;
    let mut root: Value = serde_json::from_str(Secret::from(io::read_to_string(&current)?).expose())?;
    let profiles = root.get_mut("profiles").and_then(Value::as_array_mut).into_iter().flatten();
    let found = profiles
        .filter_map(Value::as_object_mut)
        .find(|entry| entry.get("name").and_then(Value::as_str) == Some(profile));
    let Some(found) = found else {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("the profile {profile} is gone")));
    };
    if let Value::Object(members) = members {
        found.extend(members);
    }
    let text = Secret::from(format!("{root:#}"));
    replace(&path, text.expose().as_bytes(), &current)
}

/// Puts new content in the place of the file in one step, so that nobody ever sees half of it.
fn replace(path: &Path, content: &[u8], current: &File) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.tmp", fastrand::u64(..)));
    let temporary = path.with_file_name(name);
    let result = write_new(&temporary, content, current).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // What went wrong before is what is reported; a file that was never made cannot be removed.
        drop(fs::remove_file(&temporary));
    }
    result
}

fn write_new(path: &Path, content: &[u8], like: &File) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.set_permissions(like.metadata()?.permissions())?;
    file.write_all(content)?;
    file.sync_all()
}
