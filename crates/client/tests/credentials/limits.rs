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

#[cfg(unix)]
#[tokio::test]
async fn a_command_that_nobody_waits_for_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    // What the command has started goes on and keeps its output open: that is waited for by nobody either.
    let command = format!("sh -c 'sleep 5 & echo $$ > {}; sleep 5'", file.display());
    let provider = ExternalProcess::new(&sources(), command);
    let pid = tokio::select! {
        result = provider.credentials() => panic!("the command has ended: {result:?}"),
        pid = written(&file) => pid,
    };
    let alive =
        std::process::Command::new("kill").args(["-0", pid.trim()]).stderr(std::process::Stdio::null()).status();
    assert!(!alive.unwrap().success(), "{pid} is there still, if only as a zombie");
}

#[cfg(unix)]
async fn written(file: &std::path::Path) -> String {
    loop {
        match std::fs::read_to_string(file) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
