//! What the customer, and the bank that pays out, will do: chosen by the numbers a client sends, or by a test.

use std::time::Duration;

/// A customer's conduct, chosen by the ending of a recharge's `mrn`, or by
/// [`RechargePayout::plan_customer`](super::RechargePayout::plan_customer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Customer {
    /// Waits for somebody to press a button on the page.
    Waits,
    /// Pays in full after this long.
    PaysAfter(Duration),
    /// Pays so many fen instead after this long.
    PaysOtherAfter(u64, Duration),
    /// Pays nine tenths, rounded down to the fen but at least one, after this long.
    PaysShortAfter(Duration),
    /// The payment fails after this long.
    FailsAfter(Duration),
}

const A_WHILE: Duration = Duration::from_secs(5);

/// The endings of recharges' order numbers, what they do, and how to say it.
pub(super) const RECHARGE_ENDINGS: &[(&str, Customer, &str)] = &[
    (
        "-PAYS",
        Customer::PaysAfter(A_WHILE),
        "the customer pays in full after 5 s",
    ),
    (
        "-SHORT",
        Customer::PaysShortAfter(A_WHILE),
        "the customer pays nine tenths after 5 s",
    ),
    (
        "-FAILS",
        Customer::FailsAfter(A_WHILE),
        "the payment fails after 5 s: no callback, status 2",
    ),
];

impl Customer {
    pub(super) fn of_number(mrn: &str) -> Self {
        let known = RECHARGE_ENDINGS
            .iter()
            .find(|(ending, _, _)| mrn.ends_with(ending));
        known.map_or(Self::Waits, |(_, customer, _)| *customer)
    }
}

/// How a payout goes, chosen by the ending of its `accountNumber`, or by
/// [`RechargePayout::plan_payout`](super::RechargePayout::plan_payout).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutCourse {
    /// It is paid out after this long.
    PaidAfter(Duration),
    /// It fails after this long.
    FailsAfter(Duration),
    /// It waits until somebody decides it.
    Waits,
    /// It is paid out after this long, but the answer to its creation is a code that no table has.
    PaidBehindAnError(Duration),
}

/// The endings of account numbers.
pub(super) const ACCOUNT_ENDINGS: &[(&str, PayoutCourse, &str)] = &[
    (
        "9001",
        PayoutCourse::PaidAfter(Duration::from_secs(120)),
        "is paid out after 2 min",
    ),
    (
        "9002",
        PayoutCourse::FailsAfter(A_WHILE),
        "fails after 5 s: no callback, status 2, the balance is restored",
    ),
    (
        "9003",
        PayoutCourse::Waits,
        "waits until somebody decides it under /sandbox",
    ),
    (
        "9004",
        PayoutCourse::PaidBehindAnError(A_WHILE),
        "is paid out, but the answer is an unlisted error",
    ),
];

impl PayoutCourse {
    pub(super) fn of_account(number: &str) -> Option<Self> {
        let known = ACCOUNT_ENDINGS
            .iter()
            .find(|(ending, _, _)| number.ends_with(ending));
        known.map(|(_, course, _)| *course)
    }
}
