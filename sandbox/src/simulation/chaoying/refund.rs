//! Refunds: sent once under a number, and asked for by that number.

use super::{Chaoying, MCH_ID, calls::paytype, fen};
use crate::simulation::{
    house::{Context, RefundTold},
    journal::Attempt,
};
use ::chaoying::{Code, Error, Outcome, Refund, RefundQuery, RefundStatus};

pub(super) fn send(
    context: &Context<'_, Chaoying>,
    attempt: &Attempt,
    number: &str,
    amount: u128,
) -> RefundTold {
    let refund = Refund {
        paytype: paytype(context, attempt),
        mch_id: MCH_ID.into(),
        out_refund_no: number.into(),
        total_fee: fen(attempt.asked),
        refund_fee: fen(amount),
        op_user_id: "cashier1".into(),
        out_trade_no: Some(attempt.number.clone()),
        ..Refund::default()
    };
    match context.client.call(&refund) {
        Ok(_) => RefundTold::Done,
        Err(error) if error.outcome() == Outcome::NotSent => RefundTold::Again,
        Err(_) => RefundTold::Unknown,
    }
}

pub(super) fn ask(context: &Context<'_, Chaoying>, attempt: &Attempt, number: &str) -> RefundTold {
    let query = RefundQuery {
        paytype: paytype(context, attempt),
        mch_id: MCH_ID.into(),
        out_refund_no: Some(number.into()),
        ..RefundQuery::default()
    };
    match context.client.call(&query) {
        Ok(reply) => match reply.refund(number).map(|item| &item.refund_status) {
            Some(RefundStatus::Success) => RefundTold::Done,
            Some(RefundStatus::Fail) => RefundTold::Failed,
            Some(RefundStatus::Processing) => RefundTold::Open,
            Some(RefundStatus::NotSure) => RefundTold::Again,
            Some(RefundStatus::Change) => RefundTold::Person,
            _ => RefundTold::Unknown,
        },
        // Not there, or not yet: the same number is safe to send, whichever it is.
        Err(Error::Provider(failure)) if failure.signed && failure.code == Code::RefundQuery => {
            RefundTold::Again
        }
        Err(_) => RefundTold::Unknown,
    }
}
