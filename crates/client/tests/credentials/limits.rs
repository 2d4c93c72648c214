//! Providers that never end by themselves are given up in time.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use alicloud_client::credentials::{CredentialsProvider as _, EcsRamRole, Environment, ExternalProcess, Sources};
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};

/// A network on which nothing is ever answered.
#[derive(Debug)]
struct Silence;

impl Transport for Silence {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(pending())
    }
}

fn sources() -> Sources {
    Sources::new(Arc::new(Silence)).with_environment(Environment::fixed([("", ""); 0]))
}

#[tokio::test(start_paused = true)]
async fn a_silent_metadata_service_is_given_up_after_two_seconds() {
    let begin = tokio::time::Instant::now();
    let error = EcsRamRole::new(&sources()).credentials().await.unwrap_err();
    assert!(error.is_not_configured(), "{error}");
    assert_eq!(begin.elapsed().as_secs(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_does_not_end_is_stopped() {
    let provider = ExternalProcess::new(&sources(), "sleep 600").time_limit(Duration::from_millis(10));
    let error = provider.credentials().await.unwrap_err();
    assert_eq!(error.to_string(), "external: process_command did not end within 10ms");
}
