//! Reading an answer, within limits, and telling whether it is whole.

use std::{io::Read, sync::LazyLock};

use ureq::{
    Body,
    http::{self, HeaderMap, Version, header},
};

use super::{failure, progress};
use crate::{Delivery, ErrorKind, Response, TransportError};

/// Reads the body of an answer, at most `max_body` bytes of it after any decoding.
pub(super) fn read(
    answer: http::Response<Body>,
    max_body: usize,
) -> Result<Response, TransportError> {
    let (parts, mut body) = answer.into_parts();
    if body
        .content_length()
        .is_some_and(|length| length > max_body as u64)
    {
        return Err(too_large(max_body));
    }
    let body = read_capped(&mut body.as_reader(), max_body)?;
    // Text in ASCII comes out of a conversion as it went in.
    if !body.is_ascii() && *CHARSETS_ARE_CONVERTED && names_foreign_charset(&parts.headers) {
        return Err(TransportError::new(
            Delivery::Unknown,
            ErrorKind::Protocol,
            "its text is not in UTF-8 and was converted: ureq's feature `charset` is on in this program",
        ));
    }
    let whole = is_whole(&parts, body.len());
    if !whole && progress::is_broken() {
        return Err(TransportError::new(
            Delivery::Unknown,
            ErrorKind::Closed,
            "connection reset within the body",
        ));
    }
    Ok(Response {
        status: parts.status.as_u16(),
        whole,
        headers: parts.headers.iter().map(plain_header).collect(),
        body,
    })
}

/// Grows with what has arrived, never by what was announced.
fn read_capped(reader: &mut impl Read, max_body: usize) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    let mut chunk = [0; 8 * 1024];
    loop {
        let read = reader
            .read(&mut chunk)
            .map_err(|error| failure::judge(&ureq::Error::from(error), progress::stage()))?;
        if read == 0 {
            return Ok(body);
        }
        if read > max_body - body.len() {
            return Err(too_large(max_body));
        }
        body.extend_from_slice(&chunk[..read]);
    }
}

fn too_large(max_body: usize) -> TransportError {
    TransportError::new(
        Delivery::Unknown,
        ErrorKind::TooLarge,
        format!("its body exceeds {max_body} bytes"),
    )
}

/// ureq has by now read up to the announced length or the final chunk, or failed. What remains
/// is to tell those from a body that ended with its connection. (If ureq has unpacked the body
/// it has also taken Content-Length away, and only the final chunk can be proof.)
fn is_whole(parts: &http::response::Parts, length: usize) -> bool {
    if matches!(parts.status.as_u16(), 204 | 304) {
        return true;
    }
    let headers = &parts.headers;
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (Some(coding), None) => {
            coding.as_bytes().eq_ignore_ascii_case(b"chunked") && parts.version == Version::HTTP_11
        }
        (Some(_), Some(_)) => false,
        (None, _) => {
            let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter().peekable();
            let announced = length.to_string();
            lengths.peek().is_some()
                && lengths.all(|value| value.as_bytes() == announced.as_bytes())
        }
    }
}

fn plain_header((name, value): (&http::HeaderName, &http::HeaderValue)) -> (String, String) {
    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
    (name.as_str().to_owned(), value)
}

/// Whether this program's ureq converts text to UTF-8 (its feature `charset`, which any crate in
/// the tree may have turned on). Signatures are over the bytes that were sent.
static CHARSETS_ARE_CONVERTED: LazyLock<bool> = LazyLock::new(|| {
    let probe = [0xD6, 0xD0];
    let mut body = Body::builder()
        .mime_type("text/plain")
        .charset("gbk")
        .data(probe);
    let mut read = Vec::new();
    body.as_reader().read_to_end(&mut read).is_err() || read != probe
});

fn names_foreign_charset(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else {
        return false;
    };
    let Ok(content_type) = content_type.to_str() else {
        return true;
    };
    let content_type = content_type.to_ascii_lowercase();
    content_type.starts_with("text/")
        && content_type
            .split_once("charset=")
            .is_some_and(|(_, charset)| {
                !matches!(charset.trim_matches(['"', ' ', ';']), "utf-8" | "utf8")
            })
}
