//! Fetches the metadata that the vendor publishes: the list of products, and the `api-docs.json` of a version of one.
//!
//! This is the only part of the generator that uses the network, for commands that a person runs; no build script has it. What is received
//! is bounded in bytes and time, and kept as a copy in the cache folder of the user. The copy is validated with the server (`ETag`,
//! `Last-Modified`), or used for a day if the server has no validators. Without the network it is used only on request, since it may be old.

mod copies;
mod download;
mod error;
mod location;
mod options;
mod products;
mod received;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use self::copies::{Copies, KeptCopy};
use self::download::{Download, DownloadOutcome};
pub use self::error::FetchError;
pub use self::location::{BASE, BASE_VARIABLE, CACHE_VARIABLE, cache_folder};
use self::location::{MetadataLocation, checked_name};
pub use self::options::FetchOptions;
use self::products::ProductList;
use crate::diagnostic::Diagnostic;

/// The metadata of one version of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetched {
    /// Product code in the vendor's spelling.
    pub product: String,
    /// API version.
    pub version: String,
    /// The URL that it comes from.
    pub url: String,
    /// The copy in the cache folder: an `api-docs.json`.
    pub file: PathBuf,
    /// How current the copy is.
    pub freshness: Freshness,
}

/// How current a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Freshness {
    /// It was received just now.
    Received,
    /// The server confirmed that it has not changed.
    Confirmed,
    /// It was received so long ago, and the server was not asked.
    Aged(Duration),
}

/// Fetches the metadata of a product. Without a version, the vendor's default version is fetched, which the list of products names.
///
/// The list is also used if there is no such file: to find the vendor's spelling of the code, and to suggest others.
///
/// # Errors
///
/// Returns [`FetchError::Input`] if the base URL, the product or its version is not valid or not known, or a copy cannot be written;
/// offline, if there is no copy. Returns [`FetchError::Network`] if the server cannot be reached or returns something else than metadata
/// within the bounds.
pub async fn product(product: &str, version: Option<&str>, options: &FetchOptions) -> Result<Fetched, FetchError> {
    let source = MetadataServer::new(options)?;
    let asked = checked_name(product, "a product", "Vpc")?;
    if let Some(version) = version {
        let asked_version = checked_name(version, "an API version", "2016-04-28")?;
        if let Some(fetched) = source.metadata(asked, asked_version).await? {
            return Ok(fetched);
        }
    }
    let (location, list) = source.products().await?;
    let (code, found) = list.find(asked, version, &location)?;
    match source.metadata(&code, &found).await? {
        Some(fetched) => Ok(fetched),
        None => {
            let url = source.location.metadata(&code, &found)?;
            Err(absent(&format!("the list of products has {code} {found}, and its metadata"), url.as_str(), options))
        }
    }
}

/// The server and the copies of what it returned.
struct MetadataServer<'a> {
    options: &'a FetchOptions,
    location: MetadataLocation,
    download: Download,
    copies: Copies,
}

impl<'a> MetadataServer<'a> {
    fn new(options: &'a FetchOptions) -> Result<Self, FetchError> {
        let location = MetadataLocation::new(&options.base)?;
        let download = Download::new(&location, options)?;
        let copies = Copies::new(&options.cache, &location);
        Ok(Self { options, location, download, copies })
    }

    /// The metadata of a version of a product; `None` if there is none.
    async fn metadata(&self, product: &str, version: &str) -> Result<Option<Fetched>, FetchError> {
        let url = self.location.metadata(product, version)?;
        let name = format!("products/{product}/versions/{version}/api-docs.json");
        let check = |document: &Value| is_metadata_of(document, product, version);
        let Some(copy) = self.file(&url, &name, &check).await? else { return Ok(None) };
        Ok(Some(Fetched {
            product: product.to_owned(),
            version: version.to_owned(),
            url: url.into(),
            file: copy.file,
            freshness: copy.freshness,
        }))
    }

    /// The list of products, with its URL. The vendor has it under two names; a copy of the vendor's folder has the first one only.
    async fn products(&self) -> Result<(String, ProductList), FetchError> {
        let mut first = None;
        for name in ["products.json", "products"] {
            let url = self.location.list(name)?;
            let check = |document: &Value| ProductList::read(document).map(drop);
            if let Some(copy) = self.file(&url, name, &check).await? {
                return Ok((
                    url.into(),
                    ProductList::read(&copy.document).map_err(|what| refused(url_of(&first), &what))?,
                ));
            }
            first.get_or_insert(url);
        }
        let url = url_of(&first).to_owned();
        Err(absent("the list of products, which names the default versions,", &url, self.options))
    }

    /// A file: from the server, or its copy. `None` if there is no such file.
    async fn file(
        &self,
        url: &reqwest::Url,
        name: &str,
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Option<CheckedFile>, FetchError> {
        let kept = self.copies.find(name, url.as_str());
        if self.options.offline {
            return kept.map(|copy| copy.aged(url, check)).transpose();
        }
        if let Some(copy) = &kept
            && copy.is_fresh()
        {
            return copy.clone().aged(url, check).map(Some);
        }
        let received = match self.download.get(url, kept.as_ref().and_then(KeptCopy::validators)).await? {
            DownloadOutcome::Absent => return Ok(None),
            DownloadOutcome::Unchanged => match kept {
                Some(copy) => return copy.confirmed(url, check, &self.copies).map(Some),
                None => return Err(refused(url.as_str(), "it is 304 Not Modified, which was not asked for")),
            },
            DownloadOutcome::Received(received) => received,
        };
        let document = document(url, &received.bytes, check)?;
        let file = self.copies.keep(name, url.as_str(), &received)?;
        Ok(Some(CheckedFile { file, document, freshness: Freshness::Received }))
    }
}

/// A file of the server that has been checked.
struct CheckedFile {
    file: PathBuf,
    document: Value,
    freshness: Freshness,
}

impl KeptCopy {
    /// The copy, without asking the server.
    fn aged(self, url: &reqwest::Url, check: &dyn Fn(&Value) -> Result<(), String>) -> Result<CheckedFile, FetchError> {
        let freshness = Freshness::Aged(self.age());
        Ok(CheckedFile { document: document(url, &self.bytes, check)?, file: self.file, freshness })
    }

    /// The copy, which the server has confirmed.
    fn confirmed(
        self,
        url: &reqwest::Url,
        check: &dyn Fn(&Value) -> Result<(), String>,
        copies: &Copies,
    ) -> Result<CheckedFile, FetchError> {
        copies.confirm(&self)?;
        Ok(CheckedFile {
            document: document(url, &self.bytes, check)?,
            file: self.file,
            freshness: Freshness::Confirmed,
        })
    }
}

/// Reads a file as JSON and checks that it is what was asked for, before anything is kept.
fn document(
    url: &reqwest::Url,
    bytes: &[u8],
    check: &dyn Fn(&Value) -> Result<(), String>,
) -> Result<Value, FetchError> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if text.trim_ascii_start().first() == Some(&b'<') {
        return Err(refused(url.as_str(), "it is a page in HTML or XML, not JSON"));
    }
    let document = serde_json::from_slice(text).map_err(|problem| match problem.is_eof() {
        true => refused(url.as_str(), &format!("the JSON ends too early: {problem}")),
        false => refused(url.as_str(), &format!("it is not JSON: {problem}")),
    })?;
    check(&document).map_err(|what| refused(url.as_str(), &what))?;
    Ok(document)
}

/// Whether a document is the metadata of a version of a product.
fn is_metadata_of(document: &Value, product: &str, version: &str) -> Result<(), String> {
    let stated = |key: &str| document.get("info").and_then(|info| info.get(key)).and_then(Value::as_str);
    if !document.get("apis").is_some_and(Value::is_object) {
        return Err("it has no `apis`, so it is not the metadata of a product".to_owned());
    }
    match (stated("product"), stated("version")) {
        (Some(code), Some(date)) if code.eq_ignore_ascii_case(product) && date == version => Ok(()),
        (Some(_), Some(_)) => Err(format!("its `info` names another product or version than {product} {version}")),
        _ => Err("its `info` names no product and version".to_owned()),
    }
}

/// The problem of a response that is not what was asked for.
fn refused(url: &str, what: &str) -> FetchError {
    let problem = Diagnostic::error(format!("{url} cannot be used: {what}"));
    FetchError::Network(
        problem.remedy("open the URL in a browser; a proxy or a wrong base URL can be the reason").into(),
    )
}

/// The problem of a file that is neither on the server nor, offline, among the copies.
fn absent(what: &str, url: &str, options: &FetchOptions) -> FetchError {
    let problem = if options.offline {
        let folder = options.cache.display();
        Diagnostic::error(format!("there is no copy of {url} in {folder}"))
            .remedy("fetch it once with the network, or give the file itself")
    } else {
        Diagnostic::error(format!("{what} is not there: {url} is 404 Not Found"))
            .remedy("check the base URL, give the version with `--version`, or give the file itself")
    };
    FetchError::Input(problem.into())
}

fn url_of(url: &Option<reqwest::Url>) -> &str {
    url.as_ref().map_or("", reqwest::Url::as_str)
}
