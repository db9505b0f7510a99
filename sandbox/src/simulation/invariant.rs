//! The seven things that must hold, and what was found against them.

use std::fmt;

/// What must hold whatever the line, the gateway and the till go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// At most one net paid attempt for each sale.
    OnePayment,
    /// Once all is quiet both ledgers agree to the smallest unit.
    LedgersAgree,
    /// Refunds never exceed payments, and each is made once.
    RefundsOnce,
    /// Never "paid" without the gateway's commit, never "not paid" with it.
    TrueOutcome,
    /// Every sale ends in bounded virtual time, or is listed for a person.
    Bounded,
    /// No forged notification is believed.
    NoForgery,
    /// The same seed gives the same trace.
    SameTrace,
}

impl Invariant {
    /// All seven, in order.
    pub const ALL: [Self; 7] = [
        Self::OnePayment,
        Self::LedgersAgree,
        Self::RefundsOnce,
        Self::TrueOutcome,
        Self::Bounded,
        Self::NoForgery,
        Self::SameTrace,
    ];

    /// What it says.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::OnePayment => "at most one net paid attempt per sale",
            Self::LedgersAgree => "both ledgers equal once all is quiet",
            Self::RefundsOnce => "refunds within payments, each made once",
            Self::TrueOutcome => "no \"paid\" without commit, no \"not paid\" with it",
            Self::Bounded => "every sale ends in bounded time or is listed",
            Self::NoForgery => "no forged notification believed",
            Self::SameTrace => "same seed, same trace",
        }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// An invariant that did not hold for a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// The number of the payment, for `--only`.
    pub payment: u64,
    /// What was seen.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "payment {}: {}: {}",
            self.payment, self.invariant, self.detail
        )
    }
}
