//! What a build script tells Cargo.
//!
//! Cargo reads the output of a build script line by line, and a line that begins with `cargo::` is an order: it can set flags of the linker
//! and variables of the environment. Nothing that comes from a description may begin a line, so this module alone prints directives.

use std::collections::BTreeSet;
use std::path::Path;

/// Asks Cargo to run the build script again when this file or folder changes.
pub(super) fn watch(path: &Path) {
    print("rerun-if-changed", &path.display().to_string());
}

/// Has the compiler know these features, each a Rust string literal: a crate that lacks one of them is not warned that the generated code
/// names it.
pub(super) fn expect_features(literals: &BTreeSet<String>) {
    if !literals.is_empty() {
        let values = literals.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        print("rustc-check-cfg", &format!("cfg(feature, values({values}))"));
    }
}

/// Has Cargo show a warning.
pub(super) fn warn(text: &str) {
    print("warning", text);
}

#[allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]
fn print(name: &str, value: &str) {
    println!("{}", directive(name, value));
}

/// `cargo::NAME=VALUE` on one line; a control character becomes a blank.
fn directive(name: &str, value: &str) -> String {
    let value: String = value.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    format!("cargo::{name}={value}")
}

#[cfg(test)]
mod tests {
    use super::directive;

    #[test]
    fn is_one_line_whatever_the_value_is() {
        let cases = [
            ("a/b.json", "cargo::warning=a/b.json"),
            ("x\ncargo::rustc-env=INJECTED=y", "cargo::warning=x cargo::rustc-env=INJECTED=y"),
            ("x\r\ncargo:rustc-cfg=pwned\u{85}y", "cargo::warning=x  cargo:rustc-cfg=pwned y"),
        ];
        for (value, expected) in cases {
            assert_eq!(directive("warning", value), expected);
        }
    }
}
