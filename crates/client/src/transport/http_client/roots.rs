//! The TLS configuration of a client. Root certificates are read only once, when they are first needed.
//!
//! Root certificates are files. A file system that does not respond would block the tasks of the runtime, including
//! their time limits. A separate thread therefore reads the files, and calls wait for it with their time limit. The
//! thread does not keep the program from exiting, even if it never ends.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use tokio::sync::watch;

use super::tls::{self, NoRoots};

pub(super) struct Roots {
    provider: Arc<CryptoProvider>,
    /// Certificates that the program added, besides those of the system.
    given: Vec<CertificateDer<'static>>,
    config: OnceLock<ClientConfig>,
    /// The current or latest reading. All calls that need certificates wait for the same one.
    reading: Mutex<Option<RootsReading>>,
}

/// The channel holds `None` until the reading has ended.
type RootsReading = watch::Receiver<Option<Result<(), NoRoots>>>;

impl Roots {
    pub(super) fn new(provider: Arc<CryptoProvider>, given: Vec<CertificateDer<'static>>) -> Self {
        Self { provider, given, config: OnceLock::new(), reading: Mutex::default() }
    }

    /// The configuration for connections without TLS.
    pub(super) fn unneeded(&self) -> Result<ClientConfig, NoRoots> {
        tls::without_roots(Arc::clone(&self.provider)).map_err(tls::of_system)
    }

    /// The TLS configuration. If it does not exist yet, a thread reads the certificates. A failure is not kept, because
    /// the certificates may be installed later.
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

    fn reading(self: &Arc<Self>) -> Result<RootsReading, NoRoots> {
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
