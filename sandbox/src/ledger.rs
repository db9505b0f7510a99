//! What moved, by order: kept by the gateway, kept by the merchant, and compared.

use std::{borrow::Cow, collections::BTreeMap, fmt};

/// Which way the money of an order goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// A customer pays the merchant: payments, recharges.
    In,
    /// The merchant pays somebody: payouts, transfers.
    Out,
}

/// What moved for one order, in the smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// In or out.
    pub direction: Direction,
    /// The unit counted in, such as `fen`, or a coin's smallest unit.
    pub unit: Cow<'static, str>,
    /// What was asked for.
    pub asked: u128,
    /// What was paid: 0 or `asked`, or what the customer of a recharge made of it. A later refund or cancel does not lower it.
    pub paid: u128,
    /// Refunds that were made, by refund number.
    pub refunds: BTreeMap<String, u128>,
    /// What a cancel gave back: 0 or `paid`.
    pub cancelled: u128,
}

impl Entry {
    /// An order of which nothing is known but what it asks.
    pub fn new(direction: Direction, unit: impl Into<Cow<'static, str>>, asked: u128) -> Self {
        Self {
            direction,
            unit: unit.into(),
            asked,
            paid: 0,
            refunds: BTreeMap::new(),
            cancelled: 0,
        }
    }

    /// All refunds together.
    #[must_use]
    pub fn refunded(&self) -> u128 {
        self.refunds.values().sum()
    }

    /// Paid, less refunds and cancel. `None` if more went back than came: a broken ledger.
    #[must_use]
    pub fn net(&self) -> Option<u128> {
        self.paid
            .checked_sub(self.refunded())?
            .checked_sub(self.cancelled)
    }
}

/// Orders by order number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The entries. The key is the merchant's order number; a gateway with several merchants puts `mch_id/` before those that
    /// are not its main merchant's.
    pub entries: BTreeMap<String, Entry>,
}

/// Sums over the orders of one direction and unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many orders.
    pub orders: u64,
    /// How many of them were paid.
    pub paid_orders: u64,
    /// How many refunds.
    pub refunds: u64,
    /// How many were cancelled after they were paid.
    pub cancels: u64,
    /// The amount paid.
    pub paid: u128,
    /// The amount refunded.
    pub refunded: u128,
    /// The amount cancelled.
    pub cancelled: u128,
}

impl Totals {
    /// What stayed where it was meant to go.
    #[must_use]
    pub fn net(&self) -> Option<u128> {
        self.paid
            .checked_sub(self.refunded)?
            .checked_sub(self.cancelled)
    }
}

impl Ledger {
    /// Sums by direction and unit.
    #[must_use]
    pub fn totals(&self) -> BTreeMap<(Direction, Cow<'static, str>), Totals> {
        let mut all: BTreeMap<_, Totals> = BTreeMap::new();
        for entry in self.entries.values() {
            let totals = all
                .entry((entry.direction, entry.unit.clone()))
                .or_default();
            totals.orders += 1;
            totals.paid_orders += u64::from(entry.paid > 0);
            totals.refunds += entry.refunds.len() as u64;
            totals.cancels += u64::from(entry.cancelled > 0);
            totals.paid += entry.paid;
            totals.refunded += entry.refunded();
            totals.cancelled += entry.cancelled;
        }
        all
    }

    /// Where two ledgers disagree about money. An order that only one of them knows counts only if money moved for it: a
    /// merchant may note an order that never reached the gateway.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut numbers: Vec<&String> = self.entries.keys().chain(other.entries.keys()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
            .into_iter()
            .filter_map(|order| {
                let (left, right) = (self.entries.get(order), other.entries.get(order));
                (!agree(left, right)).then(|| Difference {
                    order: order.clone(),
                    left: left.cloned(),
                    right: right.cloned(),
                })
            })
            .collect()
    }
}

fn agree(left: Option<&Entry>, right: Option<&Entry>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left == right,
        (Some(one), None) | (None, Some(one)) => {
            one.paid == 0 && one.refunds.is_empty() && one.cancelled == 0
        }
        (None, None) => true,
    }
}

/// One order on which two ledgers disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The order number.
    pub order: String,
    /// What the first ledger says.
    pub left: Option<Entry>,
    /// What the second says.
    pub right: Option<Entry>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |entry: &Option<Entry>| match entry {
            None => "unknown".to_owned(),
            Some(e) => format!(
                "asked {}, paid {}, refunded {}, cancelled {} {}",
                e.asked,
                e.paid,
                e.refunded(),
                e.cancelled,
                e.unit
            ),
        };
        write!(
            f,
            "{}: {} against {}",
            self.order,
            side(&self.left),
            side(&self.right)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Entry, Ledger};

    fn paid(amount: u128) -> Entry {
        Entry {
            paid: amount,
            ..Entry::new(Direction::In, "fen", amount)
        }
    }

    #[test]
    fn a_missing_entry_matters_only_when_money_moved() {
        let mut left = Ledger::default();
        left.entries
            .insert("A".into(), Entry::new(Direction::In, "fen", 5));
        assert_eq!(left.differences(&Ledger::default()), []);
        left.entries.insert("B".into(), paid(5));
        let found = left.differences(&Ledger::default());
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "B: asked 5, paid 5, refunded 0, cancelled 0 fen against unknown"
        );
    }

    #[test]
    fn one_fen_of_refund_is_a_difference() {
        let mut left = Ledger::default();
        left.entries.insert("A".into(), paid(5));
        let mut right = left.clone();
        assert!(left.differences(&right).is_empty());
        right
            .entries
            .get_mut("A")
            .unwrap()
            .refunds
            .insert("R".into(), 1);
        assert_eq!(left.differences(&right).len(), 1);
        let totals = &right.totals()[&(Direction::In, "fen".into())];
        assert_eq!(
            (totals.paid, totals.refunded, totals.net()),
            (5, 1, Some(4))
        );
    }

    #[test]
    fn more_back_than_paid_has_no_net() {
        let mut entry = paid(5);
        entry.refunds.insert("R".into(), 6);
        assert_eq!(entry.net(), None);
    }
}
