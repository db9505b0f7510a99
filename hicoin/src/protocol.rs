//! How a request is put together and what an answer proves: all that sets this provider apart.

use std::borrow::Cow;

use signing_core::typed::{self, Value};
use signing_core::{VerifyError, form, json};
use transport::{Method, Outcome, Request, Response};

use crate::client::Inner;
use crate::operations::{Operation, Wire};
use crate::rules::refuse;
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

/// Names that the client fills in; a request must not bring its own.
const OWN: &[&str] = &[
    "app_id",
    "secret",
    "grant_type",
    "lang",
    "version",
    "charset",
    "nonce_str",
    "biz_content",
    "sign",
];

/// The common fields (公共参数) whose values are fixed.
const FIXED: [(&str, &str); 3] = [("lang", "zh_CN"), ("version", "1.0"), ("charset", "utf8")];

/// A success: the code and text around the reply, and the bytes as they came.
#[derive(Clone, Debug)]
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

/// A request whose fields are checked, but not yet signed: what is signed may have to be made again under another token.
pub(crate) struct Draft {
    access_token: Option<String>,
    /// Names and JSON values, in order.
    fields: Vec<(String, String)>,
}

impl Draft {
    /// The operation's fields, or which of them breaks which rule.
    pub(crate) fn of<O: Operation>(inner: &Inner, operation: &O) -> Result<Draft, Error> {
        let object =
            serde_json::to_string(operation).map_err(|_| invalid("must be a flat struct"))?;
        let mut draft = Draft {
            access_token: None,
            fields: Vec::new(),
        };
        for (name, raw) in json::fields(&object).map_err(|_| invalid("must be a flat struct"))? {
            let text = json::signed_text(raw).map_err(|_| invalid("must be Unicode text"))?;
            // Empty is as good as absent: neither is signed.
            if text.is_empty() {
                continue;
            }
            if OWN.contains(&&*name) {
                return refuse(name, "is filled in by the client").map_err(Error::from);
            }
            O::check_field(&name, &text)?;
            if name == "access_token" {
                draft.access_token = Some(text.into_owned());
            } else {
                draft.fields.push((name.into_owned(), raw.to_owned()));
            }
        }
        operation.check()?;
        if let Wire::Signed { key, .. } = O::WIRE {
            inner.signer(key)?;
        }
        Ok(draft)
    }

    /// Whether the client has to supply the base token.
    pub(crate) fn needs_base_token<O: Operation>(&self) -> bool {
        matches!(
            O::WIRE,
            Wire::Signed {
                base_token: true,
                ..
            }
        ) && self.access_token.is_none()
    }

    /// The request, under the given base token unless it brings a token of its own.
    pub(crate) fn request<O: Operation>(
        &self,
        inner: &Inner,
        url: &str,
        base_token: Option<&str>,
    ) -> Result<Request, Error> {
        let token = self
            .access_token
            .as_deref()
            .or(base_token)
            .unwrap_or_default();
        let mut fields = vec![("app_id", Cow::from(&*inner.app_id))];
        match O::WIRE {
            Wire::Grant {
                grant_type,
                with_secret,
            } => {
                fields.extend(
                    with_secret.then(|| ("secret", inner.app_key.secret().expose().into())),
                );
                fields.push(("grant_type", grant_type.into()));
                fields.extend(self.texts()?);
            }
            Wire::Query => {
                fields.push(("access_token", token.into()));
                fields.extend(FIXED.map(|(name, value)| (name, value.into())));
                fields.extend(self.texts()?);
            }
            Wire::Signed { key, .. } => {
                fields.push(("access_token", token.into()));
                fields.extend(FIXED.map(|(name, value)| (name, value.into())));
                fields.push(("nonce_str", (inner.nonce)().into()));
                fields.push(("biz_content", self.biz_content().into()));
                let plain: Vec<_> = fields
                    .iter()
                    .map(|(name, value)| (*name, &**value))
                    .collect();
                let sign = inner.signer(key)?.sign(&plain);
                fields.push(("sign", sign.into()));
            }
        }
        let form = form::encode(fields);
        let request = match O::WIRE {
            Wire::Query => Request::get(format!("{url}?{form}")),
            _ => Request::post(url, form).header(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
        };
        Ok(Request {
            method: if O::WIRE == Wire::Query {
                Method::Get
            } else {
                Method::Post
            },
            timeout: inner.link.timeout(),
            moves_money: O::MOVES_MONEY,
            ..request
        })
    }

    /// The one text that is both signed and sent.
    fn biz_content(&self) -> String {
        let mut text = String::from("{");
        for (name, raw) in &self.fields {
            if text.len() > 1 {
                text.push(',');
            }
            let name = serde_json::Value::from(name.as_str());
            text.push_str(&format!("{name}:{raw}"));
        }
        text.push('}');
        text
    }

    fn texts(&self) -> Result<Vec<(&str, Cow<'_, str>)>, Error> {
        let text = |raw| json::signed_text(raw).map_err(|_| invalid("must be Unicode text"));
        self.fields
            .iter()
            .map(|(name, raw)| Ok((&**name, text(raw)?)))
            .collect()
    }

    fn secrets(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let masked = self
            .fields
            .iter()
            .filter(|(name, _)| MASKED.contains(&&**name));
        let values = masked.filter_map(|(_, raw)| json::signed_text(raw).ok());
        values.chain(self.access_token.iter().map(Cow::from))
    }
}

fn invalid(rule: &'static str) -> Error {
    signing_core::InvalidField::new("", rule).into()
}

fn decode(reason: impl Into<String>) -> Error {
    Error::Decode(reason.into())
}

/// What the answer proves. The signature is checked over the raw text of `data`, and before anything in it is believed.
pub(crate) fn answer<O: Operation>(
    inner: &Inner,
    operation: &O,
    draft: &Draft,
    base_token: Option<&str>,
    response: Response,
) -> Result<Answer<O::Reply>, Error> {
    if response.status != 200 {
        return Err(Error::HttpStatus {
            status: response.status,
        });
    }
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
        same_order(operation, data)?;
        let msg =
            msg.map(|msg| inner.masked(msg, draft.secrets().chain(base_token.map(Cow::from))));
        return Err(failure::<O>(inner, code, msg));
    }
    let reply = reply(inner, operation, data)?;
    Ok(Answer {
        code,
        msg,
        reply,
        body: response.body,
    })
}

type Fields<'a> = [(Cow<'a, str>, &'a str)];

fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
    let (_, raw) = fields.iter().find(|(field, _)| field == name)?;
    json::signed_text(raw).ok().filter(|text| !text.is_empty())
}

fn reply<O: Operation>(
    inner: &Inner,
    operation: &O,
    data: Option<&str>,
) -> Result<O::Reply, Error> {
    match (O::WIRE, data) {
        (Wire::Signed { key, .. }, Some(data)) => inner.signer(key)?.verify_json(data)?,
        (Wire::Signed { .. }, None) => return Err(VerifyError::Missing.into()),
        _ => {}
    }
    let data = data.ok_or_else(|| decode("data is missing"))?;
    let fields = json::fields(data).map_err(|error| decode(format!("data: {error}")))?;
    let values: Vec<_> = fields
        .into_iter()
        .filter(|(name, _)| name != "sign")
        .map(|(name, raw)| (name, Value::Json(raw)))
        .collect();
    let reply = typed::from_fields(&values).map_err(|error| decode(error.to_string()))?;
    operation.belongs(&reply)?;
    Ok(reply)
}

/// A failure has no data; one that names an order all the same must name the right one.
fn same_order<O: Operation>(operation: &O, data: Option<&str>) -> Result<(), Error> {
    let fields = data
        .and_then(|data| json::fields(data).ok())
        .unwrap_or_default();
    match (operation.order(), text_of(&fields, "out_trade_no")) {
        (Some(asked), Some(answered)) if *asked != *answered => Err(Error::Mismatch {
            field: "out_trade_no",
        }),
        _ => Ok(()),
    }
}

/// Nobody signs a failure: it proves something only over HTTPS, and of a transfer only with a code on the positive list.
fn failure<O: Operation>(inner: &Inner, code: Code, msg: Option<String>) -> Error {
    let https = inner.base(O::BASE).is_https();
    let refused =
        !O::MOVES_MONEY || code == Code::BalanceTooLow || inner.refusal_codes.contains(&code);
    let outcome = if https && refused {
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
