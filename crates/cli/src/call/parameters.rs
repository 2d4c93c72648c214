//! The parameters of an operation on the command line.
//!
//! Each parameter is an option under its documented name, in any case, or in kebab-case: `--DBInstanceId`, `--db-instance-id`. A list
//! is given by repeating the option or as JSON; a list or object also part by part, as the official command line does:
//! `--Tag.1.Key env --Tag.1.Value prod`. Where one name stands in two places, the second is `--NAME-in-PLACE`.

use alicloud_catalog::{Location, Operation, Parameter, Product, Schema, same_name};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Args as _, Command, Error, FromArgMatches as _};
use serde_json::{Map, Value};

use crate::Failure;
use crate::arguments::{Connection, Output};

/// What was given.
pub(super) struct Given {
    /// In the order of the description.
    pub(super) values: Vec<Option<Value>>,
    pub(super) connection: Connection,
    pub(super) output: Output,
    /// Region of the call, if it is one of its parameters.
    pub(super) region: Option<String>,
}

/// Reads the words after the operation's name.
pub(super) fn read(
    product: &Product,
    operation: &Operation,
    connection: &Connection,
    output: Output,
    words: impl Iterator<Item = String>,
) -> Result<Given, Failure> {
    let mut parts = Parts::default();
    let words = parts.take(operation, words).map_err(|message| usage(&mut command(product, operation), message))?;
    let mut command = command(product, operation);
    let matches =
        command.clone().try_get_matches_from(std::iter::once(String::new()).chain(words)).map_err(Failure::Usage)?;
    let mut values = Vec::with_capacity(operation.parameters.len());
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let texts: Vec<&String> = matches.get_many(&id(index)).into_iter().flatten().collect();
        let schema = product.resolve(&parameter.schema);
        let value = match parts.value(index, schema, product) {
            Some(value) => Some(value),
            None => value(&texts, schema, product),
        };
        values.push(
            value.transpose().map_err(|problem| usage(&mut command, format!("--{}: {problem}", parameter.name)))?,
        );
    }
    let region = operation.parameters.iter().position(|parameter| parameter.name == "RegionId");
    let region = region.and_then(|index| matches.get_one::<String>(&id(index)).cloned());
    // The same options may stand before or after the operation; those after it win.
    let after = Connection::from_arg_matches(&matches).map_err(Failure::Usage)?;
    let connection = Connection {
        endpoint: after.endpoint.or_else(|| connection.endpoint.clone()),
        region: after.region.or_else(|| connection.region.clone()),
        vpc: after.vpc || connection.vpc,
        signature: if after.signature == Default::default() { connection.signature } else { after.signature },
        timeout: after.timeout.or(connection.timeout),
    };
    let output = matches.get_one::<Output>(OUTPUT).copied().unwrap_or(output);
    Ok(Given { values, connection, output, region })
}

const OUTPUT: &str = "format";

/// Parameters and options of the connection have names of their own kind.
fn id(parameter: usize) -> String {
    format!("parameter {parameter}")
}

fn usage(command: &mut Command, message: String) -> Failure {
    Failure::Usage(Error::raw(ErrorKind::ValueValidation, message).with_cmd(command))
}

/// A command with an option for each parameter.
fn command(product: &Product, operation: &Operation) -> Command {
    let name = format!("alicloud {} {}", product.code().to_lowercase(), operation.name);
    let mut command =
        Connection::augment_args(Command::new("operation").bin_name(name).next_help_heading("Connection"))
            .arg(
                Arg::new(OUTPUT)
                    .long("output")
                    .value_parser(clap::value_parser!(Output))
                    .help("How the answer is shown"),
            )
            .about(operation.summary.clone().unwrap_or_default())
            .no_binary_name(false);
    let of_connection: Vec<String> =
        command.get_arguments().filter_map(|argument| argument.get_long().map(str::to_owned)).collect();
    let mut spellings = of_connection.clone();
    command = command.next_help_heading("Parameters");
    for (index, parameter) in operation.parameters.iter().enumerate() {
        // An option of the connection keeps its name; such a parameter stands behind a prefix.
        let name = if of_connection.contains(&parameter.name) {
            format!("parameter-{}", parameter.name)
        } else {
            parameter.name.clone()
        };
        let long = if spellings.contains(&name) { format!("{name}-in-{}", place(parameter.location)) } else { name };
        spellings.push(long.clone());
        let kebab = kebab(&parameter.name);
        let mut argument = Arg::new(id(index))
            .long(long)
            .help(help(product.resolve(&parameter.schema), parameter))
            .value_name(
                product.resolve(&parameter.schema).kind.clone().unwrap_or_else(|| "value".to_owned()).to_uppercase(),
            )
            .action(ArgAction::Append)
            .allow_hyphen_values(true);
        if !spellings.contains(&kebab) {
            spellings.push(kebab.clone());
            argument = argument.visible_alias(kebab);
        }
        command = command.arg(argument);
    }
    command
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Query => "query",
        Location::FormData => "form",
        Location::Path => "path",
        Location::Header => "header",
        _ => "body",
    }
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

fn help(schema: &Schema, parameter: &Parameter) -> String {
    let mut facts = Vec::new();
    if parameter.schema.required {
        facts.push("required".to_owned());
    }
    if !schema.valid_values.is_empty() {
        let values = schema.valid_values.iter().map(|value| match schema.enum_value_titles.get(value) {
            Some(title) => format!("{value} ({title})"),
            None => value.clone(),
        });
        facts.push(format!("one of {}", values.collect::<Vec<_>>().join(", ")));
    }
    if let Some(example) = &parameter.schema.example {
        facts.push(format!("for example {}", example.as_str().map_or_else(|| example.to_string(), str::to_owned)));
    }
    let description = parameter.schema.description.as_deref().or(schema.description.as_deref()).unwrap_or_default();
    match (description.is_empty(), facts.is_empty()) {
        (true, _) => facts.join("; "),
        (false, true) => description.to_owned(),
        (false, false) => format!("{description} [{}]", facts.join("; ")),
    }
}

/// Options given part by part: which parameter, where in it, and the text.
#[derive(Default)]
struct Parts(Vec<(usize, Vec<String>, String)>);

impl Parts {
    /// Takes the options with a dotted path under a parameter out of `words`, and writes names of parameters as documented.
    fn take(&mut self, operation: &Operation, words: impl Iterator<Item = String>) -> Result<Vec<String>, String> {
        let mut kept = Vec::new();
        let mut words = words;
        while let Some(word) = words.next() {
            let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) else {
                kept.push(word);
                continue;
            };
            let (name, value) = match option.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (option, None),
            };
            let known = |name: &str| {
                let mut parameters = operation.parameters.iter().enumerate();
                let exact = parameters.clone().find(|(_, parameter)| parameter.name == name);
                exact.or_else(|| parameters.find(|(_, parameter)| same_name(&parameter.name, name)))
            };
            if let Some((_, parameter)) = known(name) {
                kept.push(format!(
                    "--{}{}",
                    parameter.name,
                    value.map(|value| format!("={value}")).unwrap_or_default()
                ));
                continue;
            }
            match name.split_once('.').and_then(|(first, rest)| Some((known(first)?, rest))) {
                Some(((index, _), rest)) => {
                    let value = value.or_else(|| words.next()).ok_or_else(|| format!("--{name} has no value"))?;
                    self.0.push((index, rest.split('.').map(str::to_owned).collect(), value));
                }
                None => kept.push(word),
            }
        }
        Ok(kept)
    }

    /// The value of a parameter that was given part by part.
    fn value(&self, index: usize, schema: &Schema, product: &Product) -> Option<Result<Value, String>> {
        let mut value = None;
        for (_, path, text) in self.0.iter().filter(|(parameter, _, _)| *parameter == index) {
            let target = value.get_or_insert(Value::Null);
            if let Err(problem) = put(target, path, text, schema, product) {
                return Some(Err(problem));
            }
        }
        value.map(Ok)
    }
}

fn put(target: &mut Value, path: &[String], text: &str, schema: &Schema, product: &Product) -> Result<(), String> {
    let Some((first, rest)) = path.split_first() else {
        *target = scalar(text, schema)?;
        return Ok(());
    };
    if let Some(items) = &schema.items {
        let index: usize = first
            .parse()
            .ok()
            .filter(|index| (1..=1000).contains(index))
            .ok_or_else(|| format!("{first:?} is not an index from 1"))?;
        if !target.is_array() {
            *target = Value::Array(Vec::new());
        }
        let Value::Array(elements) = target else { return Err("a list cannot hold this".to_owned()) };
        if elements.len() < index {
            elements.resize(index, Value::Null);
        }
        return match elements.get_mut(index - 1) {
            Some(element) => put(element, rest, text, product.resolve(items), product),
            None => Err(format!("{first:?} is not an index")),
        };
    }
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else { return Err("an object cannot hold this".to_owned()) };
    let known = schema.properties.iter().find(|(name, _)| same_name(name, first));
    let name = known.map_or(first, |(name, _)| name);
    let text_schema = Schema::default();
    let schema = known.map_or(&text_schema, |(_, schema)| product.resolve(schema));
    put(members.entry(name.clone()).or_insert(Value::Null), rest, text, schema, product)
}

/// The value of an option: JSON for objects, JSON or one text per element for lists, else the text as its type wants it.
fn value(texts: &[&String], schema: &Schema, product: &Product) -> Option<Result<Value, String>> {
    let last = texts.last()?;
    Some(match schema.kind.as_deref() {
        Some("array") if texts.len() == 1 && last.trim_start().starts_with('[') => json(last),
        Some("array") => {
            let string = Schema::default();
            let items = schema.items.as_deref().map_or(&string, |items| product.resolve(items));
            texts
                .iter()
                .map(|text| if text.trim_start().starts_with('{') { json(text) } else { scalar(text, items) })
                .collect()
        }
        Some("object") => json(last),
        _ => scalar(last, schema),
    })
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("not valid JSON: {error}"))
}

fn scalar(text: &str, schema: &Schema) -> Result<Value, String> {
    match schema.kind.as_deref() {
        Some("integer") => text.parse::<i64>().map(Value::from).map_err(|_| format!("{text:?} is not a whole number")),
        Some("number") => text.parse::<f64>().map(Value::from).map_err(|_| format!("{text:?} is not a number")),
        Some("boolean") => match text {
            "true" | "True" => Ok(Value::Bool(true)),
            "false" | "False" => Ok(Value::Bool(false)),
            _ => Err(format!("{text:?} is neither true nor false")),
        },
        Some("any") => Ok(json(text).unwrap_or_else(|_| Value::from(text))),
        Some("object" | "array") => json(text),
        _ => Ok(Value::from(text)),
    }
}
