//! What the build script packed.

/// One product of the packed text.
pub(crate) struct PackedProduct {
    pub(crate) code: &'static str,
    pub(crate) version: &'static str,
    pub(crate) style: &'static str,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) operations: &'static [PackedOperation],
}

/// One operation of the packed text.
pub(crate) struct PackedOperation {
    pub(crate) name: &'static str,
    pub(crate) methods: &'static str,
    pub(crate) path: &'static str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Every product, in the order of their folders.
pub(crate) static PRODUCTS: &[PackedProduct] = include!(concat!(env!("OUT_DIR"), "/index.rs"));

/// The JSON text of a range of the index.
pub(crate) fn text(start: usize, end: usize) -> &'static str {
    static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.txt"));
    // The ranges come from the build script that wrote the text; an empty text is reported as invalid JSON.
    TEXT.get(start..end).unwrap_or_default()
}
