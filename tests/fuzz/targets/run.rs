//! Gives a target its inputs, first those that failed once.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

use super::{Target, input, path};

/// Checks every kept input, then so many others. `seed` decides which ones; another one each time without it. A new input that fails is
/// made smaller and kept in `tests/fuzz/regressions`.
///
/// # Errors
///
/// The smallest input that fails, and where it is kept.
pub(crate) fn run(target: &Target, cases: u32, seed: Option<u64>) -> Result<(), String> {
    for (file, input) in kept(target) {
        if let Err(problem) = checked(target, &input) {
            return Err(format!("{}: {}: {problem}", target.name, file.display()));
        }
    }
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        max_shrink_time: 30_000,
        rng_seed: seed.map_or(RngSeed::Random, RngSeed::Fixed),
        ..Config::default()
    };
    let outcome = TestRunner::new(config)
        .run(&input::inputs((target.seeds)()), |input| checked(target, &input).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(problem, input)) => {
            let mut hasher = DefaultHasher::new();
            input.hash(&mut hasher);
            let file = folder(target).join(format!("{:016x}", hasher.finish()));
            let is_kept = std::fs::create_dir_all(folder(target)).and_then(|()| std::fs::write(&file, &input));
            let place = is_kept.map_or_else(|error| format!("not kept: {error}"), |()| file.display().to_string());
            Err(format!("{}: {problem}\n{}\n{place}", target.name, String::from_utf8_lossy(&input)))
        }
        Err(TestError::Abort(problem)) => Err(format!("{}: {problem}", target.name)),
    }
}

/// What the panic of a check says.
fn checked(target: &Target, input: &[u8]) -> Result<(), String> {
    std::panic::catch_unwind(|| (target.check)(input)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("it panicked").to_owned()
    })
}

fn folder(target: &Target) -> PathBuf {
    path("tests/fuzz/regressions").join(target.name)
}

fn kept(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(files) = std::fs::read_dir(folder(target)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
}
