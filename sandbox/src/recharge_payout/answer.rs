//! Answers: small JSON objects, none of them signed.

use crate::HttpReply;
use std::{borrow::Cow, fmt::Write as _};

/// `error` of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    InvalidData,
    SignError,
    MrnDuplication,
    InsufficientBalance,
    ObjectNotFound,
    /// In no table: the platform may have done what it was asked.
    SystemError,
}

impl Code {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::InvalidData => "invalid_data",
            Self::SignError => "sign_error",
            Self::MrnDuplication => "mrn_duplication",
            Self::InsufficientBalance => "insufficient_balance",
            Self::ObjectNotFound => "object_not_found",
            Self::SystemError => "system_error",
        }
    }
}

/// A request that was not done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) why: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn new(code: Code, why: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            why: why.into(),
        }
    }
}

/// The answer to a payout or query that was not done.
pub(super) fn refused(refusal: &Refusal) -> HttpReply {
    let mut body = format!("{{\"error\":\"{}\",\"errorMessage\":", refusal.code.name());
    string(&mut body, &refusal.why);
    body.push('}');
    HttpReply::json(body)
}

/// The answer to a payout that was taken.
pub(super) fn accepted() -> HttpReply {
    HttpReply::json("{\"error\":\"success\",\"errorMessage\":\"\"}")
}

/// The answer to a query.
pub(super) fn state(mrn: &str, status: u8) -> HttpReply {
    let mut body = String::from("{\"error\":\"success\",\"result\":{\"Mrn\":");
    string(&mut body, mrn);
    let _ = write!(body, ",\"status\":{status}}}}}");
    HttpReply::json(body)
}

/// The answer to a recharge that was created.
pub(super) fn pay_url(path_and_query: &str) -> HttpReply {
    let mut body = String::from("{\"success\":true,\"errorMsg\":\"\",\"payUrl\":");
    string(&mut body, path_and_query);
    body.push('}');
    HttpReply::json(body)
}

/// The answer to a recharge that was not created: it has no code.
pub(super) fn no_pay_url(refusal: &Refusal) -> HttpReply {
    let mut body = String::from("{\"success\":false,\"errorMsg\":");
    string(
        &mut body,
        &format!("{}: {}", refusal.code.name(), refusal.why),
    );
    body.push_str(",\"payUrl\":null}");
    HttpReply::json(body)
}

/// Appends a JSON string.
pub(super) fn string(body: &mut String, value: &str) {
    body.push('"');
    for c in value.chars() {
        match c {
            '"' => body.push_str("\\\""),
            '\\' => body.push_str("\\\\"),
            c if c < ' ' => {
                let _ = write!(body, "\\u{:04x}", u32::from(c));
            }
            c => body.push(c),
        }
    }
    body.push('"');
}
