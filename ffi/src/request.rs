//! A call that is being put together: fields are checked as they are set.

use std::borrow::Cow;

use signing_core::typed::Value;
use signing_core::{InvalidField, Masked, json};

use crate::charset::Charset;
use crate::client::{Client, with_keys};
use crate::constants::paysdk_status::{PAYSDK_INVALID_VALUE, PAYSDK_MISSING_FIELD};
use crate::failure::Failure;
use crate::response::Response;
use crate::table::{self, Operation};

/// What a request handle holds. Values are wiped when it goes.
pub struct Request {
    client: Client,
    operation: &'static Operation,
    fields: Vec<(String, Masked)>,
}

impl Request {
    pub(crate) fn new(client: &Client, name: &str) -> Result<Request, Failure> {
        let operation = table::operation(name)
            .filter(|operation| operation.provider == client.provider())
            .ok_or_else(|| Failure::unknown_name("operation of this client's provider", name))?;
        Ok(Request {
            client: client.clone(),
            operation,
            fields: Vec::new(),
        })
    }

    pub(crate) fn charset(&self) -> Charset {
        self.client.charset()
    }

    /// Takes a value that keeps the field's rule; a later one replaces it, the empty one takes it back.
    pub(crate) fn set(&mut self, field: &str, value: Masked) -> Result<(), Failure> {
        self.operation.check(field, value.expose())?;
        if value.expose().is_empty() {
            self.fields.retain(|(name, _)| name != field);
            return Ok(());
        }
        match self.fields.iter_mut().find(|(name, _)| name == field) {
            Some((_, old)) => *old = value,
            None => self.fields.push((field.to_owned(), value)),
        }
        Ok(())
    }

    /// Takes all fields of a JSON object, or none; `null` takes a field back.
    pub(crate) fn set_json(&mut self, object: &str) -> Result<(), Failure> {
        let refuse = |error| Failure::new(PAYSDK_INVALID_VALUE, format!("object: {error}"));
        let mut texts = Vec::new();
        for (name, raw) in json::fields(object).map_err(refuse)? {
            let text = Masked::from(&*json::signed_text(raw).map_err(refuse)?);
            if raw != "null" {
                self.operation.check(&name, text.expose())?;
            } else if !self.operation.takes(&name) {
                return Err(Failure::unknown_name("field of this operation", &name));
            }
            texts.push((name, raw == "null", text));
        }
        for (name, null, text) in texts {
            if null {
                self.fields.retain(|(field, _)| *field != name);
            } else {
                self.set(&name, text)?;
            }
        }
        Ok(())
    }

    pub(crate) fn send(&self) -> Result<Response, Failure> {
        let charset = self.charset();
        let entries: Vec<Entry<'_>> = self
            .fields
            .iter()
            .map(|(name, value)| {
                let value = Value::Text(Cow::Borrowed(value.expose()));
                (Cow::Borrowed(name.as_str()), value)
            })
            .collect();
        let access = self.client.access();
        let answer =
            access.and_then(|access| with_keys(|| (self.operation.call)(&access, &entries)));
        match answer {
            Ok(answer) => Ok(Response::new(answer, charset)),
            Err(failure) => Err(self.missing(failure).in_charset(charset)),
        }
    }

    /// A field that broke its rule by not being there is missing, not invalid.
    fn missing(&self, mut failure: Failure) -> Failure {
        let absent = |field: &str| self.fields.iter().all(|(name, _)| name != field);
        if failure.status == PAYSDK_INVALID_VALUE && failure.field.as_deref().is_some_and(absent) {
            failure.status = PAYSDK_MISSING_FIELD;
        }
        failure
    }
}

/// A field as the operations read it.
pub(crate) type Entry<'a> = (Cow<'a, str>, Value<'a>);

impl From<InvalidField> for Failure {
    fn from(invalid: InvalidField) -> Failure {
        Failure::of_field(PAYSDK_INVALID_VALUE, invalid.field, invalid.rule)
    }
}
