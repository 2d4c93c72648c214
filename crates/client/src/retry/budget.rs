//! A token bucket for each host: when a service struggles, the calls of all tasks together must not multiply the load.
//!
//! The design is that of the standard retry mode of the AWS SDKs, with three additions: a bucket is for one host, so that one dead region
//! does not end the retries to the others; it refills with time, so that a client recovers even if it makes few calls; and each success
//! gives something back, also one that was repeated, so that a host which carries out most requests does not run out however many calls
//! wait for it at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Tokens of a full bucket: a hundred repetitions.
const CAPACITY: u32 = 500;
/// What one repetition takes out.
const RETRY: u32 = 5;
/// What a repetition after a time limit takes out: those are the dearest for a service that is overloaded.
const RETRY_AFTER_TIMEOUT: u32 = 10;
/// What a call that succeeds puts back, besides the cost of its own repetitions: five successes pay for three repetitions that fail, so
/// that a host which refuses a third of all requests is not left alone, and repetitions are never more than three fifths of what succeeds.
const SUCCESS: u32 = 3;
/// What comes back in each interval, whatever happens: on average a repetition each second, a full bucket after 100 seconds.
const REFILL: u32 = 50;
const REFILL_INTERVAL: Duration = Duration::from_secs(10);
/// Hosts that are remembered. A host is forgotten when its bucket is full.
const MOST_HOSTS: usize = 256;

/// The buckets of a client. A host without one has a full one.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    /// Whether there are any: the calls of a healthy client look no further.
    in_use: AtomicBool,
    buckets: Mutex<HashMap<Box<str>, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: u32,
    /// What was taken out for repetitions that are under way. It comes back if they succeed.
    under_way: u32,
    /// The time up to which the refill is counted in `tokens`.
    refilled: Instant,
}

/// The repetitions of one call, as far as the budget is concerned.
#[derive(Debug)]
pub(crate) struct Repetitions<'a> {
    budget: &'a Budget,
    host: &'a str,
    /// What was taken out for all of them.
    paid: u32,
    /// The part of it for the one that is under way.
    under_way: u32,
}

/// Whether a repetition can be paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Funds {
    /// Yes.
    Enough,
    /// Not now, but others are under way whose success will give their cost back.
    LentOut,
    /// No: too many repetitions failed lately.
    Spent,
}

impl Budget {
    /// A call to `host` begins.
    pub(crate) fn begin<'a>(&'a self, host: &'a str) -> Repetitions<'a> {
        Repetitions { budget: self, host, paid: 0, under_way: 0 }
    }

    /// Every change is complete when the lock is released, even by a panic.
    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Repetitions<'_> {
    /// Whether a repetition could be paid for now; takes nothing.
    pub(crate) fn funds(&self, after_timeout: bool) -> Funds {
        self.budget.lock().get_mut(self.host).map_or(Funds::Enough, |bucket| bucket.funds(cost(after_timeout)))
    }

    /// Takes the cost of a repetition that is about to be sent, if there is [`Funds::Enough`].
    pub(crate) fn take(&mut self, after_timeout: bool) -> Funds {
        let cost = cost(after_timeout);
        let mut buckets = self.budget.lock();
        if !buckets.contains_key(self.host) {
            make_room(&mut buckets);
            buckets.insert(self.host.into(), Bucket::full());
            self.budget.in_use.store(true, Ordering::Relaxed);
        }
        let Some(bucket) = buckets.get_mut(self.host) else { return Funds::Enough };
        let funds = bucket.funds(cost);
        if funds == Funds::Enough {
            bucket.tokens = bucket.tokens.saturating_sub(cost);
            bucket.under_way = bucket.under_way.saturating_add(cost);
            self.under_way = cost;
            self.paid = self.paid.saturating_add(cost);
        }
        funds
    }

    /// The attempt that is under way failed: what it cost is gone, unless the call succeeds in the end.
    pub(crate) fn failed(&mut self) {
        let cost = std::mem::take(&mut self.under_way);
        if cost == 0 {
            return;
        }
        if let Some(bucket) = self.budget.lock().get_mut(self.host) {
            bucket.under_way = bucket.under_way.saturating_sub(cost);
        }
    }

    /// The call succeeded. What its repetitions cost comes back: they were worth it.
    pub(crate) fn succeeded(mut self) {
        self.failed();
        if !self.budget.in_use.load(Ordering::Relaxed) {
            return;
        }
        let mut buckets = self.budget.lock();
        let Some(bucket) = buckets.get_mut(self.host) else { return };
        bucket.refill();
        bucket.add(self.paid.saturating_add(SUCCESS));
        if bucket.tokens == CAPACITY {
            buckets.remove(self.host);
            self.budget.in_use.store(!buckets.is_empty(), Ordering::Relaxed);
        }
    }
}

/// A call that ends in any way, or is dropped, has nothing under way.
impl Drop for Repetitions<'_> {
    fn drop(&mut self) {
        self.failed();
    }
}

impl Bucket {
    fn full() -> Self {
        Self { tokens: CAPACITY, under_way: 0, refilled: Instant::now() }
    }

    fn funds(&mut self, cost: u32) -> Funds {
        self.refill();
        if self.tokens >= cost {
            Funds::Enough
        } else if self.tokens.saturating_add(self.under_way) >= cost {
            Funds::LentOut
        } else {
            Funds::Spent
        }
    }

    fn add(&mut self, tokens: u32) {
        self.tokens = self.tokens.saturating_add(tokens).min(CAPACITY);
    }

    fn refill(&mut self) {
        let intervals = self.refilled.elapsed().as_secs() / REFILL_INTERVAL.as_secs();
        let intervals = u32::try_from(intervals).unwrap_or(u32::MAX);
        if intervals == 0 {
            return;
        }
        self.add(REFILL.saturating_mul(intervals));
        let counted = REFILL_INTERVAL.checked_mul(intervals);
        self.refilled = counted.and_then(|counted| self.refilled.checked_add(counted)).unwrap_or_else(Instant::now);
    }
}

fn cost(after_timeout: bool) -> u32 {
    if after_timeout { RETRY_AFTER_TIMEOUT } else { RETRY }
}

/// Forgets the hosts that recovered, and if there are none, the one that is nearest to it.
fn make_room(buckets: &mut HashMap<Box<str>, Bucket>) {
    if buckets.len() < MOST_HOSTS {
        return;
    }
    buckets.retain(|_, bucket| {
        bucket.refill();
        bucket.tokens < CAPACITY
    });
    if buckets.len() < MOST_HOSTS {
        return;
    }
    let fullest = buckets.iter().max_by_key(|(_, bucket)| bucket.tokens).map(|(host, _)| host.clone());
    if let Some(host) = fullest {
        buckets.remove(&host);
    }
}
