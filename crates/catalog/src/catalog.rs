//! The set of all products.

use std::path::Path;
use std::sync::OnceLock;

use alicloud_codegen::{catalog, spec};

use crate::embedded;
use crate::error::CatalogError;
use crate::product::Product;

/// A set of API descriptions.
#[derive(Debug)]
pub struct Catalog {
    products: Vec<Product>,
}

impl Catalog {
    /// Returns the descriptions of this workspace's `spec/`, which are embedded.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self { products: embedded::PRODUCTS.iter().map(Product::packed).collect() })
    }

    /// Loads descriptions from a folder such as `spec`, `spec/rds` or `spec/rds/2014-08-15`: every folder at or below
    /// it with a `product.json` and one entry per operation, or with the vendor's `api-docs.json`.
    ///
    /// They are read, corrected, checked and decided on like the embedded ones, and give the same results. Their facts
    /// ([`OperationInfo`](alicloud_api::OperationInfo)), which requests refer to, are never freed; loading the same
    /// folder again uses no additional memory for them.
    ///
    /// # Errors
    ///
    /// Returns [`CatalogError::Invalid`] with all problems of the folder if at least one is an error.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self, CatalogError> {
        let mut products = Vec::new();
        for folder in spec::find(folder.as_ref())? {
            products.push(Product::loaded(catalog::catalog(&spec::load(&folder)?)));
        }
        Ok(Self { products })
    }

    /// All products, sorted by their folders.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// Finds a product by its code, ignoring case. Without a version, the newest one is returned.
    #[must_use]
    pub fn product(&self, code: &str, version: Option<&str>) -> Option<&Product> {
        self.products
            .iter()
            .filter(|product| product.code().eq_ignore_ascii_case(code))
            .filter(|product| version.is_none_or(|version| product.version() == version))
            .max_by(|a, b| a.version().cmp(b.version()))
    }
}
