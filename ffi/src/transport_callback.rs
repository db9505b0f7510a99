//! Sending through a function of the caller's.
#![allow(non_camel_case_types, reason = "the names of the C header")]

use std::ffi::{CString, c_void};

use transport::{Delivery, ErrorKind, Method, Request, Response, Transport, TransportError};
use zeroize::Zeroizing;

use crate::constants::paysdk_delivery::{PAYSDK_DELIVERY_NOT_SENT, PAYSDK_DELIVERY_OK};
use crate::handles::{paysdk_transport_reply, paysdk_transport_request};
use crate::pointers::{Loan, UserData};

/// Sends a request once, waits for its answer no longer than the request's timeout, and puts it into the reply.
///
/// Returns one of `paysdk_delivery`. It is called on the thread that made the call, maybe on several at once, and must
/// neither throw nor jump out.
pub type paysdk_transport_fn = Option<
    extern "C" fn(
        userdata: *mut c_void,
        request: *const paysdk_transport_request,
        reply: *mut paysdk_transport_reply,
    ) -> i32,
>;

type Function =
    extern "C" fn(*mut c_void, *const paysdk_transport_request, *mut paysdk_transport_reply) -> i32;

/// The longest answer that is taken, in bytes. It is what the built-in client takes.
const LONGEST_BODY: usize = 1 << 20;

/// A function and what it is called with.
#[derive(Clone, Copy)]
pub(crate) struct TransportCallback {
    function: Function,
    userdata: UserData,
}

/// What the callback is shown.
pub struct RequestParts {
    pub(crate) method: CString,
    pub(crate) url: CString,
    pub(crate) headers: Vec<(CString, CString)>,
    /// Wiped when the callback is over, for it may hold a payment code.
    pub(crate) body: Zeroizing<Vec<u8>>,
    pub(crate) timeout_ms: u32,
    pub(crate) moves_money: bool,
}

/// What the callback put together.
#[derive(Default)]
pub struct ReplyParts {
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    body: Vec<u8>,
    too_large: bool,
}

impl ReplyParts {
    /// Appends, or says that the answer is too large.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> bool {
        self.too_large |= bytes.len() > LONGEST_BODY - self.body.len();
        if !self.too_large {
            self.body.extend_from_slice(bytes);
        }
        !self.too_large
    }

    /// Whether there is nothing of an answer.
    fn is_empty(&self) -> bool {
        self.status.is_none() && self.headers.is_empty() && self.body.is_empty() && !self.too_large
    }

    fn response(self) -> Result<Response, TransportError> {
        let unknown = |kind, detail: &str| TransportError::new(Delivery::Unknown, kind, detail);
        if self.too_large {
            return Err(unknown(ErrorKind::TooLarge, "from the callback"));
        }
        let status = self
            .status
            .ok_or_else(|| unknown(ErrorKind::Protocol, "the callback set no HTTP status"))?;
        let mut response = Response {
            status,
            headers: self.headers,
            body: self.body,
            whole: false,
        };
        // The callback vouches for the whole answer; every length that it passes on must agree.
        let length = response.body.len().to_string();
        let is_length = |name: &str| name.eq_ignore_ascii_case("content-length");
        let mut lengths = response.headers.iter().filter(|(name, _)| is_length(name));
        response.whole = lengths.all(|(_, value)| value.trim() == length);
        Ok(response)
    }
}

impl TransportCallback {
    pub(crate) fn new(function: Function, userdata: *mut c_void) -> TransportCallback {
        TransportCallback {
            function,
            userdata: UserData(userdata),
        }
    }
}

impl Transport for TransportCallback {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let lent: Loan<paysdk_transport_request> = Loan::new(shown(request)?);
        let mut reply: Loan<paysdk_transport_reply> = Loan::new(ReplyParts::default());
        let delivery = (self.function)(self.userdata.0, lent.pointer(), reply.pointer());
        let reply = reply.take();
        if delivery == PAYSDK_DELIVERY_OK as i32 {
            reply.response()
        // Who has something of an answer has sent something, whatever it promises.
        } else if delivery == PAYSDK_DELIVERY_NOT_SENT as i32 && reply.is_empty() {
            let detail = "the callback sent nothing";
            Err(TransportError::new(
                Delivery::NotSent,
                ErrorKind::Other,
                detail,
            ))
        } else {
            let detail = "the callback got no answer";
            Err(TransportError::new(
                Delivery::Unknown,
                ErrorKind::Other,
                detail,
            ))
        }
    }
}

fn shown(request: &Request) -> Result<RequestParts, TransportError> {
    let text = |text: &str| {
        CString::new(text).map_err(|_| {
            let detail = "a NUL in the URL or a header";
            TransportError::new(Delivery::NotSent, ErrorKind::InvalidRequest, detail)
        })
    };
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| Ok((text(name)?, text(value)?)))
        .collect::<Result<_, TransportError>>()?;
    Ok(RequestParts {
        method: text(match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
        })?,
        url: text(&request.url)?,
        headers,
        body: Zeroizing::new(request.body.clone()),
        timeout_ms: u32::try_from(request.timeout.as_millis()).unwrap_or(u32::MAX),
        moves_money: request.moves_money,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_only_if_every_length_that_came_with_it_agrees() {
        for (lengths, whole) in [
            (&[][..], true),
            (&["2"], true),
            (&["2", "2"], true),
            (&["3"], false),
            (&["2", "3"], false),
            (&["+2"], false),
        ] {
            let mut reply = ReplyParts {
                status: Some(200),
                ..ReplyParts::default()
            };
            assert!(reply.append(b"{}"));
            for length in lengths {
                let header = ("Content-Length".to_owned(), (*length).to_owned());
                reply.headers.push(header);
            }
            let response = reply.response().unwrap();
            assert_eq!(response.whole, whole, "{lengths:?}");
        }
    }
}
