//! Chooses and checks the name of a package: it must not collide with names of Cargo, Rust, and the crates that
//! generated code needs.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::device::is_device;

/// Maximum length of a package name on crates.io.
const LONGEST: usize = 64;

/// Crates that come with the compiler. A program that depends on a package with such a name could not use them by name.
const OF_RUST: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Folders that Cargo creates next to the programs that it builds.
const OF_CARGO: [&str; 4] = ["build", "deps", "examples", "incremental"];

/// Crates of this workspace that a generated crate depends on, directly or indirectly.
const OF_GENERATED_CODE: [&str; 4] = ["alicloud_api", "alicloud_client", "alicloud_codegen", "alicloud_signer"];

/// Returns the default name of the package of a product: `alicloud-` and the product's code.
pub(super) fn of_product(code: &str) -> String {
    let name: String = code
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    format!("alicloud-{name}")
}

/// Returns an error if a crate cannot have this name. `code` is the product's code, from which a name is suggested.
pub(super) fn check(name: &str, code: &str) -> Result<(), Diagnostics> {
    let Some(reason) = refusal(name) else { return Ok(()) };
    let own = of_product(code);
    let proposals = [own.clone(), format!("{own}-service")];
    let proposal = proposals.iter().find(|proposal| refusal(proposal).is_none());
    let remedy = match proposal {
        Some(proposal) => format!("give another name, as in `--name {proposal}`"),
        None => "give another name with `--name`".to_owned(),
    };
    Err(Diagnostic::error(format!("`{name}` cannot be the name of a package: {reason}")).remedy(remedy).into())
}

/// Returns why a name cannot be that of a generated package, or `None` if it can.
#[must_use]
pub fn refusal(name: &str) -> Option<&'static str> {
    let library = name.replace('-', "_");
    let lower = library.to_ascii_lowercase();
    let is_one_of = |list: &[&str]| list.contains(&lower.as_str());
    let is_written_well = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.chars().all(is_written_well) {
        Some("it has to begin with a letter and may contain only ASCII letters, digits, `-` and `_`")
    } else if name.len() > LONGEST {
        Some("crates.io accepts no more than 64 characters")
    } else if syn::parse_str::<syn::Ident>(&library).is_err() {
        Some("it is a keyword of Rust")
    } else if is_one_of(&OF_RUST) {
        Some("it is the name of a crate that comes with Rust")
    } else if is_one_of(&OF_GENERATED_CODE) {
        Some("it is the name of a crate that generated code needs")
    } else if is_one_of(&OF_CARGO) {
        Some("it is the name of a folder that Cargo creates")
    } else if is_device(&lower) {
        Some("it is the name of a device on Windows")
    } else {
        None
    }
}
