//! The gateway's books: transfers and payments, the account that transfers are paid from, and the ledger.

use super::answer::{Code, Failure};
use crate::{Direction, Entry, Ledger};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    time::Duration,
};

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Not decided: the transfer is under way, the order waits for its user.
    Open,
    /// The user has been paid, or has paid.
    Paid,
    /// The transfer failed.
    Failed,
    /// The order expired or was cancelled.
    Closed,
}

/// What only a payment has.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) trade_type: &'static str,
    pub(super) passback_params: Option<String>,
    pub(super) return_url: String,
    pub(super) expires: Duration,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) number: Box<str>,
    pub(super) openid: Box<str>,
    pub(super) subject: Box<str>,
    pub(super) body: Box<str>,
    pub(super) coin: Box<str>,
    /// In units of 1e-8.
    pub(super) amount: i64,
    pub(super) status: Status,
    pub(super) created: Duration,
    /// Until then, queries do not find it.
    pub(super) hidden_until: Duration,
    /// `None` for a transfer.
    pub(super) payment: Option<Box<Payment>>,
}

#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) orders: Vec<Order>,
    by_number: HashMap<Box<str>, usize>,
    balances: BTreeMap<String, i64>,
}

const TRADE: &str = "1048";

/// The platform's number of an order (平台订单号, `prepay_id`), in the form of the manual's example: 22 digits.
pub(super) fn trade_no(order: usize) -> String {
    format!("{TRADE}{:018}", order + 1)
}

impl Books {
    pub(super) fn new(balances: BTreeMap<String, i64>) -> Self {
        Self {
            balances,
            ..Self::default()
        }
    }

    /// Whether an order of this number and coin may be made.
    pub(super) fn admit(&self, number: &str, coin: &str) -> Result<(), Failure> {
        if self.by_number.contains_key(number) {
            return Err(Failure::new(
                Code::NumberUsed,
                "this out_trade_no was used before",
            ));
        }
        if !self.balances.contains_key(coin) {
            return Err(Failure::parameter(
                "settle_currency is no coin of this platform",
            ));
        }
        Ok(())
    }

    pub(super) fn add(&mut self, order: Order) -> usize {
        let index = self.orders.len();
        self.by_number.insert(order.number.clone(), index);
        self.orders.push(order);
        index
    }

    /// Takes a payout from the account; it stays out unless [`Books::give_back`] undoes it.
    pub(super) fn withdraw(&mut self, coin: &str, amount: i64) -> Result<(), Failure> {
        match self.balances.get_mut(coin) {
            Some(balance) if *balance >= amount => {
                *balance -= amount;
                Ok(())
            }
            _ => Err(Failure::new(Code::BalanceTooLow, "")),
        }
    }

    pub(super) fn give_back(&mut self, order: usize) {
        let order = &self.orders[order];
        if let Some(balance) = self.balances.get_mut(&*order.coin) {
            *balance = balance.saturating_add(order.amount);
        }
    }

    pub(super) fn balance(&self, coin: &str) -> i64 {
        self.balances.get(coin).copied().unwrap_or(0)
    }

    /// An order by the merchant's number, hidden or not.
    pub(super) fn find(&self, number: &str) -> Option<usize> {
        self.by_number.get(number).copied()
    }

    /// An order by the platform's number.
    pub(super) fn find_trade(&self, trade_no: &str) -> Option<usize> {
        let digits = trade_no
            .strip_prefix(TRADE)
            .filter(|digits| digits.len() == 18)?;
        let number: usize = digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())??;
        number
            .checked_sub(1)
            .filter(|&order| order < self.orders.len())
    }

    /// An order that a query may see: the merchant's number, the kind it asks for, and not hidden any more.
    pub(super) fn query(
        &self,
        number: &str,
        payment: bool,
        now: Duration,
    ) -> Result<usize, Failure> {
        self.find(number)
            .filter(|&order| {
                let order = &self.orders[order];
                order.payment.is_some() == payment && order.hidden_until <= now
            })
            .ok_or_else(|| Failure::new(Code::NoSuchOrder, ""))
    }

    pub(super) fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for order in &self.orders {
            let direction = if order.payment.is_some() {
                Direction::In
            } else {
                Direction::Out
            };
            let unit: Cow<'static, str> = if &*order.coin == "USDT" {
                "1e-8 USDT".into()
            } else {
                format!("1e-8 {}", order.coin).into()
            };
            let asked = u128::from(order.amount.unsigned_abs());
            let mut entry = Entry::new(direction, unit, asked);
            if order.status == Status::Paid {
                entry.paid = asked;
            }
            ledger.entries.insert(order.number.to_string(), entry);
        }
        ledger
    }
}
