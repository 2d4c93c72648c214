//! What reads bytes that come from outside, each as a function that panics if its result is wrong: it panics itself, loses something, shows
//! a secret, or contradicts a second reader.
//!
//! `tests/properties` gives each of them a few inputs in every run of the tests, `tests/fuzz` as many as there is time for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a target fails by panicking"
)]

pub(crate) mod client;
pub(crate) mod codegen;
pub(crate) mod credentials;
pub(crate) mod emulator;
pub(crate) mod events;
pub(crate) mod input;
pub(crate) mod run;
pub(crate) mod signer;

/// The hand-written operations of the client's tests.
#[path = "../../../crates/client/tests/client/operations.rs"]
#[allow(dead_code, reason = "the client's tests use the rest")]
mod operations;

use std::path::{Path, PathBuf};

/// A reader, and what it is given.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Inputs of the kind that it expects. The others are made of them.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// Panics if what is read is wrong.
    pub(crate) check: fn(&[u8]),
}

/// Every reader.
pub(crate) static TARGETS: [Target; 22] = [
    Target { name: "acs3_authorization", seeds: signer::authorizations, check: signer::acs3_authorization },
    Target { name: "roa_authorization", seeds: signer::authorizations, check: signer::roa_authorization },
    Target { name: "percent_encoding", seeds: signer::strings, check: signer::percent_encoding },
    Target { name: "redaction", seeds: signer::shown, check: signer::redaction },
    Target { name: "endpoint", seeds: client::endpoints, check: client::endpoint },
    Target { name: "proxy_variables", seeds: client::proxies, check: client::proxy_variables },
    Target { name: "json_response", seeds: client::json_responses, check: client::json_response },
    Target { name: "untyped_response", seeds: client::json_responses, check: client::untyped_response },
    Target { name: "xml_response", seeds: client::xml_responses, check: client::xml_response },
    Target { name: "json_as_xml", seeds: client::json_responses, check: client::json_as_xml },
    Target { name: "error_response", seeds: client::error_responses, check: client::error_response },
    Target { name: "event_stream", seeds: events::streams, check: events::event_stream },
    Target { name: "parameters", seeds: signer::strings, check: client::parameters },
    Target { name: "recording", seeds: client::recordings, check: client::recording },
    Target { name: "config_file", seeds: credentials::config_files, check: credentials::config_file },
    Target { name: "credentials_file", seeds: credentials::ini_files, check: credentials::credentials_file },
    Target { name: "credentials_response", seeds: credentials::responses, check: credentials::response },
    Target { name: "entry", seeds: codegen::entries, check: codegen::entry },
    Target { name: "metadata", seeds: codegen::metadata_files, check: codegen::metadata },
    Target { name: "page", seeds: codegen::pages, check: codegen::page },
    Target { name: "product_page", seeds: codegen::product_pages, check: codegen::product_page },
    Target { name: "http_request", seeds: emulator::requests, check: emulator::http_request },
];

/// A file of the repository, whichever of its packages these targets are a part of.
fn path(of: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().find(|folder| folder.join("tests/fuzz/targets").is_dir());
    root.expect("the package is in the repository").join(of)
}

/// The files with this ending in a folder of the repository, in the order of their names; at least so many.
fn files(folder: &str, ending: &str, at_least: usize) -> Vec<Vec<u8>> {
    let mut open = vec![path(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= at_least, "{folder} has only {} files", found.len());
    found.sort();
    found.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn bytes(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Waits for what needs no network. Pauses take no time.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(future)
}
