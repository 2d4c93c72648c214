//! `diff` against the compiler: a program that uses everything of the old code is type-checked with the new code, and what does not compile
//! has to be called breaking. What `diff` says does not compile does not.
//!
//! Programs are checked hundreds at a time, each in a module of its own, against the real client. A few pairs are checked in each run of
//! the tests; thousands with `cargo test -p alicloud-codegen --test diff_compiled -- --ignored --nocapture`. `DIFF_PAIRS` says how many,
//! `DIFF_SPECS` from which folder of products.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and says what it did"
)]

#[path = "diff_random/change.rs"]
mod change;
#[path = "diff_compiled/pair.rs"]
mod pair;
#[path = "diff_compiled/planted.rs"]
mod planted;
#[path = "diff_compiled/program.rs"]
mod program;
#[path = "diff_compiled/rustc.rs"]
mod rustc;
#[path = "diff_compiled/sample.rs"]
mod sample;
#[path = "diff_compiled/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::Value;

use pair::{Judge, Old, spec};
use rustc::Crate;

/// What the judge writes compiles with the code that it was written for. Otherwise nothing that it says means anything.
#[test]
fn a_program_compiles_with_the_code_it_was_written_for() {
    let mut together = Crate::new();
    let mut items = 0;
    for (position, (_, json)) in descriptions().into_iter().chain(shapes()).enumerate() {
        let spec = spec(&json).expect("a description of a test");
        items += pair::with_itself(&spec, &format!("m{position}"), &mut together);
    }
    let checked = together.check();
    assert!(checked.errors.is_empty(), "{:#?}", checked.errors);
    assert!(checked.metadata > 0 && items > 1_000, "{items} items, {} bytes", checked.metadata);
}

#[test]
fn what_does_not_compile_is_breaking() {
    let mut judge = Judge::default();
    for (name, json) in descriptions() {
        let old = Old::new(json);
        for seed in 0..3 {
            judge.random(&name, &old, seed);
        }
    }
    judge.verdict(40);
}

/// Every kind of change is called what it is, and the compiler agrees.
#[test]
fn every_kind_of_change_is_called_what_it_is() {
    let rows = table::rows();
    assert!(rows.len() > 240, "{} rows", rows.len());
    let mut judge = Judge::default();
    let mut descriptions: BTreeMap<String, Old> = BTreeMap::new();
    for row in rows {
        let old = descriptions.entry(row.of.clone()).or_insert_with(|| table::description(&row.of));
        let new = row.after(old);
        judge.object(row.contradiction(old, &new));
        judge.pair(&row.change, old, &new, row.touched().as_ref());
    }
    judge.verdict(200);
}

/// A `diff` that is wrong is found, whichever of its answers it is wrong about.
#[test]
fn every_planted_fault_is_found() {
    let mut judge = Judge::default();
    let mut descriptions: BTreeMap<String, Old> = BTreeMap::new();
    let mut planted = Vec::new();
    for fault in planted::FAULTS {
        let rows: Vec<_> = table::rows().into_iter().filter(|row| fault.can_be_in(row)).take(planted::ROWS).collect();
        assert!(rows.len() >= 3, "{}: only {} rows can have it", fault.name, rows.len());
        for row in rows {
            let old = descriptions.entry(row.of.clone()).or_insert_with(|| table::description(&row.of));
            let new = row.after(old);
            let mut comparison = old.compare(&new);
            fault.plant(&mut comparison);
            let name = format!("{}, planted into: {}.", fault.name, row.change);
            judge.said(comparison, &name, old, &new, row.touched().as_ref());
            planted.push(name);
        }
    }
    let found = judge.contradictions();
    let missed: Vec<&String> = planted.iter().filter(|name| !found.iter().any(|line| line.contains(*name))).collect();
    assert!(missed.is_empty(), "{} of {} are not found: {missed:#?}", missed.len(), planted.len());
}

#[test]
#[ignore = "thousands of pairs of real products take minutes"]
fn what_does_not_compile_is_breaking_in_real_products() {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number in the variable"))
    };
    let folder = std::env::var_os("DIFF_SPECS").map_or_else(|| PathBuf::from("../spec"), PathBuf::from);
    let pairs = number("DIFF_PAIRS", 4_000);
    let first = number("DIFF_SEED", 0);
    let products = sample::products(&folder);
    assert!(!products.is_empty(), "{} has no products", folder.display());
    let mut judge = Judge::default();
    for seed in first..first + pairs {
        let mut rng = Rng::with_seed(seed);
        let (name, product) = &products[rng.usize(..products.len())];
        judge.random(name, &Old::new(sample::some_of(product, &mut rng)), seed);
    }
    judge.verdict(usize::try_from(pairs / 2).expect("a number of pairs"));
}

/// Those of the cases of `diff`, and the one in which everything occurs.
fn descriptions() -> Vec<(String, Value)> {
    let mut files = files("tests/diff", "old.json", 22);
    files.push(PathBuf::from("tests/hostile/api-docs.json"));
    files.iter().map(|file| read(file)).collect()
}

/// Every shape that the generator has to understand.
fn shapes() -> Vec<(String, Value)> {
    files("tests/shapes", "api-docs.json", 19).iter().map(|file| read(file)).collect()
}

/// The file of that name of each folder in a folder, at least so many.
fn files(folder: &str, name: &str, at_least: usize) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path().join(name)).filter(|file| file.is_file()).collect();
    files.sort();
    assert!(files.len() >= at_least, "{folder} has only {} {name}", files.len());
    files
}

fn read(file: &Path) -> (String, Value) {
    let json = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    (file.display().to_string(), json)
}
