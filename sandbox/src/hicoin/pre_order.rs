//! 支付预下单: an order that waits for its user, for ten minutes.

use super::{
    Event, HiCoin,
    answer::{Code, Data, Failure},
    books::{Order, Payment, Status, trade_no},
    conduct::User,
    form::Biz,
    operations::{self, Key},
    tokens::Bearer,
};
use crate::{HttpReply, HttpRequest};
use std::time::Duration;

pub(super) fn pre_order(gateway: &mut HiCoin, request: &HttpRequest) -> Result<HttpReply, Failure> {
    let (form, bearer) = operations::signed(gateway, request, Key::Payment)?;
    let Bearer::User(user) = bearer else {
        return Err(Failure::new(
            Code::Token,
            "this is the base token; the user's is wanted",
        ));
    };
    let order = read(gateway, &form.biz()?)?;
    if *order.openid != *user {
        return Err(Failure::new(Code::Token, "the token is not this user's"));
    }
    let index = gateway.open(order);
    let nonce = gateway.random.nonce();
    let order = &gateway.books.orders[index];
    let data = Data::default()
        .with("out_trade_no", &*order.number)
        .with("trade_no", trade_no(index))
        .with(
            "trade_type",
            order
                .payment
                .as_ref()
                .map_or("", |payment| payment.trade_type),
        )
        .with("nonce_str", nonce);
    Ok(data.reply(Some(&gateway.payment_signer)))
}

fn read(gateway: &HiCoin, biz: &Biz<'_>) -> Result<Order, Failure> {
    let openid = biz.text("openid")?;
    let (body, subject) = (biz.short_text("body", 64)?, biz.short_text("subject", 32)?);
    let number = biz.order_number()?;
    let amount = biz.number("total_amount")?;
    let coin = biz.text("settle_currency")?;
    let trade_type = match &*biz.text("trade_type")? {
        "JSAPI" => "JSAPI",
        "H5" => "H5",
        _ => return Err(Failure::parameter("trade_type must be JSAPI or H5")),
    };
    let seconds = biz.number("trade_timeout_express")?;
    if seconds != 600 {
        return Err(Failure::parameter("trade_timeout_express must be 600"));
    }
    let return_url = biz.text("return_url")?;
    let is_clean = !return_url
        .chars()
        .any(|c| c.is_control() || c.is_whitespace());
    if !is_clean || !return_url.starts_with("https://") && !return_url.starts_with("http://") {
        return Err(Failure::parameter(
            "return_url must begin with https:// or http://",
        ));
    }
    gateway.books.admit(&number, &coin)?;
    Ok(Order {
        number: number.into(),
        openid: openid.into(),
        subject: subject.into(),
        body: body.into(),
        coin: coin.into(),
        amount,
        status: Status::Open,
        created: gateway.now,
        hidden_until: gateway.hidden_until(),
        payment: Some(Box::new(Payment {
            trade_type,
            passback_params: biz.optional("passback_params")?.map(Into::into),
            return_url: return_url.into(),
            expires: gateway.now + Duration::from_secs(600),
        })),
    })
}

impl HiCoin {
    fn open(&mut self, order: Order) -> usize {
        let user = self
            .user_plans
            .remove(&*order.number)
            .unwrap_or_else(|| User::of_number(&order.number));
        let expires = order
            .payment
            .as_ref()
            .map_or(self.now, |payment| payment.expires);
        let (index, now) = (self.books.add(order), self.now);
        let mut plan = |at, paid| {
            self.agenda
                .plan(at, Event::UserDecides { order: index, paid })
        };
        match user {
            User::IsInFrontOfThePage => {}
            User::PaysAfter(time) => plan(now + time, true),
            User::CancelsAfter(time) => plan(now + time, false),
        }
        plan(expires, false);
        index
    }

    /// The user pays or gives up, or time is up. Only the first of them counts.
    pub(super) fn user_decides(&mut self, order: usize, paid: bool, at: Duration) -> bool {
        let record = &mut self.books.orders[order];
        if record.status != Status::Open || record.payment.is_none() {
            return false;
        }
        record.status = if paid { Status::Paid } else { Status::Closed };
        if paid {
            self.notify(order, at);
        }
        true
    }
}
