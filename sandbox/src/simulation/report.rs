//! What a simulation prints.

use super::{
    batch::Outcome,
    invariant::{Invariant, Violation},
};
use crate::{Direction, Fault, Totals};
use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

/// How many violations are kept to be named.
const NAMED: usize = 10;

type Sums = BTreeMap<(Direction, Cow<'static, str>), Totals>;

/// What a provider's simulation came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The provider.
    pub provider: &'static str,
    /// How many payments were simulated.
    pub payments: u64,
    /// How many of them were simulated once more, to see that nothing but the seed decides.
    pub repeated: u64,
    /// The seed.
    pub seed: u64,
    /// How often each fault happened.
    pub faults: BTreeMap<Fault, u64>,
    /// How many calls the tills made.
    pub calls: u64,
    /// How often a till crashed.
    pub crashes: u64,
    /// How many cancels were planned for the moment in which the customer pays.
    pub races: u64,
    /// How many orders were sent to the gateway, or would have been.
    pub attempts: u64,
    /// How many orders were listed for a person.
    pub listed: u64,
    /// How many notifications the gateway sent.
    pub notifications: u64,
    /// The longest a sale took, in virtual time.
    pub longest: Duration,
    /// How often each invariant was violated.
    pub violated: BTreeMap<Invariant, u64>,
    /// The first violations.
    pub violations: Vec<Violation>,
    /// The gateway's books.
    pub gateway: Sums,
    /// The merchant's books.
    pub merchant: Sums,
    /// How long it took, in real time.
    pub took: Duration,
    /// Over everything that happened: the same seed gives the same hash.
    pub hash: u64,
    /// What happened to the watched payment.
    pub lines: Vec<String>,
}

impl Report {
    /// Whether every invariant held, and enough was paid for that to mean anything.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.violated.is_empty() && !self.is_vacuous()
    }

    /// Whether so little was paid that holding proves nothing: a line too bad for any payment satisfies every invariant.
    #[must_use]
    pub fn is_vacuous(&self) -> bool {
        let paid: u64 = self.gateway.values().map(|totals| totals.paid_orders).sum();
        let some_way_is_dead = self
            .gateway
            .values()
            .any(|totals| totals.paid_orders * 20 < totals.orders);
        self.payments == 0 || paid * 4 < self.payments || some_way_is_dead
    }

    /// Payments simulated in a second of real time.
    #[must_use]
    pub fn per_second(&self) -> u64 {
        let nanos = self.took.as_nanos().max(1);
        let simulated = u128::from(self.payments + self.repeated);
        u64::try_from(simulated * 1_000_000_000 / nanos).unwrap_or(u64::MAX)
    }

    pub(crate) fn add(&mut self, outcome: Outcome, payments: u64) {
        self.payments += payments;
        self.hash = super::trace::mixed(self.hash, outcome.hash);
        self.calls += outcome.counts.calls;
        self.crashes += outcome.counts.crashes;
        self.notifications += outcome.counts.notifications;
        self.races += outcome.races;
        self.attempts += outcome.attempts;
        self.listed += outcome.listed;
        self.longest = self.longest.max(outcome.longest);
        for (fault, count) in outcome.counts.faults {
            *self.faults.entry(fault).or_default() += count;
        }
        sum(&mut self.gateway, &outcome.gateway.totals());
        sum(&mut self.merchant, &outcome.merchant.totals());
        self.lines.extend(outcome.lines);
        for violation in outcome.violations {
            self.violate(violation);
        }
    }

    pub(crate) fn violate(&mut self, violation: Violation) {
        *self.violated.entry(violation.invariant).or_default() += 1;
        if self.violations.len() < NAMED {
            self.violations.push(violation);
        }
    }
}

fn sum(all: &mut Sums, more: &Sums) {
    for (key, totals) in more {
        let sums = all.entry(key.clone()).or_default();
        sums.orders += totals.orders;
        sums.paid_orders += totals.paid_orders;
        sums.refunds += totals.refunds;
        sums.paid += totals.paid;
        sums.refunded += totals.refunded;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            payments,
            seed,
            ..
        } = self;
        writeln!(f, "{provider}: {payments} payments, seed {seed}")?;
        writeln!(
            f,
            "  {} orders, {} calls, {} notifications",
            self.attempts, self.calls, self.notifications
        )?;
        writeln!(
            f,
            "  {} listed for a person; the longest sale took {} s of virtual time",
            self.listed,
            self.longest.as_secs()
        )?;
        writeln!(f, "  faults")?;
        for (fault, count) in &self.faults {
            writeln!(f, "    {:<22}{count:>10}", fault.name())?;
        }
        writeln!(f, "    {:<22}{:>10}", "till-crash", self.crashes)?;
        writeln!(f, "    {:<22}{:>10}", "till-clock-wrong", self.payments)?;
        if self.races > 0 {
            writeln!(f, "    {:<22}{:>10}", "cancel-races-payment", self.races)?;
        }
        writeln!(f, "  invariants, and how often each was violated")?;
        for (index, invariant) in Invariant::ALL.iter().enumerate() {
            let count = self.violated.get(invariant).copied().unwrap_or_default();
            writeln!(f, "    {} {:<50}{count:>8}", index + 1, invariant.text())?;
        }
        writeln!(f, "  ledgers")?;
        ledger(f, "gateway", &self.gateway)?;
        ledger(f, "merchant", &self.merchant)?;
        writeln!(f, "  {} payments per second", self.per_second())?;
        writeln!(f, "  trace {:016x}", self.hash)
    }
}

fn ledger(f: &mut fmt::Formatter<'_>, name: &str, sums: &Sums) -> fmt::Result {
    for ((direction, unit), totals) in sums {
        let way = match direction {
            Direction::In => "in",
            Direction::Out => "out",
        };
        writeln!(
            f,
            "    {name:<9}{way:<4} {:>8} paid orders, {} {unit}, less {} refunds of {} {unit}",
            totals.paid_orders, totals.paid, totals.refunds, totals.refunded
        )?;
    }
    Ok(())
}
