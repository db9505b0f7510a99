//! How a request is signed and what an answer proves: all that sets this platform apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;
use signing_core::typed::{FieldText, Value};
use signing_core::{InvalidField, Masked, form, json, masked};
use transport::{Method, Outcome, Request, Response};

use crate::client::Inner;
use crate::operations::Way;
use crate::untyped::Untyped;
use crate::{Code, Error, Failure, Yuan, pay_url};

/// Wire names whose values are shown in no output: personal data of those who pay and are paid.
pub const MASKED: &[&str] = &["accountNumber", "accountName", "payer"];

/// Names whose values are JSON numbers; all others are strings.
const NUMBERS: &[&str] = &["amount", "channelId"];

/// A success: the reply, what vouches for it, and the bytes it was read from.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What the operation answers.
    pub reply: T,
    /// Whether the answer came over HTTPS and was provably whole. The platform signs none, so over plain HTTP anybody on the way could have
    /// written it.
    pub proven: bool,
    /// The answer as it came; of a recharge page, the HTML.
    pub body: Vec<u8>,
}

impl Answer<()> {
    pub(crate) fn with<T>(self, reply: T) -> Answer<T> {
        Answer {
            reply,
            proven: self.proven,
            body: self.body,
        }
    }
}

/// Without the body, whose bytes may hold what is masked in the reply.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("reply", &self.reply)
            .field("proven", &self.proven)
            .finish_non_exhaustive()
    }
}

/// The request's fields with `appKey` and `sign`, or which field breaks which rule.
pub(crate) fn signed_fields(inner: &Inner, asking: &dyn Untyped) -> Result<Vec<FieldText>, Error> {
    let about = asking.about();
    let mut fields = asking.fields()?;
    // An empty value is an absent one: optional, or refused below for the signature's want of it.
    fields.retain(|(_, value)| !value.is_empty());
    for (name, value) in &fields {
        (about.check_field)(name, value)?;
    }
    fields.insert(0, (Cow::Borrowed("appKey"), inner.app_key.clone()));
    let plain: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let sign = inner.signer.sign(&about.signed, &plain)?.to_string();
    fields.push((Cow::Borrowed("sign"), sign));
    Ok(fields)
}

/// The signed request.
pub(crate) fn request(inner: &Inner, asking: &dyn Untyped, url: &str) -> Result<Request, Error> {
    let fields = signed_fields(inner, asking)?;
    let accept = ("Accept".to_owned(), "application/json".to_owned());
    if asking.about().way == Way::Query {
        let mut query: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", form::percent_encode(value)))
            .collect();
        // The document's address always has it.
        if !fields.iter().any(|(name, _)| name == "callback") {
            query.push("callback=false".to_owned());
        }
        return Ok(Request {
            method: Method::Get,
            url: format!("{url}?{}", query.join("&")),
            headers: vec![accept],
            body: Vec::new(),
            timeout: inner.link.timeout(),
            moves_money: asking.about().way.moves_money(),
        });
    }
    let content_type = (
        "Content-Type".to_owned(),
        "application/json; charset=utf-8".to_owned(),
    );
    Ok(Request {
        method: Method::Post,
        url: url.to_owned(),
        headers: vec![content_type, accept],
        body: object(&fields)?,
        timeout: inner.link.timeout(),
        moves_money: asking.about().way.moves_money(),
    })
}

/// The fields as a JSON object: numbers with exactly the text that was signed.
fn object(fields: &[FieldText]) -> Result<Vec<u8>, Error> {
    let unwritable = |name: &str| {
        let field = name.to_owned();
        move |_| Error::Invalid(InvalidField::new(field, "cannot be written as JSON"))
    };
    let mut members = BTreeMap::new();
    for (name, value) in fields {
        let raw = if NUMBERS.contains(&&**name) {
            RawValue::from_string(value.clone())
        } else {
            serde_json::value::to_raw_value(value)
        };
        members.insert(&**name, raw.map_err(unwritable(name))?);
    }
    serde_json::to_vec(&members).map_err(unwritable(""))
}

/// What the answer proves.
///
/// It carries no signature: its status, its wholeness and the way it came are all that speaks for it.
pub(crate) fn answer(
    inner: &Inner,
    asking: &dyn Untyped,
    response: Response,
) -> Result<Answer<()>, Error> {
    let way = asking.about().way;
    if response.status != 200 {
        return Err(Error::HttpStatus {
            status: response.status,
        });
    }
    let text = std::str::from_utf8(&response.body).map_err(|_| decode("is not UTF-8"))?;
    let fields = json::fields(text).map_err(|error| decode(&error.to_string()))?;
    // A cut answer is no JSON object, but only a length or a final chunk shows that nothing was cut off behind it.
    let proven = inner.base_url.is_https() && response.whole;
    let asked = asking.fields().map_err(unreadable)?;
    same_request(inner, asking.mrn(), &asked, &fields)?;
    match head(way, &fields)? {
        Head::Success => read_reply(inner, asking, &fields)?,
        Head::Failure { code, msg } => {
            let asked = masked_values(asked);
            let secrets = || secrets(inner, &asked);
            return Err(Error::Provider(Box::new(Failure {
                outcome: outcome(way, code.as_ref(), proven),
                // Control characters would forge lines of a log.
                msg: msg.map(|msg| masked(&msg, secrets()).replace(char::is_control, " ")),
                code: code.map(|code| code.masking(secrets())),
                proven,
                http_status: response.status,
            })));
        }
    }
    Ok(Answer {
        reply: (),
        proven,
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

/// The fields of a reply.
pub(crate) type Values<'a> = [(Cow<'a, str>, Value<'a>)];

type Fields<'a> = [(Cow<'a, str>, &'a str)];

/// The document has the answers repeat nothing but a query's `Mrn`. What else they repeat must be what was asked.
fn same_request(
    inner: &Inner,
    mrn: &str,
    asked: &[FieldText],
    fields: &Fields<'_>,
) -> Result<(), Error> {
    let ours = [
        ("mrn", mrn),
        ("Mrn", mrn),
        ("appKey", &*inner.app_key),
        ("AppKey", &*inner.app_key),
    ];
    // A query's answer has what it tells inside.
    let result = fields.iter().find(|(name, _)| name == "result");
    let inside = result.and_then(|(_, raw)| json::fields(raw).ok());
    for fields in [Some(fields), inside.as_deref()].into_iter().flatten() {
        for (field, asked) in ours {
            if text_of(fields, field).is_some_and(|told| told != asked) {
                return Err(Error::Mismatch { field });
            }
        }
    }
    let asked = asked.iter().find(|(name, _)| name == "amount");
    let yuan = |text: &str| Yuan::received(text).ok();
    match (asked, text_of(fields, "amount")) {
        (Some((_, asked)), Some(told)) if yuan(asked) != yuan(&told) => {
            Err(Error::Mismatch { field: "amount" })
        }
        _ => Ok(()),
    }
}

/// Whether the platform did it.
enum Head {
    Success,
    Failure {
        code: Option<Code>,
        msg: Option<String>,
    },
}

fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
    let (_, raw) = fields.iter().find(|(field, _)| field == name)?;
    json::signed_text(raw).ok().filter(|text| !text.is_empty())
}

fn head(way: Way, fields: &Fields<'_>) -> Result<Head, Error> {
    let msg = |name| text_of(fields, name).map(Cow::into_owned);
    if way == Way::Recharge {
        return match text_of(fields, "success").as_deref() {
            Some("true") => Ok(Head::Success),
            Some("false") => Ok(Head::Failure {
                code: None,
                msg: msg("errorMsg"),
            }),
            _ => Err(decode("success is neither true nor false")),
        };
    }
    match text_of(fields, "error").map(|text| Code::from(&*text)) {
        None => Err(decode("error is missing")),
        Some(Code::Success) => Ok(Head::Success),
        Some(code) => Ok(Head::Failure {
            code: Some(code),
            msg: msg("errorMessage"),
        }),
    }
}

fn read_reply(inner: &Inner, asking: &dyn Untyped, fields: &Fields<'_>) -> Result<(), Error> {
    match asking.about().way {
        Way::Recharge => {
            let pay_url = text_of(fields, "payUrl").ok_or_else(|| decode("payUrl is missing"))?;
            let joined = pay_url::join(&inner.base_url, &pay_url)?;
            let own = (Cow::Borrowed("pay_url"), Value::Text(joined.into()));
            let others = fields.iter().filter(|(name, _)| {
                !matches!(&**name, "success" | "errorMsg" | "payUrl" | "pay_url")
            });
            asking.read(&told(others, Some(own)))
        }
        Way::Query => {
            let result = fields.iter().find(|(name, _)| name == "result");
            let (_, raw) = result.ok_or_else(|| decode("result is missing"))?;
            let result = json::fields(raw).map_err(|error| decode(&format!("result: {error}")))?;
            asking.read(&told(result.iter(), None))
        }
        Way::Payout | Way::Page => asking.read(&told(fields.iter(), None)),
    }
}

fn told<'f, 'a: 'f>(
    fields: impl Iterator<Item = &'f (Cow<'a, str>, &'a str)>,
    own: Option<(Cow<'a, str>, Value<'a>)>,
) -> Vec<(Cow<'a, str>, Value<'a>)> {
    own.into_iter()
        // What is masked in the request is not to come back through a reply's `extra`.
        .chain(
            fields
                .filter(|(name, _)| !MASKED.contains(&&**name))
                // Null and empty are as good as absent.
                .filter(|(_, raw)| !matches!(*raw, "null" | "\"\""))
                .map(|(name, raw)| (name.clone(), Value::Json(raw))),
        )
        .collect()
}

/// What a failure proves: the positive list of refusals. Anything not on it is unknown.
fn outcome(way: Way, code: Option<&Code>, proven: bool) -> Outcome {
    match (way, code) {
        (
            Way::Payout,
            Some(
                Code::InvalidData
                | Code::SignError
                | Code::InsufficientBalance
                | Code::ObjectNotFound,
            ),
        ) if proven => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}

/// The values of a request that are shown in no output, wiped when dropped.
fn masked_values(asked: Vec<FieldText>) -> Vec<Masked> {
    let masked = |(name, _): &FieldText| MASKED.contains(&&**name);
    let asked = asked.into_iter().filter(masked);
    asked.map(|(_, value)| Masked::from(value)).collect()
}

/// What no text of the platform's may repeat.
fn secrets<'a>(inner: &'a Inner, asked: &'a [Masked]) -> impl Iterator<Item = &'a str> {
    let asked = asked.iter().map(Masked::expose);
    asked.chain([inner.secret.expose()])
}
