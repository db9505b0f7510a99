use std::fmt;

use signing_core::{InvalidField, VerifyError};
use transport::{Outcome, TransportError};

use crate::{Code, State, TradeState};

/// Why a call gave no result. Before anything else, ask [`outcome`](Error::outcome): may the money have moved?
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A field breaks a rule of the manual. Nothing was sent.
    #[error("{0}")]
    Invalid(#[from] InvalidField),

    /// No answer. The delivery verdict says whether the request may have arrived.
    #[error("{0}")]
    Transport(#[from] TransportError),

    /// The answer has this HTTP status and no valid signature, or it redirects, so it proves nothing.
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

    /// The gateway answered that the request did not succeed.
    #[error("{0}")]
    Provider(Box<Failure>),

    /// The answer is genuine but belongs to another request.
    #[error("the answer's {field} is not the request's")]
    Mismatch {
        /// Wire name of the field that differs.
        field: &'static str,
    },
}

/// An answer that is not a success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Communication state (通讯状态).
    pub state: State,
    /// Status code (状态码).
    pub code: Code,
    /// The gateway's text, with secrets of the request masked.
    pub msg: Option<String>,
    /// Trade state (交易状态).
    pub trade_state: Option<TradeState>,
    /// Whether the answer carried a signature, which then was right. A failure without one is vouched for by nobody.
    pub signed: bool,
    /// HTTP status of the answer.
    pub http_status: u16,
    pub(crate) outcome: Outcome,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.state, self.code)?;
        if let Some(text) = self.code.text_en() {
            write!(f, " ({text})")?;
        }
        if let Some(state) = &self.trade_state {
            write!(f, ", trade_state {state}")?;
        }
        if let Some(msg) = &self.msg {
            write!(f, ": {msg}")?;
        }
        if !self.signed {
            f.write_str(" (unsigned)")?;
        }
        Ok(())
    }
}

impl Error {
    /// What this error proves. `Unknown` after a call that moves money means: query by the order number, never repeat under a new one.
    ///
    /// A query that fails says nothing about the payment, so it is `Unknown`, too, unless it never left. Of a call that moves no money and asks about
    /// none (a pre-order, a registration) `Refused` speaks of that call alone.
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::Invalid(_) => Outcome::NotSent,
            Error::Transport(error) => error.delivery().into(),
            Error::Provider(failure) => failure.outcome,
            Error::HttpStatus { .. }
            | Error::Decode(_)
            | Error::Signature(_)
            | Error::Mismatch { .. } => Outcome::Unknown,
        }
    }

    /// The gateway's answer, where it gave one that says no or not yet.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Error::Provider(failure) => Some(failure),
            _ => None,
        }
    }

    /// HTTP status of the answer, where an answer came to this. Of a notification that cannot be read it says nothing.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Error::HttpStatus { status } => Some(*status),
            Error::Provider(failure) => Some(failure.http_status),
            // Any other status was an HttpStatus.
            Error::Decode(_) | Error::Signature(_) | Error::Mismatch { .. } => Some(200),
            Error::Invalid(_) | Error::Transport(_) => None,
        }
    }

    /// Wire name of the field at fault, where there is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Error::Invalid(invalid) => Some(&invalid.field),
            Error::Mismatch { field } => Some(field),
            _ => None,
        }
    }
}
