//! The only way from a function's result to a status: nothing unwinds into C.

use std::any::Any;
#[cfg(any(test, feature = "forced-panic"))]
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::constants::paysdk_status::{PAYSDK_OK, PAYSDK_PANIC};
use crate::failure::Failure;
use crate::pointers::ErrorOut;

#[cfg(any(test, feature = "forced-panic"))]
thread_local! {
    static FORCED: Cell<bool> = const { Cell::new(false) };
}

/// Runs the work of a function that can explain its failure.
pub(crate) fn status(err: ErrorOut<'_>, work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    err.clear();
    let failure = match caught(work) {
        Some(Ok(())) => return PAYSDK_OK as i32,
        Some(Err(failure)) => failure,
        None => Failure::panic(),
    };
    let status = failure.status as i32;
    match caught_anyway(|| err.put(failure)) {
        Some(()) => status,
        None => PAYSDK_PANIC as i32,
    }
}

/// Runs the work of a function that has only its status to say.
pub(crate) fn bare_status(work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    match caught(work) {
        Some(Ok(())) => PAYSDK_OK as i32,
        Some(Err(failure)) => failure.status as i32,
        None => PAYSDK_PANIC as i32,
    }
}

/// Runs the work of a function that returns a value.
pub(crate) fn value<T>(after_panic: T, work: impl FnOnce() -> T) -> T {
    caught(work).unwrap_or(after_panic)
}

fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    caught_anyway(|| {
        #[cfg(any(test, feature = "forced-panic"))]
        if FORCED.take() {
            panic!("forced by a test");
        }
        work()
    })
}

fn caught_anyway<T>(work: impl FnOnce() -> T) -> Option<T> {
    hush_panics();
    // What the work was changing is either a handle, whose user is told, or shared and immutable.
    catch_unwind(AssertUnwindSafe(work)).map_err(discard).ok()
}

/// A payload's own drop may panic again; those of panic! don't.
fn discard(payload: Box<dyn Any + Send>) {
    if payload.is::<&'static str>() || payload.is::<String>() {
        drop(payload);
    } else {
        std::mem::forget(payload);
    }
}

/// From here on, a panic prints its place and not its text, which may hold a value.
///
/// In a program of another language the library has Rust's runtime for itself, so that every panic there is the library's.
#[inline(always)]
fn hush_panics() {
    if !HUSHED.is_completed() {
        hush_now();
    }
}

static HUSHED: Once = Once::new();

#[cold]
#[inline(never)]
fn hush_now() {
    HUSHED.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if CALLER_IS_RUST.load(Ordering::Relaxed) {
                others(info);
            } else if let Some(place) = info.location() {
                eprintln!("libpaysdk: defect at {}:{}", place.file(), place.line());
            }
        }));
    });
}

static CALLER_IS_RUST: AtomicBool = AtomicBool::new(false);

/// For tests in Rust, which share the runtime: their own panics are to say why.
pub(crate) fn caller_is_rust() {
    CALLER_IS_RUST.store(true, Ordering::Relaxed);
}

/// Makes the next guarded function of this thread panic.
#[cfg(any(test, feature = "forced-panic"))]
pub(crate) fn force_panic() {
    FORCED.set(true);
}
