//! Runs the targets for some time each, with other inputs than the last time.
//!
//!     cargo run --manifest-path tests/fuzz/Cargo.toml -- [--seconds N] [--seed N] [TARGET]…
//!
//! `--seconds` is how long all of them take together, 60 if it is not given. With `--seed` the inputs are the same in every run: in CI, a
//! change that fails is one of the code. An input that fails is made smaller, kept in
//! `regressions/TARGET` and part of every later run, that of `cargo test` included; commit it with what it was about.

#[path = "../targets/mod.rs"]
mod targets;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use targets::{TARGETS, Target, run::run};

/// Inputs between two looks at the clock.
const CASES: u32 = 32;

fn main() -> ExitCode {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let seconds: f64 = option(&mut names, "--seconds").unwrap_or(60.0);
    let seed: Option<u64> = option(&mut names, "--seed");
    let chosen: Vec<&Target> =
        TARGETS.iter().filter(|target| names.is_empty() || names.iter().any(|name| name == target.name)).collect();
    assert!(
        !chosen.is_empty() && chosen.len() >= names.len(),
        "the targets are {:?}",
        TARGETS.iter().map(|target| target.name).collect::<Vec<_>>()
    );
    // What a check says when it panics is in the outcome.
    std::panic::set_hook(Box::new(|_| {}));
    let time = Duration::from_secs_f64(seconds / chosen.len() as f64);
    let mut failed = 0;
    for target in chosen {
        let (begin, mut inputs) = (Instant::now(), 0);
        let outcome = loop {
            let outcome = run(target, CASES, seed.map(|seed| seed + u64::from(inputs)));
            inputs += CASES;
            if outcome.is_err() || begin.elapsed() >= time {
                break outcome;
            }
        };
        match outcome {
            Ok(()) => println!("{}: {inputs} inputs", target.name),
            Err(problem) => {
                failed += 1;
                println!("FAILED {problem}");
            }
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Takes an option and its number out of the arguments.
fn option<T: std::str::FromStr>(arguments: &mut Vec<String>, name: &str) -> Option<T> {
    let position = arguments.iter().position(|argument| argument == name)?;
    let number = arguments.get(position + 1).and_then(|number| number.parse().ok());
    let number = number.unwrap_or_else(|| panic!("a number has to follow {name}"));
    arguments.drain(position..position + 2);
    Some(number)
}
