//! Credentials that are kept: one task renews for all, ahead of the end, and a failure does no harm while the old ones are good.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{
    AccessKey, Cached, Clock, Credentials, CredentialsError, CredentialsKind, CredentialsProvider,
};
use alicloud_client::transport::BoxFuture;
use tokio::sync::Semaphore;

/// What a provider answers next: for how many seconds its credentials are good (`None`: for ever), or that it fails.
#[derive(Debug, Clone, Copy)]
enum Step {
    GoodFor(u64),
    GoodForEver,
    Fails,
}

/// Answers step by step, each time when a permit is there; the key is numbered.
#[derive(Debug, Clone)]
struct Provider {
    steps: Arc<Mutex<VecDeque<Step>>>,
    asked: Arc<AtomicUsize>,
    permits: Arc<Semaphore>,
    time: Time,
}

/// A clock that a test moves.
#[derive(Debug, Clone, Default)]
struct Time(Arc<AtomicU64>);

impl Time {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + self.0.load(Ordering::SeqCst))
    }

    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl CredentialsProvider for Provider {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let number = self.asked.fetch_add(1, Ordering::SeqCst);
            self.permits.acquire().await.unwrap().forget();
            let step = self.steps.lock().unwrap().pop_front().expect("the provider is asked too often");
            let credentials =
                Credentials::new(CredentialsKind::AccessKey(AccessKey::new(format!("key {number}"), "hush")), "test");
            match step {
                Step::GoodForEver => Ok(credentials),
                Step::GoodFor(seconds) => Ok(credentials.with_expiry(self.time.now() + Duration::from_secs(seconds))),
                Step::Fails => Err(CredentialsError::failed("test", format!("failure {number}"))),
            }
        })
    }
}

/// A cache around a provider that answers `steps`, at once unless permits are taken away.
fn cached(steps: &[Step]) -> (Arc<Cached<Provider>>, Provider) {
    let provider = Provider {
        steps: Arc::new(Mutex::new(steps.iter().copied().collect())),
        asked: Arc::default(),
        permits: Arc::new(Semaphore::new(steps.len())),
        time: Time::default(),
    };
    let time = provider.time.clone();
    (Arc::new(Cached::new(provider.clone()).with_clock(Clock::new(move || time.now()))), provider)
}

async fn id(cache: &Cached<Provider>) -> String {
    match cache.credentials().await {
        Ok(credentials) => credentials.access_key().unwrap().id.clone(),
        Err(error) => error.to_string(),
    }
}

/// What is seen at each second that is named, and how often the provider has been asked by then.
#[track_caller]
fn timeline(steps: &[Step], expected: &[(u64, &str, usize)]) {
    let (cache, provider) = cached(steps);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut now = 0;
    for &(second, seen, asked) in expected {
        provider.time.pass(second - now);
        now = second;
        assert_eq!(runtime.block_on(id(&cache)), seen, "at second {second}");
        assert_eq!(provider.asked.load(Ordering::SeqCst), asked, "questions at second {second}");
    }
}

#[test]
fn over_time() {
    use Step::{Fails, GoodFor, GoodForEver};
    // Long-lived credentials are asked for once.
    timeline(&[GoodForEver], &[(0, "key 0", 1), (1_000_000_000, "key 0", 1)]);
    // An hour: renewed between 18 and 15 minutes before the end.
    timeline(
        &[GoodFor(3600), GoodFor(3600)],
        &[(0, "key 0", 1), (2519, "key 0", 1), (2701, "key 1", 2), (2702, "key 1", 2)],
    );
    // A quarter of an hour, the shortest session: renewed in its last quarter, not each time.
    timeline(&[GoodFor(900), GoodFor(900)], &[(0, "key 0", 1), (629, "key 0", 1), (676, "key 1", 2)]);
    // Not used in the last seconds.
    timeline(&[GoodFor(100), GoodFor(100)], &[(0, "key 0", 1), (96, "key 1", 2)]);
    // A failure does no harm while the old ones are good; the next attempt is not made at once.
    timeline(
        &[GoodFor(3600), Fails, Fails, GoodFor(3600)],
        &[(0, "key 0", 1), (2701, "key 0", 2), (2701, "key 0", 2), (2702, "key 0", 3), (2704, "key 3", 4)],
    );
    // When they are not good any more, it is an error; and each new call tries anew.
    timeline(
        &[GoodFor(3600), Fails, Fails, GoodForEver],
        &[(0, "key 0", 1), (3600, "test: failure 1", 2), (3600, "test: failure 2", 3), (3600, "key 3", 4)],
    );
    // No end is known, or it is over: used now, not kept.
    timeline(&[GoodFor(0), GoodFor(0)], &[(0, "key 0", 1), (0, "key 1", 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_tasks_share_one_answer() {
    for (step, seen) in [(Step::GoodFor(3600), "key 0"), (Step::GoodFor(0), "key 0"), (Step::Fails, "test: failure 0")]
    {
        let (cache, provider) = cached(&[step]);
        let permit = Arc::clone(&provider.permits).acquire_owned().await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..1000 {
            let cache = Arc::clone(&cache);
            let mut call = Box::pin(async move { id(&cache).await });
            // Each has asked, and waits, before there is an answer.
            assert!(poll_once(&mut call).await.is_none());
            tasks.spawn(call);
        }
        drop(permit);
        while let Some(result) = tasks.join_next().await {
            assert_eq!(result.unwrap(), seen);
        }
        assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn others_go_on_with_the_old_ones_while_one_renews() {
    let (cache, provider) = cached(&[Step::GoodFor(3600), Step::GoodFor(3600)]);
    assert_eq!(id(&cache).await, "key 0");
    provider.time.pass(2701);
    let permit = Arc::clone(&provider.permits).acquire_owned().await.unwrap();
    let mut renewing = Box::pin(id(&cache));
    assert!(poll_once(&mut renewing).await.is_none(), "it waits for the new ones");
    for _ in 0..1000 {
        assert_eq!(id(&cache).await, "key 0");
    }
    drop(permit);
    assert_eq!(renewing.await, "key 1");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn another_takes_over_when_the_one_that_renews_is_dropped() {
    let (cache, provider) = cached(&[Step::GoodFor(3600)]);
    let permit = Arc::clone(&provider.permits).acquire_owned().await.unwrap();
    let mut first = Box::pin(id(&cache));
    let mut second = Box::pin(id(&cache));
    assert!(poll_once(&mut first).await.is_none());
    assert!(poll_once(&mut second).await.is_none());
    drop(first);
    drop(permit);
    assert_eq!(second.await, "key 1");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn refused_credentials_are_forgotten() {
    let (cache, provider) = cached(&[Step::GoodForEver, Step::GoodForEver]);
    let old = cache.credentials().await.unwrap();
    cache.refused(&old);
    assert_eq!(id(&cache).await, "key 1");
    // Somebody who was slower says the same of the old ones: the new ones stay.
    cache.refused(&old);
    assert_eq!(id(&cache).await, "key 1");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    assert!(!format!("{cache:?}").contains("hush"));
}

/// Polls once.
async fn poll_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut *future).poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}
