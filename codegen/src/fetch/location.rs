//! URLs of the vendor's metadata, and the folder of copies.

use std::ffi::OsString;
use std::path::PathBuf;

use reqwest::Url;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::device::is_device;

/// The vendor's metadata.
pub const BASE: &str = "https://api.aliyun.com/meta/v1";

/// The variable that names another base URL.
pub const BASE_VARIABLE: &str = "ALICLOUD_METADATA_URL";

/// The variable that names the folder for copies of what was fetched.
pub const CACHE_VARIABLE: &str = "ALICLOUD_CACHE_DIR";

/// The folder for copies of what was fetched: that of [`CACHE_VARIABLE`], else `alicloud` in the user's cache folder. `variable` returns
/// variables of the environment. `None` if the user has no home folder.
#[must_use]
pub fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(own) = folder(CACHE_VARIABLE) {
        return Some(own);
    }
    // The XDG base directory specification wants relative paths ignored.
    let absolute = |name: &str| folder(name).filter(|path| path.is_absolute());
    let caches = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_vendor = "apple") {
        absolute("HOME").map(|home| home.join("Library/Caches"))
    } else {
        absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))
    };
    caches.map(|caches| caches.join("alicloud"))
}

/// A valid base URL.
pub(super) struct MetadataLocation {
    base: Url,
}

impl MetadataLocation {
    pub(super) fn new(base: &str) -> Result<Self, Diagnostics> {
        // The URL is shown in messages, so it must not have a password.
        let refused = |reason: String| {
            let problem = Diagnostic::error(format!("the base URL of the metadata cannot be used: {reason}"));
            Diagnostics::from(problem.remedy(format!("give one like {BASE}")))
        };
        let url = Url::parse(base.trim_end_matches('/')).map_err(|problem| refused(problem.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
            return Err(refused("it begins neither with https:// nor with http://".to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it has a user name or a password".to_owned()));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("it has a query or a fragment".to_owned()));
        }
        Ok(Self { base: url })
    }

    /// Whether the server is this machine, which no proxy reaches.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The base URL as the name of a folder: two base URLs with the same name are told apart by the URL in each copy.
    pub(super) fn folder(&self) -> String {
        let kept = |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '_' };
        let name: String = self.base.as_str().chars().map(kept).collect();
        name.chars().take(120).collect()
    }

    /// The URL of the list of products.
    pub(super) fn list(&self, name: &str) -> Result<Url, Diagnostics> {
        self.below(&[name])
    }

    /// The URL of the metadata of a version of a product.
    pub(super) fn metadata(&self, product: &str, version: &str) -> Result<Url, Diagnostics> {
        self.below(&["products", product, "versions", version, "api-docs.json"])
    }

    fn below(&self, segments: &[&str]) -> Result<Url, Diagnostics> {
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut path) => drop(path.pop_if_empty().extend(segments)),
            Err(()) => return Err(Diagnostic::error("the base URL of the metadata has no path").into()),
        }
        Ok(url)
    }
}

/// A product code or an API version that is part of a URL and of a path.
pub(super) fn checked_name<'n>(name: &'n str, what: &str, example: &str) -> Result<&'n str, Diagnostics> {
    if is_name(name) {
        return Ok(name);
    }
    let problem = Diagnostic::error(format!("{name:?} is not the name of {what}"));
    Err(problem.remedy(format!("give one like {example}: letters, digits, `-`, `_` and `.`")).into())
}

/// Whether a product or an API version can have this name.
pub(super) fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !name.ends_with('.')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
        && !is_device(name)
}
