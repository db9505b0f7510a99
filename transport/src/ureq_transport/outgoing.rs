//! From our request to ureq's, refusing what cannot be sent as it is.

use ureq::http::{self, HeaderName, HeaderValue, Uri, header, uri::Scheme};

use crate::{Delivery, ErrorKind, Method, Request, TransportError};

/// Headers that decide about the connection, the lengths or the codings of a call.
const OWN_HEADERS: [HeaderName; 11] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::EXPECT,
    header::ACCEPT_ENCODING,
    header::TE,
    header::TRAILER,
    header::COOKIE,
    header::PROXY_AUTHORIZATION,
];

/// Longest URL, and longest header with its name, in bytes.
///
/// ureq sends a head line by line from a buffer of [`OUTPUT_BUFFER`](super::OUTPUT_BUFFER) bytes,
/// so a line that does not fit would fail when those before it have left.
const MAX_LINE: usize = super::OUTPUT_BUFFER - 64;

/// The request as ureq takes it, its body aside.
pub(super) fn prepare(
    request: &Request,
    allow_http: bool,
) -> Result<http::Request<()>, TransportError> {
    if request.timeout.is_zero() {
        return Err(refused("the timeout is zero"));
    }
    if request.method == Method::Get && !request.body.is_empty() {
        return Err(refused("a GET has no body"));
    }
    let mut outgoing = http::Request::new(());
    *outgoing.uri_mut() = uri(&request.url, allow_http)?;
    *outgoing.method_mut() = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    for (name, value) in &request.headers {
        let (name, value) = header_pair(name, value)?;
        outgoing.headers_mut().append(name, value);
    }
    Ok(outgoing)
}

fn uri(url: &str, allow_http: bool) -> Result<Uri, TransportError> {
    if url.len() > MAX_LINE {
        return Err(refused("the URL is too long"));
    }
    // http::Uri drops a fragment silently; then the caller and the server disagree on the URL.
    if url.contains('#') {
        return Err(refused("the URL carries a fragment"));
    }
    let uri: Uri = url.parse().map_err(|_| refused("the URL is malformed"))?;
    let authority = uri
        .authority()
        .ok_or_else(|| refused("the URL names no host"))?;
    if authority.as_str().contains('@') {
        return Err(refused("the URL carries a user name or password"));
    }
    if authority.host().is_empty() {
        return Err(refused("the URL names no host"));
    }
    match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => {
            if cfg!(not(feature = "tls")) {
                return Err(refused("https needs the feature `tls`"));
            }
        }
        Some(scheme) if *scheme == Scheme::HTTP => {
            if !allow_http {
                return Err(refused("plain http was not allowed"));
            }
        }
        _ => return Err(refused("the URL is neither https nor http")),
    }
    Ok(uri)
}

fn header_pair(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), TransportError> {
    let parsed: HeaderName = name
        .parse()
        .map_err(|_| refused("a header's name is malformed"))?;
    if OWN_HEADERS.contains(&parsed) {
        return Err(refused(format!("header {parsed} belongs to the transport")));
    }
    if name.len() + value.len() > MAX_LINE {
        return Err(refused(format!("header {parsed} is too long")));
    }
    let value = value
        .parse()
        .map_err(|_| refused(format!("the value of header {parsed} is malformed")))?;
    Ok((parsed, value))
}

fn refused(detail: impl Into<String>) -> TransportError {
    TransportError::new(Delivery::NotSent, ErrorKind::InvalidRequest, detail)
}
