//! What the targets share: keys, a client's answer from bytes, and signing what the fuzzer made so that it gets past the signature.

use std::sync::{Arc, Mutex};

use signing_core::{Secret, SortedHmacSha256, SortedMd5, json};
use transport::{Request, Response, TransportError};

/// The key of every client here.
pub const KEY: &str = "192006250b4c09247ec02edce69f6a2d";

/// As a secret.
pub fn secret() -> Secret {
    Secret::new(KEY).expect("the key is printable")
}

/// What the clients' line answers next.
#[derive(Clone, Debug)]
pub struct Slot(Arc<Mutex<Response>>);

impl Default for Slot {
    fn default() -> Self {
        let empty = Response {
            status: 200,
            headers: Vec::new(),
            body: Vec::new(),
            whole: true,
        };
        Slot(Arc::new(Mutex::new(empty)))
    }
}

impl Slot {
    /// A line that answers with what is in the slot.
    pub fn line(
        &self,
    ) -> impl Fn(&Request) -> Result<Response, TransportError> + Send + Sync + 'static {
        let slot = self.clone();
        move |_: &Request| Ok(slot.0.lock().expect("nobody panics with it").clone())
    }

    /// Puts an answer in.
    pub fn put(&self, status: u16, headers: Vec<(String, String)>, body: Vec<u8>) {
        *self.0.lock().expect("nobody panics with it") = Response {
            status,
            headers,
            body,
            whole: true,
        };
    }
}

/// Which signature a message gets.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// Sorted fields, MD5.
    Md5,
    /// Sorted fields, HMAC-SHA256.
    Sha256,
}

/// The object with a right signature at its end, if it is an object without one.
pub fn signed_object(text: &str, scheme: Scheme) -> Option<String> {
    let fields = json::fields(text).ok()?;
    if fields.iter().any(|(name, _)| name == "sign") {
        return None;
    }
    let texts: Option<Vec<_>> = fields
        .iter()
        .map(|(name, raw)| Some((name.as_ref(), json::signed_text(raw).ok()?)))
        .collect();
    let texts = texts?;
    let plain: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    let head = text.trim_end().strip_suffix('}')?;
    let comma = if fields.is_empty() { "" } else { "," };
    Some(format!(
        "{head}{comma}\"sign\":\"{}\"}}",
        sign(scheme, &plain)
    ))
}

/// The signature of plain fields.
pub fn sign(scheme: Scheme, fields: &[(&str, &str)]) -> String {
    match scheme {
        Scheme::Md5 => SortedMd5::new(secret()).sign(fields).to_string(),
        Scheme::Sha256 => SortedHmacSha256::new(secret()).sign(fields).to_string(),
    }
}

/// The form with a right signature, if it is a form without one.
pub fn signed_form(body: &[u8], scheme: Scheme) -> Option<Vec<u8>> {
    let mut fields = signing_core::form::decode(body).ok()?;
    fields.retain(|(name, _)| name != "sign");
    let plain: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let sign = sign(scheme, &plain);
    fields.push(("sign".into(), sign));
    Some(signing_core::form::encode(fields).into_bytes())
}

/// Shows a result the way a caller's log would: no text may panic.
pub fn show<T: std::fmt::Debug, E: std::fmt::Debug + std::fmt::Display>(result: Result<T, E>) {
    match result {
        Ok(value) => drop(format!("{value:?}")),
        Err(error) => drop(format!("{error} {error:?}")),
    }
}
