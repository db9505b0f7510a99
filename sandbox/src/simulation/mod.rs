//! Two ledgers: the SDK crates, a till with a journal, and the simulated gateways live through millions of payments while the
//! line between them does its worst. Then the merchant's books must equal the gateway's.
//!
//! One process, one thread, a virtual clock, no sockets. Everything follows from the seed: what customers do, what goes wrong,
//! where the till loses its power.
//!
//! ```
//! use sandbox::simulation::{Simulation, PROVIDERS};
//!
//! let report = Simulation::new(7, 500).run(PROVIDERS[0]).expect("it is a provider");
//! assert!(report.holds(), "{report}");
//! ```

mod audit;
mod batch;
mod chaoying;
mod crash;
mod defect;
mod desk;
mod dragonex;
mod hicoin;
mod house;
mod invariant;
mod journal;
mod plan;
mod recharge_payout;
mod refunds;
mod report;
mod run;
mod storm;
mod till;
mod trace;
mod world;

pub use defect::Defect;
pub use invariant::{Invariant, Violation};
pub use report::Report;
pub(crate) use run::command;
pub use run::{PROVIDERS, Simulation};
