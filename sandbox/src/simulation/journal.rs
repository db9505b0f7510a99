//! What survives a crash: each sale, its attempts, its refunds, written before anything is sent.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Where the till stands with an attempt or a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Written down, perhaps sent: its outcome is unknown.
    Sent,
    /// Proven done.
    Done,
    /// Proven not done, and never to be done.
    NotDone,
    /// A person must look at it.
    Listed,
}

/// How the money of an attempt moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// By the call itself: a payment at the counter, a payout, a transfer.
    Direct,
    /// Later, by a customer who was shown a way to pay.
    Shown,
}

/// One order at the gateway.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) number: String,
    pub(crate) kind: Kind,
    /// What the gateway was asked for, in the smallest unit.
    pub(crate) asked: u128,
    /// What the sale costs by now. It differs from `asked` if the basket changed after the code was shown.
    pub(crate) fee: u128,
    pub(crate) started: Duration,
    /// The way to pay was shown to the customer.
    pub(crate) shown: bool,
    /// A cancel may be under way.
    pub(crate) cancelling: bool,
    pub(crate) state: State,
    /// How often the payment was entered into the merchant's books: once, or there is a defect.
    pub(crate) credits: u32,
    /// What of it can be given back.
    pub(crate) refundable: u128,
    pub(crate) refunds: Vec<Refund>,
    /// What a notification told of, or a person found for a listed one.
    pub(crate) found: Option<u128>,
}

/// One part of a payment that shall go back.
#[derive(Clone, Debug)]
pub(crate) struct Refund {
    pub(crate) amount: u128,
    /// The numbers under which it was tried. A second one only once the first is known to have failed.
    pub(crate) tries: Vec<(String, State)>,
}

/// One sale, or one payout that somebody is owed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sale {
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) ended: Option<Duration>,
}

/// The journal of a batch; clones are the same journal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<BTreeMap<u64, Sale>>>);

impl Journal {
    /// Reads or writes a sale's page. What is written is durable.
    pub(crate) fn sale<T>(&self, sale: u64, page: impl FnOnce(&mut Sale) -> T) -> T {
        page(self.lock().entry(sale).or_default())
    }

    /// Reads or writes the newest attempt of a sale.
    pub(crate) fn attempt<T>(&self, sale: u64, line: impl FnOnce(&mut Attempt) -> T) -> Option<T> {
        self.lock().get_mut(&sale)?.attempts.last_mut().map(line)
    }

    /// Reads or writes the attempt with an order number.
    pub(crate) fn by_number<T>(
        &self,
        number: &str,
        line: impl FnOnce(&mut Attempt) -> T,
    ) -> Option<T> {
        let mut pages = self.lock();
        let attempts = &mut pages.get_mut(&sale_of(number)?)?.attempts;
        attempts
            .iter_mut()
            .find(|attempt| attempt.number == number)
            .map(line)
    }

    /// All pages, once the till is closed.
    pub(crate) fn pages(&self) -> MutexGuard<'_, BTreeMap<u64, Sale>> {
        self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Sale>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The order number of a sale's attempt: letters and digits only, as all providers allow.
pub(crate) fn order_number(sale: u64, attempt: usize) -> String {
    format!("S{sale:08}A{attempt}")
}

/// The sale that an order or refund number belongs to.
pub(crate) fn sale_of(number: &str) -> Option<u64> {
    let digits = number.strip_prefix('S')?;
    digits.get(..digits.find(['A', 'R'])?)?.parse().ok()
}
