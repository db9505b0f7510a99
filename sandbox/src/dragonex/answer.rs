//! Answers: `{ok, code, msg, data}`, signed by two headers.

use crate::HttpReply;
use signing_core::Md5Prefix;
use std::{borrow::Cow, fmt::Write as _, time::Duration};

/// `code` (错误码) of an answer that is not a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// No code at all: the answer is HTTP status 500.
    Broken = 0,
    Server = 6,
    Parameter = 8,
    BalanceTooLow = 4000,
    RecordExists = 4009,
    Sign = 9004,
    DateFormat = 9020,
    DateTooFar = 9021,
    NoApp = 11003,
    NoKey = 11008,
    NoOpenId = 11015,
    UnknownGrant = 11018,
    NoToken = 11019,
    TokenExpired = 11021,
    NoRefreshToken = 11023,
    RefreshTokenExpired = 11025,
    DeviceChanged = 11026,
    NoPayment = 11027,
    CoinNotAllowed = 11031,
    NoPayToken = 11034,
    NotPaid = 11041,
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

/// The body of a success.
pub(super) fn success(data: &str) -> String {
    ["{\"ok\":true,\"code\":1,\"msg\":\"\",\"data\":", data, "}"].concat()
}

/// The body of a failure, which may name the order that was asked about.
pub(super) fn failure(refusal: &Refusal, order: Option<&str>) -> String {
    let mut body = format!("{{\"ok\":false,\"code\":{},\"msg\":", refusal.code as u32);
    string(&mut body, &refusal.why);
    body.push_str(",\"data\":{");
    if let Some(order) = order {
        body.push_str("\"trade_no\":");
        string(&mut body, order);
    }
    body.push_str("}}");
    body
}

/// The answer with its signature, if there is a key to sign with.
pub(super) fn reply(body: String, signer: Option<&Md5Prefix>, date: Duration) -> HttpReply {
    let signature = signer.map(|signer| signature(signer, body.as_bytes(), date));
    let mut reply = HttpReply::json(body);
    reply.headers.extend(signature.into_iter().flatten());
    reply
}

/// The two headers that sign a body.
pub(super) fn signature(signer: &Md5Prefix, body: &[u8], date: Duration) -> [(String, String); 2] {
    let ts = format!("{:010}", date.as_secs());
    let sign = signer.sign(body, &ts);
    [
        ("dragonex-sign".into(), sign.to_string()),
        ("dragonex-ts".into(), ts),
    ]
}

/// Appends a JSON string.
pub(super) fn string(body: &mut String, value: &str) {
    body.push('"');
    let plain = |byte: u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    // Without a way out of the loop it takes many bytes at once.
    if value.bytes().fold(true, |all, byte| all & plain(byte)) {
        body.push_str(value);
        body.push('"');
        return;
    }
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
