//! The TLS settings of a client, with root certificates that are read when they are first needed, and once.
//!
//! They are files. One on a network that does not respond would stop every task of the runtime, time limits included: so a thread of its
//! own reads them, and calls wait for it as they wait for a server. A thread that waits for ever keeps nobody from ending the program.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use tokio::sync::watch;

use super::tls::{self, NoRoots};

pub(super) struct Roots {
    provider: Arc<CryptoProvider>,
    /// Certificates of the program, beside those of the system.
    given: Vec<CertificateDer<'static>>,
    config: OnceLock<ClientConfig>,
    /// The reading that is under way, or the last one: all calls that need certificates wait for the same.
    reading: Mutex<Option<Reading>>,
}

/// `None` until it has ended.
type Reading = watch::Receiver<Option<Result<(), NoRoots>>>;

impl Roots {
    pub(super) fn new(provider: Arc<CryptoProvider>, given: Vec<CertificateDer<'static>>) -> Self {
        Self { provider, given, config: OnceLock::new(), reading: Mutex::default() }
    }

    /// Settings for connections on which TLS is never spoken.
    pub(super) fn unneeded(&self) -> Result<ClientConfig, NoRoots> {
        tls::without_roots(Arc::clone(&self.provider)).map_err(tls::of_system)
    }

    /// The settings, read by a thread if they are not there yet. A failure is not kept: the certificates may be installed later.
    pub(super) async fn config(self: &Arc<Self>) -> Result<ClientConfig, NoRoots> {
        if let Some(config) = self.config.get() {
            return Ok(config.clone());
        }
        let mut reading = self.reading()?;
        let ended = reading.wait_for(Option::is_some).await.map(|result| result.clone());
        match (ended, self.config.get()) {
            (_, Some(config)) => Ok(config.clone()),
            (Ok(Some(Err(missing))), None) => Err(missing),
            _ => Err(NoRoots::of_thread("it ended without a result")),
        }
    }

    fn reading(self: &Arc<Self>) -> Result<Reading, NoRoots> {
        let mut current = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reading) = &*current
            && reading.borrow().is_none()
            && reading.has_changed().is_ok()
        {
            return Ok(reading.clone());
        }
        let (sender, receiver) = watch::channel(None);
        let roots = Arc::clone(self);
        let started = thread::Builder::new().name("alicloud-certificates".to_owned()).spawn(move || {
            let result = tls::with_roots(Arc::clone(&roots.provider), &roots.given);
            let result = result.map(|config| drop(roots.config.set(config)));
            sender.send_replace(Some(result));
        });
        started.map_err(|error| NoRoots::of_thread(&error.to_string()))?;
        *current = Some(receiver.clone());
        Ok(receiver)
    }
}
