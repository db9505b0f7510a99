//! The frame around every answer, and what is inside.

use std::borrow::Cow;

use signing_core::json;
use signing_core::typed::Value;

use crate::operations::Operation;
use crate::{Code, Error};

/// The frame around every answer: `{ok, code, msg, data}`; the payment document writes `Data`.
pub(crate) struct Envelope<'a> {
    ok: bool,
    pub(crate) code: Code,
    pub(crate) msg: Option<String>,
    data: Option<&'a str>,
}

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
            None => Ok(Vec::new()),
            Some(raw) if raw.starts_with('[') => Ok(vec![("list".into(), Value::Json(raw))]),
            Some(raw) => Ok(object(raw)?
                .into_iter()
                .map(|(name, raw)| (name, Value::Json(raw)))
                .collect()),
        }
    }

    /// A failure need not name the order; one that does must name the right one.
    pub(crate) fn names_order<O: Operation>(&self, operation: &O) -> Result<bool, Error> {
        let (Some(asked), Some(raw)) = (operation.order(), self.data) else {
            return Ok(false);
        };
        let Ok(fields) = object(raw) else {
            return Ok(false);
        };
        let named = fields
            .iter()
            .find(|(name, _)| matches!(&**name, "trade_no" | "trans_no"));
        match named.map(|(_, raw)| json::signed_text(raw)) {
            Some(Ok(named)) if named == asked => Ok(true),
            Some(Ok(named)) if named.is_empty() => Ok(false),
            Some(_) => Err(Error::Mismatch { field: "trade_no" }),
            None => Ok(false),
        }
    }
}

pub(crate) fn object(raw: &str) -> Result<Fields<'_>, Error> {
    json::fields(raw).map_err(|error| decode(&error.to_string()))
}

pub(crate) fn decode(reason: &str) -> Error {
    Error::Decode(reason.to_owned())
}
