//! How fast a run goes: shared by all its calls.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::error::Error;

/// Calls at a time in the beginning, if more are allowed: one more with each success. A service that allows few is not overrun.
const START: usize = 16;

/// The pause after a throttled response that names no time: it doubles from the first to the second of these.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A pause that a service names is believed up to a year: beyond that, the clock would have to represent it.
const LONGEST_NAMED_PAUSE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Rounds of successes before a number of calls at a time is tried that was too many before.
const ROUNDS_BEFORE_PROBE: usize = 8;

/// Gives out a permit for each send, repetitions included, and decides how many there are: additive increase, multiplicative decrease.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    state: Mutex<State>,
    /// A permit was returned, or there is one more.
    changed: Notify,
}

#[derive(Debug)]
struct State {
    /// Permits that there are.
    limit: usize,
    /// Permits that are given out.
    under_way: usize,
    /// Whether nothing was throttled yet: then the limit grows with each success.
    is_starting: bool,
    /// Successes since the limit changed.
    successes: usize,
    /// The number of calls at a time that was too many when the service last throttled.
    too_many: usize,
    /// Counts how often the service began to throttle. Calls that were sent together, before it did, are one piece of news.
    episode: u64,
    /// Calls that were under way when the episode began, and those of them that were throttled.
    sent_together: usize,
    throttled_together: usize,
    /// The smallest [`Permit::number`] of those.
    least_throttled: usize,
    /// Episodes since the last success.
    throttlings: u32,
    pause: Option<Pause>,
}

/// Nothing is sent before `until`.
#[derive(Debug, Clone)]
struct Pause {
    until: Instant,
    /// The error with which the service asked for it; `None` if the length was chosen here.
    named_by: Option<Error>,
}

/// The right to send one request. It is returned when this is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    pace: Arc<Pace>,
    episode: u64,
    /// How many were under way when it was given out, this one included.
    number: usize,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        let state = State {
            limit: most.min(START),
            under_way: 0,
            is_starting: true,
            successes: 0,
            too_many: usize::MAX,
            episode: 0,
            sent_together: 0,
            throttled_together: 0,
            least_throttled: usize::MAX,
            throttlings: 0,
            pause: None,
        };
        Self { most, state: Mutex::new(state), changed: Notify::new() }
    }

    /// Calls at a time.
    pub(super) fn limit(&self) -> usize {
        self.state().limit
    }

    /// Waits for a permit. If the service asks for a pause that is longer than `patience`, its error is returned at once.
    pub(super) async fn permit(self: &Arc<Self>, patience: Duration) -> Result<Permit, Error> {
        loop {
            // Before the look at the state: what changes after it is not missed.
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let until = {
                let mut state = self.state();
                match &state.pause {
                    Some(Pause { until, named_by }) if *until > Instant::now() => {
                        let error =
                            named_by.as_ref().filter(|_| until.saturating_duration_since(Instant::now()) > patience);
                        if let Some(error) = error {
                            // A returned permit wakes one waiter, and this one does not take it: the next one has to hear of it.
                            self.changed.notify_one();
                            return Err(error.clone());
                        }
                        Some(*until)
                    }
                    _ if state.under_way < state.limit => {
                        state.under_way += 1;
                        if state.under_way < state.limit {
                            self.changed.notify_one();
                        }
                        return Ok(Permit { pace: Arc::clone(self), episode: state.episode, number: state.under_way });
                    }
                    _ => None,
                }
            };
            match until {
                Some(until) => tokio::time::sleep_until(until).await,
                None => changed.await,
            }
        }
    }

    /// Every change is complete when the lock is released, even by a panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// The service turned the request away.
    pub(super) fn throttled(self, error: &Error) {
        let mut state = self.pace.state();
        state.throttled(self.episode, self.number);
        let named = error.service().and_then(crate::ServiceError::retry_after).filter(|named| !named.is_zero());
        let length = match named {
            Some(named) => named.min(LONGEST_NAMED_PAUSE),
            None => {
                let doubled = 2_u32.saturating_pow(state.throttlings.saturating_sub(1));
                FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
            }
        };
        // A little later, so that not all programs return at the same moment.
        let length = length.saturating_add(FIRST_PAUSE.mul_f64(fastrand::f64()));
        let Some(until) = Instant::now().checked_add(length) else { return };
        if state.pause.as_ref().is_none_or(|pause| pause.until < until) {
            state.pause = Some(Pause { until, named_by: named.map(|_| error.clone()) });
        }
    }

    /// The request was carried out.
    pub(super) fn succeeded(self) {
        self.pace.state().succeeded(self.pace.most);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.pace.state();
        state.under_way = state.under_way.saturating_sub(1);
        drop(state);
        self.pace.changed.notify_one();
    }
}

impl State {
    /// A request that was sent in `episode`, as the `number`th at a time, was throttled.
    fn throttled(&mut self, episode: u64, number: usize) {
        self.is_starting = false;
        self.successes = 0;
        if episode == self.episode {
            self.episode = self.episode.wrapping_add(1);
            self.throttlings = self.throttlings.saturating_add(1);
            self.limit = (self.limit / 2).max(1);
            self.sent_together = self.under_way;
            self.throttled_together = 0;
            self.least_throttled = usize::MAX;
        }
        self.throttled_together = self.throttled_together.saturating_add(1);
        self.least_throttled = self.least_throttled.min(number);
        // How many at a time the service accepts, as far as it shows. If refusals come first, the others that were sent together are
        // still under way; if they come last, all that were sent before the first refused one were accepted.
        let others = self.sent_together.saturating_sub(self.throttled_together);
        let accepted = others.max(self.least_throttled.saturating_sub(1)).max(1);
        self.limit = self.limit.min(accepted);
        self.too_many = accepted.saturating_add(1);
    }

    fn succeeded(&mut self, most: usize) {
        self.throttlings = 0;
        if self.limit >= most {
            return;
        }
        self.successes = self.successes.saturating_add(1);
        let needed = if self.is_starting {
            1
        } else if self.limit.saturating_add(1) == self.too_many {
            self.limit.saturating_mul(ROUNDS_BEFORE_PROBE)
        } else {
            self.limit
        };
        if self.successes >= needed {
            self.successes = 0;
            self.limit = self.limit.saturating_add(1);
        }
    }
}
