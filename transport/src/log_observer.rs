use std::fmt::{self, Display, Formatter};

use crate::{CallEnd, CallStart, Observer, Outcome};

/// Reports each call to the `log` crate, in one line each: starts and successes at debug level, failures at warn.
///
/// Control characters are written as blanks. An order number is told of as the program gave it, before its rule is checked, and must not
/// forge a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogObserver;

impl Observer for LogObserver {
    fn started(&self, call: &CallStart<'_>) {
        log::debug!(
            "{}.{} {} to {}",
            call.provider,
            call.operation,
            InOneLine(call.order.unwrap_or("-")),
            InOneLine(call.url)
        );
    }

    fn ended(&self, call: &CallEnd<'_>) {
        let order = InOneLine(call.order.unwrap_or("-"));
        let millis = call.duration.as_millis();
        match call.result {
            Ok(()) => log::debug!(
                "{}.{} {order} done in {millis} ms",
                call.provider,
                call.operation
            ),
            Err(outcome) => log::warn!(
                "{}.{} {order} failed after {millis} ms, {}: {}",
                call.provider,
                call.operation,
                match outcome {
                    Outcome::NotSent => "not sent",
                    Outcome::Refused => "refused",
                    Outcome::Unknown => "unknown",
                },
                InOneLine(call.error.unwrap_or("-"))
            ),
        }
    }
}

/// A text with blanks for its control characters.
struct InOneLine<'a>(&'a str);

impl Display for InOneLine<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.replace(char::is_control, " "))
    }
}
