//! Tests of cached credentials: one task renews them for all callers before they expire, and a failure has no effect
//! while the old ones are valid.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_client::credentials::{
    AccessKey, Cached, Clock, Credentials, CredentialsError, CredentialsKind, CredentialsProvider,
};
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use tokio::sync::Semaphore;

use crate::operations::CreateAccount;

/// The next result of a provider: credentials that are valid for this many seconds (`None`: forever), or an error.
#[derive(Debug, Clone, Copy)]
enum Step {
    GoodFor(u64),
    GoodForEver,
    GoodForOneCall,
    /// They expired an hour ago.
    Expired,
    Fails,
}

/// Returns its results one by one, each when a permit is available; the keys are numbered. When it is asked once more, it fails at once:
/// there is no permit for that, so that a cache that asks too often would wait for ever.
#[derive(Debug, Clone)]
struct Provider {
    steps: Arc<Mutex<VecDeque<Step>>>,
    /// How often it may be asked.
    most: usize,
    asked: Arc<AtomicUsize>,
    permits: Arc<Semaphore>,
    time: Time,
}

/// A clock that a test advances.
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
            if number >= self.most {
                return Err(CredentialsError::failed("test", "the provider is asked too often"));
            }
            self.permits.acquire().await.unwrap().forget();
            let step = self.steps.lock().unwrap().pop_front().expect("a step for each permit");
            let credentials =
                Credentials::new(CredentialsKind::AccessKey(AccessKey::new(format!("key {number}"), "hush")), "test");
            match step {
                Step::GoodForEver => Ok(credentials),
                Step::GoodForOneCall => Ok(credentials.for_one_call()),
                Step::Expired => Ok(credentials.with_expiry(self.time.now() - Duration::from_secs(3600))),
                Step::GoodFor(seconds) => Ok(credentials.with_expiry(self.time.now() + Duration::from_secs(seconds))),
                Step::Fails => Err(CredentialsError::failed("test", format!("failure {number}"))),
            }
        })
    }
}

/// A cache around a provider that returns `steps`, at once unless permits are taken away.
fn cached(steps: &[Step]) -> (Arc<Cached<Provider>>, Provider) {
    let provider = Provider {
        steps: Arc::new(Mutex::new(steps.iter().copied().collect())),
        most: steps.len(),
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

/// The expected result at each given second, and how often the provider has been asked by then.
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
    use Step::{Expired, Fails, GoodFor, GoodForEver, GoodForOneCall};
    // Long-lived credentials are requested only once.
    timeline(&[GoodForEver], &[(0, "key 0", 1), (1_000_000_000, "key 0", 1)]);
    // Valid for an hour: renewed between 15 and 12 minutes before they expire.
    timeline(
        &[GoodFor(3600), GoodFor(3600)],
        &[(0, "key 0", 1), (2699, "key 0", 1), (2881, "key 1", 2), (2882, "key 1", 2)],
    );
    // Valid for 15 minutes, the shortest session: renewed in the last quarter, and not on each call.
    timeline(&[GoodFor(900), GoodFor(900)], &[(0, "key 0", 1), (674, "key 0", 1), (721, "key 1", 2)]);
    // Not used in the last seconds before they expire.
    timeline(&[GoodFor(100), GoodFor(100)], &[(0, "key 0", 1), (96, "key 1", 2)]);
    timeline(&[GoodFor(100), Fails, Fails], &[(0, "key 0", 1), (94, "key 0", 2), (97, "test: failure 2", 3)]);
    // A failure has no effect while the old credentials are valid, and the next attempt follows after a pause.
    timeline(
        &[GoodFor(3600), Fails, Fails, GoodFor(3600)],
        &[(0, "key 0", 1), (2881, "key 0", 2), (2881, "key 0", 2), (2882, "key 0", 3), (2884, "key 3", 4)],
    );
    // When they are no longer valid, the failure is returned, and the provider is not asked for each call.
    timeline(
        &[GoodFor(3600), Fails, Fails, GoodForEver],
        &[
            (0, "key 0", 1),
            (3600, "test: failure 1", 2),
            (3600, "test: failure 1", 2),
            (3601, "test: failure 2", 3),
            (3601, "test: failure 2", 3),
            (3603, "key 3", 4),
        ],
    );
    // Without credentials, a failure is kept only briefly, however many there were, because a user may be configuring
    // them right now.
    timeline(
        &[Fails, Fails, Fails, Fails, Fails, Fails, GoodForEver],
        &[
            (0, "test: failure 0", 1),
            (1, "test: failure 1", 2),
            (3, "test: failure 2", 3),
            (7, "test: failure 3", 4),
            (12, "test: failure 4", 5),
            (17, "test: failure 5", 6),
            (22, "key 6", 7),
        ],
    );
    // The expiry is unknown, so they are used now and not kept.
    timeline(&[GoodForOneCall, GoodForOneCall], &[(0, "key 0", 1), (0, "key 1", 2)]);
    // The clock is ahead by more than a session, so they are used, and the provider is asked again from time to time.
    timeline(
        &[Expired, Expired, Expired],
        &[(0, "key 0", 1), (0, "key 0", 1), (1, "key 1", 2), (1, "key 1", 2), (3, "key 2", 3)],
    );
}

/// A correction of the clock also applies to credentials: those that looked expired are valid.
#[tokio::test]
async fn a_client_corrects_the_clock_of_its_credentials() {
    let (_, provider) = cached(&[Step::GoodFor(3600), Step::GoodFor(3600)]);
    // The key is valid for an hour according to the service's clock, which is three hours behind.
    let service = SystemTime::now() - Duration::from_secs(3 * 3600);
    provider.time.pass(service.duration_since(provider.time.now()).unwrap().as_secs());
    let service = Arc::new(Service { time: service, asked: AtomicUsize::new(0) });
    let client = alicloud_client::Client::builder()
        .endpoint("rds.example.com")
        .transport(Arc::clone(&service))
        .credentials(provider.clone())
        .build()
        .unwrap();
    for number in 0..100 {
        client.send(CreateAccount::default()).await.unwrap();
        if number == 0 {
            // A key that looks expired is requested again after a second.
            tokio::time::sleep(Duration::from_millis(1200)).await;
        }
    }
    assert_eq!(service.asked.load(Ordering::SeqCst), 101, "the first request is refused");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
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
            // Each caller has asked and waits before there is a result.
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
async fn all_go_on_with_the_old_ones_while_a_task_renews() {
    let (cache, provider) = cached(&[Step::GoodFor(3600), Step::GoodFor(3600)]);
    assert_eq!(id(&cache).await, "key 0");
    provider.time.pass(2881);
    let permit = Arc::clone(&provider.permits).acquire_owned().await.unwrap();
    for _ in 0..1000 {
        assert_eq!(id(&cache).await, "key 0");
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    drop(permit);
    while id(&cache).await == "key 0" {
        tokio::task::yield_now().await;
    }
    assert_eq!(id(&cache).await, "key 1");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_renewal_survives_the_calls_that_wait_for_it() {
    let (cache, provider) = cached(&[Step::GoodFor(3600)]);
    let permit = Arc::clone(&provider.permits).acquire_owned().await.unwrap();
    let mut first = Box::pin(id(&cache));
    let mut second = Box::pin(id(&cache));
    assert!(poll_once(&mut first).await.is_none());
    assert!(poll_once(&mut second).await.is_none());
    drop(first);
    drop(permit);
    assert_eq!(second.await, "key 0");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
}

/// Time limits of calls: the key is valid for 15 minutes, each call has one second, and the provider takes longer.
#[tokio::test(start_paused = true)]
async fn the_time_limit_of_a_call_is_no_failure_of_the_renewal() {
    let (cache, provider) = cached(&[Step::GoodFor(3600), Step::GoodFor(3600)]);
    assert_eq!(id(&cache).await, "key 0");
    provider.time.pass(3000);
    let permit = Arc::clone(&provider.permits).acquire_owned().await.unwrap();
    for _ in 0..5 {
        assert_eq!(tokio::time::timeout(Duration::from_secs(1), id(&cache)).await.unwrap(), "key 0");
    }
    // The credentials have expired: the calls now wait and time out, and the renewal continues nevertheless.
    provider.time.pass(600);
    for _ in 0..5 {
        assert!(tokio::time::timeout(Duration::from_secs(1), id(&cache)).await.is_err());
    }
    drop(permit);
    assert_eq!(id(&cache).await, "key 1");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
}

/// The task of a renewal runs on the runtime of the call that started it, which may never run again.
#[test]
fn a_renewal_on_another_runtime_is_not_waited_for() {
    let (cache, provider) = cached(&[Step::GoodFor(3600), Step::GoodFor(3600)]);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let (idle, other) = (runtime(), runtime());
    idle.block_on(async {
        Arc::clone(&provider.permits).acquire_many_owned(2).await.unwrap().forget();
        assert!(poll_once(&mut Box::pin(id(&cache))).await.is_none());
    });
    provider.permits.add_permits(2);
    let seen = other.block_on(async { tokio::time::timeout(Duration::from_secs(60), id(&cache)).await });
    assert_eq!(seen.unwrap(), "key 1");
    // The first renewal continues late, after the key of the second one was stored.
    idle.block_on(tokio::task::yield_now());
    assert_eq!(provider.steps.lock().unwrap().len(), 0, "both have ended");
    assert_eq!(other.block_on(id(&cache)), "key 1", "what began earlier does not replace what began later");
}

/// A call outside of any runtime, and a provider that panics: no caller hangs.
#[tokio::test]
async fn a_renewal_that_ends_without_a_result_is_begun_anew() {
    #[derive(Debug, Default)]
    struct Panics(AtomicUsize);

    impl CredentialsProvider for Panics {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            Box::pin(async {
                tokio::task::yield_now().await;
                assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "the first time");
                Err(CredentialsError::failed("test", "the second time"))
            })
        }
    }

    let cache = Cached::new(Panics::default());
    assert_eq!(cache.credentials().await.unwrap_err().to_string(), "test: the second time");
}

#[tokio::test]
async fn refused_credentials_are_forgotten() {
    let (cache, provider) = cached(&[Step::GoodForEver, Step::GoodForEver]);
    let old = cache.credentials().await.unwrap();
    cache.refused(&old);
    assert_eq!(id(&cache).await, "key 1");
    // A slower caller reports the refusal of the old credentials; the new ones are kept.
    cache.refused(&old);
    assert_eq!(id(&cache).await, "key 1");
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
    assert!(!format!("{cache:?}").contains("hush"));
}

/// A provider that returns refused credentials again is not asked for each call.
#[tokio::test]
async fn credentials_that_are_refused_again_do_not_hammer_the_provider() {
    #[derive(Debug, Default)]
    struct Same(Arc<AtomicUsize>);

    impl CredentialsProvider for Same {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            let key = CredentialsKind::AccessKey(AccessKey::new("same", "hush"));
            Box::pin(std::future::ready(Ok(Credentials::new(key, "test"))))
        }
    }

    let provider = Same::default();
    let (asked, time) = (Arc::clone(&provider.0), Time::default());
    let cache = Cached::new(provider).with_clock(Clock::new({
        let time = time.clone();
        move || time.now()
    }));
    for _ in 0..1000 {
        let credentials = cache.credentials().await.unwrap();
        cache.refused(&credentials);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    time.pass(60);
    for _ in 0..1000 {
        let credentials = cache.credentials().await.unwrap();
        cache.refused(&credentials);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

/// A service that refuses requests whose timestamp differs from its time.
#[derive(Debug)]
struct Service {
    time: SystemTime,
    asked: AtomicUsize,
}

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let date = humantime::parse_rfc3339(request.headers["x-acs-date"].to_str().unwrap()).unwrap();
        let (status, body) = if date <= self.time + Duration::from_secs(900) {
            (200, r#"{"RequestId":"R-1"}"#)
        } else {
            (400, r#"{"RequestId":"R-2","Code":"InvalidTimeStamp.Expired","Message":"m"}"#)
        };
        let mut headers = http::HeaderMap::new();
        headers.insert("date", httpdate::fmt_http_date(self.time).parse().unwrap());
        Box::pin(std::future::ready(Ok(HttpResponse::new(status.try_into().unwrap(), headers, body))))
    }
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
