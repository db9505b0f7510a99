//! Whom to believe: the root certificates.

use std::path::Path;

use rustls::{RootCertStore, pki_types::CertificateDer};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use crate::ConfigError;

/// TLS with the roots of a PEM file, or else with Mozilla's.
pub(super) fn tls_config(ca_file: Option<&Path>) -> Result<TlsConfig, ConfigError> {
    let roots = match ca_file {
        Some(path) => RootCerts::new_with_certs(&certificates(path)?),
        None => RootCerts::WebPki,
    };
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(roots)
        .build())
}

fn unusable(rule: impl Into<String>) -> ConfigError {
    ConfigError::new("ca_file", rule)
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, ConfigError> {
    let pem = std::fs::read(path)
        .map_err(|error| unusable(format!("cannot be read: {}", error.kind())))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => return Err(unusable("must hold nothing but certificates")),
            Err(_) => return Err(unusable("must be PEM")),
        }
    }
    if certificates.is_empty() {
        return Err(unusable("must hold a certificate"));
    }
    // ureq passes over a root it cannot read; then each call would fail with an unknown issuer.
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store
            .add(CertificateDer::from(certificate.der()))
            .map_err(|_| unusable("holds a certificate that cannot be read"))?;
    }
    Ok(certificates)
}
