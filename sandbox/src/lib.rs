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
mod order_number;
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
    fn both_readmes_name_every_fault_and_behaviour() {
        let readmes = [
            include_str!("../README.md"),
            include_str!("../README.zh-CN.md"),
        ];
        let is_named = |name: &str| {
            readmes
                .iter()
                .all(|text| text.contains(&format!("`{name}`")))
        };
        for fault in super::Fault::ALL {
            assert!(is_named(fault.name()), "{fault}");
        }
        for provider in super::PROVIDERS {
            for (what, _) in (provider.gateway)().introduction().behaviours {
                let ending = what.rsplit('…').next().unwrap();
                assert!(is_named(ending), "{}: {what}", provider.name);
            }
        }
    }

    /// What a reader of code sees: without comments, and without the lines that the documentation hides.
    fn code(readme: &str) -> Vec<String> {
        let blocks = readme.split("```").skip(1).step_by(2);
        let lines = blocks.flat_map(|block| block.lines().skip(1));
        let lines = lines.map(|line| match line.find(" // ").or(line.find(" # ")) {
            Some(comment) => line[..comment].trim_end(),
            None => line.trim_end(),
        });
        let hidden = |line: &str| line.starts_with("# ") || line.trim_start().starts_with("// ");
        lines
            .filter(|line| !line.is_empty() && !hidden(line))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_chinese_readmes_have_the_code_the_sections_and_the_tables_of_the_english_ones() {
        macro_rules! pair {
            ($folder:literal) => {
                (
                    $folder,
                    include_str!(concat!("../../", $folder, "README.md")),
                    include_str!(concat!("../../", $folder, "README.zh-CN.md")),
                )
            };
        }
        for (folder, english, chinese) in [
            pair!(""),
            pair!("chaoying/"),
            pair!("hicoin/"),
            pair!("recharge-payout/"),
            pair!("dragonex/"),
            pair!("sandbox/"),
        ] {
            assert_eq!(code(english), code(chinese), "{folder}");
            assert!(code(english).len() > 10, "{folder}");
            for start in ["## ", "| ", "- "] {
                let count = |text: &str| text.lines().filter(|l| l.starts_with(start)).count();
                assert_eq!(count(english), count(chinese), "{folder}: {start:?}");
            }
        }
    }
}

/// The examples of the project's README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct ProjectReadme;
