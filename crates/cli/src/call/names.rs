//! The names of the options of an operation.
//!
//! Each parameter is an option under its documented name, in any case, or in kebab-case: `--DBInstanceId`, `--db-instance-id`. Parts of a
//! list or object have names as in the official CLI: `--Tag.1.Key`. If two parameters have one name, in two locations of the request, the
//! second is `--NAME-in-LOCATION`. A parameter with the name of a global option is `--parameter-NAME`.

use alicloud_catalog::{Operation, Product, Schema, same_name};
use alicloud_signer::redact::Redactor;
use clap::Command;

use crate::unknown_word;

/// The names of all options.
pub(super) struct OptionNames {
    globals: Vec<GlobalOption>,
    parameters: Vec<ParameterNames>,
}

struct GlobalOption {
    long: String,
    takes_value: bool,
}

struct ParameterNames {
    long: String,
    kebab: Option<String>,
    has_parts: bool,
    is_secret: bool,
}

/// The option that a name belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// A parameter, by its position in the description, and the path to a part of it.
    Parameter {
        index: usize,
        path: Vec<String>,
    },
    /// A global option.
    Global {
        takes_value: bool,
    },
    Help,
}

impl OptionNames {
    /// Only the global options.
    pub(super) fn of_options(options: &Command) -> Self {
        let global = |argument: &clap::Arg| {
            Some(GlobalOption {
                long: argument.get_long()?.to_owned(),
                takes_value: argument.get_action().takes_values(),
            })
        };
        Self { globals: options.get_arguments().filter_map(global).collect(), parameters: Vec::new() }
    }

    pub(super) fn of(product: &Product, operation: &Operation, options: &Command) -> Self {
        let mut names = Self::of_options(options);
        let redactor = redactor(product, operation);
        let mut taken: Vec<String> = names.globals.iter().map(|option| option.long.clone()).collect();
        taken.push("help".to_owned());
        for parameter in &operation.parameters {
            let is_global =
                names.globals.iter().any(|option| option.long == parameter.name) || parameter.name == "help";
            let name = if is_global { format!("parameter-{}", parameter.name) } else { parameter.name.to_owned() };
            let long = if taken.contains(&name) { format!("{name}-in-{}", parameter.location.part()) } else { name };
            taken.push(long.clone());
            let kebab = Some(kebab(parameter.name)).filter(|kebab| !taken.contains(kebab));
            taken.extend(kebab.clone());
            let schema = product.resolve(&parameter.schema);
            let is_secret = parameter.schema.is_secret() || schema.is_secret() || redactor.hides_path(parameter.name);
            names.parameters.push(ParameterNames { long, kebab, has_parts: has_parts(schema), is_secret });
        }
        names
    }

    /// The documented name of a parameter, and its spelling in kebab-case, without dashes.
    pub(super) fn of_parameter(&self, index: usize) -> (&str, Option<&str>) {
        self.parameters.get(index).map_or(("", None), |names| (&names.long, names.kebab.as_deref()))
    }

    /// The option that `name`, without its two dashes, belongs to.
    pub(super) fn find(&self, name: &str) -> Option<Known> {
        if name == "help" {
            return Some(Known::Help);
        }
        if let Some(option) = self.globals.iter().find(|option| option.long == name) {
            return Some(Known::Global { takes_value: option.takes_value });
        }
        if let Some(index) = self.parameter(name) {
            return Some(Known::Parameter { index, path: Vec::new() });
        }
        // The longest name first: some have dots themselves.
        name.rmatch_indices('.').find_map(|(dot, _)| {
            let (whole, path) = name.split_at_checked(dot)?;
            let index = self.parameter(whole)?;
            let path = path.strip_prefix('.')?.split('.').map(str::to_owned).collect();
            self.parameters.get(index)?.has_parts.then_some(Known::Parameter { index, path })
        })
    }

    fn parameter(&self, name: &str) -> Option<usize> {
        let position = |is: &dyn Fn(&ParameterNames) -> bool| self.parameters.iter().position(is);
        position(&|names| names.long == name)
            .or_else(|| position(&|names| names.kebab.as_deref() == Some(name)))
            .or_else(|| position(&|names| is_in_words(name) && same_name(&names.long, name)))
    }

    /// The option that a word is or begins with, as it was typed, if there is such an option.
    pub(super) fn option_in<'a>(&self, word: &'a str) -> Option<&'a str> {
        if word == "-h" || word == "--" {
            return Some(word);
        }
        let name = word.strip_prefix("--")?;
        let name = name.split_once('=').map_or(name, |(name, _)| name);
        self.find(name)?;
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
        if self.find(bare).is_some() {
            return name.to_owned();
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

    /// Names that look like `name`.
    pub(super) fn similar(&self, name: &str) -> Vec<String> {
        let name = name.to_lowercase();
        let mut ranked: Vec<(f64, &str)> = self
            .parameters
            .iter()
            .map(|names| names.long.as_str())
            .chain(self.globals.iter().map(|option| option.long.as_str()))
            .map(|known| (strsim::jaro(&known.to_lowercase(), &name), known))
            .filter(|(likeness, _)| *likeness > 0.8)
            .collect();
        ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        ranked.into_iter().take(3).map(|(_, known)| format!("--{known}")).collect()
    }
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
fn kebab(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(index + 1);
        let starts_word = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_ascii_digit() || after.is_some_and(|after| after.is_lowercase())
            })
            && before != Some(&'.');
        if starts_word {
            text.push('-');
        }
        text.extend(character.to_lowercase());
    }
    text
}
