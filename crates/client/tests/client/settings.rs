//! Settings of calls, of whatever makes them, and clients that are made from a client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alicloud_client::credentials::{AccessKey, Credentials, CredentialsError, CredentialsKind, CredentialsProvider};
use alicloud_client::observe::{AttemptReport, Observer};
use alicloud_client::retry::NoRetry;
use alicloud_client::runtime::Operation;
use alicloud_client::transport::BoxFuture;
use alicloud_client::waiter::{Progress, Waiter};
use alicloud_client::{Client, Error, ErrorKind, Format, UntypedOperation};
use tokio::time::Instant;

use crate::operations::Describe;
use crate::script::{Reply, Script, error, header, ok};

/// The results of everything that makes calls, each with the settings that `$set` sets.
macro_rules! results {
    ($replies:expr, $it:ident => $set:expr) => {{
        let script = || Script::new($replies);
        let mut results: Vec<(&str, Script, Result<(), Error>)> = Vec::new();

        let each = script();
        let $it = each.client().send(Describe::default());
        let result = $set.await.map(drop);
        results.push(("call", each, result));

        let each = script();
        let $it = each.client().pages(Describe::default());
        let result = $set.next().await.unwrap().map(drop);
        results.push(("pages", each, result));

        let each = script();
        let $it = each.client().bulk([Describe::default()]);
        let result = $set.next().await.unwrap().result.map(drop);
        results.push(("bulk", each, result));

        let each = script();
        let $it = Waiter::new(&each.client(), Describe::default());
        let waited = $set.until(|result| match result {
            Ok(_) => Progress::Done(()),
            Err(error) => Progress::Failed(error),
        });
        results.push(("waiter", each, waited.await));

        let each = script();
        let $it = UntypedOperation::new(Describe::INFO).send(&each.client());
        let result = $set.await.map(drop);
        results.push(("untyped", each, result));
        results
    }};
}

#[tokio::test(start_paused = true)]
async fn whatever_makes_calls_has_settings_of_its_own() {
    for (name, script, result) in results!([error(503, "ServiceUnavailable")], it => {
        it.region("eu-central-1").retry(NoRetry).read_timeout(Duration::from_secs(7)).format(Format::Xml)
    }) {
        assert_eq!(result.unwrap_err().status(), Some(503), "{name}");
        let requests = script.requests();
        assert_eq!(requests.len(), 1, "{name} is sent once");
        assert!(requests[0].url.starts_with("https://rds.eu-central-1.aliyuncs.com"), "{name}: {:?}", requests[0]);
        assert_eq!(requests[0].read_timeout, Duration::from_secs(7), "{name}");
        assert_eq!(header(&requests[0], "accept"), "application/xml", "{name}");
    }

    for (name, script, _) in results!([ok()], it => it.endpoint("http://127.0.0.1:9")) {
        assert!(script.requests()[0].url.starts_with("http://127.0.0.1:9"), "{name}");
    }

    let mut refused = results!([ok()], it => it.endpoint("ftp://127.0.0.1"));
    refused.extend(results!([ok()], it => it.region("eu-central-1.example.com")));
    for (name, script, result) in refused {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Configuration, 0), "{name}");
        assert!(script.requests().is_empty(), "{name}");
    }

    let begin = Instant::now();
    for (name, _, result) in results!([Reply::Never], it => it.total_timeout(Duration::from_secs(3))) {
        assert!(result.unwrap_err().is_timeout(), "{name}");
    }
    assert!(begin.elapsed() < Duration::from_secs(16), "{:?}", begin.elapsed());
}

#[test]
fn pages_without_async_have_settings_of_their_own() {
    let script = Script::new([error(503, "ServiceUnavailable")]);
    let client = alicloud_client::blocking::Client::new(script.client()).unwrap();
    let page = client.pages(Describe::default()).region("eu-central-1").retry(NoRetry).next().unwrap();
    assert_eq!(page.unwrap_err().status(), Some(503));
    assert!(script.requests()[0].url.starts_with("https://rds.eu-central-1.aliyuncs.com"));
    assert_eq!(client.with_region("eu-central-1").unwrap().client().region(), Some("eu-central-1"));
}

/// Counts how often it is asked or told.
#[derive(Debug, Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl Counter {
    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl CredentialsProvider for Counter {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let key = CredentialsKind::AccessKey(AccessKey::new("first", "secret"));
        Box::pin(std::future::ready(Ok(Credentials::new(key, "counter"))))
    }
}

impl Observer for Counter {
    fn attempt(&self, _report: &AttemptReport<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// What a client that is made from another one uses.
#[derive(Debug, PartialEq)]
struct Used {
    /// Whether the request goes through the transport of the first client.
    transport: bool,
    /// Whether the credentials of the first client are used, without asking their provider again.
    credentials: bool,
    /// Whether the retry budget that the first client has spent is spent here too.
    budget: bool,
    /// Observers of the first client that see the call.
    observers: usize,
    host: &'static str,
    read_timeout: u64,
}

const SHARED: Used =
    Used { transport: true, credentials: true, budget: true, observers: 1, host: "rds.aliyuncs.com", read_timeout: 11 };

#[tokio::test(start_paused = true)]
async fn a_client_from_a_client_shares_what_is_not_changed() {
    type Change = fn(&Client, &Script) -> Client;
    let cases: [(&str, Change, Used); 8] = [
        ("nothing", |client, _| client.to_builder().build().unwrap(), SHARED),
        // The budget of another host was not spent.
        (
            "the region",
            |client, _| client.with_region("eu-central-1").unwrap(),
            Used { host: "rds.eu-central-1.aliyuncs.com", budget: false, ..SHARED },
        ),
        (
            "the region, in the builder",
            |client, _| client.to_builder().region("eu-central-1").build().unwrap(),
            Used { host: "rds.eu-central-1.aliyuncs.com", budget: false, ..SHARED },
        ),
        (
            "a time limit",
            |client, _| client.to_builder().read_timeout(Duration::from_secs(5)).build().unwrap(),
            Used { read_timeout: 5, ..SHARED },
        ),
        (
            "the credentials",
            |client, _| client.to_builder().access_key("second", "secret").build().unwrap(),
            Used { credentials: false, ..SHARED },
        ),
        (
            "the transport",
            |client, other| client.to_builder().transport(other.clone()).build().unwrap(),
            Used { transport: false, budget: false, ..SHARED },
        ),
        // It belongs to connections of the client's own.
        (
            "the time for connections, with a transport of the program's own",
            |client, _| client.to_builder().connect_timeout(Duration::from_secs(1)).build().unwrap(),
            SHARED,
        ),
        ("an observer more", |client, _| client.to_builder().observer(Counter::default()).build().unwrap(), SHARED),
    ];
    for (name, change, expected) in cases {
        let (provider, observer) = (Counter::default(), Counter::default());
        let (script, other) = (Script::new([error(500, "InternalError")]), Script::new([error(500, "InternalError")]));
        let client = Client::builder()
            .transport(script.clone())
            .credentials(provider.clone())
            .region("cn-hangzhou")
            .read_timeout(Duration::from_secs(11))
            .observer(observer.clone())
            .build()
            .unwrap();
        let spent = async {
            loop {
                let error = client.send(Describe::default()).await.unwrap_err();
                if error.is_retry_budget_spent() {
                    return error;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(600), spent).await.expect("the budget is spent");
        let (sent, seen) = (script.requests().len(), observer.count());

        let error = change(&client, &other).send(Describe::default()).await.unwrap_err();
        let own = script.requests().split_off(sent);
        let through = if own.is_empty() { other.requests() } else { own.clone() };
        let host = expected.host;
        let found = Used {
            transport: !own.is_empty(),
            credentials: header(&through[0], "authorization").contains("Credential=first") && provider.count() == 1,
            budget: error.is_retry_budget_spent() && error.attempts() == 1,
            observers: usize::from(observer.count() - seen == through.len()),
            host: if through[0].url.starts_with(&format!("https://{host}/")) { host } else { "another one" },
            read_timeout: through[0].read_timeout.as_secs(),
        };
        assert_eq!(found, expected, "{name}: {error}");
    }
}

/// The settings of an HTTP client go along when only its time for connections changes.
#[test]
fn a_changed_time_for_connections_leaves_the_proxy() {
    let http = alicloud_client::transport::HttpClient::builder().proxy("http://user:hunter2@proxy.internal:3128");
    let client = Client::builder().region("cn-hangzhou").access_key("id", "secret").http(http).build().unwrap();
    let changed = client.to_builder().connect_timeout(Duration::from_millis(1)).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(changed.send(Describe::default()).retry(NoRetry).into_future()).unwrap_err();
    assert_eq!(error.transport_error().unwrap().proxy(), Some("http://proxy.internal:3128"), "{error}");
}
