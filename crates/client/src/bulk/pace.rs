//! How fast a run goes: shared by all its calls.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The pause after a throttled answer that names no time: it doubles from the first to the second of these.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Additive increase, multiplicative decrease: halved by a throttled answer, one more call at a time after a round without any.
#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    concurrency: usize,
    /// Successes since the concurrency changed.
    successes: usize,
    /// Throttled answers in a row, those during one pause counted once.
    throttlings: u32,
    /// Nothing is sent before then.
    resume: Option<Instant>,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { most, state: Mutex::new(State { concurrency: most, successes: 0, throttlings: 0, resume: None }) }
    }

    /// Calls at a time.
    pub(super) fn concurrency(&self) -> usize {
        self.state().concurrency
    }

    /// Waits for the end of a pause. Those who waited start one after the other, not all at once.
    pub(super) async fn turn(&self) {
        loop {
            let (resume, spread) = {
                let state = self.state();
                match state.resume {
                    Some(resume) if resume > Instant::now() => (resume, FIRST_PAUSE.mul_f64(fastrand::f64())),
                    _ => return,
                }
            };
            tokio::time::sleep_until(resume + spread).await;
        }
    }

    /// The service turned a call away, and asked for this pause, if for any.
    pub(super) fn throttled(&self, asked: Option<Duration>) {
        let now = Instant::now();
        let mut state = self.state();
        state.successes = 0;
        // The answers to calls that were sent together are one piece of news.
        if state.resume.is_none_or(|resume| resume <= now) {
            state.concurrency = (state.concurrency / 2).max(1);
            state.throttlings = state.throttlings.saturating_add(1);
        }
        let doubled = 2_u32.saturating_pow(state.throttlings.saturating_sub(1));
        let pause = asked.unwrap_or_else(|| FIRST_PAUSE.saturating_mul(doubled)).min(LONGEST_PAUSE);
        state.resume = state.resume.max(Some(now + pause));
    }

    pub(super) fn succeeded(&self) {
        let mut state = self.state();
        state.throttlings = 0;
        if state.concurrency < self.most {
            state.successes += 1;
            if state.successes >= state.concurrency {
                state.successes = 0;
                state.concurrency += 1;
            }
        }
    }

    /// Every change is complete when the lock is released, even by a panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
