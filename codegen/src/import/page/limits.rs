//! How much of a page is read. What goes beyond is an error with its line: no page of the vendor comes near.

/// Bytes of a page.
pub(super) const PAGE: u64 = 16 << 20;

/// Rows of all tables of request parameters, and of all tables of response parameters.
pub(super) const ROWS: usize = 50_000;

/// Tables of request parameters, and of response parameters.
pub(super) const TABLES: usize = 500;

/// Levels of objects in each other.
pub(super) const LEVELS: usize = 32;
