//! `sandbox tour`: each provider's crate is driven over real HTTP against its gateway, and every step is checked.

pub mod chaoying;
mod chaoying_pre_order;
pub mod dragonex;
mod dragonex_desk;
mod dragonex_transfers;
mod dragonex_users;
pub mod hicoin;
mod hicoin_desk;
mod hicoin_payments;
pub mod recharge_payout;
mod recharge_payout_desk;
mod recharge_payout_payouts;
mod recorder;
mod show;
mod step;

pub use recorder::{Recorded, Recorder};
pub use show::form_exchange;
pub use step::Step;

use crate::registry;
use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

/// Anything that ends a step before its checks were made.
pub type Stop = Box<dyn std::error::Error>;

/// A tour in progress: it runs steps, prints them, and counts what was not as it must be.
pub struct Tour<'a> {
    out: &'a mut dyn Write,
    quiet: bool,
    provider: &'static str,
    steps: usize,
    failed: usize,
}

impl<'a> Tour<'a> {
    /// A tour that prints to `out`: everything, or one line a step.
    pub fn new(out: &'a mut dyn Write, quiet: bool) -> Self {
        Self {
            out,
            quiet,
            provider: "",
            steps: 0,
            failed: 0,
        }
    }

    /// Runs one step. It fails if a check does not hold, or if it stops with an error.
    pub fn step(&mut self, title: &str, act: impl FnOnce(&mut Step) -> Result<(), Stop>) {
        let mut step = Step::default();
        if let Err(stop) = act(&mut step) {
            step.check(&format!("the step goes through: {stop}"), false);
        }
        self.steps += 1;
        self.failed += usize::from(!step.passed());
        // Whoever closed the pipe does not read on; the exit status still tells.
        let _ = self.print(title, &step);
    }

    /// How many steps were run, and how many failed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.steps, self.failed)
    }

    fn print(&mut self, title: &str, step: &Step) -> io::Result<()> {
        if self.quiet {
            let verdict = if step.passed() { "ok  " } else { "FAIL" };
            writeln!(self.out, "{verdict} {}: {title}", self.provider)?;
            for claim in step.claims().filter(|(_, holds)| !holds) {
                writeln!(self.out, "     not so: {}", claim.0)?;
            }
            return Ok(());
        }
        writeln!(self.out, "\n== {}. {}: {title}", self.steps, self.provider)?;
        for line in step.lines() {
            writeln!(self.out, "   {line}")?;
        }
        for (claim, holds) in step.claims() {
            writeln!(
                self.out,
                "   [{}] {claim}",
                if holds { "ok" } else { "NOT SO" }
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for Tour<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tour")
            .field("steps", &self.steps)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// Tours the named providers, or all, on standard output.
pub(crate) fn run(names: &[String], quiet: bool) -> ExitCode {
    let mut out = io::stdout();
    let mut tour = Tour::new(&mut out, quiet);
    for provider in registry::chosen(names) {
        tour.provider = provider.name;
        (provider.tour)(&mut tour);
    }
    let (steps, failed) = tour.counts();
    let _ = match failed {
        0 => writeln!(out, "\nall {steps} steps are as they must be"),
        _ => writeln!(out, "\n{failed} of {steps} steps are not as they must be"),
    };
    if failed == 0 && steps > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
