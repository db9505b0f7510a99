//! Telling a function of the caller's about each call.
#![allow(non_camel_case_types, reason = "the names of the C header")]

use std::ffi::{c_char, c_void};

use transport::{CallEnd, CallStart, Observer, Outcome};

use crate::charset::Charset;
use crate::constants::paysdk_log_level::{self, *};
use crate::pointers::UserData;

/// Is told of each call's start and end, in one line without secrets, on the thread that makes the call.
///
/// `level` is one of `paysdk_log_level`; `message` lives until the callback returns. It must neither throw nor jump out.
pub type paysdk_log_fn =
    Option<extern "C" fn(userdata: *mut c_void, level: i32, message: *const c_char)>;

/// A function, what it is called with, and how much it wants to hear.
#[derive(Clone, Copy)]
pub(crate) struct Logger {
    pub(crate) function: extern "C" fn(*mut c_void, i32, *const c_char),
    pub(crate) userdata: UserData,
    pub(crate) max_level: i32,
    /// That of the client, which is known when the client is made.
    pub(crate) charset: Charset,
}

impl Logger {
    fn tell(&self, level: paysdk_log_level, message: impl FnOnce() -> String) {
        let level = level as i32;
        if level <= self.max_level {
            let message = self.charset.c_message(&message());
            (self.function)(self.userdata.0, level, message.as_ptr());
        }
    }
}

impl Observer for Logger {
    fn started(&self, call: &CallStart<'_>) {
        self.tell(PAYSDK_LOG_DEBUG, || {
            let (provider, operation, url) = (call.provider, call.operation, call.url);
            let order = call.order.unwrap_or("-");
            format!("{provider}.{operation} {order} to {url}")
        });
    }

    fn ended(&self, call: &CallEnd<'_>) {
        let (level, end) = match call.result {
            Ok(()) => (PAYSDK_LOG_INFO, "done"),
            Err(Outcome::NotSent) => (PAYSDK_LOG_WARN, "not sent"),
            Err(Outcome::Refused) => (PAYSDK_LOG_WARN, "refused"),
            Err(Outcome::Unknown) => (PAYSDK_LOG_ERROR, "outcome unknown"),
        };
        self.tell(level, || {
            let (provider, operation) = (call.provider, call.operation);
            let order = call.order.unwrap_or("-");
            let millis = call.duration.as_millis();
            let status = call.http_status.map(|status| format!(", HTTP {status}"));
            let error = call.error.map(|error| format!(": {error}"));
            format!(
                "{provider}.{operation} {order} {end} after {millis} ms{}{}",
                status.unwrap_or_default(),
                error.unwrap_or_default(),
            )
        });
    }
}
