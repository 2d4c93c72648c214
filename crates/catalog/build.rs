//! Packs every spec entry of the workspace into one text with an index, so that a program that embeds the catalog starts
//! without reading or parsing anything.
//!
//! Entries come from the generator: checked, with corrections applied and everything in them that its model decides, so that
//! the catalog says exactly what the generated code says.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use alicloud_codegen::catalog::catalog;
use alicloud_codegen::spec;

#[allow(clippy::print_stderr, reason = "where Cargo shows what a build script has to say about a failure")]
fn main() -> ExitCode {
    match pack() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn pack() -> Result<(), Box<dyn Error>> {
    // `spec` is a link to the workspace's folder, which `cargo package` follows; Cargo itself watches the real one.
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("spec").canonicalize()?;
    let output = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut text = String::new();
    let mut index = String::from("&[\n");
    for folder in spec::find(&folder)? {
        let catalog = catalog(&spec::load(&folder)?)?;
        let info = &catalog.product.entry.info;
        let (start, end) = append(&mut text, &catalog.product)?;
        writeln!(
            index,
            "    PackedProduct {{ code: {:?}, version: {:?}, style: {:?}, start: {start}, end: {end}, operations: &[",
            info.product.as_deref().unwrap_or_default(),
            info.version.as_deref().unwrap_or_default(),
            info.style.as_deref().unwrap_or_default(),
        )?;
        for (name, operation) in &catalog.operations {
            let (start, end) = append(&mut text, operation)?;
            writeln!(
                index,
                "        PackedOperation {{ name: {name:?}, methods: {:?}, path: {:?}, start: {start}, end: {end} }},",
                operation.entry.methods.join(","),
                operation.entry.path.as_deref().unwrap_or_default(),
            )?;
        }
        index.push_str("    ] },\n");
    }
    index.push_str("]\n");
    fs::write(Path::new(&output).join("catalog.txt"), text)?;
    fs::write(Path::new(&output).join("index.rs"), index)?;
    Ok(())
}

/// Appends an entry as JSON without white space; gives the range that it takes.
fn append(packed: &mut String, entry: &impl serde::Serialize) -> Result<(usize, usize), serde_json::Error> {
    let start = packed.len();
    packed.push_str(&serde_json::to_string(entry)?);
    Ok((start, packed.len()))
}
