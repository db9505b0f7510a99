//! The command line.

use crate::{
    Fault, FaultPlan, InvalidFault, PROVIDERS, Rate, fault_plan, registry, serve,
    simulation::{self, Simulation},
    tour,
};
use clap::{
    Args, CommandFactory, Parser, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
    error::ErrorKind,
};
use std::{ffi::OsString, process::ExitCode};

/// Some 14 hours of each provider: more was hardly meant.
const MOST_PAYMENTS: u64 = 1_000_000_000;

/// Payment gateways, simulated.
#[derive(Debug, Parser)]
#[command(name = "sandbox", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve simulated gateways on loopback ports until Ctrl-C.
    Serve(ServeArgs),
    /// Drive the SDKs against gateways of their own, and check every step.
    Tour(TourArgs),
    /// Live through many payments on a line that does its worst, and compare both ledgers.
    Simulate(SimulateArgs),
}

/// What `serve` is told.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = faults_help())]
pub(crate) struct ServeArgs {
    /// The first gateway's port; further ones take the next numbers. 0 takes free ones.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Serve only this provider, or `all`; may be given several times.
    #[arg(long, value_parser = provider_names())]
    pub(crate) provider: Vec<String>,
    /// Misbehave: a fault and how often, such as drop-after-commit:0.2; may be given several times (see --help for all faults).
    #[arg(long, value_name = "NAME:RATE", value_parser = fault_plan::parse_one)]
    fault: Vec<(Fault, Rate)>,
    /// What the faults follow from: the same seed and the same calls give the same faults.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// How many times faster than real time the gateways live.
    #[arg(long, value_name = "X", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) time_scale: u32,
}

/// What `tour` is told.
#[derive(Clone, Debug, Args)]
pub(crate) struct TourArgs {
    /// One line a step.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Tour only this provider, or `all`; may be given several times.
    #[arg(long, value_parser = provider_names())]
    pub(crate) provider: Vec<String>,
}

/// What `simulate` is told.
#[derive(Clone, Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Simulate only this provider, or `all`; may be given several times.
    #[arg(long, value_parser = provider_names())]
    provider: Vec<String>,
    /// How many payments of each provider, 1 to 1000000000.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..=MOST_PAYMENTS))]
    payments: u64,
    /// What everything follows from.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Replay only this payment, and tell its story. The other arguments must be those of the run it comes from.
    #[arg(long, value_name = "PAYMENT")]
    only: Option<u64>,
}

impl SimulateArgs {
    /// Refuses a payment that the run does not have.
    fn check(&self) -> Result<(), String> {
        match self.only {
            Some(payment) if payment >= self.payments => Err(format!(
                "--only {payment} is not in 0..={}, the payments of this run",
                self.payments - 1
            )),
            _ => Ok(()),
        }
    }

    fn simulation(&self) -> Simulation {
        let simulation = Simulation::new(self.seed, self.payments);
        match self.only {
            Some(payment) => simulation.only(payment),
            None => simulation,
        }
    }
}

impl ServeArgs {
    /// The faults asked for.
    pub(crate) fn plan(&self) -> Result<FaultPlan, InvalidFault> {
        let mut faults = self.fault.iter();
        faults.try_fold(FaultPlan::none(), |plan, fault| plan.with_another(*fault))
    }

    /// Refuses a first port whose followers would be none.
    fn check(&self) -> Result<(), String> {
        let providers = registry::chosen(&self.provider).count();
        let highest = usize::from(u16::MAX) + 1 - providers;
        if self.port == 0 || usize::from(self.port) <= highest {
            return Ok(());
        }
        Err(format!(
            "--port {} is too high: {providers} providers take as many ports, so the first is at most {highest}",
            self.port
        ))
    }
}

/// The providers, each by the name of its crate, too, and `all`.
fn provider_names() -> impl TypedValueParser<Value = String> {
    let names = PROVIDERS
        .iter()
        .map(|provider| PossibleValue::new(provider.name).alias(provider.package));
    PossibleValuesParser::new(names.chain([PossibleValue::new(registry::ALL)]))
        .map(|name| name.replace('-', "_"))
}

fn faults_help() -> String {
    let width = Fault::ALL
        .iter()
        .map(|fault| fault.name().len())
        .max()
        .unwrap_or_default();
    let lines = Fault::ALL
        .iter()
        .map(|fault| format!("  {:width$}  {}\n", fault.name(), fault.description()));
    format!("Faults:\n{}", lines.collect::<String>())
}

/// What the parser cannot see, as it takes several arguments together. Returns the faults to serve with.
fn checked(command: &Command) -> Result<FaultPlan, String> {
    match command {
        Command::Serve(args) => {
            args.check()?;
            args.plan().map_err(|error| error.to_string())
        }
        Command::Tour(_) => Ok(FaultPlan::none()),
        Command::Simulate(args) => args.check().map(|()| FaultPlan::none()),
    }
}

/// An error like those of the parser, with the usage of the subcommand that it is about.
fn usage_error(command: &Command, why: String) -> clap::Error {
    let name = match command {
        Command::Serve(_) => "serve",
        Command::Tour(_) => "tour",
        Command::Simulate(_) => "simulate",
    };
    let mut all = Cli::command();
    // Only a built command knows that it is called by the program's name and its own.
    all.build();
    let found = all.find_subcommand_mut(name);
    let command = found.expect("the parser found it");
    command.error(ErrorKind::ValueValidation, why)
}

/// Runs the command line given by `arguments` (the program's name first) and returns the exit status: 0 for success, 1 if
/// something is not as it must be, 2 for arguments that are not understood.
pub fn run<T: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = T>) -> ExitCode {
    let parsed = Cli::try_parse_from(arguments).and_then(|cli| match checked(&cli.command) {
        Ok(plan) => Ok((cli, plan)),
        Err(why) => Err(usage_error(&cli.command, why)),
    });
    match parsed {
        Ok((
            Cli {
                command: Command::Serve(args),
            },
            plan,
        )) => serve::run(&args, &plan),
        Ok((
            Cli {
                command: Command::Tour(args),
            },
            _,
        )) => tour::run(&args.provider, args.quiet),
        Ok((
            Cli {
                command: Command::Simulate(args),
            },
            _,
        )) => simulation::command(&args.provider, &args.simulation()),
        Err(error) => {
            // Nothing is left to be done if even the message cannot be written.
            let _ = error.print();
            u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}
