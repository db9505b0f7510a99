//! All batches of a simulation, and the command that runs it.

use super::{
    batch::{self, Batch, Outcome, SIZE},
    chaoying::Chaoying,
    defect::Planted,
    dragonex::DragonEx,
    hicoin::HiCoin,
    house::House,
    invariant::{Invariant, Violation},
    recharge_payout::RechargePayout,
    report::Report,
};
use crate::registry;
use std::{
    io::{self, Write},
    process::ExitCode,
    time::Instant,
};

/// One batch in so many is run twice, to see that nothing but the seed decides.
const TWICE: u64 = 25;

type Run = fn(&Batch) -> Outcome;

const HOUSES: &[(&str, Run)] = &[
    (Chaoying::NAME, batch::run::<Chaoying>),
    (HiCoin::NAME, batch::run::<HiCoin>),
    (RechargePayout::NAME, batch::run::<RechargePayout>),
    (DragonEx::NAME, batch::run::<DragonEx>),
];

/// The providers that can be simulated.
pub const PROVIDERS: &[&str] = &[HOUSES[0].0, HOUSES[1].0, HOUSES[2].0, HOUSES[3].0];

/// A simulation to run.
#[derive(Clone, Debug)]
pub struct Simulation {
    seed: u64,
    payments: u64,
    only: Option<u64>,
    planted: Planted,
}

impl Simulation {
    /// So many payments, of which everything follows from the seed.
    #[must_use]
    pub fn new(seed: u64, payments: u64) -> Self {
        Self {
            seed,
            payments,
            only: None,
            planted: Planted::default(),
        }
    }

    /// Runs only what is needed to see one payment, and tells its story in [`Report::lines`].
    #[must_use]
    pub fn only(mut self, payment: u64) -> Self {
        self.only = Some(payment);
        self
    }

    /// Plants a defect in the till, and stops at the first violation.
    #[cfg(feature = "planted-defects")]
    #[must_use]
    pub fn plant(mut self, defect: super::Defect) -> Self {
        self.planted = Planted {
            defect: Some(defect),
        };
        self
    }

    /// Runs it for a provider; `None` if there is no such provider.
    #[must_use]
    pub fn run(&self, provider: &str) -> Option<Report> {
        let (name, run) = HOUSES.iter().find(|(name, _)| *name == provider)?;
        let mut report = Report {
            provider: name,
            seed: self.seed,
            ..Report::default()
        };
        let began = Instant::now();
        for index in 0..self.payments.div_ceil(SIZE) {
            let first = index * SIZE;
            let count = SIZE.min(self.payments - first);
            if self
                .only
                .is_some_and(|payment| !(first..first + count).contains(&payment))
            {
                continue;
            }
            let batch = Batch {
                seed: self.seed,
                first,
                count,
                watched: self.only,
                planted: self.planted,
            };
            let outcome = run(&batch);
            if index.is_multiple_of(TWICE) {
                same_trace(&mut report, *run, &batch, outcome.hash);
                report.repeated += count;
            }
            report.add(outcome, count);
            if cfg!(feature = "planted-defects") && !report.violated.is_empty() {
                break;
            }
        }
        report.took = began.elapsed();
        Some(report)
    }
}

fn same_trace(report: &mut Report, run: Run, batch: &Batch, hash: u64) {
    let again = run(batch).hash;
    if again != hash {
        report.violate(Violation {
            invariant: Invariant::SameTrace,
            payment: batch.first,
            detail: format!("the batch gave {hash:016x}, and then {again:016x}"),
        });
    }
}

/// The command `simulate`: 0 if every invariant held for every provider, 1 otherwise.
pub(crate) fn command(providers: &[String], simulation: &Simulation) -> ExitCode {
    let mut holds = true;
    for report in registry::chosen(providers).filter_map(|one| simulation.run(one.name)) {
        holds &= report.holds();
        // Whoever reads may have seen enough and gone; the exit status tells all the same.
        let _ = print(simulation, &report);
    }
    if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn print(simulation: &Simulation, report: &Report) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in &report.lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{report}")?;
    if report.is_vacuous() {
        writeln!(
            out,
            "VACUOUS: too few payments were made for this to prove anything"
        )?;
    }
    for violation in &report.violations {
        writeln!(out, "VIOLATED {violation}")?;
        let (provider, Simulation { payments, seed, .. }) = (report.provider, simulation);
        writeln!(
            out,
            "  replay: sandbox simulate --provider {provider} --payments {payments} --seed {seed} --only {}",
            violation.payment
        )?;
    }
    Ok(())
}
