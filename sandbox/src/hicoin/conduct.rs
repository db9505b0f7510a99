//! How transfers go, and what users do: chosen by the order numbers a client sends, or by a test.

use std::time::Duration;

/// How a transfer goes, chosen by the last four of its `out_trade_no`, or by
/// [`HiCoin::plan_transfer`](super::HiCoin::plan_transfer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Accepted, and paid after [`Config::transfer_takes`](super::Config::transfer_takes).
    Paid,
    /// Accepted, and paid after [`Config::slow_transfer_takes`](super::Config::slow_transfer_takes).
    Slow,
    /// Accepted; it fails in the end, and the money is back in the account.
    Fails,
    /// Accepted, and never decided.
    NeverEnds,
    /// Carried out, but the answer is a system error.
    PaidBehindAnError,
    /// Not carried out, and the answer is a system error.
    FailsBehindAnError,
    /// Answered as if the account had not enough.
    BalanceTooLow,
}

/// What the user does with an order, chosen by the last four of its `out_trade_no`, or by
/// [`HiCoin::plan_user`](super::HiCoin::plan_user).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// Waits for somebody to press a button on the page.
    IsInFrontOfThePage,
    /// Pays after this long.
    PaysAfter(Duration),
    /// Cancels after this long.
    CancelsAfter(Duration),
}

pub(super) const COURSES: &[(&str, Course, &str)] = &[
    ("9001", Course::Slow, "accepted, paid after 40 s"),
    ("9002", Course::Fails, "accepted, FAILED after 5 s"),
    ("9003", Course::NeverEnds, "accepted, never decided"),
    (
        "9004",
        Course::PaidBehindAnError,
        "paid, but the answer is a system error (-1)",
    ),
    (
        "9005",
        Course::FailsBehindAnError,
        "not paid, the answer is a system error (-1)",
    ),
    ("9006", Course::BalanceTooLow, "balance too low (110043)"),
];

pub(super) const USERS: &[(&str, User, &str)] = &[
    (
        "9101",
        User::PaysAfter(Duration::from_secs(10)),
        "paid after 10 s",
    ),
    (
        "9102",
        User::CancelsAfter(Duration::from_secs(10)),
        "cancelled after 10 s (CLOSED)",
    ),
];

impl Course {
    pub(super) fn of_number(number: &str) -> Self {
        let known = COURSES
            .iter()
            .find(|(ending, _, _)| number.ends_with(ending));
        known.map_or(Self::Paid, |(_, course, _)| *course)
    }
}

impl User {
    pub(super) fn of_number(number: &str) -> Self {
        let known = USERS.iter().find(|(ending, _, _)| number.ends_with(ending));
        known.map_or(Self::IsInFrontOfThePage, |(_, user, _)| *user)
    }
}
