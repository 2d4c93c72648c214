//! Copies of what the server returned: the file itself, and beside it what it is a copy of and when it was received.
//!
//! Whatever is wrong with a copy, it counts as if there were none: it is fetched again.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::location::MetadataLocation;
use super::options::FetchOptions;
use super::received::{ReceivedFile, Validators};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::replace::overwrite;
use crate::spec::encoding;

/// How long a copy is used without asking, if the server has no validators for it.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// Maximum size of the record of a copy in bytes.
const RECORD: u64 = 64 << 10;

/// The copies of the files of one server.
pub(super) struct Copies {
    folder: PathBuf,
}

/// A copy.
#[derive(Debug, Clone)]
pub(super) struct KeptCopy {
    pub(super) file: PathBuf,
    pub(super) bytes: Vec<u8>,
    url: String,
    validators: Validators,
    received: SystemTime,
}

impl KeptCopy {
    /// What the server is asked with; `None` if it has nothing of that kind.
    pub(super) fn validators(&self) -> Option<&Validators> {
        Some(&self.validators).filter(|validators| **validators != Validators::default())
    }

    /// Whether the copy is used without asking.
    pub(super) fn is_fresh(&self) -> bool {
        self.validators().is_none() && SystemTime::now().duration_since(self.received).is_ok_and(|age| age < FRESH)
    }

    /// How long ago the server returned or confirmed it.
    pub(super) fn age(&self) -> Duration {
        SystemTime::now().duration_since(self.received).unwrap_or_default()
    }
}

impl Copies {
    pub(super) fn new(cache: &Path, location: &MetadataLocation) -> Self {
        Self { folder: cache.join("metadata").join(location.folder()) }
    }

    /// The copy of a URL, if there is a whole one. `name` is the path of the file below the base URL.
    pub(super) fn find(&self, name: &str, url: &str) -> Option<KeptCopy> {
        let file = self.file(name);
        let record = encoding::bytes(&record_of(&file), RECORD).ok()?;
        let record: Value = serde_json::from_slice(&record).ok()?;
        let text = |key: &str| record.get(key).and_then(Value::as_str);
        let seconds = record.get("received").and_then(Value::as_u64)?;
        let received = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
        let bytes = encoding::bytes(&file, FetchOptions::MOST_BYTES).ok()?;
        if text("url") != Some(url) || text("hash") != Some(hash(&bytes).as_str()) {
            return None;
        }
        let validators = Validators {
            etag: text("etag").map(str::to_owned),
            last_modified: text("lastModified").map(str::to_owned),
        };
        Some(KeptCopy { file, bytes, url: url.to_owned(), validators, received })
    }

    /// Writes a copy, and returns its path.
    pub(super) fn keep(&self, name: &str, url: &str, received: &ReceivedFile) -> Result<PathBuf, Diagnostics> {
        let file = self.file(name);
        let folder = file.parent().unwrap_or(&self.folder);
        // A run that ends between the two files leaves a hash of other bytes, and no copy.
        fs::create_dir_all(folder)
            .and_then(|()| overwrite(&file, &received.bytes))
            .and_then(|()| self.record(&file, url, &received.validators, &received.bytes))
            .map_err(|error| unwritable(&file, &error))?;
        Ok(file)
    }

    /// Records that the server has confirmed a copy.
    pub(super) fn confirm(&self, copy: &KeptCopy) -> Result<(), Diagnostics> {
        self.record(&copy.file, &copy.url, &copy.validators, &copy.bytes)
            .map_err(|error| unwritable(&copy.file, &error))
    }

    fn record(&self, file: &Path, url: &str, validators: &Validators, bytes: &[u8]) -> io::Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let record = json!({
            "url": url,
            "received": now,
            "etag": validators.etag,
            "lastModified": validators.last_modified,
            "hash": hash(bytes),
        });
        overwrite(&record_of(file), format!("{record:#}\n").as_bytes())
    }

    fn file(&self, name: &str) -> PathBuf {
        match name {
            // A folder has this name.
            "products" => self.folder.join("products-list.json"),
            name => self.folder.join(name),
        }
    }
}

fn record_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".received");
    file.with_file_name(name)
}

fn hash(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

fn unwritable(file: &Path, error: &io::Error) -> Diagnostics {
    Diagnostic::error(format!("a copy of the metadata cannot be written: {error}"))
        .in_file(file)
        .remedy(format!("make the folder writable, or name another one in {}", super::location::CACHE_VARIABLE))
        .into()
}
