//! 商户给用户打款: accepted at once, decided later.

use super::{
    Event, HiCoin,
    answer::{Code, Data, Failure},
    books::{Order, Status, trade_no},
    conduct::Course,
    form::Biz,
    operations::{self, Key},
};
use crate::{HttpReply, HttpRequest};
use std::time::Duration;

pub(super) fn transfer(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let (form, bearer) = operations::signed(gateway, request, Key::App)?;
    operations::base(&bearer)?;
    let order = read(gateway, &form.biz()?)?;
    let course = match gateway.transfer_plans.remove(&*order.number) {
        Some(course) => course,
        None => Course::of_number(&order.number),
    };
    match course {
        Course::BalanceTooLow => return Err(Failure::new(Code::BalanceTooLow, "")),
        Course::FailsBehindAnError => return Err(Failure::new(Code::System, "")),
        _ => gateway.books.withdraw(&order.coin, order.amount)?,
    }
    let index = gateway.accept(order, course);
    if course == Course::PaidBehindAnError {
        return Err(Failure::new(Code::System, ""));
    }
    let nonce = gateway.random.nonce();
    let order = &gateway.books.orders[index];
    let data = Data::default()
        .with("out_trade_no", &*order.number)
        .with("trade_no", trade_no(index))
        .with("trade_type", "JSAPI")
        .with("nonce_str", nonce);
    Ok(data.reply(Some(&gateway.app_signer)))
}

fn read(gateway: &HiCoin, biz: &Biz<'_>) -> Result<Order, Failure> {
    let openid = biz.text("openid")?;
    let order = Order {
        number: biz.order_number()?.into(),
        subject: biz.text("subject")?.into(),
        body: biz.text("body")?.into(),
        coin: biz.text("settle_currency")?.into(),
        amount: biz.number("total_amount")?,
        status: Status::Open,
        created: gateway.now,
        hidden_until: gateway.hidden_until(),
        payment: None,
        openid: openid.into(),
    };
    gateway.books.admit(&order.number, &order.coin)?;
    if !gateway.users.contains(&*order.openid) {
        return Err(Failure::new(Code::NoSuchUser, "this openid is not known"));
    }
    Ok(order)
}

impl HiCoin {
    fn accept(&mut self, order: Order, course: Course) -> usize {
        let (number, now) = (self.books.add(order), self.now);
        let mut plan = |takes: Duration, paid| {
            self.agenda.plan(
                now + takes,
                Event::TransferEnds {
                    order: number,
                    paid,
                },
            );
        };
        match course {
            Course::Slow => plan(self.config.slow_transfer_takes, true),
            Course::Fails => plan(self.config.transfer_takes, false),
            Course::NeverEnds => {}
            _ => plan(self.config.transfer_takes, true),
        }
        number
    }

    /// The transfer's end. What failed is back in the account.
    pub(super) fn transfer_ends(&mut self, order: usize, paid: bool) {
        let record = &mut self.books.orders[order];
        if record.status != Status::Open {
            return;
        }
        record.status = if paid { Status::Paid } else { Status::Failed };
        if !paid {
            self.books.give_back(order);
        }
    }
}
