//! The set of all products.

use std::path::Path;
use std::sync::OnceLock;

use alicloud_api::ProductInfo;
use alicloud_codegen::{catalog, spec};

use crate::embedded;
use crate::error::CatalogError;
use crate::product::Product;

/// A set of API descriptions.
#[derive(Debug, Default)]
pub struct Catalog {
    products: Vec<Product>,
    /// Code and version of the products that are found without a version, if there are several versions.
    preferred: Vec<(&'static str, &'static str)>,
}

impl Catalog {
    /// Returns the descriptions of this workspace's `spec/`, which are embedded.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self {
            products: embedded::PRODUCTS.iter().map(Product::packed).collect(),
            preferred: Vec::new(),
        })
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
        Ok(Self { products, preferred: Vec::new() })
    }

    /// Adds the descriptions of another catalog.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.products.extend(other.products);
        self.preferred.extend(other.preferred);
        self
    }

    /// Adds the embedded descriptions. Those of this catalog replace embedded ones of the same product and version; other versions of an
    /// embedded product are there beside it, and are found only with their version.
    #[must_use]
    pub fn with_embedded(mut self) -> Self {
        let packed = embedded::PRODUCTS;
        self.preferred.extend(packed.iter().map(|product| (product.info.code, product.info.version)));
        let is_replaced = |info: &ProductInfo| {
            let mut own = self.products.iter();
            own.any(|own| own.code().eq_ignore_ascii_case(info.code) && own.version() == info.version)
        };
        let added: Vec<Product> =
            packed.iter().filter(|product| !is_replaced(product.info)).map(Product::packed).collect();
        self.products.extend(added);
        self
    }

    /// All products, sorted by their folders.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// Finds a product by its code, ignoring case. Without a version, the newest one is returned, but an embedded one before those that
    /// were [added to it](Self::with_embedded).
    #[must_use]
    pub fn product(&self, code: &str, version: Option<&str>) -> Option<&Product> {
        self.products
            .iter()
            .filter(|product| product.code().eq_ignore_ascii_case(code))
            .filter(|product| version.is_none_or(|version| product.version() == version))
            .max_by_key(|product| (self.is_preferred(product), product.version()))
    }

    fn is_preferred(&self, product: &Product) -> bool {
        let mut preferred = self.preferred.iter();
        preferred.any(|(code, version)| product.code().eq_ignore_ascii_case(code) && product.version() == *version)
    }
}
