//! Parses the words after the operation into parameters and global flags. A word that is not understood is an error.

use alicloud_signer::redact::HIDDEN;

use super::names::{Known, OptionNames, ValueSource};
use crate::arguments::{GlobalOptions, SyntaxError, Words, flag_in, takes_no_word};
use crate::unknown_word;

/// The parameters that were given.
#[derive(Debug, Default)]
pub(super) struct ParsedWords {
    pub(super) parameters: Vec<Occurrence>,
    /// Parameters that the description does not have, which `--force` sends as they are.
    pub(super) undocumented: Vec<(String, String)>,
    /// Whether help is asked for.
    pub(super) help: bool,
}

/// A parameter, or a part of one, that was given.
#[derive(Debug, Clone)]
pub(super) struct Occurrence {
    /// As it was typed, with its dashes.
    pub(super) spelling: String,
    /// The position of the parameter in the description.
    pub(super) index: usize,
    /// The path to a part of it.
    pub(super) path: Vec<String>,
    pub(super) value: String,
    /// What the value is, or where it is.
    pub(super) source: ValueSource,
}

/// Reads all words.
pub(super) fn read(
    mut words: Words,
    names: &OptionNames,
    options: &mut GlobalOptions,
) -> Result<ParsedWords, SyntaxError> {
    let mut given = ParsedWords::default();
    // The option before a word, and what it takes if the word cannot be its value.
    let mut last: Option<(String, Option<String>)> = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            // There are only options, so nothing may follow the end of the options.
            "--" => match words.next() {
                None => break,
                Some(word) if word.starts_with('-') => {
                    let shown = names.shown(&word);
                    return Err(SyntaxError::Other(format!(
                        "unexpected argument '{shown}' found after '--', which ends the options: write it before '--'"
                    )));
                }
                Some(word) => return Err(unknown(&word, names, last.as_ref())),
            },
            "-h" | "--help" => given.help = true,
            _ => {
                if let Some(found) = flag_in(&word) {
                    last = Some((found.spelling.clone(), takes_no_word(found.flag, &found.spelling)));
                    words.take(found, &|word| names.option_in(word), options)?;
                } else if word.starts_with("--") {
                    last = word.split('=').next().map(|spelling| (spelling.to_owned(), None));
                    parameter(&word, &mut words, names, &mut given, options)?;
                } else {
                    return Err(unknown(&word, names, last.as_ref()));
                }
            }
        }
    }
    Ok(given)
}

fn parameter(
    word: &str,
    words: &mut Words,
    names: &OptionNames,
    given: &mut ParsedWords,
    options: &mut GlobalOptions,
) -> Result<(), SyntaxError> {
    let (spelling, value) = match word.split_once('=') {
        Some((spelling, value)) => (spelling.to_owned(), Some(value.to_owned())),
        None => (word.to_owned(), None),
    };
    let name = spelling.strip_prefix("--").unwrap_or(&spelling);
    match names.find(name) {
        Some(Known::Parameter { index, path, source: ValueSource::Prompt }) => {
            if value.is_some() {
                return Err(SyntaxError::Other(format!("{spelling} asks for the value, and takes none itself")));
            }
            given.parameters.push(Occurrence {
                spelling,
                index,
                path,
                value: String::new(),
                source: ValueSource::Prompt,
            });
        }
        Some(Known::Parameter { index, path, source }) => {
            let value = words.value(&spelling, value, &|word| names.option_in(word))?;
            given.parameters.push(Occurrence { spelling, index, path, value, source });
        }
        Some(Known::Region) => options.region = Some(words.value(&spelling, value, &|word| names.option_in(word))?),
        Some(Known::Undocumented) => {
            let name = name.strip_prefix("biz-").unwrap_or(name).to_owned();
            let value = words.value(&spelling, value, &|word| names.option_in(word))?;
            given.undocumented.push((name, value));
        }
        None => {
            return Err(SyntaxError::Unknown {
                similar: names.similar(unknown_word::name(name)),
                word: names.shown(word),
            });
        }
    }
    Ok(())
}

/// The problem with a word that is not an option; `last` is the option before it. The word is not repeated: it may be a secret whose option
/// was forgotten.
fn unknown(word: &str, names: &OptionNames, last: Option<&(String, Option<String>)>) -> SyntaxError {
    let name = unknown_word::name(word);
    let is_option = word.starts_with('-');
    // An option with one dash or none.
    if is_option || word.is_empty() || names.is_documented(name) {
        return SyntaxError::Unknown {
            similar: names.similar(name.trim_start_matches('-')),
            word: if is_option { names.shown(word) } else { name.to_owned() },
        };
    }
    let (place, remark) = match last {
        None => (String::new(), String::new()),
        Some((last, taken)) => {
            let remark = taken.as_ref().map(|taken| format!("\n  {taken}")).unwrap_or_default();
            (format!(" after {last}"), remark)
        }
    };
    SyntaxError::Other(format!(
        "unexpected argument '{HIDDEN}' found{place}: each value follows the name of its option, as in --NAME VALUE{remark}"
    ))
}
