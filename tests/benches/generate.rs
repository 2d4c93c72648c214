//! Measures the CPU time of generation: `cargo bench -p alicloud-tests --bench generate`.
//!
//! `GENERATE_SPECS=FOLDER` names a folder with other products than those of the repository.
//!
//! The baseline is the usual approach for the same code: parsing it with `syn` and printing it with `prettyplease`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a benchmark")]

mod cpu;

use std::path::{Path, PathBuf};

use alicloud_codegen::rust::generate::{generate, generate_into};
use alicloud_codegen::rust::model::Options;
use alicloud_codegen::spec;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn main() {
    let rds = Path::new(ROOT).join("spec/rds/2014-08-15");
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("generate");
    drop(std::fs::remove_dir_all(&out));
    let options = Options::default();

    let (_, cold) = measure(1, || generate_into(&rds, &options, &out).expect("the spec is valid"));
    let (_, unchanged) = measure(20, || generate_into(&rds, &options, &out).expect("the spec is valid"));
    println!("memory after RDS: {:.0} MiB at the most", cpu::peak_memory());
    let (loaded, load) = measure(5, || spec::load(&rds).expect("the spec is valid"));
    let (generated, emit) = measure(5, || generate(&loaded, &options).expect("the spec is valid"));
    // Excludes the crate's overview, which is Markdown.
    let rust: Vec<&String> =
        generated.files.iter().filter(|(name, _)| name.ends_with(".rs")).map(|(_, text)| text).collect();
    let (_, baseline) = measure(5, || {
        rust.iter().map(|text| prettyplease::unparse(&syn::parse_file(text).expect("Rust")).len()).sum::<usize>()
    });
    let bytes: usize = rust.iter().map(|text| text.len()).sum();
    println!(
        "RDS: {} operations, {} files, {:.1} MB of Rust",
        generated.model.operations.len(),
        rust.len(),
        bytes as f64 / 1e6
    );
    row("cold, from files to files", cold, baseline);
    row("nothing changed", unchanged, baseline);
    row("read and check the spec", load, baseline);
    row("model and emit", emit, baseline);
    row("baseline: syn and prettyplease over the same text", baseline, baseline);

    let folder = std::env::var_os("GENERATE_SPECS").map_or_else(|| Path::new(ROOT).join("spec"), PathBuf::from);
    let folders = spec::find(&folder).unwrap_or_else(|problems| panic!("{problems}"));
    let mut operations = 0;
    let (_, all) = measure(1, || {
        for folder in &folders {
            let spec = spec::load(folder).unwrap_or_else(|problems| panic!("{problems}"));
            operations += generate(&spec, &options).expect("it can be generated").model.operations.len();
        }
    });
    println!(
        "all {} products of {}, {operations} operations: {all:.2} s, {:.2} ms each; {:.0} MiB at the most",
        folders.len(),
        folder.display(),
        all * 1e3 / operations as f64,
        cpu::peak_memory()
    );
}

/// Returns the CPU seconds of one run, averaged over `runs`.
fn measure<T>(runs: u32, mut run: impl FnMut() -> T) -> (T, f64) {
    let begin = cpu::own();
    let mut result = run();
    for _ in 1..runs {
        result = run();
    }
    (result, (cpu::own() - begin) / f64::from(runs))
}

fn row(name: &str, seconds: f64, baseline: f64) {
    println!("{name:<52} {:>8.1} ms CPU  {:>6.2} x baseline", seconds * 1e3, seconds / baseline);
}
