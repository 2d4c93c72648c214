//! The concurrency of a run, which all of its calls share.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::error::Error;

/// The concurrency at the start, unless the limit is lower. Each success adds one, so that a service that allows few
/// calls is not overloaded.
const START: usize = 16;

/// The pause after a throttled response without `Retry-After`: it doubles from the first value up to the second.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A longer pause that a service asks for is reduced to one year, since the clock may not be able to represent it.
const LONGEST_NAMED_PAUSE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The number of successful rounds before a concurrency that was too high is tried again.
const ROUNDS_BEFORE_PROBE: usize = 8;

/// Issues a permit for each request, retries included, and controls their number by additive increase and
/// multiplicative decrease (AIMD).
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    state: Mutex<PaceState>,
    /// Notified when a permit is returned or another one becomes available.
    changed: Notify,
}

#[derive(Debug)]
struct PaceState {
    /// The number of permits.
    limit: usize,
    /// The number of permits in use.
    under_way: usize,
    /// Whether nothing has been throttled yet. Until then, each success raises the limit.
    is_starting: bool,
    /// The number of successes since the limit changed.
    successes: usize,
    /// The concurrency that was too high when the service last throttled.
    too_many: usize,
    /// The number of throttling episodes. Throttled calls that were sent before an episode began belong to that episode
    /// and do not reduce the limit again.
    episode: u64,
    /// The number of calls in progress when the episode began, and how many of them were throttled.
    sent_together: usize,
    throttled_together: usize,
    /// The smallest [`Permit::number`] of the throttled calls.
    least_throttled: usize,
    /// The number of episodes since the last success.
    throttlings: u32,
    pause: Option<Pause>,
}

/// No request is sent before `until`.
#[derive(Debug, Clone)]
struct Pause {
    until: Instant,
    /// The error with which the service asked for the pause; `None` if the client chose its length.
    named_by: Option<Error>,
}

/// The permission to send one request. Dropping it returns the permit.
#[derive(Debug)]
pub(super) struct Permit {
    pace: Arc<Pace>,
    episode: u64,
    /// The number of permits in use when this one was issued, including this one.
    number: usize,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        let state = PaceState {
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

    /// The current concurrency.
    pub(super) fn limit(&self) -> usize {
        self.state().limit
    }

    /// Waits for a permit. If the service has asked for a pause that is longer than `patience`, returns its error at
    /// once.
    pub(super) async fn permit(self: &Arc<Self>, patience: Duration) -> Result<Permit, Error> {
        loop {
            // Registered before the state is read, so that no later change is missed.
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let until = {
                let mut state = self.state();
                match &state.pause {
                    Some(Pause { until, named_by }) if *until > Instant::now() => {
                        let error =
                            named_by.as_ref().filter(|_| until.saturating_duration_since(Instant::now()) > patience);
                        if let Some(error) = error {
                            // A returned permit wakes only one waiter. This one does not take the permit, so it wakes
                            // the next.
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

    /// A poisoned lock is used, because every change is complete before the lock is released, even by a panic.
    fn state(&self) -> MutexGuard<'_, PaceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// Records that the service throttled the request.
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
        // A random addition keeps programs from resuming at the same moment.
        let length = length.saturating_add(FIRST_PAUSE.mul_f64(fastrand::f64()));
        let Some(until) = Instant::now().checked_add(length) else { return };
        if state.pause.as_ref().is_none_or(|pause| pause.until < until) {
            state.pause = Some(Pause { until, named_by: named.map(|_| error.clone()) });
        }
    }

    /// Records that the request was successful.
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

impl PaceState {
    /// Records that a request was throttled. `episode` and `number` are those of its permit.
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
        // Estimates the concurrency that the service accepts. If refusals arrive first, the other calls that were sent
        // together are still in progress and count as accepted; if they arrive last, all calls before the first refused
        // one were accepted.
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
