//! Readers of what comes from outside, each with random changes of valid inputs and with every input that it once was wrong about. A new
//! one is made smaller and kept in `tests/fuzz/regressions`; `tests/fuzz` has the same targets and more time.

#[path = "../fuzz/targets/mod.rs"]
mod targets;

use targets::{TARGETS, run::run};

/// Inputs of each target. The same in every run, so that a change that fails here is one of the code.
const CASES: u32 = 96;

#[test]
fn every_reader_is_right_about_damaged_inputs() {
    // What a check says when it panics is in the outcome.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcomes = TARGETS.iter().map(|target| run(target, CASES, Some(13)));
    let failed: Vec<String> = outcomes.filter_map(Result::err).collect();
    std::panic::set_hook(hook);
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
