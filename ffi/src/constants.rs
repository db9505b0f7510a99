//! The numbers of the C interface, under the names that the header gives them. They are never reused.
#![allow(
    non_camel_case_types,
    clippy::upper_case_acronyms,
    reason = "the names of the C header"
)]

use std::ffi::CStr;

/// What a function returns.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_status {
    /// Done.
    PAYSDK_OK = 0,
    /// A NULL that is not allowed, a handle of another type or already freed, a number out of range.
    PAYSDK_ARGUMENT = -1,
    /// A text is not valid UTF-8.
    PAYSDK_UTF8 = -2,
    /// No provider, configuration key, operation, field, notification kind or signing scheme of that name.
    PAYSDK_UNKNOWN_NAME = -3,
    /// A required field was not set.
    PAYSDK_MISSING_FIELD = -4,
    /// A value breaks the rule of its field or key, or has no mapping in the caller's charset.
    PAYSDK_INVALID_VALUE = -5,
    /// A client cannot be made of this configuration.
    PAYSDK_CONFIG = -6,
    /// The response has no such field, or the table no such entry.
    PAYSDK_NOT_FOUND = -7,
    /// The buffer is too small; the size it must have was given.
    PAYSDK_BUFFER = -8,
    /// No answer came.
    PAYSDK_TRANSPORT = -20,
    /// An answer with an HTTP status that proves nothing.
    PAYSDK_HTTP_STATUS = -21,
    /// An answer that cannot be read, or a notification that is genuine and makes no sense.
    PAYSDK_DECODE = -22,
    /// A signature is wrong or missing, or what it should stand on cannot be read.
    PAYSDK_SIGNATURE = -23,
    /// The provider answered that it did not, or not yet, do what was asked.
    PAYSDK_PROVIDER = -24,
    /// A genuine message that speaks of another order, amount or request.
    PAYSDK_MISMATCH = -25,
    /// The library's own fault.
    PAYSDK_INTERNAL = -98,
    /// The library's own fault, caught at the boundary. What was under way is unknown.
    PAYSDK_PANIC = -99,
}

use paysdk_status::*;

/// Every status with its name.
const NAMES: [(paysdk_status, &CStr); 17] = [
    (PAYSDK_OK, c"OK"),
    (PAYSDK_ARGUMENT, c"ARGUMENT"),
    (PAYSDK_UTF8, c"UTF8"),
    (PAYSDK_UNKNOWN_NAME, c"UNKNOWN_NAME"),
    (PAYSDK_MISSING_FIELD, c"MISSING_FIELD"),
    (PAYSDK_INVALID_VALUE, c"INVALID_VALUE"),
    (PAYSDK_CONFIG, c"CONFIG"),
    (PAYSDK_NOT_FOUND, c"NOT_FOUND"),
    (PAYSDK_BUFFER, c"BUFFER"),
    (PAYSDK_TRANSPORT, c"TRANSPORT"),
    (PAYSDK_HTTP_STATUS, c"HTTP_STATUS"),
    (PAYSDK_DECODE, c"DECODE"),
    (PAYSDK_SIGNATURE, c"SIGNATURE"),
    (PAYSDK_PROVIDER, c"PROVIDER"),
    (PAYSDK_MISMATCH, c"MISMATCH"),
    (PAYSDK_INTERNAL, c"INTERNAL"),
    (PAYSDK_PANIC, c"PANIC"),
];

/// The name of a status, without its prefix; `?` for a number that is none.
pub(crate) fn status_name(status: i32) -> &'static CStr {
    NAMES
        .iter()
        .find(|(known, _)| *known as i32 == status)
        .map_or(c"?", |(_, name)| *name)
}

/// What a failed call means for the money.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_outcome {
    /// Nothing left this machine: the same call may be made again.
    PAYSDK_OUTCOME_NOT_SENT = 0,
    /// The provider said no, provably: nothing moved.
    PAYSDK_OUTCOME_REFUSED = 1,
    /// Money may have moved: query by the order number, never repeat under a new one.
    PAYSDK_OUTCOME_UNKNOWN = 2,
}

/// What a transport callback returns. Any other number counts as unknown.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_delivery {
    /// The whole answer came, and stands in the reply. A Content-Length that was added to it must agree with its body.
    PAYSDK_DELIVERY_OK = 0,
    /// A promise: no byte of the request left this machine. With anything in the reply it counts as UNKNOWN.
    PAYSDK_DELIVERY_NOT_SENT = 1,
    /// The request, or a part of it, may have arrived.
    PAYSDK_DELIVERY_UNKNOWN = 2,
}

/// Which text of an error.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_text {
    /// What happened, in English, for a log.
    PAYSDK_TEXT_MESSAGE = 0,
    /// The provider's code.
    PAYSDK_TEXT_CODE = 1,
    /// The provider's own words.
    PAYSDK_TEXT_PROVIDER_MESSAGE = 2,
    /// The field or configuration key at fault. Of an unknown name that may well be a value in the wrong place, here and in the message: its first
    /// characters, four at most, and its length.
    PAYSDK_TEXT_FIELD = 3,
}

/// Which fields of an operation.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_direction {
    /// Those of the request.
    PAYSDK_REQUEST_FIELDS = 0,
    /// Those of the response, or of a notification.
    PAYSDK_RESPONSE_FIELDS = 1,
}

/// Bits that describe a field.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_field_flag {
    /// A request without it is refused; a response always has it, empty where the provider may leave it out.
    PAYSDK_FIELD_IS_REQUIRED = 1,
    /// Shown as `***` in every output: it pays, opens or identifies.
    PAYSDK_FIELD_IS_MASKED = 2,
    /// The operation moves money, so that a failed call may have an unknown outcome. The same on all of its fields.
    PAYSDK_FIELD_OF_MONEY_OPERATION = 4,
}

/// Levels of the logger. A logger with a level is told of it and of those below.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum paysdk_log_level {
    /// Nothing.
    PAYSDK_LOG_OFF = 0,
    /// A call ended, and its outcome is unknown.
    PAYSDK_LOG_ERROR = 1,
    /// A call ended without result, but provably without effect.
    PAYSDK_LOG_WARN = 2,
    /// A call ended well.
    PAYSDK_LOG_INFO = 3,
    /// A call begins.
    PAYSDK_LOG_DEBUG = 4,
}
