//! Packs every spec entry of the workspace into one text with an index, so that a program that embeds the catalog starts
//! without reading or parsing anything.
//!
//! Entries come from the generator: checked, corrected and decided on. Facts become constants, printed as in generated code, so that the
//! catalog says exactly what the generated code says.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use alicloud_codegen::catalog::{Catalog, catalog};
use alicloud_codegen::{emit, spec};

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
    let mut statics = String::new();
    let mut index = String::from("pub(crate) static PRODUCTS: &[PackedProduct] = &[\n");
    for (number, folder) in spec::find(&folder)?.into_iter().enumerate() {
        let Catalog { product, details, operations, out_of_scope } = catalog(&spec::load(&folder)?)?;
        let constant = format!("PRODUCT_{number}");
        writeln!(statics, "static {constant}: runtime::ProductInfo = {};", emit::product_info(&product))?;
        let (start, end) = append(&mut text, &details)?;
        writeln!(index, "    PackedProduct {{ info: &{constant}, start: {start}, end: {end}, operations: &[")?;
        for operation in &operations {
            let info = emit::operation_info(&operation.facts, &constant);
            let (start, end) = append(&mut text, &operation.description)?;
            writeln!(index, "        PackedOperation {{ info: &{info}, start: {start}, end: {end} }},")?;
        }
        let refused = out_of_scope.iter().map(|refused| (&refused.operation, &refused.reason));
        writeln!(index, "    ], out_of_scope: &{:?} }},", refused.collect::<Vec<_>>())?;
    }
    index.push_str("];\n");
    fs::write(Path::new(&output).join("catalog.txt"), text)?;
    fs::write(Path::new(&output).join("index.rs"), statics + &index)?;
    Ok(())
}

/// Appends an entry as JSON without white space; returns the range that it takes.
fn append(packed: &mut String, entry: &impl serde::Serialize) -> Result<(usize, usize), serde_json::Error> {
    let start = packed.len();
    packed.push_str(&serde_json::to_string(entry)?);
    Ok((start, packed.len()))
}
