//! A product of the catalog.

use std::fmt;
use std::sync::OnceLock;

use alicloud_api::{DocumentedError, Method, OperationInfo, PagingInfo, ProductInfo, Style};
use alicloud_codegen::catalog::{ProductCatalog, ProductDetails};
use alicloud_codegen::spec::entry::Schema;
use serde::de::DeserializeOwned;

use crate::embedded::{self, PackedOperation, PackedProduct};
use crate::error::CatalogError;
use crate::kept;
use crate::name::{letters, similar};
use crate::operation::Operation;
use crate::route::Route;

/// One API version of a product. Parts that are embedded are parsed on first use.
pub struct Product {
    info: &'static ProductInfo,
    details: Lazy<ProductDetails>,
    /// Empty if the product was not embedded.
    packed: &'static [PackedOperation],
    /// Sorted on first use: a program asks few of the products.
    operations: OnceLock<Vec<Entry>>,
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
    pub fn details(&self) -> Result<&ProductDetails, CatalogError> {
        self.details.get(|details| details)
    }

    /// The names of all operations that can be called, sorted without regard to case.
    pub fn operation_names(&self) -> impl Iterator<Item = &'static str> {
        self.operations().iter().map(|entry| entry.info.name)
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
            return entry.operation.get(|description| Operation::new(entry.info, entry.paging, description));
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

    /// Finds the ROA operation for an HTTP method and a path, which is percent-encoded as on the wire. `query` is that of
    /// the request, decoded: some operations differ only in a parameter of the query, as in `?action=split`. If several
    /// templates match, one without a wildcard is used, and among those the one with the fewest placeholders in its path and
    /// then the one with the most parameters in its query.
    #[must_use]
    pub fn route<'a>(&self, method: &str, path: &'a str, query: &'a [(String, String)]) -> Option<Route<'a>> {
        let method = Method::parse(&method.to_ascii_uppercase()).filter(|_| self.info.style == Style::Roa)?;
        self.operations()
            .iter()
            .filter(|entry| entry.info.methods.contains(&method))
            .filter_map(|entry| Route::new(entry.info, path, query))
            .min_by_key(Route::openness)
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
    pub fn errors<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = DocumentedError<&'a str>> {
        operation.errors().chain(self.details().into_iter().flat_map(ProductDetails::errors))
    }

    pub(crate) fn packed(packed: &'static PackedProduct) -> Self {
        let out_of_scope = packed.out_of_scope.iter().map(|(name, reason)| ((*name).to_owned(), (*reason).to_owned()));
        Self {
            info: packed.info,
            details: Lazy::packed(packed.start, packed.end),
            packed: packed.operations,
            operations: OnceLock::new(),
            out_of_scope: out_of_scope.collect(),
        }
    }

    pub(crate) fn loaded(catalog: ProductCatalog) -> Self {
        let info = kept::product(&catalog.product);
        let operations = catalog.operations.into_iter().map(|(facts, description)| {
            let info = kept::operation(info, &facts);
            let paging = facts.paging.as_ref().and_then(kept::paging);
            Entry { info, paging, operation: Lazy::parsed(Operation::new(info, paging, description)) }
        });
        Self {
            info,
            details: Lazy::parsed(catalog.details),
            packed: &[],
            operations: OnceLock::from(sorted(operations)),
            out_of_scope: catalog.out_of_scope.into_iter().map(|refused| (refused.name, refused.reason)).collect(),
        }
    }

    fn operations(&self) -> &[Entry] {
        self.operations.get_or_init(|| {
            sorted(self.packed.iter().map(|operation| Entry {
                info: operation.info,
                paging: operation.paging,
                operation: Lazy::packed(operation.start, operation.end),
            }))
        })
    }

    /// Names that differ only in case or hyphens are neighbours; the exact spelling wins among them.
    fn entry(&self, name: &str) -> Option<&Entry> {
        let operations = self.operations();
        let first = operations.partition_point(|entry| letters(entry.info.name).lt(letters(name)));
        let mut candidates =
            operations.iter().skip(first).take_while(|entry| letters(entry.info.name).eq(letters(name)));
        candidates.clone().find(|entry| entry.info.name == name).or_else(|| candidates.next())
    }
}

impl fmt::Debug for Product {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Product")
            .field("code", &self.code())
            .field("version", &self.version())
            .field("operations", &self.operations().len())
            .finish_non_exhaustive()
    }
}

struct Entry {
    info: &'static OperationInfo,
    paging: Option<&'static PagingInfo>,
    operation: Lazy<Operation>,
}

/// Sorts entries for the binary search in [`Product::entry`].
fn sorted(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by(|Entry { info: a, .. }, Entry { info: b, .. }| {
        letters(a.name).cmp(letters(b.name)).then_with(|| a.name.cmp(b.name))
    });
    entries
}

/// A part of the catalog. What is embedded is parsed on first use.
struct Lazy<T> {
    // The byte range of its JSON in the embedded string; empty if it was not embedded.
    start: usize,
    end: usize,
    // Boxed to save memory, because most operations of a product are never used.
    parsed: OnceLock<Box<T>>,
}

impl<T> Lazy<T> {
    fn packed(start: usize, end: usize) -> Self {
        Self { start, end, parsed: OnceLock::new() }
    }

    fn parsed(part: T) -> Self {
        Self { start: 0, end: 0, parsed: OnceLock::from(Box::new(part)) }
    }

    /// Parses the JSON as `D`, unless that was done before, and completes it.
    fn get<D: DeserializeOwned>(&self, complete: impl FnOnce(D) -> T) -> Result<&T, CatalogError> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let parsed = serde_json::from_str(embedded::text(self.start, self.end))?;
        Ok(self.parsed.get_or_init(|| Box::new(complete(parsed))))
    }
}
