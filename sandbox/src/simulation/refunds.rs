//! Giving back: each part once, under one number until that number is known to have failed.

use super::{
    defect::Defect,
    house::{House, RefundTold},
    journal::{Attempt, Refund, State},
    till::Till,
};
use std::time::Duration;
use transport::Clock;

/// Between two of them, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// After so many rounds a refund is a person's business.
const ROUNDS: usize = 9;

/// Gives back what the plan wants of a paid sale.
pub(crate) fn give_back<H: House>(till: &Till<'_, H>) {
    let Some(attempt) = till.journal.attempt(till.sale, |line| line.clone()) else {
        return;
    };
    for part in 0..till.plan.refunds.len() {
        let intended = till.journal.attempt(till.sale, |line| {
            if line.refunds.len() == part {
                let amount = attempt.refundable * u128::from(till.plan.refunds[part]) / 100;
                line.refunds.push(Refund {
                    amount,
                    tries: Vec::new(),
                });
            }
            line.refunds[part].clone()
        });
        if let Some(refund) = intended.filter(|refund| refund.amount > 0) {
            one(till, &attempt, part, refund.amount);
        }
    }
}

fn one<H: House>(till: &Till<'_, H>, attempt: &Attempt, part: usize, amount: u128) {
    let mut fresh = false;
    loop {
        let tries = refund(till, part)
            .map(|refund| refund.tries)
            .unwrap_or_default();
        match tries.last() {
            Some((_, State::NotDone)) if till.planted.has(Defect::UnknownRefundIsFailed) => return,
            Some((_, State::NotDone)) | None if tries.len() < 2 => {
                new_try(till, part, tries.len());
                fresh = true;
            }
            Some((number, State::Sent)) => {
                let number = number.clone();
                if !fresh && till.planted.has(Defect::NewRefundNumberAfterCrash) && tries.len() < 2
                {
                    new_try(till, part, tries.len());
                    fresh = true;
                    continue;
                }
                chase(till, attempt, part, &number, amount, fresh);
            }
            _ => return,
        }
    }
}

fn refund<H: House>(till: &Till<'_, H>, part: usize) -> Option<Refund> {
    till.journal
        .attempt(till.sale, |line| line.refunds.get(part).cloned())?
}

fn new_try<H: House>(till: &Till<'_, H>, part: usize, before: usize) {
    let conduct = till.plan.conduct + (part + before) as u64;
    let number = format!(
        "S{:08}R{part}T{before}{}",
        till.sale,
        H::refund_ending(conduct)
    );
    till.journal.attempt(till.sale, |line| {
        line.refunds[part].tries.push((number, State::Sent))
    });
    till.world.step();
}

/// Sends a refund, and asks, and sends it again under the same number, until it is known.
fn chase<H: House>(
    till: &Till<'_, H>,
    attempt: &Attempt,
    part: usize,
    number: &str,
    amount: u128,
    fresh: bool,
) {
    let context = till.context();
    let mut send = fresh;
    let mut pause = Duration::from_secs(till.plan.poll);
    for _ in 0..ROUNDS {
        let told = if send {
            H::refund(&context, attempt, number, amount)
        } else {
            H::ask_refund(&context, attempt, number, amount)
        };
        till.world
            .note(|| format!("  the till learns {told:?} of {number}"));
        send = match told {
            RefundTold::Done => return mark(till, part, State::Done),
            RefundTold::Failed => return mark(till, part, State::NotDone),
            RefundTold::Person => return mark(till, part, State::Listed),
            RefundTold::Again if till.planted.has(Defect::UnsureRefundIsDone) => {
                return mark(till, part, State::Done);
            }
            RefundTold::Again => true,
            RefundTold::Unknown if till.planted.has(Defect::NewRefundNumberOnUnknown) => {
                return mark(till, part, State::NotDone);
            }
            RefundTold::Unknown if till.planted.has(Defect::UnknownRefundIsFailed) => {
                return mark(till, part, State::NotDone);
            }
            RefundTold::Unknown if till.planted.has(Defect::UnknownRefundIsDone) => {
                return mark(till, part, State::Done);
            }
            RefundTold::Open | RefundTold::Unknown => false,
        };
        till.world.clock().sleep(pause);
        pause = (pause * 3).min(LONGEST_PAUSE);
    }
    mark(till, part, State::Listed);
}

fn mark<H: House>(till: &Till<'_, H>, part: usize, state: State) {
    till.journal.attempt(till.sale, |line| {
        if let Some((_, known)) = line.refunds[part].tries.last_mut() {
            *known = state;
        }
    });
    till.world.step();
}
