//! What an answer proves.

use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;
use signing_core::typed::{self, Value};
use signing_core::{Masked, VerifyError, json, masked};
use transport::{Outcome, Response};

use crate::client::Inner;
use crate::draft::Draft;
use crate::operations::{Money, Wire};
use crate::signature::RawFields;
use crate::untyped::{About, Untyped};
use crate::{Code, Error, Failure};

/// Wire names whose values are shown in no output: what opens or identifies.
pub const MASKED: &[&str] = &[
    "access_token",
    "refresh_token",
    "secret",
    "code",
    "mobile_number",
    "email",
    "parent_mobile_number",
    "parent_email",
];

/// Codes that are taken to say "this access token is not valid (any more)", unless the builder is told others.
///
/// The provider publishes none. Its token interface is modelled on WeChat's, so these are WeChat's: invalid credential, invalid
/// token, expired token. HTTP status 401 counts as one, too.
pub const TOKEN_CODES: &[&str] = &["40001", "40014", "42001"];

/// A success: the code and text around the reply, and the bytes as they came.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer<T> {
    /// Status code (状态码), which no signature covers.
    pub code: Code,
    /// The provider's text (信息), which no signature covers.
    pub msg: Option<String>,
    /// What the operation answers.
    pub reply: T,
    /// The answer as it came.
    pub body: Vec<u8>,
}

impl Answer<()> {
    pub(crate) fn with<T>(self, reply: T) -> Answer<T> {
        Answer {
            code: self.code,
            msg: self.msg,
            reply,
            body: self.body,
        }
    }
}

/// Without the body, whose bytes may hold what is masked in the reply.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("code", &self.code)
            .field("msg", &self.msg)
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}

pub(crate) fn decode(reason: impl Into<String>) -> Error {
    Error::Decode(reason.into())
}

/// What the answer proves.
///
/// Where `data` is signed, a success that carries the right signature is believed whatever the HTTP status, unless it redirects: whoever
/// does so has not decided. Nothing speaks for anything else but its status, so that must be 200.
pub(crate) fn answer(
    inner: &Inner,
    asking: &dyn Untyped,
    draft: &Draft,
    base_token: Option<&str>,
    response: Response,
) -> Result<Answer<()>, Error> {
    let status = response.status;
    let signed = matches!(asking.about().wire, Wire::Signed { .. });
    let redirects = (300..400).contains(&status);
    if status != 200 && (!signed || redirects) {
        return Err(Error::HttpStatus { status });
    }
    let read = read_answer(inner, asking, draft, base_token, response);
    if status != 200 && read.is_err() {
        return Err(Error::HttpStatus { status });
    }
    read
}

/// What the body says. The signature is checked over the raw text of `data`, and before anything in it is believed.
fn read_answer(
    inner: &Inner,
    asking: &dyn Untyped,
    draft: &Draft,
    base_token: Option<&str>,
    response: Response,
) -> Result<Answer<()>, Error> {
    let text = std::str::from_utf8(&response.body).map_err(|_| decode("is not UTF-8"))?;
    let head = json::fields(text).map_err(|error| decode(error.to_string()))?;
    let code = text_of(&head, "code").ok_or_else(|| decode("code is missing"))?;
    let code = Code::from(&*code);
    let msg = text_of(&head, "msg").map(Cow::into_owned);
    let data = head
        .iter()
        .find(|(name, raw)| name == "data" && *raw != "null")
        .map(|(_, raw)| *raw);
    if code != Code::Success {
        let inside = data.and_then(|data| json::fields(data).ok());
        for fields in [Some(&head), inside.as_ref()].into_iter().flatten() {
            same_request(inner, asking, fields)?;
        }
        let asked = draft.secrets();
        let secrets = || {
            let asked = asked.iter().map(Masked::expose);
            asked.chain(base_token).chain(inner.keys())
        };
        // A provider that explains an error may repeat what it was sent. Control characters would forge lines of a log.
        let msg = msg.map(|msg| masked(&msg, secrets()).replace(char::is_control, " "));
        let code = code.masking(secrets());
        let bare = data.is_none_or(|data| matches!(data, "{}" | "[]" | "\"\""));
        let proven = Proven {
            whole: response.whole,
            bare,
        };
        return Err(failure(inner, asking.about(), code, msg, &proven));
    }
    read_reply(inner, asking, &head, data)?;
    Ok(Answer {
        code,
        msg,
        reply: (),
        body: response.body,
    })
}

type Told<'a> = (Cow<'a, str>, Value<'a>);

/// The fields of a reply.
pub(crate) type Values<'a> = [Told<'a>];

type Fields<'a> = [(Cow<'a, str>, &'a str)];

fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
    let (_, raw) = fields.iter().find(|(field, _)| field == name)?;
    json::signed_text(raw).ok().filter(|text| !text.is_empty())
}

fn read_reply(
    inner: &Inner,
    asking: &dyn Untyped,
    head: &Fields<'_>,
    data: Option<&str>,
) -> Result<(), Error> {
    let fields = match (asking.about().wire, data) {
        (Wire::Signed { key, .. }, Some(data)) => inner
            .signer(key)
            .map_err(|error| decode(error.to_string()))?
            .verify_json(data)?,
        (Wire::Signed { .. }, None) => return Err(VerifyError::Missing.into()),
        (_, Some(data)) => json::fields(data).map_err(|error| decode(error.to_string()))?,
        (_, None) => return Err(decode("data is missing")),
    };
    same_request(inner, asking, head)?;
    same_request(inner, asking, &fields)?;
    asking.read(&told(fields))
}

/// Reads a struct from the fields of a signed object.
pub(crate) fn read<T: DeserializeOwned>(fields: RawFields<'_>) -> Result<T, Error> {
    typed::from_fields(&told(fields)).map_err(|error| decode(error.to_string()))
}

/// Null and empty count as absent, as in the signature.
fn told(fields: RawFields<'_>) -> Vec<Told<'_>> {
    fields
        .into_iter()
        .filter(|(name, raw)| name != "sign" && !matches!(*raw, "null" | "\"\""))
        .map(|(name, raw)| (name, Value::Json(raw)))
        .collect()
}

/// No answer must name the app, nor a failure the order. One that does, in its data or beside it, must name the right one.
fn same_request(inner: &Inner, asking: &dyn Untyped, fields: &Fields<'_>) -> Result<(), Error> {
    let ours = [
        ("app_id", Some(&*inner.app_id)),
        ("out_trade_no", asking.order()),
    ];
    for (field, asked) in ours {
        let Some((_, raw)) = fields.iter().find(|(name, _)| name == field) else {
            continue;
        };
        // What is no text differs from whatever was asked.
        let told = json::signed_text(raw).unwrap_or(Cow::Borrowed(*raw));
        if !told.is_empty() && asked.is_some_and(|asked| *asked != *told) {
            return Err(Error::Mismatch { field });
        }
    }
    Ok(())
}

/// What speaks for a failure, which nobody signs.
struct Proven {
    /// Whether its end was announced and came.
    whole: bool,
    /// Whether it is without data, as failures are.
    bare: bool,
}

/// A failure proves something only over HTTPS and provably whole, and of a transfer only with a code on the positive list and without data:
/// data beside it may be that of a transfer that was accepted.
fn failure(inner: &Inner, about: About, code: Code, msg: Option<String>, proven: &Proven) -> Error {
    let https = inner.base(about.base).is_https();
    let refused = match about.money {
        Money::Still => true,
        Money::Asked => false,
        Money::PaidOut => {
            proven.bare && (code == Code::BalanceTooLow || inner.refusal_codes.contains(&code))
        }
    };
    let outcome = if https && proven.whole && refused {
        Outcome::Refused
    } else {
        Outcome::Unknown
    };
    Error::Provider(Box::new(Failure {
        code,
        msg,
        https,
        outcome,
    }))
}
