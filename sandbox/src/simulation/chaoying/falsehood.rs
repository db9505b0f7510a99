//! What somebody without the key says, and how a till with a planted defect comes to believe it.

use super::{key, plan};
use crate::simulation::{
    defect::{Defect, Planted},
    journal::sale_of,
};
use crate::{HttpReply, HttpRequest, Random};
use serde_json::Value;
use signing_core::{Field, SortedMd5, form};

/// "Paid", "refunded", "cancelled", whatever was asked for.
pub(super) fn lie(request: &HttpRequest, random: &mut Random) -> Option<HttpReply> {
    let asked = form::decode(&request.body).ok()?;
    let mut answer = String::with_capacity(512);
    answer.push_str(r#"{"state":"SUCCESS","code":"10000","trade_state":"SUCCESS""#);
    let mut say = |name: &str, value: &str| {
        for part in [",\"", name, "\":\"", value, "\""] {
            answer.push_str(part);
        }
    };
    for (name, value) in &asked {
        // What was sent holds nothing that JSON would escape.
        if ["mch_id", "out_trade_no", "out_refund_no", "refund_fee"].contains(&name.as_str()) {
            say(name, value);
        }
        if name == "out_trade_no" {
            say("total_fee", &plan::amount(sale_of(value)?).to_string());
        }
    }
    for name in [
        "transaction_id",
        "refund_id",
        "appid",
        "openid",
        "out_transaction_id",
    ] {
        say(name, "7551000001000000000000000099");
    }
    say("time_end", "20231115061320");
    say("nonce_str", &random.nonce());
    // The gateway's own answers end in their signature, which is then spoilt.
    say("sign", &random.nonce().to_ascii_uppercase());
    answer.push('}');
    Some(HttpReply::json(answer))
}

/// Signs an answer anew where a till would not have looked.
pub(super) fn overlook(planted: Planted, request: &HttpRequest, reply: &mut HttpReply) {
    let wrong = planted.has(Defect::WrongSignatureBelieved);
    let missing = planted.has(Defect::MissingSignatureBelieved);
    let other = planted.has(Defect::NoOrderCheck);
    if !(wrong || missing || other) {
        return;
    }
    let Ok(Value::Object(mut answer)) = serde_json::from_slice(&reply.body) else {
        return;
    };
    let signed = answer.remove("sign").is_some();
    if other && signed {
        let asked = form::decode(&request.body).unwrap_or_default();
        for (name, value) in asked
            .into_iter()
            .filter(|(name, _)| name == "out_trade_no" || name == "total_fee")
        {
            if answer.contains_key(&name) {
                answer.insert(name, value.into());
            }
        }
    }
    if signed && (wrong || other) || missing && !signed {
        let fields: Vec<Field<'_>> = answer
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
            .collect();
        let sign = SortedMd5::new(key()).sign(&fields).as_str().to_owned();
        answer.insert("sign".into(), sign.into());
        reply.body = Value::Object(answer).to_string().into_bytes();
    }
}

/// A notification signed anew: what a till that does not look would take it for.
pub(super) fn resigned_form(body: &[u8]) -> Vec<u8> {
    let mut fields = form::decode(body).unwrap_or_default();
    fields.retain(|(name, _)| name != "sign");
    let plain: Vec<Field<'_>> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let sign = SortedMd5::new(key()).sign(&plain).as_str().to_owned();
    fields.push(("sign".into(), sign));
    form::encode(fields).into_bytes()
}
