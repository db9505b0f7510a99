//! What the customer, and the bank that refunds, will do: chosen by the numbers a client sends, or by a test.

use std::time::Duration;

/// A customer's conduct, chosen by the last four digits of `auth_code` or `face_code`, or by
/// [`Chaoying::plan_customer`](super::Chaoying::plan_customer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Customer {
    /// Pays without being asked anything.
    PaysAtOnce,
    /// Pays at once, a tenth of it (at least one fen, never all) with a coupon that cannot be refunded.
    PaysWithCoupon,
    /// Is asked for the password and gives it after this long.
    PaysAfter(Duration),
    /// Is asked for the password and gives up after this long.
    GivesUpAfter(Duration),
    /// Is asked for the password and never answers.
    NeverAnswers,
    /// Has not enough money.
    BalanceTooLow,
    /// Pays, but the answer is `NEED_QUERY`.
    PaysUnsure,
    /// Pays, but the answer is 20006, a system error.
    PaysBehindAnError,
    /// Does not pay, and the answer is 20006, a system error.
    FailsBehindAnError,
    /// Gives the password in the moment in which the till cancels.
    PaysAsCancelled,
}

const PASSWORD: Duration = Duration::from_secs(10);
const SLOW_PASSWORD: Duration = Duration::from_secs(40);
const PATIENCE: Duration = Duration::from_secs(30);

/// The endings of payment codes, what they do, and how to say it.
pub(super) const ENDINGS: &[(&str, Customer, &str)] = &[
    (
        "9001",
        Customer::PaysAfter(PASSWORD),
        "asked for the password (PROCESSING), pays after 10 s",
    ),
    (
        "9002",
        Customer::PaysAfter(SLOW_PASSWORD),
        "asked for the password, pays after 40 s",
    ),
    (
        "9003",
        Customer::GivesUpAfter(PATIENCE),
        "asked for the password, gives up after 30 s (10006)",
    ),
    (
        "9004",
        Customer::NeverAnswers,
        "asked for the password, never answers",
    ),
    (
        "9005",
        Customer::BalanceTooLow,
        "balance too low (FAIL, 10006)",
    ),
    (
        "9006",
        Customer::PaysWithCoupon,
        "pays a tenth with a coupon",
    ),
    (
        "9007",
        Customer::PaysUnsure,
        "pays, but the answer is NEED_QUERY",
    ),
    (
        "9008",
        Customer::PaysBehindAnError,
        "pays, but the answer is a system error (20006)",
    ),
    (
        "9009",
        Customer::FailsBehindAnError,
        "does not pay, the answer is a system error (20006)",
    ),
    (
        "9010",
        Customer::PaysAsCancelled,
        "pays in the moment in which the till cancels",
    ),
];

impl Customer {
    pub(super) fn of_code(code: &str) -> Self {
        let known = ENDINGS.iter().find(|(ending, _, _)| code.ends_with(ending));
        known.map_or(Self::PaysAtOnce, |(_, customer, _)| *customer)
    }
}

/// How a refund goes, chosen by the ending of `out_refund_no`, or by
/// [`Chaoying::plan_refund`](super::Chaoying::plan_refund).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundCourse {
    /// The money is back at once.
    AtOnce,
    /// The bank takes its time: PROCESSING, then SUCCESS.
    Slow,
    /// NOTSURE; repeating the same refund number completes it.
    NotSure,
    /// It fails, and so does every repetition.
    Fails,
    /// The card is gone: the money went back to the merchant's account (CHANGE).
    Change,
}

/// The endings of refund numbers.
pub(super) const REFUND_ENDINGS: &[(&str, RefundCourse, &str)] = &[
    (
        "-PROCESSING",
        RefundCourse::Slow,
        "PROCESSING, after 60 s SUCCESS",
    ),
    (
        "-NOTSURE",
        RefundCourse::NotSure,
        "NOTSURE until the same number is sent again",
    ),
    ("-FAIL", RefundCourse::Fails, "fails every time"),
    (
        "-CHANGE",
        RefundCourse::Change,
        "the money goes back to the merchant (CHANGE)",
    ),
];

impl RefundCourse {
    pub(super) fn of_number(number: &str) -> Self {
        let known = REFUND_ENDINGS
            .iter()
            .find(|(ending, _, _)| number.ends_with(ending));
        known.map_or(Self::AtOnce, |(_, course, _)| *course)
    }
}
