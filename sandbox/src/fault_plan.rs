//! How often what goes wrong: rates, and the plan that draws from them.

use crate::{Fault, InvalidFault, Random, faults::Stage};
use std::{fmt, str::FromStr};

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

/// As it is read: `0.3`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, decimals) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if decimals == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{decimals:06}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
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
        let stage: Vec<_> = self.stage(fault.stage()).collect();
        if stage.iter().map(|(_, rate)| u64::from(rate.0)).sum::<u64>() > 1_000_000 {
            let names: Vec<&str> = stage.iter().map(|(fault, _)| fault.name()).collect();
            return Err(InvalidFault::TooMuch(names.join(", ")));
        }
        Ok(self)
    }

    /// A plan from texts such as `drop-after-commit:0.2`; a name alone happens always.
    ///
    /// # Errors
    /// Unknown names, bad rates, rates that add up to more than 1, a fault given twice.
    pub fn parse<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, InvalidFault> {
        texts.into_iter().try_fold(Self::none(), |plan, text| {
            plan.with_another(parse_one(text.as_ref())?)
        })
    }

    /// Adds a fault that is not there yet.
    pub(crate) fn with_another(self, (fault, rate): (Fault, Rate)) -> Result<Self, InvalidFault> {
        if self.rates.iter().any(|(known, _)| *known == fault) {
            return Err(InvalidFault::Twice(fault));
        }
        self.with(fault, rate)
    }

    /// The faults and their rates, in the order they were added.
    #[must_use]
    pub fn rates(&self) -> &[(Fault, Rate)] {
        &self.rates
    }

    /// The faults of a stage with their rates.
    pub(crate) fn stage(&self, stage: Stage) -> impl Iterator<Item = (Fault, Rate)> {
        let rates = self.rates.iter().copied();
        rates.filter(move |(fault, _)| fault.stage() == stage)
    }
}

/// A plan sorted by stages, to draw from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draws([Vec<(Fault, Rate)>; Stage::ALL.len()]);

impl Draws {
    pub(crate) fn of(plan: &FaultPlan) -> Self {
        Self(Stage::ALL.map(|stage| plan.stage(stage).collect()))
    }

    /// Draws for one stage: each fault comes with exactly its rate, and at most one comes.
    pub(crate) fn draw(&self, stage: Stage, random: &mut Random) -> Option<Fault> {
        let faults = &self.0[stage as usize];
        if faults.is_empty() {
            return None;
        }
        let mut rest = u32::try_from(random.below(1_000_000)).unwrap_or(u32::MAX);
        for (fault, rate) in faults {
            if rest < rate.0 {
                return Some(*fault);
            }
            rest -= rate.0;
        }
        None
    }

    /// Whether any fault may come.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// Whether a fault of the stage may come.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        let faults = &self.0[fault.stage() as usize];
        faults.iter().any(|(known, _)| *known == fault)
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
            let shown = text.parse::<Rate>().unwrap().to_string();
            assert_eq!(shown, text.trim_end_matches(".0"));
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
        let both = FaultPlan::parse(["delay:0.6", "drop-after-commit:0.6"])
            .unwrap_err()
            .to_string();
        assert_eq!(
            both,
            "the rates of delay, drop-after-commit add up to more than 1"
        );
        assert!(
            FaultPlan::parse([
                "delay:1",
                "refuse:1",
                "duplicate:1",
                "status-500:1",
                "bad-signature:1",
                "bit-flip:1",
                "truncate:1",
                "late-visible:1",
                "notify-lost:1",
                "notify-forge:1"
            ])
            .is_ok()
        );
        let twice = FaultPlan::parse(["delay:0.1", "refuse:0.1", "delay:0.2"]).unwrap_err();
        assert_eq!(twice.to_string(), "delay is given twice");
        let plan = FaultPlan::parse(["delay:0.9"]).unwrap();
        let plan = plan.with(Fault::Delay, Rate::per_million(200_000)).unwrap();
        assert_eq!(plan.rates(), [(Fault::Delay, Rate::per_million(200_000))]);
    }

    #[test]
    fn each_fault_comes_with_its_own_rate_and_excludes_only_its_stage() {
        let texts = [
            "refuse:0.1",
            "delay-request:0.2",
            "drop-before-commit:0.3",
            "late-visible:1",
            "delay:0.5",
        ];
        let draws = Draws::of(&FaultPlan::parse(texts).unwrap());
        let mut random = Random::new(5);
        let mut counts = std::collections::HashMap::new();
        for _ in 0..100_000 {
            for stage in Stage::ALL {
                let drawn = draws.draw(stage, &mut random);
                *counts.entry((stage as usize, drawn)).or_insert(0_i32) += 1;
            }
        }
        for (stage, fault, expected) in [
            (Stage::WayThere, Some(Fault::Refuse), 10_000),
            (Stage::WayThere, Some(Fault::DelayRequest), 20_000),
            (Stage::WayThere, Some(Fault::DropBeforeCommit), 30_000),
            (Stage::WayThere, None, 40_000),
            (Stage::WayBack, Some(Fault::Delay), 50_000),
            (Stage::Visibility, Some(Fault::LateVisible), 100_000),
            (Stage::Answerer, None, 100_000),
        ] {
            let count = counts[&(stage as usize, fault)];
            assert!((count - expected).abs() < 1_000, "{fault:?}: {count}");
        }
    }
}
