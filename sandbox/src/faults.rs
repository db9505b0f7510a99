//! What can go wrong between a client and a gateway, and how often.

use std::{fmt, str::FromStr};
use thiserror::Error;

macro_rules! faults {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $stage:ident; )+) => {
        /// One way in which the line between client and gateway, or the gateway, misbehaves.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault { $( $(#[doc = $doc])+ $variant, )+ }

        impl Fault {
            /// Every fault, in the order of the documentation.
            pub const ALL: &[Self] = &[$( Self::$variant ),+];

            /// The name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// What it does, in a sentence.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $( Self::$variant => concat!($( $doc ),+).trim_ascii_start(), )+ }
            }

            pub(crate) const fn stage(self) -> Stage {
                match self { $( Self::$variant => Stage::$stage, )+ }
            }
        }
    };
}

/// What a fault happens to. Those of one stage exclude each other; of different stages each comes by its own chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The request's way to the gateway.
    WayThere,
    /// Its arrival.
    Arrival,
    /// Who answers, and for which order.
    Answerer,
    /// The signature of the gateway's answer.
    Signature,
    /// The bits on the line, either way.
    Bits,
    /// The end of the answer.
    Length,
    /// The answer's way back.
    WayBack,
    /// Whether an order that the call creates is visible at once.
    Visibility,
    /// Once for each notification sent.
    Notification,
    /// Once for each call: a forger needs no genuine notification.
    Forgery,
}

impl Stage {
    pub(crate) const ALL: [Self; 10] = [
        Self::WayThere,
        Self::Arrival,
        Self::Answerer,
        Self::Signature,
        Self::Bits,
        Self::Length,
        Self::WayBack,
        Self::Visibility,
        Self::Notification,
        Self::Forgery,
    ];
}

faults! {
    /// The connection fails before a byte is sent. (Over sockets: closed unanswered before the gateway sees it, as a listening port cannot refuse one client.)
    Refuse = "refuse", WayThere;
    /// The request is lost: the connection breaks before the gateway sees it.
    DropBeforeCommit = "drop-before-commit", WayThere;
    /// The gateway does what was asked, then the connection breaks: the answer is lost.
    DropAfterCommit = "drop-after-commit", WayBack;
    /// The answer comes up to 120 s late.
    Delay = "delay", WayBack;
    /// The request reaches the gateway up to 120 s late.
    DelayRequest = "delay-request", WayThere;
    /// The request reaches the gateway twice; the client gets either answer.
    Duplicate = "duplicate", Arrival;
    /// One bit of the request's or the answer's body is flipped.
    BitFlip = "bit-flip", Bits;
    /// The answer's body ends early.
    Truncate = "truncate", Length;
    /// The client gets another order's genuine answer to the same operation.
    OtherOrder = "other-order", Answerer;
    /// The answer's signature is not the right one.
    BadSignature = "bad-signature", Signature;
    /// The answer has no signature.
    MissingSignature = "missing-signature", Signature;
    /// The answer is signed in a weaker way, without the key.
    DowngradedSignature = "downgraded-signature", Signature;
    /// A proxy answers 500; whether the gateway saw the request is left to chance.
    Status500 = "status-500", Answerer;
    /// A proxy answers 502; whether the gateway saw the request is left to chance.
    Status502 = "status-502", Answerer;
    /// A proxy answers 200 with a page of HTML; whether the gateway saw the request is left to chance.
    Html200 = "html-200", Answerer;
    /// A proxy redirects elsewhere with 302; whether the gateway saw the request is left to chance.
    Redirect = "redirect", Answerer;
    /// An order that the call creates is unknown to queries for 30 s.
    LateVisible = "late-visible", Visibility;
    /// The notification does not arrive (the gateway repeats it by its schedule).
    NotifyLost = "notify-lost", Notification;
    /// The notification arrives twice.
    NotifyRepeat = "notify-repeat", Notification;
    /// The notification is held back up to 120 s, so that later ones overtake it.
    NotifyReorder = "notify-reorder", Notification;
    /// Somebody without the key notifies the merchant that an unpaid order was paid.
    NotifyForge = "notify-forge", Forgery;
}

/// A set of faults: those of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Faults(u32);

impl Faults {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// Whether it is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the fault is among them.
    #[must_use]
    pub const fn contains(self, fault: Fault) -> bool {
        self.0 & 1 << fault as u32 != 0
    }

    /// All of them, in the order of the documentation.
    pub fn iter(self) -> impl Iterator<Item = Fault> {
        Fault::ALL
            .iter()
            .copied()
            .filter(move |fault| self.contains(*fault))
    }

    pub(crate) const fn insert(&mut self, fault: Fault) {
        self.0 |= 1 << fault as u32;
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<T: IntoIterator<Item = Fault>>(faults: T) -> Self {
        let mut set = Self::NONE;
        faults.into_iter().for_each(|fault| set.insert(fault));
        set
    }
}

/// The names, with commas between them.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{fault}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, InvalidFault> {
        let known = Self::ALL.iter().find(|fault| fault.name() == text);
        known
            .copied()
            .ok_or_else(|| InvalidFault::Name(text.to_owned()))
    }
}

/// Why a fault was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidFault {
    /// There is no fault of that name.
    #[error("no fault is called {0:?}; there are: {names}", names = names())]
    Name(String),
    /// The rate is not a number from 0 to 1.
    #[error("{0:?} is no rate: a number from 0 to 1 with at most six decimals, such as 0.2")]
    Rate(String),
    /// The text is not `name:rate`.
    #[error("{0:?} is not name:rate, such as drop-after-commit:0.2")]
    Form(String),
    /// Faults that exclude each other would happen more than always.
    #[error("the rates of {0} add up to more than 1")]
    TooMuch(String),
    /// The fault was given already.
    #[error("{0} is given twice")]
    Twice(Fault),
}

fn names() -> String {
    let names: Vec<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults};

    #[test]
    fn a_set_of_faults_names_them_in_order_and_once() {
        let set: Faults = [Fault::Delay, Fault::Refuse, Fault::Delay]
            .into_iter()
            .collect();
        assert_eq!(set.to_string(), "refuse, delay");
        assert!(set.contains(Fault::Refuse) && !set.contains(Fault::Truncate));
        assert!(Faults::NONE.is_empty() && Faults::NONE.and(set) == set);
        assert!(Fault::ALL.len() <= 32, "a set has 32 places");
    }

    #[test]
    fn every_name_is_read_back_and_described() {
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse::<Fault>().as_ref(), Ok(fault));
            assert!(fault.description().ends_with(['.', ')']), "{fault}");
        }
    }
}
