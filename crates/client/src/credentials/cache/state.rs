//! The cached credentials, and the decision what a call does with them at a given time.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime};

use super::{Credentials, CredentialsError};

/// Credentials are renewed when a quarter of their lifetime is left, but at most this long before they expire (the
/// value of the official libraries).
const LONGEST_LEAD: Duration = Duration::from_secs(15 * 60);

/// Credentials that expire sooner than this are not used, because they could expire during the call.
const USABLE_MARGIN: Duration = Duration::from_secs(5);

/// The pause between attempts to renew after failures: it doubles from the first value up to the second.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The longest time for which a failure is returned without asking the provider again if there are no valid
/// credentials. It is short because a user may be configuring them right now.
const LONGEST_PAUSE_WITHOUT: Duration = Duration::from_secs(5);

/// The cached credentials. The lock is only held to clone or replace them, never while waiting.
#[derive(Debug, Default)]
pub(super) struct SharedCache(RwLock<CacheContent>);

#[derive(Debug, Default)]
struct CacheContent {
    kept: Option<Kept>,
    failure: Option<RenewalFailure>,
    /// The credentials that the service refused last.
    refused: Option<Credentials>,
    /// The number of the renewal that was started last.
    begun: u64,
    /// The number of the renewal whose credentials were stored last.
    taken: u64,
}

#[derive(Debug)]
struct Kept {
    credentials: Credentials,
    /// `None` if they need no renewal, because they do not expire.
    renew_at: Option<SystemTime>,
    unusable_at: Option<SystemTime>,
    /// They had already expired when they arrived. Either clock may be wrong, so only the service knows whether they
    /// are valid.
    is_dubious: bool,
}

/// The latest of consecutive failures.
#[derive(Debug)]
struct RenewalFailure {
    /// `None` if the provider returned credentials, but they are expired or were refused.
    error: Option<CredentialsError>,
    /// The number of consecutive failures.
    count: u32,
    at: SystemTime,
    pause: Duration,
}

/// What a call can do without asking the provider.
pub(super) enum CacheState {
    Good(Credentials),
    GoodButOld(Credentials),
    /// There are no valid credentials, and the last failure is too recent to ask again.
    Failed(CredentialsError),
    Nothing,
}

impl SharedCache {
    pub(super) fn look_up(&self, now: SystemTime) -> CacheState {
        let state = self.read();
        let passed = |moment: Option<SystemTime>| moment.is_some_and(|moment| now >= moment);
        let is_paused = state.failure.as_ref().is_some_and(|failure| failure.is_within(now, failure.pause));
        if let Some(kept) = &state.kept {
            let credentials = || kept.credentials.clone();
            if !passed(kept.unusable_at) {
                let is_fresh = is_paused || !passed(kept.renew_at);
                return if is_fresh { CacheState::Good(credentials()) } else { CacheState::GoodButOld(credentials()) };
            }
            if kept.is_dubious && is_paused {
                return CacheState::Good(credentials());
            }
        }
        match &state.failure {
            Some(failure) if failure.is_within(now, failure.pause.min(LONGEST_PAUSE_WITHOUT)) => {
                failure.error.clone().map_or(CacheState::Nothing, CacheState::Failed)
            }
            _ => CacheState::Nothing,
        }
    }

    /// Returns the number of a renewal that starts now. Numbers increase.
    pub(super) fn next_renewal(&self) -> u64 {
        let mut state = self.write();
        state.begun = state.begun.saturating_add(1);
        state.begun
    }

    /// Stores the result of the renewal with this number.
    ///
    /// Callers stop waiting for a renewal that takes too long and start another one. If the later one has stored
    /// credentials, those of the earlier one are dropped, because they may be older.
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
                        "the credentials have expired according to the local clock; they are used anyway, since the clock may be wrong"
                    );
                }
                let was_refused = state.refused.as_ref().is_some_and(|refused| refused.is_same_as(credentials));
                if kept.is_dubious || was_refused {
                    state.failure = Some(RenewalFailure::after(state.failure.as_ref(), None, now));
                } else {
                    (state.failure, state.refused) = (None, None);
                }
                state.kept = Some(kept);
            }
            Err(error) => {
                if state.kept.as_ref().is_some_and(|kept| kept.unusable_at.is_none_or(|moment| now < moment)) {
                    tracing::warn!(%error, "credentials could not be renewed; the current ones are used until they expire");
                }
                state.failure = Some(RenewalFailure::after(state.failure.as_ref(), Some(error.clone()), now));
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
        // A failed renewal ahead of time must not delay the one that is needed now.
        if let Some(failure) = &mut state.failure {
            failure.pause = Duration::ZERO;
        }
        state.refused = Some(credentials.clone());
        true
    }

    /// A poisoned lock is used: a task that panicked leaves the fields consistent, since each change is one assignment.
    fn read(&self) -> RwLockReadGuard<'_, CacheContent> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, CacheContent> {
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
        // The lead is reduced by a random part of up to a fifth.
        let lead = longest.mul_f64(1.0 - fastrand::f64() / 5.0);
        Self {
            renew_at: Some(expires.checked_sub(lead).unwrap_or(now)),
            unusable_at: Some(expires.checked_sub(USABLE_MARGIN).unwrap_or(now)),
            is_dubious: life <= USABLE_MARGIN,
            credentials,
        }
    }
}

impl RenewalFailure {
    fn after(before: Option<&Self>, error: Option<CredentialsError>, now: SystemTime) -> Self {
        let count = before.map_or(0, |before| before.count);
        let pause = LONGEST_PAUSE.min(FIRST_PAUSE.saturating_mul(1 << count.min(16)));
        Self { error, count: count.saturating_add(1), at: now, pause: pause.mul_f64(0.5 + fastrand::f64() / 2.0) }
    }

    /// Whether less than `limit` has passed since the failure. If the clock was set back meanwhile, the answer is no,
    /// so that the pause does not become longer.
    fn is_within(&self, now: SystemTime, limit: Duration) -> bool {
        now.duration_since(self.at).is_ok_and(|passed| passed < limit)
    }
}
