//! Embeds every spec entry of the workspace into a single string with an index, so that nothing has to be read or
//! parsed when a program with the catalog starts.
//!
//! The generator checks and corrects the entries and decides the facts. Facts are printed as constants, in the same way
//! as in generated code, so that the catalog and generated code agree.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use alicloud_codegen::catalog::{ProductCatalog, catalog};
use alicloud_codegen::rust::emit;
use alicloud_codegen::{spec, spec_folder};

#[allow(clippy::print_stderr, reason = "this is what Cargo shows when a build script fails")]
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
    // A packed crate has a copy of all descriptions in its own folder `spec`.
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(spec_folder("../../spec")).canonicalize()?;
    let output = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut text = String::new();
    let mut statics = String::new();
    let mut index = String::from("pub(crate) static PRODUCTS: &[PackedProduct] = &[\n");
    for (number, folder) in spec::find(&folder)?.into_iter().enumerate() {
        let ProductCatalog { product, details, operations, out_of_scope } = catalog(&spec::load(&folder)?);
        let constant = format!("PRODUCT_{number}");
        writeln!(statics, "static {constant}: runtime::ProductInfo = {};", emit::product_info(&product))?;
        let (start, end) = append(&mut text, &details)?;
        writeln!(index, "    PackedProduct {{ info: &{constant}, start: {start}, end: {end}, operations: &[")?;
        for (facts, description) in &operations {
            let info = emit::operation_info(facts, &constant);
            let paging = emit::paging_info(facts);
            let (start, end) = append(&mut text, description)?;
            writeln!(
                index,
                "        PackedOperation {{ info: &{info}, paging: {paging}, start: {start}, end: {end} }},"
            )?;
        }
        let refused = out_of_scope.iter().map(|refused| (&refused.name, &refused.reason));
        writeln!(index, "    ], out_of_scope: &{:?} }},", refused.collect::<Vec<_>>())?;
    }
    index.push_str("];\n");
    fs::write(Path::new(&output).join("catalog.txt"), text)?;
    fs::write(Path::new(&output).join("index.rs"), statics + &index)?;
    Ok(())
}

/// Appends an entry as JSON without whitespace, and returns its byte range.
fn append(packed: &mut String, entry: &impl serde::Serialize) -> Result<(usize, usize), serde_json::Error> {
    let start = packed.len();
    packed.push_str(&serde_json::to_string(entry)?);
    Ok((start, packed.len()))
}
