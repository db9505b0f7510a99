//! The payment gateways, simulated: for the SDKs' tests, for a developer's desk, for the two-ledger simulation.
//!
//! Each provider's gateway is a pure state machine ([`Gateway`]): a request and the virtual time go in, an answer comes out,
//! and a ledger of its own is kept. Nothing in it knows of sockets or real time. Around it stand
//!
//! * [`Injector`], which makes the line between client and gateway misbehave ([`Fault`]), seeded and repeatable;
//! * [`Server`], which puts a gateway on a loopback port, delivers its notifications and applies the faults to real connections;
//! * the command line: `sandbox serve` and `sandbox tour`.
//!
//! The gateways share no logic with the provider crates, only the signature algorithms of `signing-core`: that a client and
//! its gateway agree is therefore evidence, not an echo.
//!
//! ```
//! use sandbox::{Options, Server, chaoying::{Chaoying, Config}};
//!
//! let server = Server::start(Chaoying::new(Config::default()), Options::default())?;
//! assert!(server.base_url().starts_with("http://127.0.0.1:"));
//! assert_eq!(server.money_requests(), 0);
//! # Ok::<(), std::io::Error>(())
//! ```
#![forbid(unsafe_code)]

mod agenda;
mod background;
pub mod beijing;
pub mod chaoying;
pub mod cli;
mod clock;
mod fault_plan;
mod faults;
mod gateway;
mod http;
mod injector;
mod ledger;
mod listener;
mod merchant;
mod notifier;
mod random;
pub mod recharge_payout;
mod registry;
mod serve;
mod server;
pub mod tour;

pub use clock::VirtualClock;
pub use fault_plan::{FaultPlan, Rate};
pub use faults::{Fault, InvalidFault};
pub use gateway::{Delivery, Gateway, Introduction, Operation, SignatureFault};
pub use http::{HttpReply, HttpRequest};
pub use injector::{Exchange, Injector, NotificationFate};
pub use ledger::{Difference, Direction, Entry, Ledger, Totals};
pub use merchant::Merchant;
pub use random::Random;
pub use registry::{PROVIDERS, Provider};
pub use server::{Logged, Options, Server, Watcher};
