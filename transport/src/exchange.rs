//! The one thing a client needs: a request goes out, an answer or an error comes back.

use std::sync::Arc;

use crate::{Request, Response, TransportError};

/// Sends a request and waits for its answer.
///
/// Every answer with a status line is `Ok`, whatever its status: 302, 500 and pages of HTML are
/// the caller's to judge. An `Err` says through [`TransportError::delivery`] whether anything may
/// have left. Implementations must send each request at most once and return within its timeout.
///
/// Closures implement it, which is all a test needs:
///
/// ```
/// use transport::{Delivery, ErrorKind, Request, Response, Transport, TransportError};
///
/// let refused = |_: &Request| -> Result<Response, TransportError> {
///     Err(TransportError::new(Delivery::NotSent, ErrorKind::Connect, "refused"))
/// };
/// let error = refused.send(&Request::get("https://gateway.example/")).unwrap_err();
/// assert_eq!(error.delivery(), Delivery::NotSent);
/// ```
pub trait Transport: Send + Sync {
    /// Sends `request` once.
    fn send(&self, request: &Request) -> Result<Response, TransportError>;
}

impl<F> Transport for F
where
    F: Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
{
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        self(request)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        (**self).send(request)
    }
}
