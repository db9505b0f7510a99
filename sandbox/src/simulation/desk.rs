//! The desk where notifications come in: a process beside the till, with the same journal.

use super::{
    defect::{Defect, Planted},
    house::{House, Notified},
    invariant::{Invariant, Violation},
    journal::{Journal, State, sale_of},
    world::{Desk, START},
};
use crate::Random;
use std::sync::{Arc, Mutex, PoisonError};

/// How often the desk crashes before, and how often after it wrote down what it learnt, in hundredths.
const CRASH_PER_HUNDRED: u64 = 5;

/// A desk with a client of its own.
pub(crate) fn desk<H: House>(
    client: H::Client,
    journal: Journal,
    found: Arc<Mutex<Vec<Violation>>>,
    planted: Planted,
    mut random: Random,
) -> Desk {
    Box::new(move |delivery, genuine, at| {
        if random.below(100) < CRASH_PER_HUNDRED {
            return None;
        }
        let expected = |number: &str| journal.by_number(number, |line| (line.fee, line.kind));
        let notified = H::notified(&client, delivery, START + at, &expected, planted);
        if let (
            false,
            Notified::Paid { number, .. }
            | Notified::PaidOther { number, .. }
            | Notified::Heard { number },
        ) = (genuine, &notified)
        {
            found
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Violation {
                    invariant: Invariant::NoForgery,
                    payment: sale_of(number).unwrap_or_default(),
                    detail: format!("the till believed a forged notification of {number}"),
                });
        }
        let handled = write_down(&journal, &notified, planted);
        if random.below(100) < CRASH_PER_HUNDRED {
            return None;
        }
        let text = if handled { H::ACKS.0 } else { H::ACKS.1 };
        Some((200, text.as_bytes().to_vec()))
    })
}

/// Enters a payment into the books, once. False if the notification is to be repeated.
fn write_down(journal: &Journal, notified: &Notified, planted: Planted) -> bool {
    match notified {
        Notified::Paid { number, refundable } => journal
            .by_number(number, |line| {
                line.found = Some(line.fee);
                let twice =
                    line.state == State::Done && planted.has(Defect::NotificationCountedTwice);
                // While a cancel may be under way only a later query decides.
                if line.state == State::Sent && !line.cancelling || twice {
                    line.state = State::Done;
                    line.credits += 1;
                    line.refundable = *refundable;
                }
            })
            .is_some(),
        Notified::PaidOther { number, amount } => journal
            .by_number(number, |line| {
                line.found = Some(*amount);
                if line.state == State::Sent && !line.cancelling {
                    if planted.has(Defect::NoAmountCheck) {
                        (line.state, line.credits) = (State::Done, 1);
                    } else {
                        line.state = State::Listed;
                    }
                }
            })
            .is_some(),
        Notified::Idle | Notified::Heard { .. } => true,
        Notified::Refused => false,
    }
}
