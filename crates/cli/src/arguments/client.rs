//! The client with the settings of the command line.

use alicloud_client::retry::Backoff;
use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, Endpoint, region};
use clap::Command;

use super::identity;
use super::options::{GlobalOptions, UrlScheme};
use super::profile;
use crate::failure::CliFailure;
use crate::sent_requests::{CountingTransport, SentRequests};

/// A client with these settings; `region` is the parameter `RegionId` of the call, used if no region is set by a flag. `sent` records what
/// is sent. `command` is the one whose usage an error shows.
///
/// A typed value that is not valid is an error of the command line; the same value in a variable is not.
pub(crate) fn client(
    options: &GlobalOptions,
    region: Option<&str>,
    sent: &SentRequests,
    command: &mut Command,
) -> Result<Client, CliFailure> {
    let options = &profile::completed(options)?;
    let endpoint = options.endpoint.as_deref().map(|endpoint| with_scheme(endpoint, options.scheme));
    if let Some(endpoint) = &endpoint {
        Endpoint::parse(endpoint).map_err(|error| CliFailure::usage(command, format!("--endpoint: {error}")))?;
    }
    for (option, region) in [("--region", options.region.as_deref()), ("--RegionId", region)] {
        if let Some(region) = region {
            region::check(region).map_err(|error| CliFailure::usage(command, format!("{option}: {error}")))?;
        }
    }
    let mut http = HttpClient::builder();
    if let Some(limit) = options.connect_timeout {
        http = http.connect_timeout(limit);
    }
    let http = http.build().map_err(|error| CliFailure::configuration(&error))?;
    let transport = CountingTransport::new(http, sent.clone());
    let policy = retries(options);
    let identity = identity::of(options, transport.clone(), policy.clone(), command)?;
    let mut builder = Client::builder()
        .transport(transport)
        .observer(sent.clone())
        .signature(options.signature_version())
        .application(application(options));
    if let Some(endpoint) = endpoint {
        builder = builder.endpoint(endpoint);
    }
    if options.scheme == Some(UrlScheme::Http) {
        builder = builder.plain_http(true);
    }
    if let Some(provider) = identity.provider {
        builder = builder.credentials(provider);
    }
    if let Some(region) = options.region.as_deref().or(region).or(identity.region.as_deref()) {
        builder = builder.region(region);
    }
    if let Some(network) = options.network {
        builder = builder.network(network);
    }
    if let Some(format) = options.accept {
        builder = builder.format(format);
    }
    if let Some(limit) = options.timeout {
        builder = builder.total_timeout(limit);
    }
    if let Some(limit) = options.read_timeout {
        builder = builder.read_timeout(limit).event_timeout(limit);
    }
    if let Some(policy) = policy {
        builder = builder.retry(policy);
    }
    let client = builder.build()?;
    // The endpoint of the environment has a scheme of its own.
    match (client.endpoint().filter(|_| options.endpoint.is_none()), options.scheme) {
        (Some(endpoint), Some(scheme)) => {
            Ok(client.to_builder().endpoint(with_scheme(&endpoint.to_string(), Some(scheme))).build()?)
        }
        _ => Ok(client),
    }
}

/// The retry policy that the flags set.
fn retries(options: &GlobalOptions) -> Option<Backoff> {
    if options.retry_count.is_none() && options.retry_longest.is_none() {
        return None;
    }
    let mut policy = Backoff::default();
    if let Some(count) = options.retry_count {
        policy = policy.attempts(count.saturating_add(1));
    }
    if let Some(seconds) = options.retry_longest {
        policy = policy.longest(std::time::Duration::from_secs(seconds));
    }
    Some(policy)
}

fn application(options: &GlobalOptions) -> String {
    const OURS: &str = concat!("alicloud-cli/", env!("CARGO_PKG_VERSION"));
    match options.user_agent.as_deref() {
        Some(theirs) => format!("{OURS} {theirs}"),
        None => OURS.to_owned(),
    }
}

/// An endpoint with the scheme that a flag chooses.
fn with_scheme(endpoint: &str, scheme: Option<UrlScheme>) -> String {
    let host = endpoint.split_once("://").map_or(endpoint, |(_, host)| host);
    match scheme {
        None => endpoint.to_owned(),
        Some(UrlScheme::Https) => format!("https://{host}"),
        Some(UrlScheme::Http) => format!("http://{host}"),
    }
}
