use std::fmt;

use signing_core::{InvalidField, VerifyError};
use transport::{Outcome, TransportError};

use crate::Code;

/// Why a call gave no result. Before anything else, ask [`outcome`](Error::outcome): may the money have moved?
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A field breaks a rule, or the client lacks a key. Nothing was sent.
    #[error("{0}")]
    Invalid(#[from] InvalidField),

    /// The base token that the call needs could not be fetched; inside is why. The call itself was not sent.
    #[error("no base access token: {0}")]
    Token(Box<Error>),

    /// The base token that the call needs was not fetched: an observer or logger made the call within the token's own request, which would have
    /// waited for itself, or the thread that fetched the token for others as well panicked. Inside is which. The call itself was not sent.
    #[error("no base access token: {0}")]
    NoToken(&'static str),

    /// No answer. The delivery verdict says whether the request may have arrived.
    #[error("{0}")]
    Transport(#[from] TransportError),

    /// The answer has this HTTP status and is no signed success, or it redirects, so it proves nothing.
    #[error("HTTP status {status}")]
    HttpStatus {
        /// The status, 200 never.
        status: u16,
    },

    /// The answer cannot be read. It proves nothing.
    #[error("unreadable answer: {0}")]
    Decode(String),

    /// The answer's signature is wrong or missing. It proves nothing.
    #[error("answer not believed: {0}")]
    Signature(#[from] VerifyError),

    /// The provider answered with a code that is not success.
    #[error("{0}")]
    Provider(Box<Failure>),

    /// The answer is genuine but belongs to another request.
    #[error("the answer's {field} is not the request's")]
    Mismatch {
        /// Wire name of the field that differs.
        field: &'static str,
    },
}

/// An answer that is not a success. It has no signature: only HTTPS, and a length that proves it whole, vouch for it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Status code (状态码).
    pub code: Code,
    /// The provider's text, with secrets of the request masked.
    pub msg: Option<String>,
    /// Whether it came over HTTPS. Over plain HTTP anybody may have written it.
    pub https: bool,
    pub(crate) outcome: Outcome,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {}", self.code)?;
        if let Some(text) = self.code.text_en() {
            write!(f, " ({text})")?;
        }
        if let Some(msg) = &self.msg {
            write!(f, ": {msg}")?;
        }
        if !self.https {
            f.write_str(" (over plain HTTP)")?;
        }
        Ok(())
    }
}

impl Error {
    /// What this error proves. `Unknown` after a transfer means: the money may have moved; find out with
    /// [`Client::confirm_transfer`](crate::Client::confirm_transfer), never send it again, under whatever number.
    ///
    /// A query that fails says nothing about the money, so it is `Unknown`, too, unless it never left. Of a call that moves no money and
    /// asks about none (a token, a pre-order) `Refused` speaks of that call alone.
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::Invalid(_) | Error::Token(_) | Error::NoToken(_) => Outcome::NotSent,
            Error::Transport(error) => error.delivery().into(),
            Error::Provider(failure) => failure.outcome,
            Error::HttpStatus { .. }
            | Error::Decode(_)
            | Error::Signature(_)
            | Error::Mismatch { .. } => Outcome::Unknown,
        }
    }

    /// The provider's answer, where it gave one that says no.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Error::Provider(failure) => Some(failure),
            Error::Token(error) => error.failure(),
            _ => None,
        }
    }

    /// HTTP status of the answer, where an answer came to this. Of a notification that cannot be read it says nothing.
    ///
    /// A confirmation's [`Mismatch`](Error::Mismatch) says 200, also where the signature made up for another status.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Error::HttpStatus { status } => Some(*status),
            // Under any other status such an answer was an HttpStatus.
            Error::Provider(_)
            | Error::Decode(_)
            | Error::Signature(_)
            | Error::Mismatch { .. } => Some(200),
            Error::Token(error) => error.http_status(),
            Error::Invalid(_) | Error::NoToken(_) | Error::Transport(_) => None,
        }
    }

    /// Wire name of the field at fault, where there is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Error::Invalid(invalid) => Some(&invalid.field),
            Error::Mismatch { field } => Some(field),
            Error::Token(error) => error.field(),
            _ => None,
        }
    }
}
