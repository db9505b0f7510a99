//! How a request is put together and signed.

use std::borrow::Cow;

use signing_core::{InvalidField, Masked, form, json};
use transport::Request;

use crate::Error;
use crate::client::Inner;
use crate::operations::{Money, Wire};
use crate::protocol::MASKED;
use crate::rules::refuse;
use crate::untyped::{About, Untyped};

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

/// A request whose fields are checked, but not yet signed: what is signed may have to be made again under another token.
pub(crate) struct Draft {
    about: About,
    access_token: Option<String>,
    /// Names and JSON values, in order.
    fields: Vec<(String, String)>,
}

impl Draft {
    /// The operation's fields, or which of them breaks which rule.
    pub(crate) fn of(inner: &Inner, asking: &dyn Untyped) -> Result<Draft, Error> {
        let about = asking.about();
        let object = asking
            .json()
            .map_err(|_| invalid("must be a flat struct"))?;
        let mut draft = Draft {
            about,
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
            (about.check_field)(&name, &text)?;
            if name == "access_token" {
                draft.access_token = Some(text.into_owned());
            } else {
                draft.fields.push((name.into_owned(), raw.to_owned()));
            }
        }
        asking.check()?;
        if let Wire::Signed { key, .. } = about.wire {
            inner.signer(key)?;
        }
        Ok(draft)
    }

    /// Whether the client has to supply the base token.
    pub(crate) fn needs_base_token(&self) -> bool {
        matches!(
            self.about.wire,
            Wire::Signed {
                base_token: true,
                ..
            }
        ) && self.access_token.is_none()
    }

    /// The request, under the given base token unless it brings a token of its own.
    pub(crate) fn request(
        &self,
        inner: &Inner,
        url: &str,
        base_token: Option<&str>,
    ) -> Result<Request, Error> {
        let form = form::encode(self.wire_fields(inner, base_token)?);
        let request = match self.about.wire {
            Wire::Query => Request::get(format!("{url}?{form}")),
            _ => Request::post(url, form).header(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
        };
        Ok(Request {
            timeout: inner.link.timeout(),
            moves_money: self.about.money == Money::PaidOut,
            ..request
        })
    }

    /// What is sent, signed where the operation is.
    fn wire_fields<'a>(
        &'a self,
        inner: &'a Inner,
        base_token: Option<&'a str>,
    ) -> Result<Vec<(&'a str, Cow<'a, str>)>, Error> {
        let token = self
            .access_token
            .as_deref()
            .or(base_token)
            .unwrap_or_default();
        let mut fields = vec![("app_id", Cow::from(&*inner.app_id))];
        match self.about.wire {
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
        Ok(fields)
    }

    /// The one text that is both signed and sent.
    fn biz_content(&self) -> String {
        let mut text = String::from("{");
        for (name, raw) in &self.fields {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&serde_json::Value::from(name.as_str()).to_string());
            text.push(':');
            text.push_str(raw);
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

    /// What no text of the provider's may repeat, wiped when dropped.
    pub(crate) fn secrets(&self) -> Vec<Masked> {
        let masked = self
            .fields
            .iter()
            .filter(|(name, _)| MASKED.contains(&&**name));
        let values = masked.filter_map(|(_, raw)| json::signed_text(raw).ok());
        let values = values.map(|value| Masked::from(value.into_owned()));
        values
            .chain(self.access_token.as_deref().map(Masked::from))
            .collect()
    }
}

fn invalid(rule: &'static str) -> Error {
    InvalidField::new("", rule).into()
}
