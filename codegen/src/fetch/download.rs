//! Reads one file from the server, bounded in bytes, time and redirections.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Client, StatusCode, Url, redirect};

use super::error::FetchError;
use super::location::MetadataLocation;
use super::options::FetchOptions;
use super::received::{ReceivedFile, Validators};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Most redirections that are followed.
const REDIRECTIONS: usize = 5;

/// Time limit for a connection.
const CONNECT: Duration = Duration::from_secs(15);

/// Reads files.
pub(super) struct Download {
    client: Client,
    most_bytes: u64,
    timeout: Duration,
}

/// What the server returned.
pub(super) enum DownloadOutcome {
    Received(ReceivedFile),
    /// The copy is still current.
    Unchanged,
    /// There is no such file.
    Absent,
}

impl Download {
    pub(super) fn new(location: &MetadataLocation, options: &FetchOptions) -> Result<Self, Diagnostics> {
        let follow = redirect::Policy::custom(|attempt| {
            let was_secure = attempt.previous().last().is_some_and(|from| from.scheme() == "https");
            if attempt.previous().len() > REDIRECTIONS {
                attempt.error(format!("it is redirected more than {REDIRECTIONS} times"))
            } else if was_secure && attempt.url().scheme() != "https" {
                attempt.error("it is redirected from HTTPS to a URL without")
            } else {
                attempt.follow()
            }
        });
        let mut builder = Client::builder()
            .user_agent(concat!("alicloud-codegen/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT.min(options.timeout))
            .redirect(follow);
        if location.is_loopback() {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| {
            let problem = Diagnostic::error(format!("no request can be sent: {}", causes(&error)));
            Diagnostics::from(problem.remedy("check the variables HTTPS_PROXY, HTTP_PROXY and SSL_CERT_FILE"))
        })?;
        Ok(Self { client, most_bytes: options.most_bytes, timeout: options.timeout })
    }

    /// Reads a file, unless it is still that of `known`.
    pub(super) async fn get(&self, url: &Url, known: Option<&Validators>) -> Result<DownloadOutcome, FetchError> {
        match tokio::time::timeout(self.timeout, self.read(url, known)).await {
            Ok(response) => response,
            Err(_) => {
                let limit = self.timeout.as_secs_f64();
                Err(unreachable(url, &format!("it was not complete after {limit} seconds")))
            }
        }
    }

    async fn read(&self, url: &Url, known: Option<&Validators>) -> Result<DownloadOutcome, FetchError> {
        let failed = |error: reqwest::Error| unreachable(url, &causes(&error));
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(Validators { etag, last_modified }) = known {
            put(&mut headers, IF_NONE_MATCH, etag.as_deref());
            put(&mut headers, IF_MODIFIED_SINCE, last_modified.as_deref());
        }
        let mut response = self.client.get(url.clone()).headers(headers).send().await.map_err(failed)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(DownloadOutcome::Unchanged),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(DownloadOutcome::Absent),
            status => {
                let what = format!("the server returned {status}");
                return Err(unreachable(url, &what));
            }
        }
        let too_long = || {
            let problem =
                Diagnostic::error(format!("{url} has more than {} bytes, and no more are read", self.most_bytes));
            FetchError::Network(problem.remedy("check whether the base URL is that of the vendor's metadata").into())
        };
        if response.content_length().is_some_and(|length| length > self.most_bytes) {
            return Err(too_long());
        }
        let text =
            |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let validators = Validators { etag: text(ETAG), last_modified: text(LAST_MODIFIED) };
        let mut bytes = Vec::new();
        while let Some(part) = response.chunk().await.map_err(failed)? {
            if (bytes.len() + part.len()) as u64 > self.most_bytes {
                return Err(too_long());
            }
            bytes.extend_from_slice(&part);
        }
        Ok(DownloadOutcome::Received(ReceivedFile { bytes, validators }))
    }
}

/// Sets a header. A value that a damaged copy has, and no header can have, is left out: the file is then received again.
fn put(headers: &mut HeaderMap, name: HeaderName, value: Option<&str>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
        headers.insert(name, value);
    }
}

fn unreachable(url: &Url, what: &str) -> FetchError {
    let problem = Diagnostic::error(format!("{url} cannot be fetched: {what}"));
    FetchError::Network(problem.remedy("try again, use the last copy with `--offline`, or give the file itself").into())
}

/// The message of an error with those of its causes. The URL is in the message of the caller.
fn causes(error: &dyn Error) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let message = error.to_string();
        if !text.contains(&message) {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&message);
        }
        next = error.source();
    }
    text
}
