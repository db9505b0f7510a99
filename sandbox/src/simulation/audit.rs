//! The comparison once all is quiet: the merchant's journal against the gateway's books.

use super::{
    batch::Outcome,
    house::{House, RefundTold, Told},
    invariant::{Invariant, Violation},
    journal::{Attempt, Journal, Sale, State, sale_of},
};
use crate::{Entry, Ledger};
use std::time::Duration;

/// No sale may take longer, crashes and all.
const LONGEST_SALE: Duration = Duration::from_secs(4 * 3600);

/// What a person books for a listed attempt.
pub(crate) fn found(attempt: &Attempt, told: &Told) -> u128 {
    match told {
        Told::Paid { .. } => attempt.fee,
        Told::PaidOther(amount) => *amount,
        Told::NotPaid | Told::TakenBack => 0,
        _ => attempt.found.unwrap_or_default(),
    }
}

/// What a person books for a listed refund.
pub(crate) fn found_refund(journal: &Journal, number: &str, part: usize, told: RefundTold) {
    let state = match told {
        RefundTold::Done => State::Done,
        _ => State::NotDone,
    };
    journal.by_number(number, |line| {
        if let Some((_, known)) = line.refunds[part].tries.last_mut() {
            *known = state;
        }
    });
}

/// Compares, and adds what is wrong.
pub(crate) fn audit<H: House>(journal: &Journal, outcome: &mut Outcome) {
    let gateway = netted(&outcome.gateway);
    let pages = journal.pages();
    let mut merchant = Ledger::default();
    for (sale, page) in pages.iter() {
        let mut found = Findings {
            sale: *sale,
            violations: &mut outcome.violations,
        };
        found.one_payment(page, &gateway);
        found.bounded(page);
        for attempt in &page.attempts {
            found.true_outcome(attempt, &gateway);
            found.refunds_once(attempt, &gateway);
            outcome.attempts += 1;
            outcome.listed += u64::from(attempt.state == State::Listed);
            merchant
                .entries
                .insert(attempt.number.clone(), entry::<H>(attempt));
        }
        if let (Some(first), Some(ended)) = (page.attempts.first(), page.ended) {
            outcome.longest = outcome.longest.max(ended.saturating_sub(first.started));
        }
    }
    for difference in merchant.differences(&gateway) {
        outcome.violations.push(Violation {
            invariant: Invariant::LedgersAgree,
            payment: sale_of(&difference.order).unwrap_or_default(),
            detail: format!("merchant against gateway: {difference}"),
        });
    }
    outcome.gateway = gateway;
    outcome.merchant = merchant;
}

/// A cancelled payment is no payment: a till that cancels does not learn whether there was one to take back.
fn netted(ledger: &Ledger) -> Ledger {
    let mut netted = ledger.clone();
    for entry in netted
        .entries
        .values_mut()
        .filter(|entry| entry.cancelled > 0)
    {
        entry.paid -= entry.cancelled.min(entry.paid);
        entry.cancelled = 0;
    }
    netted
}

/// The merchant's own entry of an attempt.
fn entry<H: House>(attempt: &Attempt) -> Entry {
    let (direction, unit) = H::books(attempt.kind);
    let mut entry = Entry::new(direction, unit, attempt.asked);
    entry.paid = match attempt.state {
        State::Done => attempt.fee * u128::from(attempt.credits),
        State::Listed => attempt.found.unwrap_or_default(),
        State::Sent | State::NotDone => 0,
    };
    for refund in &attempt.refunds {
        let done = refund
            .tries
            .iter()
            .filter(|(_, state)| *state == State::Done);
        entry
            .refunds
            .extend(done.map(|(number, _)| (number.clone(), refund.amount)));
    }
    entry
}

struct Findings<'a> {
    sale: u64,
    violations: &'a mut Vec<Violation>,
}

impl Findings<'_> {
    fn add(&mut self, invariant: Invariant, detail: String) {
        self.violations.push(Violation {
            invariant,
            payment: self.sale,
            detail,
        });
    }

    fn one_payment(&mut self, page: &Sale, gateway: &Ledger) {
        let paid: Vec<&str> = page
            .attempts
            .iter()
            .map(|attempt| attempt.number.as_str())
            .filter(|number| {
                gateway
                    .entries
                    .get(*number)
                    .is_some_and(|entry| entry.paid > 0)
            })
            .collect();
        if paid.len() > 1 {
            self.add(
                Invariant::OnePayment,
                format!("the gateway took {}", paid.join(" and ")),
            );
        }
    }

    fn bounded(&mut self, page: &Sale) {
        let Some(first) = page.attempts.first() else {
            return self.add(Invariant::Bounded, "nothing was ever tried".into());
        };
        let took = page.ended.map(|ended| ended.saturating_sub(first.started));
        if took.is_none_or(|took| took > LONGEST_SALE) {
            self.add(Invariant::Bounded, format!("it took {took:?}"));
        }
        let open = page
            .attempts
            .iter()
            .find(|attempt| attempt.state == State::Sent);
        if let Some(open) = open {
            self.add(
                Invariant::Bounded,
                format!("{} is neither ended nor listed", open.number),
            );
        }
    }

    fn true_outcome(&mut self, attempt: &Attempt, gateway: &Ledger) {
        let paid = gateway
            .entries
            .get(&attempt.number)
            .map_or(0, |entry| entry.paid);
        let number = &attempt.number;
        match attempt.state {
            State::Done if paid == 0 => {
                self.add(
                    Invariant::TrueOutcome,
                    format!("{number} is \"paid\", the gateway has no payment"),
                );
            }
            State::NotDone if paid > 0 => {
                self.add(
                    Invariant::TrueOutcome,
                    format!("{number} is \"not paid\", the gateway has {paid}"),
                );
            }
            _ => {}
        }
    }

    fn refunds_once(&mut self, attempt: &Attempt, gateway: &Ledger) {
        let Some(entry) = gateway.entries.get(&attempt.number) else {
            return;
        };
        if entry.net().is_none() {
            let text = format!(
                "{}: {} refunded of {}",
                attempt.number,
                entry.refunded(),
                entry.paid
            );
            self.add(Invariant::RefundsOnce, text);
        }
        for refund in &attempt.refunds {
            let made: Vec<&str> = refund
                .tries
                .iter()
                .map(|(number, _)| number.as_str())
                .filter(|number| entry.refunds.contains_key(*number))
                .collect();
            if made.len() > 1 {
                self.add(
                    Invariant::RefundsOnce,
                    format!("{} went back twice: {}", refund.amount, made.join(" and ")),
                );
            }
        }
    }
}
