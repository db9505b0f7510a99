//! A till that loses its power: everything it held in memory is gone, what its journal holds stays.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Travels up the stack in place of a result. No panic hook sees it.
struct Crash;

/// Stops the till here and now.
pub(crate) fn crash() -> ! {
    resume_unwind(Box::new(Crash))
}

/// Runs the till until it ends or crashes; `None` if it crashed. A genuine panic goes on.
///
/// Nothing of what `work` borrows may be used afterwards but the journal and the world, which are whole after every step.
pub(crate) fn powered<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => Some(result),
        Err(thrown) if thrown.is::<Crash>() => None,
        Err(thrown) => resume_unwind(thrown),
    }
}
