//! 打款订单查询 and 支付订单查询.

use super::{
    HiCoin,
    answer::{Data, Failure},
    books::{Status, trade_no},
    operations::{self, Key},
};
use crate::{HttpReply, HttpRequest, beijing};

pub(super) fn transfer(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let index = found(gateway, request, Key::App)?;
    let nonce = gateway.random.nonce();
    let order = &gateway.books.orders[index];
    let (status, reason) = match order.status {
        Status::Paid => ("SUCCESS", ""),
        Status::Failed | Status::Closed => ("FAILED", "收款账户异常"),
        // The documents name no state for a transfer under way.
        Status::Open => ("PROCESSING", ""),
    };
    let data = common(gateway, index)
        .with("trade_status", status)
        .with("reason", reason)
        .with("nonce_str", nonce);
    Ok(data.reply(Some(&gateway.app_signer)))
}

pub(super) fn order(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let index = found(gateway, request, Key::Payment)?;
    let nonce = gateway.random.nonce();
    let order = &gateway.books.orders[index];
    let status = match order.status {
        Status::Open => "NOTPAY",
        Status::Paid => "SUCCESS",
        Status::Failed | Status::Closed => "CLOSED",
    };
    let payment = order.payment.as_deref();
    let data = common(gateway, index)
        .with(
            "trade_type",
            payment.map_or("", |payment| payment.trade_type),
        )
        .with("trade_status", status)
        .with(
            "timeout_express",
            payment.map_or_else(String::new, |payment| {
                beijing::format(gateway.calendar.date(payment.expires))
            }),
        )
        .with("nonce_str", nonce);
    Ok(data.reply(Some(&gateway.payment_signer)))
}

fn found(gateway: &HiCoin, request: &HttpRequest, key: Key) -> Result<usize, Failure> {
    let (form, bearer) = operations::signed(gateway, request, key)?;
    operations::base(&bearer)?;
    let number = form.biz()?.order_number()?;
    gateway
        .books
        .query(&number, key == Key::Payment, gateway.now)
}

fn common(gateway: &HiCoin, index: usize) -> Data<'_> {
    let order = &gateway.books.orders[index];
    let moved = if order.status == Status::Paid {
        order.amount
    } else {
        0
    };
    Data::default()
        .with("out_trade_no", &*order.number)
        .with("trade_no", trade_no(index))
        .with_number("total_amount", order.amount)
        .with("settle_currency", &*order.coin)
        .with_number("settle_trans_amount", moved)
        .with("subject", &*order.subject)
        .with("body", &*order.body)
        .with(
            "trade_time",
            beijing::format(gateway.calendar.date(order.created)),
        )
        .with("openid", &*order.openid)
}
