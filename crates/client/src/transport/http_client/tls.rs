//! The TLS configuration. Root certificates are loaded when they are first needed, because plain HTTP needs none and a
//! machine may have none.

#[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
mod named;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

/// Parses the certificates in `pem`.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|error| format!("a root certificate cannot be read: {error}"))?;
    if certificates.is_empty() {
        return Err("the PEM of a root certificate contains no certificate".to_owned());
    }
    // Invalid certificates are detected here instead of at the first call.
    let mut store = rustls::RootCertStore::empty();
    for certificate in &certificates {
        store.add(certificate.clone()).map_err(|error| format!("a root certificate cannot be used: {error}"))?;
    }
    Ok(certificates)
}

/// The TLS cryptography: the provider that the program has installed, else that of the enabled feature.
pub(super) fn provider() -> Result<Arc<CryptoProvider>, String> {
    if let Some(installed) = CryptoProvider::get_default() {
        return Ok(Arc::clone(installed));
    }
    #[cfg(feature = "aws-lc-rs")]
    return Ok(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    Err("there is no TLS cryptography: enable the feature aws-lc-rs or ring, or install a rustls provider before the client is created"
        .to_owned())
}

/// A configuration that trusts no certificate, for connections without TLS.
pub(super) fn without_roots(provider: Arc<CryptoProvider>) -> Result<ClientConfig, rustls::Error> {
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(versions.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

/// The reason why there are no root certificates, with help for the user.
#[derive(Debug, Clone)]
pub(super) struct NoRoots {
    pub(super) reason: String,
    pub(super) help: &'static str,
}

impl NoRoots {
    /// The error if the thread that reads them failed.
    pub(super) fn of_thread(problem: &str) -> Self {
        Self {
            reason: format!("root certificates cannot be read: the thread that reads them failed: {problem}"),
            help: "the process may have too many threads or too little memory",
        }
    }
}

/// A configuration that trusts `roots` and the certificates of the system, or those that the environment names in their
/// place. Reads the certificates.
pub(super) fn with_roots(
    provider: Arc<CryptoProvider>,
    roots: &[CertificateDer<'static>],
) -> Result<ClientConfig, NoRoots> {
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let versions = versions.map_err(of_system)?;
    #[cfg(all(unix, not(target_os = "android"), not(target_vendor = "apple")))]
    let named = named::roots(roots)?;
    // On other systems, the platform verifier reads no environment variables.
    #[cfg(not(all(unix, not(target_os = "android"), not(target_vendor = "apple"))))]
    let named: Option<rustls::RootCertStore> = None;
    let mut config = match named {
        Some(named) => versions.with_root_certificates(named).with_no_client_auth(),
        None => {
            let verifier = verifier(provider, roots).map_err(of_system)?;
            versions.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    if cfg!(feature = "http2") {
        config.alpn_protocols.insert(0, b"h2".to_vec());
    }
    Ok(config)
}

pub(super) fn of_system(error: rustls::Error) -> NoRoots {
    NoRoots {
        reason: error.to_string(),
        help: "install the root certificates of the system (the package ca-certificates), set SSL_CERT_FILE to a file of them, or \
               pass one to `HttpClientBuilder::root_certificate`",
    }
}

#[cfg(not(target_os = "android"))]
fn verifier(provider: Arc<CryptoProvider>, roots: &[CertificateDer<'static>]) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        Verifier::new(provider)
    } else {
        Verifier::new_with_extra_roots(roots.iter().cloned(), provider)
    }
}

#[cfg(target_os = "android")]
fn verifier(provider: Arc<CryptoProvider>, roots: &[CertificateDer<'static>]) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        return Verifier::new(provider);
    }
    Err(rustls::Error::General("on Android, only the certificates of the system can be used".to_owned()))
}
