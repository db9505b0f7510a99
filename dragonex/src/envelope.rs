//! The frame around every answer, and what is inside.

use std::borrow::Cow;

use signing_core::typed::Value;
use signing_core::{InvalidField, json};

use crate::operations::same;
use crate::untyped::Untyped;
use crate::{Code, Error, Volume};

/// The frame around every answer: `{ok, code, msg, data}`; the payment document writes `Data`.
pub(crate) struct Envelope<'a> {
    ok: bool,
    pub(crate) code: Code,
    pub(crate) msg: Option<String>,
    data: Option<&'a str>,
}

/// The name that a bare list stands under.
const LIST: &str = "list";

/// The fields of a reply.
pub(crate) type Values<'a> = [(Cow<'a, str>, Value<'a>)];
pub(crate) type Fields<'a> = Vec<(Cow<'a, str>, &'a str)>;

impl<'a> Envelope<'a> {
    pub(crate) fn of(text: &'a str) -> Result<Envelope<'a>, Error> {
        let fields = json::fields(text).map_err(|error| decode(&error.to_string()))?;
        Envelope::of_fields(&fields)
    }

    pub(crate) fn of_fields(fields: &Fields<'a>) -> Result<Envelope<'a>, Error> {
        let raw = |name: &str| {
            fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, raw)| *raw)
        };
        let text = |name: &str| {
            raw(name)
                .and_then(|raw| json::signed_text(raw).ok())
                .filter(|text| !text.is_empty())
        };
        if raw("data").is_some() && raw("Data").is_some() {
            return Err(decode("data is there twice"));
        }
        let ok = match raw("ok") {
            Some("true") => true,
            Some("false") => false,
            _ => return Err(decode("ok is missing")),
        };
        Ok(Envelope {
            ok,
            code: Code::from(&*text("code").ok_or_else(|| decode("code is missing"))?),
            msg: text("msg").map(Cow::into_owned),
            data: raw("data")
                .or_else(|| raw("Data"))
                .filter(|raw| *raw != "null"),
        })
    }

    pub(crate) fn succeeded(&self) -> Result<bool, Error> {
        if self.ok == (self.code == Code::Ok) {
            Ok(self.ok)
        } else {
            Err(decode("ok and code contradict each other"))
        }
    }

    pub(crate) fn data(&self) -> Option<&'a str> {
        self.data
    }

    /// The reply's fields. A bare list stands under the name `list`.
    pub(crate) fn data_fields(&self) -> Result<Vec<(Cow<'a, str>, Value<'a>)>, Error> {
        match self.data {
            // What is listed nowhere may come as no list.
            None => Ok(vec![(LIST.into(), Value::Json("null"))]),
            Some(raw) if raw.starts_with('[') => Ok(vec![(LIST.into(), Value::Json(raw))]),
            Some(raw) => Ok(object(raw)?
                .into_iter()
                .map(|(name, raw)| (name, Value::Json(raw)))
                .collect()),
        }
    }

    /// Whether it names the order that was asked about, which no answer must. What it repeats of the request must be the request's.
    pub(crate) fn names_order(&self, asking: &dyn Untyped, app_id: &str) -> Result<bool, Error> {
        let (Some(order), Some(raw)) = (asking.order(), self.data) else {
            return Ok(false);
        };
        let Ok(fields) = object(raw) else {
            return Ok(false);
        };
        let told = |name: &str| text_of(&fields, name);
        let mut named = false;
        for field in ["trade_no", "trans_no"] {
            if let Some(told) = told(field) {
                same(field, Some(order), Some(&*told))?;
                named = true;
            }
        }
        same("app_id", Some(app_id), told("app_id").as_deref())?;
        let asked = asking.fields().map_err(unreadable)?;
        let asked = |name: &str| {
            let (_, value) = asked.iter().find(|(field, _)| field == name)?;
            Some(value.as_str()).filter(|value| !value.is_empty())
        };
        for field in [
            "coin_code",
            "open_id",
            "uid",
            "ori_trade_no",
            "return_trade_no",
        ] {
            same(field, asked(field), told(field).as_deref())?;
        }
        let volume = |text: &str| text.parse::<Volume>().ok();
        match (asked("volume"), told("volume")) {
            (Some(asked), Some(told)) if volume(asked) != volume(&told) => {
                Err(Error::Mismatch { field: "volume" })
            }
            _ => Ok(named),
        }
    }
}

/// The text of a field that is there and not empty. What is no text, such as an object, differs from whatever was asked.
fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
    let (_, raw) = fields.iter().find(|(field, _)| field == name)?;
    let text = json::signed_text(raw).unwrap_or(Cow::Borrowed(*raw));
    Some(text).filter(|text| !text.is_empty())
}

pub(crate) fn object(raw: &str) -> Result<Fields<'_>, Error> {
    json::fields(raw).map_err(|error| decode(&error.to_string()))
}

pub(crate) fn decode(reason: &str) -> Error {
    Error::Decode(reason.to_owned())
}

/// A request that cannot be read any more has been sent all the same: nothing is proven.
fn unreadable(error: InvalidField) -> Error {
    decode(&error.to_string())
}
