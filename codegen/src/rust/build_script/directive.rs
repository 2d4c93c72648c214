//! Prints the instructions of a build script for Cargo.
//!
//! Cargo reads the output of a build script line by line and executes lines that begin with `cargo::`; they can set
//! linker flags and environment variables. No string from a description may begin a line, so only this module prints
//! instructions. See <https://doc.rust-lang.org/cargo/reference/build-scripts.html#outputs-of-the-build-script>.

use std::collections::BTreeSet;
use std::path::Path;

/// Asks Cargo to run the build script again when this file or folder changes.
pub(super) fn watch(path: &Path) {
    print("rerun-if-changed", &path.display().to_string());
}

/// Declares features, given as Rust string literals, to the `unexpected_cfgs` lint. The generated code mentions
/// features of all groups, and a crate need not declare all of them.
pub(super) fn expect_features(literals: &BTreeSet<String>) {
    if !literals.is_empty() {
        let values = literals.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        print("rustc-check-cfg", &format!("cfg(feature, values({values}))"));
    }
}

/// Makes Cargo show a warning.
pub(super) fn warn(text: &str) {
    print("warning", text);
}

#[allow(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]
fn print(name: &str, value: &str) {
    println!("{}", directive(name, value));
}

/// Formats `cargo::NAME=VALUE` as one line: control characters become spaces.
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
