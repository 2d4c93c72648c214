//! The configuration file of the vendor's CLI, for tools that manage its profiles.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;
use serde_json::value::RawValue;

use super::configuration::{self, name_of};
use super::lock::{Lock, PATIENCE};
use super::{replace, rewrite};
use crate::credentials::input::{FILE_LIMIT, is_absent, read_file, without_mark};
use crate::credentials::json::entries;
use crate::credentials::{Environment, Secret};
use crate::private_file;

/// How often a change is repeated because another program, which does not use the lock, has changed the file meanwhile.
const TRIES: usize = 20;

/// The configuration file of the vendor's CLI, with its profiles: `~/.aliyun/config.json`, or the file that
/// `ALIBABA_CLOUD_CONFIG_FILE` names.
///
/// A change replaces the file as a whole, under the lock `config.json.lock` beside it, and keeps all bytes that it does
/// not concern. The file can be read by its owner only.
///
/// ```
/// use alicloud_client::credentials::{Environment, ProfileFile};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("config.json");
/// let environment = Environment::fixed([("ALIBABA_CLOUD_CONFIG_FILE", path.to_string_lossy())]);
/// let file = ProfileFile::find(&environment).unwrap();
/// file.set("audit", &[("mode".to_owned(), "EcsRamRole".into()), ("region_id".to_owned(), "cn-hangzhou".into())]).await?;
/// let profiles = file.read()?;
/// assert_eq!((profiles.current.as_deref(), profiles.profiles[0].text("mode")), (Some("audit"), Some("EcsRamRole")));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ProfileFile {
    path: PathBuf,
}

/// The content of a [`ProfileFile`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct StoredProfiles {
    /// The name of the current profile.
    pub current: Option<String>,
    /// All profiles, in the order of the file.
    pub profiles: Vec<StoredProfile>,
}

/// A profile as it is in the file. `Debug` shows the names of its fields, not their values, which may be secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct StoredProfile {
    /// Its name.
    pub name: String,
    /// Its fields with their values, in the order of the file.
    pub fields: Vec<(String, Value)>,
}

impl StoredProfile {
    /// The value of a field that is a string and not empty.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        let value = self.fields.iter().rfind(|(name, _)| name == key)?.1.as_str()?;
        Some(value).filter(|value| !value.is_empty())
    }
}

impl std::fmt::Debug for StoredProfile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        formatter.debug_struct("StoredProfile").field("name", &self.name).field("fields", &names).finish()
    }
}

impl ProfileFile {
    /// The file of this environment; `None` if there is neither a variable nor a home directory.
    #[must_use]
    pub fn find(environment: &Environment) -> Option<Self> {
        configuration::path(environment).map(|path| Self { path })
    }

    /// The path of the file, which need not exist.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the profiles. A file that does not exist has none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is larger than 1 MiB or is not valid.
    pub fn read(&self) -> io::Result<StoredProfiles> {
        let text = match read_file(&self.path, FILE_LIMIT) {
            Ok(text) => text,
            Err(error) if is_absent(&self.path, &error) => return Ok(StoredProfiles::default()),
            Err(error) => return Err(error),
        };
        parse(without_mark(text.expose())).map_err(|problem| invalid(format!("{}: {problem}", self.path.display())))
    }

    /// Sets fields of the profile `name`. The profile is added if it does not exist, and so is the file. If there is no
    /// current profile, this is the current one from then on.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or written, or is not valid.
    pub async fn set(&self, name: &str, fields: &[(String, Value)]) -> io::Result<()> {
        if self.create(&rewrite::first(name, fields))? {
            return Ok(());
        }
        self.change(|text| rewrite::set(text, name, fields)).await
    }

    /// Deletes the profile `name`. If it was the current one, the first of the others is from now on.
    ///
    /// # Errors
    ///
    /// If there is no such profile, or the file cannot be read or written, or is not valid.
    pub async fn delete(&self, name: &str) -> io::Result<()> {
        self.change(|text| rewrite::delete(text, name)).await
    }

    /// Makes the profile `name` the current one.
    ///
    /// # Errors
    ///
    /// If there is no such profile, or the file cannot be read or written, or is not valid.
    pub async fn switch(&self, name: &str) -> io::Result<()> {
        self.change(|text| rewrite::switch(text, name)).await
    }

    /// Creates the file, unless it exists already. Returns whether it was created.
    fn create(&self, content: &Secret) -> io::Result<bool> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let mut builder = fs::DirBuilder::new();
            let _ = builder.recursive(true);
            #[cfg(unix)]
            let _ = std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder)?;
        }
        if self.path.symlink_metadata().is_ok() {
            return Ok(false);
        }
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{:016x}.tmp", fastrand::u64(..)));
        let temporary = self.path.with_file_name(name);
        let linked = private_file::options()
            .open(&temporary)
            .and_then(|mut file| {
                file.write_all(content.expose().as_bytes())?;
                file.sync_all()
            })
            // Unlike a renaming, a link replaces no file that another program has created meanwhile.
            .and_then(|()| fs::hard_link(&temporary, &self.path));
        drop(fs::remove_file(&temporary));
        match linked {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn change(&self, change: impl Fn(&str) -> Result<Secret, String>) -> io::Result<()> {
        let _lock = Lock::acquire(&self.path, PATIENCE).await?;
        // The target of a symbolic link is replaced, not the link.
        let path = self.path.canonicalize()?;
        replace::clean_up(&path);
        for _ in 0..TRIES {
            let before = read_file(&path, FILE_LIMIT)?;
            // An empty file is what is left of an interrupted write of other programs.
            let text = if before.expose().trim().is_empty() { "{}" } else { before.expose() };
            let after = change(text).map_err(|problem| invalid(format!("{}: {problem}", path.display())))?;
            let is_unchanged = || read_file(&path, FILE_LIMIT).is_ok_and(|now| now == before);
            if replace::if_unchanged(&path, after.expose().as_bytes(), is_unchanged)? {
                return for_owner_only(&path);
            }
        }
        Err(io::Error::other("another program keeps changing the file"))
    }
}

/// The file has secrets, whoever made it readable for others.
#[cfg(unix)]
fn for_owner_only(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = path.metadata()?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))
}

/// Access is inherited from the directory.
#[cfg(not(unix))]
fn for_owner_only(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn invalid(problem: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

fn parse(text: &str) -> Result<StoredProfiles, String> {
    if text.trim().is_empty() {
        return Ok(StoredProfiles::default());
    }
    let (current, profiles) = rewrite::parts(text)?;
    let profile = |raw: &&RawValue| {
        let fields: Vec<(String, Value)> = entries(raw.get())
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(name, value)| Some((name, serde_json::from_str(value.get()).ok()?)))
            .collect();
        StoredProfile { name: name_of(raw), fields }
    };
    Ok(StoredProfiles { current, profiles: profiles.iter().map(profile).collect() })
}
