//! Limits for reading a page. A page that exceeds one is an error with a line number. No page of the vendor comes
//! close.

/// Maximum size of a page in bytes.
pub(super) const PAGE: u64 = 16 << 20;

/// Maximum number of rows in all tables of request parameters, and in all tables of response parameters.
pub(super) const ROWS: usize = 50_000;

/// Maximum number of rows in all tables of a page about a product. The largest product has 959 operations.
pub(super) const PRODUCT_ROWS: usize = 20_000;

/// Maximum number of tables of request parameters, and of tables of response parameters.
pub(super) const TABLES: usize = 500;

/// Maximum nesting of objects.
pub(super) const LEVELS: usize = 32;
