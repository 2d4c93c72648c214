//! The descriptions that the user has added, in the user's data folder: `products/<code>/<version>`.
//!
//! A description is copied into a folder beside them, read from there like any other, and only then moved to its place: whatever ends the
//! program, a description is there as a whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use alicloud_catalog::{Catalog, Product};
use alicloud_codegen::spec;

use crate::arguments::is_own;
use crate::escape;
use crate::failure::CliFailure;
use crate::regular_file;

/// The variable that names the folder of the program's data.
const DATA_VARIABLE: &str = "ALICLOUD_DATA_DIR";

/// Maximum size of a file of a description in bytes.
const FILE: u64 = 64 << 20;

/// Maximum size of everything that is added at once in bytes.
const TOTAL: u64 = 512 << 20;

/// Most files that are added at once.
const FILES: usize = 100_000;

/// The folder of the descriptions.
pub(crate) struct ProductStore {
    data: PathBuf,
}

/// A description that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installed {
    /// Product code in lower case.
    pub(crate) code: String,
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

/// What was added.
pub(crate) struct AddedDescription {
    pub(crate) code: String,
    pub(crate) version: String,
    pub(crate) operations: usize,
    /// Operations that cannot be called.
    pub(crate) refused: usize,
    pub(crate) folder: PathBuf,
    /// Whether it was there before.
    pub(crate) is_renewed: bool,
}

impl ProductStore {
    /// The store in the data folder of the user; `None` without a home folder.
    pub(crate) fn of_user() -> Option<Self> {
        let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(data) = folder(DATA_VARIABLE) {
            return Some(Self { data });
        }
        // The XDG base directory specification wants relative paths ignored.
        let absolute = |name: &str| folder(name).filter(|path| path.is_absolute());
        let data = if cfg!(windows) {
            absolute("APPDATA")
        } else if cfg!(target_vendor = "apple") {
            absolute("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        };
        data.map(|data| Self { data: data.join("alicloud") })
    }

    /// The store of the user, which has to be there to change something.
    pub(crate) fn to_change() -> Result<Self, CliFailure> {
        Self::of_user().ok_or_else(|| {
            CliFailure::Call(format!(
                "there is no folder for descriptions: the user has no home folder, so name one in {DATA_VARIABLE}"
            ))
        })
    }

    /// What was added, sorted by code and version.
    pub(crate) fn installed(&self) -> Vec<Installed> {
        let mut installed = Vec::new();
        for code in names(&self.products()) {
            let folder = self.products().join(&code);
            let versions = names(&folder).into_iter();
            installed.extend(versions.map(|version| Installed {
                folder: folder.join(&version),
                code: code.clone(),
                version,
            }));
        }
        installed
    }

    /// Adds the description in a file of the vendor, or those in a folder: all of them, or none.
    pub(crate) fn add(&self, path: &Path) -> Result<Vec<AddedDescription>, CliFailure> {
        let sources = if path.is_dir() {
            spec::find(path).map_err(|problems| invalid(&problems.to_string()))?
        } else {
            vec![path.to_owned()]
        };
        let staging = IncomingFolder::new(&self.data)?;
        let mut copied = CopiedFiles::default();
        let mut added: Vec<(PathBuf, AddedDescription)> = Vec::new();
        for (number, source) in sources.iter().enumerate() {
            let folder = staging.folder.join(format!("new-{number}"));
            copied.copy(source, &folder)?;
            let description = self.described(source, &folder)?;
            if let Some((_, other)) = added.iter().find(|(_, other)| other.folder == description.folder) {
                let (code, version) = (&other.code, &other.version);
                return Err(CliFailure::Call(format!(
                    "{} has {code} {version} twice: remove one of the two",
                    shown(path)
                )));
            }
            added.push((folder, description));
        }
        staging.publish(&added)?;
        Ok(added.into_iter().map(|(_, description)| description).collect())
    }

    /// Removes descriptions.
    pub(crate) fn remove(&self, installed: &[Installed]) -> Result<(), CliFailure> {
        let staging = IncomingFolder::new(&self.data)?;
        for (number, Installed { folder, .. }) in installed.iter().enumerate() {
            fs::rename(folder, staging.folder.join(format!("old-{number}")))
                .map_err(|error| unwritable(folder, &error))?;
            // Only if it was the last version of the product.
            let _ = folder.parent().map(fs::remove_dir);
        }
        Ok(())
    }

    /// Reads a description that was copied.
    fn described(&self, source: &Path, folder: &Path) -> Result<AddedDescription, CliFailure> {
        let catalog = Catalog::load(folder).map_err(|problems| {
            // The user knows the file that was given, not its copy.
            let copy = if source.is_dir() { folder.to_owned() } else { folder.join("api-docs.json") };
            invalid(&problems.to_string().replace(&copy.display().to_string(), &source.display().to_string()))
        })?;
        let [product] = catalog.products() else {
            return Err(CliFailure::Call(format!("{} is not the description of one product", shown(source))));
        };
        let (code, version) = (product.code(), product.version());
        for (name, what) in [(code, "a product code"), (version, "an API version")] {
            if !is_name(name) {
                let name = escape::line(name);
                return Err(CliFailure::Call(format!(
                    "{}: '{name}' cannot be {what}: it has other characters than letters, digits, '-', '_' and '.'",
                    shown(source)
                )));
            }
        }
        if is_own(&code.to_lowercase()) {
            return Err(CliFailure::Call(format!(
                "{}: '{code}' cannot be a product code: 'alicloud {}' is a command of this program",
                shown(source),
                code.to_lowercase()
            )));
        }
        let (operations, refused) = (product.operation_names().count(), Product::out_of_scope(product).count());
        if operations == 0 {
            let reasons: Vec<String> =
                product.out_of_scope().take(3).map(|(name, reason)| format!("{name}: {reason}")).collect();
            let reasons = escape::line(&reasons.join("; ")).into_owned();
            return Err(CliFailure::Call(format!("{}: no operation can be called ({reasons})", shown(source))));
        }
        let target = self.products().join(code.to_lowercase()).join(version);
        Ok(AddedDescription {
            code: code.to_owned(),
            version: version.to_owned(),
            operations,
            refused,
            is_renewed: target.exists(),
            folder: target,
        })
    }

    fn products(&self) -> PathBuf {
        self.data.join("products")
    }
}

/// A folder beside the descriptions. Dropping it deletes what is left in it.
struct IncomingFolder {
    folder: PathBuf,
}

impl IncomingFolder {
    fn new(data: &Path) -> Result<Self, CliFailure> {
        let folder = data.join(format!(".incoming-{}", std::process::id()));
        if folder.is_dir() {
            // Left over from a killed process with the same process id.
            fs::remove_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        Ok(Self { folder })
    }

    /// Moves descriptions to their places. If one cannot be moved, everything is as before.
    fn publish(&self, added: &[(PathBuf, AddedDescription)]) -> Result<(), CliFailure> {
        let mut done: Vec<(&Path, Option<PathBuf>)> = Vec::new();
        for (number, (copy, description)) in added.iter().enumerate() {
            let target = description.folder.as_path();
            let old = self.folder.join(format!("old-{number}"));
            let moved = target.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
                let old = if target.exists() { Some(fs::rename(target, &old).map(|()| old.clone())?) } else { None };
                match fs::rename(copy, target) {
                    Ok(()) => Ok(old),
                    Err(error) => {
                        // A second failure is not reported: the first one is the reason of both.
                        let _ = old.map(|old| fs::rename(old, target));
                        Err(error)
                    }
                }
            });
            match moved {
                Ok(old) => done.push((target, old)),
                Err(error) => {
                    for (number, (target, old)) in done.iter().enumerate().rev() {
                        let _ = fs::rename(target, self.folder.join(format!("undone-{number}")));
                        let _ = old.as_ref().map(|old| fs::rename(old, target));
                    }
                    return Err(unwritable(target, &error));
                }
            }
        }
        Ok(())
    }
}

impl Drop for IncomingFolder {
    fn drop(&mut self) {
        // A failure is ignored: the result of the command does not depend on it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What was copied so far.
#[derive(Default)]
struct CopiedFiles {
    bytes: u64,
    files: usize,
}

impl CopiedFiles {
    /// Copies a file of the vendor, or the JSON files of a folder.
    fn copy(&mut self, source: &Path, folder: &Path) -> Result<(), CliFailure> {
        fs::create_dir(folder).map_err(|error| unwritable(folder, &error))?;
        if !source.is_dir() {
            return self.file(source, &folder.join("api-docs.json"));
        }
        let unreadable = |error: io::Error| CliFailure::Call(format!("{} cannot be read: {error}", shown(source)));
        for entry in fs::read_dir(source).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|kind| kind == "json")) else {
                continue;
            };
            self.file(&path, &folder.join(name))?;
        }
        Ok(())
    }

    fn file(&mut self, source: &Path, target: &Path) -> Result<(), CliFailure> {
        let unreadable = |error: io::Error| CliFailure::Call(format!("{} cannot be read: {error}", shown(source)));
        let bytes = regular_file::read(source, FILE).map_err(unreadable)?;
        self.bytes += bytes.len() as u64;
        self.files += 1;
        if self.bytes > TOTAL || self.files > FILES {
            return Err(CliFailure::Call(format!(
                "{}: more than {} MiB or {FILES} files are not added at once: add the products one by one",
                shown(source),
                TOTAL >> 20
            )));
        }
        fs::write(target, bytes).map_err(|error| unwritable(target, &error))
    }
}

/// The names of the folders in a folder, sorted, without those that no description has.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(FILES).filter_map(Result::ok);
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| is_name(name));
    names.sort();
    names
}

/// Whether a product code or an API version can be the name of a folder.
fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !name.ends_with('.')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

fn invalid(problems: &str) -> CliFailure {
    CliFailure::Call(format!("the description cannot be added:\n{}", escape::lines(problems)))
}

fn unwritable(path: &Path, error: &io::Error) -> CliFailure {
    CliFailure::Call(format!("{} cannot be written: {error}", shown(path)))
}

fn shown(path: &Path) -> String {
    escape::line(&path.display().to_string()).into_owned()
}
