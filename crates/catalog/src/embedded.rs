//! What the build script packed.

use alicloud_api::{OperationInfo, ProductInfo};

/// The module by whose name the generator prints facts.
mod runtime {
    // Which of them it needs depends on what is embedded.
    pub(super) use alicloud_api::*;
}

/// One product of the packed text.
pub(crate) struct PackedProduct {
    pub(crate) info: &'static ProductInfo,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) operations: &'static [PackedOperation],
    /// Names, each with the reason.
    pub(crate) out_of_scope: &'static [(&'static str, &'static str)],
}

/// One operation of the packed text.
pub(crate) struct PackedOperation {
    pub(crate) info: &'static OperationInfo,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

// Every product, in the order of their folders.
include!(concat!(env!("OUT_DIR"), "/index.rs"));

/// The JSON text of a range of the index.
pub(crate) fn text(start: usize, end: usize) -> &'static str {
    static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.txt"));
    // The ranges come from the build script that wrote the text; an empty text is reported as invalid JSON.
    TEXT.get(start..end).unwrap_or_default()
}
