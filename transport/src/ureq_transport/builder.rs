//! Setting up a `UreqTransport`.

use std::time::Duration;

use ureq::{Agent, Proxy, ProxyProtocol, config::Config};

use super::{Agents, OUTPUT_BUFFER, UreqTransport, connector::Witness, resolver::SystemResolver};
use crate::{ConfigError, Delivery, ErrorKind, TransportError};

/// Larger than any header block of a gateway, CDN included.
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// Must exceed the header limit, or a header over it ends as a lost connection.
const INPUT_BUFFER: usize = 20 * 1024;
/// Shorter than servers keep an idle connection open, of which five seconds, a till's pause between two queries too, is the least in use:
/// a query that meets its closing is lost.
const IDLE: Duration = Duration::from_secs(3);

/// Settings of a [`UreqTransport`].
///
/// There is none for turning certificate checks off, and none for following redirects.
#[derive(Clone, Debug)]
pub struct UreqTransportBuilder {
    resolve_timeout: Duration,
    connect_timeout: Duration,
    proxy: Option<ProxyUrl>,
    #[cfg(feature = "tls")]
    ca_file: Option<std::path::PathBuf>,
    allow_http: bool,
    max_body: usize,
}

/// A proxy's URL, whose user part is a secret.
#[derive(Clone)]
struct ProxyUrl(String);

impl std::fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::public_url(&self.0))
    }
}

impl Default for UreqTransportBuilder {
    fn default() -> Self {
        Self {
            resolve_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(5),
            proxy: None,
            #[cfg(feature = "tls")]
            ca_file: None,
            allow_http: false,
            max_body: 1024 * 1024,
        }
    }
}

impl UreqTransportBuilder {
    /// Longest time for looking up the host's name. Defaults to 5 seconds.
    #[must_use]
    pub fn resolve_timeout(mut self, timeout: Duration) -> Self {
        self.resolve_timeout = timeout;
        self
    }

    /// Longest time for making the connection: TCP, the proxy's tunnel and the TLS handshake
    /// together. Defaults to 5 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// A proxy that opens tunnels (`CONNECT`): `http://host:port` or, with the feature `tls`,
    /// `https://host:port`; a user name and password may precede the host. Proxies named by the
    /// environment are never used. Defaults to none.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(ProxyUrl(url.into()));
        self
    }

    /// A PEM file with the root certificates to trust *instead of* the public ones: a gateway with
    /// a private CA is then reachable, and no public CA can vouch for anyone else in its place.
    /// Defaults to Mozilla's roots, which are built in.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn ca_file(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Whether `http://` URLs may be used, for a gateway on the same machine or in a test.
    /// Defaults to false.
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Largest body of an answer, in bytes after any decoding. Defaults to 1 MiB.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Builds the transport. Fails with [`ErrorKind::Configuration`] on a timeout of zero, a proxy
    /// URL that cannot be used, or a CA file that cannot be read or holds no certificate.
    pub fn build(self) -> Result<UreqTransport, TransportError> {
        self.assemble().map_err(|error| {
            let configuration = ErrorKind::Configuration;
            TransportError::new(Delivery::NotSent, configuration, error.to_string())
        })
    }

    /// As [`build`](Self::build), with the setting at fault told apart.
    pub(crate) fn assemble(self) -> Result<UreqTransport, ConfigError> {
        for (setting, timeout) in [
            ("resolve_timeout", self.resolve_timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if timeout.is_zero() {
                return Err(ConfigError::new(setting, "must be greater than 0"));
            }
        }
        let proxy = self.proxy.as_ref().map(parse_proxy).transpose()?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .https_only(!self.allow_http)
            .proxy(proxy)
            .timeout_resolve(Some(super::bounded(self.resolve_timeout)))
            .timeout_connect(Some(super::bounded(self.connect_timeout)))
            .user_agent(concat!("paysdk/", env!("CARGO_PKG_VERSION")))
            // Said outright: without the header any coding would be acceptable.
            .accept_encoding("identity")
            .max_idle_age(IDLE)
            .max_response_header_size(MAX_HEADER_BYTES)
            .input_buffer_size(INPUT_BUFFER)
            .output_buffer_size(OUTPUT_BUFFER);
        #[cfg(feature = "tls")]
        let config = config.tls_config(super::trust::tls_config(self.ca_file.as_deref())?);
        let config = config.build();
        let connector = Witness::new();
        Ok(UreqTransport {
            agents: Agents {
                reading: agent(config.clone(), &connector),
                config,
                connector,
            },
            allow_http: self.allow_http,
            max_body: self.max_body,
        })
    }
}

pub(super) fn agent(config: Config, connector: &Witness) -> Agent {
    Agent::with_parts(config, connector.clone(), SystemResolver)
}

fn parse_proxy(url: &ProxyUrl) -> Result<Proxy, ConfigError> {
    let unusable = |rule| ConfigError::new("proxy", rule);
    let proxy = Proxy::new(&url.0).map_err(|_| unusable("must be a URL"))?;
    // ureq would quietly take the scheme's own port instead.
    let authority = proxy.uri().authority();
    let address = authority.and_then(|authority| authority.as_str().rsplit('@').next());
    let port = address.and_then(|address| address.rsplit(']').next()?.split_once(':'));
    if port.is_some_and(|(_, port)| port.parse().unwrap_or(0_u16) == 0) {
        return Err(unusable("must have a port from 1 to 65535, or none"));
    }
    match proxy.protocol() {
        ProxyProtocol::Http => Ok(proxy),
        ProxyProtocol::Https if cfg!(feature = "tls") => Ok(proxy),
        ProxyProtocol::Https => Err(unusable("needs the feature `tls` for https")),
        _ => Err(unusable("must be an http or https proxy")),
    }
}
