//! Telling a function of the caller's about each call.
#![allow(non_camel_case_types, reason = "the names of the C header")]

use std::ffi::{c_char, c_void};

use transport::{CallEnd, CallStart, Observer, Outcome};

use crate::charset::Charset;
use crate::constants::paysdk_log_level::{self, *};
use crate::pointers::UserData;

/// Is told of each call's start and end, in one line without secrets or control characters, on the thread that makes the call.
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
            // One line, whatever an order number holds: of a start it is told before its rule is checked.
            let message = message().replace(char::is_control, " ");
            let message = self.charset.c_message(&message);
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::ffi::CStr;
    use std::ptr;
    use std::time::Duration;

    use super::*;

    thread_local! {
        static HEARD: RefCell<Vec<(i32, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
    }

    extern "C" fn hear(_: *mut c_void, level: i32, message: *const c_char) {
        // SAFETY: a text that ends in NUL and lives for the call.
        let message = unsafe { CStr::from_ptr(message) };
        HEARD.with_borrow_mut(|heard| heard.push((level, message.to_bytes().to_vec())));
    }

    #[test]
    fn no_text_of_a_call_forges_a_line() {
        let order = Some("1\n4 ERROR\r2\u{85}\u{1b}\0支");
        for charset in [Charset::Utf8, Charset::Gbk] {
            let logger = Logger {
                function: hear,
                userdata: UserData(ptr::null_mut()),
                max_level: 4,
                charset,
            };
            logger.started(&CallStart {
                provider: "hicoin",
                operation: "transfer",
                order,
                url: "https://gateway.example/a\nb",
            });
            logger.ended(&CallEnd {
                provider: "hicoin",
                operation: "transfer",
                order,
                http_status: None,
                duration: Duration::from_millis(7),
                result: Err(Outcome::Unknown),
                error: Some("no\tanswer\n"),
            });
            let lines = [
                "hicoin.transfer 1 4 ERROR 2   支 to https://gateway.example/a b",
                "hicoin.transfer 1 4 ERROR 2   支 outcome unknown after 7 ms: no answer ",
            ];
            let bytes = |line| charset.encode(line).unwrap().into_owned();
            let expected = vec![(4, bytes(lines[0])), (1, bytes(lines[1]))];
            assert_eq!(HEARD.take(), expected);
        }
    }
}
