//! Whatever bytes are in a file, the answer is a diagnostic and never a panic.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::Options;
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

/// Sizes that no product has. In an entry each is an error with its place; from a file of the vendor, what is too large is left out, and the
/// rest is generated. Neither takes more than linear time or any depth of stack.
#[test]
fn what_is_too_large_is_refused() {
    const MANY: usize = 20_000;
    let reference = |name: usize| format!(r##"{{"$ref": "#/components/schemas/C{name}"}}"##);
    let schemas = |schema: &dyn Fn(usize) -> String| {
        let chain: Vec<String> = (0..MANY).map(|name| format!(r#""C{name}": {}"#, schema(name))).collect();
        format!(r#"{{"schemas": {{{}, "C{MANY}": {{"type": "string"}}}}}}"#, chain.join(", "))
    };
    let ring = |name: usize| reference((name + 1) % MANY);
    let list = |name: usize| format!(r#"{{"type": "array", "items": {}}}"#, reference(name + 1));
    let map = |name: usize| format!(r#"{{"type": "object", "additionalProperties": {}}}"#, reference(name + 1));
    let parameters: Vec<String> = (0..5 * MANY)
        .map(|number| format!(r#"{{"name": "P.{number}.x", "in": "query", "schema": {{"type": "string"}}}}"#))
        .collect();
    let fields: Vec<String> = (0..MANY).map(|number| format!(r#""F{number}": {{"type": "string"}}"#)).collect();
    let one = format!(r#"[{{"name": "X", "in": "query", "schema": {}}}]"#, reference(0));
    let wide = format!(
        r#"[{{"name": "X", "in": "query", "schema": {{"type": "object", "properties": {{{}}}}}}}]"#,
        fields.join(", ")
    );
    let none = "{}".to_owned();
    let cases = [
        (schemas(&|name| reference(name + 1)), one.clone(), "a chain of more than 32 references begins with `C0`", 1),
        (schemas(&ring), one.clone(), "a chain of more than 32 references begins with `C0`", 1),
        (schemas(&list), one.clone(), "a chain of more than 32 references begins with `C0`", 1),
        (schemas(&map), one, "a chain of more than 32 references begins with `C0`", 1),
        (
            none.clone(),
            format!("[{}]", parameters.join(", ")),
            "it has 100000 parameters, and at most 2000 are read",
            0,
        ),
        (none, wide, "the object has 20000 fields, and at most 2000 are read", 1),
    ];
    for (components, parameters, problem, operations) in cases {
        let info = r#""info": {"style": "RPC", "product": "Large", "version": "2020-01-01"}"#;
        let entry = format!(
            r#"{{"methods": ["get"], "parameters": {parameters}, "responses": {{"200": {{"schema": {{"type": "object"}}}}}}}}"#
        );
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("product.json"), format!(r#"{{{info}, "components": {components}}}"#))
            .expect("written");
        fs::write(folder.path().join("Get.json"), &entry).expect("written");
        let problems = spec::load(folder.path()).expect_err("it is refused");
        assert!(problems.errors() == 1 && format!("{problems:#}").contains(problem), "{problem}");

        let whole = format!(r#"{{{info}, "components": {components}, "apis": {{"Get": {entry}}}}}"#);
        let read = spec::from_api_docs(Path::new("api-docs.json"), &whole).expect("it is read");
        assert!(format!("{:#}", read.warnings).contains(problem), "{problem}");
        assert_eq!(
            generate(&read, &Options::default()).expect("it is generated").model.operations.len(),
            operations,
            "{problem}"
        );
    }
}
