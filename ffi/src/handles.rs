//! The handles of the C interface: what their pointers are called, and what stands behind each.
#![allow(non_camel_case_types, reason = "the names of the C header")]

use std::ffi::CString;

use transport::Outcome;

use crate::client::Client;
use crate::config::Config;
use crate::constants::paysdk_outcome::{self, *};
use crate::constants::paysdk_status;
use crate::failure::Failure;
use crate::request::Request;
use crate::response::Response;
use crate::transport_callback::{ReplyParts, RequestParts};

/// A type that C knows by pointer only.
pub trait Opaque {
    /// What stands behind the pointer.
    type State;
    /// The word that its memory begins with.
    const TAG: u64;
    /// What messages call it.
    const NAME: &'static str;
}

macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident($state:ty, $tag:literal);)+) => {
        $(
            impl Opaque for $name {
                type State = $state;
                const TAG: u64 = u64::from_le_bytes(*$tag);
                const NAME: &'static str = stringify!($name);
            }
        )+
    };
}

/// The settings of a client to be.
pub struct paysdk_config(());
/// A merchant's access to a provider. Immutable; any number of threads may use it.
pub struct paysdk_client(());
/// A call that is being put together.
pub struct paysdk_request(());
/// What a call answered, or a notification that was verified.
pub struct paysdk_response(());
/// Why a function failed.
pub struct paysdk_error(());
/// What a transport callback is to send. It lives until the callback returns.
pub struct paysdk_transport_request(());
/// Where a transport callback puts the answer. It lives until the callback returns.
pub struct paysdk_transport_reply(());

opaque! {
    paysdk_config(Config, b"PAYconf\x01");
    paysdk_client(Client, b"PAYclnt\x01");
    paysdk_request(Request, b"PAYreqt\x01");
    paysdk_response(Response, b"PAYresp\x01");
    paysdk_error(ErrorState, b"PAYerrr\x01");
    paysdk_transport_request(RequestParts, b"PAYtreq\x01");
    paysdk_transport_reply(ReplyParts, b"PAYtrep\x01");
}

/// What an error handle holds.
pub struct ErrorState {
    pub(crate) status: paysdk_status,
    pub(crate) outcome: paysdk_outcome,
    pub(crate) http_status: Option<u16>,
    /// In the order of `paysdk_text`.
    pub(crate) texts: [Option<CString>; 4],
}

impl From<Failure> for ErrorState {
    fn from(failure: Failure) -> ErrorState {
        let text = |text: Option<String>| text.map(|text| failure.charset.c_message(&text));
        ErrorState {
            status: failure.status,
            outcome: match failure.outcome {
                Outcome::NotSent => PAYSDK_OUTCOME_NOT_SENT,
                Outcome::Refused => PAYSDK_OUTCOME_REFUSED,
                Outcome::Unknown => PAYSDK_OUTCOME_UNKNOWN,
            },
            http_status: failure.http_status,
            texts: [
                text(Some(failure.message)),
                text(failure.code),
                text(failure.provider_message),
                text(failure.field),
            ],
        }
    }
}
