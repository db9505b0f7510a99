//! The providers there are: the one place that knows them all.

use crate::{Gateway, chaoying, dragonex, hicoin, recharge_payout, tour};

/// A provider the sandbox can play.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    /// Its name on the command line.
    pub name: &'static str,
    /// The package of its crate, understood there as well.
    pub package: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Makes a gateway with the default configuration.
    pub gateway: fn() -> Box<dyn Gateway>,
    /// Drives the provider's crate through its operations.
    pub tour: fn(&mut tour::Tour<'_>),
}

/// All providers, in the order in which they are served and toured.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        name: "chaoying",
        package: "chaoying",
        title: "Chaoying aggregated pay 超赢聚合支付",
        gateway: || Box::new(chaoying::Chaoying::new(chaoying::Config::default())),
        tour: tour::chaoying::run,
    },
    Provider {
        name: "hicoin",
        package: "hicoin",
        title: "HiCoin payouts and H5 payments 商户打款, H5支付",
        gateway: || Box::new(hicoin::HiCoin::new(hicoin::Config::default())),
        tour: tour::hicoin::run,
    },
    Provider {
        name: "recharge_payout",
        package: "recharge-payout",
        title: "Recharge and payout platform 充值/下发平台",
        gateway: || {
            Box::new(recharge_payout::RechargePayout::new(
                recharge_payout::Config::default(),
            ))
        },
        tour: tour::recharge_payout::run,
    },
    Provider {
        name: "dragonex",
        package: "dragonex",
        title: "DragonEx payments 龙网开放平台",
        gateway: || Box::new(dragonex::DragonEx::new(dragonex::Config::default())),
        tour: tour::dragonex::run,
    },
];

/// Stands for every provider on the command line.
pub(crate) const ALL: &str = "all";

/// The named providers in their own order, or all if none is named.
pub(crate) fn chosen(names: &[String]) -> impl Iterator<Item = &'static Provider> {
    let all = names.is_empty() || names.iter().any(|name| name == ALL);
    PROVIDERS
        .iter()
        .filter(move |provider| all || names.iter().any(|name| name == provider.name))
}
