//! Stores tokens and keys of a sign-in in memory and in the configuration file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::json;
use tokio::sync::watch;

use super::configuration::Configuration;
use super::edit::{self, Condition, FieldUpdates};
use super::lock::{Lock, PATIENCE};
use super::named_by::NamedBy;
use super::profile::Profile;
use super::replace;
use crate::credentials::input::{FILE_LIMIT, read_file};
use crate::credentials::{Credentials, Environment, Secret};

/// The number of times that an edit is repeated because another program, which does not use the lock, has changed the
/// file meanwhile.
const TRIES: usize = 20;

/// How long saving a temporary key waits for the lock. It is short because the key can be requested again.
const PATIENCE_FOR_KEY: Duration = Duration::from_secs(2);

/// The tokens of a sign-in.
#[derive(Debug, Clone)]
pub(super) struct OAuthTokens {
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    /// The expiry of the access token, in seconds since the Unix epoch.
    pub(super) access_expires: u64,
}

impl OAuthTokens {
    pub(super) fn of(profile: &Profile) -> Self {
        Self {
            access: profile.oauth_access_token.clone().unwrap_or_default(),
            refresh: profile.oauth_refresh_token.clone().unwrap_or_default(),
            access_expires: profile.oauth_access_token_expire.unwrap_or_default(),
        }
    }
}

/// Holds renewed tokens for each profile, and the key that was refused last.
///
/// The file is written for other programs. If that fails, for example on a read-only file system, this program
/// continues with the tokens in memory.
#[derive(Debug)]
pub(super) struct TokenStore {
    path: Option<PathBuf>,
    environment: Environment,
    renewed: Mutex<Vec<Renewed>>,
    refused: Mutex<Option<Credentials>>,
    /// The number of tokens that are being redeemed.
    redemptions: watch::Sender<usize>,
}

/// Marks a redemption as in progress until it is dropped: from before the refresh token is sent until the new one is in
/// the file.
#[derive(Debug)]
pub(super) struct Redemption<'a>(&'a TokenStore);

impl Drop for Redemption<'_> {
    fn drop(&mut self) {
        self.0.redemptions.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[derive(Debug)]
struct Renewed {
    profile: String,
    /// The refresh token that the renewed tokens replace. While the file still holds it, the file is out of date.
    instead_of: Secret,
    tokens: OAuthTokens,
}

impl TokenStore {
    pub(super) fn new(path: Option<PathBuf>, environment: &Environment) -> Self {
        Self {
            path,
            environment: environment.clone(),
            renewed: Mutex::default(),
            refused: Mutex::default(),
            redemptions: watch::Sender::default(),
        }
    }

    /// Marks the start of a redemption.
    pub(super) fn redemption(&self) -> Redemption<'_> {
        self.redemptions.send_modify(|count| *count = count.saturating_add(1));
        Redemption(self)
    }

    /// Completes when no token is being redeemed.
    pub(super) async fn settled(&self) {
        // This cannot fail, because the sender lives as long as `self`.
        let _ = self.redemptions.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Locks the file against other programs that use this library. If that fails, a warning is logged, and the caller
    /// goes on without a lock (`None`).
    pub(super) async fn lock(&self) -> Option<Lock> {
        let path = self.path.as_deref()?;
        match Lock::acquire(path, PATIENCE).await {
            Ok(lock) => Some(lock),
            Err(error) => {
                let path = path.display();
                tracing::warn!(%path, %error, "the configuration file cannot be locked; another program may renew the same sign-in");
                None
            }
        }
    }

    /// The profile as it is in the file now; `None` if it cannot be read.
    pub(super) fn profile(&self, name: &str) -> Option<Profile> {
        // The tokens and the temporary key of a sign-in are only those of the file.
        Configuration::at(self.path.as_deref()?).ok()?.profile(name, NamedBy::Program, &self.environment).ok()
    }

    /// The tokens to use for a profile whose file holds `of_file`. After a new sign-in, the file holds tokens that are
    /// newer than the renewed ones.
    pub(super) fn newest(&self, profile: &str, of_file: &OAuthTokens) -> OAuthTokens {
        let renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        match renewed.iter().find(|renewed| renewed.profile == profile) {
            // If the service did not send a new refresh token, both are the same; then the expiry of the access token
            // decides which is newer.
            Some(renewed) if renewed.tokens.refresh == of_file.refresh => {
                let is_newer = of_file.access_expires > renewed.tokens.access_expires;
                if is_newer { of_file.clone() } else { renewed.tokens.clone() }
            }
            Some(renewed) if renewed.instead_of == of_file.refresh => renewed.tokens.clone(),
            _ => of_file.clone(),
        }
    }

    /// Remembers that `new` replaces the tokens of the file, writes it to the file, and releases the lock.
    pub(super) async fn replace(&self, profile: &str, in_file: Secret, new: &OAuthTokens, lock: Option<Lock>) {
        {
            let mut all = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|renewed| renewed.profile != profile);
            all.push(Renewed { profile: profile.to_owned(), instead_of: in_file.clone(), tokens: new.clone() });
        }
        let members = vec![
            ("oauth_access_token", json!(new.access.expose())),
            ("oauth_refresh_token", json!(new.refresh.expose())),
            ("oauth_access_token_expire", json!(new.access_expires)),
        ];
        self.write(
            WrittenBack::Tokens,
            profile,
            Condition { member: "oauth_refresh_token", is: in_file },
            members,
            lock,
        )
        .await;
    }

    /// Saves a temporary key in the profile, provided that the profile still has the sign-in for which the key was
    /// issued.
    pub(super) async fn keep_key(&self, profile: &str, signed_in_as: Condition, credentials: &Credentials) {
        let (Some(key), Some(expires)) = (credentials.access_key(), credentials.expires()) else { return };
        let expires = expires.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let members = vec![
            ("access_key_id", json!(key.id)),
            ("access_key_secret", json!(key.secret.expose())),
            ("sts_token", json!(key.security_token.as_ref().map(Secret::expose))),
            ("sts_expiration", json!(expires.as_secs())),
        ];
        let Some(path) = self.path.as_deref() else { return };
        match Lock::acquire(path, PATIENCE_FOR_KEY).await {
            Ok(lock) => self.write(WrittenBack::Key, profile, signed_in_as, members, Some(lock)).await,
            Err(error) => {
                tracing::debug!(path = %path.display(), %error, "a temporary key could not be saved in the configuration file");
            }
        }
    }

    /// Remembers a key that the service refused, so that the same key in the profile is not used any more.
    pub(super) fn refuse(&self, credentials: &Credentials) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
    }

    pub(super) fn was_refused(&self, credentials: &Credentials) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.as_ref().is_some_and(|refused| refused.is_same_as(credentials))
    }

    /// Writes fields to a profile of the file. A failure is only logged, because the current call already has the
    /// values.
    async fn write(
        &self,
        what: WrittenBack,
        profile: &str,
        condition: Condition,
        members: Vec<(&'static str, serde_json::Value)>,
        lock: Option<Lock>,
    ) {
        let Some(path) = self.path.clone() else { return };
        let profile = profile.to_owned();
        // This runs on a blocking thread, which completes it even if the call is cancelled.
        let work = move || {
            let result = write(&path, &profile, &condition, &members, lock.is_some());
            drop(lock);
            result.map_err(|error| (path, error))
        };
        let result = match tokio::runtime::Handle::try_current() {
            Ok(runtime) => runtime.spawn_blocking(work).await,
            Err(_) => Ok(work()),
        };
        match result {
            Ok(Ok(())) => {}
            Ok(Err((path, error))) => {
                tracing::warn!(
                    path = %path.display(), %error,
                    "{} could not be written to the configuration file; {}", what.name(), what.consequence()
                );
            }
            Err(error) => tracing::warn!(
                %error, "{} could not be written to the configuration file; {}", what.name(), what.consequence()
            ),
        }
    }
}

/// The kind of values that are written, for the log.
#[derive(Debug, Clone, Copy)]
enum WrittenBack {
    Tokens,
    Key,
}

impl WrittenBack {
    fn name(self) -> &'static str {
        match self {
            Self::Tokens => "renewed tokens",
            Self::Key => "a temporary key",
        }
    }

    fn consequence(self) -> &'static str {
        match self {
            Self::Tokens => "other programs have to sign in again",
            Self::Key => "other programs request their own",
        }
    }
}

/// Changes fields of a profile and keeps everything else in the file unchanged.
fn write(path: &Path, profile: &str, condition: &Condition, members: &FieldUpdates, is_locked: bool) -> io::Result<()> {
    // The target of a symbolic link is replaced, not the link.
    let path = path.canonicalize()?;
    if is_locked {
        replace::clean_up(&path);
    }
    for _ in 0..TRIES {
        let before = read_file(&path, FILE_LIMIT)?;
        let after = edit::profile(before.expose(), profile, condition, members)
            .map_err(|problem| io::Error::new(io::ErrorKind::InvalidData, problem))?;
        let Some(after) = after else { return Ok(()) };
        let is_unchanged = || read_file(&path, FILE_LIMIT).is_ok_and(|now| now == before);
        if replace::if_unchanged(&path, after.expose().as_bytes(), is_unchanged)? {
            return Ok(());
        }
    }
    Err(io::Error::other("another program keeps changing the file"))
}
