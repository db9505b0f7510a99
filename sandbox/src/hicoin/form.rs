//! The form of a request: who sends it, is it signed, and what is in `biz_content`.

use super::answer::{Code, Failure};
use crate::{HttpRequest, form_fields};
use signing_core::{Field, SortedHmacSha256, json};
use std::borrow::Cow;

/// Fields whose values are not repeated to anybody.
pub(super) const MASKED: &[&str] = &["access_token", "secret", "code", "refresh_token"];

/// The decoded fields of a request. An empty value is as good as none.
#[derive(Debug)]
pub(super) struct Form<'a>(Vec<form_fields::FormField<'a>>);

impl<'a> Form<'a> {
    /// Decodes a POSTed form.
    pub(super) fn posted(request: &'a HttpRequest) -> Result<Self, Failure> {
        let content = request.header("content-type").unwrap_or_default();
        let media = content.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Failure::parameter(
                "Content-Type must be application/x-www-form-urlencoded",
            ));
        }
        Self::decoded(&request.body)
    }

    /// Decodes the query of a URL.
    pub(super) fn queried(request: &'a HttpRequest) -> Result<Self, Failure> {
        Self::decoded(request.query.as_bytes())
    }

    fn decoded(text: &'a [u8]) -> Result<Self, Failure> {
        form_fields::decode(text)
            .map(Self)
            .map_err(|error| Failure::parameter(error.to_string()))
    }

    /// A field that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| &**value)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Failure> {
        self.get(name)
            .ok_or_else(|| Failure::parameter(format!("{name} is required")))
    }

    /// A field that must have this very value.
    pub(super) fn fixed(&self, name: &str, value: &str) -> Result<(), Failure> {
        if self.required(name)? == value {
            return Ok(());
        }
        Err(Failure::parameter(format!("{name} must be {value}")))
    }

    /// The common fields (公共参数) but for the token.
    pub(super) fn check_common(&self, app_id: &str) -> Result<(), Failure> {
        if self.required("app_id")? != app_id {
            return Err(Failure::new(Code::Credential, "this app_id is not known"));
        }
        self.fixed("lang", "zh_CN")?;
        self.fixed("version", "1.0")?;
        self.fixed("charset", "utf8")
    }

    /// Checks the signature. The answer to a wrong one says what was signed, and which mistake it looks like.
    pub(super) fn check_sign(
        &self,
        signer: &SortedHmacSha256,
        explain: bool,
    ) -> Result<(), Failure> {
        let nonce = self.required("nonce_str")?;
        if nonce.len() != 32 || !nonce.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Failure::parameter(
                "nonce_str must be 32 letters and digits",
            ));
        }
        let sign = self.required("sign")?;
        let fields = self.borrowed();
        if signer.verify(&fields, sign).is_ok() {
            return Ok(());
        }
        if !explain {
            return Err(Failure::new(Code::Sign, ""));
        }
        let expected = signer.string_to_sign(&fields, MASKED);
        let why = match signer.explain(&fields, sign).mistake {
            Some(mistake) => format!("{mistake}; the string to sign is {expected}"),
            None => {
                format!("wrong key, or other fields than these; the string to sign is {expected}")
            }
        };
        Err(Failure::new(Code::Sign, why))
    }

    pub(super) fn borrowed(&self) -> Vec<Field<'_>> {
        self.0
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect()
    }

    /// The fields of `biz_content`.
    pub(super) fn biz(&self) -> Result<Biz<'_>, Failure> {
        let object = self.required("biz_content")?;
        let fields = json::fields(object)
            .map_err(|error| Failure::parameter(format!("biz_content: {error}")))?;
        Ok(Biz(fields))
    }
}

/// What an operation is about: a JSON object.
#[derive(Debug)]
pub(super) struct Biz<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Biz<'a> {
    fn raw(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, raw)| *raw)
    }

    /// A text that is there and not empty.
    pub(super) fn text(&self, name: &str) -> Result<Cow<'a, str>, Failure> {
        self.optional(name)?
            .ok_or_else(|| Failure::parameter(format!("{name} is required")))
    }

    pub(super) fn optional(&self, name: &str) -> Result<Option<Cow<'a, str>>, Failure> {
        match self.raw(name) {
            None | Some("null") => Ok(None),
            Some(raw) if raw.starts_with('"') => {
                let text = json::signed_text(raw)
                    .map_err(|error| Failure::parameter(format!("{name}: {error}")))?;
                Ok(Some(text).filter(|text| !text.is_empty()))
            }
            Some(_) => Err(Failure::parameter(format!("{name} must be a string"))),
        }
    }

    /// A text of at most so many characters.
    pub(super) fn short_text(&self, name: &str, most: usize) -> Result<Cow<'a, str>, Failure> {
        let text = self.text(name)?;
        if text.chars().count() > most {
            return Err(Failure::parameter(format!(
                "{name} must be at most {most} characters"
            )));
        }
        Ok(text)
    }

    pub(super) fn order_number(&self) -> Result<Cow<'a, str>, Failure> {
        let number = self.text("out_trade_no")?;
        if number.len() > 32 || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Failure::parameter(
                "out_trade_no must be 1 to 32 letters and digits",
            ));
        }
        Ok(number)
    }

    /// A whole number, written as one.
    pub(super) fn number(&self, name: &str) -> Result<i64, Failure> {
        let raw = self
            .raw(name)
            .ok_or_else(|| Failure::parameter(format!("{name} is required")))?;
        let number = raw
            .parse()
            .ok()
            .filter(|&number: &i64| number > 0 && !raw.starts_with('+'));
        number.ok_or_else(|| {
            Failure::parameter(format!(
                "{name} must be a whole number from 1 to {}",
                i64::MAX
            ))
        })
    }
}
