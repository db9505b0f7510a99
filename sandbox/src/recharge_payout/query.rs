//! 查单: what became of an order; on request, its callback once more.

use super::{
    RechargePayout,
    answer::{self, Code, Refusal},
    books::Status,
    message::Message,
};
use crate::{HttpReply, HttpRequest};
use signing_core::fixed_order;
use std::time::Duration;

/// 充值查单.
pub(super) fn recharge(gateway: &mut RechargePayout, request: &HttpRequest) -> HttpReply {
    answered(ask(gateway, request, |gateway, mrn, again| {
        let recharge = gateway.books.find_recharge(mrn)?;
        let record = &gateway.books.recharges[recharge];
        let (status, hidden) = (record.status, record.hidden_until);
        if again && status == Status::Done && hidden <= gateway.now {
            gateway.call_back_recharge(recharge, gateway.now);
        }
        Some((status, hidden))
    }))
}

/// 下发查单.
pub(super) fn payout(gateway: &mut RechargePayout, request: &HttpRequest) -> HttpReply {
    answered(ask(gateway, request, |gateway, mrn, again| {
        let payout = gateway.books.find_payout(mrn)?;
        let record = &gateway.books.payouts[payout];
        let (status, hidden) = (record.status, record.hidden_until);
        if again && status == Status::Done && hidden <= gateway.now {
            gateway.call_back_payout(payout, gateway.now);
        }
        Some((status, hidden))
    }))
}

type Find = fn(&mut RechargePayout, &str, bool) -> Option<(Status, Duration)>;

fn ask(
    gateway: &mut RechargePayout,
    request: &HttpRequest,
    find: Find,
) -> Result<(String, Status), Refusal> {
    let message = Message::query(request)?;
    let order = fixed_order::QUERY;
    message.authenticate(
        &gateway.config.app_key,
        &gateway.signer,
        &order,
        gateway.config.explain,
    )?;
    let again = match message.get("callback") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(Refusal::new(
                Code::InvalidData,
                "callback must be true or false",
            ));
        }
    };
    let mrn = message.mrn()?;
    match find(gateway, mrn, again) {
        Some((status, hidden_until)) if hidden_until <= gateway.now => Ok((mrn.to_owned(), status)),
        _ => Err(Refusal::new(Code::ObjectNotFound, "no order has this mrn")),
    }
}

fn answered(asked: Result<(String, Status), Refusal>) -> HttpReply {
    match asked {
        Ok((mrn, status)) => answer::state(&mrn, status.number()),
        Err(refusal) => answer::refused(&refusal),
    }
}
