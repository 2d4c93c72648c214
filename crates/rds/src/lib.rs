//! ApsaraDB RDS (2014-08-15) for Rust: typed operations, generated from the API description.
