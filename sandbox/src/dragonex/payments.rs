//! 申请支付: a user is asked for a payment, and pays, gives up, fails or lets the time run out.

use super::{
    DragonEx, Event, User,
    answer::{Code, Refusal, string},
    books::{self, Account, Asked, COINS, Direction, Order, Owner, Status},
    entrance::Caller,
    message::Message,
    volume,
};
use crate::redirect_url::with_query;
use signing_core::form;
use std::time::Duration;

type Data = Result<String, Refusal>;

pub(super) fn request(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let wrong = |why: &'static str| Refusal::new(Code::Parameter, why);
    let trade_no = message.trade_no("trade_no")?;
    let (volume, parts) = message.volume("volume")?;
    let coin = coin(message)?;
    let domain = message.required("domain")?;
    if !["dragonex.io", "dragonex.im", "dragonex.co"]
        .iter()
        .any(|known| {
            domain
                .strip_suffix(known)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    {
        return Err(wrong("domain must be dragonex.io, .im, .co or below"));
    }
    let only = match message.number("specify_dragonex_uid")? {
        0 => None,
        uid => Some(
            gateway
                .books
                .user_by_uid(uid)
                .ok_or_else(|| wrong("specify_dragonex_uid is no user"))?,
        ),
    };
    if gateway.books.knows(&trade_no) {
        return Err(Refusal::new(Code::RecordExists, "this trade_no is used"));
    }
    let asked = Asked {
        coin,
        parts,
        volume: volume.into(),
        scene: message.sized("scene", 0, 99)?.into(),
        desc: message.sized("desc", 0, 99)?.into(),
        device: message.sized("device", 8, 16)?.into(),
        state: message.sized("state", 8, 16)?.into(),
        redirect_url: message.url("redirect_url")?.into(),
        only,
        code: gateway.random.nonce()[..10].into(),
        expires: gateway.now + gateway.config.pay_code_valid,
        hidden_until: gateway.hidden_until(),
        order: None,
        trade_no: trade_no.clone().into(),
    };
    let planned = gateway.users.remove(&*trade_no);
    let user = planned.unwrap_or_else(|| User::of_number(&trade_no));
    let asked = gateway.books.add_asked(asked);
    gateway.meet(asked, user);
    let mut data = String::from("{\"pay_url\":");
    string(&mut data, &gateway.pay_url(asked));
    data.push('}');
    Ok(data)
}

/// The coin of a request, which the app may use.
pub(super) fn coin(message: &Message<'_>) -> Result<usize, Refusal> {
    let code = message.required("coin_code")?;
    books::coin(&code)
        .ok_or_else(|| Refusal::new(Code::CoinNotAllowed, "the app may not use this coin"))
}

impl DragonEx {
    /// Plans what the user will do. Whoever does nothing in time has failed.
    fn meet(&mut self, asked: usize, user: User) {
        let planned = match user {
            User::Waits => None,
            User::PaysAfter(after) => Some((after, Status::Done)),
            User::GivesUpAfter(after) => Some((after, Status::GivenUp)),
            User::FailsAfter(after) => Some((after, Status::Failed)),
        };
        if let Some((after, status)) = planned {
            self.agenda
                .plan(self.now + after, Event::PaymentEnds { asked, status });
        }
        let expires = self.books.asked[asked].expires;
        self.agenda.plan(
            expires,
            Event::PaymentEnds {
                asked,
                status: Status::Failed,
            },
        );
    }

    /// Ends the wait for a user. False if it ended before.
    pub(super) fn end_payment(&mut self, asked: usize, status: Status, at: Duration) -> bool {
        let record = &self.books.asked[asked];
        if record.order.is_some() {
            return false;
        }
        let (user, coin, parts) = (record.only.unwrap_or(0), record.coin, record.parts);
        let payer = Owner::User(user);
        let paid = status == Status::Done && self.books.take(payer, Account::Coin, coin, parts);
        let status = if status == Status::Done && !paid {
            Status::Failed
        } else {
            status
        };
        let record = &self.books.asked[asked];
        let order = Order {
            trade_no: record.trade_no.clone(),
            user,
            coin,
            volume: record.volume.clone(),
            parts,
            direction: Direction::UserToApp,
            account: Account::Coin,
            status,
            created: at,
            arrived: paid.then_some(at),
            hidden_until: record.hidden_until,
        };
        let order = self.books.add_order(order);
        self.books.asked[asked].order = Some(order);
        if paid {
            self.books.put(Owner::App, Account::Coin, coin, parts);
            self.call_back(order, at);
        }
        true
    }

    /// The address of the pay page, with the fields that the documents list.
    pub(super) fn pay_url(&self, asked: usize) -> String {
        let asked = &self.books.asked[asked];
        let expires = self.calendar.date(asked.expires);
        let query = form::encode([
            ("app_id", &*self.config.app_id),
            ("code", &asked.code),
            ("coin_code", COINS[asked.coin]),
            ("device", &asked.device),
            ("expire_time", &expires.as_secs().to_string()),
            ("scene", &asked.scene),
            ("desc", &asked.desc),
            ("state", &asked.state),
            ("trade_no", &asked.trade_no),
            ("volume", &asked.volume),
            ("redirect_url", &asked.redirect_url),
        ]);
        format!("{}/oauth/pay?{query}", self.base_url)
    }

    /// Where the browser goes after the payment.
    pub(super) fn redirect(&self, asked: usize) -> Option<String> {
        let asked = &self.books.asked[asked];
        let at = asked.order?;
        let order = &self.books.orders[at];
        let fields = form::encode([
            ("id", &*Order::id(at).to_string()),
            ("uid", &self.books.people[order.user].uid.to_string()),
            ("coin_code", COINS[order.coin]),
            ("volume", &order.volume),
            ("cut_volume", &volume::text(0)),
            ("trade_no", &order.trade_no),
            ("direction", "1"),
            ("status", &(order.status as i32).to_string()),
            ("state", &asked.state),
        ]);
        Some(with_query(&asked.redirect_url, &fields))
    }
}
