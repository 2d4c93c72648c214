//! Nonces that have been used.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, SystemTime};

use alicloud_signer::HexDigest;

use crate::digest::digest;

/// Remembers every nonce for as long as a request that carries it could be accepted again.
///
/// Access key and nonce are kept as a hash: both can have any length, and STS issues any number of access keys.
#[derive(Default)]
pub(super) struct Nonces {
    used: HashSet<HexDigest>,
    /// Oldest first.
    order: VecDeque<(SystemTime, HexDigest)>,
}

impl Nonces {
    /// Marks a nonce as used; `false` if it already was.
    ///
    /// `window` is how long a request is valid, from the earliest to the latest clock that is accepted.
    pub(super) fn mark(&mut self, access_key_id: &str, nonce: &str, now: SystemTime, window: Duration) -> bool {
        while let Some((when, nonce)) = self.order.front() {
            let is_old = now.duration_since(*when).is_ok_and(|age| age > window);
            if !is_old && self.order.len() < MOST_NONCES {
                break;
            }
            self.used.remove(nonce);
            self.order.pop_front();
        }
        let nonce = digest(&[access_key_id, nonce]);
        if !self.used.insert(nonce) {
            return false;
        }
        self.order.push_back((now, nonce));
        true
    }
}

/// If there are more, the oldest are forgotten early: a load test must not fill the memory. As many as the log has requests.
const MOST_NONCES: usize = 10_000;
