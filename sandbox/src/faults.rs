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

/// When a fault is drawn: faults of one stage exclude each other, faults of different stages do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Once for each call.
    Call,
    /// Once for each call, besides.
    Visibility,
    /// Once for each notification sent.
    Notification,
    /// Once for each call: a forger needs no genuine notification.
    Forgery,
}

faults! {
    /// The connection fails before a byte is sent. (Over sockets: closed unanswered before the gateway sees it, as a listening port cannot refuse one client.)
    Refuse = "refuse", Call;
    /// The request is lost: the connection breaks before the gateway sees it.
    DropBeforeCommit = "drop-before-commit", Call;
    /// The gateway does what was asked, then the connection breaks: the answer is lost.
    DropAfterCommit = "drop-after-commit", Call;
    /// The answer comes up to 120 s late.
    Delay = "delay", Call;
    /// The request reaches the gateway up to 120 s late.
    DelayRequest = "delay-request", Call;
    /// The request reaches the gateway twice; the client gets either answer.
    Duplicate = "duplicate", Call;
    /// One bit of the request's or the answer's body is flipped.
    BitFlip = "bit-flip", Call;
    /// The answer's body ends early.
    Truncate = "truncate", Call;
    /// The client gets another order's genuine answer to the same operation.
    OtherOrder = "other-order", Call;
    /// The answer's signature is not the right one.
    BadSignature = "bad-signature", Call;
    /// The answer has no signature.
    MissingSignature = "missing-signature", Call;
    /// The answer is signed in a weaker way, without the key.
    DowngradedSignature = "downgraded-signature", Call;
    /// A proxy answers 500; whether the gateway saw the request is left to chance.
    Status500 = "status-500", Call;
    /// A proxy answers 502; whether the gateway saw the request is left to chance.
    Status502 = "status-502", Call;
    /// A proxy answers 200 with a page of HTML; whether the gateway saw the request is left to chance.
    Html200 = "html-200", Call;
    /// A proxy redirects elsewhere with 302; whether the gateway saw the request is left to chance.
    Redirect = "redirect", Call;
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
}

fn names() -> String {
    let names: Vec<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn every_name_is_read_back_and_described() {
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse::<Fault>().as_ref(), Ok(fault));
            assert!(fault.description().ends_with(['.', ')']), "{fault}");
        }
    }
}
