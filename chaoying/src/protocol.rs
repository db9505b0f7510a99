//! How a request is signed and what an answer proves: all that sets this gateway apart.

use std::borrow::Cow;
use std::fmt;

use signing_core::typed::{FieldText, Value};
use signing_core::{VerifyError, form, json, masked};
use transport::{Method, Request, Response};

use crate::client::Inner;
use crate::head::{Fields, Head};
use crate::operations::{Money, Success};
use crate::repeated;
use crate::rules;
use crate::untyped::{About, Untyped};
use crate::{Code, Error, Failure, State, TradeState};

/// Wire names whose values are shown in no output: what pays, opens or identifies.
pub const MASKED: &[&str] = &[
    "auth_code",
    "face_code",
    "authinfo",
    "password",
    "valid",
    "mobile",
];

/// A success: the head that every answer has, the reply, and the bytes that were verified.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer<T> {
    /// Communication state (通讯状态).
    pub state: State,
    /// Status code (状态码).
    pub code: Code,
    /// The gateway's text.
    pub msg: Option<String>,
    /// Trade state (交易状态).
    pub trade_state: Option<TradeState>,
    /// What the operation answers.
    pub reply: T,
    /// The answer as it came.
    pub body: Vec<u8>,
}

impl Answer<()> {
    pub(crate) fn with<T>(self, reply: T) -> Answer<T> {
        Answer {
            state: self.state,
            code: self.code,
            msg: self.msg,
            trade_state: self.trade_state,
            reply,
            body: self.body,
        }
    }
}

/// Without the body, whose bytes may hold what is masked in the reply.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("state", &self.state)
            .field("code", &self.code)
            .field("msg", &self.msg)
            .field("trade_state", &self.trade_state)
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}

/// What is asked, or which field breaks which rule.
pub(crate) fn asked(asking: &dyn Untyped) -> Result<Vec<FieldText>, Error> {
    let about = asking.about();
    let mut fields = asking.fields()?;
    // The protocol treats an empty value as absent, so it is not sent.
    fields.retain(|(_, value)| !value.is_empty());
    for (name, value) in &fields {
        rules::check_name(name)?;
        (about.check_field)(name, value)?;
    }
    asking.check()?;
    Ok(fields)
}

/// The signed request.
pub(crate) fn request(inner: &Inner, about: &About, asked: &[FieldText], url: String) -> Request {
    let own = [
        ("method", about.method),
        ("agent_id", Some(&*inner.agent_id)),
        ("version", inner.version.as_deref()),
        ("pid", inner.pid.as_deref()),
    ];
    let mut signed: Vec<(&str, &str)> = own
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .chain(asked.iter().map(|(name, value)| (&**name, &**value)))
        .collect();
    let sign = inner.signer.sign(&signed);
    signed.push(("sign", &sign));
    Request {
        method: Method::Post,
        url,
        headers: vec![(
            "Content-Type".into(),
            "application/x-www-form-urlencoded; charset=utf-8".into(),
        )],
        body: form::encode(signed).into_bytes(),
        timeout: inner.link.timeout(),
        moves_money: matches!(about.money, Money::Taken | Money::Returned),
    }
}

/// What the answer proves.
///
/// The signature is checked first, over the raw bytes; the HTTP status only tells why an answer without one is worthless, and that whoever
/// redirects has not decided.
pub(crate) fn answer(
    inner: &Inner,
    asking: &dyn Untyped,
    asked: &[FieldText],
    response: Response,
) -> Result<Answer<()>, Error> {
    let status = response.status;
    let read = read(inner, asking, asked, response);
    let worthless = status != 200
        && match &read {
            Ok((_, signed)) => !signed || redirects(status),
            Err(Error::Provider(failure)) => !failure.signed,
            Err(_) => true,
        };
    if worthless {
        return Err(Error::HttpStatus { status });
    }
    read.map(|(answer, _)| answer)
}

/// Whether an answer of this status only says where else to ask.
pub(crate) fn redirects(http_status: u16) -> bool {
    (300..400).contains(&http_status)
}

/// The answer to a request that succeeded, and whether it was signed.
fn read(
    inner: &Inner,
    asking: &dyn Untyped,
    asked: &[FieldText],
    response: Response,
) -> Result<(Answer<()>, bool), Error> {
    let about = asking.about();
    let text = std::str::from_utf8(&response.body).map_err(|_| decode("is not UTF-8"))?;
    let fields = json::fields(text).map_err(|error| decode(&error.to_string()))?;
    let signed = match inner.signer.verify_json_fields(&fields) {
        Ok(()) => true,
        Err(VerifyError::Missing) => false,
        Err(error) => return Err(error.into()),
    };
    let head = Head::of(&fields)?;
    // Which fields a registration takes is agreed with the provider, and its answer names another merchant: the new one.
    if about.success != Success::Registered {
        repeated::agrees(asked, &inner.agent_id, asking.amount(), &fields)?;
    }
    if !head.succeeded(about.success) {
        let outcome = head.outcome(about.money, signed, response.status);
        let secrets = || secrets(inner, asked);
        return Err(Error::Provider(Box::new(Failure {
            msg: head.msg.map(|msg| told(&msg, secrets())),
            state: head.state.masking(secrets()),
            code: head.code.masking(secrets()),
            trade_state: head.trade_state.map(|state| state.masking(secrets())),
            signed,
            http_status: response.status,
            outcome,
        })));
    }
    if !signed && about.success != Success::TradedUnsigned {
        return Err(VerifyError::Missing.into());
    }
    read_reply(asking, about.success, &fields)?;
    let answer = Answer {
        state: head.state,
        code: head.code,
        msg: head.msg,
        trade_state: head.trade_state,
        reply: (),
        body: response.body,
    };
    Ok((answer, signed))
}

pub(crate) fn decode(reason: &str) -> Error {
    Error::Decode(reason.to_owned())
}

/// The fields of a reply.
pub(crate) type Values<'a> = [(Cow<'a, str>, Value<'a>)];

fn read_reply(asking: &dyn Untyped, success: Success, fields: &Fields<'_>) -> Result<(), Error> {
    // The head stands beside the reply; only where it carries the news is it part of it.
    let head: &[&str] = match success {
        Success::Queried | Success::Told => &["sign", "state", "msg"],
        _ => &["sign", "state", "msg", "code", "trade_state"],
    };
    let values: Vec<_> = fields
        .iter()
        .filter(|(name, _)| !head.contains(&&**name))
        // Null and empty are as good as absent.
        .filter(|(_, raw)| !matches!(*raw, "null" | "\"\""))
        .map(|(name, raw)| (name.clone(), Value::Json(raw)))
        .collect();
    asking.read(&values)
}

/// What a text of the gateway's must not repeat.
fn secrets<'a>(inner: &'a Inner, asked: &'a [FieldText]) -> impl Iterator<Item = &'a str> {
    asked
        .iter()
        .filter(|(name, _)| MASKED.contains(&&**name))
        .map(|(_, value)| &**value)
        .chain([inner.key.expose()])
}

/// A gateway that explains an error may repeat what it was sent. Control characters would forge lines of a log.
fn told<'a>(msg: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    masked(msg, secrets).replace(char::is_control, " ")
}
