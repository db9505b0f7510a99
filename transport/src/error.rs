//! Why no answer came, and what that proves.

use std::fmt;

use crate::{Delivery, url};

/// Longest detail kept, in characters: part of it can be the peer's words (certificate names).
const DETAIL_LIMIT: usize = 200;

/// Where a call failed.
///
/// It says what to look at; whether to repeat the call is answered by
/// [`TransportError::delivery`] alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The transport was set up with something it cannot use (CA file, proxy, limits).
    Configuration,
    /// The request cannot be sent as it is (URL, header, method with body, plain HTTP).
    InvalidRequest,
    /// The host name was not found, or not in time.
    Resolve,
    /// No connection: refused, unreachable, or not in time.
    Connect,
    /// The proxy did not open a tunnel.
    Proxy,
    /// The TLS handshake failed: certificate expired, for another host, from an unknown issuer, …
    Tls,
    /// The time for the whole call ran out after the connection was made.
    Timeout,
    /// The connection ended before the answer did.
    Closed,
    /// What came back is not HTTP that can be trusted.
    Protocol,
    /// The answer is larger than the limit on its headers or body.
    TooLarge,
    /// Anything else.
    Other,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Configuration => "transport cannot be set up",
            Self::InvalidRequest => "request cannot be sent",
            Self::Resolve => "host name not resolved",
            Self::Connect => "no connection",
            Self::Proxy => "proxy opened no tunnel",
            Self::Tls => "no secure connection",
            Self::Timeout => "no answer in time",
            Self::Closed => "connection lost",
            Self::Protocol => "answer is not valid HTTP",
            Self::TooLarge => "answer too large",
            Self::Other => "transport failed",
        })
    }
}

/// A call without an answer.
///
/// Its text never carries a query string or the user part of a URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {detail} ({})", self.delivery_text())]
pub struct TransportError {
    delivery: Delivery,
    kind: ErrorKind,
    detail: String,
}

impl TransportError {
    /// An error with its proof. `Delivery::NotSent` is a promise: give it only when no byte left.
    ///
    /// Query strings and user parts of URLs in `detail` are cut out, control characters
    /// replaced, and the text kept to 200 characters.
    pub fn new(delivery: Delivery, kind: ErrorKind, detail: impl Into<String>) -> Self {
        let detail: String = url::redact(&detail.into())
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(DETAIL_LIMIT)
            .collect();
        Self {
            delivery,
            kind,
            detail,
        }
    }

    /// Whether the request may have reached the other side.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// Where the call failed.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What was wrong, in a few words.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    fn delivery_text(&self) -> &'static str {
        match self.delivery {
            Delivery::NotSent => "nothing was sent",
            Delivery::Unknown => "the request may have arrived",
        }
    }
}
