//! 微信预下单 and 支付宝预下单: an order that the customer pays later, in the wallet or from a QR code.

use super::{
    Chaoying, Event,
    answer::{Answer, Code, Failure, TradeState},
    books::{self, Order, PreOrder, Status},
    customer::Customer,
    form::Form,
    payer::Payer,
};
use crate::beijing;
use std::time::Duration;

/// 微信预下单.
pub(super) fn wechat<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    match form.required("trade_type")? {
        "NATIVE" => drop(form.required("product_id")?),
        trade_type => {
            form.required("sub_appid")?;
            if trade_type == "JSPAY" {
                form.required("buyer_id")?;
            }
        }
    }
    let order = place(gateway, form, "WECHAT")?;
    let token = format!("{:032x}", order + 1);
    let answer = codes(gateway, order, "weixin://wxpay/bizpayurl?pr=");
    let record = &gateway.books.orders[order];
    let pay_info = wakes_the_wallet(record).then(|| wechat_pay_info(record, order));
    Ok(answer
        .with("appid", "wx1f87d44db95cba7a")
        .with_some("sub_openid", record.sub_openid_told())
        .with("token_id", token)
        .with_some("pay_info", pay_info)
        .with(
            "services",
            "pay.weixin.native|pay.weixin.jspay|pay.weixin.app",
        ))
}

/// 支付宝预下单.
pub(super) fn alipay<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    if form.required("trade_type")? == "JSPAY" {
        form.required("product_id")?;
        if form.get("buyer_id").is_none() && form.get("buyer_logon_id").is_none() {
            return Err(Failure::new(
                Code::Parameter,
                "buyer_id or buyer_logon_id is required",
            ));
        }
    }
    if form.get("time_start").is_some() != form.get("time_expire").is_some() {
        return Err(Failure::new(
            Code::Parameter,
            "time_start and time_expire come together",
        ));
    }
    let order = place(gateway, form, "ALIPAY")?;
    let answer = codes(gateway, order, "https://qr.alipay.com/");
    let record = &gateway.books.orders[order];
    let pay_info = wakes_the_wallet(record)
        .then(|| format!("{{\"tradeNO\":\"{}\"}}", books::out_transaction_id(order)));
    let page = (trade_type(record) == "JSPAY").then(|| gateway.page_url(order));
    Ok(answer
        .with_some("pay_info", pay_info)
        .with_some("pay_url", page))
}

fn trade_type(order: &Order) -> &'static str {
    order.pre.as_ref().map_or("", |pre| pre.trade_type)
}

fn wakes_the_wallet(order: &Order) -> bool {
    trade_type(order) != "NATIVE"
}

fn wechat_pay_info(order: &Order, index: usize) -> String {
    let app = order.sub_appid().unwrap_or_default();
    let mut object = String::new();
    let moment = order.created.as_secs().to_string();
    for (name, value) in [
        ("appId", app),
        ("timeStamp", &moment),
        ("nonceStr", &moment),
        ("package", &format!("prepay_id=wx{:030}", index + 1)),
        ("signType", "MD5"),
        ("paySign", &format!("{:032X}", index + 1)),
    ] {
        super::answer::member(&mut object, name, value);
    }
    object.push('}');
    object
}

/// The order's own fields and, for NATIVE, what to show as a QR code. A real code would open the wallet; here `code_url` is
/// the page with the button, unless the gateway has no address.
fn codes<'a>(gateway: &'a Chaoying, order: usize, scheme: &str) -> Answer<'a> {
    let record = &gateway.books.orders[order];
    let native = trade_type(record) == "NATIVE";
    let page = gateway.page_url(order);
    let code = if gateway.base_url.is_empty() {
        format!("{scheme}{:08}", order + 1)
    } else {
        page.clone()
    };
    Answer::of_trade(Code::Success, TradeState::Success)
        .with(
            "mch_id",
            gateway.books.merchants[record.merchant].mch_id.as_str(),
        )
        .with("out_trade_no", &*record.number)
        .with_some("code_url", native.then_some(code))
        .with_some("code_img_url", native.then(|| format!("{page}/code.svg")))
}

/// Notes the order, or finds it noted: the same request again gets the same answer.
fn place(gateway: &mut Chaoying, form: &Form<'_>, wallet: &'static str) -> Result<usize, Failure> {
    let number = form.required("out_trade_no")?;
    let merchant = gateway
        .books
        .merchant(form.required("mch_id")?, gateway.now)?;
    let expires = expiry(gateway, form)?;
    if let Some(known) = gateway.books.find_order(merchant, number) {
        let record = &gateway.books.orders[known];
        return match record.status {
            _ if record.pre.is_none() || record.wallet != Some(wallet) => Err(Failure::new(
                Code::Parameter,
                "out_trade_no was already used, for another kind of payment",
            )),
            _ if record.fingerprint != form.fingerprint() => Err(Failure::new(
                Code::Parameter,
                "out_trade_no was already used, with other fields",
            )),
            Status::Open => Ok(known),
            // Nothing in a pre-order's answer could tell that there is nothing left to pay.
            _ => Err(Failure::new(
                Code::Parameter,
                "the order is paid, failed or closed: query it",
            )),
        };
    }
    let order = note(gateway, form, wallet, merchant)?;
    gateway.agenda.plan(expires, Event::PreOrderExpires(order));
    Ok(order)
}

fn note(
    gateway: &mut Chaoying,
    form: &Form<'_>,
    wallet: &'static str,
    merchant: usize,
) -> Result<usize, Failure> {
    let text = |name: &str| form.get(name).map(str::to_owned);
    let trade_type = match form.required("trade_type")? {
        "JSPAY" => "JSPAY",
        "NATIVE" => "NATIVE",
        "APP" => "APP",
        _ => "APP_BANK",
    };
    let total = form.fen("total_fee")?;
    let hidden_until = gateway.hidden_until();
    let payer = match wallet {
        "ALIPAY" => Payer::of_alipay(form),
        _ => Payer::of_wechat(form),
    };
    Ok(gateway.books.add_order(Order {
        merchant,
        number: form.required("out_trade_no")?.into(),
        wallet: Some(wallet),
        total,
        coupon: 0,
        customer: Customer::NeverAnswers,
        status: Status::Open,
        created: gateway.now,
        hidden_until,
        ended: gateway.now,
        fingerprint: form.fingerprint(),
        attach: None,
        payer,
        refunds: Vec::new(),
        pre: Some(Box::new(PreOrder {
            trade_type,
            notify_url: text("notify_url"),
            device_info: text("device_info"),
        })),
    }))
}

fn expiry(gateway: &Chaoying, form: &Form<'_>) -> Result<Duration, Failure> {
    let start = form.get("time_start").and_then(beijing::parse);
    let Some(expires) = form.get("time_expire").and_then(beijing::parse) else {
        return Ok(gateway.now + gateway.config.pre_order_valid);
    };
    let today = gateway.calendar.date(gateway.now);
    if expires <= start.unwrap_or_default().max(today) {
        return Err(Failure::new(
            Code::Parameter,
            "time_expire is over, or not after time_start",
        ));
    }
    Ok(gateway.calendar.moment(expires))
}
