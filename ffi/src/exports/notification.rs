use std::ffi::c_char;

use crate::failure::Failure;
use crate::guard;
use crate::handles::{paysdk_client, paysdk_response};
use crate::pointers::{Bytes, ErrorOut, HandleOut, Out, Shared, Text, utf8};
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
    guard::status(err, || {
        let out = out.cleared()?;
        let client = c.get()?;
        let kind = kind.utf8("kind")?;
        let body = body.slice(n, "body")?;
        let headers = headers.optional_bytes().unwrap_or_default();
        let headers = parsed(utf8(headers, "headers")?);
        let notification = table::notification(kind)
            .filter(|notification| notification.provider == client.provider())
            .ok_or_else(|| Failure::unknown_name("notification of this client's provider", kind))?;
        let charset = client.charset();
        let (answer, expect) = client
            .access()
            .and_then(|access| (notification.verify)(&access, &headers, body))
            .map_err(|failure| failure.in_charset(charset))?;
        out.put(Response::notification(answer, expect, charset));
        Ok(())
    })
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
/// The amount is that of the order, in the provider's unit: "101" fen (Chaoying), "100.50" yuan (recharge and payout),
/// "100000000" units of 1e-8 (HiCoin), "3.25" (DragonEx). A shop that takes several coins lets the last two name the coin, too,
/// behind a blank: "100000000 USDT", "3.25 usdt".
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_notification_expect(
    n: Shared<'_, paysdk_response>,
    order: Text<'_>,
    amount: Text<'_>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let response = n.get()?;
        let charset = response.charset();
        let expected = order.value("order", charset).and_then(|order| {
            let amount = amount.value("amount", charset)?;
            response.expect(&order, &amount)
        });
        expected.map_err(|failure| failure.in_charset(charset))
    })
}

/// The body to answer a notification with, status 200: accepted 1 once you have handled it, 0 to be told again. It lives for ever.
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
        *text = notification.acks[usize::from(accepted == 0)].as_ptr();
        Ok(())
    })
}
