use std::ffi::c_char;
use std::ptr;

use crate::constants::paysdk_outcome::PAYSDK_OUTCOME_UNKNOWN;
use crate::constants::paysdk_status::{PAYSDK_ARGUMENT, PAYSDK_PANIC};
use crate::guard;
use crate::handles::paysdk_error;
use crate::pointers::{Owned, Shared, lent};

/// The status that the failed function returned; ARGUMENT for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_error_status(e: Shared<'_, paysdk_error>) -> i32 {
    guard::value(PAYSDK_PANIC as i32, || match e.get() {
        Ok(error) => error.status as i32,
        Err(_) => PAYSDK_ARGUMENT as i32,
    })
}

/// What the failure means for the money, one of paysdk_outcome. Unknown for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_error_outcome(e: Shared<'_, paysdk_error>) -> i32 {
    guard::value(PAYSDK_OUTCOME_UNKNOWN as i32, || match e.get() {
        Ok(error) => error.outcome as i32,
        Err(_) => PAYSDK_OUTCOME_UNKNOWN as i32,
    })
}

/// The HTTP status of the answer; 0 where there was none or it is not known.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_error_http_status(e: Shared<'_, paysdk_error>) -> i32 {
    guard::value(0, || match e.get() {
        Ok(error) => error.http_status.map_or(0, i32::from),
        Err(_) => 0,
    })
}

/// A text of the error, one of paysdk_text; NULL where it has none. It lives as long as the error, and carries no secret.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_error_text(e: Shared<'_, paysdk_error>, which: i32) -> *const c_char {
    guard::value(ptr::null(), || {
        let which = usize::try_from(which).unwrap_or(usize::MAX);
        match e.get().map(|error| error.texts.get(which)) {
            Ok(Some(text)) => lent(text),
            _ => ptr::null(),
        }
    })
}

/// Frees an error. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_error_free(e: Owned<paysdk_error>) {
    guard::value((), || e.free());
}
