use crate::{CallEnd, CallStart, Observer, Outcome};

/// Reports each call to the `log` crate: starts and successes at debug level, failures at warn.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogObserver;

impl Observer for LogObserver {
    fn started(&self, call: &CallStart<'_>) {
        log::debug!(
            "{}.{} {} to {}",
            call.provider,
            call.operation,
            call.order.unwrap_or("-"),
            call.url
        );
    }

    fn ended(&self, call: &CallEnd<'_>) {
        let order = call.order.unwrap_or("-");
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
                call.error.unwrap_or("-")
            ),
        }
    }
}
