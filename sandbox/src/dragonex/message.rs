//! A request's fields, read as strictly as a server with typed structs reads them.

use super::{
    answer::{Code, Refusal},
    volume,
};
use signing_core::json;
use std::borrow::Cow;

/// The fields of a JSON body, or of a query, in which everything is text.
#[derive(Debug)]
pub(super) struct Message<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    from_json: bool,
}

fn wrong(why: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Code::Parameter, why)
}

fn whole(name: &str, text: &str) -> Result<u64, Refusal> {
    if text.is_empty() {
        return Ok(0);
    }
    let number = text.parse().ok().filter(|_| !text.starts_with('+'));
    number.ok_or_else(|| {
        let most = u64::MAX;
        wrong(format!("{name} must be a whole number from 0 to {most}"))
    })
}

/// Whether a browser can be sent there.
pub(super) fn is_http_url(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

impl<'a> Message<'a> {
    /// Keeps values as they stand in the JSON text.
    pub(super) fn json(body: &'a [u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(body).map_err(|_| wrong("the body is not UTF-8"))?;
        let members = json::fields(text).map_err(|error| wrong(error.to_string()))?;
        let fields = members
            .into_iter()
            .map(|(name, raw)| (name, Cow::Borrowed(raw)));
        Ok(Self {
            fields: fields.collect(),
            from_json: true,
        })
    }

    pub(super) fn query(query: &'a str) -> Result<Self, Refusal> {
        let fields = crate::form_fields::decode(query.as_bytes())
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            fields,
            from_json: false,
        })
    }

    fn raw(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found
            .map(|(_, raw)| &**raw)
            .filter(|raw| !self.from_json || *raw != "null")
    }

    /// A text, empty if it is not there.
    pub(super) fn text(&self, name: &str) -> Result<Cow<'_, str>, Refusal> {
        match self.raw(name) {
            None => Ok("".into()),
            Some(raw) if !self.from_json => Ok(raw.into()),
            Some(raw) if raw.starts_with('"') => {
                json::signed_text(raw).map_err(|error| wrong(error.to_string()))
            }
            Some(_) => Err(wrong(format!("{name} must be a string"))),
        }
    }

    /// A text that must be there.
    pub(super) fn required(&self, name: &str) -> Result<Cow<'_, str>, Refusal> {
        let text = self.text(name)?;
        if text.is_empty() {
            Err(wrong(format!("{name} is required")))
        } else {
            Ok(text)
        }
    }

    /// Refuses a message without one of these fields. One that is there may be empty, as far as no other rule forbids it.
    pub(super) fn has(&self, names: &[&str]) -> Result<(), Refusal> {
        match names.iter().find(|name| self.raw(name).is_none()) {
            Some(name) => Err(wrong(format!("{name} is required"))),
            None => Ok(()),
        }
    }

    /// A whole number, 0 if it is not there.
    pub(super) fn number(&self, name: &str) -> Result<u64, Refusal> {
        whole(name, self.raw(name).unwrap_or_default())
    }

    /// A user's number, 0 if it is not there. The documents type it as a number in some places and as a text in others.
    pub(super) fn number_or_text(&self, name: &str) -> Result<u64, Refusal> {
        let raw = self.raw(name).unwrap_or_default();
        let inside = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        whole(name, inside.filter(|_| self.from_json).unwrap_or(raw))
    }

    pub(super) fn trade_no(&self, name: &str) -> Result<Cow<'_, str>, Refusal> {
        let text = self.required(name)?;
        let good = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if good {
            Ok(text)
        } else {
            Err(wrong(format!(
                "{name} must be at most 64 letters, digits and underscores"
            )))
        }
    }

    /// A volume greater than 0: as it was sent, and in the smallest parts.
    pub(super) fn volume(&self, name: &str) -> Result<(Cow<'_, str>, u128), Refusal> {
        let text = self.required(name)?;
        match volume::parts(&text) {
            Some(parts) if parts > 0 => Ok((text, parts)),
            _ => Err(wrong(format!(
                "{name} must be a decimal greater than 0 with at most 18 digits before the point and 18 behind it"
            ))),
        }
    }

    /// A text that must be there, of so many characters.
    pub(super) fn sized(
        &self,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Cow<'_, str>, Refusal> {
        self.has(&[name])?;
        let text = self.text(name)?;
        if (least..=most).contains(&text.chars().count()) {
            Ok(text)
        } else {
            Err(wrong(format!(
                "{name} must have {least} to {most} characters"
            )))
        }
    }

    /// An absolute URL.
    pub(super) fn url(&self, name: &str) -> Result<Cow<'_, str>, Refusal> {
        let url = self.required(name)?;
        if is_http_url(&url) {
            Ok(url)
        } else {
            Err(wrong(format!("{name} must be an http or https URL")))
        }
    }
}
