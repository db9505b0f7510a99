use std::fmt;
use std::time::Duration;

use signing_core::{InvalidField, VerifyError};
use transport::{Outcome, TransportError};

use crate::{Code, http_date};

/// Why a call gave no result. Before anything else, ask [`outcome`](Error::outcome): may the money have moved?
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A field breaks a rule of the provider. Nothing was sent.
    #[error("{0}")]
    Invalid(#[from] InvalidField),

    /// No answer. The delivery verdict says whether the request may have arrived.
    #[error("{0}")]
    Transport(#[from] TransportError),

    /// The answer has this HTTP status and no valid signature, or it redirects, so it says nothing that can be believed.
    #[error("HTTP status {status}")]
    HttpStatus {
        /// The status, 200 never.
        status: u16,
    },

    /// The answer cannot be read. It proves nothing.
    #[error("unreadable answer: {0}")]
    Decode(String),

    /// The signature (`dragonex-sign`) is wrong or missing. The message proves nothing.
    #[error("message not believed: {0}")]
    Signature(#[from] VerifyError),

    /// The time of signing (`dragonex-ts`) is missing or is not ten digits. The message proves nothing.
    #[error("message not believed: dragonex-ts is not a time of ten digits")]
    Timestamp,

    /// The message was signed too long ago, or in the future: an old message repeated, or one of the clocks is wrong.
    #[error("message not believed: it was signed at {}, this machine's clock shows {}", date(.signed), date(.local))]
    Stale {
        /// When it was signed (`dragonex-ts`), since the Unix epoch.
        signed: Duration,
        /// What this machine's clock showed, since the Unix epoch.
        local: Duration,
        /// HTTP status of the answer; `None` of a callback.
        http_status: Option<u16>,
    },

    /// Code 9021: this machine's clock and the server's are more than 5 minutes apart. Set the clock; then ask what became of the request.
    #[error("clock skew: this machine's clock showed {}, the server's shows {} ({failure})", date(.local), server_date(.server))]
    ClockSkew {
        /// The time that was sent, since the Unix epoch.
        local: Duration,
        /// The server's time (`dragonex-ts`, else `Date`), since the Unix epoch, where the answer tells it.
        server: Option<Duration>,
        /// The answer.
        failure: Box<Failure>,
    },

    /// The provider answered that the request did not succeed.
    #[error("{0}")]
    Provider(Box<Failure>),

    /// The answer is genuine but belongs to another request.
    #[error("the answer's {field} is not the request's")]
    Mismatch {
        /// Wire name of the field that differs.
        field: &'static str,
    },
}

fn date(moment: &Duration) -> String {
    http_date::format(*moment)
}

fn server_date(moment: &Option<Duration>) -> String {
    moment
        .as_ref()
        .map_or_else(|| "a time it does not tell".to_owned(), date)
}

/// An answer that is not a success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Code (错误码).
    pub code: Code,
    /// The provider's text, with secrets of the request masked.
    pub msg: Option<String>,
    /// Whether the answer carried a signature, which then was right, and fresh. Any other failure is vouched for by nobody.
    pub signed: bool,
    /// Whether the answer names the order that was asked about. One that names none could be another request's.
    pub names_order: bool,
    /// When the answer was signed by the server's clock, since the Unix epoch. `None` if it was not.
    pub server_time: Option<Duration>,
    /// HTTP status of the answer.
    pub http_status: u16,
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
        if !self.signed {
            f.write_str(" (unsigned)")?;
        }
        Ok(())
    }
}

impl Error {
    pub(crate) fn stale(signed: Duration, local: Duration) -> Error {
        Error::Stale {
            signed,
            local,
            http_status: None,
        }
    }

    /// What this error proves. `Unknown` after a call that moves money means: query by its `trade_no`, never repeat under a new one.
    ///
    /// Of a query or another call that moves no money it speaks of that call alone: a query that was refused says nothing about the payment.
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::Invalid(_) => Outcome::NotSent,
            Error::Transport(error) => error.delivery().into(),
            Error::Provider(failure) | Error::ClockSkew { failure, .. } => failure.outcome,
            Error::HttpStatus { .. }
            | Error::Decode(_)
            | Error::Signature(_)
            | Error::Timestamp
            | Error::Stale { .. }
            | Error::Mismatch { .. } => Outcome::Unknown,
        }
    }

    /// The provider's answer, where it gave one that is not a success.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Error::Provider(failure) | Error::ClockSkew { failure, .. } => Some(failure),
            _ => None,
        }
    }

    /// HTTP status of the answer, where an answer came to this. Of a notification that cannot be read it says nothing.
    ///
    /// A confirmation's [`Mismatch`](Error::Mismatch) says 200, also where the order's signature made up for another status.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Error::HttpStatus { status } => Some(*status),
            Error::Provider(failure) | Error::ClockSkew { failure, .. } => {
                Some(failure.http_status)
            }
            // Under any other status such an answer was an HttpStatus.
            Error::Decode(_) | Error::Signature(_) | Error::Timestamp | Error::Mismatch { .. } => {
                Some(200)
            }
            Error::Stale { http_status, .. } => *http_status,
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
