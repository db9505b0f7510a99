//! What can go wrong between a client and a gateway, and how often.

use crate::Random;
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

/// How often a fault happens, in millionths: from `0` to `1`, with at most six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(u32);

impl Rate {
    /// Always.
    pub const ALWAYS: Self = Self(1_000_000);

    /// So many in a million, at most all of them.
    #[must_use]
    pub const fn per_million(millionths: u32) -> Self {
        Self(if millionths > 1_000_000 {
            1_000_000
        } else {
            millionths
        })
    }

    /// So many in a million.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

impl FromStr for Rate {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, InvalidFault> {
        let invalid = || InvalidFault::Rate(text.to_owned());
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 6 {
            return Err(invalid());
        }
        let whole: u32 = whole.parse().map_err(|_| invalid())?;
        let millionths: u32 = format!("{decimals:0<6}").parse().map_err(|_| invalid())?;
        match whole
            .checked_mul(1_000_000)
            .and_then(|all| all.checked_add(millionths))
        {
            Some(rate) if rate <= 1_000_000 => Ok(Self(rate)),
            _ => Err(invalid()),
        }
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

/// Which faults happen how often. The same plan and seed give the same faults for the same calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultPlan {
    rates: Vec<(Fault, Rate)>,
}

impl FaultPlan {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn none() -> Self {
        Self { rates: Vec::new() }
    }

    /// Adds a fault, or sets its rate anew.
    ///
    /// # Errors
    /// [`InvalidFault::TooMuch`] if the faults that exclude it would then happen more often than always.
    pub fn with(mut self, fault: Fault, rate: Rate) -> Result<Self, InvalidFault> {
        self.rates.retain(|(known, _)| *known != fault);
        self.rates.push((fault, rate));
        let stage: Vec<_> = self
            .rates
            .iter()
            .filter(|(f, _)| f.stage() == fault.stage())
            .collect();
        if stage.iter().map(|(_, rate)| u64::from(rate.0)).sum::<u64>() > 1_000_000 {
            let names: Vec<&str> = stage.iter().map(|(fault, _)| fault.name()).collect();
            return Err(InvalidFault::TooMuch(names.join(", ")));
        }
        Ok(self)
    }

    /// A plan from texts such as `drop-after-commit:0.2`; a name alone happens always.
    ///
    /// # Errors
    /// Unknown names, bad rates, rates that add up to more than 1.
    pub fn parse<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, InvalidFault> {
        texts.into_iter().try_fold(Self::none(), |plan, text| {
            let (fault, rate) = parse_one(text.as_ref())?;
            plan.with(fault, rate)
        })
    }

    /// The faults and their rates, in the order they were added.
    #[must_use]
    pub fn rates(&self) -> &[(Fault, Rate)] {
        &self.rates
    }

    /// Draws for one stage: each fault comes with exactly its rate, and at most one comes.
    pub(crate) fn draw(&self, stage: Stage, random: &mut Random) -> Option<Fault> {
        let mut rest = u32::try_from(random.below(1_000_000)).unwrap_or(u32::MAX);
        for (fault, rate) in self
            .rates
            .iter()
            .filter(|(fault, _)| fault.stage() == stage)
        {
            if rest < rate.0 {
                return Some(*fault);
            }
            rest -= rate.0;
        }
        None
    }
}

/// Reads `name:rate` or `name`.
pub(crate) fn parse_one(text: &str) -> Result<(Fault, Rate), InvalidFault> {
    match text.split_once(':') {
        None if text.is_empty() => Err(InvalidFault::Form(text.to_owned())),
        None => Ok((text.parse()?, Rate::ALWAYS)),
        Some((name, rate)) if !name.is_empty() && !rate.is_empty() => {
            Ok((name.parse()?, rate.parse()?))
        }
        Some(_) => Err(InvalidFault::Form(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_exactly() {
        for (text, millionths) in [
            ("0", 0),
            ("1", 1_000_000),
            ("1.0", 1_000_000),
            ("0.2", 200_000),
            ("0.05", 50_000),
            ("0.000001", 1),
        ] {
            assert_eq!(
                text.parse::<Rate>().unwrap().millionths(),
                millionths,
                "{text}"
            );
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-0.1",
            "1.000001",
            "2",
            "0.0000001",
            "1e-3",
            "0,2",
            "99999999999",
        ] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn errors_say_what_would_be_right() {
        let error = |text: &str| FaultPlan::parse([text]).unwrap_err().to_string();
        assert!(
            error("lose-money:0.1").contains("drop-after-commit"),
            "{}",
            error("lose-money:0.1")
        );
        assert!(error("delay:2").contains("from 0 to 1"));
        assert!(error("delay:").contains("name:rate"));
        let both = FaultPlan::parse(["delay:0.6", "refuse:0.6"])
            .unwrap_err()
            .to_string();
        assert_eq!(both, "the rates of delay, refuse add up to more than 1");
        assert!(
            FaultPlan::parse([
                "delay:1",
                "late-visible:1",
                "notify-lost:1",
                "notify-forge:1"
            ])
            .is_ok()
        );
        assert!(
            FaultPlan::parse(["delay:0.9", "delay:0.2", "refuse:0.8"]).is_ok(),
            "the last rate counts"
        );
    }

    #[test]
    fn every_name_is_read_back_and_described() {
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse::<Fault>().as_ref(), Ok(fault));
            assert!(fault.description().ends_with(['.', ')']), "{fault}");
        }
    }

    #[test]
    fn each_fault_comes_with_its_own_rate() {
        let plan = FaultPlan::parse(["refuse:0.1", "delay:0.2", "truncate:0.3", "late-visible:1"])
            .unwrap();
        let mut random = Random::new(5);
        let mut counts = std::collections::HashMap::new();
        for _ in 0..100_000 {
            *counts
                .entry(plan.draw(Stage::Call, &mut random))
                .or_insert(0_i32) += 1;
        }
        for (fault, expected) in [
            (Some(Fault::Refuse), 10_000),
            (Some(Fault::Delay), 20_000),
            (Some(Fault::Truncate), 30_000),
            (None, 40_000),
        ] {
            assert!(
                (counts[&fault] - expected).abs() < 1_000,
                "{fault:?}: {}",
                counts[&fault]
            );
        }
        assert!(!counts.contains_key(&Some(Fault::LateVisible)));
    }
}
