//! 下发: money leaves the merchant's balance at once and reaches the account later, or comes back.

use super::{
    Event, PayoutCourse, RechargePayout,
    answer::{self, Code, Refusal},
    books::{Payout, Status},
    message::Message,
    yuan,
};
use crate::{HttpReply, HttpRequest};
use signing_core::fixed_order;

pub(super) fn create(gateway: &mut RechargePayout, request: &HttpRequest) -> HttpReply {
    let taken = Message::json(request).and_then(|message| take(gateway, &message));
    match taken {
        Ok(PayoutCourse::PaidBehindAnError(_)) => {
            answer::refused(&Refusal::new(Code::SystemError, "try again later"))
        }
        Ok(_) => answer::accepted(),
        Err(refusal) => answer::refused(&refusal),
    }
}

fn take(gateway: &mut RechargePayout, message: &Message<'_>) -> Result<PayoutCourse, Refusal> {
    let order = fixed_order::PAYOUT;
    message.authenticate(
        &gateway.config.app_key,
        &gateway.signer,
        &order,
        gateway.config.explain,
    )?;
    let amount = message.required("amount")?;
    let fen = yuan::whole(amount)
        .filter(|&yuan| yuan > 0)
        .and_then(|yuan| yuan.checked_mul(100))
        .ok_or_else(|| {
            Refusal::new(
                Code::InvalidData,
                "amount must be whole yuan from 1 to 184467440737095516",
            )
        })?;
    let mrn = message.mrn()?;
    let callback_url = message.url("callbackUrl")?;
    let account = message.required("accountNumber")?;
    if gateway.books.find_payout(mrn).is_some() {
        let why = "a payout with this mrn is there already";
        return Err(Refusal::new(Code::MrnDuplication, why));
    }
    let payout = Payout {
        mrn: mrn.into(),
        fen,
        amount: amount.into(),
        account_ending: ending(account).into(),
        callback_url: callback_url.into(),
        status: Status::Waiting,
        hidden_until: gateway.hidden_until(),
    };
    let payout = gateway.books.add_payout(payout).ok_or_else(|| {
        let why = "the merchant's balance is too small";
        Refusal::new(Code::InsufficientBalance, why)
    })?;
    let usual = PayoutCourse::PaidAfter(gateway.config.payout_takes);
    let planned = gateway.courses.remove(mrn);
    let course = planned
        .or_else(|| PayoutCourse::of_account(account))
        .unwrap_or(usual);
    gateway.start(payout, course);
    Ok(course)
}

fn ending(account: &str) -> &str {
    let start = account.char_indices().rev().nth(3);
    start.map_or(account, |(at, _)| &account[at..])
}

impl RechargePayout {
    fn start(&mut self, payout: usize, course: PayoutCourse) {
        let (after, paid_out) = match course {
            PayoutCourse::PaidAfter(after) | PayoutCourse::PaidBehindAnError(after) => {
                (after, true)
            }
            PayoutCourse::FailsAfter(after) => (after, false),
            PayoutCourse::Waits => return,
        };
        self.agenda
            .plan(self.now + after, Event::PayoutEnds { payout, paid_out });
    }
}
