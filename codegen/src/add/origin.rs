//! Where the crates that generated code needs come from: by default from where the command itself comes from.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, InlineTable, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::encoding;

/// Maximum size in bytes of the list of what `cargo install` installed.
const MOST: u64 = 4 << 20;

/// Where the crates come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrateOrigin {
    /// A checkout of the repository.
    Path(PathBuf),
    /// A git repository.
    Git {
        /// Its URL.
        url: String,
        /// The revision; without one, the newest.
        rev: Option<String>,
    },
    /// The registry, in this version.
    Registry(String),
}

impl CrateOrigin {
    /// Reads a path to a checkout, or the URL of a git repository, which can end with `#` and a revision.
    ///
    /// # Errors
    ///
    /// Returns a diagnostic if there is no checkout at the path.
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        if text.contains("://") || text.starts_with("git@") {
            let (url, rev) = text.split_once('#').map_or((text, None), |(url, rev)| (url, Some(rev.to_owned())));
            return Ok(Self::Git { url: url.to_owned(), rev: rev.filter(|rev| !rev.is_empty()) });
        }
        let folder = Path::new(text);
        for part in ["crates/client/Cargo.toml", "codegen/Cargo.toml"] {
            if !folder.join(part).is_file() {
                let problem = Diagnostic::error(format!("there is no {part} in it, so it is no checkout of alicloud"));
                let remedy = "give the folder of a checkout, or the URL of a git repository, as in https://…";
                return Err(problem.in_file(folder).remedy(remedy).into());
            }
        }
        let absolute = folder.canonicalize();
        absolute
            .map(Self::Path)
            .map_err(|error| Diagnostic::error(format!("it cannot be read: {error}")).in_file(folder).into())
    }

    /// The origin of the running command.
    #[must_use]
    pub fn of_this_command() -> Self {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR"));
        let installed = std::env::current_exe().ok().and_then(|program| installed_from(&program));
        Self::of(built_in, installed.as_deref())
    }

    /// The origin of a command that was compiled in the folder `built_in`, and of which `cargo install` noted this source.
    fn of(built_in: &Path, installed: Option<&str>) -> Self {
        let repository = || env!("CARGO_PKG_REPOSITORY").to_owned();
        if let Some(source) = installed.and_then(|source| source.strip_prefix("git+")) {
            let (url, rev) = source.split_once('#').map_or((source, None), |(url, rev)| (url, Some(rev.to_owned())));
            let url = url.split_once('?').map_or(url, |(url, _)| url);
            return Self::Git { url: url.to_owned(), rev };
        }
        let names: Vec<_> = built_in.iter().filter_map(|name| name.to_str()).collect();
        let after = |folder: [&str; 2]| {
            let position = names.windows(2).position(|pair| pair == folder)?;
            names.get(position + 2..)
        };
        if after(["registry", "src"]).is_some() {
            return Self::Registry(env!("CARGO_PKG_VERSION").to_owned());
        }
        // Cargo checks a repository out to git/checkouts/NAME-HASH/REVISION.
        if let Some(below) = after(["git", "checkouts"]) {
            return Self::Git { url: repository(), rev: below.get(1).map(|&rev| rev.to_owned()) };
        }
        match built_in.parent() {
            Some(checkout) if checkout.join("crates/client/Cargo.toml").is_file() => Self::Path(checkout.to_owned()),
            // The checkout was moved or deleted.
            _ => Self::Git { url: repository(), rev: None },
        }
    }

    /// The dependency on the crate `name` in the folder `place` of the repository, for a package in the folder `project`.
    pub(super) fn dependency(&self, place: &str, project: &Path) -> InlineTable {
        let mut dependency = InlineTable::new();
        match self {
            Self::Path(checkout) => {
                dependency.insert("path", slashes(&from(project, checkout).join(place)).into());
            }
            Self::Git { url, rev } => {
                dependency.insert("git", url.as_str().into());
                if let Some(rev) = rev {
                    dependency.insert("rev", rev.as_str().into());
                }
            }
            Self::Registry(version) => {
                dependency.insert("version", Value::from(version.as_str()));
            }
        }
        dependency
    }
}

/// The path of a checkout: relative if it is beside the project or around it, so that both can be moved together.
fn from(project: &Path, checkout: &Path) -> PathBuf {
    let beside = checkout.parent().unwrap_or(checkout);
    match project.strip_prefix(beside) {
        Ok(below) if beside.parent().is_some() => {
            let up: PathBuf = below.components().map(|_| "..").collect();
            up.join(checkout.strip_prefix(beside).unwrap_or(checkout))
        }
        _ => checkout.to_owned(),
    }
}

/// A path in the spelling that Cargo takes on every system.
fn slashes(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) { text.trim_start_matches(r"\\?\").replace('\\', "/") } else { text }
}

/// The source of an installed command, as the list beside the folder `bin` has it.
fn installed_from(program: &Path) -> Option<String> {
    let list = program.parent().filter(|folder| folder.ends_with("bin"))?.parent()?.join(".crates.toml");
    let text = String::from_utf8(encoding::bytes(&list, MOST).ok()?).ok()?;
    let list: DocumentMut = text.parse().ok()?;
    let package = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), " (");
    let installed = list.get("v1")?.as_table_like()?.iter();
    let source = |(key, _): (&str, _)| Some(key.strip_prefix(package)?.strip_suffix(')')?.to_owned());
    installed.filter_map(source).next()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use std::path::{Path, PathBuf};

    use super::{CrateOrigin, from, installed_from};

    #[test]
    fn of_a_command() {
        let git = |url: &str, rev: Option<&str>| CrateOrigin::Git { url: url.to_owned(), rev: rev.map(str::to_owned) };
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let repository = env!("CARGO_PKG_REPOSITORY");
        let cases = [
            (here, None, CrateOrigin::Path(here.parent().map(Path::to_owned).unwrap_or_default())),
            (
                here,
                Some("git+https://example.com/a?branch=main#0123abc"),
                git("https://example.com/a", Some("0123abc")),
            ),
            (
                Path::new("/home/me/.cargo/git/checkouts/alicloud-0123/4567abc/codegen"),
                None,
                git(repository, Some("4567abc")),
            ),
            (
                Path::new("/home/me/.cargo/registry/src/index/alicloud-codegen-0.1.0"),
                None,
                CrateOrigin::Registry(env!("CARGO_PKG_VERSION").to_owned()),
            ),
            (Path::new("/gone/codegen"), None, git(repository, None)),
        ];
        for (built_in, installed, expected) in cases {
            assert_eq!(CrateOrigin::of(built_in, installed), expected, "{built_in:?} {installed:?}");
        }
    }

    #[test]
    fn what_cargo_install_noted() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let version = env!("CARGO_PKG_VERSION");
        let program = root.path().join("bin/alicloud-codegen");
        let source = "git+https://example.com/a?rev=0123abc#0123abcd";
        for (list, expected) in [
            (format!("[v1]\n\"alicloud-codegen {version} ({source})\" = [\"alicloud-codegen\"]\n"), Some(source)),
            (
                format!(
                    "[v1]\n\"alicloud-codegen 0.0.0-other ({source})\" = []\n\"other {version} ({source})\" = []\n"
                ),
                None,
            ),
            ("[v1".to_owned(), None),
        ] {
            std::fs::write(root.path().join(".crates.toml"), &list).expect("written");
            assert_eq!(installed_from(&program).as_deref(), expected, "{list}");
        }
        // A command that was not installed.
        assert_eq!(installed_from(&root.path().join("debug/alicloud-codegen")), None);
    }

    #[test]
    fn a_checkout_that_is_near_has_a_relative_path() {
        for (project, checkout, expected) in [
            ("/projects/app", "/projects/alicloud", "../alicloud"),
            ("/projects/alicloud/app", "/projects/alicloud", "../../alicloud"),
            ("/elsewhere/app", "/projects/alicloud", "/projects/alicloud"),
            ("/app", "/alicloud", "/alicloud"),
        ] {
            assert_eq!(from(Path::new(project), Path::new(checkout)), PathBuf::from(expected), "{project}");
        }
    }
}
