//! TLS settings. Root certificates are loaded when they are first needed: plain HTTP needs none, and a machine may have none.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

/// The certificates in `pem`.
pub(super) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|error| format!("a root certificate cannot be read: {error}"))?;
    if certificates.is_empty() {
        return Err("there is no certificate in the PEM text of a root certificate".to_owned());
    }
    // What is no certificate is found here, and not at the first call.
    let mut store = rustls::RootCertStore::empty();
    for certificate in &certificates {
        store.add(certificate.clone()).map_err(|error| format!("a root certificate cannot be used: {error}"))?;
    }
    Ok(certificates)
}

/// The cryptography of TLS. If the program installed a provider, its choice is used.
pub(super) fn provider() -> Result<Arc<CryptoProvider>, String> {
    if let Some(installed) = CryptoProvider::get_default() {
        return Ok(Arc::clone(installed));
    }
    #[cfg(feature = "aws-lc-rs")]
    return Ok(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    Err("there is no TLS cryptography: enable the feature aws-lc-rs or ring, or install a rustls provider before the client is made"
        .to_owned())
}

/// Trusts nobody. For connections on which TLS is never spoken.
pub(super) fn without_roots(provider: Arc<CryptoProvider>) -> Result<ClientConfig, rustls::Error> {
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(versions.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

/// Trusts the system and `roots`. Reads the certificates of the system.
pub(super) fn with_roots(
    provider: Arc<CryptoProvider>,
    roots: &[CertificateDer<'static>],
) -> Result<ClientConfig, rustls::Error> {
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let verifier = verifier(provider, roots)?;
    let mut config = versions.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    if cfg!(feature = "http2") {
        config.alpn_protocols.insert(0, b"h2".to_vec());
    }
    Ok(config)
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
    Err(rustls::Error::General("on Android, the certificates of the system are the only ones".to_owned()))
}
