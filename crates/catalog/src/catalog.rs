//! The products.

use std::path::Path;
use std::sync::OnceLock;

use crate::embedded;
use crate::error::CatalogError;
use crate::product::Product;
use crate::scan::scan;

/// A set of API descriptions.
#[derive(Debug)]
pub struct Catalog {
    products: Vec<Product>,
}

impl Catalog {
    /// The descriptions that this workspace was built with.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self { products: embedded::PRODUCTS.iter().map(Product::packed).collect() })
    }

    /// Descriptions from a folder: `spec`, `spec/rds` or `spec/rds/2014-08-15`.
    ///
    /// Entries are taken as they are: a `corrections.json`, which repairs them for the generator, is not applied, and what the
    /// generator decides is not known ([`Operation::call`](crate::Operation::call)).
    ///
    /// # Errors
    ///
    /// A folder or file that cannot be read, a file that is not JSON, or no product at all. Whether an entry follows the
    /// format is found out when it is asked for.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self, CatalogError> {
        let folder = folder.as_ref();
        let products: Vec<_> = scan(folder)?.into_iter().map(Product::scanned).collect();
        if products.is_empty() {
            return Err(CatalogError::NoProduct { folder: folder.to_owned() });
        }
        Ok(Self { products })
    }

    /// Every product, in the order of their folders.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// A product by its code in any case; without a version, the newest.
    #[must_use]
    pub fn product(&self, code: &str, version: Option<&str>) -> Option<&Product> {
        self.products
            .iter()
            .filter(|product| product.code().eq_ignore_ascii_case(code))
            .filter(|product| version.is_none_or(|version| product.version() == version))
            .max_by(|a, b| a.version().cmp(b.version()))
    }
}
