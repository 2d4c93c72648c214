//! Credentials that are kept, and renewed before they expire by one task for all.

mod renewal;
mod state;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use super::{Clock, Credentials, CredentialsError, CredentialsProvider};
use crate::boxed::BoxFuture;
use renewal::{Renewal, Renewals};
use state::{State, Verdict};

/// How often a call waits for a renewal that ends without a result, before it gives up.
const PATIENCE: usize = 3;

/// Keeps the credentials of another provider, and renews them before they expire.
///
/// While the old credentials are good, calls go on with them, and one task renews: a failure is only logged. When there are no
/// good ones, all calls wait for that one task and share its result, be it an error. The task belongs to no call: a call that is
/// cancelled, or whose time limit passes, neither ends it nor counts as a failure. After a failure the provider is left alone for a while,
/// from a second up to a minute (five seconds if there are no good credentials); until then calls get the error at once.
///
/// Credentials are renewed when a quarter of their life is left, and at most 15 minutes ahead. Times have a random part, so that a
/// thousand machines do not renew in the same second. Credentials that have expired on arrival (the local clock is ahead, or the provider
/// is behind) are used all the same, and asked for again as after a failure.
#[derive(Debug)]
pub struct Cached<P> {
    provider: Arc<P>,
    clock: Clock,
    state: Arc<State>,
    renewals: Renewals,
}

impl<P: CredentialsProvider + 'static> Cached<P> {
    /// Nothing is kept yet; the first call asks `provider`.
    #[must_use]
    pub fn new(provider: P) -> Self {
        Self {
            provider: Arc::new(provider),
            clock: Clock::default(),
            state: Arc::default(),
            renewals: Renewals::default(),
        }
    }

    /// The same, with this clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    async fn get(&self) -> Result<Credentials, CredentialsError> {
        for _ in 0..PATIENCE {
            match self.state.verdict(self.clock.now()) {
                Verdict::Good(credentials) => return Ok(credentials),
                Verdict::GoodButOld(old) => return Ok(self.renew_ahead(old).await),
                Verdict::Failed(error) => return Err(error),
                Verdict::Nothing => {}
            }
            let is_needed = || matches!(self.state.verdict(self.clock.now()), Verdict::Nothing);
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

    /// Sees to it that somebody renews; the result is used only if it is there at once, as that of a file is.
    async fn renew_ahead(&self, old: Credentials) -> Credentials {
        let is_needed = || matches!(self.state.verdict(self.clock.now()), Verdict::GoodButOld(_));
        let Some(renewal) = self.renewals.join(is_needed, || self.renewal()) else { return old };
        let Some(future) = renewal.to_start else { return old };
        start(future).await;
        match renewal.running.result_so_far() {
            Some(Ok(credentials)) => credentials,
            _ => old,
        }
    }

    /// What the task does that renews.
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

/// Runs a renewal as far as it goes without waiting, and the rest of it in a task of its own. Outside of a runtime there are no tasks:
/// then the caller does it.
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
    /// The result, once it is there; `None` if the renewal ended without one.
    async fn result(mut self) -> Option<Result<Credentials, CredentialsError>> {
        self.receiver.wait_for(Option::is_some).await.ok()?.clone()
    }

    fn result_so_far(&self) -> Option<Result<Credentials, CredentialsError>> {
        self.receiver.borrow().clone()
    }
}
