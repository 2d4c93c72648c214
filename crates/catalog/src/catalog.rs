//! The products.

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
    /// The descriptions that this workspace was built with.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self { products: embedded::PRODUCTS.iter().map(Product::packed).collect() })
    }

    /// Descriptions from a folder, as `spec`, `spec/rds` or `spec/rds/2014-08-15`: every folder there with a `product.json` and an entry for
    /// each operation, or with the vendor's `api-docs.json`.
    ///
    /// They are read, corrected, checked and decided on as the embedded ones are, and answer every question in the same way. The facts that
    /// requests hold ([`OperationInfo`](alicloud_api::OperationInfo)) are never freed; loading a folder again keeps nothing more.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Invalid`] with all problems of the folder, if one of them is an error.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self, CatalogError> {
        let mut products = Vec::new();
        for folder in spec::find(folder.as_ref())? {
            products.push(Product::loaded(catalog::catalog(&spec::load(&folder)?)?)?);
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
