//! The command line: global flags, the commands of the program, and calls.
//!
//! `clap` reads the program's own commands and shows help; the words of a call come from a catalog, and which of them are options is known
//! only after product and operation are, so they are read by [`words`], with the flags of the [`registry`].

mod client;
mod emulated;
mod help;
mod identity;
mod options;
mod profile;
pub(crate) mod registry;
mod syntax;
mod words;

use std::net::SocketAddr;

use clap::{Args, FromArgMatches as _, Parser, Subcommand};

pub(crate) use client::client;
pub(crate) use help::add_flags;
pub(crate) use identity::{deprecated_mode, warn_about_secrets};
#[allow(unused_imports, reason = "names of fields of the options")]
pub(crate) use options::{
    BodyArgument, DryRunFormat, GlobalOptions, IdentityFlags, PageChoice, SignatureChoice, TableChoice, UrlScheme,
    WaitChoice,
};
pub(crate) use profile::environment;
pub(crate) use syntax::SyntaxError;
pub(crate) use words::{Words, flag_in, option_in, takes_no_word};

use crate::configure_command::ConfigureCommand;
use crate::failure::CliFailure;
use crate::output::OutputFormat;
use crate::product_command::ProductCommand;
use crate::shell::Shell;
use crate::unknown_word;

/// What the command line says.
pub(crate) struct CommandLine {
    pub(crate) global: GlobalOptions,
    pub(crate) command: Invoked,
}

/// What is to be done.
pub(crate) enum Invoked {
    /// A command of the program.
    Own(CliCommand),
    /// `PRODUCT …`: a call, with the words after the product. Global flags before the product are read already.
    Call(String, Words),
}

/// Calls any operation of Alibaba Cloud, or runs a local endpoint to call.
#[derive(Debug, Parser)]
#[command(
    name = "alicloud",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    args_override_self = true,
    disable_help_subcommand = true,
    override_usage = "alicloud [OPTIONS] PRODUCT OPERATION [--PARAMETER VALUE]...
       alicloud [OPTIONS] COMMAND",
    after_help = "To call an operation: alicloud PRODUCT OPERATION [--PARAMETER VALUE]..., or by its path: alicloud PRODUCT GET /PATH [--body TEXT]

Examples:
  alicloud demo
  alicloud list rds
  alicloud help rds ReleaseInstancePublicConnection
  alicloud rds describe-db-instances --region-id cn-hangzhou --output table

The options on this page can be given before and after PRODUCT and OPERATION. If one is given more than once, the last one counts. An option
in lower case always means what this page says: a parameter of the same name is written as it is documented (--Force) or --biz-force."
)]
struct Program {
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CliCommand {
    /// Shows a typical task without an account: creates, lists and releases public endpoints on a local emulator.
    Demo,
    /// Runs a local Alibaba Cloud endpoint until it is interrupted.
    Emulator(EmulatorOptions),
    /// Calls operations with the rows of a file.
    Batch(BatchOptions),
    /// Lists products, or the operations of one.
    List {
        /// Product code, as in rds.
        product: Option<String>,
    },
    /// Adds, fetches, lists and removes descriptions of products that are not built in.
    Product {
        #[command(subcommand)]
        command: ProductCommand,
    },
    /// Explains an error code: which operations return it, with which status, and what to do.
    Explain {
        /// Error code, as in Endpoint.NotFound.
        code: String,
        /// Product code, as in rds; without one, every product.
        product: Option<String>,
    },
    /// Searches for operations, by their names and summaries, parameters, error codes and RAM actions.
    Search {
        /// Words that are all to be found.
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Shows this help, the operations of a product, or the parameters of an operation.
    Help {
        /// Product and operation.
        #[arg(value_name = "PRODUCT OPERATION")]
        words: Vec<String>,
    },
    /// Shows the version of the program.
    Version,
    /// Makes and changes profiles of the official configuration file; without a command, asks for the settings of one.
    Configure {
        #[command(subcommand)]
        command: Option<ConfigureCommand>,
    },
    /// Asks the service whose credentials these are, and shows where they come from and when they expire.
    Whoami,
    /// Prints the script with which a shell completes words.
    Completion {
        /// The shell.
        shell: Shell,
    },
    /// Prints the manual page, as in alicloud manual | man -l -
    Manual,
    /// Says how to switch completion on; no file is changed.
    AutoCompletion {
        /// Says how to switch it off.
        #[arg(long)]
        uninstall: bool,
    },
    /// Nothing: a product needs no plugin here, only a description.
    Plugin {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        words: Vec<String>,
    },
    /// Candidates for the last word.
    #[command(hide = true)]
    Complete {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Rows in JSON, one on each line:
  {\"product\":\"rds\",\"operation\":\"ReleaseInstancePublicConnection\",\"parameters\":{\"DBInstanceId\":\"rm-1\",\"CurrentConnectionString\":\"…\"}}
Or in CSV, with a column for each parameter, and the operation here:
  alicloud batch endpoints.csv rds ReleaseInstancePublicConnection --journal endpoints.journal

All rows are checked before the first one is sent. A line of JSON on standard output says what came of each row: done, failed (not carried
out), unknown, or received (the service has the request of an earlier run, whose response is lost; it is not sent again). With --journal, the
same command after an interruption continues where it ended, and sends failed rows again. The exit code is that of the worst row.")]
pub(crate) struct BatchOptions {
    /// File with the rows, or - for standard input.
    pub(crate) file: String,
    /// Product code, as in rds, of the rows that do not name one.
    #[arg(requires = "operation")]
    pub(crate) product: Option<String>,
    /// Operation of the rows that do not name one.
    pub(crate) operation: Option<String>,
    /// File that remembers what was sent, so that nothing is sent twice when the batch is resumed. Values of parameters are not in it.
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<String>,
    /// How many requests are open at once.
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) concurrency: u16,
    /// Format of the file; without this option, the name of the file says it, else the first line.
    #[arg(long)]
    pub(crate) format: Option<BatchFormat>,
    /// What to do about rows of which an earlier run does not know whether they were carried out, and that cannot be sent again safely.
    #[arg(long, value_name = "ACTION", default_value = "report")]
    pub(crate) unknown: UnknownChoice,
}

/// Format of the rows of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum BatchFormat {
    /// A JSON object on each line.
    Jsonl,
    /// A table with a header.
    Csv,
}

/// What happens to rows of an earlier run whose outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum UnknownChoice {
    /// They are reported.
    Report,
    /// They are sent again, even if they were carried out.
    Again,
    /// They count as carried out.
    Done,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct EmulatorOptions {
    /// IP address and port to listen on; port 0 chooses a free port.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0", value_parser = socket_address)]
    pub(crate) listen: SocketAddr,
    /// Access key that callers may use, as ID:SECRET; can be given several times.
    #[arg(long, value_name = "ID:SECRET", default_value = "testid:testsecret")]
    pub(crate) access_key: Vec<String>,
    /// Issues credentials in AssumeRoleWithOIDC only for this token; can be given several times. Without this option, every token
    /// gets credentials that the emulator accepts, because it has no identity provider to verify a token.
    #[arg(long, value_name = "TOKEN", conflicts_with = "no_oidc")]
    pub(crate) oidc_token: Vec<String>,
    /// Refuses AssumeRoleWithOIDC for every token.
    #[arg(long)]
    pub(crate) no_oidc: bool,
    /// Refuses operations without state with 501 Emulator.NotStateful, instead of returning the documented sample.
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(subcommand)]
    pub(crate) command: Option<EmulatorCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EmulatorCommand {
    /// Lists as Markdown which operations have state, which are only checked, and which are refused.
    Coverage {
        /// Product code, as in rds; without one, every product.
        product: Option<String>,
    },
}

/// Parses an address to listen on. A host name is not accepted, because it can have several addresses.
fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "not an IP address and a port, as in 127.0.0.1:8080")
}

/// The whole program, for its help and for errors.
pub(crate) fn program() -> clap::Command {
    add_flags(<Program as clap::CommandFactory>::command(), true)
}

impl CommandLine {
    /// Reads the command line.
    pub(crate) fn read() -> Result<Self, CliFailure> {
        let words = std::env::args_os().skip(1).map(|word| {
            // The word may be a secret, so it is not repeated.
            word.into_string()
                .map_err(|_| CliFailure::usage(&mut program(), "a word of the command line is not valid UTF-8"))
        });
        Self::of(words.collect::<Result<_, _>>()?)
    }

    fn of(words: Vec<String>) -> Result<Self, CliFailure> {
        let wrong = |problem: SyntaxError| problem.of(&mut program());
        let mut words = Words::new(words);
        let mut global = GlobalOptions::default();
        words.leading(true, &mut global).map_err(wrong)?;
        let Some(first) = words.next() else {
            // Nothing to do: `clap` shows the help and ends with the code of a wrong command line.
            return Self::own(Vec::new(), global);
        };
        match first.as_str() {
            "--version" | "-V" | "--help" | "-h" => Self::own(vec![first], global),
            _ if first.starts_with('-') => Err(wrong(SyntaxError::Unknown {
                word: unknown_word::shown(&first),
                similar: unknown_word::similar(unknown_word::name(&first).trim_start_matches('-'), flag_names())
                    .into_iter()
                    .map(|name| format!("--{name}"))
                    .collect(),
            })),
            _ if is_own(&first) => {
                let mut all = vec![first];
                all.extend(words.without_flags(&mut global).map_err(wrong)?);
                Self::own(all, global)
            }
            _ => Ok(Self { global, command: Invoked::Call(first, words) }),
        }
    }

    /// A command of the program.
    fn own(words: Vec<String>, global: GlobalOptions) -> Result<Self, CliFailure> {
        let all = std::iter::once("alicloud".to_owned()).chain(words);
        let matches = program().try_get_matches_from(all).map_err(CliFailure::Usage)?;
        let parsed = Program::from_arg_matches(&matches).map_err(CliFailure::Usage)?;
        Ok(Self { global, command: Invoked::Own(parsed.command) })
    }
}

/// The commands of the program that the help lists.
pub(crate) fn command_names() -> Vec<String> {
    let commands = CliCommand::augment_subcommands(clap::Command::new("alicloud"));
    let listed = commands.get_subcommands().filter(|command| !command.is_hide_set());
    listed.map(|command| command.get_name().to_owned()).collect()
}

/// The formats of `--output`.
pub(crate) fn output_formats() -> Vec<String> {
    options::names::<OutputFormat>()
}

/// Whether a word is a command of the program.
pub(crate) fn is_own(word: &str) -> bool {
    let commands = CliCommand::augment_subcommands(clap::Command::new("alicloud"));
    commands
        .get_subcommands()
        .any(|command| command.get_name() == word || command.get_all_aliases().any(|alias| alias == word))
}

/// The names of the global flags that the help lists.
pub(crate) fn flag_names() -> impl Iterator<Item = &'static str> {
    registry::FLAGS.iter().filter(|flag| flag.listed != registry::Listing::Nowhere).map(|flag| flag.name)
}
