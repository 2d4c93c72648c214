//! The descriptions that the build script embedded.

use alicloud_api::{OperationInfo, PagingInfo, ProductInfo};

/// The generator prints facts with paths that begin with `runtime`.
mod runtime {
    // A glob import, since the items that are needed depend on the embedded descriptions.
    pub(super) use alicloud_api::*;
}

/// A product and the byte ranges of its JSON in the embedded string.
pub(crate) struct PackedProduct {
    pub(crate) info: &'static ProductInfo,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) operations: &'static [PackedOperation],
    /// Names of operations that cannot be called, with reasons.
    pub(crate) out_of_scope: &'static [(&'static str, &'static str)],
}

/// An operation and the byte range of its JSON in the embedded string.
pub(crate) struct PackedOperation {
    pub(crate) info: &'static OperationInfo,
    pub(crate) paging: Option<&'static PagingInfo>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

// Defines `PRODUCTS`: all products, sorted by their folders.
include!(concat!(env!("OUT_DIR"), "/index.rs"));

/// The JSON at a byte range of the embedded string.
pub(crate) fn text(start: usize, end: usize) -> &'static str {
    static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.txt"));
    // The ranges come from the build script that wrote the string. If one were invalid, the empty string would be
    // reported as invalid JSON.
    TEXT.get(start..end).unwrap_or_default()
}
