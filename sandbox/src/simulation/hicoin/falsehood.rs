//! What somebody without the keys says, and how a till with a planted defect comes to believe it.

use super::{COIN, plan, sandbox};
use crate::simulation::{
    house::Notified,
    journal::{Kind, sale_of},
};
use crate::{HttpReply, HttpRequest, Random};
use serde_json::Value;
use signing_core::form;

/// "Paid", whatever was asked.
pub(super) fn lie(request: &HttpRequest, random: &mut Random) -> Option<HttpReply> {
    // Enough for order numbers, which are letters and digits.
    let body = std::str::from_utf8(&request.body).ok()?;
    let (_, rest) = body.split_once("out_trade_no%22%3A%22")?;
    let (number, _) = rest.split_once('%')?;
    let amount = plan::amount(sale_of(number)?);
    let openid = sandbox::Config::DEFAULT_OPENID;
    let (nonce, sign) = (random.nonce(), random.nonce().to_ascii_uppercase());
    // The gateway's own answers end in their signature, which is then spoilt.
    Some(HttpReply::json(format!(
        "{{\"code\":\"0\",\"msg\":\"\",\"data\":{{\"out_trade_no\":\"{number}\",\"trade_no\":\"88\",\"trade_type\":\"H5\",\
         \"trade_status\":\"SUCCESS\",\"total_amount\":{amount},\"settle_currency\":\"{COIN}\",\"openid\":\"{openid}\",\
         \"nonce_str\":\"{nonce}\",\"sign\":\"{sign}{sign}\"}}}}"
    )))
}

/// What a till that does not look at the signature takes a notification for.
pub(super) fn believed(body: &[u8], expected: &dyn Fn(&str) -> Option<(u128, Kind)>) -> Notified {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let field = |name: &str| match &json {
        Some(object) => object[name].as_str().map(str::to_owned),
        None => {
            let fields = form::decode(body).unwrap_or_default();
            fields
                .into_iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value)
        }
    };
    match field("out_trade_no").filter(|number| expected(number).is_some()) {
        Some(number) if field("trade_status").as_deref() == Some("SUCCESS") => Notified::Paid {
            number,
            refundable: 0,
        },
        _ => Notified::Idle,
    }
}
