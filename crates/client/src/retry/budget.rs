//! The retry budget: a token bucket for each host. It keeps the retries of all calls together from multiplying the load
//! of a service that is in trouble.
//!
//! The design is that of the standard retry mode of the AWS SDKs, with three additions. There is one bucket per host,
//! so that one failing region does not end the retries to others. A bucket is refilled over time, so that a client with
//! few calls recovers. Each successful call returns tokens, including a call that was retried, so that a host which
//! serves most requests does not run out of tokens, however many calls run concurrently.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The tokens of a full bucket, enough for 100 retries.
const CAPACITY: u32 = 500;
/// The cost of a retry.
const RETRY: u32 = 5;
/// The cost of a retry after a timeout. It is higher, because such retries are the most expensive for an overloaded
/// service.
const RETRY_AFTER_TIMEOUT: u32 = 10;
/// The tokens that a successful call returns, in addition to the cost of its own retries. Five successes pay for three
/// failed retries. This is enough for a host that refuses a third of all requests, and it limits failed retries to
/// three fifths of the successes.
const SUCCESS: u32 = 3;
/// The tokens that are added in each interval: on average one retry per second, a full bucket after 100 seconds.
const REFILL: u32 = 50;
const REFILL_INTERVAL: Duration = Duration::from_secs(10);
/// The largest number of hosts with a bucket. A bucket is removed when it is full.
const MOST_HOSTS: usize = 256;

/// The buckets of a client. A host without an entry has a full bucket.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    /// Whether there are any buckets. This lets successful calls skip the lock while no host has problems.
    in_use: AtomicBool,
    buckets: Mutex<HashMap<Box<str>, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: u32,
    /// The cost of the retries in progress. It is returned if they succeed.
    under_way: u32,
    /// The time up to which refills are included in `tokens`.
    refilled: Instant,
}

/// The account of the retries of one call.
#[derive(Debug)]
pub(crate) struct Repetitions<'a> {
    budget: &'a Budget,
    host: &'a str,
    /// The cost of all retries of the call.
    paid: u32,
    /// The cost of the retry in progress.
    under_way: u32,
}

/// Whether a retry can be paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Funds {
    /// The bucket has enough tokens.
    Enough,
    /// Not now, but retries in progress may return enough tokens.
    LentOut,
    /// Too many retries failed recently.
    Spent,
}

impl Budget {
    /// Opens the account of a call to `host`.
    pub(crate) fn begin<'a>(&'a self, host: &'a str) -> Repetitions<'a> {
        Repetitions { budget: self, host, paid: 0, under_way: 0 }
    }

    /// A poisoned lock is used, because every change is complete before the lock is released, even by a panic.
    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Repetitions<'_> {
    /// Returns whether a retry could be paid for now, without taking tokens.
    pub(crate) fn funds(&self, after_timeout: bool) -> Funds {
        self.budget.lock().get_mut(self.host).map_or(Funds::Enough, |bucket| bucket.funds(cost(after_timeout)))
    }

    /// Takes the cost of a retry that is about to be sent, if the bucket has enough tokens.
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

    /// Records that the attempt in progress failed. Its cost is lost unless the call succeeds later.
    pub(crate) fn failed(&mut self) {
        let cost = std::mem::take(&mut self.under_way);
        if cost == 0 {
            return;
        }
        if let Some(bucket) = self.budget.lock().get_mut(self.host) {
            bucket.under_way = bucket.under_way.saturating_sub(cost);
        }
    }

    /// Records that the call succeeded, and returns the cost of its retries.
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

/// A call that has ended or was dropped has no retry in progress.
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

/// Removes the hosts that have recovered; if there are none, the one with the most tokens.
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
