//! `tests/corrections/CASE` is a product with `corrections.json`; `result.snap` is what became of it.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod cases;

use alicloud_codegen::spec;
use cases::cases;

#[test]
fn corrections_are_applied_or_refused() {
    for case in cases("corrections", 4) {
        let text = match spec::load(&case.folder) {
            Ok(spec) => {
                let operations: Vec<_> = spec.operations.values().map(spec::to_text).collect();
                format!("{}{}\n{}", spec::to_text(&spec.product), operations.concat(), spec.warnings)
            }
            Err(problems) => problems.to_string(),
        };
        case.assert("result", &text);
    }
}
