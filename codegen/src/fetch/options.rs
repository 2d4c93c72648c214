//! Where metadata is fetched from, and its bounds.

use std::path::PathBuf;
use std::time::Duration;

/// Where metadata is fetched from, and its bounds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FetchOptions {
    /// URL of the folder that has `products.json` and `products/`: [`BASE`](super::BASE) is the vendor's.
    pub base: String,
    /// Folder of the copies: [`cache_folder`](super::cache_folder) returns the user's.
    pub cache: PathBuf,
    /// Whether only copies are used. Nothing is sent then.
    pub offline: bool,
    /// Maximum number of bytes of a file.
    pub most_bytes: u64,
    /// Time limit for one file, from the first connection to the last byte.
    pub timeout: Duration,
}

impl FetchOptions {
    /// Maximum number of bytes of a file. The vendor's largest has about ten million.
    pub const MOST_BYTES: u64 = 64 << 20;
    /// Time limit for one file.
    pub const TIMEOUT: Duration = Duration::from_secs(120);

    /// Options for a base URL and a folder for copies, with the default bounds.
    #[must_use]
    pub fn new(base: impl Into<String>, cache: impl Into<PathBuf>) -> Self {
        let (base, cache) = (base.into(), cache.into());
        Self { base, cache, offline: false, most_bytes: Self::MOST_BYTES, timeout: Self::TIMEOUT }
    }
}
