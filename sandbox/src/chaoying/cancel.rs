//! 交易撤销: reverses a paid order, closes an unpaid one, within its few minutes.

use super::{
    Chaoying,
    answer::{Answer, Code, Failure, TradeState},
    books::Status,
    customer::Customer,
    form::Form,
    query::check_paytype,
};

/// 交易撤销. Its success names no order, as the manual's table has it.
pub(super) fn cancel<'a>(
    gateway: &'a mut Chaoying,
    form: &Form<'_>,
) -> Result<Answer<'a>, Failure> {
    let mch_id = form.required("mch_id")?;
    let merchant = gateway.books.merchant(mch_id, gateway.now)?;
    let found = gateway
        .books
        .find_order(merchant, form.required("out_trade_no")?);
    let order = gateway.visible(found)?;
    check_paytype(&gateway.books.orders[order], form)?;
    check_time(gateway, order)?;
    reverse(gateway, order)?;
    let answer = Answer::of_trade(Code::Success, TradeState::Success);
    Ok(answer.with("mch_id", gateway.books.merchants[merchant].mch_id.as_str()))
}

fn check_time(gateway: &Chaoying, order: usize) -> Result<(), Failure> {
    let age = gateway
        .now
        .saturating_sub(gateway.books.orders[order].created);
    if age < gateway.config.cancel_from {
        return Err(Failure::new(
            Code::Cancel,
            "too early: wait 15 s after the order was made",
        ));
    }
    if age > gateway.config.cancel_until {
        return Err(Failure::new(
            Code::Cancel,
            "too late: refund an order older than 5 minutes",
        ));
    }
    Ok(())
}

fn reverse(gateway: &mut Chaoying, order: usize) -> Result<(), Failure> {
    let now = gateway.now;
    if gateway.books.orders[order].customer == Customer::PaysAsCancelled {
        gateway.settle(order, Status::Paid, now);
    }
    if gateway.books.reserved(order) > 0 {
        return Err(Failure::new(Code::Cancel, "the order was refunded"));
    }
    let record = &mut gateway.books.orders[order];
    let after = match record.status {
        Status::Paid => Status::Cancelled,
        Status::Open | Status::Paying | Status::Failed => Status::Closed,
        ended @ (Status::Closed | Status::Cancelled) => ended,
    };
    if record.status != after {
        record.status = after;
        record.ended = now;
    }
    Ok(())
}
