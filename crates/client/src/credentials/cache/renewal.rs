//! The renewal that is under way, which all callers share.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Credentials, CredentialsError};
use crate::boxed::BoxFuture;

/// A renewal that takes longer than this is not waited for any more; the next caller begins another one.
const LIMIT: Duration = Duration::from_secs(120);

type Outcome = Result<Credentials, CredentialsError>;

/// The renewal that is under way, if there is one.
#[derive(Debug, Default)]
pub(super) struct Renewals(Mutex<Option<Renewal>>);

/// A renewal, seen by those who wait for it.
#[derive(Debug, Clone)]
pub(super) struct Renewal {
    pub(super) receiver: watch::Receiver<Option<Outcome>>,
    /// The runtime that its task is on.
    runtime: Option<Id>,
    begin: Instant,
}

/// A renewal to wait for, and what has to be done for it.
pub(super) struct Joined {
    pub(super) running: Renewal,
    /// The caller is the first, and has to start this.
    pub(super) to_start: Option<BoxFuture<'static, ()>>,
}

impl Renewals {
    /// The renewal that is under way, else a new one that does `work`, else `None` if there is no need any more: another one ended
    /// after the caller had found that there is.
    pub(super) fn join(
        &self,
        is_needed: impl FnOnce() -> bool,
        work: impl FnOnce() -> BoxFuture<'static, Outcome>,
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
    /// Whether it is worth waiting for. It is not if its task is gone, nor if the task is on another runtime, which may never run again.
    fn is_under_way(&self, runtime: Option<Id>) -> bool {
        self.runtime == runtime
            && self.begin.elapsed() < LIMIT
            && self.receiver.borrow().is_none()
            && self.receiver.has_changed().is_ok()
    }
}
