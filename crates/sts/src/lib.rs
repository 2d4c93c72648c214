//! Security Token Service (2015-04-01) for Rust: typed operations, generated from the API description.
