use std::fmt;

use signing_core::{InvalidField, MissingField, VerifyError};
use transport::{Outcome, TransportError};

use crate::{Code, InvalidPayUrl};

/// Why a call gave no result. Before anything else, ask [`outcome`](Error::outcome): may the money have moved?
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A field breaks a rule of the document. Nothing was sent.
    #[error("{0}")]
    Invalid(#[from] InvalidField),

    /// No answer. The delivery verdict says whether the request may have arrived.
    #[error("{0}")]
    Transport(#[from] TransportError),

    /// The answer has this HTTP status. It proves nothing.
    #[error("HTTP status {status}")]
    HttpStatus {
        /// The status, 200 never.
        status: u16,
    },

    /// The answer came over plain HTTP, where anybody could have written it, or may have been cut short, and the platform signs none.
    ///
    /// Only [`Client::confirm_payout`](crate::Client::confirm_payout) ends in it. A call hands out such a success, and
    /// [`Answer::proven`](crate::Answer::proven) says what it is worth.
    #[error("an unsigned answer over plain HTTP or of unknown length proves nothing")]
    Unproven,

    /// The answer or callback cannot be read. It proves nothing.
    #[error("unreadable message: {0}")]
    Decode(String),

    /// The pay URL would take the customer away from the gateway, or could. The recharge may exist: don't show it, query it.
    #[error("pay URL refused: {0}")]
    PayUrl(#[from] InvalidPayUrl),

    /// The callback's signature is wrong or missing. It proves nothing.
    #[error("callback not believed: {0}")]
    Signature(#[from] VerifyError),

    /// The platform answered that the request did not succeed.
    #[error("{0}")]
    Provider(Box<Failure>),

    /// The answer belongs to another request, or the callback to another merchant.
    #[error("the message's {field} is not the expected one")]
    Mismatch {
        /// Wire name of the field that differs.
        field: &'static str,
    },
}

/// An answer that is not a success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The platform's code (`error`). A recharge's refusal has none.
    pub code: Option<Code>,
    /// The platform's text (`errorMessage`, `errorMsg`), with secrets and personal data of the request masked.
    pub msg: Option<String>,
    /// Whether the answer came over HTTPS and was provably whole. One that did not is vouched for by nobody.
    pub proven: bool,
    /// HTTP status of the answer.
    pub http_status: u16,
    pub(crate) outcome: Outcome,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            // The platform's words must not forge lines of a log.
            Some(code) => write!(f, "{}", code.as_str().escape_debug())?,
            None => f.write_str("refused")?,
        }
        if let Some(text) = self.code.as_ref().and_then(Code::text_en) {
            write!(f, " ({text})")?;
        }
        if let Some(msg) = &self.msg {
            write!(f, ": {msg}")?;
        }
        if !self.proven {
            f.write_str(" (not proven)")?;
        }
        Ok(())
    }
}

impl From<MissingField> for Error {
    fn from(missing: MissingField) -> Self {
        Error::Invalid(InvalidField::new(missing.0, "is required"))
    }
}

impl Error {
    /// What this error proves. `Unknown` after a payout means: query by its `mrn`, never pay again under a new one.
    ///
    /// `Refused` is only what a documented code other than `mrn_duplication` proves of a payout, in a whole answer over HTTPS. A query that
    /// fails says nothing about the order, so it is `Unknown` whatever its code. A recharge's refusal has no code that would tell a
    /// duplicate from another cause, so it is `Unknown`, too; but no customer has seen its page, so a new recharge charges nobody twice.
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::Invalid(_) => Outcome::NotSent,
            Error::Transport(error) => error.delivery().into(),
            Error::Provider(failure) => failure.outcome,
            Error::HttpStatus { .. }
            | Error::Unproven
            | Error::Decode(_)
            | Error::PayUrl(_)
            | Error::Signature(_)
            | Error::Mismatch { .. } => Outcome::Unknown,
        }
    }

    /// The platform's answer, where it gave one that says no.
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
            Error::Unproven | Error::Decode(_) | Error::PayUrl(_) | Error::Mismatch { .. } => {
                Some(200)
            }
            // Only callbacks are signed, and those are no answers.
            Error::Invalid(_) | Error::Transport(_) | Error::Signature(_) => None,
        }
    }

    /// Wire name of the field at fault, where there is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Error::Invalid(invalid) => Some(&invalid.field),
            Error::Mismatch { field } => Some(field),
            Error::PayUrl(_) => Some("payUrl"),
            _ => None,
        }
    }
}
