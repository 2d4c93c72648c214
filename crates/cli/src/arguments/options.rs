//! The values of the global flags, in one structure.

use std::time::Duration;

use alicloud_client::{Format, Network, Secret, SignatureVersion};
use clap::ValueEnum;

use super::registry::{Flag, FlagId};
use crate::official;
use crate::output::OutputFormat;
use crate::streams::LogLevel;

/// How calls are sent and responses are shown. Every option is optional here: what is not given has the default of the client, of the
/// environment or of the profile.
#[derive(Debug, Clone, Default)]
pub(crate) struct GlobalOptions {
    /// `--output FORMAT`.
    pub(crate) output: Option<OutputFormat>,
    /// `--output cols=… rows=… num=…`.
    pub(crate) table: Option<TableChoice>,
    /// `--query`: a JMESPath expression.
    pub(crate) query: Option<String>,
    /// `--quiet`.
    pub(crate) quiet: bool,
    /// `--log-level`.
    pub(crate) log_level: Option<LogLevel>,
    /// `--all`: which pages are fetched. `None` if only one is.
    pub(crate) pages: Option<PageChoice>,
    /// `--max-items`.
    pub(crate) max_items: Option<u64>,
    /// `--wait`.
    pub(crate) wait: Option<WaitChoice>,
    /// `--wait-timeout`, or `timeout=` of `--wait`.
    pub(crate) wait_timeout: Option<Duration>,
    /// `--interval`, or `interval=` of `--wait`.
    pub(crate) interval: Option<Duration>,
    /// `--dry-run`.
    pub(crate) dry_run: Option<DryRunFormat>,
    /// `--input`: a file, or `-`.
    pub(crate) input: Option<String>,
    /// `--skeleton`.
    pub(crate) skeleton: bool,
    /// `--header`, with names and values.
    pub(crate) headers: Vec<(String, String)>,
    /// `--body` or `--body-file`.
    pub(crate) body: Option<BodyArgument>,
    /// `--method`, in upper case.
    pub(crate) method: Option<String>,
    /// `--force`.
    pub(crate) force: bool,
    /// `--api-version`.
    pub(crate) api_version: Option<String>,
    /// `--yes`.
    pub(crate) yes: bool,
    /// `--accept`.
    pub(crate) accept: Option<Format>,
    /// `--emulator`.
    pub(crate) emulator: bool,
    /// `--endpoint`.
    pub(crate) endpoint: Option<String>,
    /// `--region`.
    pub(crate) region: Option<String>,
    /// `--vpc`.
    pub(crate) network: Option<Network>,
    /// `--secure` or `--insecure`.
    pub(crate) scheme: Option<UrlScheme>,
    /// `--signature`.
    pub(crate) signature: Option<SignatureChoice>,
    /// `--timeout`.
    pub(crate) timeout: Option<Duration>,
    /// `--read-timeout`.
    pub(crate) read_timeout: Option<Duration>,
    /// `--connect-timeout`.
    pub(crate) connect_timeout: Option<Duration>,
    /// `--retry-count`.
    pub(crate) retry_count: Option<u32>,
    /// `--retry-longest`, in seconds.
    pub(crate) retry_longest: Option<u64>,
    /// `--user-agent`.
    pub(crate) user_agent: Option<String>,
    /// `--profile`.
    pub(crate) profile: Option<String>,
    /// `--config-path`.
    pub(crate) config_path: Option<String>,
    /// The other flags about the identity: they set a profile, or credentials for one call.
    pub(crate) identity: IdentityFlags,
}

/// `--output cols=InstanceId,Status rows=Instances.Instance[] num=true`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TableChoice {
    /// JMESPath expressions within a row, which are also the headers.
    pub(crate) columns: Vec<String>,
    /// A JMESPath expression for the list of rows.
    pub(crate) rows: Option<String>,
    /// Whether there is a column with the number of the row, from 0.
    pub(crate) numbered: bool,
}

/// `--all`, with the names that an operation uses if they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PageChoice {
    pub(crate) path: Option<String>,
    pub(crate) page_number: Option<String>,
    pub(crate) page_size: Option<String>,
    pub(crate) total_count: Option<String>,
    pub(crate) next_token: Option<String>,
}

/// `--wait 'PATH==VALUE'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaitChoice {
    /// A JMESPath expression.
    pub(crate) expression: String,
    /// The value that it has at the end, as text.
    pub(crate) value: String,
}

/// How `--dry-run` shows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DryRunFormat {
    /// Method, URL, headers and body.
    Http,
    /// A command of `curl`.
    Curl,
    /// JSON.
    Json,
}

/// Where the body of a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyArgument {
    Text(String),
    /// A file, or `-`.
    File(String),
}

/// The scheme of the URL of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UrlScheme {
    Https,
    Http,
}

/// Signature of the requests; products whose gateway has one of its own are signed by that.
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

/// The flags that set fields of a profile. Their values may be secrets, so all of them are hidden.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdentityFlags(Vec<(FlagId, Secret)>);

impl IdentityFlags {
    /// The value of a flag, if it is given.
    pub(crate) fn get(&self, id: FlagId) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == id).map(|(_, value)| value.expose())
    }

    pub(super) fn set(&mut self, id: FlagId, value: String) {
        self.0.retain(|(known, _)| *known != id);
        self.0.push((id, value.into()));
    }
}

/// What followed the name of a flag.
#[derive(Debug)]
pub(crate) enum FlagInput {
    Nothing,
    Value(String),
    /// Words of the form `KEY=VALUE`.
    Fields(Vec<(String, String)>),
}

impl FlagInput {
    fn value(self) -> String {
        match self {
            Self::Value(value) => value,
            Self::Nothing | Self::Fields(_) => String::new(),
        }
    }

    fn fields(self) -> Vec<(String, String)> {
        match self {
            Self::Fields(fields) => fields,
            Self::Nothing | Self::Value(_) => Vec::new(),
        }
    }
}

impl GlobalOptions {
    /// Sets a flag. If one is given more than once, the last one counts; headers are collected.
    ///
    /// # Errors
    ///
    /// What is wrong with the value.
    pub(crate) fn set(&mut self, flag: &'static Flag, given: FlagInput) -> Result<(), String> {
        match flag.id {
            FlagId::Output => self.set_output(flag, given)?,
            FlagId::Query => self.query = Some(given.value()),
            FlagId::Quiet => self.quiet = true,
            FlagId::LogLevel => self.log_level = Some(choice(flag, given.value())?),
            FlagId::All => self.pages = Some(page_choice(given.fields())),
            FlagId::MaxItems => self.max_items = Some(number(flag, given.value())?),
            FlagId::Wait => self.set_wait(flag, given)?,
            FlagId::WaitTimeout => self.wait_timeout = Some(duration(flag, &given.value())?),
            FlagId::Interval => self.interval = Some(duration(flag, &given.value())?),
            FlagId::DryRun => {
                self.dry_run = Some(match given.value().as_str() {
                    "" => DryRunFormat::Http,
                    "curl" => DryRunFormat::Curl,
                    "json" => DryRunFormat::Json,
                    other => return Err(invalid(flag, other, "possible values: curl, json")),
                });
            }
            FlagId::DryRunJson => self.dry_run = Some(DryRunFormat::Json),
            FlagId::Input => self.input = Some(given.value()),
            FlagId::Skeleton => self.skeleton = true,
            FlagId::Header => self.headers.push(header(&given.value())?),
            FlagId::Body => self.set_body(BodyArgument::Text(given.value()))?,
            FlagId::BodyFile => self.set_body(BodyArgument::File(given.value()))?,
            FlagId::Method | FlagId::Roa => self.method = Some(given.value().to_ascii_uppercase()),
            FlagId::Force => self.force = true,
            FlagId::ApiVersion => self.api_version = Some(given.value()),
            FlagId::Yes => self.yes = true,
            FlagId::Accept => {
                self.accept = Some(match given.value().to_ascii_lowercase().as_str() {
                    "json" => Format::Json,
                    "xml" => Format::Xml,
                    other => return Err(invalid(flag, other, "possible values: json, xml")),
                });
            }
            FlagId::Emulator => self.emulator = true,
            FlagId::Endpoint => self.endpoint = Some(given.value()),
            FlagId::Region => self.region = Some(given.value()),
            FlagId::Vpc => self.network = Some(Network::Vpc),
            FlagId::EndpointType => {
                self.network = Some(match given.value().to_ascii_lowercase().as_str() {
                    "vpc" => Network::Vpc,
                    "" | "public" => Network::Public,
                    other => return Err(invalid(flag, other, "possible values: vpc, public")),
                });
            }
            FlagId::Secure => self.scheme = Some(UrlScheme::Https),
            FlagId::Insecure => self.scheme = Some(UrlScheme::Http),
            FlagId::SkipSecureVerify => {
                return Err("--skip-secure-verify is refused: certificates are always checked; a certificate of your own is named by the \
                            variable SSL_CERT_FILE, and --insecure sends plain HTTP to a local endpoint"
                    .to_owned());
            }
            FlagId::EstimateCost => return Err(format!("--{}: {}", flag.name, official::NO_ESTIMATE)),
            FlagId::Signature => self.signature = Some(choice(flag, given.value())?),
            FlagId::Timeout => self.timeout = Some(limit(flag, &given.value())?),
            FlagId::ReadTimeout => self.read_timeout = Some(limit(flag, &given.value())?),
            FlagId::ConnectTimeout => self.connect_timeout = Some(limit(flag, &given.value())?),
            FlagId::RetryCount => self.retry_count = Some(number(flag, given.value())?),
            FlagId::RetryLongest => self.retry_longest = Some(number(flag, given.value())?),
            FlagId::UserAgent => self.user_agent = Some(given.value()),
            FlagId::Profile => self.profile = Some(named(flag, given.value())?),
            FlagId::ConfigPath => self.config_path = Some(named(flag, given.value())?),
            FlagId::NoAiMode => {}
            id => self.identity.set(id, given.value()),
        }
        Ok(())
    }

    pub(crate) fn signature_version(&self) -> SignatureVersion {
        self.signature.map(SignatureVersion::from).unwrap_or_default()
    }

    /// One of the two flags would be ignored.
    fn set_body(&mut self, body: BodyArgument) -> Result<(), String> {
        match (&self.body, &body) {
            (Some(BodyArgument::Text(_)), BodyArgument::File(_))
            | (Some(BodyArgument::File(_)), BodyArgument::Text(_)) => {
                return Err("--body and --body-file cannot be used together".to_owned());
            }
            _ => self.body = Some(body),
        }
        Ok(())
    }

    fn set_output(&mut self, flag: &'static Flag, given: FlagInput) -> Result<(), String> {
        match given {
            FlagInput::Fields(fields) => {
                let mut table = TableChoice::default();
                for (key, value) in fields {
                    match key.as_str() {
                        "cols" => table.columns = value.split(',').map(|name| name.trim().to_owned()).collect(),
                        "rows" => table.rows = Some(value),
                        _ => table.numbered = value.eq_ignore_ascii_case("true"),
                    }
                }
                if table.columns.iter().all(String::is_empty) {
                    return Err("--output rows=… needs cols=…, as in cols=DBInstanceId,DBInstanceStatus".to_owned());
                }
                (self.output, self.table) = (None, Some(table));
            }
            given => (self.output, self.table) = (Some(choice(flag, given.value())?), None),
        }
        Ok(())
    }

    fn set_wait(&mut self, flag: &'static Flag, given: FlagInput) -> Result<(), String> {
        let (mut expression, mut value) = (None, None);
        match given {
            FlagInput::Fields(fields) => {
                for (key, text) in fields {
                    match key.as_str() {
                        "expr" => expression = Some(text),
                        "to" => value = Some(text),
                        "timeout" => self.wait_timeout = Some(duration(flag, &text)?),
                        _ => self.interval = Some(duration(flag, &text)?),
                    }
                }
            }
            given => {
                let text = given.value();
                if let Some((path, to)) = text.split_once("==") {
                    let to = to.trim();
                    let quoted = to.strip_prefix(['\'', '"', '`']).and_then(|to| to.strip_suffix(['\'', '"', '`']));
                    (expression, value) = (Some(path.trim().to_owned()), Some(quoted.unwrap_or(to).to_owned()));
                }
            }
        }
        match (expression, value) {
            (Some(expression), Some(value)) if !expression.is_empty() => {
                self.wait = Some(WaitChoice { expression, value });
                Ok(())
            }
            _ => Err("--wait needs a path and a value, as in --wait 'Items.DBInstanceAttribute[0].DBInstanceStatus==Running' or \
                      --waiter expr='Items[0].Status' to=Running"
                .to_owned()),
        }
    }
}

/// A name. An empty one is often that of a variable that is not set, and nothing else is used in its place.
fn named(flag: &Flag, value: String) -> Result<String, String> {
    if value.is_empty() { Err(format!("--{} is empty", flag.name)) } else { Ok(value) }
}

fn page_choice(fields: Vec<(String, String)>) -> PageChoice {
    let mut choice = PageChoice::default();
    for (key, value) in fields {
        let slot = match key.as_str() {
            "path" => &mut choice.path,
            "PageNumber" => &mut choice.page_number,
            "PageSize" => &mut choice.page_size,
            "TotalCount" => &mut choice.total_count,
            _ => &mut choice.next_token,
        };
        *slot = Some(value);
    }
    choice
}

/// The message for a value that a flag does not take, with a remark about those that it takes.
fn invalid(flag: &Flag, value: &str, remark: &str) -> String {
    format!("invalid value '{value}' for '--{}': {remark}", flag.name)
}

/// A value of a closed list.
fn choice<T: ValueEnum>(flag: &Flag, value: String) -> Result<T, String> {
    T::from_str(&value, true)
        .map_err(|_| invalid(flag, &value, &format!("possible values: {}", names::<T>().join(", "))))
}

/// The names of the values of a closed list.
pub(super) fn names<T: ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect()
}

fn number<T: std::str::FromStr>(flag: &Flag, value: String) -> Result<T, String> {
    value.parse().map_err(|_| invalid(flag, &value, "not a whole number in its range"))
}

/// A duration such as `90m`; a plain number is seconds.
fn duration(flag: &Flag, value: &str) -> Result<Duration, String> {
    match value.parse() {
        Ok(seconds) => Ok(Duration::from_secs(seconds)),
        Err(_) => humantime::parse_duration(value)
            .map_err(|_| invalid(flag, value, "not a duration, as in 90s, 10m or 1h; a plain number is seconds")),
    }
}

/// A limit, which is not zero.
fn limit(flag: &Flag, value: &str) -> Result<Duration, String> {
    match duration(flag, value)? {
        Duration::ZERO => Err(invalid(flag, value, "a limit of nothing would end every call")),
        limit => Ok(limit),
    }
}

/// A header, as the official CLI writes it (`X-foo=bar`) or as HTTP does (`X-foo: bar`).
fn header(text: &str) -> Result<(String, String), String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    // The value may be a secret, so it is not repeated.
    match text.split_once(['=', ':']) {
        Some((name, value)) if is_name(name) => Ok((name.to_owned(), value.trim_start().to_owned())),
        _ => Err("--header is written NAME=VALUE, as in --header x-acs-trace=7".to_owned()),
    }
}
