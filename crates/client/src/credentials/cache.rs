//! Credentials that are kept, and renewed in time by one task for all.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime};

use tokio::sync::{Mutex, MutexGuard};

use super::{Clock, Credentials, CredentialsError, CredentialsProvider};
use crate::transport::BoxFuture;

/// Credentials are renewed when a quarter of their life is left, and not more than this (as in the official libraries) before the end.
const LONGEST_LEAD: Duration = Duration::from_secs(15 * 60);

/// Credentials that end sooner than this are not used: they could end during the call.
const USABLE_MARGIN: Duration = Duration::from_secs(5);

/// Time between attempts to renew while the old credentials are good: it doubles from the first to the second of these.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Keeps the credentials of another provider, and renews them ahead of their end.
///
/// One task renews, whichever comes first; while the old credentials are good all others go on with them, and a failure is told to the
/// log only. When there are no good ones, all wait for the one task, and share what it gets, be it an error. If that task is dropped,
/// the next takes over. Times have a random part, so that a thousand machines do not renew in the same second.
#[derive(Debug)]
pub struct Cached<P> {
    provider: P,
    clock: Clock,
    state: RwLock<State>,
    /// Held by the task that renews. Everything else is read and written without waiting.
    gate: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    /// Counts what the provider has answered, so that a task that waited can tell whether it was answered in the meantime.
    answers: u64,
    last_error: Option<CredentialsError>,
    /// Failures since the last success.
    failures: u32,
    /// Not to be asked ahead of time before then.
    pause_until: Option<SystemTime>,
}

#[derive(Debug)]
struct Kept {
    credentials: Credentials,
    /// `None`: never.
    renew_at: Option<SystemTime>,
    unusable_at: Option<SystemTime>,
}

/// What can be said without asking the provider.
enum Verdict {
    Good(Credentials),
    GoodButOld(Credentials),
    Nothing,
}

impl<P: CredentialsProvider> Cached<P> {
    /// Nothing is kept yet; the first call asks `provider`.
    #[must_use]
    pub fn new(provider: P) -> Self {
        Self { provider, clock: Clock::default(), state: RwLock::default(), gate: Mutex::new(()) }
    }

    /// The same, with this clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    async fn get(&self) -> Result<Credentials, CredentialsError> {
        let (verdict, answers) = self.look();
        match verdict {
            Verdict::Good(credentials) => Ok(credentials),
            Verdict::GoodButOld(old) => match self.gate.try_lock() {
                Ok(gate) => Ok(self.renew_ahead(old, &gate).await),
                Err(_) => Ok(old),
            },
            Verdict::Nothing => {
                let gate = self.gate.lock().await;
                match self.answered_since(answers) {
                    Some(result) => result,
                    None => self.renew(&gate).await,
                }
            }
        }
    }

    fn look(&self) -> (Verdict, u64) {
        let state = self.read();
        let Some(kept) = &state.kept else { return (Verdict::Nothing, state.answers) };
        let credentials = kept.credentials.clone();
        let Some(renew_at) = kept.renew_at else { return (Verdict::Good(credentials), state.answers) };
        let now = self.clock.now();
        let passed = |moment: Option<SystemTime>| moment.is_some_and(|moment| now >= moment);
        let verdict = if passed(kept.unusable_at) {
            Verdict::Nothing
        } else if now < renew_at || state.pause_until.is_some_and(|until| now < until) {
            Verdict::Good(credentials)
        } else {
            Verdict::GoodButOld(credentials)
        };
        (verdict, state.answers)
    }

    /// Renews while `old` is good: in the worst case `old` stays.
    async fn renew_ahead(&self, old: Credentials, gate: &MutexGuard<'_, ()>) -> Credentials {
        // Another task may have been here between the look and the gate.
        match self.look().0 {
            Verdict::Good(credentials) => return credentials,
            Verdict::GoodButOld(_) | Verdict::Nothing => {}
        }
        match self.renew(gate).await {
            Ok(credentials) => credentials,
            Err(error) => {
                tracing::warn!(%error, "credentials could not be renewed; the old ones are good for a while");
                old
            }
        }
    }

    /// What the provider answered to another task since `answers` were counted.
    fn answered_since(&self, answers: u64) -> Option<Result<Credentials, CredentialsError>> {
        let state = self.read();
        if state.answers == answers {
            return None;
        }
        match (&state.last_error, &state.kept) {
            (Some(error), _) => Some(Err(error.clone())),
            // Even if they are not good for long: they are fresher than this task's question.
            (None, Some(kept)) => Some(Ok(kept.credentials.clone())),
            (None, None) => None,
        }
    }

    /// Asks the provider. The guard is the proof that nobody else does.
    async fn renew(&self, _gate: &MutexGuard<'_, ()>) -> Result<Credentials, CredentialsError> {
        let result = self.provider.credentials().await;
        let now = self.clock.now();
        let mut state = self.write();
        state.answers = state.answers.wrapping_add(1);
        match &result {
            Ok(credentials) => {
                *state = State {
                    kept: Some(Kept::new(credentials.clone(), now)),
                    answers: state.answers,
                    ..State::default()
                };
            }
            Err(error) => {
                state.last_error = Some(error.clone());
                let pause = LONGEST_PAUSE.min(FIRST_PAUSE.saturating_mul(1 << state.failures.min(16)));
                state.failures = state.failures.saturating_add(1);
                state.pause_until = now.checked_add(pause.mul_f64(0.5 + fastrand::f64() / 2.0));
            }
        }
        result
    }

    /// A task that panicked while it held the lock left nothing half done: every change is one assignment.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn new(credentials: Credentials, now: SystemTime) -> Self {
        let Some(expires) = credentials.expires() else {
            return Self { credentials, renew_at: None, unusable_at: None };
        };
        let life = expires.duration_since(now).unwrap_or(Duration::ZERO);
        let lead = LONGEST_LEAD.min(life / 4);
        // Earlier by up to a fifth of the lead.
        let lead = lead.mul_f64(1.0 + fastrand::f64() / 5.0);
        Self {
            renew_at: Some(expires.checked_sub(lead).unwrap_or(now)),
            unusable_at: Some(expires.checked_sub(USABLE_MARGIN).unwrap_or(now)),
            credentials,
        }
    }
}

impl<P: CredentialsProvider> CredentialsProvider for Cached<P> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.get())
    }

    fn refused(&self, credentials: &Credentials) {
        let mut state = self.write();
        if state.kept.as_ref().is_some_and(|kept| kept.credentials == *credentials) {
            state.kept = None;
            drop(state);
            self.provider.refused(credentials);
        }
    }
}
