//! The global flags as arguments of `clap`, which shows them in help. They are read by [`super::words`].

use alicloud_client::retry::Backoff;
use alicloud_client::{Client, SignatureVersion};
use clap::{Arg, ArgAction, Command, ValueEnum};

use super::options::{SignatureChoice, names};
use super::registry::{FLAGS, Flag, FlagGroup, FlagId, FlagValue, Listing};
use crate::output::OutputFormat;

/// Adds the flags that the help lists: all of them for the program, else those for every operation.
pub(crate) fn add_flags(mut command: Command, is_program: bool) -> Command {
    for group in FlagGroup::ALL {
        command = command.next_help_heading(if is_program {
            group.heading().to_owned()
        } else {
            format!("Global options: {}", group.heading())
        });
        let is_listed = |flag: &&Flag| {
            flag.group == group && (flag.listed == Listing::Everywhere || is_program && flag.listed == Listing::Program)
        };
        for flag in FLAGS.iter().filter(is_listed) {
            command = command.arg(argument(flag, is_program));
        }
    }
    command
}

/// A flag as it is shown.
fn argument(flag: &'static Flag, is_program: bool) -> Arg {
    // Without a product, this is the version of the program.
    let aliases = flag.aliases.iter().copied().filter(|alias| !is_program || *alias != "version");
    let mut argument = Arg::new(flag.name).long(flag.name).help(help(flag)).visible_aliases(aliases);
    if let Some(short) = flag.short {
        argument = argument.short(short);
    }
    let takes = |argument: Arg, name: &'static str| argument.value_name(name).action(ArgAction::Set);
    match flag.value {
        FlagValue::Nothing => argument.action(ArgAction::SetTrue),
        FlagValue::One(name) | FlagValue::OneOrFields(name, _) => takes(argument, name),
        FlagValue::Inline(name) => takes(argument, name).num_args(0..=1).require_equals(true),
        FlagValue::Fields(_) => takes(argument, "KEY=VALUE").num_args(0..),
    }
}

/// What a flag does, with its default and its values. Those of the client are read from the client.
fn help(flag: &Flag) -> String {
    let rest = match flag.id {
        FlagId::Output => format!(
            " [default: {}] [{}]; or cols=A,B [rows=PATH] [num=true] for a table of these fields",
            name(OutputFormat::default()),
            values::<OutputFormat>()
        ),
        FlagId::Signature => {
            let default = [SignatureChoice::Acs3, SignatureChoice::V1]
                .into_iter()
                .find(|signature| SignatureVersion::from(*signature) == SignatureVersion::default());
            format!(" [default: {}] [{}]", default.map(name).unwrap_or_default(), values::<SignatureChoice>())
        }
        FlagId::Timeout => format!(" [default: {}]", Client::TOTAL_TIMEOUT.as_secs()),
        FlagId::RetryCount => {
            // The client counts the first attempt too.
            let retries = [Backoff::THROTTLED_ATTEMPTS, Backoff::UNAVAILABLE_ATTEMPTS, Backoff::ATTEMPTS];
            let [throttled, unavailable, other] = retries.map(|attempts| attempts.saturating_sub(1));
            format!(
                ", where that is safe; 0 sends it once [default: {throttled} if it is throttled, {unavailable} if the service is unavailable, \
                 {other} for other reasons]"
            )
        }
        FlagId::RetryLongest => format!(
            "; if the service asks for a longer one, the call ends [default: {}, or as long as the service asks]",
            Backoff::LONGEST.as_secs()
        ),
        _ => String::new(),
    };
    format!("{}{rest}", flag.help)
}

fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn values<T: ValueEnum>() -> String {
    format!("possible values: {}", names::<T>().join(", "))
}
