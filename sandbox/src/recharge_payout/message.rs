//! A request's fields: read from JSON, a form or a query, and found to be signed by the merchant.

use super::answer::{Code, Refusal};
use crate::HttpRequest;
use signing_core::{Field, FieldOrder, FixedMd5, VerifyError, form, json};
use std::borrow::Cow;

/// Fields whose values are not repeated to anybody.
const MASKED: &[&str] = &["accountName", "accountNumber", "payer"];

/// The document states no types; these may come as JSON numbers, all others must be strings.
const NUMBERS: &[&str] = &["amount", "channelId"];

/// The decoded fields of a request.
#[derive(Debug)]
pub(super) struct Message<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

fn invalid(why: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Code::InvalidData, why)
}

impl<'a> Message<'a> {
    pub(super) fn json(request: &'a HttpRequest) -> Result<Self, Refusal> {
        expect_content(request, "application/json")?;
        let text =
            std::str::from_utf8(&request.body).map_err(|_| invalid("the body is not UTF-8"))?;
        let members = json::fields(text).map_err(|error| invalid(error.to_string()))?;
        let mut fields = Vec::with_capacity(members.len());
        for (name, raw) in members {
            let number = raw.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let typed =
                raw.starts_with('"') || (number && NUMBERS.contains(&&*name)) || raw == "null";
            if !typed {
                return Err(invalid(format!("{name} has the wrong type")));
            }
            let value = json::signed_text(raw).map_err(|error| invalid(error.to_string()))?;
            fields.push((name, value));
        }
        Ok(Self { fields })
    }

    pub(super) fn form(request: &'a HttpRequest) -> Result<Self, Refusal> {
        expect_content(request, "application/x-www-form-urlencoded")?;
        Self::decoded(&request.body)
    }

    pub(super) fn query(request: &'a HttpRequest) -> Result<Self, Refusal> {
        Self::decoded(request.query.as_bytes())
    }

    fn decoded(text: &[u8]) -> Result<Self, Refusal> {
        let fields = form::decode(text).map_err(|error| invalid(error.to_string()))?;
        let owned = |(name, value)| (Cow::Owned(name), Cow::Owned(value));
        Ok(Self {
            fields: fields.into_iter().map(owned).collect(),
        })
    }

    /// A field that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| &**value)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name)
            .ok_or_else(|| invalid(format!("{name} is required")))
    }

    /// Checks that every signed field is there, that the merchant is known, and that the signature is the merchant's. The answer to a
    /// wrong one says what was to be signed, and which mistake it looks like.
    pub(super) fn authenticate(
        &self,
        app_key: &str,
        signer: &FixedMd5,
        order: &FieldOrder,
        explained: bool,
    ) -> Result<(), Refusal> {
        for name in order.names() {
            self.required(name)?;
        }
        if self.required("appKey")? != app_key {
            let why = "this appKey is not known";
            return Err(Refusal::new(Code::ObjectNotFound, why));
        }
        let fields: Vec<Field<'_>> = self.fields.iter().map(|(n, v)| (&**n, &**v)).collect();
        let signature = self.get("sign").unwrap_or_default();
        match signer.verify(order, &fields, signature) {
            Ok(()) => Ok(()),
            Err(VerifyError::Mismatch) if explained => Err(Refusal::new(
                Code::SignError,
                explain(signer, order, &fields, signature),
            )),
            Err(error) => Err(Refusal::new(Code::SignError, error.to_string())),
        }
    }

    /// An order number of at most 64 characters.
    pub(super) fn mrn(&self) -> Result<&str, Refusal> {
        let mrn = self.required("mrn")?;
        if mrn.chars().count() > 64 {
            return Err(invalid("mrn must be at most 64 characters"));
        }
        Ok(mrn)
    }

    /// An absolute URL.
    pub(super) fn url(&self, name: &str) -> Result<&str, Refusal> {
        let url = self.required(name)?;
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.starts_with('/') => Ok(url),
            _ => Err(invalid(format!("{name} must be an http or https URL"))),
        }
    }
}

fn expect_content(request: &HttpRequest, wanted: &'static str) -> Result<(), Refusal> {
    let content = request.header("content-type").unwrap_or_default();
    let media = content.split(';').next().unwrap_or_default().trim();
    if media.eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(invalid(format!("Content-Type must be {wanted}")))
    }
}

fn explain(signer: &FixedMd5, order: &FieldOrder, fields: &[Field<'_>], wrong: &str) -> String {
    let mistake = signer
        .explain(order, fields, wrong)
        .ok()
        .and_then(|explanation| explanation.mistake);
    let expected = signer
        .string_to_sign(order, fields, MASKED)
        .unwrap_or_default();
    match mistake {
        Some(mistake) => format!("{mistake}; the string to sign is {expected}"),
        None => format!("wrong key, or other values than these; the string to sign is {expected}"),
    }
}
