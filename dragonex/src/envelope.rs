//! The frame around every answer, and what is inside.

use std::borrow::Cow;

use signing_core::typed::{FieldText, Value};
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
    /// All of it: what stands beside the data may repeat the request as well.
    fields: Fields<'a>,
}

/// The name that a bare list stands under.
const LIST: &str = "list";

/// The fields of a reply.
pub(crate) type Values<'a> = [(Cow<'a, str>, Value<'a>)];
pub(crate) type Fields<'a> = Vec<(Cow<'a, str>, &'a str)>;

impl<'a> Envelope<'a> {
    pub(crate) fn of(text: &'a str) -> Result<Envelope<'a>, Error> {
        let fields = json::fields(text).map_err(|error| decode(&error.to_string()))?;
        let mut envelope = Envelope::of_fields(&fields)?;
        envelope.fields = fields;
        Ok(envelope)
    }

    /// Of fields that are the caller's to compare.
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
            data: raw("data").or_else(|| raw("Data")),
            fields: Vec::new(),
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
        self.data.filter(|raw| *raw != "null")
    }

    /// The reply's fields. A bare list stands under the name `list`.
    pub(crate) fn data_fields(&self) -> Result<Vec<(Cow<'a, str>, Value<'a>)>, Error> {
        match self.data {
            // What must be told is missing then.
            None => Ok(Vec::new()),
            // What is listed nowhere may come as no list.
            Some(raw) if raw == "null" || raw.starts_with('[') => {
                Ok(vec![(LIST.into(), Value::Json(raw))])
            }
            Some(raw) => Ok(values(object(raw)?)),
        }
    }

    /// Whether it names the order that was asked about, which no answer must. What it repeats of the request, in the data or beside it, must
    /// be the request's.
    pub(crate) fn names_order(&self, asking: &dyn Untyped, app_id: &str) -> Result<bool, Error> {
        let data = self.data().and_then(|raw| object(raw).ok());
        let asked = asking.fields().map_err(unreadable)?;
        let mut named = false;
        for fields in [Some(&self.fields), data.as_ref()].into_iter().flatten() {
            // A failure may have the data of a success with nothing in it: there zero is as good as absent.
            let told = |name: &str| {
                text_of(fields, name).filter(|text| self.ok || !is_empty_number(name, text))
            };
            named |= repeats(told, asking.order(), &asked, app_id)?;
        }
        Ok(named)
    }
}

/// Names under which an answer may repeat what was asked, and the name it was asked under.
const REPEATED: &[(&str, &str)] = &[
    ("coin_code", "coin_code"),
    ("coin_id", "coin_id"),
    ("open_id", "open_id"),
    ("uid", "uid"),
    ("uid", "dragonex_uid"),
    ("dragonex_uid", "dragonex_uid"),
    ("ori_trade_no", "ori_trade_no"),
    ("return_trade_no", "return_trade_no"),
];

/// Whether these fields name the order. `Err` if they repeat anything that was asked otherwise.
fn repeats<'a>(
    told: impl Fn(&str) -> Option<Cow<'a, str>>,
    order: Option<&str>,
    asked: &[FieldText],
    app_id: &str,
) -> Result<bool, Error> {
    same("app_id", Some(app_id), told("app_id").as_deref())?;
    let mut named = false;
    if let Some(order) = order {
        for field in ["trade_no", "trans_no"] {
            if let Some(told) = told(field) {
                same(field, Some(order), Some(&*told))?;
                named = true;
            }
        }
    }
    let asked = |name: &str| {
        let (_, value) = asked.iter().find(|(field, _)| field == name)?;
        // A query says "all" by 0 and by nothing.
        Some(value.as_str()).filter(|value| !matches!(*value, "" | "0"))
    };
    for (field, name) in REPEATED {
        same(field, asked(name), told(field).as_deref())?;
    }
    let volume = |text: &str| text.parse::<Volume>().ok();
    match (asked("volume"), told("volume")) {
        (Some(asked), Some(told)) if volume(asked) != volume(&told) => {
            Err(Error::Mismatch { field: "volume" })
        }
        _ => Ok(named),
    }
}

/// Whether it is a number of which none can be asked for.
fn is_empty_number(name: &str, text: &str) -> bool {
    matches!(name, "uid" | "dragonex_uid" | "coin_id" | "volume")
        && text.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

/// The fields of a reply or callback. An empty text is as good as none.
pub(crate) fn values<'a>(fields: Fields<'a>) -> Vec<(Cow<'a, str>, Value<'a>)> {
    fields
        .into_iter()
        .filter(|(_, raw)| *raw != "\"\"")
        .map(|(name, raw)| (name, Value::Json(raw)))
        .collect()
}

/// The text of a field that is there and not empty. What is no text, such as an object, differs from whatever was asked.
pub(crate) fn text_of<'a>(fields: &Fields<'a>, name: &str) -> Option<Cow<'a, str>> {
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
