//! Parses the words after the product into options and their values. A word that is not understood is an error.

use std::iter::Peekable;

use alicloud_signer::redact::HIDDEN;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use super::names::{Known, OptionNames};
use crate::failure::CliFailure;
use crate::unknown_word;

/// Words that are still to be read.
pub(super) struct Words<I: Iterator<Item = String>>(Peekable<I>);

/// The options that were given.
pub(super) struct ParsedWords {
    pub(super) parameters: Vec<Occurrence>,
    /// Global options, each with its value in one word.
    pub(super) globals: Vec<String>,
}

/// A parameter, or a part of one, that was given.
#[derive(Debug)]
pub(super) struct Occurrence {
    /// As it was typed, with its dashes.
    pub(super) spelling: String,
    /// The position of the parameter in the description.
    pub(super) index: usize,
    /// The path to a part of it.
    pub(super) path: Vec<String>,
    pub(super) value: String,
}

/// Why the words are not valid.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SyntaxError {
    /// No option has this name; some have similar ones. The word has no secret in it.
    Unknown { word: String, similar: Vec<String> },
    /// Anything else.
    Other(String),
}

impl SyntaxError {
    /// The error of `command`.
    pub(super) fn of(self, command: &mut Command) -> CliFailure {
        match self {
            Self::Unknown { word, similar } => {
                let mut error = Error::new(ErrorKind::UnknownArgument).with_cmd(command);
                error.insert(ContextKind::InvalidArg, ContextValue::String(word));
                if !similar.is_empty() {
                    error.insert(ContextKind::SuggestedArg, ContextValue::String(similar.join("', '")));
                }
                CliFailure::Usage(error)
            }
            Self::Other(message) => CliFailure::usage(command, message),
        }
    }
}

impl<I: Iterator<Item = String>> Words<I> {
    pub(super) fn new(words: I) -> Self {
        Self(words.peekable())
    }

    pub(super) fn next(&mut self) -> Option<String> {
        self.0.next()
    }

    /// Takes the global options before the first word that is not an option.
    pub(super) fn leading(&mut self, names: &OptionNames) -> Result<Vec<String>, SyntaxError> {
        let mut globals = Vec::new();
        while let Some(word) = self.0.next_if(|word| word.starts_with("--") && word != "--help") {
            self.option(word, names, &mut |_, _, _| {}, &mut globals)?;
        }
        Ok(globals)
    }

    /// Reads all words.
    pub(super) fn rest(mut self, names: &OptionNames) -> Result<ParsedWords, SyntaxError> {
        let mut given = ParsedWords { parameters: Vec::new(), globals: Vec::new() };
        let mut last = None;
        while let Some(word) = self.0.next() {
            match word.as_str() {
                // There are only options, so nothing may follow the end of the options.
                "--" => match self.0.next() {
                    None => break,
                    Some(word) => return Err(unknown(&word, names, last.as_deref())),
                },
                "-h" => given.globals.push("--help".to_owned()),
                _ if word.starts_with("--") => {
                    last = word.split('=').next().map(str::to_owned);
                    let parameters = &mut given.parameters;
                    let mut take = |spelling, (index, path), value| {
                        parameters.push(Occurrence { spelling, index, path, value });
                    };
                    self.option(word, names, &mut take, &mut given.globals)?;
                }
                _ => return Err(unknown(&word, names, last.as_deref())),
            }
        }
        Ok(given)
    }

    fn option(
        &mut self,
        word: String,
        names: &OptionNames,
        take: &mut dyn FnMut(String, (usize, Vec<String>), String),
        globals: &mut Vec<String>,
    ) -> Result<(), SyntaxError> {
        let (spelling, value) = match word.split_once('=') {
            Some((spelling, value)) => (spelling.to_owned(), Some(value.to_owned())),
            None => (word.clone(), None),
        };
        let name = spelling.strip_prefix("--").unwrap_or(&spelling);
        match names.find(name) {
            Some(Known::Parameter { index, path }) => {
                let value = self.value(&spelling, value, names)?;
                take(spelling, (index, path), value);
            }
            Some(Known::Global { takes_value: true }) => {
                let value = self.value(&spelling, value, names)?;
                globals.push(format!("{spelling}={value}"));
            }
            Some(Known::Global { takes_value: false } | Known::Help) => globals.push(word),
            None => {
                return Err(SyntaxError::Unknown {
                    similar: names.similar(unknown_word::name(name)),
                    word: names.shown(&word),
                });
            }
        }
        Ok(())
    }

    /// The value of an option: what follows its `=`, else the next word, unless that is an option itself.
    fn value(&mut self, spelling: &str, inline: Option<String>, names: &OptionNames) -> Result<String, SyntaxError> {
        if let Some(value) = inline {
            return Ok(value);
        }
        let Some(next) = self.0.peek() else { return Err(SyntaxError::Other(format!("{spelling} has no value"))) };
        if let Some(option) = names.option_in(next) {
            return Err(SyntaxError::Other(format!(
                "{spelling} has no value: {option} is an option itself. If it is meant as the value, write {spelling}={option}"
            )));
        }
        Ok(self.0.next().unwrap_or_default())
    }
}

/// The problem with a word that is not an option; `last` is the option before it. The word is not repeated: it may be a secret whose option
/// was forgotten.
fn unknown(word: &str, names: &OptionNames, last: Option<&str>) -> SyntaxError {
    let name = unknown_word::name(word);
    let is_option = word.starts_with('-');
    // An option with one dash or none.
    if is_option || word.is_empty() || names.find(name).is_some() {
        return SyntaxError::Unknown {
            similar: names.similar(name.trim_start_matches('-')),
            word: if is_option { names.shown(word) } else { name.to_owned() },
        };
    }
    let place = last.map(|last| format!(" after {last}")).unwrap_or_default();
    SyntaxError::Other(format!(
        "unexpected argument '{HIDDEN}' found{place}: each value follows the name of its option, as in --NAME VALUE"
    ))
}
