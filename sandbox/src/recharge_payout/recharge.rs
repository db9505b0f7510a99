//! 充值: a customer is asked to pay, by a form from the browser or by an address that the merchant passes on.

use super::{
    Customer, Event, RechargePayout,
    answer::{self, Code, Refusal},
    books::{Recharge, Status},
    message::Message,
    page, yuan,
};
use crate::{HttpReply, HttpRequest};
use signing_core::fixed_order;

/// 页面对接模式: the browser posts the form and is shown the payment page. The same form again shows the same page.
pub(super) fn by_page(gateway: &mut RechargePayout, request: &HttpRequest) -> HttpReply {
    let created = Message::form(request).and_then(|message| {
        authenticate(gateway, &message)?;
        let known = message
            .get("mrn")
            .and_then(|mrn| gateway.books.find_recharge(mrn));
        match known.filter(|&one| message.get("sign") == Some(&*gateway.books.recharges[one].sign))
        {
            Some(recharge) => Ok(recharge),
            None => create(gateway, &message),
        }
    });
    match created {
        Ok(recharge) => page::go_to(gateway, recharge),
        Err(refusal) => page::refused(&refusal),
    }
}

/// WebAPI 对接模式: the answer is the payment page's path and query.
pub(super) fn by_interface(gateway: &mut RechargePayout, request: &HttpRequest) -> HttpReply {
    let created = Message::json(request).and_then(|message| {
        authenticate(gateway, &message)?;
        create(gateway, &message)
    });
    match created {
        Ok(recharge) => answer::pay_url(&page::address(gateway, recharge)),
        Err(refusal) => answer::no_pay_url(&refusal),
    }
}

fn authenticate(gateway: &RechargePayout, message: &Message<'_>) -> Result<(), Refusal> {
    let order = fixed_order::RECHARGE;
    message.authenticate(
        &gateway.config.app_key,
        &gateway.signer,
        &order,
        gateway.config.explain,
    )
}

fn create(gateway: &mut RechargePayout, message: &Message<'_>) -> Result<usize, Refusal> {
    let invalid = |why| Refusal::new(Code::InvalidData, why);
    let asked = yuan::fen(message.required("amount")?)
        .filter(|&fen| fen > 0)
        .ok_or_else(|| {
            invalid(
                "amount must be yuan from 0.01 to 184467440737095516.15 with at most two decimals",
            )
        })?;
    let channel = message.required("channelId")?;
    if yuan::whole(channel).is_none() {
        return Err(invalid("channelId must be a whole number"));
    }
    let mrn = message.mrn()?;
    if gateway.books.find_recharge(mrn).is_some() {
        let why = "a recharge with this mrn is there already";
        return Err(Refusal::new(Code::MrnDuplication, why));
    }
    let recharge = Recharge {
        mrn: mrn.into(),
        asked,
        paid: 0,
        channel: channel.into(),
        callback_url: message.url("callbackUrl")?.into(),
        return_url: message.url("returnUrl")?.into(),
        sign: message.required("sign")?.into(),
        status: Status::Waiting,
        hidden_until: gateway.hidden_until(),
    };
    let planned = gateway.customers.remove(mrn);
    let customer = planned.unwrap_or_else(|| Customer::of_number(mrn));
    let recharge = gateway.books.add_recharge(recharge);
    gateway.meet(recharge, customer, asked);
    Ok(recharge)
}

impl RechargePayout {
    /// Plans what the customer will do. Whoever does nothing in time has failed.
    fn meet(&mut self, recharge: usize, customer: Customer, asked: u64) {
        let (after, paid) = match customer {
            Customer::Waits => (self.config.recharge_valid, None),
            Customer::PaysAfter(after) => (after, Some(asked)),
            Customer::PaysOtherAfter(fen, after) => (after, Some(fen)),
            Customer::PaysShortAfter(after) => {
                let short = u128::from(asked) * 9 / 10;
                (after, Some(u64::try_from(short).unwrap_or(asked).max(1)))
            }
            Customer::FailsAfter(after) => (after, None),
        };
        self.agenda
            .plan(self.now + after, Event::RechargeEnds { recharge, paid });
    }
}
