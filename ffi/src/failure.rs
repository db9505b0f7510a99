//! Why a function of the C interface gave no result.

use std::fmt;

use signing_core::{MissingField, VerifyError};
use transport::Outcome;

use crate::charset::Charset;
use crate::constants::paysdk_status::{self, *};
use crate::shown::shown;

/// What becomes of a failed function: its status, and the error handle's content.
pub(crate) struct Failure {
    pub(crate) status: paysdk_status,
    pub(crate) outcome: Outcome,
    pub(crate) http_status: Option<u16>,
    pub(crate) message: String,
    pub(crate) code: Option<String>,
    pub(crate) provider_message: Option<String>,
    pub(crate) field: Option<String>,
    /// That of the caller, who reads the texts.
    pub(crate) charset: Charset,
}

impl Failure {
    /// A failure before anything was sent, or of a message that came, about which nothing is known then.
    pub(crate) fn new(status: paysdk_status, message: impl Into<String>) -> Failure {
        let of_a_message = matches!(status, PAYSDK_DECODE | PAYSDK_SIGNATURE | PAYSDK_MISMATCH);
        Failure {
            status,
            outcome: if of_a_message {
                Outcome::Unknown
            } else {
                Outcome::NotSent
            },
            http_status: None,
            message: message.into(),
            code: None,
            provider_message: None,
            field: None,
            charset: Charset::Utf8,
        }
    }

    /// A failure that lies in one field or key, whose name may be the caller's own.
    pub(crate) fn of_field(
        status: paysdk_status,
        field: impl Into<String>,
        rule: impl fmt::Display,
    ) -> Failure {
        let field = shown(&field.into()).into_owned();
        let mut failure = Failure::new(status, format!("{field}: {rule}"));
        failure.field = Some(field);
        failure
    }

    pub(crate) fn null(argument: &str) -> Failure {
        Failure::new(PAYSDK_ARGUMENT, format!("{} is NULL", shown(argument)))
    }

    pub(crate) fn unknown_name(what: &str, name: &str) -> Failure {
        let name = shown(name).into_owned();
        let mut failure = Failure::new(PAYSDK_UNKNOWN_NAME, format!("no {what} is called {name}"));
        failure.field = Some(name);
        failure
    }

    /// The library's own fault, after which nothing is known.
    pub(crate) fn internal(message: impl Into<String>) -> Failure {
        Failure {
            outcome: Outcome::Unknown,
            ..Failure::new(PAYSDK_INTERNAL, message)
        }
    }

    pub(crate) fn panic() -> Failure {
        Failure {
            outcome: Outcome::Unknown,
            // The panic's own words may hold a value, so they are not passed on.
            ..Failure::new(PAYSDK_PANIC, "the library failed; this is a defect in it")
        }
    }

    /// The same, with texts for a caller of this charset.
    pub(crate) fn in_charset(mut self, charset: Charset) -> Failure {
        self.charset = charset;
        self
    }
}

impl From<MissingField> for Failure {
    fn from(missing: MissingField) -> Failure {
        Failure::of_field(
            PAYSDK_MISSING_FIELD,
            missing.0,
            "is signed, so it is required",
        )
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Failure {
        match error {
            VerifyError::MissingField(missing) => missing.into(),
            error => Failure::new(PAYSDK_SIGNATURE, error.to_string()),
        }
    }
}
