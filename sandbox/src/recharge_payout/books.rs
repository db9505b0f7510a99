//! The platform's books: recharges, payouts, and the merchant's balance.

use crate::{Direction, Entry, Ledger};
use std::{collections::HashMap, time::Duration};

/// `status` of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Waiting,
    Done,
    Failed,
}

impl Status {
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Waiting => 0,
            Self::Done => 1,
            Self::Failed => 2,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Recharge {
    pub(super) mrn: Box<str>,
    pub(super) asked: u64,
    /// What the customer really paid, in fen.
    pub(super) paid: u64,
    pub(super) channel: Box<str>,
    pub(super) callback_url: Box<str>,
    pub(super) return_url: Box<str>,
    /// The request's signature: the same request again, from a browser, is shown the same page.
    pub(super) sign: Box<str>,
    pub(super) status: Status,
    /// Until then, queries do not find it.
    pub(super) hidden_until: Duration,
}

#[derive(Clone, Debug)]
pub(super) struct Payout {
    pub(super) mrn: Box<str>,
    pub(super) fen: u64,
    /// As it was sent, for the callback.
    pub(super) amount: Box<str>,
    /// The last four characters, for people.
    pub(super) account_ending: Box<str>,
    pub(super) callback_url: Box<str>,
    pub(super) status: Status,
    /// Until then, queries do not find it.
    pub(super) hidden_until: Duration,
}

#[derive(Debug)]
pub(super) struct Books {
    pub(super) recharges: Vec<Recharge>,
    pub(super) payouts: Vec<Payout>,
    /// In fen.
    pub(super) balance: u64,
    by_recharge: HashMap<Box<str>, usize>,
    by_payout: HashMap<Box<str>, usize>,
}

impl Books {
    pub(super) fn new(balance: u64) -> Self {
        Self {
            recharges: Vec::new(),
            payouts: Vec::new(),
            balance,
            by_recharge: HashMap::new(),
            by_payout: HashMap::new(),
        }
    }

    pub(super) fn add_recharge(&mut self, recharge: Recharge) -> usize {
        let index = self.recharges.len();
        self.by_recharge.insert(recharge.mrn.clone(), index);
        self.recharges.push(recharge);
        index
    }

    /// Adds a payout and takes it off the balance, if that has it.
    pub(super) fn add_payout(&mut self, payout: Payout) -> Option<usize> {
        self.balance = self.balance.checked_sub(payout.fen)?;
        let index = self.payouts.len();
        self.by_payout.insert(payout.mrn.clone(), index);
        self.payouts.push(payout);
        Some(index)
    }

    pub(super) fn find_recharge(&self, mrn: &str) -> Option<usize> {
        self.by_recharge.get(mrn).copied()
    }

    pub(super) fn find_payout(&self, mrn: &str) -> Option<usize> {
        self.by_payout.get(mrn).copied()
    }

    /// Recharges and payouts count their numbers apart: a payout whose number a recharge has, too, stands under `payout/` and its number.
    pub(super) fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for recharge in &self.recharges {
            let mut entry = Entry::new(Direction::In, "fen", u128::from(recharge.asked));
            entry.paid = u128::from(recharge.paid);
            ledger.entries.insert(recharge.mrn.to_string(), entry);
        }
        for payout in &self.payouts {
            let mut entry = Entry::new(Direction::Out, "fen", u128::from(payout.fen));
            if payout.status == Status::Done {
                entry.paid = entry.asked;
            }
            let key = match self.by_recharge.contains_key(&payout.mrn) {
                true => format!("payout/{}", payout.mrn),
                false => payout.mrn.to_string(),
            };
            ledger.entries.insert(key, entry);
        }
        ledger
    }
}
