//! `--wait 'PATH==VALUE'`: repeats a call that only reads until its response has a value.

use std::time::Duration;

use alicloud_catalog::{DocumentedWaiter, Operation, Product};
use alicloud_client::Error;
use alicloud_client::waiter::Progress;
use tokio::time::Instant;

use crate::failure::{CliFailure, with_causes};
use crate::json::JsonValue;
use crate::output;
use crate::query::Query;
use crate::streams::complain;
use crate::unknown_word::similar;

/// Unless it is set.
const TIMEOUT: Duration = Duration::from_secs(600);
const INTERVAL: Duration = Duration::from_secs(5);

/// Shorter intervals would send requests as fast as the service responds.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// How the names of states end that nothing leaves again.
const LAST_STATES: [&str; 13] = [
    "cancelled",
    "canceled",
    "deleted",
    "deleting",
    "destroyed",
    "destroying",
    "failed",
    "failure",
    "finished",
    "released",
    "releasing",
    "succeeded",
    "terminated",
];

/// What a call is repeated for.
#[derive(Debug, Clone)]
pub(crate) struct Wait {
    query: Query,
    value: String,
    timeout: Duration,
    interval: Duration,
    /// Values after which the awaited one cannot come, besides those whose names say so.
    never: Vec<String>,
    /// Whether a resource that does not exist ends the wait.
    missing_is_done: bool,
}

impl Wait {
    /// A wait for this value of an expression.
    ///
    /// # Errors
    ///
    /// What is wrong with the expression.
    pub(crate) fn new(
        expression: &str,
        value: &str,
        timeout: Option<Duration>,
        interval: Option<Duration>,
    ) -> Result<Self, String> {
        Ok(Self {
            query: Query::parse(expression)?,
            value: value.to_owned(),
            timeout: timeout.unwrap_or(TIMEOUT),
            interval: interval.unwrap_or(INTERVAL).max(SHORTEST_INTERVAL),
            never: Vec::new(),
            missing_is_done: false,
        })
    }

    /// The wait of a description.
    ///
    /// # Errors
    ///
    /// What is wrong with its expression.
    pub(crate) fn described(
        waiter: &DocumentedWaiter,
        timeout: Option<Duration>,
        interval: Option<Duration>,
    ) -> Result<Self, String> {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let wait = Self::new(&text(&waiter.expression), &text(&waiter.value), timeout, interval)?;
        Ok(Self { never: waiter.never.clone(), missing_is_done: waiter.missing == Some(true), ..wait })
    }

    /// Checks that the call can be repeated, and that the value is one that the description knows.
    ///
    /// # Errors
    ///
    /// Why the wait would be wrong or would never end.
    pub(crate) fn check(&self, product: &Product, operation: &Operation) -> Result<(), String> {
        let name = operation.info.name;
        if !operation.info.read_only {
            return Err(format!(
                "--wait repeats the call, and {name} changes something: wait with an operation that only reads"
            ));
        }
        let Some(schema) = operation.response() else { return Ok(()) };
        let values = self.query.valid_values(product, schema);
        if values.is_empty() || values.contains(&self.value) {
            return Ok(());
        }
        let close = similar(&self.value, values.iter().map(String::as_str));
        let meant = if close.is_empty() { String::new() } else { format!("; did you mean {}?", close.join(", ")) };
        Err(format!(
            "--wait: {} is not one of the documented values of {}, which are {}{meant}",
            named(&self.value),
            self.query.as_str(),
            values.join(", ")
        ))
    }

    /// Repeats the call until its response has the value, and returns that response; `None` if the resource does not exist, and that is what
    /// is waited for.
    pub(crate) async fn until<T>(
        &self,
        described: &output::ResponseFacts,
        mut call: impl AsyncFnMut() -> Result<T, Error>,
        value_of: impl Fn(&T) -> Option<JsonValue>,
    ) -> Result<Option<T>, WaitFailure> {
        let begin = Instant::now();
        let mut last: Option<String> = None;
        let mut calls = 0_u32;
        loop {
            let result = call().await;
            calls = calls.saturating_add(1);
            match result {
                Ok(response) => {
                    let body = value_of(&response).unwrap_or(JsonValue::Null);
                    let found =
                        self.query.evaluate(&body).map_err(|problem| WaitFailure::Cli(CliFailure::Query(problem)))?;
                    let shown = found.bare();
                    if shown == self.value {
                        return Ok(Some(response));
                    }
                    if calls == 1 {
                        for problem in self.query.unknown_fields(&body, described.schema) {
                            complain(&format!("warning: '{}': {problem}", self.query.as_str()));
                        }
                    }
                    if self.cannot_come(&shown) {
                        return Err(self.unreachable(&format!(
                            "is {}, and will not become {}",
                            named(&shown),
                            named(&self.value)
                        )));
                    }
                    if last.as_deref() != Some(&shown) {
                        complain(&format!(
                            "note: {} is {} after {} seconds",
                            self.query.as_str(),
                            named(&shown),
                            begin.elapsed().as_secs()
                        ));
                        last = Some(shown);
                    }
                }
                Err(error) if error.is_not_found() && self.missing_is_done => return Ok(None),
                Err(error) if error.is_not_found() => {
                    let problem = with_causes(&error);
                    return Err(self.unreachable(&format!("will not become {}: {problem}", named(&self.value))));
                }
                Err(error) => match Progress::<()>::from_error(error) {
                    Progress::Failed(error) => return Err(WaitFailure::Call(error)),
                    _ => last = None,
                },
            }
            let left = self.timeout.saturating_sub(begin.elapsed());
            if left.is_zero() {
                let value = last.as_deref().map_or("unknown, because the last call failed", named);
                return Err(self.unreachable(&format!(
                    "is {value}, and did not become {} within {:?} ({calls} calls)",
                    named(&self.value),
                    self.timeout
                )));
            }
            tokio::time::sleep(self.interval.min(left)).await;
        }
    }

    /// Whether nothing leaves a state for the awaited one. What is being deleted can still become deleted.
    fn cannot_come(&self, state: &str) -> bool {
        self.never.iter().any(|never| never == state)
            || is_last(state) && !(state.to_ascii_lowercase().ends_with("ing") && is_last(&self.value))
    }

    fn unreachable(&self, why: &str) -> WaitFailure {
        WaitFailure::Cli(CliFailure::Unreached(format!("{} {why}", self.query.as_str())))
    }
}

/// A value as a sentence names it: nothing would be seen of an empty one.
fn named(value: &str) -> &str {
    if value.is_empty() { "an empty string" } else { value }
}

/// Why a wait ended without the value.
pub(crate) enum WaitFailure {
    /// A call failed for a reason that does not go away.
    Call(Error),
    Cli(CliFailure),
}

/// Whether nothing leaves a state. Names of states are words in capitals: `CREATE_FAILED`, `CreateFailed`.
fn is_last(state: &str) -> bool {
    let state = state.to_ascii_lowercase();
    LAST_STATES.iter().any(|last| state.ends_with(last))
}
