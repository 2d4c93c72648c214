//! Sends a row so that it is carried out at most once.
//!
//! - An operation that only reads, or that has an idempotency token, is sent as often as the client finds it useful, with one token in all runs.
//! - Any other one has a nonce that the journal knows before it is sent. A clear refusal ends that nonce, and the client may send the row
//!   again with a new one. Where no response came, it is sent again with the same nonce: a service that has it refuses it.
//!   A gateway whose signature has no nonce would carry it out twice, so it is not sent again: its result is unknown.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use alicloud_client::retry::{Backoff, NoRetry};
use alicloud_client::{Answer, Client, Error, ErrorKind};
use tokio::time::{Instant, sleep, sleep_until};

use super::journal::{BatchJournal, EarlierRow, RowResult, RowState, SentRow};
use super::nonces::{KeptNonce, NewNonces, random};
use super::rows::BatchRow;
use crate::arguments::{GlobalOptions, UnknownChoice};
use crate::call::{RowCall, RowOperation};
use crate::failure::{CliFailure, UNKNOWN_OUTCOME, exit_code};
use crate::output;

/// The pauses before a request without a response is sent again with its nonce.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(10)];

/// How often a throttled row is sent again after the client has given up, with all other rows waiting.
const THROTTLED_TURNS: u32 = 5;

/// The longest pause of all rows.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// What all rows share.
pub(super) struct RowSender {
    pub(super) client: Client,
    pub(super) options: GlobalOptions,
    pub(super) journal: Option<Arc<BatchJournal>>,
    pub(super) unknown: UnknownChoice,
    pub(super) pace: SharedPause,
}

/// A request of which it is not known whether it has arrived.
struct OpenRequest {
    sent: SentRow,
    /// Whether the program was killed before it had a result.
    was_killed: bool,
}

/// What came of a row.
pub(super) struct RowOutcome {
    pub(super) result: RowResult,
    pub(super) message: Option<String>,
    pub(super) response: Option<Answer>,
    /// Whether the result is that of an earlier run.
    pub(super) is_earlier: bool,
}

/// A pause of all rows, which a throttled one asks for.
#[derive(Default)]
pub(super) struct SharedPause(Mutex<Option<Instant>>);

impl SharedPause {
    async fn wait(&self) {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            sleep_until(until).await;
        }
    }

    fn pause(&self, pause: Duration) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = Instant::now() + pause;
        if until.is_none_or(|known| known < new) {
            *until = Some(new);
        }
    }
}

impl RowSender {
    /// Sends a row, and writes its result into the journal.
    pub(super) async fn run(&self, row: &BatchRow, operation: &RowOperation, earlier: EarlierRow) -> RowOutcome {
        let outcome = self.outcome(row, operation, earlier).await;
        if !outcome.is_earlier
            && let Some(journal) = &self.journal
        {
            // A result that cannot be written stops the batch, which asks the journal.
            drop(journal.result(row.line, outcome.result.clone()));
        }
        outcome
    }

    async fn outcome(&self, row: &BatchRow, operation: &RowOperation, earlier: EarlierRow) -> RowOutcome {
        let info = operation.info();
        let EarlierRow { sent, result } = earlier;
        let state = result.as_ref().map(|result| result.state);
        // A request of which it is not known whether it was carried out.
        let open = sent.filter(|_| matches!(state, None | Some(RowState::Unknown)));
        if let (Some(result), Some(RowState::Done | RowState::Received)) = (&result, state) {
            return RowOutcome { result: result.clone(), message: None, response: None, is_earlier: true };
        }
        let token = match (info.idempotency_token, open.as_ref().and_then(|sent| sent.token.clone())) {
            (None, _) => None,
            (Some(_), Some(token)) => Some(token),
            (Some(_), None) => match random() {
                Ok(token) => Some(token),
                Err(error) => return failed(&error.into()),
            },
        };
        let call = match operation.call(&row.values, token.as_deref(), &self.client, &self.options) {
            Ok(call) => call,
            Err(problems) => return failed(&CliFailure::Incomplete(problems.join("; "))),
        };
        let is_repeatable = info.read_only || info.idempotency_token.is_some();
        match (open.filter(|_| !is_repeatable), self.unknown) {
            (None, _) | (Some(_), UnknownChoice::Again) => self.first(row.line, operation, &call, token).await,
            (Some(_), UnknownChoice::Done) => {
                ended(RowState::Received, 0, "it counts as carried out, as --unknown says")
            }
            // The service has answered with an error after which it may have been carried out: it has the nonce.
            (Some(_), UnknownChoice::Report) if result.as_ref().is_some_and(|result| result.code.is_some()) => {
                let code = result.and_then(|result| result.code);
                let mut outcome = ended(RowState::Unknown, exit_code::CONNECTION, UNKNOWN_OUTCOME);
                (outcome.result.code, outcome.is_earlier) = (code, true);
                outcome
            }
            (Some(sent), UnknownChoice::Report) if sent.is_remembered() => {
                let open = OpenRequest { sent, was_killed: state.is_none() };
                self.again(operation, &call, &open, None).await
            }
            (Some(sent), UnknownChoice::Report) if sent.nonce.is_empty() => {
                let message = format!(
                    "no response came in an earlier run, and the gateway would carry the request out again: {UNKNOWN_OUTCOME}"
                );
                ended(RowState::Unknown, exit_code::CONNECTION, &message)
            }
            (Some(_), UnknownChoice::Report) => {
                let message =
                    format!("no response came in an earlier run, too long ago to send it again: {UNKNOWN_OUTCOME}");
                ended(RowState::Unknown, exit_code::CONNECTION, &message)
            }
        }
    }

    /// Sends a row of which no request is open.
    async fn first(&self, line: u64, operation: &RowOperation, call: &RowCall, token: Option<String>) -> RowOutcome {
        for turn in 0.. {
            self.pace.wait().await;
            let sending = call.request.clone().send(&call.client);
            // What only reads leaves no trace.
            let signature = call.info.product.signature;
            let new = || NewNonces::new(self.journal.clone(), line, token.clone(), signature);
            let nonces = (!call.info.read_only).then(new);
            let result = match &nonces {
                Some(nonces) => sending.nonces(nonces.clone()).await,
                None => sending.await,
            };
            let error = match result {
                Ok(response) => return done(response),
                Err(error) => error,
            };
            let is_open = error.may_have_been_applied();
            if error.is_throttled() && !is_open && turn < THROTTLED_TURNS && self.retries() {
                let asked = error.service().and_then(alicloud_client::ServiceError::retry_after);
                self.pace.pause(asked.unwrap_or(Backoff::LONGEST).min(LONGEST_PAUSE));
                continue;
            }
            if !is_open {
                return failed(&operation.failure(call, error));
            }
            // With an idempotency token, the next run sends it again.
            return match nonces.and_then(|nonces| nonces.last()).filter(|_| token.is_none()) {
                Some(sent) if error.code().is_none() => {
                    self.again(operation, call, &OpenRequest { sent, was_killed: false }, Some(error)).await
                }
                _ => unknown(&operation.failure(call, error)),
            };
        }
        ended(RowState::Failed, exit_code::REFUSED, "the service throttles it")
    }

    /// Sends a request without a response again, with its nonce. `last` is why there is none.
    async fn again(
        &self,
        operation: &RowOperation,
        call: &RowCall,
        open: &OpenRequest,
        mut last: Option<Error>,
    ) -> RowOutcome {
        for pause in PAUSES {
            if !open.sent.is_remembered() {
                break;
            }
            self.pace.wait().await;
            let sending = call.request.clone().send(&call.client).retry(NoRetry).nonces(KeptNonce(open.sent.clone()));
            let error = match sending.await {
                Ok(response) => return done(response),
                Err(error) => error,
            };
            if error.is_nonce_used() {
                // The first request has arrived. It was this program that did not wait for the response, or there was none.
                return if open.was_killed {
                    received()
                } else {
                    unknown(&operation.failure(call, last.unwrap_or(error)))
                };
            }
            if passed_the_gateway(&error) {
                // The nonce was new to the service, so the first request has never arrived.
                return failed(&operation.failure(call, error));
            }
            let is_final =
                error.kind() == ErrorKind::Configuration || error.code().is_some() && error.may_have_been_applied();
            last = Some(error);
            if is_final {
                break;
            }
            sleep(pause).await;
        }
        match last {
            Some(error) => unknown(&operation.failure(call, error)),
            None => ended(RowState::Unknown, exit_code::CONNECTION, UNKNOWN_OUTCOME),
        }
    }

    /// Whether failed requests are sent again at all.
    fn retries(&self) -> bool {
        self.options.retry_count != Some(0)
    }
}

/// Whether an error is that of the operation, which the service looks at only after the nonce. What the gateway checks may be before it.
fn passed_the_gateway(error: &Error) -> bool {
    let is_of_gateway =
        error.is_throttled() || error.is_unauthenticated() || error.is_access_denied() || error.is_clock_skew();
    error.kind() == ErrorKind::Service && error.code().is_some() && !error.may_have_been_applied() && !is_of_gateway
}

fn done(response: Answer) -> RowOutcome {
    let id = Some(response.request_id().to_owned()).filter(|id| !id.is_empty());
    let request_id = id.or_else(|| output::request_id(response.body()));
    let result = RowResult { state: RowState::Done, exit_code: 0, request_id, code: None };
    RowOutcome { result, message: None, response: Some(response), is_earlier: false }
}

fn received() -> RowOutcome {
    ended(
        RowState::Received,
        0,
        "the service has received this request before, so it was not sent again; the response is lost, and with it whether the service refused it",
    )
}

/// The outcome of a row that was certainly not carried out.
fn failed(failure: &CliFailure) -> RowOutcome {
    of_failure(RowState::Failed, failure)
}

/// The outcome of a row that may have been carried out.
fn unknown(failure: &CliFailure) -> RowOutcome {
    let mut outcome = of_failure(RowState::Unknown, failure);
    // What came of it is not known, whatever failed last.
    outcome.result.exit_code = outcome.result.exit_code.max(exit_code::CONNECTION);
    outcome
}

fn of_failure(state: RowState, failure: &CliFailure) -> RowOutcome {
    let mut outcome = ended(state, failure.exit_code(), &failure.text());
    if let Some(error) = failure.service() {
        outcome.result.code = error.code().map(str::to_owned);
        outcome.result.request_id = error.request_id().map(str::to_owned);
    }
    outcome
}

fn ended(state: RowState, exit_code: u8, message: &str) -> RowOutcome {
    let result = RowResult { state, exit_code, request_id: None, code: None };
    RowOutcome { result, message: Some(message.to_owned()), response: None, is_earlier: false }
}
