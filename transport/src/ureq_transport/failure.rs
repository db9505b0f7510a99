//! From ureq's error and the witnessed stage to ours.

use ureq::Error;

use super::progress::Stage;
use crate::{Delivery, ErrorKind, TransportError};

/// Judges an error by how far the call had come.
pub(super) fn judge(error: &Error, stage: Stage) -> TransportError {
    TransportError::new(
        delivery(error, stage),
        kind(error, stage),
        detail(error, stage),
    )
}

fn delivery(error: &Error, stage: Stage) -> Delivery {
    match stage {
        // Without a connection made in our sight (an idle one was used, or none yet), only ureq's
        // refusal of the request itself proves that nothing went out.
        Stage::Begun if is_refusal(error) => Delivery::NotSent,
        Stage::Begun | Stage::Sent => Delivery::Unknown,
        Stage::Resolve | Stage::Connect | Stage::Proxy | Stage::Handshake | Stage::Connected => {
            Delivery::NotSent
        }
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(
        error,
        Error::Http(_) | Error::BadUri(_) | Error::RequireHttpsOnly(_)
    )
}

fn kind(error: &Error, stage: Stage) -> ErrorKind {
    match stage {
        Stage::Resolve => ErrorKind::Resolve,
        Stage::Connect => ErrorKind::Connect,
        Stage::Proxy => ErrorKind::Proxy,
        Stage::Handshake => ErrorKind::Tls,
        Stage::Begun if is_refusal(error) => ErrorKind::InvalidRequest,
        Stage::Connected if matches!(error, Error::Protocol(_)) => ErrorKind::InvalidRequest,
        Stage::Begun | Stage::Connected | Stage::Sent => match error {
            Error::Timeout(_) => ErrorKind::Timeout,
            Error::Io(_) => ErrorKind::Closed,
            Error::LargeResponseHeader(..) => ErrorKind::TooLarge,
            Error::Protocol(_) => ErrorKind::Protocol,
            _ => ErrorKind::Other,
        },
    }
}

/// Words of our own for each error: ureq's can carry the URL with its query.
fn detail(error: &Error, stage: Stage) -> String {
    match error {
        Error::Timeout(_) => "time is up".into(),
        Error::HostNotFound => "no address for this name".into(),
        // In the handshake rustls reports through an I/O error; it names certificates, no URL.
        Error::Io(error) => match error.get_ref() {
            Some(cause) if stage == Stage::Handshake => cause.to_string(),
            _ => error.kind().to_string(),
        },
        #[cfg(feature = "tls")]
        Error::Rustls(error) => error.to_string(),
        Error::Tls(text) => (*text).into(),
        Error::ConnectProxyFailed(text) => text.clone(),
        Error::LargeResponseHeader(..) => "its headers exceed the limit".into(),
        Error::Protocol(_) if stage == Stage::Sent => {
            "malformed status line, header or chunk".into()
        }
        Error::Http(_) | Error::BadUri(_) | Error::Protocol(_) => "malformed URL or header".into(),
        Error::RequireHttpsOnly(_) => "plain http was not allowed".into(),
        Error::TlsRequired => "the connection is not secured".into(),
        Error::ConnectionFailed => "no way to connect".into(),
        _ => "unexpected failure of the HTTP library".into(),
    }
}
