//! The name of a package: what Cargo, Rust, and the crates that generated code needs leave free.

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Most letters of a name in the registry of crates.
const LONGEST: usize = 64;

/// Crates that come with the compiler: a program that depends on the package could no longer name them.
const OF_RUST: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Folders that Cargo makes beside the programs that it builds.
const OF_CARGO: [&str; 4] = ["build", "deps", "examples", "incremental"];

/// Devices of Windows, which can be neither files nor folders there.
const OF_WINDOWS: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Crates that a generated crate needs, and those that these need.
const OF_GENERATED_CODE: [&str; 4] = ["alicloud_api", "alicloud_client", "alicloud_codegen", "alicloud_signer"];

/// The name of the package of a product: `alicloud-` and the product's code.
pub(super) fn of_product(code: &str) -> String {
    let name: String = code
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    format!("alicloud-{name}")
}

/// Refuses a name that no crate can have; `code` is that of the product, for the proposal.
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

/// Why a name cannot be that of a package that is generated from a description; nothing if it can.
#[must_use]
pub fn refusal(name: &str) -> Option<&'static str> {
    let library = name.replace('-', "_");
    let lower = library.to_ascii_lowercase();
    let is_one_of = |list: &[&str]| list.contains(&lower.as_str());
    let is_written_well = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.chars().all(is_written_well) {
        Some("it begins with a letter, and has ASCII letters, digits, `-` and `_` only")
    } else if name.len() > LONGEST {
        Some("the registry of crates takes no more than 64 letters")
    } else if syn::parse_str::<syn::Ident>(&library).is_err() {
        Some("it is a keyword of Rust")
    } else if is_one_of(&OF_RUST) {
        Some("a crate of Rust itself has it")
    } else if is_one_of(&OF_GENERATED_CODE) {
        Some("a crate that generated code needs has it")
    } else if is_one_of(&OF_CARGO) {
        Some("a folder of Cargo has it")
    } else if is_one_of(&OF_WINDOWS) {
        Some("Windows keeps it for a device")
    } else {
        None
    }
}
