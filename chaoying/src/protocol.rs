//! How a request is signed and what an answer proves: all that sets this gateway apart.

use std::borrow::Cow;
use std::fmt;

use signing_core::typed::{self, Value};
use signing_core::{VerifyError, form, json};
use transport::{Method, Outcome, Request, Response};

use crate::client::Inner;
use crate::operations::{Money, Operation, Success};
use crate::rules::refuse;
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

/// Names that the client fills in; a request must not bring its own.
const OWN: &[&str] = &["agent_id", "version", "pid", "method", "sign"];

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

/// The signed request, or which field breaks which rule.
pub(crate) fn request<O: Operation>(
    inner: &Inner,
    operation: &O,
    url: String,
) -> Result<Request, Error> {
    let mut fields = typed::to_fields(operation)?;
    // The protocol treats an empty value as absent, so it is not sent.
    fields.retain(|(_, value)| !value.is_empty());
    for (name, value) in &fields {
        if OWN.contains(&&**name) {
            return refuse(name.clone().into_owned(), "is filled in by the client")
                .map_err(Error::from);
        }
        O::check_field(name, value)?;
    }
    operation.check()?;
    let own = [
        ("method", O::METHOD),
        ("agent_id", Some(&*inner.agent_id)),
        ("version", inner.version.as_deref()),
        ("pid", inner.pid.as_deref()),
    ];
    let mut signed: Vec<(&str, &str)> = own
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .chain(fields.iter().map(|(name, value)| (&**name, &**value)))
        .collect();
    let sign = inner.signer.sign(&signed);
    signed.push(("sign", &sign));
    Ok(Request {
        method: Method::Post,
        url,
        headers: vec![(
            "Content-Type".into(),
            "application/x-www-form-urlencoded; charset=utf-8".into(),
        )],
        body: form::encode(signed).into_bytes(),
        timeout: inner.link.timeout(),
        moves_money: matches!(O::MONEY, Money::Taken | Money::Returned),
    })
}

/// What the answer proves.
///
/// The signature is checked first, over the raw bytes; the HTTP status only tells why an answer without one is worthless.
pub(crate) fn answer<O: Operation>(
    inner: &Inner,
    operation: &O,
    response: Response,
) -> Result<Answer<O::Reply>, Error> {
    let http_status = response.status;
    match read(inner, operation, response) {
        Err(Error::Provider(failure)) if http_status != 200 && !failure.signed => {
            Err(Error::HttpStatus {
                status: http_status,
            })
        }
        Err(Error::Decode(_) | Error::Signature(_)) if http_status != 200 => {
            Err(Error::HttpStatus {
                status: http_status,
            })
        }
        Ok(_) if http_status != 200 => Err(Error::HttpStatus {
            status: http_status,
        }),
        read => read,
    }
}

fn read<O: Operation>(
    inner: &Inner,
    operation: &O,
    response: Response,
) -> Result<Answer<O::Reply>, Error> {
    let text = std::str::from_utf8(&response.body).map_err(|_| decode("is not UTF-8"))?;
    let fields = json::fields(text).map_err(|error| decode(&error.to_string()))?;
    let signed = match inner.signer.verify_json(text) {
        Ok(()) => true,
        Err(VerifyError::Missing) => false,
        Err(error) => return Err(error.into()),
    };
    let head = Head::of(&fields)?;
    if !head.succeeded(O::SUCCESS) {
        same_order(operation, &fields)?;
        return Err(failure::<O>(
            inner,
            operation,
            head,
            signed,
            response.status,
        ));
    }
    if !signed && O::SUCCESS != Success::TradedUnsigned {
        return Err(VerifyError::Missing.into());
    }
    let reply = reply(operation, &fields)?;
    Ok(Answer {
        state: head.state,
        code: head.code,
        msg: head.msg,
        trade_state: head.trade_state,
        reply,
        body: response.body,
    })
}

fn decode(reason: &str) -> Error {
    Error::Decode(reason.to_owned())
}

/// The fields that every answer has.
struct Head {
    state: State,
    code: Code,
    msg: Option<String>,
    trade_state: Option<TradeState>,
}

type Fields<'a> = [(Cow<'a, str>, &'a str)];

fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
    let (_, raw) = fields.iter().find(|(field, _)| field == name)?;
    json::signed_text(raw).ok().filter(|text| !text.is_empty())
}

impl Head {
    fn of(fields: &Fields<'_>) -> Result<Head, Error> {
        let required =
            |name| text_of(fields, name).ok_or_else(|| decode("state or code is missing"));
        Ok(Head {
            state: State::from(&*required("state")?),
            code: Code::from(&*required("code")?),
            msg: text_of(fields, "msg").map(Cow::into_owned),
            trade_state: text_of(fields, "trade_state").map(|text| TradeState::from(&*text)),
        })
    }

    fn succeeded(&self, success: Success) -> bool {
        self.state == State::Success
            && match success {
                Success::Traded | Success::TradedUnsigned => {
                    self.trade_state == Some(TradeState::Success)
                }
                Success::Registered => self.code == Code::Success,
                Success::Told => true,
            }
    }
}

fn reply<O: Operation>(operation: &O, fields: &Fields<'_>) -> Result<O::Reply, Error> {
    // The head stands beside the reply; only where it carries the news is it part of it.
    let head: &[&str] = match O::SUCCESS {
        Success::Told => &["sign", "state", "msg"],
        _ => &["sign", "state", "msg", "code", "trade_state"],
    };
    let values: Vec<_> = fields
        .iter()
        .filter(|(name, _)| !head.contains(&&**name))
        // Null and empty are as good as absent.
        .filter(|(_, raw)| !matches!(*raw, "null" | "\"\""))
        .map(|(name, raw)| (name.clone(), Value::Json(raw)))
        .collect();
    let reply = typed::from_fields(&values).map_err(|error| decode(&error.to_string()))?;
    operation.belongs(&reply)?;
    Ok(reply)
}

/// A failure need not name the order; one that does must name the right one.
fn same_order<O: Operation>(operation: &O, fields: &Fields<'_>) -> Result<(), Error> {
    let asked = typed::to_fields(operation)?;
    for field in ["mch_id", "out_trade_no", "out_refund_no"] {
        let question = asked
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value);
        if let (Some(question), Some(answered)) = (question, text_of(fields, field))
            && !question.is_empty()
            && *question != answered
        {
            return Err(Error::Mismatch { field });
        }
    }
    Ok(())
}

fn failure<O: Operation>(
    inner: &Inner,
    operation: &O,
    head: Head,
    signed: bool,
    http_status: u16,
) -> Error {
    let outcome = outcome(O::MONEY, &head, signed);
    let asked = typed::to_fields(operation).unwrap_or_default();
    let secrets = asked
        .iter()
        .filter(|(name, _)| MASKED.contains(&&**name))
        .map(|(_, value)| &**value)
        .chain([inner.key.expose()]);
    Error::Provider(Box::new(Failure {
        msg: head.msg.map(|msg| masked(msg, secrets)),
        state: head.state,
        code: head.code,
        trade_state: head.trade_state,
        signed,
        http_status,
        outcome,
    }))
}

/// A gateway that explains an error may repeat what it was sent. Control characters would forge lines of a log.
fn masked<'a>(msg: String, secrets: impl Iterator<Item = &'a str>) -> String {
    secrets
        .filter(|secret| !secret.is_empty())
        .fold(msg, |msg, secret| msg.replace(secret, "***"))
        .replace(char::is_control, " ")
}

/// What a failure proves: the positive list of refusals. Anything not on it is unknown.
fn outcome(money: Money, head: &Head, signed: bool) -> Outcome {
    if !signed {
        return Outcome::Unknown;
    }
    match money {
        Money::Still => Outcome::Refused,
        Money::Asked | Money::Returned => Outcome::Unknown,
        Money::Taken if payment_refused(head) => Outcome::Refused,
        Money::Taken => Outcome::Unknown,
    }
}

fn payment_refused(head: &Head) -> bool {
    match (&head.state, &head.trade_state) {
        (State::Ver, _) => true,
        // Codes that leave the outcome open outweigh a FAIL beside them.
        (State::Success | State::Fail, Some(TradeState::Fail)) => !matches!(
            head.code,
            Code::Paying
                | Code::NotPaid
                | Code::AnswerSignError
                | Code::System
                | Code::NoSuchOrder
                | Code::Network
                | Code::Other(_)
        ),
        (State::Fail, None) => matches!(
            head.code,
            Code::SignError
                | Code::Parameter
                | Code::Merchant
                | Code::Agent
                | Code::TradeSetup
                | Code::Refunded
        ),
        _ => false,
    }
}
