//! Reads the words of the command line one after the other, and takes the global flags among them.

use std::iter::Peekable;
use std::vec;

use super::options::{FlagInput, GlobalOptions};
use super::registry::{self, Flag, FlagValue};
use super::syntax::SyntaxError;

/// Words that are still to be read.
#[derive(Debug, Clone)]
pub(crate) struct Words(Peekable<vec::IntoIter<String>>);

/// A word that is a global flag.
pub(crate) struct FlagWord {
    pub(crate) flag: &'static Flag,
    /// As it was typed, with its dashes.
    pub(crate) spelling: String,
    /// What follows its `=`.
    pub(crate) value: Option<String>,
}

/// The global flag that a word is, in its short form (`-o`), its native form or an alias.
pub(crate) fn flag_in(word: &str) -> Option<FlagWord> {
    let (spelling, value) = match word.split_once('=') {
        Some((spelling, value)) => (spelling, Some(value.to_owned())),
        None => (word, None),
    };
    let flag = match spelling.strip_prefix("--") {
        Some(name) => registry::find(name),
        None => {
            let mut characters = spelling.strip_prefix('-')?.chars();
            let short = characters.next()?;
            characters.next().is_none().then(|| registry::find_short(short)).flatten()
        }
    };
    Some(FlagWord { flag: flag?, spelling: spelling.to_owned(), value })
}

/// The global flag that a word is or begins with, as it was typed; also the request for help, and the end of the options.
pub(crate) fn option_in(word: &str) -> Option<&str> {
    if matches!(word, "-h" | "--help" | "--") {
        return Some(word);
    }
    let found = flag_in(word)?;
    word.get(..found.spelling.len())
}

impl Words {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self(words.into_iter().peekable())
    }

    pub(crate) fn next(&mut self) -> Option<String> {
        self.0.next()
    }

    pub(crate) fn peek(&mut self) -> Option<&str> {
        self.0.peek().map(String::as_str)
    }

    /// Takes the global flags before the first word that is none. Before a product, `--version` is only a flag if the date of an API version
    /// follows: alone it asks for the version of the program.
    pub(crate) fn leading(&mut self, is_before_product: bool, options: &mut GlobalOptions) -> Result<(), SyntaxError> {
        while let Some(found) = self.0.peek().and_then(|word| flag_in(word)) {
            if is_before_product && found.spelling == "--version" && found.value.is_none() {
                let mut after = self.0.clone();
                if !after.nth(1).is_some_and(|word| is_date(&word)) {
                    return Ok(());
                }
            }
            let _ = self.0.next();
            self.take(found, &|word| option_in(word), options)?;
        }
        Ok(())
    }

    /// Takes all global flags from the words, and returns the others. After `--`, there are none.
    pub(crate) fn without_flags(mut self, options: &mut GlobalOptions) -> Result<Vec<String>, SyntaxError> {
        let mut others = Vec::new();
        while let Some(word) = self.0.next() {
            if word == "--" {
                others.push(word);
                others.extend(self.0);
                break;
            }
            match flag_in(&word) {
                Some(found) => self.take(found, &|word| option_in(word), options)?,
                None => others.push(word),
            }
        }
        Ok(others)
    }

    /// What the flags among the words set, without reading the words: some decide how the others are read. A flag that is not valid ends
    /// the preview; it is reported when the words are read.
    pub(crate) fn preview(&self, options: &GlobalOptions) -> GlobalOptions {
        let mut preview = options.clone();
        drop(self.clone().without_flags(&mut preview));
        preview
    }

    /// Sets a flag whose name was just read, with the words of its value. `option_in` is the option that a word is, which is then no value.
    pub(crate) fn take(
        &mut self,
        found: FlagWord,
        option_in: &dyn for<'w> Fn(&'w str) -> Option<&'w str>,
        options: &mut GlobalOptions,
    ) -> Result<(), SyntaxError> {
        let FlagWord { flag, spelling, value } = found;
        let given = match flag.value {
            FlagValue::Nothing => match value {
                None => FlagInput::Nothing,
                Some(_) => return Err(SyntaxError::Other(takes_nothing(&spelling))),
            },
            FlagValue::Inline(_) => FlagInput::Value(value.unwrap_or_default()),
            FlagValue::One(_) => FlagInput::Value(self.value(&spelling, value, option_in)?),
            FlagValue::OneOrFields(_, keys) => {
                let first = self.value(&spelling, value, option_in)?;
                match field(&first, keys) {
                    Some(field) => FlagInput::Fields(self.fields(vec![field], keys)),
                    None => FlagInput::Value(first),
                }
            }
            FlagValue::Fields(keys) => match value.map(|value| field(&value, keys)) {
                None => FlagInput::Fields(self.fields(Vec::new(), keys)),
                Some(Some(first)) => FlagInput::Fields(self.fields(vec![first], keys)),
                Some(None) => {
                    return Err(SyntaxError::Other(takes_only(&spelling, keys)));
                }
            },
        };
        options.set(flag, given).map_err(SyntaxError::Other)
    }

    /// The value of an option: what follows its `=`, else the next word, unless that is an option itself.
    pub(crate) fn value(
        &mut self,
        spelling: &str,
        inline: Option<String>,
        option_in: &dyn for<'w> Fn(&'w str) -> Option<&'w str>,
    ) -> Result<String, SyntaxError> {
        if let Some(value) = inline {
            return Ok(value);
        }
        let Some(next) = self.0.peek() else { return Err(SyntaxError::Other(format!("{spelling} has no value"))) };
        if let Some(option) = option_in(next) {
            return Err(SyntaxError::Other(format!(
                "{spelling} has no value: {option} is an option itself. If it is meant as the value, write {spelling}={option}"
            )));
        }
        Ok(self.0.next().unwrap_or_default())
    }

    fn fields(&mut self, mut fields: Vec<(String, String)>, keys: &[&str]) -> Vec<(String, String)> {
        while let Some(found) = self.0.peek().and_then(|word| field(word, keys)) {
            let _ = self.0.next();
            fields.push(found);
        }
        fields
    }
}

/// What a flag takes, if a word that follows it cannot be its value.
pub(crate) fn takes_no_word(flag: &Flag, spelling: &str) -> Option<String> {
    match flag.value {
        FlagValue::Nothing => Some(takes_nothing(spelling)),
        FlagValue::Inline(value) => Some(format!("{spelling} takes a value only after '=', as in {spelling}={value}")),
        FlagValue::Fields(keys) => Some(takes_only(spelling, keys)),
        FlagValue::One(_) | FlagValue::OneOrFields(..) => None,
    }
}

fn takes_only(spelling: &str, keys: &[&str]) -> String {
    let keys = keys.iter().map(|key| format!("{key}=…")).collect::<Vec<_>>().join(", ");
    format!("{spelling} takes only {keys}, as words of their own")
}

/// The message for a flag with a value that it does not take. A parameter can have the same name, so it says how that is written.
fn takes_nothing(spelling: &str) -> String {
    match spelling.strip_prefix("--") {
        Some(name) => {
            let parameter: String = name.split('-').map(capitalized).collect();
            format!(
                "{spelling} is an option of the program and takes no value; a parameter of that name is written --{parameter} or --biz-{name}"
            )
        }
        None => format!("{spelling} is an option of the program and takes no value"),
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A word of the form `KEY=VALUE` with one of these keys.
fn field(word: &str, keys: &[&str]) -> Option<(String, String)> {
    let (key, value) = word.split_once('=')?;
    keys.contains(&key).then(|| (key.to_owned(), value.to_owned()))
}

/// Whether a word is the date of an API version, as in `2014-08-15`.
fn is_date(word: &str) -> bool {
    let is_shape =
        |(index, byte): (usize, u8)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    word.len() == 10 && word.bytes().enumerate().all(is_shape)
}
