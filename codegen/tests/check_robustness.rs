//! Whatever bytes are in a file, the answer is a diagnostic and never a panic.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use alicloud_codegen::spec;

const ENTRY: &str = r##"{"summary": "释放 the address", "methods": ["post"], "x-rate-limit": 3, "parameters": [{"name": "Id", "in": "query",
 "schema": {"type": "integer", "format": "int32", "minimum": -1.5e3, "enum": [1, "2"], "required": true}}],
 "responses": {"200": {"schema": {"$ref": "#/components/schemas/Answer"}}}, "responseDemo": "[{\"type\":\"json\"}]"}"##;

#[test]
fn every_prefix_of_an_entry_is_rejected() {
    for end in 0..ENTRY.len() {
        assert_answer(&ENTRY.as_bytes()[..end], Expected::Rejected);
    }
}

#[test]
fn every_damaged_byte_is_survived() {
    for position in 0..ENTRY.len() {
        for replacement in [b'"', b'{', b']', b'\\', b'0', 0x00, 0xFF] {
            let mut bytes = ENTRY.as_bytes().to_vec();
            bytes[position] = replacement;
            assert_answer(&bytes, Expected::Any);
        }
    }
}

#[test]
fn random_bytes_are_rejected() {
    let mut state: u32 = 20_140_815;
    for length in 1..200 {
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(length)
        .collect();
        assert_answer(&bytes, Expected::Rejected);
    }
}

#[test]
fn deep_nesting_is_rejected() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"items\":{\"items\":", "}}")] {
        for depth in [100, 400, 100_000] {
            let text = format!("{{\"parameters\": {}1{}}}", open.repeat(depth), close.repeat(depth));
            assert_answer(text.as_bytes(), Expected::Rejected);
        }
    }
}

#[derive(PartialEq)]
enum Expected {
    Rejected,
    Any,
}

#[track_caller]
fn assert_answer(entry: &[u8], expected: Expected) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).expect("the file can be written");
    write("product.json", br#"{"info": {"style": "RPC", "product": "Rds", "version": "2014-08-15"}}"#);
    write("Release.json", entry);
    match spec::load(folder.path()) {
        Ok(_) => assert!(expected == Expected::Any, "accepted: {}", String::from_utf8_lossy(entry)),
        Err(problems) => {
            let text = problems.to_string();
            let place = Path::new("Release.json").display().to_string();
            assert!(text.contains(&place) && problems.errors() > 0, "{text}");
        }
    }
}
