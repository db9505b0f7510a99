//! Whom to believe: the root certificates.

use std::path::Path;

use rustls::{RootCertStore, pki_types::CertificateDer};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use super::builder::unusable;
use crate::TransportError;

/// TLS with the roots of a PEM file, or else with Mozilla's.
pub(super) fn tls_config(ca_file: Option<&Path>) -> Result<TlsConfig, TransportError> {
    let roots = match ca_file {
        Some(path) => RootCerts::new_with_certs(&certificates(path)?),
        None => RootCerts::WebPki,
    };
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(roots)
        .build())
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, TransportError> {
    let pem =
        std::fs::read(path).map_err(|error| unusable(format!("CA file: {}", error.kind())))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => return Err(unusable("CA file: holds something else than certificates")),
            Err(_) => return Err(unusable("CA file: not PEM")),
        }
    }
    if certificates.is_empty() {
        return Err(unusable("CA file: no certificate in it"));
    }
    // ureq passes over a root it cannot read; then each call would fail with an unknown issuer.
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store
            .add(CertificateDer::from(certificate.der()))
            .map_err(|_| unusable("CA file: a certificate in it cannot be read"))?;
    }
    Ok(certificates)
}
