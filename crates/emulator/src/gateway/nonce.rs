//! Nonces that were used.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Remembers every nonce for as long as a request that carries it could be accepted again.
#[derive(Default)]
pub(super) struct Nonces {
    by_access_key: HashMap<String, Used>,
}

#[derive(Default)]
struct Used {
    nonces: HashSet<Arc<str>>,
    /// Oldest first.
    order: VecDeque<(SystemTime, Arc<str>)>,
}

impl Nonces {
    /// Marks a nonce as used; `false` if it already was.
    ///
    /// `window` is how long a request is valid, from the earliest to the latest clock that is accepted.
    pub(super) fn mark(&mut self, access_key_id: &str, nonce: &str, now: SystemTime, window: Duration) -> bool {
        let used = self.by_access_key.entry(access_key_id.to_owned()).or_default();
        while let Some((when, nonce)) = used.order.front() {
            let is_old = now.duration_since(*when).is_ok_and(|age| age > window);
            if !is_old && used.order.len() < MOST_NONCES {
                break;
            }
            used.nonces.remove(nonce);
            used.order.pop_front();
        }
        let nonce: Arc<str> = nonce.into();
        if !used.nonces.insert(Arc::clone(&nonce)) {
            return false;
        }
        used.order.push_back((now, nonce));
        true
    }
}

/// Per access key. Beyond it the oldest are forgotten early: a load test must not fill the memory.
const MOST_NONCES: usize = 100_000;
