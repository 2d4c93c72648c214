//! Candidates for the words after a command of the program, from the same definition that reads them.

use clap::{Arg, Command};

use crate::arguments::program;
use crate::descriptions;
use crate::product_store::ProductStore;

/// The words that follow `command`, as far as they are known. `before` are the words between the command and `last`, without global flags.
/// An empty list leaves the word to the shell, which offers files.
pub(super) fn candidates(command: &str, before: &[String], last: &str, flags: Vec<String>) -> Vec<String> {
    let program = program();
    let Some(mut command) = program.find_subcommand(command) else { return Vec::new() };
    let mut positional: Vec<&str> = Vec::new();
    let mut words = before.iter().map(String::as_str);
    // The option whose value is completed.
    let mut open = None;
    while let Some(word) = words.next() {
        open = option(command, word);
        if open.is_some() {
            open = if words.next().is_some() { None } else { open };
        } else if let Some(inner) = command.find_subcommand(word) {
            command = inner;
        } else if !word.starts_with('-') {
            positional.push(word);
        }
    }
    if let Some(option) = open {
        return values(option);
    }
    if last.starts_with('-') {
        let own = command.get_arguments().filter_map(|argument| argument.get_long());
        return own.map(|name| format!("--{name}")).chain(flags).collect();
    }
    if positional.is_empty() && command.has_subcommands() {
        let listed = command.get_subcommands().filter(|inner| !inner.is_hide_set());
        return listed.map(|inner| inner.get_name().to_owned()).collect();
    }
    let Some(argument) = command.get_positionals().nth(positional.len()) else { return Vec::new() };
    match argument.get_id().as_str() {
        // `remove` has a meaning only for what was added; `fetch` is for what is not there yet.
        "product" if command.get_name() == "remove" => {
            let store = ProductStore::of_user();
            let mut codes: Vec<String> =
                store.iter().flat_map(ProductStore::installed).map(|installed| installed.code).collect();
            codes.dedup();
            codes
        }
        "product" => descriptions::codes(),
        "operation" => {
            let product = positional.last().and_then(|code| descriptions::product(code));
            product.into_iter().flat_map(|product| product.operation_names()).map(str::to_owned).collect()
        }
        _ => values(argument),
    }
}

/// The option of a command that a word names and that takes the next word as its value.
fn option<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let name = word.strip_prefix("--")?;
    let mut arguments = command.get_arguments();
    arguments.find(|argument| argument.get_long() == Some(name) && argument.get_action().takes_values())
}

fn values(argument: &Arg) -> Vec<String> {
    argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}
