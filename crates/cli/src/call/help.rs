//! The help of an operation.

use alicloud_catalog::{Operation, Product, RequestParameter, Schema};
use clap::{Arg, ArgAction, Command};

use super::names::OptionNames;
use super::schema::is_file;
use crate::arguments::add_flags;

/// A command with an option for each parameter, for its help. Parameters are read by [`super::words`].
pub(super) fn command(product: &Product, operation: &Operation, names: &OptionNames) -> Command {
    let name = format!("alicloud {} {}", product.code().to_lowercase(), operation.info.name);
    let command = Command::new("operation").bin_name(name).no_binary_name(true).args_override_self(true);
    let mut command =
        command.about(operation.details.summary.clone().unwrap_or_default()).next_help_heading("Parameters");
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let (long, kebab) = names.of_parameter(index);
        let schema = product.resolve(&parameter.schema);
        let mut argument = Arg::new(format!("parameter {index}"))
            .long(long.to_owned())
            .help(help(schema, parameter))
            .value_name(if is_file(operation.info, parameter, schema) {
                "FILE".to_owned()
            } else {
                schema.kind.clone().unwrap_or_else(|| "value".to_owned()).to_uppercase()
            })
            .action(ArgAction::Append);
        if let Some(kebab) = kebab {
            argument = argument.visible_alias(kebab.to_owned());
        }
        command = command.arg(argument);
    }
    add_flags(command, false)
}

fn help(schema: &Schema, parameter: &RequestParameter) -> String {
    let mut facts = Vec::new();
    if parameter.required {
        facts.push("required".to_owned());
    }
    let valid = schema.valid_strings();
    if !valid.is_empty() {
        let values = valid.into_iter().map(|value| match schema.enum_value_titles.get(&value) {
            Some(title) => format!("{value} ({title})"),
            None => value,
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
