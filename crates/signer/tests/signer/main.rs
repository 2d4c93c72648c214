//! Tests of the public interface. Each vector in `tests/vectors` is signed, verified, and refused after every small
//! change; no output contains a secret.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on should panic, and says at which vector"
)]

mod acs3;
mod encoding;
mod oss4;
mod redact;
mod roa;
mod rpc;
mod secrecy;
mod sls;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use alicloud_signer::VerifyError;
use proptest::test_runner::{Config, RngSeed};
use serde::de::DeserializeOwned;

/// Reads all vectors of one file, of which it has at least so many.
fn vectors<V: DeserializeOwned>(file: &str, at_least: usize) -> Vec<V> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let vectors: Vec<V> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(vectors.len() >= at_least, "{}: only {} vectors", path.display(), vectors.len());
    vectors
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    map.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Variants of the pairs, each with one pair changed: with another value, removed, or duplicated.
fn changes<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<Vec<(&'a str, &'a str)>> {
    (0..pairs.len())
        .flat_map(|index| {
            let (name, value) = pairs[index];
            let replaced = |replacement: &[(&'a str, &'a str)]| {
                let mut changed = pairs.to_vec();
                changed.splice(index..=index, replacement.iter().copied());
                changed
            };
            [replaced(&[(name, "changed")]), replaced(&[]), replaced(&[(name, value), (name, value)])]
        })
        .collect()
}

/// Signatures that are nearly right: with another first character, cut off, longer, in another case.
fn forged(signature: &str) -> Vec<String> {
    let other = if signature.starts_with('0') { '1' } else { '0' };
    let begin: String = signature.chars().take(signature.len() - 1).collect();
    let forged = [
        std::iter::once(other).chain(signature.chars().skip(1)).collect(),
        begin,
        format!("{signature}0"),
        signature.to_ascii_uppercase(),
        signature.to_ascii_lowercase(),
    ];
    forged.into_iter().filter(|forged| forged != signature).collect()
}

/// The same random cases in every run.
fn repeatable() -> Config {
    Config { rng_seed: RngSeed::Fixed(0), failure_persistence: None, cases: 64, ..Config::default() }
}

/// Asserts that the request is refused, and that the error holds the string that the verifier would have signed.
#[track_caller]
fn assert_mismatch(result: Result<(), VerifyError>, string_to_sign: &str) {
    let error = result.expect_err("a changed request must be refused");
    assert_eq!(error.string_to_sign(), Some(string_to_sign), "{error}");
}
