//! 交易退款 and 退款查询: money back, in parts if need be, each refund number once.

use super::{
    Chaoying, Event,
    answer::{Answer, Code, Failure, TradeState, member},
    books::{self, Refund, RefundStatus, Status},
    customer::RefundCourse,
    form::Form,
    query::{NEITHER, check_paytype},
};
use crate::beijing;
use std::time::Duration;

/// Beyond so many refunds of one order, only `refund_id` finds them.
const MANY: usize = 20;
const ANY_NUMBER: &str = "refund_id, out_refund_no, transaction_id or out_trade_no is required";

/// 交易退款. `transaction_id` wins over `out_trade_no`.
pub(super) fn refund<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let merchant = gateway
        .books
        .merchant(form.required("mch_id")?, gateway.now)?;
    let order = find_order(gateway, merchant, form, NEITHER)?;
    check_paytype(&gateway.books.orders[order], form)?;
    let (total, fee) = (form.fen("total_fee")?, form.fen("refund_fee")?);
    if total != gateway.books.orders[order].total {
        return Err(Failure::new(
            Code::Parameter,
            "total_fee is not the order's",
        ));
    }
    let number = form.required("out_refund_no")?;
    let refund = match gateway.books.find_refund(merchant, number) {
        Some(known) => repeated(gateway, known, order, fee)?,
        None => first(gateway, order, number, fee)?,
    };
    outcome(gateway, refund)
}

fn find_order(
    gateway: &Chaoying,
    merchant: usize,
    form: &Form<'_>,
    none: &'static str,
) -> Result<usize, Failure> {
    let found = match (form.get("transaction_id"), form.get("out_trade_no")) {
        (Some(id), _) => gateway.books.find_transaction(merchant, id),
        (None, Some(number)) => gateway.books.find_order(merchant, number),
        (None, None) => return Err(Failure::new(Code::Parameter, none)),
    };
    gateway.visible(found)
}

fn first(gateway: &mut Chaoying, order: usize, number: &str, fee: u64) -> Result<usize, Failure> {
    check_funds(gateway, order, fee)?;
    let course = gateway
        .refund_courses
        .remove(number)
        .unwrap_or_else(|| RefundCourse::of_number(number));
    let now = gateway.now;
    let status = match course {
        RefundCourse::AtOnce => RefundStatus::Success,
        RefundCourse::Slow => RefundStatus::Processing,
        RefundCourse::NotSure => RefundStatus::NotSure,
        RefundCourse::Fails => RefundStatus::Fail,
        RefundCourse::Change => RefundStatus::Change,
    };
    let refund = gateway.books.add_refund(Refund {
        order,
        number: number.into(),
        fee,
        status,
        ended: now,
    });
    if status == RefundStatus::Processing {
        gateway.agenda.plan(
            now + gateway.config.refund_takes,
            Event::RefundArrives(refund),
        );
    }
    Ok(refund)
}

/// Whether an order can give back so much more. The coupon's part was never the customer's.
fn check_funds(gateway: &Chaoying, order: usize, fee: u64) -> Result<(), Failure> {
    let record = &gateway.books.orders[order];
    if record.status != Status::Paid {
        return Err(Failure::new(Code::Refund, "the order is not a paid one"));
    }
    let left = (record.total - record.coupon).saturating_sub(gateway.books.reserved(order));
    if fee > left {
        return Err(Failure::new(
            Code::Refund,
            format!("only {left} fen can still be refunded"),
        ));
    }
    Ok(())
}

/// The same number again is the same refund; only one that was unsure moves on.
fn repeated(
    gateway: &mut Chaoying,
    refund: usize,
    order: usize,
    fee: u64,
) -> Result<usize, Failure> {
    let now = gateway.now;
    let known = &mut gateway.books.refunds[refund];
    if known.order != order || known.fee != fee {
        let why = "out_refund_no was already used, for another order or amount";
        return Err(Failure::new(Code::Parameter, why));
    }
    if known.status == RefundStatus::NotSure {
        known.status = RefundStatus::Success;
        known.ended = now;
    }
    Ok(refund)
}

fn outcome(gateway: &Chaoying, refund: usize) -> Result<Answer<'_>, Failure> {
    let record = &gateway.books.refunds[refund];
    let failed = |why| Err(Failure::new(Code::Refund, why));
    match record.status {
        RefundStatus::Success => Ok(told(
            gateway,
            Answer::of_trade(Code::Success, TradeState::Success),
            refund,
        )),
        RefundStatus::Processing => Ok(told(
            gateway,
            Answer::of_trade(Code::Paying, TradeState::Processing),
            refund,
        )),
        RefundStatus::NotSure => failed("not sure: send the same out_refund_no again"),
        RefundStatus::Fail => failed("the bank refused: send the same out_refund_no again"),
        RefundStatus::Change => {
            failed("the card is gone, the money went to the merchant's account")
        }
    }
}

fn told<'a>(gateway: &'a Chaoying, answer: Answer<'a>, refund: usize) -> Answer<'a> {
    let record = &gateway.books.refunds[refund];
    let order = &gateway.books.orders[record.order];
    answer
        .with(
            "mch_id",
            gateway.books.merchants[order.merchant].mch_id.as_str(),
        )
        .with("transaction_id", books::transaction_id(record.order))
        .with("out_trade_no", &*order.number)
        .with("out_transaction_id", books::out_refund_id(refund))
        .with("out_refund_no", &*record.number)
        .with("refund_id", books::refund_id(refund))
        .with("refund_channel", "ORIGINAL")
        .with("refund_fee", record.fee.to_string())
        .with("coupon_refund_fee", "0")
}

/// 退款查询. The most precise of the numbers given wins.
pub(super) fn refund_query<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let merchant = gateway
        .books
        .merchant(form.required("mch_id")?, gateway.now)?;
    let unknown = || Failure::new(Code::RefundQuery, "no refund has this number");
    let by_refund = if let Some(id) = form.get("refund_id") {
        Some(
            gateway
                .books
                .find_refund_id(merchant, id)
                .ok_or_else(unknown)?,
        )
    } else if let Some(number) = form.get("out_refund_no") {
        Some(
            gateway
                .books
                .find_refund(merchant, number)
                .ok_or_else(unknown)?,
        )
    } else {
        None
    };
    let order = match by_refund {
        Some(refund) => gateway.visible(Some(gateway.books.refunds[refund].order))?,
        None if form.get("paytype") == Some("ALIPAY") => {
            return Err(Failure::new(
                Code::Parameter,
                "ALIPAY: refund_id or out_refund_no is required",
            ));
        }
        None => find_order(gateway, merchant, form, ANY_NUMBER)?,
    };
    let record = &gateway.books.orders[order];
    check_paytype(record, form)?;
    if record.refunds.len() > MANY && form.get("refund_id").is_none() {
        return Err(Failure::new(
            Code::RefundQuery,
            "more than 20 refunds: refund_id is required",
        ));
    }
    match by_refund {
        Some(refund) => Ok(listed(gateway, order, &[refund])),
        None if record.refunds.is_empty() => Err(unknown()),
        None => Ok(listed(gateway, order, &record.refunds)),
    }
}

fn listed<'a>(gateway: &'a Chaoying, order: usize, refunds: &[usize]) -> Answer<'a> {
    let record = &gateway.books.orders[order];
    // What failed is listed, but is no part of what went back or may have.
    let sum: u64 = refunds
        .iter()
        .map(|&refund| &gateway.books.refunds[refund])
        .filter(|refund| refund.status != RefundStatus::Fail)
        .map(|refund| refund.fee)
        .sum();
    Answer::of_trade(Code::Success, TradeState::Success)
        .with(
            "mch_id",
            gateway.books.merchants[record.merchant].mch_id.as_str(),
        )
        .with("transaction_id", books::transaction_id(order))
        .with("out_transaction_id", books::out_transaction_id(order))
        .with("out_trade_no", &*record.number)
        .with("refund_count", refunds.len().to_string())
        .with("refund_fee_summary", sum.to_string())
        .with("refund_list", refund_list(gateway, refunds))
}

/// A JSON array, which the answer carries inside a string.
fn refund_list(gateway: &Chaoying, refunds: &[usize]) -> String {
    let mut list = String::from("[");
    for (serial, &index) in refunds.iter().enumerate() {
        let refund = &gateway.books.refunds[index];
        let mut object = String::new();
        member(&mut object, "serial_no", &serial.to_string());
        member(&mut object, "refund_id", &books::refund_id(index));
        member(&mut object, "out_refund_id", &books::out_refund_id(index));
        member(&mut object, "out_refund_no", &refund.number);
        member(&mut object, "refund_channel", "ORIGINAL");
        member(&mut object, "refund_fee", &refund.fee.to_string());
        member(&mut object, "refund_status", refund.status.name());
        if refund.status == RefundStatus::Success {
            let date = gateway.calendar.date(refund.ended);
            member(&mut object, "refund_time", &beijing::format(date));
        }
        member(&mut object, "coupon_refund_fee", "0");
        object.push('}');
        if serial > 0 {
            list.push(',');
        }
        list.push_str(&object);
    }
    list.push(']');
    list
}

impl Chaoying {
    pub(super) fn refund_arrives(&mut self, refund: usize, at: Duration) {
        let record = &mut self.books.refunds[refund];
        record.status = RefundStatus::Success;
        record.ended = at;
    }
}
