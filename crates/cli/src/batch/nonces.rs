//! The nonces of the rows of a batch.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use alicloud_api::GatewaySignature;
use alicloud_client::transport::BoxFuture;
use alicloud_client::{Credentials, Endpoint, Error, ErrorKind, NonceSource};
use alicloud_signer::acs3::Algorithm;

use super::journal::{BatchJournal, SentRow};

/// How long a request may be sent again with its nonce. A service has to know a nonce as long as it accepts the request, which is 15 minutes
/// after its timestamp; the last minute is left for clocks that differ.
const WINDOW: Duration = Duration::from_secs(14 * 60);

/// A new nonce for each attempt, in the journal before the attempt is sent.
#[derive(Debug, Clone)]
pub(super) struct NewNonces {
    pub(super) journal: Option<Arc<BatchJournal>>,
    /// The line of the row.
    pub(super) row: u64,
    /// The idempotency token of the row.
    pub(super) token: Option<String>,
    signature: GatewaySignature,
    last: Arc<Mutex<Option<SentRow>>>,
}

impl NewNonces {
    /// `signature` is that of the product's gateway, which may have no nonce.
    pub(super) fn new(
        journal: Option<Arc<BatchJournal>>,
        row: u64,
        token: Option<String>,
        signature: GatewaySignature,
    ) -> Self {
        Self { journal, row, token, signature, last: Arc::default() }
    }

    /// The last request that was sent, or may have been.
    pub(super) fn last(&self) -> Option<SentRow> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl NonceSource for NewNonces {
    fn nonce<'a>(
        &'a self,
        credentials: &'a Credentials,
        endpoint: &'a Endpoint,
    ) -> BoxFuture<'a, Result<String, Error>> {
        Box::pin(async move {
            let nonce = random()?;
            // The service keeps nonces by access key, so it knows none of a request that no access key signs.
            let is_known = self.signature.has_nonce() && credentials.access_key().is_some();
            let sent = SentRow {
                nonce: if is_known { nonce.clone() } else { String::new() },
                token: self.token.clone(),
                scope: scope(credentials, endpoint),
                at: now(),
            };
            if let Some(journal) = self.journal.clone() {
                let (row, line, path) = (self.row, sent.clone(), journal.path().display().to_string());
                // The disk may be slow; other rows go on meanwhile.
                let written = tokio::task::spawn_blocking(move || journal.sending(row, line)).await;
                let written = written.unwrap_or_else(|error| Err(std::io::Error::other(error)));
                written.map_err(|error| {
                    refused(&format!("the journal {path} cannot be written, so nothing is sent: {error}"))
                })?;
            }
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(sent);
            Ok(nonce)
        })
    }
}

/// The nonce of a request that was sent before, for the same request.
#[derive(Debug, Clone)]
pub(super) struct KeptNonce(pub(super) SentRow);

impl NonceSource for KeptNonce {
    fn nonce<'a>(
        &'a self,
        credentials: &'a Credentials,
        endpoint: &'a Endpoint,
    ) -> BoxFuture<'a, Result<String, Error>> {
        let result = if self.0.scope == scope(credentials, endpoint) {
            Ok(self.0.nonce.clone())
        } else {
            // Another key or endpoint would not know the nonce.
            Err(refused(
                "the access key or the endpoint is another one than that of the first request, so it cannot be sent again safely",
            ))
        };
        Box::pin(std::future::ready(result))
    }
}

impl SentRow {
    /// Whether the service still knows the nonce. A clock that was set back makes that unknown.
    pub(super) fn is_remembered(&self) -> bool {
        !self.nonce.is_empty() && now().checked_sub(self.at).is_some_and(|age| age <= WINDOW.as_secs())
    }
}

/// 128 random bits from the operating system, as 32 hexadecimal digits: a nonce, or an idempotency token.
///
/// # Errors
///
/// That the system has none.
pub(super) fn random() -> Result<String, Error> {
    let mut bits = [0_u8; 16];
    getrandom::fill(&mut bits)
        .map_err(|error| refused(&format!("the operating system returned no random numbers: {error}")))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}

/// Within which access key and endpoint a nonce is unique, as a hash.
fn scope(credentials: &Credentials, endpoint: &Endpoint) -> String {
    let id = credentials.access_key().map(|key| key.id.as_str()).unwrap_or_default();
    let hash = Algorithm::HmacSha256.hash(format!("{}:{id}{endpoint}", id.len()).as_bytes());
    hash.as_str().to_owned()
}

/// Seconds since the Unix epoch.
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

fn refused(message: &str) -> Error {
    Error::builder(ErrorKind::Configuration).message(message).build()
}
