#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod agenda;
mod background;
pub mod beijing;
mod calendar;
pub mod chaoying;
pub mod cli;
mod clock;
pub mod dragonex;
mod fault_plan;
mod faults;
mod form_fields;
mod gateway;
mod hex;
pub mod hicoin;
mod html;
mod http;
mod injector;
mod kept_answers;
mod ledger;
mod listener;
mod merchant;
mod notifier;
mod printer;
mod random;
pub mod recharge_payout;
mod redirect_url;
mod registry;
mod serve;
mod server;
pub mod simulation;
pub mod tour;

pub use calendar::Calendar;
pub use clock::VirtualClock;
pub use fault_plan::{FaultPlan, Rate};
pub use faults::{Fault, Faults, InvalidFault};
pub use gateway::{Delivery, Gateway, Introduction, Operation, Reception, SignatureFault};
pub use http::{HttpReply, HttpRequest};
pub use injector::{Exchange, Injector, NotificationFate};
pub use ledger::{Difference, Direction, Entry, Ledger, Totals};
pub use merchant::Merchant;
pub use notifier::{Delivered, DeliveryWatcher};
pub use random::Random;
pub use registry::{PROVIDERS, Provider};
pub use server::{Dates, Logged, Options, Server, Watcher};

#[cfg(test)]
mod tests {
    #[test]
    fn the_readme_names_every_fault_and_behaviour() {
        let readme = include_str!("../README.md");
        for fault in super::Fault::ALL {
            assert!(readme.contains(&format!("`{fault}`")), "{fault}");
        }
        for provider in super::PROVIDERS {
            for (what, _) in (provider.gateway)().introduction().behaviours {
                let ending = what.rsplit('…').next().unwrap();
                assert!(
                    readme.contains(&format!("`{ending}`")),
                    "{}: {what}",
                    provider.name
                );
            }
        }
    }
}

/// The examples of the project's README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ProjectReadme;
