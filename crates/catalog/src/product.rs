//! One product in one version.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use crate::embedded::{self, PackedProduct};
use crate::entry::{Details, Operation, Schema};
use crate::error::CatalogError;
use crate::name::{letters, similar};
use crate::route::{self, Route};
use crate::scan::{ScanError, Scanned};

/// One product in one version. Its parts are parsed when they are first asked for.
pub struct Product {
    code: Cow<'static, str>,
    version: Cow<'static, str>,
    style: Cow<'static, str>,
    details: Lazy<Details>,
    operations: Vec<Entry>,
}

impl Product {
    /// Product code, as in `Rds`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// API version, as in `2014-08-15`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Gateway style: `RPC`, `ROA`, or one of the vendor's special ones.
    #[must_use]
    pub fn style(&self) -> &str {
        &self.style
    }

    /// Endpoints, groups, shared schemas and common errors.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Invalid`] if `product.json` does not follow the format (never in the embedded catalog).
    pub fn details(&self) -> Result<&Details, CatalogError> {
        self.details.get(|details| details)
    }

    /// The names of all operations, sorted without regard to case.
    pub fn operation_names(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().map(|entry| entry.name.as_ref())
    }

    /// An operation by its name, in any case or as `release-instance-connection`.
    ///
    /// # Errors
    ///
    /// [`CatalogError::UnknownOperation`], or [`CatalogError::Invalid`] if the entry does not follow the format (never in
    /// the embedded catalog).
    pub fn operation(&self, name: &str) -> Result<&Operation, CatalogError> {
        let entry = self.entry(name).ok_or_else(|| CatalogError::UnknownOperation {
            product: self.code.clone().into_owned(),
            name: name.to_owned(),
            similar: similar(name, self.operation_names()),
        })?;
        entry.operation.get(|operation| Operation { name: entry.name.clone().into_owned(), ..operation })
    }

    /// The ROA operation that answers `method` at `path` (as it is on the wire, percent-encoded). Where two templates
    /// match, the one with fewer placeholders wins.
    #[must_use]
    pub fn route<'a>(&'a self, method: &str, path: &'a str) -> Option<Route<'a>> {
        self.operations
            .iter()
            .filter(|entry| entry.methods.split(',').any(|allowed| allowed.eq_ignore_ascii_case(method)))
            .filter_map(|entry| {
                let segments = route::segments(&entry.path, path)?;
                Some(Route { operation: &entry.name, segments })
            })
            .min_by_key(|route| route.segments.len())
    }

    /// What a schema stands for: follows `$ref`. A reference to nothing is returned as it is.
    #[must_use]
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let mut schema = schema;
        // References to references do occur, circles among them too: bounded.
        for _ in 0..16 {
            let Some(reference) = &schema.reference else { break };
            let name = reference.rsplit('/').next().unwrap_or(reference);
            match self.details().ok().and_then(|details| details.components.schemas.get(name)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    /// The documented errors of an operation: first its own, then those that every operation of the product can return.
    pub fn errors<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = DocumentedError<'a>> {
        let common = self.details().ok().map(|details| &details.common_error_codes);
        operation.error_codes.iter().chain(common.into_iter().flatten()).flat_map(|(status, codes)| {
            let status = status.parse().unwrap_or(400);
            codes.iter().map(move |error| DocumentedError {
                status,
                code: &error.error_code,
                message: &error.error_message,
                description: error.description.as_deref(),
            })
        })
    }

    pub(crate) fn packed(packed: &'static PackedProduct) -> Self {
        Self {
            code: packed.code.into(),
            version: packed.version.into(),
            style: packed.style.into(),
            details: Lazy::new(Place::Embedded { start: packed.start, end: packed.end }),
            operations: sorted(packed.operations.iter().map(|operation| Entry {
                name: operation.name.into(),
                methods: operation.methods.into(),
                path: operation.path.into(),
                operation: Lazy::new(Place::Embedded { start: operation.start, end: operation.end }),
            })),
        }
    }

    pub(crate) fn scanned(scanned: Scanned) -> Self {
        Self {
            code: scanned.code.into(),
            version: scanned.version.into(),
            style: scanned.style.into(),
            details: Lazy::new(Place::Loaded { file: scanned.file, text: scanned.text }),
            operations: sorted(scanned.operations.into_iter().map(|operation| Entry {
                name: operation.name.into(),
                methods: operation.methods.into(),
                path: operation.path.into(),
                operation: Lazy::new(Place::Loaded { file: operation.file, text: operation.text }),
            })),
        }
    }

    /// Names that differ only in case or hyphens are neighbours; the exact spelling wins among them.
    fn entry(&self, name: &str) -> Option<&Entry> {
        let first = self.operations.partition_point(|entry| letters(&entry.name).lt(letters(name)));
        let mut candidates =
            self.operations.iter().skip(first).take_while(|entry| letters(&entry.name).eq(letters(name)));
        candidates.clone().find(|entry| entry.name == name).or_else(|| candidates.next())
    }
}

impl fmt::Debug for Product {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Product")
            .field("code", &self.code)
            .field("version", &self.version)
            .field("operations", &self.operations.len())
            .finish_non_exhaustive()
    }
}

/// An error that the documents list for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedError<'a> {
    /// HTTP status.
    pub status: u16,
    /// Code, as in `Endpoint.NotFound`.
    pub code: &'a str,
    /// Message, letter by letter as published.
    pub message: &'a str,
    /// What to do about it.
    pub description: Option<&'a str>,
}

struct Entry {
    name: Cow<'static, str>,
    methods: Cow<'static, str>,
    path: Cow<'static, str>,
    operation: Lazy<Operation>,
}

/// In the order that [`Product::entry`] searches.
fn sorted(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by(|a, b| letters(&a.name).cmp(letters(&b.name)).then_with(|| a.name.cmp(&b.name)));
    entries
}

/// Where the text of an entry is.
enum Place {
    Embedded { start: usize, end: usize },
    Loaded { file: PathBuf, text: String },
}

/// A part of the catalog that is parsed when it is first asked for.
struct Lazy<T> {
    place: Place,
    // Boxed, because most entries of a product are never asked for.
    parsed: OnceLock<Box<T>>,
}

impl<T: DeserializeOwned> Lazy<T> {
    fn new(place: Place) -> Self {
        Self { place, parsed: OnceLock::new() }
    }

    fn get(&self, complete: impl FnOnce(T) -> T) -> Result<&T, CatalogError> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let (file, text) = match &self.place {
            Place::Embedded { start, end } => (Path::new("embedded catalog"), embedded::text(*start, *end)),
            Place::Loaded { file, text } => (file.as_path(), text.as_str()),
        };
        let parsed = serde_json::from_str(text).map_err(|error| ScanError::json(file, &error))?;
        Ok(self.parsed.get_or_init(|| Box::new(complete(parsed))))
    }
}
