//! The names of the options of an operation.
//!
//! Each parameter is an option under its documented name, in any case, or in kebab-case: `--DBInstanceId`, `--db-instance-id`. Parts of a
//! list or object have names as in the official CLI: `--Tag.1.Key`. If two parameters have one name, in two locations of the request, the
//! second is `--NAME-in-LOCATION`. A lower-case name that is a global flag always means the flag; the parameter is `--biz-NAME`, as in the
//! official CLI. `--NAME-FILE`, `--NAME-ENV`, `--NAME-FD` and `--NAME-PROMPT` say where a value is, instead of the value.

use alicloud_catalog::{Operation, Product, Schema, same_name};
use alicloud_signer::redact::Redactor;

use super::schema::is_file;
use crate::arguments::{flag_names, option_in, registry};
use crate::unknown_word;

/// The names of all options.
pub(super) struct OptionNames {
    parameters: Vec<ParameterNames>,
    /// Whether the operation has a description.
    is_described: bool,
    /// Whether names that are not known are parameters, too.
    is_open: bool,
}

struct ParameterNames {
    /// The documented name, unless it is a global flag.
    long: String,
    name: &'static str,
    kebab: Option<String>,
    has_parts: bool,
    is_secret: bool,
    /// Whether it is a file of a form, which an option names by its path in every spelling.
    is_file: bool,
}

/// What the value of an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueSource {
    /// The value itself.
    Value,
    /// The value itself, or for a list, an object, bytes or a file of a form `@FILE`.
    ValueOrFile,
    /// The name of a file with the value, or `-`.
    File,
    /// The name of an environment variable with the value.
    Variable,
    /// The number of a file descriptor from which the value is read.
    Descriptor,
    /// Nothing: the user is asked for the value.
    Prompt,
}

/// The endings that say where a value is.
const SOURCES: [(&str, ValueSource); 4] = [
    ("-FILE", ValueSource::File),
    ("-ENV", ValueSource::Variable),
    ("-FD", ValueSource::Descriptor),
    ("-PROMPT", ValueSource::Prompt),
];

/// The longest name of an option, in bytes. Parts of lists and objects have paths.
const LONGEST_PATH: usize = 1024;

/// The prefix with which a name is never a global flag.
const BIZ: &str = "biz-";

/// The option that a name belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// A parameter, by its position in the description, and the path to a part of it.
    Parameter { index: usize, path: Vec<String>, source: ValueSource },
    /// The region, of an operation that has no such parameter: scripts for the official CLI give it with every call.
    Region,
    /// A parameter that the description does not have, which is sent all the same.
    Undocumented,
}

impl OptionNames {
    /// The names of an operation of which nothing is known.
    pub(super) fn open() -> Self {
        Self { parameters: Vec::new(), is_described: false, is_open: true }
    }

    /// The names of an operation. If `is_open`, other names are parameters, too.
    pub(super) fn of(product: &Product, operation: &Operation, is_open: bool) -> Self {
        let mut names = Self { parameters: Vec::new(), is_described: true, is_open };
        let redactor = redactor(product, operation);
        let mut taken: Vec<String> = Vec::new();
        let is_taken = |taken: &[String], name: &str| taken.iter().any(|known| known == name) || is_flag(name);
        for parameter in &operation.parameters {
            let name =
                if is_flag(parameter.name) { format!("{BIZ}{}", parameter.name) } else { parameter.name.to_owned() };
            let long = if is_taken(&taken, &name) { format!("{name}-in-{}", parameter.location.part()) } else { name };
            taken.push(long.clone());
            let kebab = kebab(parameter.name);
            let kebab = if is_flag(&kebab) { format!("{BIZ}{kebab}") } else { kebab };
            let kebab = Some(kebab).filter(|kebab| !is_taken(&taken, kebab));
            taken.extend(kebab.clone());
            let schema = product.resolve(&parameter.schema);
            let is_secret = parameter.schema.is_secret() || schema.is_secret() || redactor.hides_path(parameter.name);
            names.parameters.push(ParameterNames {
                long,
                name: parameter.name,
                kebab,
                has_parts: has_parts(schema),
                is_secret,
                is_file: is_file(operation.info, parameter, schema),
            });
        }
        names
    }

    /// The documented name of a parameter, and its spelling in kebab-case, without dashes.
    pub(super) fn of_parameter(&self, index: usize) -> (&str, Option<&str>) {
        self.parameters.get(index).map_or(("", None), |names| (&names.long, names.kebab.as_deref()))
    }

    /// The parameter that `name`, without its two dashes, belongs to. A global flag is none.
    pub(super) fn find(&self, name: &str) -> Option<Known> {
        if is_flag(name) {
            return None;
        }
        let bare = name.strip_prefix(BIZ);
        self.documented(name)
            .or_else(|| bare.and_then(|name| self.documented(name)))
            .or_else(|| (self.is_described && same_name(bare.unwrap_or(name), "RegionId")).then_some(Known::Region))
            .or_else(|| self.is_open.then_some(Known::Undocumented))
    }

    /// The parameter that a name in a file belongs to, and the path to a part of it. There are no flags in a file, and what an option reads
    /// from elsewhere is written there itself.
    pub(super) fn of_field(&self, name: &str) -> Option<(usize, Vec<String>)> {
        if let Some(index) = self.parameters.iter().position(|names| names.name == name || names.long == name) {
            return Some((index, Vec::new()));
        }
        match self.documented(name)? {
            Known::Parameter { index, path, source: ValueSource::Value | ValueSource::ValueOrFile } => {
                Some((index, path))
            }
            _ => None,
        }
    }

    /// Whether a name, without dashes, is that of a flag or a documented parameter.
    pub(super) fn is_documented(&self, name: &str) -> bool {
        is_flag(name) || self.documented(name).is_some()
    }

    fn documented(&self, name: &str) -> Option<Known> {
        // Each dot and each ending is tried.
        if name.len() > LONGEST_PATH {
            return None;
        }
        if let Some(index) = self.parameter(name) {
            let takes_file = |names: &ParameterNames| names.is_file || names.kebab.as_deref() == Some(name);
            let source = if self.parameters.get(index).is_some_and(takes_file) {
                ValueSource::ValueOrFile
            } else {
                ValueSource::Value
            };
            return Some(Known::Parameter { index, path: Vec::new(), source });
        }
        for (ending, source) in SOURCES {
            if let Some(Known::Parameter { index, path, .. }) =
                name.strip_suffix(ending).and_then(|name| self.documented(name))
            {
                return Some(Known::Parameter { index, path, source });
            }
        }
        // The longest name first: some have dots themselves.
        name.rmatch_indices('.').find_map(|(dot, _)| {
            let (whole, path) = name.split_at_checked(dot)?;
            let index = self.parameter(whole)?;
            let path = path.strip_prefix('.')?.split('.').map(str::to_owned).collect();
            self.parameters.get(index)?.has_parts.then_some(Known::Parameter {
                index,
                path,
                source: ValueSource::Value,
            })
        })
    }

    fn parameter(&self, name: &str) -> Option<usize> {
        let position = |is: &dyn Fn(&ParameterNames) -> bool| self.parameters.iter().position(is);
        position(&|names| names.long == name)
            .or_else(|| position(&|names| names.kebab.as_deref() == Some(name)))
            .or_else(|| {
                position(&|names| is_in_words(name) && (same_name(&names.long, name) || same_name(names.name, name)))
            })
    }

    /// The option that a word is or begins with, as it was typed, if there is such an option.
    pub(super) fn option_in<'a>(&self, word: &'a str) -> Option<&'a str> {
        if let Some(flag) = option_in(word) {
            return Some(flag);
        }
        let name = word.strip_prefix("--")?;
        let name = name.split_once('=').map_or(name, |(name, _)| name);
        // Of an operation of which not all is known, each word with two dashes and a name may be an option.
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic());
        self.find(name).filter(|known| *known != Known::Undocumented || is_name)?;
        word.get(..name.len() + 2)
    }

    /// A word that is not an option, as a message shows it: without what may be a secret.
    pub(super) fn shown(&self, word: &str) -> String {
        let name = unknown_word::name(word);
        let bare = name.trim_start_matches('-');
        let dashes = name.get(..name.len() - bare.len()).unwrap_or_default();
        if dashes.is_empty() {
            return unknown_word::shown(word);
        }
        if self.is_documented(bare) {
            return unknown_word::shortened(name);
        }
        // The value of a secret follows its name without a separator.
        let secrets = self.parameters.iter().filter(|names| names.is_secret);
        let start = secrets
            .flat_map(|names| [Some(names.long.as_str()), names.kebab.as_deref()])
            .flatten()
            .find(|known| bare.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known)));
        match start {
            Some(start) => format!("{dashes}{start}…"),
            None => unknown_word::shown(word),
        }
    }

    /// Names that look like `name`, parameters in the spelling that was typed.
    pub(super) fn similar(&self, name: &str) -> Vec<String> {
        let is_kebab = !name.contains(|character: char| character.is_uppercase());
        let name = name.strip_prefix(BIZ).unwrap_or(name);
        let mut known: Vec<&str> = Vec::with_capacity(self.parameters.len());
        for names in &self.parameters {
            known.push(names.kebab.as_deref().filter(|_| is_kebab).unwrap_or(&names.long));
        }
        for name in flag_names() {
            known.push(name);
        }
        unknown_word::similar(name, known.into_iter()).into_iter().map(|name| format!("--{name}")).collect()
    }
}

/// Whether a name is that of a global flag.
fn is_flag(name: &str) -> bool {
    name == "help" || registry::find(name).is_some()
}

/// Hides the secret parameters of an operation.
pub(super) fn redactor(product: &Product, operation: &Operation) -> Redactor {
    let mut redactor = Redactor::new();
    for name in product.secret_parameters(operation) {
        redactor.hide_name(name);
    }
    redactor
}

/// Whether a name consists of words with one separator between each two, as in `db-instance-id`. Any other separator is a mistake, as in
/// `-SearchKey`.
fn is_in_words(name: &str) -> bool {
    name.split(['-', '_']).all(|word| !word.is_empty())
}

fn has_parts(schema: &Schema) -> bool {
    matches!(schema.kind.as_deref(), Some("array" | "object" | "any")) || !schema.properties.is_empty()
}

/// `DBInstanceId` as `db-instance-id`.
pub(super) fn kebab(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(index + 1);
        let starts_word = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_ascii_digit() || after.is_some_and(|after| after.is_lowercase())
            })
            && !matches!(before, Some('.' | '-' | '_'));
        if starts_word {
            text.push('-');
        }
        // One separator in all spellings, as in `cluster_id`.
        text.extend(if *character == '_' { '-'.to_lowercase() } else { character.to_lowercase() });
    }
    text
}
