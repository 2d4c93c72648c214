//! The options of the CLI. The parameters of operations are not among them: they come from the descriptions.

use std::net::SocketAddr;
use std::time::Duration;

use alicloud_client::retry::Backoff;
use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, Endpoint, Network, SignatureVersion, region};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::failure::Failure;
use crate::output::Output;
use crate::sent::{Counting, Sent};

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
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
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
// How calls are sent and responses are shown. Every option is optional here, because `Global::then` has to know which ones were given.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Global {
    /// Host, or a URL such as http://127.0.0.1:8080.
    #[arg(long, global = true)]
    pub(crate) endpoint: Option<String>,
    /// Region, as in cn-hangzhou [default: that of the environment or the profile]. It is also sent as the parameter RegionId.
    #[arg(long, global = true)]
    pub(crate) region: Option<String>,
    /// Uses the endpoint inside a virtual private cloud.
    #[arg(long, global = true)]
    pub(crate) vpc: bool,
    /// Signature of the requests [default: acs3].
    #[arg(long, global = true, value_enum)]
    pub(crate) signature: Option<Signature>,
    /// Seconds for a whole call, including retries [default: 120].
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: Option<u64>,
    /// How often a request is retried at most, where that is safe; 0 sends it once [default: 10 if it is throttled, 11 if the service is
    /// unavailable, 2 for other reasons].
    #[arg(long, global = true, value_name = "COUNT")]
    pub(crate) retry_count: Option<u32>,
    /// Seconds of the longest pause before a retry; if the service asks for a longer one, the call ends [default: 20, or as long as the
    /// service asks].
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(crate) retry_longest: Option<u64>,
    /// Format in which the response is shown [default: json].
    #[arg(long, global = true, value_enum)]
    pub(crate) output: Option<Output>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Shows a typical task without an account: creates, lists and releases public endpoints on a local emulator.
    Demo,
    /// Runs a local Alibaba Cloud endpoint until it is interrupted.
    Emulator(Emulator),
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
pub(crate) struct Emulator {
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
pub(crate) enum Signature {
    /// ACS3-HMAC-SHA256.
    Acs3,
    /// RPC signature 1.0, or the ROA header signature.
    V1,
}

impl Global {
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
        match self.signature {
            None | Some(Signature::Acs3) => SignatureVersion::Acs3,
            Some(Signature::V1) => SignatureVersion::V1,
        }
    }

    /// A client with these settings; `region` is the one of the call, used if none is set here. `sent` is told what is sent.
    ///
    /// A typed value that is not valid is an error of the command line; the same value in a variable is not.
    pub(crate) fn client(&self, region: Option<&str>, sent: &Sent) -> Result<Client, Failure> {
        let usage = |message: String| Failure::usage(&mut Arguments::command(), message);
        if let Some(endpoint) = &self.endpoint {
            Endpoint::parse(endpoint).map_err(|error| usage(format!("--endpoint: {error}")))?;
        }
        if let Some(region) = self.region.as_deref().filter(|region| !region::is_id(region)) {
            return Err(usage(format!("--region: {region:?} is not the ID of a region, such as cn-hangzhou")));
        }
        let http = HttpClient::builder().build().map_err(|error| Failure::call(&error))?;
        let mut builder = Client::builder()
            .transport(Counting::new(http, sent.clone()))
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
