//! The calls of a merchant who pays users, and of one whom users pay.

use super::{COIN, HiCoin, amount, sandbox, sdk};
use crate::simulation::{
    house::{Context, Notified, Submitted, Told},
    journal::{Attempt, Kind, sale_of},
    world::START,
};
use sdk::{
    Client, Confirmed, Error, ExpectedTransfer, Masked, OrderQuery, Outcome, Patience, Preorder,
    TradeType, Transfer, TransferQuery, Verdict,
};
use std::time::Duration;

/// Every sixteenth sale uses the client's own token, which it must fetch over the same bad line; the others bring one.
fn token(attempt: &Attempt) -> Option<Masked> {
    let own = sale_of(&attempt.number)
        .unwrap_or_default()
        .is_multiple_of(16);
    (!own).then(|| Masked::from(sandbox::Config::DEFAULT_TOKEN))
}

fn transfer_of(attempt: &Attempt) -> Transfer {
    Transfer {
        access_token: token(attempt),
        openid: sandbox::Config::DEFAULT_OPENID.into(),
        body: "prize".into(),
        subject: "prize".into(),
        out_trade_no: attempt.number.clone(),
        total_amount: amount(attempt.asked),
        settle_currency: COIN.into(),
    }
}

pub(super) fn transfer(context: &Context<'_, HiCoin>, attempt: &Attempt) -> Submitted {
    match context
        .client
        .call(&transfer_of(attempt))
        .map_err(|error| error.outcome())
    {
        Ok(_) => Submitted::Open,
        Err(Outcome::NotSent) => Submitted::NotSent,
        Err(Outcome::Refused) => Submitted::NotPaid,
        Err(_) => Submitted::Unknown,
    }
}

/// By the client's own way to confirm, where it brings its own token, and by plain queries otherwise.
pub(super) fn confirm(context: &Context<'_, HiCoin>, attempt: &Attempt) -> Told {
    let expected = ExpectedTransfer::from(&transfer_of(attempt));
    if let Some(token) = token(attempt) {
        let query = TransferQuery {
            access_token: Some(token),
            out_trade_no: attempt.number.clone(),
        };
        return match context.client.call(&query) {
            Ok(reply) => {
                let paid = reply.total_amount == Some(expected.total_amount)
                    && reply.openid.as_ref() == Some(&expected.openid)
                    && reply.settle_currency.as_ref() == Some(&expected.settle_currency);
                match reply.verdict() {
                    Verdict::Paid if paid => Told::Paid { refundable: 0 },
                    Verdict::NotPaid => Told::NotPaid,
                    _ => Told::Open,
                }
            }
            Err(error) => denied(&error),
        };
    }
    let poll = Duration::from_secs(context.plan.poll * 3);
    let patience = Patience { poll, wait: poll };
    match context.client.confirm_transfer(&expected, patience, |_| {}) {
        Ok(Confirmed::Paid(_)) => Told::Paid { refundable: 0 },
        Ok(Confirmed::Failed(_)) => Told::NotPaid,
        Ok(Confirmed::StillUnknown(Some(error))) => denied(&error),
        Ok(Confirmed::StillUnknown(None)) => Told::Open,
        _ => Told::Nothing,
    }
}

/// The provider publishes no code for an order that is not there; this is the simulated gateway's. It only shortens the wait.
fn denied(error: &Error) -> Told {
    match error.failure() {
        Some(failure) if failure.code.as_str() == "90004" => Told::NoOrder,
        _ => Told::Nothing,
    }
}

pub(super) fn pre_order(context: &Context<'_, HiCoin>, attempt: &Attempt) -> Submitted {
    let now = START + context.world.elapsed();
    let token = context
        .world
        .gateway(|gateway| gateway.user_token(now, sandbox::Config::DEFAULT_OPENID));
    let order = Preorder {
        access_token: Masked::from(token),
        openid: sandbox::Config::DEFAULT_OPENID.into(),
        body: "tea".into(),
        subject: "tea".into(),
        out_trade_no: attempt.number.clone(),
        total_amount: amount(attempt.asked),
        settle_currency: COIN.into(),
        passback_params: None,
        trade_type: TradeType::H5,
        trade_timeout_express: None,
        return_url: "https://merchant.test/thanks".into(),
    };
    match context.client.call(&order) {
        Ok(_) => Submitted::Open,
        Err(error) if error.outcome() == Outcome::NotSent => Submitted::NotSent,
        Err(_) => Submitted::Unknown,
    }
}

pub(super) fn ask(context: &Context<'_, HiCoin>, attempt: &Attempt) -> Told {
    let query = OrderQuery {
        access_token: token(attempt),
        out_trade_no: attempt.number.clone(),
    };
    match context.client.call(&query) {
        Ok(reply) if reply.is_paid(amount(attempt.fee), COIN) => Told::Paid { refundable: 0 },
        Ok(reply) => match (reply.verdict(), reply.total_amount) {
            (Verdict::Paid, Some(paid)) => Told::PaidOther(paid.units().unsigned_abs().into()),
            (Verdict::NotPaid, _) => Told::NotPaid,
            _ => Told::Open,
        },
        Err(error) => denied(&error),
    }
}

pub(super) fn notified(
    client: &Client,
    content_type: Option<&str>,
    body: &[u8],
    expected: &dyn Fn(&str) -> Option<(u128, Kind)>,
) -> Option<Notified> {
    let notification = client.payment_notification(content_type, body).ok()?;
    if !notification.is_paid() {
        return Some(Notified::Idle);
    }
    let number = notification.out_trade_no.clone()?;
    let (fee, _) = expected(&number)?;
    let told = notification.total_amount?.units().unsigned_abs().into();
    Some(match notification.expect(&number, amount(fee), COIN) {
        Ok(_) => Notified::Paid {
            number,
            refundable: 0,
        },
        Err(_) => Notified::PaidOther {
            number,
            amount: told,
        },
    })
}
