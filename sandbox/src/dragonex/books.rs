//! The provider's books: users, what they and the app have, payments that users are asked for, and orders.

use super::volume;
use crate::{Direction as Way, Entry, Ledger};
use std::{collections::HashMap, time::Duration};

/// The coins, by number less one.
pub(super) const COINS: [&str; 4] = ["usdt", "dc", "dt", "btc"];

/// The coin of that code.
pub(super) fn coin(code: &str) -> Option<usize> {
    COINS.iter().position(|known| *known == code)
}

/// Whose money: the app's administrator, or a user by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    App,
    User(usize),
}

/// Coin account (币币账户) or open account (开放账户).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    Coin,
    Open,
}

/// What somebody has: by account, then by coin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purse([[u128; COINS.len()]; 2]);

/// Somebody who can pay and be paid.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) uid: u64,
    pub(super) open_id: String,
    pub(super) union_id: String,
    purse: Purse,
}

/// `direction` (转帐方向).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    UserToApp = 1,
    AppToUser = 2,
}

/// `status` (订单状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    GivenUp = -1,
    Done = 1,
    Failed = 2,
    Transferring = 3,
}

/// A payment that a user is asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) trade_no: Box<str>,
    pub(super) coin: usize,
    pub(super) volume: Box<str>,
    pub(super) parts: u128,
    pub(super) scene: Box<str>,
    pub(super) desc: Box<str>,
    pub(super) device: Box<str>,
    pub(super) state: Box<str>,
    pub(super) redirect_url: Box<str>,
    /// The only user who may pay.
    pub(super) only: Option<usize>,
    pub(super) code: Box<str>,
    pub(super) expires: Duration,
    pub(super) hidden_until: Duration,
    /// The order that it became.
    pub(super) order: Option<usize>,
}

/// An order (订单).
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) trade_no: Box<str>,
    pub(super) user: usize,
    pub(super) coin: usize,
    /// As it was sent.
    pub(super) volume: Box<str>,
    pub(super) parts: u128,
    pub(super) direction: Direction,
    pub(super) account: Account,
    pub(super) status: Status,
    pub(super) created: Duration,
    pub(super) arrived: Option<Duration>,
    /// Until then, queries do not find it.
    pub(super) hidden_until: Duration,
}

#[derive(Debug)]
pub(super) struct Books {
    pub(super) people: Vec<Person>,
    pub(super) app: Person,
    pub(super) asked: Vec<Asked>,
    pub(super) orders: Vec<Order>,
    by_asked: HashMap<Box<str>, usize>,
    by_order: HashMap<Box<str>, usize>,
    by_code: HashMap<Box<str>, usize>,
}

impl Purse {
    pub(super) fn of(parts: u128) -> Self {
        Self([[parts; COINS.len()]; 2])
    }

    pub(super) fn total(&self, account: Account, coin: usize) -> u128 {
        self.0[account as usize][coin]
    }
}

impl Person {
    pub(super) fn new(uid: u64, purse: Purse) -> Self {
        Self {
            uid,
            open_id: format!("openid{uid}"),
            union_id: format!("unionid{uid}"),
            purse,
        }
    }

    pub(super) fn purse(&self) -> &Purse {
        &self.purse
    }
}

impl Order {
    /// DragonEx's number of the order at this position.
    pub(super) fn id(at: usize) -> u64 {
        at as u64 + 1
    }
}

impl Books {
    pub(super) fn new(app: Person, people: Vec<Person>) -> Self {
        Self {
            people,
            app,
            asked: Vec::new(),
            orders: Vec::new(),
            by_asked: HashMap::new(),
            by_order: HashMap::new(),
            by_code: HashMap::new(),
        }
    }

    pub(super) fn user_by_uid(&self, uid: u64) -> Option<usize> {
        self.people.iter().position(|person| person.uid == uid)
    }

    pub(super) fn user_by_open_id(&self, open_id: &str) -> Option<usize> {
        self.people
            .iter()
            .position(|person| person.open_id == open_id)
    }

    pub(super) fn add_asked(&mut self, asked: Asked) -> usize {
        let at = self.asked.len();
        self.by_asked.insert(asked.trade_no.clone(), at);
        self.by_code.insert(asked.code.clone(), at);
        self.asked.push(asked);
        at
    }

    pub(super) fn add_order(&mut self, order: Order) -> usize {
        let at = self.orders.len();
        self.by_order.insert(order.trade_no.clone(), at);
        self.orders.push(order);
        at
    }

    pub(super) fn find_asked(&self, trade_no: &str) -> Option<usize> {
        self.by_asked.get(trade_no).copied()
    }

    pub(super) fn find_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    pub(super) fn find_order(&self, trade_no: &str) -> Option<usize> {
        self.by_order.get(trade_no).copied()
    }

    /// Whether the number is used, visible or not.
    pub(super) fn knows(&self, trade_no: &str) -> bool {
        self.by_asked.contains_key(trade_no) || self.by_order.contains_key(trade_no)
    }

    fn purse_mut(&mut self, owner: Owner) -> &mut Purse {
        match owner {
            Owner::App => &mut self.app.purse,
            Owner::User(user) => &mut self.people[user].purse,
        }
    }

    /// Takes money out of a purse, if it is there.
    pub(super) fn take(
        &mut self,
        owner: Owner,
        account: Account,
        coin: usize,
        parts: u128,
    ) -> bool {
        let held = &mut self.purse_mut(owner).0[account as usize][coin];
        match held.checked_sub(parts) {
            Some(rest) => {
                *held = rest;
                true
            }
            None => false,
        }
    }

    /// Puts money into a purse.
    pub(super) fn put(&mut self, owner: Owner, account: Account, coin: usize, parts: u128) {
        let held = &mut self.purse_mut(owner).0[account as usize][coin];
        *held = held.saturating_add(parts);
    }

    /// What moved, by order number, in the smallest parts of each coin.
    pub(super) fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        let asked = self.asked.iter().filter(|asked| asked.order.is_none());
        for asked in asked {
            let entry = Entry::new(Way::In, COINS[asked.coin], asked.parts);
            ledger.entries.insert(asked.trade_no.to_string(), entry);
        }
        for order in &self.orders {
            let way = match order.direction {
                Direction::UserToApp => Way::In,
                Direction::AppToUser => Way::Out,
            };
            let mut entry = Entry::new(way, COINS[order.coin], order.parts);
            if order.status == Status::Done {
                entry.paid = order.parts;
            }
            ledger.entries.insert(order.trade_no.to_string(), entry);
        }
        ledger
    }

    /// All there is of a coin, in all purses and under way: it never changes.
    pub(super) fn in_all(&self, coin: usize) -> u128 {
        let purses = self
            .people
            .iter()
            .map(Person::purse)
            .chain([self.app.purse()]);
        let held: u128 = purses
            .map(|purse| purse.total(Account::Coin, coin) + purse.total(Account::Open, coin))
            .sum();
        let under_way = self
            .orders
            .iter()
            .filter(|order| order.coin == coin && order.status == Status::Transferring);
        held + under_way.map(|order| order.parts).sum::<u128>()
    }
}

/// The purses of a configuration, or `None` where an amount cannot be read.
pub(super) fn purse(amount: &str) -> Option<Purse> {
    volume::parts(amount).map(Purse::of)
}
