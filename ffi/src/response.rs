//! What was answered, read by name.

use std::collections::BTreeMap;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::{Mutex, OnceLock, PoisonError};

use zeroize::Zeroizing;

use crate::answer::{self, Answer};
use crate::charset::Charset;
use crate::constants::paysdk_status::{PAYSDK_ARGUMENT, PAYSDK_INVALID_VALUE, PAYSDK_NOT_FOUND};
use crate::failure::Failure;

/// Compares a notification with the merchant's own order and amount.
pub(crate) type Expect = Box<dyn Fn(&str, &str) -> Result<(), Failure> + Send + Sync>;

/// What a response handle holds. All of it is wiped when it goes, for some answers are tokens.
pub struct Response {
    json: Zeroizing<String>,
    body: Zeroizing<Vec<u8>>,
    charset: Charset,
    expect: Option<Expect>,
    /// The texts that C has pointers to.
    lent: Mutex<BTreeMap<String, Zeroizing<CString>>>,
    lent_json: OnceLock<Option<Zeroizing<CString>>>,
}

impl Response {
    pub(crate) fn new(answer: Answer, charset: Charset) -> Response {
        Response {
            json: Zeroizing::new(answer.json),
            body: Zeroizing::new(answer.body),
            charset,
            expect: None,
            lent: Mutex::default(),
            lent_json: OnceLock::new(),
        }
    }

    pub(crate) fn notification(answer: Answer, expect: Expect, charset: Charset) -> Response {
        Response {
            expect: Some(expect),
            ..Response::new(answer, charset)
        }
    }

    pub(crate) fn charset(&self) -> Charset {
        self.charset
    }

    /// The text of a field, in the caller's charset.
    pub(crate) fn get(&self, path: &str) -> Result<*const c_char, Failure> {
        let mut lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = lent.get(path) {
            return Ok(text.as_ptr());
        }
        let text = answer::text(&self.json, path)
            .map(Zeroizing::new)
            .ok_or_else(|| Failure::new(PAYSDK_NOT_FOUND, "the response has no such field"))?;
        let text = self.charset.c_text(&text).ok_or_else(|| {
            let rule = "has a character that the caller's charset lacks";
            Failure::of_field(PAYSDK_INVALID_VALUE, path, rule)
        })?;
        let text = lent.entry(path.to_owned()).or_insert(Zeroizing::new(text));
        Ok(text.as_ptr())
    }

    /// The number of items of a list; 0 for what is no list.
    pub(crate) fn count(&self, path: &str) -> usize {
        answer::count(&self.json, path)
    }

    pub(crate) fn json(&self) -> *const c_char {
        let text = self
            .lent_json
            .get_or_init(|| self.charset.c_json(&self.json).map(Zeroizing::new));
        text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn expect(&self, order: &str, amount: &str) -> Result<(), Failure> {
        match &self.expect {
            Some(expect) => expect(order, amount),
            None => Err(Failure::new(
                PAYSDK_ARGUMENT,
                "the response is no notification",
            )),
        }
    }
}
