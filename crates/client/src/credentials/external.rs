//! Credentials from the output of a command.

mod child;

use std::process::Command;
use std::time::Duration;

use super::issued::parse_time;
use super::json::{self, KeyTarget, Object};
use super::key::{PartNames, Parts, access_key};
use super::{Credentials, CredentialsError, CredentialsKind, CredentialsProvider, Secret, Sources};
use crate::boxed::BoxFuture;

const PROVIDER: &str = "external";

/// The time limit of the command, as in the official libraries.
const TIME_LIMIT: Duration = Duration::from_secs(60);

const NAMES: PartNames = PartNames { id: "access_key_id", secret: "access_key_secret", token: "sts_token" };

/// Runs a command that prints credentials as JSON: `{"mode": "AK" or "StsToken", "access_key_id", "access_key_secret",
/// "sts_token", "expiration"}`. The expiration is an RFC 3339 timestamp.
///
/// The command is limited to 60 seconds and 64 KiB of output. Its standard input is empty, and it shares the standard
/// error of the program, where it can report problems. The command line is split into words as in a shell, but no shell
/// runs (on Windows, `cmd /C` does). Processes that the command leaves in the background are not awaited. Without an
/// `expiration`, the command runs for each attempt of a call; with one, wrap this provider in [`Cached`](super::Cached)
/// to reuse the credentials until then.
///
/// ```no_run
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use alicloud_client::Client;
/// use alicloud_client::credentials::{ExternalProcess, Sources};
/// use alicloud_client::transport::HttpClient;
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let sources = Sources::new(Arc::new(HttpClient::builder().build()?));
/// let command = ExternalProcess::new(&sources, "/opt/sso/bin/keys --account 'staging 2'").time_limit(Duration::from_secs(10));
/// let client = Client::builder().region("cn-hangzhou").credentials(command).build()?;
/// # Ok(()) }
/// ```
pub struct ExternalProcess {
    command: String,
    time_limit: Duration,
    sources: Sources,
}

/// The JSON output of the command.
#[derive(Default)]
struct PrintedKey {
    mode: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<Secret>,
    sts_token: Option<Secret>,
    expiration: Option<String>,
}

impl<'json> Object<'json> for PrintedKey {
    fn member(&mut self, name: &str) -> Option<KeyTarget<'_, 'json>> {
        Some(match name {
            "mode" => KeyTarget::Text(&mut self.mode),
            "access_key_id" => KeyTarget::Text(&mut self.access_key_id),
            "access_key_secret" => KeyTarget::Secret(&mut self.access_key_secret),
            "sts_token" => KeyTarget::Secret(&mut self.sts_token),
            "expiration" => KeyTarget::Text(&mut self.expiration),
            _ => return None,
        })
    }
}

impl ExternalProcess {
    /// Creates a provider that runs `command`. The command runs with the rights of this program, so it must not come
    /// from an untrusted source.
    #[must_use]
    pub fn new(sources: &Sources, command: impl Into<String>) -> Self {
        Self { command: command.into(), time_limit: TIME_LIMIT, sources: sources.clone() }
    }

    /// Sets the time limit of the command; the default is 60 seconds.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    async fn run(&self) -> Result<Credentials, CredentialsError> {
        const SWITCH: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
        if self.sources.environment().is_on(SWITCH) {
            return Err(CredentialsError::failed(PROVIDER, format!("{SWITCH} is true, so process_command is not run")));
        }
        let failed = |problem: String| CredentialsError::failed(PROVIDER, problem);
        let mut command = command(&self.command)
            .ok_or_else(|| failed("process_command is empty or has an unclosed quote".to_owned()))?;
        let output = tokio::time::timeout(self.time_limit, child::output(&mut command)).await;
        let Ok(output) = output else {
            let problem = format!("process_command did not end within {:?}", self.time_limit);
            return Err(failed(problem));
        };
        let output = output.map_err(|error| {
            failed(format!("running the program {:?} of process_command failed", self.program())).with_source(error)
        })?;
        if !output.status.success() {
            return Err(failed(format!("process_command ended with {}", output.status)));
        }
        self.read(output.stdout.expose().as_bytes())
    }

    /// The first word of the command, which may be shown. The arguments may hold secrets.
    fn program(&self) -> &str {
        self.command.split_whitespace().next().unwrap_or_default()
    }

    fn read(&self, output: &[u8]) -> Result<Credentials, CredentialsError> {
        let failed =
            |problem: String| CredentialsError::failed(PROVIDER, format!("the output of process_command {problem}"));
        let output: PrintedKey = json::read(output).map_err(|error| failed(error.to_string()))?;
        match (output.mode.as_deref(), &output.sts_token) {
            (Some("StsToken"), None) => return Err(failed("lacks sts_token".to_owned())),
            (Some("AK" | "StsToken") | None, _) => {}
            (Some(_), _) => return Err(failed("has a mode other than AK and StsToken".to_owned())),
        }
        let parts = Parts {
            id: output.access_key_id.as_deref(),
            secret: output.access_key_secret.as_ref(),
            token: output.sts_token.as_ref(),
        };
        let key = access_key(&parts, NAMES).map_err(failed)?;
        let credentials = Credentials::new(CredentialsKind::AccessKey(key), PROVIDER);
        match output.expiration {
            Some(text) => {
                let expires = parse_time(&text)
                    .ok_or_else(|| failed("has an expiration that is not an RFC 3339 timestamp".to_owned()))?;
                Ok(credentials.with_expiry(expires))
            }
            // Without an expiration, it is unknown how long the credentials are valid, so they are used for one call
            // only.
            None => Ok(credentials.with_expiry(self.sources.clock().now()).for_one_call()),
        }
    }
}

#[cfg(not(windows))]
fn command(line: &str) -> Option<Command> {
    let mut words = shlex::split(line)?.into_iter();
    let mut command = Command::new(words.next()?);
    command.args(words);
    Some(command)
}

/// On Windows each program parses its own command line, so it is passed unchanged.
#[cfg(windows)]
fn command(line: &str) -> Option<Command> {
    use std::os::windows::process::CommandExt as _;

    let mut command = Command::new("cmd");
    command.arg("/C").raw_arg(line);
    (!line.trim().is_empty()).then_some(command)
}

impl CredentialsProvider for ExternalProcess {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.run())
    }
}

/// Omits the arguments, which may hold secrets.
impl std::fmt::Debug for ExternalProcess {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ExternalProcess")
            .field("program", &self.program())
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}
