//! The twelve operations: where they are reached, what they need, and the way from a form to an answer.

use super::{
    Chaoying,
    answer::{Answer, Code, Failure},
    cancel,
    form::Form,
    merchants, pay, pre_order, query, refund,
};
use crate::{HttpReply, HttpRequest};
use std::sync::Arc;

type Run = for<'a> fn(&'a mut Chaoying, &Form<'_>) -> Result<Answer<'a>, Failure>;

pub(super) struct Row {
    pub(super) path: &'static str,
    /// The `method` field, for the operations that share a path.
    pub(super) method: Option<&'static str>,
    pub(super) name: &'static str,
    pub(super) moves_money: bool,
    /// Whether the table of its answer lists `sign`.
    signed: bool,
    required: &'static [&'static str],
    run: Run,
}

const GATEWAY: &str = "/UnifiedPay/Gateway";
const PAY: &[&str] = &["mch_id", "out_trade_no", "body", "total_fee", "auth_code"];
const FACE_PAY: &[&str] = &[
    "mch_id",
    "openid",
    "out_trade_no",
    "body",
    "total_fee",
    "face_code",
];
const REFUND: &[&str] = &[
    "paytype",
    "mch_id",
    "out_refund_no",
    "total_fee",
    "refund_fee",
    "op_user_id",
];
const PRE_ORDER: &[&str] = &["mch_id", "body", "out_trade_no", "total_fee", "trade_type"];

const fn shared(
    method: &'static str,
    moves_money: bool,
    required: &'static [&'static str],
    run: Run,
) -> Row {
    Row {
        path: GATEWAY,
        method: Some(method),
        name: method,
        moves_money,
        signed: true,
        required,
        run,
    }
}

const fn own(
    path: &'static str,
    name: &'static str,
    signed: bool,
    required: &'static [&'static str],
    run: Run,
) -> Row {
    Row {
        path,
        method: None,
        name,
        moves_money: false,
        signed,
        required,
        run,
    }
}

const ROWS: &[Row] = &[
    shared("pay", true, PAY, pay::pay),
    shared(
        "orderquery",
        false,
        &["paytype", "mch_id"],
        query::order_query,
    ),
    shared("refund", true, REFUND, refund::refund),
    shared(
        "refundquery",
        false,
        &["paytype", "mch_id"],
        refund::refund_query,
    ),
    shared(
        "cancel",
        true,
        &["paytype", "mch_id", "out_trade_no", "op_user_id"],
        cancel::cancel,
    ),
    shared("facepay", true, FACE_PAY, pay::face_pay),
    shared(
        "getfaceauth",
        false,
        &["store_id", "store_name", "device_id", "rawdata"],
        merchants::face_auth,
    ),
    own(
        "/Open/WECHAT_PreOrder",
        "wechat_preorder",
        false,
        PRE_ORDER,
        pre_order::wechat,
    ),
    own(
        "/Open/ALIPAY_PreOrder",
        "alipay_preorder",
        false,
        PRE_ORDER,
        pre_order::alipay,
    ),
    own(
        "/UnifiedPay/Mch_Reg",
        "register",
        true,
        &[],
        merchants::register,
    ),
    own(
        "/Mch/GetMchSMSValid",
        "send_sms",
        true,
        &["mobile"],
        merchants::send_sms,
    ),
    own(
        "/Mch/GetMchId",
        "get_merchant",
        true,
        &[],
        merchants::get_merchant,
    ),
];

/// The operation that a path and a `method` name.
pub(super) fn find(path: &str, method: Option<&str>) -> Option<&'static Row> {
    ROWS.iter()
        .find(|row| row.path == path && (row.method.is_none() || row.method == method))
}

/// Whether anything is reached by this path.
pub(super) fn is_known_path(path: &str) -> bool {
    ROWS.iter().any(|row| row.path == path)
}

/// Answers a POST to one of the operations' paths.
pub(super) fn answer(gateway: &mut Chaoying, request: &HttpRequest) -> HttpReply {
    let signer = Arc::clone(&gateway.signer);
    let nonce = gateway.random.nonce();
    let (sign_failures, name_orders) = (gateway.config.sign_failures, gateway.config.name_orders);
    let form = match Form::read(request) {
        Ok(form) => form,
        Err(failure) => {
            let answer = Answer::of_failure(&failure).with("nonce_str", nonce);
            return answer.reply(sign_failures.then_some(&*signer));
        }
    };
    let (answer, success_signed) = match run(gateway, request, &form) {
        Ok((answer, signed)) => (answer, signed),
        Err(failure) => (refusal(&failure, &form, name_orders), true),
    };
    let signed = if answer.is_success() {
        success_signed
    } else {
        sign_failures
    };
    answer
        .with("nonce_str", nonce)
        .reply(signed.then_some(&*signer))
}

fn run<'a>(
    gateway: &'a mut Chaoying,
    request: &HttpRequest,
    form: &Form<'_>,
) -> Result<(Answer<'a>, bool), Failure> {
    form.authenticate(
        &request.body,
        &gateway.config.agent_id,
        &gateway.signer,
        gateway.config.explain,
    )?;
    let method = form.get("method");
    let row = find(&request.path, method)
        .ok_or_else(|| Failure::new(Code::Parameter, "method is missing or not known"))?;
    // The fields of a registration are agreed between the parties: no rule is known for them.
    if row.name != "register" {
        form.check(row.required, row.required == PRE_ORDER)?;
    }
    Ok(((row.run)(gateway, form)?, row.signed))
}

/// A failure, which repeats the numbers it was asked about so that its reader knows whose it is.
fn refusal<'a>(failure: &Failure, form: &'a Form<'_>, name_orders: bool) -> Answer<'a> {
    let mut answer = Answer::of_failure(failure);
    if name_orders {
        for name in ["mch_id", "out_trade_no", "out_refund_no"] {
            answer = answer.with_some(name, form.get(name));
        }
    }
    answer
}
