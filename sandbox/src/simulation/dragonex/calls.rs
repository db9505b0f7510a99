//! The calls of an app that pays users, and of one whom users pay.

use super::{COIN, DragonEx, UID, parts, sdk, volume};
use crate::simulation::{
    house::{Context, Submitted, Told},
    journal::{Attempt, sale_of},
    trace::mixed,
};
use sdk::{
    Error, ExpectedPayment, Masked, OrderQuery, Outcome, Patience, PaymentState, RequestPayment,
    Status, Transfer, TransferState,
};
use std::time::Duration;

fn transfer_of(attempt: &Attempt) -> Transfer {
    Transfer {
        trade_no: attempt.number.clone(),
        open_id: None,
        uid: Some(UID),
        coin_code: COIN.into(),
        volume: volume(attempt.asked),
        scene: "prize".into(),
        desc: "prize".into(),
        device: "web_0001".into(),
    }
}

pub(super) fn transfer(context: &Context<'_, DragonEx>, attempt: &Attempt) -> Submitted {
    match context.client.call(&transfer_of(attempt)) {
        Ok(order) => match order.status {
            Status::Done => Submitted::Paid { refundable: 0 },
            Status::Failed | Status::GivenUp => Submitted::NotPaid,
            _ => Submitted::Open,
        },
        Err(error) => match error.outcome() {
            Outcome::NotSent => Submitted::NotSent,
            Outcome::Refused => Submitted::NotPaid,
            Outcome::Unknown => Submitted::Unknown,
        },
    }
}

pub(super) fn confirm_transfer(context: &Context<'_, DragonEx>, attempt: &Attempt) -> Told {
    let patience = Patience {
        // Once, and again when the request cannot be under way any more.
        poll: Duration::from_secs(370),
        ..Patience::default()
    };
    match context
        .client
        .confirm_transfer(&transfer_of(attempt), patience, |_| {})
    {
        Ok(TransferState::Done(_)) => Told::Paid { refundable: 0 },
        Ok(TransferState::Failed(_) | TransferState::NotMade) => Told::NotPaid,
        Ok(TransferState::StillUnknown { order: Some(_), .. }) => Told::Open,
        _ => Told::Nothing,
    }
}

pub(super) fn request(context: &Context<'_, DragonEx>, attempt: &Attempt) -> Submitted {
    // Unpredictable for others, and yet the same in every run.
    let state = mixed(0xd7a6, sale_of(&attempt.number).unwrap_or_default());
    let request = RequestPayment {
        trade_no: attempt.number.clone(),
        coin_code: COIN.into(),
        volume: volume(attempt.asked),
        scene: "web shop".into(),
        desc: "tea".into(),
        device: "web_0001".into(),
        state: Masked::from(format!("{state:016x}")),
        redirect_url: "https://merchant.test/thanks".into(),
        domain: "dragonex.io".into(),
        specify_dragonex_uid: None,
    };
    match context.client.call(&request) {
        Ok(_) => Submitted::Open,
        Err(error) if error.outcome() == Outcome::NotSent => Submitted::NotSent,
        Err(_) => Submitted::Unknown,
    }
}

pub(super) fn confirm_payment(context: &Context<'_, DragonEx>, attempt: &Attempt) -> Told {
    let expected = ExpectedPayment::new(COIN, volume(attempt.fee));
    match context.client.confirm_payment(&attempt.number, &expected) {
        Ok(PaymentState::Paid(_)) => Told::Paid { refundable: 0 },
        Ok(PaymentState::NotPaid(_)) => Told::NotPaid,
        Ok(PaymentState::Open(Some(_))) => Told::Open,
        Ok(PaymentState::Open(None)) => Told::NoOrder,
        Err(Error::Mismatch { field: "volume" }) => other_volume(context, attempt),
        _ => Told::Nothing,
    }
}

/// What was paid instead, or what became of an order that now asks for too little.
fn other_volume(context: &Context<'_, DragonEx>, attempt: &Attempt) -> Told {
    match context.client.call(&OrderQuery {
        trade_no: attempt.number.clone(),
    }) {
        Ok(order) => match (order.status, parts(&order.volume)) {
            (Status::Done, Some(paid)) => Told::PaidOther(paid),
            (Status::Failed | Status::GivenUp, _) => Told::NotPaid,
            _ => Told::Open,
        },
        Err(_) => Told::Nothing,
    }
}
