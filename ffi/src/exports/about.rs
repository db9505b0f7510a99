use std::ffi::{CStr, c_char};

use crate::constants::paysdk_direction::{PAYSDK_REQUEST_FIELDS, PAYSDK_RESPONSE_FIELDS};
use crate::constants::paysdk_status::{PAYSDK_ARGUMENT, PAYSDK_NOT_FOUND};
use crate::constants::status_name;
use crate::failure::Failure;
use crate::guard;
use crate::pointers::{Out, Text};
use crate::table;

/// Grows by one when something that was there changes or goes; additions leave it.
pub const PAYSDK_ABI_VERSION: u32 = 1;

const VERSION: &CStr =
    match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => panic!("the version has a NUL"),
    };

/// The version of the interface that the loaded library has: PAYSDK_ABI_VERSION of its header. After a panic: 0.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_abi_version() -> u32 {
    guard::value(0, || PAYSDK_ABI_VERSION)
}

/// The version of the loaded library, such as "0.1.0". It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_version() -> *const c_char {
    guard::value(c"".as_ptr(), || VERSION.as_ptr())
}

/// The name of a status, such as "INVALID_VALUE"; "?" for a number that is none. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_status_name(status: i32) -> *const c_char {
    guard::value(c"?".as_ptr(), || status_name(status).as_ptr())
}

/// How many operations there are, of all providers.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_operation_count(count: Out<'_, usize>) -> i32 {
    guard::bare_status(|| {
        *count.cleared("count")? = table::table().operations.len();
        Ok(())
    })
}

/// The name of an operation, by its number from 0; NOT_FOUND behind the last. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_operation_at(i: usize, name: Out<'_, *const c_char>) -> i32 {
    guard::bare_status(|| {
        let name = name.cleared("name")?;
        *name = entry(&table::table().operations, i)?.name.as_ptr();
        Ok(())
    })
}

/// The name of a field of an operation or notification, by its number from 0, and its paysdk_field_flag bits;
/// NOT_FOUND behind the last. The name lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_operation_field_at(
    operation: Text<'_>,
    direction: i32,
    i: usize,
    name: Out<'_, *const c_char>,
    flags: Out<'_, u32>,
) -> i32 {
    guard::bare_status(|| {
        let (name, flags) = (name.cleared("name"), flags.cleared("flags"));
        let (name, flags) = (name?, flags?);
        let operation = operation.utf8("operation")?;
        let request = direction == PAYSDK_REQUEST_FIELDS as i32;
        if !request && direction != PAYSDK_RESPONSE_FIELDS as i32 {
            return Err(Failure::new(
                PAYSDK_ARGUMENT,
                "direction is neither 0 nor 1",
            ));
        }
        let fields = match (table::operation(operation), table::notification(operation)) {
            (Some(operation), _) if request => operation.request(),
            (Some(operation), _) => operation.response(),
            (None, Some(notification)) if !request => notification.fields(),
            _ => return Err(Failure::unknown_name("operation", operation)),
        };
        let field = entry(fields, i)?;
        (*name, *flags) = (field.name.as_ptr(), field.flags);
        Ok(())
    })
}

fn entry<T>(list: &[T], i: usize) -> Result<&T, Failure> {
    list.get(i)
        .ok_or_else(|| Failure::new(PAYSDK_NOT_FOUND, "behind the last"))
}

/// Makes the next function of this thread panic inside. Only in builds for tests.
///
/// cbindgen:ignore
#[cfg(any(test, feature = "forced-panic"))]
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_test_force_panic() {
    guard::force_panic();
}
