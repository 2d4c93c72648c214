//! The options of the CLI. The parameters of operations are not among them: they come from the descriptions.

use std::net::SocketAddr;
use std::time::Duration;

use alicloud_client::retry::Backoff;
use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, Endpoint, Network, SignatureVersion, region};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::failure::CliFailure;
use crate::output::OutputFormat;
use crate::sent_requests::{CountingTransport, SentRequests};

/// Calls any operation of Alibaba Cloud, or runs a local endpoint to call.
#[derive(Debug, Parser)]
#[command(
    name = "alicloud",
    version,
    arg_required_else_help = true,
    args_override_self = true,
    after_help = "To call an operation: alicloud PRODUCT OPERATION [--PARAMETER VALUE]...

Examples:
  alicloud demo
  alicloud list rds
  alicloud rds ReleaseInstancePublicConnection --help
  alicloud rds describe-db-instances --region-id cn-hangzhou --output table

The options on this page can be given before and after PRODUCT and OPERATION. If one is given more than once, the last one counts."
)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
    #[command(subcommand)]
    pub(crate) command: CliCommand,
}

impl CommandLine {
    /// Parses the command line.
    ///
    /// The emulator sends no calls, so its help does not list the options for sending them.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let command = Self::command();
        let global = command.get_arguments().filter(|argument| argument.is_global_set());
        let hidden: Vec<_> = global.map(|argument| argument.clone().hide(true)).collect();
        let command = command.mut_subcommand("emulator", |emulator| emulator.args(hidden));
        Self::from_arg_matches(&command.try_get_matches()?)
    }
}

// No documentation comment: `clap` would show it as the help of every operation.
// How calls are sent and responses are shown. Every option is optional here, because `GlobalOptions::then` has to know which ones were given.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct GlobalOptions {
    /// Host, or a URL such as http://127.0.0.1:8080.
    #[arg(long, global = true)]
    pub(crate) endpoint: Option<String>,
    /// Region, as in cn-hangzhou [default: that of the environment or the profile]. It is also sent as the parameter RegionId.
    #[arg(long, global = true)]
    pub(crate) region: Option<String>,
    /// Uses the endpoint inside a virtual private cloud.
    #[arg(long, global = true)]
    pub(crate) vpc: bool,
    /// Signature of the requests.
    #[arg(long, global = true, value_enum, help = defaults::signature())]
    pub(crate) signature: Option<SignatureChoice>,
    /// Seconds for a whole call, including retries.
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..), help = defaults::timeout())]
    pub(crate) timeout: Option<u64>,
    /// How often a request is retried at most.
    #[arg(long, global = true, value_name = "COUNT", help = defaults::retry_count())]
    pub(crate) retry_count: Option<u32>,
    /// Seconds of the longest pause before a retry.
    #[arg(long, global = true, value_name = "SECONDS", help = defaults::retry_longest())]
    pub(crate) retry_longest: Option<u64>,
    /// Format in which the response is shown.
    #[arg(long, global = true, value_enum, help = defaults::output())]
    pub(crate) output: Option<OutputFormat>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CliCommand {
    /// Shows a typical task without an account: creates, lists and releases public endpoints on a local emulator.
    Demo,
    /// Runs a local Alibaba Cloud endpoint until it is interrupted.
    Emulator(EmulatorOptions),
    /// Lists products, or the operations of one.
    List {
        /// Product code, as in rds.
        product: Option<String>,
    },
    /// PRODUCT OPERATION [--PARAMETER VALUE]…: calls an operation.
    #[command(external_subcommand)]
    Call(Vec<String>),
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

/// Signature of the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignatureChoice {
    /// ACS3-HMAC-SHA256.
    Acs3,
    /// RPC signature 1.0, or the ROA header signature.
    V1,
}

impl From<SignatureChoice> for SignatureVersion {
    fn from(signature: SignatureChoice) -> Self {
        match signature {
            SignatureChoice::Acs3 => Self::Acs3,
            SignatureChoice::V1 => Self::V1,
        }
    }
}

impl GlobalOptions {
    /// These options, overridden by those of `later`: if an option is given more than once, the last one counts.
    pub(crate) fn then(self, later: Self) -> Self {
        Self {
            endpoint: later.endpoint.or(self.endpoint),
            region: later.region.or(self.region),
            vpc: later.vpc || self.vpc,
            signature: later.signature.or(self.signature),
            timeout: later.timeout.or(self.timeout),
            retry_count: later.retry_count.or(self.retry_count),
            retry_longest: later.retry_longest.or(self.retry_longest),
            output: later.output.or(self.output),
        }
    }

    pub(crate) fn signature_version(&self) -> SignatureVersion {
        self.signature.map(SignatureVersion::from).unwrap_or_default()
    }

    /// A client with these settings; `region` is the parameter `RegionId` of the call, used if no region is set here. `sent` records what is
    /// sent.
    ///
    /// A typed value that is not valid is an error of the command line; the same value in a variable is not.
    pub(crate) fn client(&self, region: Option<&str>, sent: &SentRequests) -> Result<Client, CliFailure> {
        let usage = |message: String| CliFailure::usage(&mut CommandLine::command(), message);
        if let Some(endpoint) = &self.endpoint {
            Endpoint::parse(endpoint).map_err(|error| usage(format!("--endpoint: {error}")))?;
        }
        for (option, region) in [("--region", self.region.as_deref()), ("--RegionId", region)] {
            if let Some(region) = region {
                region::check(region).map_err(|error| usage(format!("{option}: {error}")))?;
            }
        }
        let http = HttpClient::builder().build().map_err(|error| CliFailure::call(&error))?;
        let mut builder = Client::builder()
            .transport(CountingTransport::new(http, sent.clone()))
            .observer(sent.clone())
            .signature(self.signature_version())
            .application(concat!("alicloud-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(region) = self.region.as_deref().or(region) {
            builder = builder.region(region);
        }
        if self.vpc {
            builder = builder.network(Network::Vpc);
        }
        if let Some(seconds) = self.timeout {
            builder = builder.total_timeout(Duration::from_secs(seconds));
        }
        if self.retry_count.is_some() || self.retry_longest.is_some() {
            let mut policy = Backoff::default();
            if let Some(count) = self.retry_count {
                policy = policy.attempts(count.saturating_add(1));
            }
            if let Some(seconds) = self.retry_longest {
                policy = policy.longest(Duration::from_secs(seconds));
            }
            builder = builder.retry(policy);
        }
        Ok(builder.build()?)
    }
}

/// Help of the options whose defaults are those of the client. An option that is not given is not set, so `clap` cannot show them itself.
mod defaults {
    use alicloud_client::retry::Backoff;
    use alicloud_client::{Client, SignatureVersion};
    use clap::ValueEnum;

    use super::SignatureChoice;
    use crate::output::OutputFormat;

    pub(super) fn signature() -> String {
        let default = [SignatureChoice::Acs3, SignatureChoice::V1]
            .into_iter()
            .find(|signature| SignatureVersion::from(*signature) == SignatureVersion::default());
        format!("Signature of the requests{}", default.map(name).unwrap_or_default())
    }

    pub(super) fn timeout() -> String {
        format!("Seconds for a whole call, including retries [default: {}]", Client::TOTAL_TIMEOUT.as_secs())
    }

    pub(super) fn retry_count() -> String {
        // The client counts the first attempt too.
        let retries = [Backoff::THROTTLED_ATTEMPTS, Backoff::UNAVAILABLE_ATTEMPTS, Backoff::ATTEMPTS];
        let [throttled, unavailable, other] = retries.map(|attempts| attempts.saturating_sub(1));
        format!(
            "How often a request is retried at most, where that is safe; 0 sends it once [default: {throttled} if it is throttled, \
             {unavailable} if the service is unavailable, {other} for other reasons]"
        )
    }

    pub(super) fn retry_longest() -> String {
        format!(
            "Seconds of the longest pause before a retry; if the service asks for a longer one, the call ends [default: {}, or as long as \
             the service asks]",
            Backoff::LONGEST.as_secs()
        )
    }

    pub(super) fn output() -> String {
        format!("Format in which the response is shown{}", name(OutputFormat::default()))
    }

    fn name(value: impl ValueEnum) -> String {
        value.to_possible_value().map(|value| format!(" [default: {}]", value.get_name())).unwrap_or_default()
    }
}
