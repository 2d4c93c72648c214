//! What is known about the terminal that standard output or standard error is.

use std::io::IsTerminal;

/// The width in characters of the terminal that standard output is.
pub(crate) fn width() -> Option<u16> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    // Of standard output only: another stream may be another terminal.
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0).filter(|width| *width > 0)
}

/// Whether colours are shown on a stream: it is a terminal that knows them, and nobody asked for none (<https://no-color.org>).
pub(crate) fn has_colours(stream: &impl IsTerminal) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    stream.is_terminal() && !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|kind| kind != "dumb")
}

/// Begins and ends what is emphasized: bold, or nothing.
pub(crate) fn bold(has_colours: bool) -> [&'static str; 2] {
    if has_colours { ["\u{1b}[1m", "\u{1b}[0m"] } else { ["", ""] }
}

/// Begins and ends a name: blue, or nothing.
pub(crate) fn name(has_colours: bool) -> [&'static str; 2] {
    if has_colours { ["\u{1b}[34m", "\u{1b}[0m"] } else { ["", ""] }
}
