use std::ffi::c_char;

use crate::constants::paysdk_status::PAYSDK_INTERNAL;
use crate::failure::Failure;
use crate::guard;
use crate::handles::paysdk_response;
use crate::pointers::{Out, Owned, Shared, Text};

/// The text of a field; "list.0.trade_no" reaches inside. It lives as long as the response.
///
/// Beside the provider's fields stand two of the library's: "proven" (recharge_payout) is "true" only for a whole answer over HTTPS, and
/// one that is not proves nothing, for they have no signature; "signed" (dragonex) is "false" for an answer in a user's name that
/// could not be verified. Do not take a status from either for the end of a payment.
///
/// Whole numbers that the library reads as such (amounts in fen, whole yuan or units of 1e-8, counts, times) come without leading zeros ("01" is
/// "1"), all other numbers with the exact text they had; objects and lists are JSON. NOT_FOUND for a field that is not there or null;
/// INVALID_VALUE for a text that the caller's charset, or a C string, cannot hold.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_response_get(
    r: Shared<'_, paysdk_response>,
    field: Text<'_>,
    value: Out<'_, *const c_char>,
) -> i32 {
    guard::bare_status(|| {
        let value = value.cleared("value")?;
        let response = r.get()?;
        let field = field.value("field", response.charset())?;
        *value = response.get(&field)?;
        Ok(())
    })
}

/// The number of items of a list; 0 for what is no list, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_response_count(r: Shared<'_, paysdk_response>, list: Text<'_>) -> usize {
    guard::value(0, || match (r.get(), list.utf8("list")) {
        (Ok(response), Ok(list)) => response.count(list),
        _ => 0,
    })
}

/// All fields as one JSON object. It lives as long as the response.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_response_json(
    r: Shared<'_, paysdk_response>,
    json: Out<'_, *const c_char>,
) -> i32 {
    guard::bare_status(|| {
        let json = json.cleared("json")?;
        *json = r.get()?.json();
        if json.is_null() {
            return Err(Failure::new(PAYSDK_INTERNAL, "the JSON cannot be written"));
        }
        Ok(())
    })
}

/// The answer's or notification's bytes as they came, never transcoded. Where nothing was sent: the page of recharge_payout.recharge_page,
/// else none; none for chaoying.settle either, which has many answers. They live as long as the response.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_response_body(
    r: Shared<'_, paysdk_response>,
    p: Out<'_, *const u8>,
    n: Out<'_, usize>,
) -> i32 {
    guard::bare_status(|| {
        let (p, n) = (p.cleared("p"), n.cleared("n"));
        let (p, n) = (p?, n?);
        let body = r.get()?.body();
        (*p, *n) = (body.as_ptr(), body.len());
        Ok(())
    })
}

/// Frees a response, and wipes it. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_response_free(r: Owned<paysdk_response>) {
    guard::value((), || r.free());
}
