//! What is kept, and what follows from it at a moment.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime};

use super::{Credentials, CredentialsError};

/// Credentials are renewed when a quarter of their life is left, and not more than this (as in the official libraries) before the end.
const LONGEST_LEAD: Duration = Duration::from_secs(15 * 60);

/// Credentials that end sooner than this are not used: they could end during the call.
const USABLE_MARGIN: Duration = Duration::from_secs(5);

/// Time between attempts to renew after failures: it doubles from the first to the second of these.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// For so long a failure is repeated where there are no good credentials: somebody may be setting them up right now.
const LONGEST_PAUSE_WITHOUT: Duration = Duration::from_secs(5);

/// What is kept. Cloning of credentials aside, nothing waits for anything here.
#[derive(Debug, Default)]
pub(super) struct State(RwLock<Inner>);

#[derive(Debug, Default)]
struct Inner {
    kept: Option<Kept>,
    failure: Option<Failure>,
    /// What the service refused last.
    refused: Option<Credentials>,
    /// The number of the renewal that began last.
    begun: u64,
    /// The number of the renewal whose credentials were taken last.
    taken: u64,
}

#[derive(Debug)]
struct Kept {
    credentials: Credentials,
    /// `None`: never.
    renew_at: Option<SystemTime>,
    unusable_at: Option<SystemTime>,
    /// They had expired when they came: somebody's clock is wrong, and only the service knows whether they are good.
    is_dubious: bool,
}

/// The last of several failures in a row.
#[derive(Debug)]
struct Failure {
    /// `None`: there were credentials, but of no use.
    error: Option<CredentialsError>,
    /// How many there were.
    count: u32,
    at: SystemTime,
    pause: Duration,
}

/// What can be said without asking the provider.
pub(super) enum Verdict {
    Good(Credentials),
    GoodButOld(Credentials),
    /// There are none, and it is too early to ask again.
    Failed(CredentialsError),
    Nothing,
}

impl State {
    pub(super) fn verdict(&self, now: SystemTime) -> Verdict {
        let state = self.read();
        let passed = |moment: Option<SystemTime>| moment.is_some_and(|moment| now >= moment);
        let is_paused = state.failure.as_ref().is_some_and(|failure| failure.is_within(now, failure.pause));
        if let Some(kept) = &state.kept {
            let credentials = || kept.credentials.clone();
            if !passed(kept.unusable_at) {
                let is_fresh = is_paused || !passed(kept.renew_at);
                return if is_fresh { Verdict::Good(credentials()) } else { Verdict::GoodButOld(credentials()) };
            }
            if kept.is_dubious && is_paused {
                return Verdict::Good(credentials());
            }
        }
        match &state.failure {
            Some(failure) if failure.is_within(now, failure.pause.min(LONGEST_PAUSE_WITHOUT)) => {
                failure.error.clone().map_or(Verdict::Nothing, Verdict::Failed)
            }
            _ => Verdict::Nothing,
        }
    }

    /// The number of a renewal that begins now. They count upwards.
    pub(super) fn next_renewal(&self) -> u64 {
        let mut state = self.write();
        state.begun = state.begun.saturating_add(1);
        state.begun
    }

    /// Takes the result of the renewal with this number.
    ///
    /// A renewal that takes very long is not waited for, and another one begins: if that one has credentials by now, those of the first,
    /// which may have been issued earlier, do not take their place.
    pub(super) fn take(&self, number: u64, result: &Result<Credentials, CredentialsError>, now: SystemTime) {
        let mut state = self.write();
        if number < state.taken {
            return;
        }
        if result.is_ok() {
            state.taken = number;
        }
        match result {
            Ok(credentials) if !credentials.is_kept() => (state.kept, state.failure) = (None, None),
            Ok(credentials) => {
                let kept = Kept::new(credentials.clone(), now);
                if let Some(expires) = credentials.expires().filter(|_| kept.is_dubious) {
                    let (provider, expires) = (credentials.provider(), humantime::format_rfc3339_seconds(expires));
                    tracing::warn!(
                        provider, %expires,
                        "the credentials have expired by the clock of this program; they are used all the same, since it may be wrong"
                    );
                }
                let was_refused = state.refused.as_ref().is_some_and(|refused| refused.is_same_as(credentials));
                if kept.is_dubious || was_refused {
                    state.failure = Some(Failure::after(state.failure.as_ref(), None, now));
                } else {
                    (state.failure, state.refused) = (None, None);
                }
                state.kept = Some(kept);
            }
            Err(error) => {
                if state.kept.as_ref().is_some_and(|kept| kept.unusable_at.is_none_or(|moment| now < moment)) {
                    tracing::warn!(%error, "credentials could not be renewed; the old ones are good for a while");
                }
                state.failure = Some(Failure::after(state.failure.as_ref(), Some(error.clone()), now));
            }
        }
    }

    /// Forgets refused credentials. Returns whether to notify the provider: not if newer ones are cached, and not twice for the same ones.
    pub(super) fn forget(&self, credentials: &Credentials, now: SystemTime) -> bool {
        let mut state = self.write();
        if state.kept.as_ref().is_some_and(|kept| !kept.credentials.is_same_as(credentials)) {
            return false;
        }
        if state.refused.as_ref().is_some_and(|refused| refused.is_same_as(credentials))
            && (state.kept.is_none()
                || state.failure.as_ref().is_some_and(|failure| failure.is_within(now, failure.pause)))
        {
            return false;
        }
        state.kept = None;
        // What failed ahead of time says nothing about an attempt that is needed now.
        if let Some(failure) = &mut state.failure {
            failure.pause = Duration::ZERO;
        }
        state.refused = Some(credentials.clone());
        true
    }

    /// A task that panicked while it held the lock left nothing half done: every change is one assignment.
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn new(credentials: Credentials, now: SystemTime) -> Self {
        let Some(expires) = credentials.expires() else {
            return Self { credentials, renew_at: None, unusable_at: None, is_dubious: false };
        };
        let life = expires.duration_since(now).unwrap_or(Duration::ZERO);
        let longest = LONGEST_LEAD.min(life / 4);
        // Later by up to a fifth of the lead.
        let lead = longest.mul_f64(1.0 - fastrand::f64() / 5.0);
        Self {
            renew_at: Some(expires.checked_sub(lead).unwrap_or(now)),
            unusable_at: Some(expires.checked_sub(USABLE_MARGIN).unwrap_or(now)),
            is_dubious: life <= USABLE_MARGIN,
            credentials,
        }
    }
}

impl Failure {
    fn after(before: Option<&Self>, error: Option<CredentialsError>, now: SystemTime) -> Self {
        let count = before.map_or(0, |before| before.count);
        let pause = LONGEST_PAUSE.min(FIRST_PAUSE.saturating_mul(1 << count.min(16)));
        Self { error, count: count.saturating_add(1), at: now, pause: pause.mul_f64(0.5 + fastrand::f64() / 2.0) }
    }

    /// Whether less than `limit` has passed since. A clock that was set back meanwhile does not make it longer.
    fn is_within(&self, now: SystemTime, limit: Duration) -> bool {
        now.duration_since(self.at).is_ok_and(|passed| passed < limit)
    }
}
