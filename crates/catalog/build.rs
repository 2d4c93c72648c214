//! Packs every spec entry of the workspace into one text with an index, so that a program that embeds the catalog starts
//! without reading or parsing anything.

#[allow(dead_code, unreachable_pub, reason = "the types are compiled here only to check the entries against them")]
#[path = "src/entry.rs"]
mod entry;
#[path = "src/scan.rs"]
mod scan;

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match pack() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn pack() -> Result<(), Box<dyn Error>> {
    // `spec` is a link to the workspace's folder, which `cargo package` follows; Cargo itself watches the real one.
    let spec = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("spec").canonicalize()?;
    let output = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed={}", spec.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut text = String::new();
    let mut index = String::from("&[\n");
    for product in scan::scan(&spec).map_err(located)? {
        refuse_corrections(&product.file)?;
        check::<entry::Details>(&product.file, &product.text)?;
        let (start, end) = append(&mut text, &product.text);
        writeln!(
            index,
            "    PackedProduct {{ code: {:?}, version: {:?}, style: {:?}, start: {start}, end: {end}, operations: &[",
            product.code, product.version, product.style
        )?;
        for operation in &product.operations {
            check::<entry::Operation>(&operation.file, &operation.text)?;
            let (start, end) = append(&mut text, &operation.text);
            writeln!(
                index,
                "        PackedOperation {{ name: {:?}, methods: {:?}, path: {:?}, start: {start}, end: {end} }},",
                operation.name, operation.methods, operation.path
            )?;
        }
        index.push_str("    ] },\n");
    }
    index.push_str("]\n");
    fs::write(Path::new(&output).join("catalog.txt"), text)?;
    fs::write(Path::new(&output).join("index.rs"), index)?;
    Ok(())
}

/// Corrections change entries between reading and generating. The catalog embeds the entries as they are, and must not
/// say something else than the generated code does.
fn refuse_corrections(product: &Path) -> Result<(), Box<dyn Error>> {
    let file = product.with_file_name("corrections.json");
    if file.exists() {
        return Err(format!(
            "{}: the catalog embeds entries as they are and cannot apply corrections; correct the entries themselves",
            file.display()
        )
        .into());
    }
    Ok(())
}

fn check<T: serde::de::DeserializeOwned>(file: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    serde_json::from_str::<T>(text).map(drop).map_err(|error| located(scan::ScanError::json(file, &error)))
}

fn located(error: scan::ScanError) -> Box<dyn Error> {
    format!("{}:{}:{}: {}", error.file.display(), error.line, error.column, error.message).into()
}

/// Appends JSON without the white space between its tokens; gives the range that it takes.
fn append(packed: &mut String, json: &str) -> (usize, usize) {
    let start = packed.len();
    let mut in_text = false;
    let mut escaped = false;
    for character in json.chars() {
        if in_text {
            in_text = escaped || character != '"';
            escaped = character == '\\' && !escaped;
        } else if character.is_ascii_whitespace() {
            continue;
        } else {
            in_text = character == '"';
        }
        packed.push(character);
    }
    (start, packed.len())
}
