//! How a request is signed and what an answer proves: all that sets this gateway apart.

use std::borrow::Cow;
use std::fmt;

use signing_core::typed::{FieldText, Value};
use signing_core::{InvalidField, Masked, VerifyError, form, json, masked};
use transport::{Method, Outcome, Request, Response};

use crate::client::Inner;
use crate::operations::{Money, Success};
use crate::rules::refuse;
use crate::untyped::Untyped;
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

/// The signed request, or which field breaks which rule.
pub(crate) fn request(inner: &Inner, asking: &dyn Untyped, url: String) -> Result<Request, Error> {
    let about = asking.about();
    let mut fields = asking.fields()?;
    // The protocol treats an empty value as absent, so it is not sent.
    fields.retain(|(_, value)| !value.is_empty());
    for (name, value) in &fields {
        if OWN.contains(&&**name) {
            return refuse(name.clone().into_owned(), "is filled in by the client")
                .map_err(Error::from);
        }
        (about.check_field)(name, value)?;
    }
    asking.check()?;
    let own = [
        ("method", about.method),
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
        moves_money: matches!(about.money, Money::Taken | Money::Returned),
    })
}

/// What the answer proves.
///
/// The signature is checked first, over the raw bytes; the HTTP status only tells why an answer without one is worthless.
pub(crate) fn answer(
    inner: &Inner,
    asking: &dyn Untyped,
    response: Response,
) -> Result<Answer<()>, Error> {
    let http_status = response.status;
    match read(inner, asking, response) {
        Err(Error::Provider(failure)) if http_status != 200 && !failure.signed => {
            Err(Error::HttpStatus {
                status: http_status,
            })
        }
        Err(Error::Decode(_) | Error::Signature(_) | Error::Mismatch { .. })
            if http_status != 200 =>
        {
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

fn read(inner: &Inner, asking: &dyn Untyped, response: Response) -> Result<Answer<()>, Error> {
    let about = asking.about();
    let text = std::str::from_utf8(&response.body).map_err(|_| decode("is not UTF-8"))?;
    let fields = json::fields(text).map_err(|error| decode(&error.to_string()))?;
    let signed = match inner.signer.verify_json_fields(&fields) {
        Ok(()) => true,
        Err(VerifyError::Missing) => false,
        Err(error) => return Err(error.into()),
    };
    let head = Head::of(&fields)?;
    if !head.succeeded(about.success) {
        let asked = asking.fields().map_err(unreadable)?;
        same_order(&asked, &fields)?;
        let outcome = outcome(about.money, &head, signed, response.status);
        let asked = masked_values(asked);
        let secrets = || secrets(inner, &asked);
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
    Ok(Answer {
        state: head.state,
        code: head.code,
        msg: head.msg,
        trade_state: head.trade_state,
        reply: (),
        body: response.body,
    })
}

pub(crate) fn decode(reason: &str) -> Error {
    Error::Decode(reason.to_owned())
}

/// A request that cannot be read any more has been sent all the same: nothing is proven.
fn unreadable(error: InvalidField) -> Error {
    decode(&error.to_string())
}

/// The fields that every answer has.
struct Head {
    state: State,
    code: Code,
    msg: Option<String>,
    trade_state: Option<TradeState>,
}

type Fields<'a> = [(Cow<'a, str>, &'a str)];

/// The fields of a reply.
pub(crate) type Values<'a> = [(Cow<'a, str>, Value<'a>)];

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

fn read_reply(asking: &dyn Untyped, success: Success, fields: &Fields<'_>) -> Result<(), Error> {
    // The head stands beside the reply; only where it carries the news is it part of it.
    let head: &[&str] = match success {
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
    asking.read(&values)
}

/// A failure need not name the order; one that does must name the right one.
fn same_order(asked: &[FieldText], fields: &Fields<'_>) -> Result<(), Error> {
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

/// The values of a request that are shown in no output, wiped when dropped.
fn masked_values(asked: Vec<FieldText>) -> Vec<Masked> {
    let masked = |(name, _): &FieldText| MASKED.contains(&&**name);
    let asked = asked.into_iter().filter(masked);
    asked.map(|(_, value)| Masked::from(value)).collect()
}

/// What a text of the gateway's must not repeat.
fn secrets<'a>(inner: &'a Inner, asked: &'a [Masked]) -> impl Iterator<Item = &'a str> {
    asked.iter().map(Masked::expose).chain([inner.key.expose()])
}

/// A gateway that explains an error may repeat what it was sent. Control characters would forge lines of a log.
fn told<'a>(msg: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    masked(msg, secrets).replace(char::is_control, " ")
}

/// What a failure proves: the positive list of refusals. Anything not on it is unknown.
fn outcome(money: Money, head: &Head, signed: bool, http_status: u16) -> Outcome {
    // Whoever redirects has not decided.
    if !signed || (300..400).contains(&http_status) {
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
