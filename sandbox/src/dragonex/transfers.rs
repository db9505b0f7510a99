//! Transfers, charges and returns: money that the app's server moves, between coin accounts or between open accounts.

use super::{
    Course, DragonEx, Event,
    answer::{Code, Refusal},
    books::{Account, Direction, Order, Owner, Status},
    entrance::Caller,
    message::Message,
    payments, queries, volume,
};
use std::{borrow::Cow, time::Duration};

type Data = Result<String, Refusal>;

/// What is to move.
struct Movement<'a> {
    trade_no: Cow<'a, str>,
    user: usize,
    coin: usize,
    volume: Cow<'a, str>,
    parts: u128,
    direction: Direction,
    account: Account,
}

pub(super) fn transfer(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let movement = read(gateway, message, Direction::AppToUser, Account::Coin)?;
    gateway.carry_out(movement)
}

pub(super) fn open_transfer(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let movement = read(gateway, message, Direction::AppToUser, Account::Open)?;
    gateway.carry_out(movement)
}

pub(super) fn open_charge(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let movement = read(gateway, message, Direction::UserToApp, Account::Open)?;
    let payer = gateway
        .sessions
        .payer(&message.required("pay_token")?, gateway.now);
    if payer != Some(movement.user) {
        return Err(Refusal::new(
            Code::NoPayToken,
            "this pay_token is not the user's, or has expired",
        ));
    }
    gateway.carry_out(movement)
}

fn read<'a>(
    gateway: &DragonEx,
    message: &'a Message<'_>,
    direction: Direction,
    account: Account,
) -> Result<Movement<'a>, Refusal> {
    let trade_no = message.trade_no("trade_no")?;
    let (volume, parts) = message.volume("volume")?;
    described(message)?;
    Ok(Movement {
        trade_no,
        user: user(gateway, message, "uid")?,
        coin: payments::coin(message)?,
        volume,
        parts,
        direction,
        account,
    })
}

/// Checks what every movement of money comes with: what it is for, and from which device.
fn described(message: &Message<'_>) -> Result<(), Refusal> {
    message.sized("scene", 0, 99)?;
    message.sized("desc", 0, 99)?;
    message.has(&["device"])?;
    message.text("device").map(drop)
}

/// The user that a request names, by open id or by number.
pub(super) fn user(
    gateway: &DragonEx,
    message: &Message<'_>,
    uid_name: &str,
) -> Result<usize, Refusal> {
    let (open_id, uid) = (message.text("open_id")?, message.number(uid_name)?);
    let found = match (&*open_id, uid) {
        ("", 0) => {
            return Err(Refusal::new(
                Code::Parameter,
                format!("open_id or {uid_name} is required"),
            ));
        }
        ("", uid) => gateway.books.user_by_uid(uid),
        (open_id, 0) => gateway.books.user_by_open_id(open_id),
        _ => {
            return Err(Refusal::new(
                Code::Parameter,
                format!("only one of open_id and {uid_name} may be sent"),
            ));
        }
    };
    found.ok_or_else(|| Refusal::new(Code::NoOpenId, "there is no such user"))
}

/// 返还资产: part of a paid order goes back to its user.
pub(super) fn give_back(gateway: &mut DragonEx, _: Caller, message: &Message<'_>) -> Data {
    let original = message.trade_no("ori_trade_no")?;
    let trade_no = message.trade_no("return_trade_no")?;
    described(message)?;
    let paid = gateway
        .books
        .find_order(&original)
        .map(|at| gateway.books.orders[at].clone());
    let paid = paid
        .ok_or_else(|| Refusal::new(Code::NoPayment, "there is no payment of this ori_trade_no"))?;
    if paid.direction != Direction::UserToApp || paid.status != Status::Done {
        return Err(Refusal::new(
            Code::NotPaid,
            "the original order was not paid",
        ));
    }
    let parts = returned(message, paid.parts)?;
    gateway.carry_out(Movement {
        trade_no,
        user: paid.user,
        coin: paid.coin,
        volume: volume::text(parts).into(),
        parts,
        direction: Direction::AppToUser,
        account: paid.account,
    })
}

/// How much of a payment goes back: a share of it, or an amount that is no more than it was.
fn returned(message: &Message<'_>, paid: u128) -> Result<u128, Refusal> {
    let wrong = |why: &'static str| Refusal::new(Code::Parameter, why);
    let (rate, amount) = (message.text("return_rate")?, message.text("return_volume")?);
    match (rate.is_empty(), amount.is_empty()) {
        (false, true) => {
            let (_, rate) = message.volume("return_rate")?;
            let one = volume::parts("1").unwrap_or_default();
            if rate > one {
                return Err(wrong("return_rate must be at most 1"));
            }
            // Both have 18 decimals: the product is split so that it fits.
            match paid / one * rate + paid % one * rate / one {
                0 => Err(wrong(
                    "return_rate of this payment is less than 0.000000000000000001, the smallest part of a coin",
                )),
                parts => Ok(parts),
            }
        }
        (true, false) => match message.volume("return_volume")? {
            (_, parts) if parts > paid => Err(wrong("return_volume must be at most what was paid")),
            (_, parts) => Ok(parts),
        },
        _ => Err(wrong(
            "exactly one of return_rate and return_volume is required",
        )),
    }
}

impl Direction {
    fn payer_and_payee(self, user: usize) -> (Owner, Owner) {
        match self {
            Self::UserToApp => (Owner::User(user), Owner::App),
            Self::AppToUser => (Owner::App, Owner::User(user)),
        }
    }
}

impl DragonEx {
    fn carry_out(&mut self, movement: Movement<'_>) -> Data {
        if self.books.knows(&movement.trade_no) {
            return Err(Refusal::new(Code::RecordExists, "this trade_no is used"));
        }
        let planned = self.courses.remove(&*movement.trade_no);
        let usual = Course::DoneAfter(self.config.transfer_takes);
        let course = planned
            .or_else(|| Course::of_number(&movement.trade_no))
            .unwrap_or(usual);
        if course == Course::NotDoneBehindAnError {
            return Err(Refusal::new(Code::Server, "server error"));
        }
        let (from, _) = movement.direction.payer_and_payee(movement.user);
        if !self
            .books
            .take(from, movement.account, movement.coin, movement.parts)
        {
            return Err(Refusal::new(Code::BalanceTooLow, "the balance is too low"));
        }
        let order = self.books.add_order(Order {
            trade_no: movement.trade_no.into(),
            user: movement.user,
            coin: movement.coin,
            volume: movement.volume.into(),
            parts: movement.parts,
            direction: movement.direction,
            account: movement.account,
            status: Status::Transferring,
            created: self.now,
            arrived: None,
            hidden_until: self.hidden_until(),
        });
        match course {
            Course::DoneAfter(after) => self.plan_end(order, after, true),
            Course::FailsAfter(after) => self.plan_end(order, after, false),
            _ => drop(self.end_transfer(order, true, self.now)),
        }
        match course {
            Course::DoneBehindA500 => Err(Refusal::new(Code::Broken, "internal server error")),
            Course::DoneBehindAnError => Err(Refusal::new(Code::Server, "server error")),
            _ => Ok(queries::order_data(self, order)),
        }
    }

    fn plan_end(&mut self, order: usize, after: Duration, done: bool) {
        self.agenda
            .plan(self.now + after, Event::TransferEnds { order, done });
    }

    /// Ends what is under way: the money arrives, or comes back. False if it ended before.
    pub(super) fn end_transfer(&mut self, order: usize, done: bool, at: Duration) -> bool {
        let record = &mut self.books.orders[order];
        if record.status != Status::Transferring {
            return false;
        }
        let (from, to) = record.direction.payer_and_payee(record.user);
        let (account, coin, parts) = (record.account, record.coin, record.parts);
        if done {
            record.status = Status::Done;
            record.arrived = Some(at);
            self.books.put(to, account, coin, parts);
            self.call_back(order, at);
        } else {
            record.status = Status::Failed;
            self.books.put(from, account, coin, parts);
        }
        true
    }
}
