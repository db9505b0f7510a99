use std::ffi::c_char;

use transport::Outcome;

use crate::client::with_keys;
use crate::constants::paysdk_status::PAYSDK_ARGUMENT;
use crate::failure::Failure;
use crate::guard;
use crate::handles::{paysdk_client, paysdk_response};
use crate::pointers::{Bytes, ErrorOut, HandleOut, Out, Shared, Text};
use crate::response::Response;
use crate::table::{self, Headers};

/// Reads a notification, such as "chaoying.payment", from the bytes that were posted. It is believed only if its signature is right.
///
/// headers are the request's, "Name: value" a line; NULL where the kind needs none. Compare the notification with your order by
/// paysdk_notification_expect before you act on it. Free it with paysdk_response_free.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_notification_verify(
    c: Shared<'_, paysdk_client>,
    kind: Text<'_>,
    headers: Text<'_>,
    body: Bytes<'_>,
    n: usize,
    out: HandleOut<'_, paysdk_response>,
    err: ErrorOut<'_>,
) -> i32 {
    about_a_message(err, || {
        let out = out.cleared()?;
        let client = c.get()?;
        let kind = kind.utf8("kind")?;
        let body = body.slice(n, "body")?;
        let headers = headers.optional_bytes().unwrap_or_default();
        // A proxy may add lines in any charset. What decides is ASCII: where it is not, it is not what was signed.
        let headers = String::from_utf8_lossy(headers);
        let headers = parsed(&headers);
        let notification = table::notification(kind)
            .filter(|notification| notification.provider == client.provider())
            .ok_or_else(|| Failure::unknown_name("notification of this client's provider", kind))?;
        let charset = client.charset();
        let (answer, expect) = client
            .access()
            .and_then(|access| with_keys(|| (notification.verify)(&access, &headers, body)))
            .map_err(|failure| failure.in_charset(charset))?;
        out.put(Response::notification(answer, expect, charset));
        Ok(())
    })
}

/// What a notification that came to the caller leaves open, whatever is wrong with it: it says nothing of what was sent before, and
/// this library has seen no HTTP status.
fn about_a_message(err: ErrorOut<'_>, work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    let unread = |failure| Failure {
        outcome: Outcome::Unknown,
        http_status: None,
        ..failure
    };
    guard::status(err, || work().map_err(unread))
}

fn parsed(headers: &str) -> Headers<'_> {
    let pairs = headers.lines().filter_map(|line| line.split_once(':'));
    Headers(
        pairs
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect(),
    )
}

/// Compares a notification with your order number and amount: MISMATCH unless it tells of exactly that payment, done.
///
/// The amount is that of the order, in the provider's unit: "101" fen (Chaoying), "100.50" yuan (recharge), "100" (payout),
/// "100000000" units of 1e-8 (HiCoin), "3.25" (DragonEx). The coin of the latter two may follow behind a blank and is compared, too:
/// "100000000 BTC", "3.25 usdt". Without one HiCoin's must be USDT; DragonEx's is then not compared, so name it. Who serves several merchants of
/// Chaoying names the merchant before the order: "00000001/order", and its mch_id is compared as well.
///
/// A DragonEx callback that passes is still no proof, as its signature has 32 bits: query dragonex.order and compare coin_code,
/// volume, direction and status before you hand anything over. Callbacks of your own transfers are MISMATCH here (direction).
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_notification_expect(
    n: Shared<'_, paysdk_response>,
    order: Text<'_>,
    amount: Text<'_>,
    err: ErrorOut<'_>,
) -> i32 {
    about_a_message(err, || {
        let response = n.get()?;
        let charset = response.charset();
        let expected = order.value("order", charset).and_then(|order| {
            let amount = amount.value("amount", charset)?;
            response.expect(&order, &amount)
        });
        expected.map_err(|failure| failure.in_charset(charset))
    })
}

/// The body to answer a notification with. accepted 1, once you have handled it: send it with HTTP status 200. accepted 0, to be
/// told again: send it with status 500, for some providers look at the status alone. Any other number is ARGUMENT, so that a status
/// of this library can't be taken for a yes. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_notification_ack(
    kind: Text<'_>,
    accepted: i32,
    text: Out<'_, *const c_char>,
) -> i32 {
    guard::bare_status(|| {
        let text = text.cleared("text")?;
        let kind = kind.utf8("kind")?;
        let notification =
            table::notification(kind).ok_or_else(|| Failure::unknown_name("notification", kind))?;
        let [handled, not_handled] = &notification.acks;
        *text = match accepted {
            1 => handled.as_ptr(),
            0 => not_handled.as_ptr(),
            _ => return Err(Failure::new(PAYSDK_ARGUMENT, "accepted is neither 0 nor 1")),
        };
        Ok(())
    })
}
