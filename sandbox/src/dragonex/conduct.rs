//! What the user who is asked to pay, and the provider that transfers, will do: chosen by the numbers a client sends, or by a test.

use std::time::Duration;

/// A user's conduct, chosen by the ending of a payment's `trade_no`, or by [`DragonEx::plan_user`](super::DragonEx::plan_user).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// Waits for somebody to press a button on the pay page.
    Waits,
    /// Pays after this long.
    PaysAfter(Duration),
    /// Gives up after this long.
    GivesUpAfter(Duration),
    /// Tries to pay after this long, and the payment fails.
    FailsAfter(Duration),
}

const A_WHILE: Duration = Duration::from_secs(5);

/// The endings of payments' order numbers, what they do, and how to say it.
pub(super) const PAYMENT_ENDINGS: &[(&str, User, &str)] = &[
    ("_PAYS", User::PaysAfter(A_WHILE), "the user pays after 5 s"),
    (
        "_GIVESUP",
        User::GivesUpAfter(A_WHILE),
        "the user gives up after 5 s (status -1)",
    ),
    (
        "_FAILS",
        User::FailsAfter(A_WHILE),
        "the payment fails after 5 s (status 2)",
    ),
];

impl User {
    pub(super) fn of_number(trade_no: &str) -> Self {
        let known = PAYMENT_ENDINGS
            .iter()
            .find(|(ending, _, _)| trade_no.ends_with(ending));
        known.map_or(Self::Waits, |(_, user, _)| *user)
    }
}

/// How a transfer, charge or return goes, chosen by the ending of its number, or by
/// [`DragonEx::plan_transfer`](super::DragonEx::plan_transfer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// It is answered as under way (status 3) and done after this long.
    DoneAfter(Duration),
    /// It is answered as done.
    AtOnce,
    /// It is answered as under way and fails after this long; the money comes back.
    FailsAfter(Duration),
    /// It is done, but the answer is HTTP status 500 without a signature.
    DoneBehindA500,
    /// It is done, but the answer is a server error (code 6).
    DoneBehindAnError,
    /// It is not done, and the answer is a server error (code 6).
    NotDoneBehindAnError,
}

/// The endings of transfers' numbers, what they do, and how to say it.
pub(super) const TRANSFER_ENDINGS: &[(&str, Course, &str)] = &[
    (
        "_SLOW",
        Course::DoneAfter(Duration::from_secs(120)),
        "is under way for 2 min",
    ),
    ("_ATONCE", Course::AtOnce, "is answered as done"),
    (
        "_FAILS",
        Course::FailsAfter(A_WHILE),
        "fails after 5 s (status 2), no callback",
    ),
    (
        "_500",
        Course::DoneBehindA500,
        "is done, but the answer is HTTP status 500",
    ),
    (
        "_UNSURE",
        Course::DoneBehindAnError,
        "is done, but the answer is a server error (6)",
    ),
    (
        "_ERROR",
        Course::NotDoneBehindAnError,
        "is not done, and the answer is a server error (6)",
    ),
];

impl Course {
    pub(super) fn of_number(trade_no: &str) -> Option<Self> {
        let known = TRANSFER_ENDINGS
            .iter()
            .find(|(ending, _, _)| trade_no.ends_with(ending));
        known.map(|(_, course, _)| *course)
    }
}
