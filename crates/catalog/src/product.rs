//! A product of the catalog.

use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use alicloud_api::{Method, OperationInfo, ProductInfo, Style};
use alicloud_codegen::catalog;
use serde::de::DeserializeOwned;

use crate::embedded::{self, PackedProduct};
use crate::entry::{Description, Details, Operation, Schema};
use crate::error::CatalogError;
use crate::kept;
use crate::name::{letters, similar};
use crate::route::{self, Route};

/// One API version of a product. Its parts are parsed on first use.
pub struct Product {
    info: &'static ProductInfo,
    details: Lazy<Details>,
    operations: Vec<Entry>,
    out_of_scope: Vec<(String, String)>,
}

impl Product {
    /// How operations of the product are called, and its hosts.
    #[must_use]
    pub fn info(&self) -> &'static ProductInfo {
        self.info
    }

    /// Product code, such as `Rds`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.info.code
    }

    /// API version, such as `2014-08-15`.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.info.version
    }

    /// Title, groups, shared schemas and common errors.
    ///
    /// # Errors
    ///
    /// Returns [`CatalogError::Invalid`] if their JSON is malformed. This does not happen, since the JSON was
    /// serialized by the generator.
    pub fn details(&self) -> Result<&Details, CatalogError> {
        self.details.get(|details| details)
    }

    /// The names of all operations that can be called, sorted without regard to case.
    pub fn operation_names(&self) -> impl Iterator<Item = &'static str> {
        self.operations.iter().map(|entry| entry.info.name)
    }

    /// The names of operations that cannot be called, with reasons.
    pub fn out_of_scope(&self) -> impl Iterator<Item = (&str, &str)> {
        self.out_of_scope.iter().map(|(name, reason)| (name.as_str(), reason.as_str()))
    }

    /// Finds an operation by its name, ignoring case, `-` and `_`: `release-instance-connection`.
    ///
    /// # Errors
    ///
    /// Returns [`CatalogError::UnknownOperation`] or [`CatalogError::OutOfScope`]. [`CatalogError::Invalid`] for
    /// malformed JSON does not happen, since the JSON was serialized by the generator.
    pub fn operation(&self, name: &str) -> Result<&Operation, CatalogError> {
        if let Some(entry) = self.entry(name) {
            return entry.operation.get(|description| Operation::new(entry.info, description));
        }
        match self.out_of_scope().find(|(refused, _)| letters(refused).eq(letters(name))) {
            Some((name, reason)) => Err(CatalogError::OutOfScope { name: name.to_owned(), reason: reason.to_owned() }),
            None => Err(CatalogError::UnknownOperation {
                product: self.code().to_owned(),
                name: name.to_owned(),
                similar: similar(name, self.operation_names()),
            }),
        }
    }

    /// Finds the ROA operation for an HTTP method and a path, which is percent-encoded as on the wire. If several
    /// templates match, the one with the fewest placeholders is used.
    #[must_use]
    pub fn route<'a>(&self, method: &str, path: &'a str) -> Option<Route<'a>> {
        let method = Method::parse(&method.to_ascii_uppercase()).filter(|_| self.info.style == Style::Roa)?;
        self.operations
            .iter()
            .filter(|entry| entry.info.methods.contains(&method))
            .filter_map(|entry| {
                let segments = route::segments(entry.info.path, path)?;
                Some(Route { operation: entry.info.name, segments })
            })
            .min_by_key(|route| route.segments.len())
    }

    /// Follows the `$ref` of a schema, up to 16 times. A reference to a missing schema is returned unchanged.
    #[must_use]
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let mut schema = schema;
        // References to references occur, even cycles, so the number of steps is bounded.
        for _ in 0..16 {
            let Some(reference) = &schema.reference else { break };
            let name = reference.rsplit('/').next().unwrap_or(reference);
            match self.details().ok().and_then(|details| details.schemas.get(name)) {
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
        let text = |start, end| Text::Embedded { start, end };
        let out_of_scope = packed.out_of_scope.iter().map(|(name, reason)| ((*name).to_owned(), (*reason).to_owned()));
        Self {
            info: packed.info,
            details: Lazy::new(text(packed.start, packed.end)),
            operations: sorted(packed.operations.iter().map(|operation| Entry {
                info: operation.info,
                operation: Lazy::new(text(operation.start, operation.end)),
            })),
            out_of_scope: out_of_scope.collect(),
        }
    }

    pub(crate) fn loaded(catalog: catalog::Catalog) -> Result<Self, CatalogError> {
        let info = kept::product(&catalog.product);
        let entry = |operation: &catalog::Operation| {
            let text = serde_json::to_string(&operation.description)?;
            Ok(Entry { info: kept::operation(info, &operation.facts), operation: Lazy::new(Text::Loaded(text)) })
        };
        let operations = catalog.operations.iter().map(entry).collect::<Result<Vec<_>, serde_json::Error>>()?;
        Ok(Self {
            info,
            details: Lazy::new(Text::Loaded(serde_json::to_string(&catalog.details)?)),
            operations: sorted(operations.into_iter()),
            out_of_scope: catalog.out_of_scope.into_iter().map(|refused| (refused.name, refused.reason)).collect(),
        })
    }

    /// Names that differ only in case or hyphens are neighbours; the exact spelling wins among them.
    fn entry(&self, name: &str) -> Option<&Entry> {
        let first = self.operations.partition_point(|entry| letters(entry.info.name).lt(letters(name)));
        let mut candidates =
            self.operations.iter().skip(first).take_while(|entry| letters(entry.info.name).eq(letters(name)));
        candidates.clone().find(|entry| entry.info.name == name).or_else(|| candidates.next())
    }
}

impl fmt::Debug for Product {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Product")
            .field("code", &self.code())
            .field("version", &self.version())
            .field("operations", &self.operations.len())
            .finish_non_exhaustive()
    }
}

/// A documented error of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedError<'a> {
    /// HTTP status.
    pub status: u16,
    /// Code, as in `Endpoint.NotFound`.
    pub code: &'a str,
    /// Message, exactly as published.
    pub message: &'a str,
    /// What callers can do about the error.
    pub description: Option<&'a str>,
}

struct Entry {
    info: &'static OperationInfo,
    operation: Lazy<Operation, Description>,
}

/// Sorts entries for the binary search in [`Product::entry`].
fn sorted(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by(|Entry { info: a, .. }, Entry { info: b, .. }| {
        letters(a.name).cmp(letters(b.name)).then_with(|| a.name.cmp(b.name))
    });
    entries
}

/// The JSON of a part of the catalog.
enum Text {
    Embedded { start: usize, end: usize },
    Loaded(String),
}

/// A part of the catalog of type `T`. Its JSON is parsed as `D` on first use and completed to `T`.
struct Lazy<T, D = T> {
    text: Text,
    // Boxed to save memory, because most operations of a product are never used.
    parsed: OnceLock<Box<T>>,
    parse: PhantomData<fn() -> D>,
}

impl<T, D: DeserializeOwned> Lazy<T, D> {
    fn new(text: Text) -> Self {
        Self { text, parsed: OnceLock::new(), parse: PhantomData }
    }

    fn get(&self, complete: impl FnOnce(D) -> T) -> Result<&T, CatalogError> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let text = match &self.text {
            Text::Embedded { start, end } => embedded::text(*start, *end),
            Text::Loaded(text) => text,
        };
        let parsed = serde_json::from_str(text)?;
        Ok(self.parsed.get_or_init(|| Box::new(complete(parsed))))
    }
}
