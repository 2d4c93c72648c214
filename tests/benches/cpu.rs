//! CPU time and memory of this process and its children, as the kernel counts them (`/proc`, so on Linux only).
#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fs;

/// Clock ticks of `/proc/self/stat` in a second; fixed at 100 for programs, whatever the kernel's own rate.
const TICKS: f64 = 100.0;

/// Seconds, user and system, that this process has used.
pub(crate) fn own() -> f64 {
    ticks(13)
}

/// Seconds, user and system, that children have used that were waited for.
pub(crate) fn children() -> f64 {
    ticks(15)
}

/// The user figure is field `first` (counted from 0), the system figure the one after it (man 5 proc).
fn ticks(first: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in parentheses, may hold blanks.
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let field = |index: usize| fields.get(index - 2).and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (field(first) + field(first + 1)) / TICKS
}

/// Most memory that this process held at a time, in MiB.
pub(crate) fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}
