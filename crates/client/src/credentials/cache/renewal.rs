//! The renewal in progress, which all callers share.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Credentials, CredentialsError};
use crate::boxed::BoxFuture;

/// Callers stop waiting for a renewal that takes longer than this; the next caller starts another one.
const LIMIT: Duration = Duration::from_secs(120);

type Renewed = Result<Credentials, CredentialsError>;

/// The renewal in progress, if there is one.
#[derive(Debug, Default)]
pub(super) struct Renewals(Mutex<Option<Renewal>>);

/// A handle with which callers wait for a renewal.
#[derive(Debug, Clone)]
pub(super) struct Renewal {
    pub(super) receiver: watch::Receiver<Option<Renewed>>,
    /// The runtime on which its task runs.
    runtime: Option<Id>,
    begin: Instant,
}

/// A renewal to wait for.
pub(super) struct Joined {
    pub(super) running: Renewal,
    /// The future of a new renewal, which the caller has to start. `None` if it was started by another caller.
    pub(super) to_start: Option<BoxFuture<'static, ()>>,
}

impl Renewals {
    /// Returns the renewal in progress, or a new one that runs `work`. Returns `None` if no renewal is needed any more,
    /// because another one has ended since the caller checked.
    pub(super) fn join(
        &self,
        is_needed: impl FnOnce() -> bool,
        work: impl FnOnce() -> BoxFuture<'static, Renewed>,
    ) -> Option<Joined> {
        let runtime = Handle::try_current().ok().map(|runtime| runtime.id());
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = current.as_ref().filter(|renewal| renewal.is_under_way(runtime)) {
            return Some(Joined { running: running.clone(), to_start: None });
        }
        if !is_needed() {
            return None;
        }
        let (sender, receiver) = watch::channel(None);
        let running = Renewal { receiver, runtime, begin: Instant::now() };
        *current = Some(running.clone());
        let work = work();
        let to_start = Box::pin(async move {
            let outcome = work.await;
            sender.send_replace(Some(outcome));
        });
        Some(Joined { running, to_start: Some(to_start) })
    }
}

impl Renewal {
    /// Whether waiting for it makes sense. It does not if its task is gone, or if the task is on another runtime, which
    /// may never run again.
    fn is_under_way(&self, runtime: Option<Id>) -> bool {
        self.runtime == runtime
            && self.begin.elapsed() < LIMIT
            && self.receiver.borrow().is_none()
            && self.receiver.has_changed().is_ok()
    }
}
