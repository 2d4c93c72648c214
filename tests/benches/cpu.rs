//! Reads CPU time and memory of this process and its children from `/proc`, so it works on Linux only.
#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fs;

/// Clock ticks per second in `/proc/self/stat`. The kernel always reports 100, whatever its own tick rate.
const TICKS: f64 = 100.0;

/// Returns the user and system time of this process in seconds.
pub(crate) fn own() -> f64 {
    ticks(13)
}

/// Returns the user and system time, in seconds, of all child processes that have been waited for.
pub(crate) fn children() -> f64 {
    ticks(15)
}

/// Adds user and system time. User time is field `first` (counted from 0), and system time the next one (man 5 proc).
fn ticks(first: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, which is in parentheses, may contain spaces.
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let field = |index: usize| fields.get(index - 2).and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (field(first) + field(first + 1)) / TICKS
}

/// Returns the peak memory of this process in MiB.
pub(crate) fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}
