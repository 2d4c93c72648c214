//! Caches credentials. One task renews them for all callers before they expire.

mod renewal;
mod state;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use super::{Clock, Credentials, CredentialsError, CredentialsProvider};
use crate::boxed::BoxFuture;
use renewal::{Renewal, Renewals};
use state::{CacheState, SharedCache};

/// The number of renewals without a result that a call waits for before it fails.
const PATIENCE: usize = 3;

/// Keeps the credentials of another provider, and renews them before they expire.
///
/// While the old credentials are valid, calls use them, and one task renews them in the background; if that fails, the
/// failure is only logged. Without valid credentials, all calls wait for that task and share its result or error. The
/// task does not belong to a call: a call that is cancelled or times out neither stops it nor counts as a failure.
/// After a failure, the provider is not asked again for one second to one minute (at most five seconds if there are no
/// valid credentials); until then, calls get the last error at once.
///
/// Credentials are renewed when a quarter of their lifetime is left, but at most 15 minutes before they expire. A
/// random part of up to a fifth of that time keeps many machines from renewing in the same second. Credentials that
/// have already expired when they arrive (because the local clock is fast, or the provider returns old ones) are used
/// anyway, and the provider is asked again after a pause, as after a failure.
#[derive(Debug)]
pub struct Cached<P> {
    provider: Arc<P>,
    clock: Clock,
    state: Arc<SharedCache>,
    renewals: Renewals,
}

impl<P: CredentialsProvider + 'static> Cached<P> {
    /// Wraps `provider`. The first call asks it for credentials.
    #[must_use]
    pub fn new(provider: P) -> Self {
        Self {
            provider: Arc::new(provider),
            clock: Clock::default(),
            state: Arc::default(),
            renewals: Renewals::default(),
        }
    }

    /// Sets the clock that decides when credentials are renewed.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    async fn get(&self) -> Result<Credentials, CredentialsError> {
        for _ in 0..PATIENCE {
            match self.state.look_up(self.clock.now()) {
                CacheState::Good(credentials) => return Ok(credentials),
                CacheState::GoodButOld(old) => return Ok(self.renew_ahead(old).await),
                CacheState::Failed(error) => return Err(error),
                CacheState::Nothing => {}
            }
            let is_needed = || matches!(self.state.look_up(self.clock.now()), CacheState::Nothing);
            let Some(renewal) = self.renewals.join(is_needed, || self.renewal()) else { continue };
            if let Some(future) = renewal.to_start {
                start(future).await;
            }
            if let Some(result) = renewal.running.result().await {
                return result;
            }
        }
        Err(CredentialsError::failed("cache", "the task that renews credentials ended without a result"))
    }

    /// Starts a renewal unless one is running. Its result is used only if it is available at once, as for a provider
    /// that reads a file; otherwise the old credentials are returned.
    async fn renew_ahead(&self, old: Credentials) -> Credentials {
        let is_needed = || matches!(self.state.look_up(self.clock.now()), CacheState::GoodButOld(_));
        let Some(renewal) = self.renewals.join(is_needed, || self.renewal()) else { return old };
        let Some(future) = renewal.to_start else { return old };
        start(future).await;
        match renewal.running.result_so_far() {
            Some(Ok(credentials)) => credentials,
            _ => old,
        }
    }

    /// The work of one renewal: asks the provider and stores the result.
    fn renewal(&self) -> BoxFuture<'static, Result<Credentials, CredentialsError>> {
        let (provider, clock, state) = (Arc::clone(&self.provider), self.clock.clone(), Arc::clone(&self.state));
        let number = state.next_renewal();
        Box::pin(async move {
            let result = provider.credentials().await;
            state.take(number, &result, clock.now());
            result
        })
    }
}

/// Polls a renewal once, and spawns a task for the rest. Outside of a runtime no task can be spawned, so the caller
/// awaits it.
async fn start(mut renewal: BoxFuture<'static, ()>) {
    if poll_fn(|context| Poll::Ready(renewal.as_mut().poll(context).is_ready())).await {
        return;
    }
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn(renewal)),
        Err(_) => renewal.await,
    }
}

impl<P: CredentialsProvider + 'static> CredentialsProvider for Cached<P> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.get())
    }

    fn refused(&self, credentials: &Credentials) {
        if self.state.forget(credentials, self.clock.now()) {
            self.provider.refused(credentials);
        }
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        self.provider.settled()
    }
}

impl Renewal {
    /// Waits for the result. Returns `None` if the renewal ended without one.
    async fn result(mut self) -> Option<Result<Credentials, CredentialsError>> {
        self.receiver.wait_for(Option::is_some).await.ok()?.clone()
    }

    fn result_so_far(&self) -> Option<Result<Credentials, CredentialsError>> {
        self.receiver.borrow().clone()
    }
}
