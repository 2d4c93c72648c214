//! The `alicloud` command.
fn main() {}
